// What a hydrological station says (SL651-2014, 6.6): which station, when it observed, and its elements by the table. Values are
// BCD with a descriptor that says how many bytes and how many decimals; the five-minute series F4 and F5 are binary.
import { toHex } from '../../base/bytes.ts'
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { ByteReader } from '../byte-reader.ts'
import type { Element } from './elements.ts'
import type { Sl651Frame } from './frame.ts'
import { END } from './frame.ts'

export const KEEP_ALIVE = 0x2f
/** Functions whose bodies are element lists: test, timed, additional and hourly reports. */
export const REPORTS: ReadonlyMap<number, string> = new Map([
  [0x30, 'test'],
  [0x32, 'timed'],
  [0x33, 'additional'],
  [0x34, 'hourly'],
])

const STATION = 0xf1
const OBSERVED = 0xf0
const FIVE_MINUTE_RAIN = 0xf4
const FIVE_MINUTE_LEVEL = 0xf5
const EXTENDED = 0xff
const TIME_STEP = 0x04
const STATE = 0x45
const SLOTS = 12
const FIVE_MINUTES_MS = 5 * 60_000
const MAX_ELEMENTS = 200

export interface Measured {
  readonly quantity: string
  readonly unit: string
  readonly value: number
  readonly atMs: number
}

export interface Sl651Message {
  readonly code: number
  readonly serial: number
  /** When it was sent, as the station's clock says; null when that is no time. */
  readonly sentMs: number | null
  /** From the body when it is there (it is what was observed), else from the frame. */
  readonly station: string
  /** H river, K reservoir, P rain, Z gate … (table 5); null when not said. */
  readonly sort: string | null
  /** When it was observed; null when neither that nor the time of sending is a time. */
  readonly observedMs: number | null
  readonly measured: readonly Measured[]
  readonly odd: readonly string[]
}

/**
 * Reads a frame of a station. The fault of a function that is not one of the reports is `notAllowed`. Elements the table does
 * not know are read past and said to be odd; what cannot be read past ends the reading, and what stood before it counts.
 */
export function readMessage(frame: Sl651Frame, table: ReadonlyMap<number, Element>): Result<Sl651Message> {
  const { code, body, part } = frame
  if (part !== null && part.total > 1)
    return refuse('notAllowed', 'a message in several frames is not taken', { function: hexByte(code), ...part })
  const name = REPORTS.get(code)
  if (name === undefined && code !== KEEP_ALIVE)
    return refuse('notAllowed', `function ${hexByte(code)} is not taken`, { function: hexByte(code) })
  const reader = new ByteReader(body)
  const serial = reader.uint(2)
  const sentMs = beijingTime(reader.bcd(6))
  if (reader.isBroken) return refuse('malformed', `a body of ${body.length} bytes`, { bytes: body.length })
  const base = { code, serial, sentMs, station: frame.station, sort: null, observedMs: sentMs, measured: [], odd: [] }
  return ok(name === undefined ? base : readElements(reader, base, table))
}

function readElements(reader: ByteReader, base: Sl651Message, table: ReadonlyMap<number, Element>): Sl651Message {
  const measured: Measured[] = []
  const odd: string[] = []
  let { station, sort, observedMs } = base
  for (let count = 0; reader.left >= 2; count += 1) {
    if (count === MAX_ELEMENTS) {
      odd.push(`more than ${MAX_ELEMENTS} elements`)
      break
    }
    const id = reader.uint(1)
    const descriptor = reader.uint(1)
    if (id === STATION && descriptor === STATION) {
      station = reader.bcd(5).toUpperCase()
      sort = String.fromCharCode(reader.uint(1))
    } else if (id === OBSERVED && descriptor === OBSERVED) {
      observedMs = beijingTime(`${reader.bcd(5)}00`) ?? observedMs
    } else if (id === FIVE_MINUTE_RAIN || id === FIVE_MINUTE_LEVEL) {
      const series = readSeries(id, reader.bytes(descriptor >>> 3), observedMs)
      if (series === undefined) odd.push(`element ${hexByte(id)} of ${descriptor >>> 3} bytes`)
      else measured.push(...series)
    } else if (id >= 0xf0 && id !== EXTENDED) {
      odd.push(`element ${hexByte(id)} is not taken`)
      break
    } else {
      // FF: a maker's own element, whose identifier is the next byte.
      const own = id === EXTENDED ? descriptor : id
      const shape = id === EXTENDED ? reader.uint(1) : descriptor
      const bytes = reader.bytes(shape >>> 3)
      if (!reader.isBroken && own !== TIME_STEP && own !== STATE)
        readValue(id === EXTENDED ? 0xff00 + own : own, bytes, shape & 7, observedMs, table, measured, odd)
    }
    if (reader.isBroken) {
      odd.push(`the body ends within element ${hexByte(id)}`)
      break
    }
  }
  return { ...base, station, sort, observedMs, measured, odd }
}

