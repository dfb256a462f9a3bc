// Cuts a TAK connection's bytes into messages. XML events end after `</event>`, with white space, a byte order mark or a
// declaration before them; TAK protobuf messages are 0xBF, a length as varint, and that many bytes. Both may come in any
// order and split anywhere: only ASCII bytes are looked for, which no byte of a longer UTF-8 or GB18030 character equals
// together, so no Chinese character is ever taken apart. What is kept between pieces is bounded.
import type { Fault } from '../../base/fault.ts'
import { fault } from '../../base/fault.ts'

export const MAX_MESSAGE_BYTES = 256 * 1024
/** How much of something unreadable is kept to look at. */
const SAMPLE_BYTES = 4_096

export type Cut =
  | { readonly kind: 'xml' | 'protobuf'; readonly bytes: Uint8Array }
  /** A client signed in with name and password (older TAK clients). Its bytes hold a password and are not given out. */
  | { readonly kind: 'auth' }
  | { readonly kind: 'refused'; readonly fault: Fault; readonly bytes: Uint8Array }

const FIRST_BYTES = 4_096
const MAX_IDLE_BYTES = 64 * 1024
const LT = 0x3c
const GT = 0x3e
export const MAGIC = 0xbf
const EVENT_END = new TextEncoder().encode('</event')
const AUTH_END = new TextEncoder().encode('</auth')

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** True when the `>` at `at` closes the end tag `token`. White space before it is legal. */
function isEndOf(token: Uint8Array, bytes: Uint8Array, from: number, at: number): boolean {
  let last = at - 1
  while (last > from && isSpace(bytes[last])) last -= 1
  const first = last - token.length + 1
  return first >= from && token.every((letter, index) => bytes[first + index] === letter)
}

/** True when a message begins with the element `auth`, with or without a declaration before it. */
function beginsAuth(bytes: Uint8Array, from: number, end: number): boolean {
  let head = ''
  for (const byte of bytes.subarray(from, Math.min(end, from + 256))) head += String.fromCharCode(byte)
  return /^(<\?xml[^>]*>\s*)?<auth[\s>]/.test(head)
}

interface Length {
  readonly value: number
  /** Bytes of the varint. */
  readonly size: number
}

/** The varint at `at`; undefined while it is not whole, null when it is longer than any length can be. */
export function lengthAt(bytes: Uint8Array, at: number, end: number): Length | undefined | null {
  let value = 0
  for (let size = 0; size < 5; size += 1) {
    const byte = at + size < end ? bytes[at + size] : undefined
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * size)
    if (byte < 0x80) return { value, size: size + 1 }
  }
  return null
}

export class StreamCutter {
  readonly #max: number
  #bytes = new Uint8Array(FIRST_BYTES)
  #from = 0
  #end = 0
  /** Up to here no end of an XML message was found. */
  #scanned = 0
  /** Bytes of a protobuf message that was too large, still to be passed over. */
  #skip = 0
  /** An XML message was too large: everything up to its end is passed over. */
  #isSkippingXml = false

  constructor(maxMessageBytes = MAX_MESSAGE_BYTES) {
    this.#max = maxMessageBytes
  }

  /** Bytes kept for a message that is not whole yet: at most the largest message and one piece. */
  get waiting(): number {
    return this.#end - this.#from
  }

