// Frames of SL651-2014 (hydrological telemetry, chapter 6) in their HEX/BCD form: 7E7E, addresses, password, function, direction
// and length, STX, body, an end character and a CRC. Cut out of a stream whatever the packet boundaries; after a broken frame
// the next 7E7E is looked for.
import { concatBytes } from '../../base/bytes.ts'
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { Fault } from '../../base/fault.ts'
import { ByteReader } from '../byte-reader.ts'
import { crc16 } from './crc16.ts'

const MARK = 0x7e
const STX = 0x02
const SYN = 0x16
/** Bytes before the body: marks, addresses, password, function, direction with length, STX. */
const HEAD_BYTES = 14
/** End character and CRC. */
const TAIL_BYTES = 3
const MAX_BODY_BYTES = 0x0fff
export const MAX_FRAME_BYTES = HEAD_BYTES + 3 + MAX_BODY_BYTES + TAIL_BYTES
/** End characters of 6.3: of a station's frames (ETX the end, ETB more follows) and of a centre's answers. */
export const END = { etx: 0x03, etb: 0x17, eot: 0x04, stayOnline: 0x1b } as const

export interface Sl651Frame {
  /** True from a centre to a station. */
  readonly isDown: boolean
  readonly centre: number
  /** Ten digits; a station address may hold the letters A to F. */
  readonly station: string
  /** Four hexadecimal digits. */
  readonly password: string
  readonly code: number
  readonly body: Uint8Array
  readonly end: number
  /** Several frames of one message: how many, and which this is. */
  readonly part: { readonly total: number; readonly number: number } | null
}

/** What was found in a stream, in order. */
export type Sl651Item =
  | { readonly form: 'frame'; readonly frame: Sl651Frame; readonly bytes: Uint8Array }
  | { readonly form: 'refused'; readonly why: Fault; readonly bytes: Uint8Array }

const EMPTY = new Uint8Array()

/** Cuts a stream into frames; holds at most one frame's bytes. */
export class Sl651Cutter {
  #rest: Uint8Array = EMPTY

  push(chunk: Uint8Array): readonly Sl651Item[] {
    const items: Sl651Item[] = []
    let rest = concatBytes([this.#rest, chunk])
    let isNoise = false
    for (;;) {
      const start = findMark(rest)
      // What stands before a frame (modem registration, heartbeats of the radio unit) is no part of it.
      rest = rest.subarray(start)
      const size = sizeOf(rest)
      if (size === undefined) break
      const read = size === 0 ? refuse('malformed', 'no frame behind 7E7E', {}) : readFrame(rest.subarray(0, size))
      if (read.ok) {
        items.push({ form: 'frame', frame: read.value, bytes: rest.slice(0, size) })
        rest = rest.subarray(size)
        continue
      }
      // Noise full of marks is said once, not once for every mark.
      if (size > 0 || !isNoise) items.push({ form: 'refused', why: read.fault, bytes: rest.slice(0, size || 64) })
      isNoise ||= size === 0
      rest = rest.subarray(2)
    }
    this.#rest = Uint8Array.from(rest)
    return items
  }

  get heldBytes(): number {
    return this.#rest.length
  }
}

/** Reads one whole frame. */
export function readFrame(bytes: Uint8Array): Result<Sl651Frame> {
  const size = sizeOf(bytes)
  if (size === undefined || size === 0 || size !== bytes.length)
    return refuse('malformed', `no frame of ${bytes.length} bytes`, { bytes: bytes.length })
  const found = crc16(bytes.subarray(0, -2))
  const said = new ByteReader(bytes.subarray(-2)).uint(2)
  if (said !== found) return refuse('malformed', 'wrong CRC', { said: hex4(said), found: hex4(found) })
  const isDown = (bytes[11] ?? 0) >>> 4 === 8
  const reader = new ByteReader(bytes.subarray(2))
  // A station's frame begins with the centre's address, a centre's with the station's.
  const first = isDown ? reader.bcd(5) : reader.uint(1)
  const second = isDown ? reader.uint(1) : reader.bcd(5)
  const password = reader.bcd(2)
  const code = reader.uint(1)
  const length = reader.uint(2) & MAX_BODY_BYTES
  const isPart = reader.uint(1) === SYN
  const counts = isPart ? reader.uint(3) : 0
  const body = reader.bytes(length)
  const end = reader.uint(1)
  const [station, centre] = isDown ? [first, second] : [second, first]
  return ok({
    isDown,
    centre: Number(centre),
    station: String(station).toUpperCase(),
    password: password.toUpperCase(),
    code,
    body: Uint8Array.from(body),
    end,
    part: isPart ? { total: counts >>> 12, number: counts & 0xfff } : null,
  })
}

/** Writes a frame. */
export function writeFrame(frame: Sl651Frame): Uint8Array {
  const { isDown, centre, station, password, code, body, end, part } = frame
  const stationBytes = hexBytes(station, 5)
  const length = (isDown ? 0x8000 : 0) | body.length
  const counts = part === null ? 0 : (part.total << 12) | part.number
  const plain = concatBytes([
    Uint8Array.from([MARK, MARK]),
    Uint8Array.from(isDown ? [...stationBytes, centre] : [centre, ...stationBytes]),
    Uint8Array.from([...hexBytes(password, 2), code, length >>> 8, length & 0xff]),
    Uint8Array.from(part === null ? [STX] : [SYN, counts >>> 16, (counts >>> 8) & 0xff, counts & 0xff]),
    body,
    Uint8Array.from([end]),
  ])
  const crc = crc16(plain)
  return concatBytes([plain, Uint8Array.from([crc >>> 8, crc & 0xff])])
}

/** Where the first 7E7E stands; near the end, where one may begin; the length where there is none. */
function findMark(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at += 1)
    if (bytes[at] === MARK && (at + 1 === bytes.length || bytes[at + 1] === MARK)) return at
  return bytes.length
}

/** Length of the frame that begins here; undefined while too little is there to know or it is not all there; 0 when it is none. */
function sizeOf(bytes: Uint8Array): number | undefined {
  if (bytes.length < HEAD_BYTES) return undefined
  const direction = (bytes[11] ?? 0) >>> 4
  const start = bytes[13]
  if ((direction !== 0 && direction !== 8) || (start !== STX && start !== SYN)) return 0
  const length = (((bytes[11] ?? 0) & 0x0f) << 8) | (bytes[12] ?? 0)
  const size = HEAD_BYTES + (start === SYN ? 3 : 0) + length + TAIL_BYTES
  return bytes.length < size ? undefined : size
}

/** `count` bytes of hexadecimal digits. */
function hexBytes(digits: string, count: number): readonly number[] {
  const padded = digits.padStart(count * 2, '0').slice(-count * 2)
  return Array.from({ length: count }, (_, index) => Number.parseInt(padded.slice(index * 2, index * 2 + 2), 16) || 0)
}

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}
