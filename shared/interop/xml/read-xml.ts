// Strict reading of XML from others, chunk by chunk, with limits on everything that grows. Nothing outside the document is
// ever fetched and no entity beyond the five of XML is expanded: a DOCTYPE is refused, so neither XXE nor an entity bomb
// gets as far as a definition. The first fault ends the reading; the reader answers with it and never throws.
import { SaxesParser } from 'saxes'
import type { Fault, Result } from '../../base/fault.ts'
import { FaultError, fault, faultOf, ok, refuse } from '../../base/fault.ts'
import { decodeXml } from './decode-xml.ts'
import type { XmlAttribute, XmlElement, XmlNode } from './xml-tree.ts'

export interface XmlLimits {
  /** Bytes of the document; of a document that comes as text, its UTF-16 units. */
  readonly maxBytes: number
  /** Elements inside one another; the root is 1. */
  readonly maxDepth: number
  readonly maxElements: number
  /** Attributes of one element, declarations of namespaces included. */
  readonly maxAttributes: number
  /** UTF-16 units of one attribute's value. */
  readonly maxAttributeLength: number
  readonly maxNameLength: number
  /** `skip` passes over a DOCTYPE without definitions of its own; one with definitions is refused always. */
  readonly doctype: 'refuse' | 'skip'
  /** `skip` passes over them: style sheets of public warnings are common, and nothing here acts on them. */
  readonly processingInstructions: 'refuse' | 'skip'
}

export const XML_LIMITS: XmlLimits = {
  maxBytes: 16 * 1024 * 1024,
  maxDepth: 64,
  maxElements: 500_000,
  maxAttributes: 64,
  maxAttributeLength: 64 * 1024,
  maxNameLength: 256,
  doctype: 'refuse',
  processingInstructions: 'skip',
}

interface Growing extends XmlElement {
  readonly children: XmlNode[]
}

const XMLNS = 'http://www.w3.org/2000/xmlns/'

/** Reads one document that comes in pieces of text: `write` each, then `end`. */
export class XmlReader {
  readonly #limits: XmlLimits
  readonly #parser = new SaxesParser({ xmlns: true, position: true })
  readonly #open: Growing[] = []
  #root: XmlElement | undefined
  #fault: Fault | undefined
  #length = 0
  #elements = 0
  #attributes = 0

  constructor(limits: Partial<XmlLimits> = {}) {
    this.#limits = { ...XML_LIMITS, ...limits }
    this.#listen()
  }

  /** Takes the next piece; the fault of an earlier piece stays. */
  write(text: string): Result<null> {
    this.#length += text.length
    if (this.#length > this.#limits.maxBytes) this.#fault ??= tooLarge('bytes', this.#limits.maxBytes)
    return this.#guarded(() => void this.#parser.write(text))
  }

  /** Ends the document and gives its root. */
  end(): Result<XmlElement> {
    const closed = this.#guarded(() => void this.#parser.close())
    if (!closed.ok) return closed
    return this.#root === undefined ? refuse('malformed', 'there is no element') : ok(this.#root)
  }

  #guarded(step: () => void): Result<null> {
    if (this.#fault !== undefined) return { ok: false, fault: this.#fault }
    try {
      step()
      return ok(null)
    } catch (error) {
      this.#fault = faultOf(error)
      return { ok: false, fault: this.#fault }
    }
  }

  #listen(): void {
    const { doctype, processingInstructions, maxAttributes, maxAttributeLength, maxNameLength, maxDepth, maxElements } =
      this.#limits
    this.#parser.on('error', (error) => {
      throw new FaultError(fault('malformed', `not well-formed XML: ${error.message}`))
    })
    this.#parser.on('doctype', (text) => {
      if (doctype === 'refuse' || text.includes('['))
        throw new FaultError(fault('malformed', 'a DOCTYPE is not taken', { found: 'doctype' }))
    })
    this.#parser.on('processinginstruction', ({ target }) => {
      if (processingInstructions === 'refuse')
        throw new FaultError(
          fault('malformed', 'a processing instruction is not taken', { found: target.slice(0, 40) }),
        )
    })
    this.#parser.on('opentagstart', (tag) => {
      if (tag.name.length > maxNameLength) throw new FaultError(tooLarge('name', maxNameLength))
      if (this.#open.length >= maxDepth) throw new FaultError(tooLarge('depth', maxDepth))
      this.#elements += 1
      if (this.#elements > maxElements) throw new FaultError(tooLarge('elements', maxElements))
      this.#attributes = 0
    })
    this.#parser.on('attribute', (attribute) => {
      this.#attributes += 1
      if (this.#attributes > maxAttributes) throw new FaultError(tooLarge('attributes', maxAttributes))
      if (attribute.value.length > maxAttributeLength) throw new FaultError(tooLarge('attribute', maxAttributeLength))
      if (attribute.name.length > maxNameLength) throw new FaultError(tooLarge('name', maxNameLength))
    })
    this.#parser.on('opentag', (tag) => {
      const attributes: XmlAttribute[] = Object.values(tag.attributes)
        .filter(({ uri }) => uri !== XMLNS)
        .map(({ local, uri, value }) => ({ name: local, namespace: uri, value }))
      const declares = new Map(Object.entries(tag.ns))
      const element: Growing = {
        ...{ name: tag.local, prefix: tag.prefix, namespace: tag.uri, attributes, children: [] },
        ...(declares.size === 0 ? {} : { declares }),
      }
      this.#open.at(-1)?.children.push(element)
      this.#root ??= element
      this.#open.push(element)
    })
    this.#parser.on('closetag', () => void this.#open.pop())
    this.#parser.on('text', (text) => this.#text(text))
    this.#parser.on('cdata', (text) => this.#text(text))
  }

  #text(text: string): void {
    const children = this.#open.at(-1)?.children
    if (children === undefined || text === '') return
    const last = children.at(-1)
    if (typeof last === 'string') children[children.length - 1] = last + text
    else children.push(text)
  }
}

/** Root of a whole document. `malformed` or `tooLarge` when it is not taken; never throws. */
export function readXml(bytes: Uint8Array, limits: Partial<XmlLimits> = {}): Result<XmlElement> {
  const maxBytes = limits.maxBytes ?? XML_LIMITS.maxBytes
  if (bytes.byteLength > maxBytes) return { ok: false, fault: tooLarge('bytes', maxBytes) }
  const decoded = decodeXml(bytes)
  return decoded.ok ? readXmlText(decoded.value.text, limits) : decoded
}

/** The same for text that was decoded already. */
export function readXmlText(text: string, limits: Partial<XmlLimits> = {}): Result<XmlElement> {
  const reader = new XmlReader(limits)
  // White space before the declaration is a fault of XML that real senders make.
  const written = reader.write(text.trimStart())
  return written.ok ? reader.end() : written
}

function tooLarge(what: string, max: number): Fault {
  return fault('tooLarge', `more ${what} than ${max}`, { what, max })
}
