// The six-bit packing of AIS (ITU-R M.1371-5, annex 8, tables 44 and 47): armoured characters to numbers and text, and back.
// Reading beyond the end gives zeros, as a receiver that lost the tail would; callers check the length first.

export class SixBits {
  readonly #values: Uint8Array
  /** In bits, without the fill. */
  readonly length: number

  /** `payload` holds armoured characters only (see readAisPart). */
  constructor(payload: string, fill: number) {
    const values = new Uint8Array(payload.length)
    for (let index = 0; index < payload.length; index += 1) {
      const code = payload.charCodeAt(index) - 48
      values[index] = code > 40 ? code - 8 : code
    }
    this.#values = values
    this.length = Math.max(0, payload.length * 6 - fill)
  }

  /** `width` bits (at most 32) from bit `start` on, unsigned. */
  uint(start: number, width: number): number {
    let value = 0
    let at = start
    const end = start + width
    while (at < end) {
      const offset = at % 6
      const take = Math.min(6 - offset, end - at)
      const sextet = at < this.length ? (this.#values[(at - offset) / 6] ?? 0) : 0
      const bits = (sextet >>> (6 - offset - take)) & ((1 << take) - 1)
      value = value * (1 << take) + bits
      at += take
    }
    return value
  }

  /** `width` bits from bit `start` on, two's complement. */
  int(start: number, width: number): number {
    const value = this.uint(start, width)
    return value >= 2 ** (width - 1) ? value - 2 ** width : value
  }

  flag(at: number): boolean {
    return this.uint(at, 1) === 1
  }

  /** Six-bit text of at most `width` bits; it ends at the first `@`, blanks at the end are not of it. */
  text(start: number, width: number): string {
    let text = ''
    const end = Math.min(start + width, this.length)
    for (let at = start; at + 6 <= end; at += 6) {
      const code = this.uint(at, 6)
      if (code === 0) break
      text += String.fromCharCode(code < 32 ? code + 64 : code)
    }
    return text.trim()
  }
}

/** Collects numbers and text into an armoured payload. */
export class SixBitWriter {
  readonly #bits: number[] = []

  uint(value: number, width: number): this {
    for (let bit = width - 1; bit >= 0; bit -= 1) this.#bits.push(Math.floor(value / 2 ** bit) % 2)
    return this
  }

  int(value: number, width: number): this {
    return this.uint(value < 0 ? value + 2 ** width : value, width)
  }

  /** `characters` six-bit characters, filled up with `@`; what the alphabet has not becomes `?`. */
  text(text: string, characters: number): this {
    const upper = text.toUpperCase()
    for (let index = 0; index < characters; index += 1) {
      const code = index < upper.length ? upper.charCodeAt(index) : 64
      this.uint(code >= 64 && code < 96 ? code - 64 : code >= 32 && code < 64 ? code : 63, 6)
    }
    return this
  }

  /** The payload and how many bits were added to fill the last character. */
  done(): { readonly payload: string; readonly fill: number } {
    const fill = (6 - (this.#bits.length % 6)) % 6
    let payload = ''
    for (let at = 0; at < this.#bits.length; at += 6) {
      let value = 0
      for (let bit = 0; bit < 6; bit += 1) value = value * 2 + (this.#bits[at + bit] ?? 0)
      payload += String.fromCharCode(value < 40 ? value + 48 : value + 56)
    }
    return { payload, fill }
  }
}
