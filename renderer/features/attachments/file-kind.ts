// What kind of file an attachment is, for its sign and its word, and whether the console can show it.
import { PREVIEW_TYPES } from '../../../shared/model/file-types.ts'

export type FileKind =
  | 'image'
  | 'pdf'
  | 'document'
  | 'table'
  | 'slides'
  | 'text'
  | 'archive'
  | 'audio'
  | 'video'
  | 'other'

const KINDS: readonly (readonly [RegExp, FileKind])[] = [
  [/^image\//, 'image'],
  [/^audio\//, 'audio'],
  [/^video\//, 'video'],
  [/^application\/pdf$/, 'pdf'],
  [/wordprocessing|msword|opendocument\.text/, 'document'],
  [/spreadsheet|ms-excel|csv/, 'table'],
  [/presentation|ms-powerpoint/, 'slides'],
  [/^text\/|json|xml/, 'text'],
  [/zip|7z|rar/, 'archive'],
]

/** By type, which the station told from the bytes. */
export function fileKind(mime: string): FileKind {
  return KINDS.find(([pattern]) => pattern.test(mime))?.[1] ?? 'other'
}

/** How the console shows it: as a picture, as plain text, or not at all. */
export function showsAs(mime: string): 'image' | 'text' | null {
  if (PREVIEW_TYPES.includes(mime)) return 'image'
  return mime.startsWith('text/') || /^application\/(json|geo\+json|xml|gpx\+xml)$/.test(mime) ? 'text' : null
}
