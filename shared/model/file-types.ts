// What a file is, told from its first bytes and its name, never from what somebody says it is. Programs are recognised so
// that they can be refused; pictures a browser decodes by itself are the only files a console shows without saving them.

/** Bytes of a file's beginning that are enough to tell its type. */
export const TYPE_HEAD_BYTES = 512
/** The type of everything that is not recognised: it is kept and saved, never opened by the console. */
export const UNKNOWN_TYPE = 'application/octet-stream'

/** Pictures a view may show itself. No SVG: it can carry programs and addresses. */
export const PREVIEW_TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']

/** Endings that a double click runs on some machine. */
const RUNNABLE_ENDINGS: ReadonlySet<string> = new Set(
  (
    'exe com bat cmd scr pif msi msp mst msix appx dll ocx cpl sys drv js jse mjs vbs vbe vb wsf wsh ws ps1 psm1 psd1 ' +
    'hta jar jnlp lnk url scf reg inf chm sct application gadget xll ade adp iso img vhd vhdx sh bash zsh csh ksh run ' +
    'elf desktop appimage deb rpm apk ipa dmg pkg app command workflow py pyc pyw pl rb lua'
  ).split(' '),
)

/** What a file's beginning says. */
interface Mark {
  readonly at: number
  readonly text: string
  readonly mime: string
}

/** Beginnings of programs: Windows, Linux, macOS (both byte orders, fat), scripts, Windows shortcuts, Java, Android. */
const PROGRAM_MARKS: readonly Omit<Mark, 'mime'>[] = [
  { at: 0, text: 'MZ' },
  { at: 0, text: '\u007fELF' },
  { at: 0, text: '\u00fe\u00ed\u00fa\u00ce' },
  { at: 0, text: '\u00fe\u00ed\u00fa\u00cf' },
  { at: 0, text: '\u00ce\u00fa\u00ed\u00fe' },
  { at: 0, text: '\u00cf\u00fa\u00ed\u00fe' },
  { at: 0, text: '\u00ca\u00fe\u00ba\u00be' },
  { at: 0, text: '#!' },
  { at: 0, text: 'L\u0000\u0000\u0000\u0001\u0014\u0002\u0000' },
  { at: 0, text: 'dex\n' },
]

const MARKS: readonly Mark[] = [
  { at: 0, text: '\u0089PNG\r\n\u001a\n', mime: 'image/png' },
  { at: 0, text: '\u00ff\u00d8\u00ff', mime: 'image/jpeg' },
  { at: 0, text: 'GIF87a', mime: 'image/gif' },
  { at: 0, text: 'GIF89a', mime: 'image/gif' },
  { at: 8, text: 'WEBP', mime: 'image/webp' },
  { at: 8, text: 'WAVE', mime: 'audio/wav' },
  { at: 8, text: 'AVI ', mime: 'video/x-msvideo' },
  { at: 0, text: 'BM', mime: 'image/bmp' },
  { at: 0, text: 'II*\u0000', mime: 'image/tiff' },
  { at: 0, text: 'MM\u0000*', mime: 'image/tiff' },
  { at: 0, text: '%PDF-', mime: 'application/pdf' },
  { at: 0, text: 'ID3', mime: 'audio/mpeg' },
  { at: 0, text: 'OggS', mime: 'audio/ogg' },
  { at: 0, text: 'fLaC', mime: 'audio/flac' },
  { at: 4, text: 'ftyp', mime: 'video/mp4' },
  { at: 0, text: '\u001aE\u00df\u00a3', mime: 'video/webm' },
  { at: 0, text: '7z\u00bc\u00af\u0027\u001c', mime: 'application/x-7z-compressed' },
  { at: 0, text: 'Rar!\u001a\u0007', mime: 'application/vnd.rar' },
  { at: 0, text: '\u001f\u008b', mime: 'application/gzip' },
  { at: 0, text: '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1', mime: 'application/x-ole-storage' },
  { at: 0, text: 'PK\u0003\u0004', mime: 'application/zip' },
]

const OFFICE = 'application/vnd.openxmlformats-officedocument.'
/** What a container is called by its ending. */
const INSIDE_ZIP: Readonly<Record<string, string>> = {
  docx: `${OFFICE}wordprocessingml.document`,
  xlsx: `${OFFICE}spreadsheetml.sheet`,
  pptx: `${OFFICE}presentationml.presentation`,
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  kmz: 'application/vnd.google-earth.kmz',
}
const INSIDE_OLE: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
}
const TEXTS: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  geojson: 'application/geo+json',
  xml: 'application/xml',
  kml: 'application/vnd.google-earth.kml+xml',
  gpx: 'application/gpx+xml',
}

/** The ending of a name in lower case, without the dot; '' when there is none. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** True when a file's beginning or its name says that it is a program, a script or a shortcut. */
export function isProgram(name: string, head: Uint8Array): boolean {
  const trimmed = name.replace(/[\s.]+$/, '')
  if (RUNNABLE_ENDINGS.has(endingOf(trimmed))) return true
  return PROGRAM_MARKS.some((mark) => hasMark(head, mark))
}

/** The type of a file; UNKNOWN_TYPE when neither its beginning nor, for plain texts, its ending says. */
export function typeOf(name: string, head: Uint8Array): string {
  const ending = endingOf(name)
  const mime = MARKS.find((mark) => hasMark(head, mark) && (mark.mime !== 'image/bmp' || isBitmap(head)))?.mime
  if (mime === 'application/zip') return INSIDE_ZIP[ending] ?? mime
  if (mime === 'application/x-ole-storage') return INSIDE_OLE[ending] ?? UNKNOWN_TYPE
  if (mime !== undefined) return mime
  // A text has no mark of its own: the ending counts as long as nothing in it speaks against a text.
  return (Object.hasOwn(TEXTS, ending) && !head.includes(0) ? TEXTS[ending] : undefined) ?? UNKNOWN_TYPE
}

/** Two letters are too few: a bitmap has four zeros behind its size as well. */
function isBitmap(head: Uint8Array): boolean {
  return head.length > 26 && head.subarray(6, 10).every((byte) => byte === 0)
}

function hasMark(head: Uint8Array, { at, text }: Omit<Mark, 'mime'>): boolean {
  if (head.length < at + text.length) return false
  for (let index = 0; index < text.length; index += 1) if (head[at + index] !== text.codePointAt(index)) return false
  return true
}