  /** Takes the next bytes and gives the messages that are whole now, in order. */
  push(piece: Uint8Array): readonly Cut[] {
    this.#append(piece)
    const cuts: Cut[] = []
    for (let cut = this.#next(); cut !== undefined; cut = this.#next()) if (cut !== 'passed') cuts.push(cut)
    return cuts
  }

  #append(piece: Uint8Array): void {
    if (this.#from > 0) {
      this.#bytes.copyWithin(0, this.#from, this.#end)
      this.#end -= this.#from
      this.#scanned = Math.max(0, this.#scanned - this.#from)
      this.#from = 0
    }
    // What one large message needed is given back.
    if (this.#end === 0 && this.#bytes.length > MAX_IDLE_BYTES) this.#bytes = new Uint8Array(FIRST_BYTES)
    if (this.#end + piece.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + piece.length))
      grown.set(this.#bytes.subarray(0, this.#end))
      this.#bytes = grown
    }
    this.#bytes.set(piece, this.#end)
    this.#end += piece.length
  }

  #next(): Cut | 'passed' | undefined {
    if (this.#skip > 0) {
      const passed = Math.min(this.#skip, this.#end - this.#from)
      this.#skip -= passed
      this.#from += passed
      if (this.#skip > 0) return undefined
    }
    if (this.#isSkippingXml) return this.#xml()
    while (this.#from < this.#end && (isSpace(this.#bytes[this.#from]) || this.#bytes[this.#from] === 0))
      this.#from += 1
    const first = this.#from < this.#end ? this.#bytes[this.#from] : undefined
    if (first === undefined) return undefined
    if (first === LT) return this.#xml()
    if (first === MAGIC) return this.#protobuf()
    if (first === 0xef) {
      const mark = this.#mark()
      if (mark !== false) return mark
    }
    return this.#unreadable()
  }

  /** A byte order mark is passed over; false when these bytes are none. */
  #mark(): 'passed' | undefined | false {
    const [, second, third] = this.#bytes.subarray(this.#from, this.#end)
    if (second !== undefined && second !== 0xbb) return false
    if (third !== undefined && third !== 0xbf) return false
    if (third === undefined) return undefined
    this.#from += 3
    return 'passed'
  }

  #xml(): Cut | 'passed' | undefined {
    let at = this.#bytes.subarray(0, this.#end).indexOf(GT, Math.max(this.#from, this.#scanned))
    while (at >= 0) {
      if (isEndOf(EVENT_END, this.#bytes, this.#from, at) || this.#isEndOfAuth(at)) return this.#cutXml(at + 1)
      at = this.#bytes.subarray(0, this.#end).indexOf(GT, at + 1)
    }
    this.#scanned = this.#end
    if (this.#isSkippingXml) {
      // Enough is kept to know the end again when it comes in pieces.
      this.#from = Math.max(this.#from, this.#end - 64)
      return undefined
    }
    if (this.#end - this.#from <= this.#max) return undefined
    this.#isSkippingXml = true
    return this.#tooLarge(this.#from)
  }

  #isEndOfAuth(at: number): boolean {
    return (
      isEndOf(AUTH_END, this.#bytes, this.#from, at) &&
      !this.#isSkippingXml &&
      beginsAuth(this.#bytes, this.#from, this.#end)
    )
  }

  #cutXml(end: number): Cut | 'passed' {
    const start = this.#from
    this.#from = end
    this.#scanned = end
    if (this.#isSkippingXml) {
      this.#isSkippingXml = false
      return 'passed'
    }
    if (end - start > this.#max) return this.#tooLarge(start)
    if (beginsAuth(this.#bytes, start, end)) return { kind: 'auth' }
    return { kind: 'xml', bytes: this.#bytes.slice(start, end) }
  }

  #protobuf(): Cut | 'passed' | undefined {
    const length = lengthAt(this.#bytes, this.#from + 1, this.#end)
    if (length === undefined) return undefined
    if (length === null) return this.#unreadable()
    const start = this.#from + 1 + length.size
    if (length.value > this.#max) {
      const refused = this.#tooLarge(this.#from)
      this.#skip = length.value
      this.#from = start
      return refused
    }
    if (start + length.value > this.#end) return undefined
    this.#from = start + length.value
    return { kind: 'protobuf', bytes: this.#bytes.slice(start, start + length.value) }
  }

  /** Passes over everything up to where a message may begin again. */
  #unreadable(): Cut {
    const start = this.#from
    let at = start + 1
    while (at < this.#end && this.#bytes[at] !== LT && this.#bytes[at] !== MAGIC) at += 1
    this.#from = at
    return {
      kind: 'refused',
      fault: fault('malformed', 'these bytes begin neither an XML event nor a TAK protobuf message', {
        bytes: at - start,
      }),
      bytes: this.#bytes.slice(start, Math.min(at, start + SAMPLE_BYTES)),
    }
  }

  #tooLarge(start: number): Cut {
    return {
      kind: 'refused',
      fault: fault('tooLarge', `a message is larger than ${this.#max} bytes`, { what: 'bytes', max: this.#max }),
      bytes: beginsAuth(this.#bytes, start, this.#end)
        ? new Uint8Array()
        : this.#bytes.slice(start, Math.min(this.#end, start + SAMPLE_BYTES)),
    }
  }
}
