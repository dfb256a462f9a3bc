import { concatBytes } from '../../base/bytes.ts'
// Frames of JT/T 808 (2011, 2013 and 2019; section 4.4): 7E, the escaped message and its XOR, 7E. Cut out of a stream whatever
// the packet boundaries; a frame without end is dropped and counted.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { ByteReader } from '../byte-reader.ts'

const MARK = 0x7e
const ESCAPE = 0x7d
/** A body has at most 1,023 bytes, the longest header 21; every byte may be escaped. */
export const MAX_FRAME_BYTES = 2 * (1_023 + 21 + 1)
const LENGTH_BITS = 0x03ff
const ENCRYPTION_BITS = 0x1c00
const PACKAGE_BIT = 0x2000
const VERSION_BIT = 0x4000

/** A message or, where it was sent in several packages, one of them. */
export interface Jt808Frame {
  readonly id: number
  /** True for the header of 2019, which names its protocol version and has telephones of 20 digits. */
  readonly is2019: boolean
  /** Protocol version of a 2019 header; 0 before. */
  readonly protocol: number
  /** Digits as sent, with leading zeros. */
  readonly phone: string
  readonly serial: number
  readonly part: { readonly total: number; readonly number: number } | null
  readonly body: Uint8Array
}

/** Cuts a stream at its marks. */
export class FrameCutter {
  #rest: number[] = []
  #isSkipping = false
  #dropped = 0

  /** Frames (without marks, still escaped) that ended in this chunk. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const frames: Uint8Array[] = []
    for (const byte of chunk) {
      if (byte === MARK) {
        if (this.#rest.length > 0 && !this.#isSkipping) frames.push(Uint8Array.from(this.#rest))
        this.#rest = []
        this.#isSkipping = false
      } else if (!this.#isSkipping) {
        this.#rest.push(byte)
        if (this.#rest.length > MAX_FRAME_BYTES) {
          this.#rest = []
          this.#isSkipping = true
          this.#dropped += 1
        }
      }
    }
    return frames
  }

  /** Frames that were too long, since the last time it was asked. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }
}

/** Reads a cut frame: escapes undone, XOR and length checked. */
export function readFrame(escaped: Uint8Array): Result<Jt808Frame> {
  const bytes = unescape(escaped)
  if (bytes === undefined) return refuse('malformed', 'an escape that is none', {})
  if (bytes.length < 13) return refuse('malformed', `a frame of ${bytes.length} bytes`, { bytes: bytes.length })
  const sum = xorOf(bytes.subarray(0, -1))
  const said = bytes[bytes.length - 1] ?? 0
  if (sum !== said) return refuse('malformed', 'wrong check code', { said, found: sum })
  const reader = new ByteReader(bytes.subarray(0, -1))
  const id = reader.uint(2)
  const attributes = reader.uint(2)
  const is2019 = (attributes & VERSION_BIT) !== 0
  const protocol = is2019 ? reader.uint(1) : 0
  const phone = reader.bcd(is2019 ? 10 : 6)
  const serial = reader.uint(2)
  const isPart = (attributes & PACKAGE_BIT) !== 0
  const part = isPart ? { total: reader.uint(2), number: reader.uint(2) } : null
  const body = reader.rest()
  if (reader.isBroken) return refuse('malformed', 'a header cut short', { bytes: bytes.length })
  if (!/^\d+$/.test(phone)) return refuse('malformed', 'a telephone that is no number', { phone })
  const length = attributes & LENGTH_BITS
  if (length !== body.length)
    return refuse('malformed', 'wrong body length', { said: length, found: body.length, id: hexWord(id) })
  if ((attributes & ENCRYPTION_BITS) !== 0) return refuse('notAllowed', 'an encrypted body', { id: hexWord(id) })
  if (part !== null && (part.number === 0 || part.number > part.total))
    return refuse('malformed', 'wrong count of packages', { ...part })
  return ok({ id, is2019, protocol, phone, serial, part, body })
}

/** Writes a frame with its marks. The body must have at most 1,023 bytes. */
export function writeFrame(frame: Jt808Frame): Uint8Array {
  const { id, is2019, phone, serial, part, body } = frame
  const attributes = body.length | (part === null ? 0 : PACKAGE_BIT) | (is2019 ? VERSION_BIT : 0)
  const head = [
    ...word(id),
    ...word(attributes),
    ...(is2019 ? [frame.protocol] : []),
    ...bcdBytes(phone, is2019 ? 10 : 6),
    ...word(serial),
    ...(part === null ? [] : [...word(part.total), ...word(part.number)]),
  ]
  const plain = concatBytes([Uint8Array.from(head), body])
  const escaped = [...plain, xorOf(plain)].flatMap((byte) =>
    byte === MARK ? [ESCAPE, 2] : byte === ESCAPE ? [ESCAPE, 1] : [byte],
  )
  return Uint8Array.from([MARK, ...escaped, MARK])
}

/** Two bytes, the more significant first. */
export function word(value: number): readonly [number, number] {
  return [(value >>> 8) & 0xff, value & 0xff]
}

/** `0200` of 0x0200, as the standard writes message ids. */
export function hexWord(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}

function bcdBytes(digits: string, count: number): readonly number[] {
  const padded = digits.padStart(count * 2, '0').slice(-count * 2)
  return Array.from({ length: count }, (_, index) => Number.parseInt(padded.slice(index * 2, index * 2 + 2), 16))
}

function unescape(bytes: Uint8Array): Uint8Array | undefined {
  const plain: number[] = []
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte !== ESCAPE) {
      plain.push(byte)
      continue
    }
    at += 1
    if (bytes[at] === 2) plain.push(MARK)
    else if (bytes[at] === 1) plain.push(ESCAPE)
    else return undefined
  }
  return Uint8Array.from(plain)
}

function xorOf(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum ^= byte
  return sum
}
