import type { XmlLimits } from '../xml/read-xml.ts'
// The plain XML that TAK clients write, read fast: elements, attributes and text in UTF-8, with nothing of the rest of XML.
// What it takes, the strict reader takes and reads the same (a test compares them); anything else (namespaces, comments,
// CDATA, references by number, a DOCTYPE, another encoding, whatever is malformed or too large) it leaves to the strict reader.
import type { XmlOut } from '../xml/write-xml.ts'

type Limits = Pick<XmlLimits, 'maxDepth' | 'maxElements' | 'maxAttributes' | 'maxAttributeLength' | 'maxNameLength'>

interface Open extends XmlOut {
  readonly attributes: { [name: string]: string }
  readonly children: (XmlOut | string)[]
  hasElements: boolean
}

const DECODER = new TextDecoder('utf-8', { fatal: true })
const DECLARATION =
  /^<\?xml[ \n]+version=(?:"1\.0"|'1\.0')(?:[ \n]+encoding=(?:"utf-8"|'utf-8'))?(?:[ \n]+standalone=(?:"yes"|'yes'|"no"|'no'))?[ \n]*\?>/i
const START = /<([A-Za-z_][\w.-]*)/y
const ATTRIBUTE = /[ \t\n]+([A-Za-z_][\w.-]*)[ \t\n]*=[ \t\n]*(?:"([^"<]*)"|'([^'<]*)')/y
const START_END = /[ \t\n]*(\/?)>/y
const END = /<\/([A-Za-z_][\w.-]*)[ \t\n]*>/y
// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/
const OTHER_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos);)/
const REFERENCE = /&(amp|lt|gt|quot|apos);/g
const REFERENCES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The root, or null when the strict reader is to judge. */
export function readPlainXml(bytes: Uint8Array, limits: Limits): XmlOut | null {
  const text = decoded(bytes)
  return text === null ? null : readPlainText(text, limits)
}

/** The same for text that was decoded already. */
export function readPlainText(given: string, limits: Limits): XmlOut | null {
  const text = unified(given.trimStart())
  if (text === null) return null
  let at = DECLARATION.exec(text)?.[0].length ?? 0
  const stack: Open[] = []
  let elements = 0
  for (;;) {
    const tag = text.indexOf('<', at)
    if (tag < 0) return null
    const open = stack.at(-1)
    if (tag > at && !takeText(text.slice(at, tag), open)) return null
    if (text.charCodeAt(tag + 1) === 0x2f) {
      const end = matchAt(END, text, tag)
      if (end === null || open === undefined || end[1] !== open.tag) return null
      at = END.lastIndex
      stack.pop()
      const closed = closedOf(open)
      if (stack.length === 0) return rest(text, at) ? closed : null
      addTo(stack.at(-1), closed)
      continue
    }
    elements += 1
    const element = startAt(text, tag, limits)
    if (element === null || elements > limits.maxElements || stack.length >= limits.maxDepth) return null
    const end = matchAt(START_END, text, ATTRIBUTE.lastIndex)
    if (end === null) return null
    at = START_END.lastIndex
    if (end[1] === '') stack.push(element)
    else if (open === undefined) return rest(text, at) ? closedOf(element) : null
    else addTo(open, closedOf(element))
  }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return DECODER.decode(bytes)
  } catch {
    return null
  }
}

/** Line ends made one, as XML wants; null when it holds what only the strict reader should see. */
function unified(text: string): string | null {
  if (IMPOSSIBLE.test(text) || text.includes(']]>')) return null
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** A start tag with its attributes; `ATTRIBUTE.lastIndex` is where they end. */
function startAt(text: string, at: number, limits: Limits): Open | null {
  const name = matchAt(START, text, at)?.[1]
  if (name === undefined || name.length > limits.maxNameLength) return null
  const attributes: { [name: string]: string } = {}
  let end = START.lastIndex
  let count = 0
  for (let found = matchAt(ATTRIBUTE, text, end); found !== null; found = matchAt(ATTRIBUTE, text, end)) {
    end = ATTRIBUTE.lastIndex
    count += 1
    const key = found[1] ?? ''
    const value = resolved(found[2] ?? found[3] ?? '')
    if (value === null || count > limits.maxAttributes || value.length > limits.maxAttributeLength) return null
    if (key === 'xmlns' || key === '__proto__' || key.length > limits.maxNameLength) return null
    if (Object.hasOwn(attributes, key)) return null
    attributes[key] = /[\t\n]/.test(value) ? value.replaceAll(/[\t\n]/g, ' ') : value
  }
  ATTRIBUTE.lastIndex = end
  return { tag: name, attributes, children: [], hasElements: false }
}

function resolved(raw: string): string | null {
  if (!raw.includes('&')) return raw
  if (OTHER_REFERENCE.test(raw)) return null
  return raw.replaceAll(REFERENCE, (_whole, name: string) => REFERENCES[name] ?? '')
}

/** False when the text cannot stand there. */
function takeText(raw: string, open: Open | undefined): boolean {
  if (open === undefined) return /^[ \t\n]*$/.test(raw)
  const text = resolved(raw)
  if (text === null) return false
  open.children.push(text)
  return true
}

function addTo(open: Open | undefined, closed: XmlOut): void {
  if (open === undefined) return
  open.children.push(closed)
  open.hasElements = true
}

/** White space between elements says nothing. */
function closedOf({ tag, attributes, children, hasElements }: Open): XmlOut {
  const kept = hasElements ? children.filter((child) => typeof child !== 'string' || child.trim() !== '') : children
  return { tag, attributes, children: kept }
}

/** True when only white space follows. */
function rest(text: string, at: number): boolean {
  return at === text.length || /^[ \t\n]*$/.test(text.slice(at))
}
