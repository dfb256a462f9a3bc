// Big-endian fields of a message read one after another. Reading beyond the end makes the whole reading broken and gives
// zeros; the caller asks once, at the end, instead of at every field.

export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0
  #isBroken = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** True once something beyond the end was asked for. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  /** `count` bytes (at most 6) as an unsigned number, most significant first. */
  uint(count: number): number {
    return this.bytes(count).reduce((value, byte) => value * 256 + byte, 0)
  }

  /** Two decimal digits per byte. A nibble above 9 stays visible as a letter, for the caller to refuse. */
  bcd(count: number): string {
    let text = ''
    for (const byte of this.bytes(count)) text += byte.toString(16).padStart(2, '0')
    return text
  }

  /** The next `count` bytes; a view, not a copy. */
  bytes(count: number): Uint8Array {
    if (count < 0 || count > this.left) {
      this.#isBroken = true
      return new Uint8Array(Math.min(Math.max(0, count), 64))
    }
    const part = this.#bytes.subarray(this.#at, this.#at + count)
    this.#at += count
    return part
  }

  /** What has not been read. */
  rest(): Uint8Array {
    return this.bytes(this.left)
  }
}
