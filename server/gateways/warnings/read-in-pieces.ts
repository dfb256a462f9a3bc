// Reading a large document without holding everybody up: a feed of ten megabytes takes a second or two to read, and in between
// the server does what else waits.
import type { Result } from '../../../shared/base/fault.ts'
import { refuse } from '../../../shared/base/fault.ts'
import { decodeXml } from '../../../shared/interop/xml/decode-xml.ts'
import type { XmlLimits } from '../../../shared/interop/xml/read-xml.ts'
import { XML_LIMITS, XmlReader } from '../../../shared/interop/xml/read-xml.ts'
import type { XmlElement } from '../../../shared/interop/xml/xml-tree.ts'

/** UTF-16 units read at once: some tens of milliseconds. */
const PIECE = 128 * 1024

/** The root of the document, as `readXml` gives it. */
export async function readInPieces(bytes: Uint8Array, limits: Partial<XmlLimits> = {}): Promise<Result<XmlElement>> {
  const maxBytes = limits.maxBytes ?? XML_LIMITS.maxBytes
  if (bytes.byteLength > maxBytes)
    return refuse('tooLarge', `more bytes than ${String(maxBytes)}`, { what: 'bytes', max: maxBytes })
  const decoded = decodeXml(bytes)
  if (!decoded.ok) return decoded
  // White space before the declaration is a fault of XML that real senders make.
  const text = decoded.value.text.trimStart()
  const reader = new XmlReader(limits)
  for (let from = 0; from < text.length; from += PIECE) {
    const written = reader.write(text.slice(from, from + PIECE))
    if (!written.ok) return written
    if (from + PIECE < text.length) await new Promise((resolve) => setImmediate(resolve))
  }
  return reader.end()
}