/** AA in every byte says that there is no value; FF in front that it is below zero. */
function readValue(
  id: number,
  bytes: Uint8Array,
  decimals: number,
  atMs: number | null,
  table: ReadonlyMap<number, Element>,
  measured: Measured[],
  odd: string[],
): void {
  const element = table.get(id)
  if (element === undefined) {
    odd.push(`element ${id > 0xff ? `FF${hexByte(id & 0xff)}` : hexByte(id)} is not in the table`)
    return
  }
  const digits = toHex(bytes)
  if (digits === '' || /^a+$/.test(digits) || /^f+$/.test(digits)) return
  const isNegative = digits.startsWith('ff')
  const number = isNegative ? digits.slice(2) : digits
  if (!/^\d+$/.test(number)) {
    odd.push(`element ${hexByte(id & 0xff)} holds ${digits.slice(0, 20)}`)
    return
  }
  const size = Number(number) / 10 ** decimals
  if (atMs !== null)
    measured.push({ quantity: element.quantity, unit: element.unit, value: isNegative ? -size : size, atMs })
}

/** F4: rain of every five minutes, 0.1 mm in a byte; F5: level relative to the station's zero, 0.01 m in two. Oldest first. */
function readSeries(id: number, bytes: Uint8Array, lastMs: number | null): readonly Measured[] | undefined {
  const width = id === FIVE_MINUTE_RAIN ? 1 : 2
  if (bytes.length !== SLOTS * width || lastMs === null) return undefined
  const reader = new ByteReader(bytes)
  const none = id === FIVE_MINUTE_RAIN ? 0xff : 0xffff
  return Array.from({ length: SLOTS }, (_, slot) => ({ slot, raw: reader.uint(width) }))
    .filter(({ raw }) => raw !== none)
    .map(({ slot, raw }) => ({
      quantity: id === FIVE_MINUTE_RAIN ? 'rain5min' : 'relativeLevel',
      unit: id === FIVE_MINUTE_RAIN ? 'mm' : 'm',
      value: id === FIVE_MINUTE_RAIN ? raw / 10 : raw / 100,
      atMs: lastMs - (SLOTS - 1 - slot) * FIVE_MINUTES_MS,
    }))
}

/** A centre's confirmation: serial and the centre's time, Beijing; the station may stay on the line or hang up. */
export function confirmationOf(frame: Sl651Frame, serial: number, nowMs: number, staysOnline: boolean): Sl651Frame {
  const time = new Date(nowMs + 8 * 3_600_000).toISOString()
  const digits = time.slice(2, 19).replaceAll(/[-T:]/g, '')
  const body = Uint8Array.from([
    (serial >>> 8) & 0xff,
    serial & 0xff,
    ...Array.from({ length: 6 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16)),
  ])
  const end = staysOnline ? END.stayOnline : END.eot
  return { ...frame, isDown: true, body, end, part: null }
}

/** YYMMDDhhmmss in UTC+8. */
function beijingTime(digits: string): number | null {
  if (!/^\d{12}$/.test(digits)) return null
  const part = (at: number): number => Number(digits.slice(at, at + 2))
  const [month, day, hour, minute, second] = [part(2), part(4), part(6), part(8), part(10)]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null
  return Date.UTC(2000 + part(0), month - 1, day, hour - 8, minute, second)
}

function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0')
}
