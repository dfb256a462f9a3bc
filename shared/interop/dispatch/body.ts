// The body of a dispatch system's message as one tree, whether it came as JSON or as XML, in UTF-8 or GB18030. An XML
// element that holds only text is that text; attributes are `@name`, text beside elements is `#text`; elements of one name
// are a list. So one path reads both.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { Json } from '../../base/json.ts'
import { isJson } from '../../base/json.ts'
import { decodeXml } from '../xml/decode-xml.ts'
import { readXmlText } from '../xml/read-xml.ts'
import type { XmlElement } from '../xml/xml-tree.ts'

export const BODY_LIMITS = { maxBytes: 1024 * 1024, maxDepth: 24, maxElements: 20_000 } as const

export interface BodyTree {
  readonly tree: Json
  readonly format: 'json' | 'xml'
  readonly odd: readonly string[]
}

export interface BodyHow {
  readonly format: 'json' | 'xml' | 'either'
  readonly encoding: 'auto' | 'utf-8' | 'gb18030'
  /** Of the Content-Type header, when it names one. */
  readonly charset?: string | undefined
}

/** Reads a body. `malformed` or `tooLarge` with the reason; never throws. */
export function readBody(bytes: Uint8Array, how: BodyHow): Result<BodyTree> {
  const { maxBytes } = BODY_LIMITS
  if (bytes.byteLength > maxBytes) return refuse('tooLarge', `more than ${maxBytes} bytes`, { max: maxBytes })
  const isXml = firstCharacter(bytes) === 0x3c
  if (how.format === 'json' && isXml) return refuse('malformed', 'XML came where JSON is expected', { format: 'json' })
  if (how.format === 'xml' && !isXml) return refuse('malformed', 'no XML came where it is expected', { format: 'xml' })
  const decoded = decode(bytes, how, isXml)
  if (!decoded.ok) return decoded
  const { text, odd } = decoded.value
  return isXml ? xmlTree(text, odd) : jsonTree(text, odd)
}

function jsonTree(text: string, odd: readonly string[]): Result<BodyTree> {
  let tree: unknown
  try {
    tree = JSON.parse(text)
  } catch (error) {
    return refuse('malformed', `no JSON: ${error instanceof Error ? error.message.slice(0, 160) : ''}`, {
      format: 'json',
    })
  }
  if (!isJson(tree, BODY_LIMITS.maxDepth))
    return refuse('tooLarge', `nested deeper than ${BODY_LIMITS.maxDepth}`, { max: BODY_LIMITS.maxDepth })
  return ok({ tree, format: 'json', odd })
}

function xmlTree(text: string, odd: readonly string[]): Result<BodyTree> {
  const { maxDepth, maxElements } = BODY_LIMITS
  const root = readXmlText(text, { maxDepth, maxElements, maxBytes: BODY_LIMITS.maxBytes })
  return root.ok ? ok({ tree: jsonOf(root.value), format: 'xml', odd }) : root
}

function jsonOf(element: XmlElement): Json {
  const text = element.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim()
  const inner = element.children.filter((child): child is XmlElement => typeof child !== 'string')
  if (inner.length === 0 && element.attributes.length === 0) return text
  const members = new Map<string, Json>()
  for (const { name, value } of element.attributes) members.set(`@${name}`, value)
  if (text !== '') members.set('#text', text)
  const byName = new Map<string, Json[]>()
  for (const child of inner) {
    const same = byName.get(child.name)
    if (same === undefined) byName.set(child.name, [jsonOf(child)])
    else same.push(jsonOf(child))
  }
  for (const [name, values] of byName) members.set(name, values.length === 1 ? (values[0] as Json) : values)
  return Object.fromEntries(members)
}

interface Decoded {
  readonly text: string
  readonly odd: readonly string[]
}

function decode(bytes: Uint8Array, how: BodyHow, isXml: boolean): Result<Decoded> {
  const named = how.encoding === 'auto' ? charsetOf(how.charset) : how.encoding
  if (named !== undefined) return strictly(bytes, named, [])
  if (isXml) {
    const decoded = decodeXml(bytes)
    if (decoded.ok) return ok({ text: decoded.value.text, odd: [] })
  } else {
    const utf8 = strictly(bytes, 'utf-8', [])
    if (utf8.ok) return utf8
  }
  // Systems that write GB18030 and declare UTF-8, or nothing, are common enough to be read and named.
  return strictly(bytes, 'gb18030', ['the bytes are not the declared encoding: read as GB18030'])
}

function strictly(bytes: Uint8Array, encoding: 'utf-8' | 'gb18030', odd: readonly string[]): Result<Decoded> {
  try {
    return ok({ text: new TextDecoder(encoding, { fatal: true }).decode(bytes), odd })
  } catch {
    return refuse('malformed', `the bytes are not ${encoding}`, { encoding })
  }
}

/** A charset of the header counts when it is one of ours; another is left to the declaration and the bytes. */
function charsetOf(charset: string | undefined): 'utf-8' | 'gb18030' | undefined {
  const given = charset?.toLowerCase()
  return given !== undefined && ['gb2312', 'gbk', 'gb18030'].includes(given) ? 'gb18030' : undefined
}

/** The first byte that is neither white space nor a UTF-8 mark: `<` tells XML from JSON. */
function firstCharacter(bytes: Uint8Array): number | undefined {
  return bytes
    .subarray(0, 1_024)
    .find((byte) => ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00].includes(byte))
}
