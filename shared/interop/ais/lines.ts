// Bytes of a connection cut into lines, whatever the packet boundaries. A line without end is dropped and counted, so that no
// sender can make the buffer grow; the bytes are ASCII, anything above is kept as one character per byte and refused later.
import { MAX_LINE_CHARS } from './nmea.ts'

export class LineCutter {
  readonly #maxChars: number
  #rest = ''
  #isSkipping = false
  #dropped = 0

  constructor(maxChars = MAX_LINE_CHARS) {
    this.#maxChars = maxChars
  }

  /** Lines that ended in this chunk, without their ends; CR, LF and NUL all end one. */
  push(chunk: Uint8Array): readonly string[] {
    const lines: string[] = []
    let from = 0
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (byte !== 10 && byte !== 13 && byte !== 0) continue
      this.#add(chunk, from, at)
      if (!this.#isSkipping && this.#rest !== '') lines.push(this.#rest)
      this.#rest = ''
      this.#isSkipping = false
      from = at + 1
    }
    this.#add(chunk, from, chunk.length)
    return lines
  }

  /** What stands after the last line end: for datagrams and files, whose last line may have none. */
  end(): readonly string[] {
    const last = this.#isSkipping || this.#rest === '' ? [] : [this.#rest]
    this.#rest = ''
    this.#isSkipping = false
    return last
  }

  /** Lines that were too long, since the last time it was asked. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  #add(chunk: Uint8Array, from: number, to: number): void {
    if (this.#isSkipping || from === to) return
    if (this.#rest.length + to - from > this.#maxChars) {
      this.#rest = ''
      this.#isSkipping = true
      this.#dropped += 1
      return
    }
    this.#rest += latin1(chunk, from, to)
  }
}

/** At most maxChars bytes, so that they fit as arguments. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}
