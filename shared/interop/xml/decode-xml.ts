// Bytes of an XML document to text (XML 1.0 appendix F): the byte order mark decides, then the declaration, then UTF-8.
// Only encodings named here are read and nothing is guessed: bytes that do not fit their encoding are refused.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'

export type XmlEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'iso-8859-1'

/** Declared name, in lower case → label of the WHATWG encoding that reads it. GB2312 and GBK are parts of GB18030. */
const ENCODINGS: ReadonlyMap<string, XmlEncoding> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['gb2312', 'gb18030'],
  ['gbk', 'gb18030'],
  ['gb18030', 'gb18030'],
  ['big5', 'big5'],
  ['iso-8859-1', 'iso-8859-1'],
  ['latin1', 'iso-8859-1'],
  ['windows-1252', 'iso-8859-1'],
])

const DECLARATION = /^\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']/

export interface DecodedXml {
  readonly text: string
  /** The encoding it was read with. */
  readonly encoding: XmlEncoding
}

/** Text of `bytes`; `malformed` when the encoding is unknown or the bytes are not of it. */
export function decodeXml(bytes: Uint8Array): Result<DecodedXml> {
  const declared = markedEncoding(bytes) ?? declaredEncoding(bytes)
  if (!declared.ok) return declared
  const encoding = declared.value
  try {
    return ok({ text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding })
  } catch {
    return refuse('malformed', `the bytes are not ${encoding}`, { encoding })
  }
}

/** What the first bytes say on their own: a byte order mark, or `<` in 16 bits. */
function markedEncoding(bytes: Uint8Array): Result<XmlEncoding> | undefined {
  const [a, b, c, d] = [bytes[0], bytes[1], bytes[2], bytes[3]]
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return refuse('malformed', 'UTF-32 is not read', { encoding: 'utf-32' })
  if (a === 0xef && b === 0xbb && c === 0xbf) return ok('utf-8')
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return ok('utf-16le')
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return ok('utf-16be')
  return undefined
}

function declaredEncoding(bytes: Uint8Array): Result<XmlEncoding> {
  let head = ''
  for (const byte of bytes.subarray(0, 256)) head += String.fromCharCode(byte)
  const declared = DECLARATION.exec(head)?.[1]?.toLowerCase()
  // UTF-16 without a mark and without zero bytes is no UTF-16: a document converted without its declaration.
  if (declared === undefined || declared.startsWith('utf-16')) return ok('utf-8')
  const encoding = ENCODINGS.get(declared)
  return encoding === undefined
    ? refuse('malformed', `encoding ${declared} is not read`, { encoding: declared })
    : ok(encoding)
}
