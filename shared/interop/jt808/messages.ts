// The messages of JT/T 808 a platform needs to know where vehicles are: registration 0100, authentication 0102, position 0200
// (also as answer 0201 and in batches 0704), and the platform's own answers 8001 and 8100. Numbers of sections are of the 2019
// edition. Text is GBK, read as GB18030, which holds it.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { ByteReader } from '../byte-reader.ts'
import type { Jt808Frame } from './frame.ts'
import { word } from './frame.ts'

export const TERMINAL_ANSWER = 0x0001
export const HEARTBEAT = 0x0002
export const DEREGISTRATION = 0x0003
export const REGISTRATION = 0x0100
export const AUTHENTICATION = 0x0102
export const POSITION = 0x0200
export const POSITION_ANSWER = 0x0201
export const BATCH = 0x0704
export const PLATFORM_ANSWER = 0x8001
export const REGISTRATION_ANSWER = 0x8100

/** Results of the general answer (8.2). */
export const RESULT = { done: 0, failed: 1, wrong: 2, unsupported: 3 } as const
/** Results of a registration (8.6). */
export const REGISTRATION_RESULT = { done: 0, noSuchVehicle: 2, noSuchTerminal: 4 } as const

/** Positions of one batch; a body of 1,023 bytes holds 34, packages more. */
const MAX_BATCH = 1_000

export interface Registration {
  readonly province: number
  readonly city: number
  readonly manufacturer: string
  readonly model: string
  readonly terminal: string
  /** 0: the vehicle has no plate, and `plate` is its frame number. */
  readonly plateColour: number
  readonly plate: string
}

export interface VehiclePosition {
  /** 32 alarm bits; bit 0 is the emergency button. */
  readonly alarms: number
  /** 32 status bits; bit 0 ignition, bit 1 fixed. */
  readonly status: number
  readonly isFixed: boolean
  /** In the datum the terminal uses: WGS-84 by the standard, GCJ-02 with some makers. */
  readonly latitude: number
  readonly longitude: number
  /** Metres. */
  readonly altitude: number
  /** Kilometres per hour. */
  readonly speedKmh: number
  /** Degrees from north. */
  readonly course: number
  /** As the terminal says, Beijing time; null when it is no time. */
  readonly atMs: number | null
  /** Kilometres; null when not sent. */
  readonly mileageKm: number | null
  /** Litres; null when not sent. */
  readonly fuel: number | null
}

/** Lengths of manufacturer, model and terminal id, by edition (8.5; 2011 and 2013 tell themselves apart by what is left). */
const LENGTHS_2019 = [11, 30, 30] as const
const LENGTHS_2013 = [5, 20, 7] as const
const LENGTHS_2011 = [5, 8, 7] as const
const BEFORE_PLATE_2013 = 37

export function readRegistration({ body, is2019 }: Jt808Frame): Result<Registration> {
  const reader = new ByteReader(body)
  const lengths = is2019 ? LENGTHS_2019 : body.length >= BEFORE_PLATE_2013 ? LENGTHS_2013 : LENGTHS_2011
  const [province, city] = [reader.uint(2), reader.uint(2)]
  const [manufacturer, model, terminal] = lengths.map((count) => text(reader.bytes(count)))
  const plateColour = reader.uint(1)
  const plate = text(reader.rest())
  if (reader.isBroken) return refuse('malformed', `a registration of ${body.length} bytes`, { bytes: body.length })
  return ok({
    province,
    city,
    manufacturer: manufacturer ?? '',
    model: model ?? '',
    terminal: terminal ?? '',
    plateColour,
    plate,
  })
}

/** The code of an authentication: the whole body before 2019, then with its length and followed by IMEI and version. */
export function readAuthentication({ body, is2019 }: Jt808Frame): Result<string> {
  if (!is2019) return ok(text(body))
  const reader = new ByteReader(body)
  const code = text(reader.bytes(reader.uint(1)))
  return reader.isBroken ? refuse('malformed', `an authentication of ${body.length} bytes`, {}) : ok(code)
}

/** 0200. */
export function readPosition(body: Uint8Array): Result<VehiclePosition> {
  const reader = new ByteReader(body)
  const [alarms, status] = [reader.uint(4), reader.uint(4)]
  const [latitude, longitude] = [reader.uint(4) / 1e6, reader.uint(4) / 1e6]
  const [altitude, speed, course] = [signed16(reader.uint(2)), reader.uint(2), reader.uint(2)]
  const atMs = beijingTime(reader.bcd(6))
  if (reader.isBroken) return refuse('malformed', `a position of ${body.length} bytes`, { bytes: body.length })
  if (latitude > 90 || longitude > 180) return refuse('malformed', 'a position off the globe', { latitude, longitude })
  const extra = readExtra(reader)
  return ok({
    alarms,
    status,
    isFixed: (status & 2) !== 0,
    latitude: (status & 4) !== 0 ? -latitude : latitude,
    longitude: (status & 8) !== 0 ? -longitude : longitude,
    altitude,
    speedKmh: speed / 10,
    course: course % 360,
    atMs,
    mileageKm: extra.mileage === null ? null : extra.mileage / 10,
    fuel: extra.fuel === null ? null : extra.fuel / 10,
  })
}

/** 0201: the serial it answers, then a position. */
export function readPositionAnswer(body: Uint8Array): Result<VehiclePosition> {
  return readPosition(body.subarray(2))
}

export interface Batch {
  /** True when the positions were kept while the terminal had no network. */
  readonly isLate: boolean
  readonly positions: readonly VehiclePosition[]
  /** Positions that could not be read. */
  readonly broken: number
}

/** 0704. */
export function readBatch(body: Uint8Array): Result<Batch> {
  const reader = new ByteReader(body)
  const count = reader.uint(2)
  const isLate = reader.uint(1) === 1
  if (reader.isBroken || count > MAX_BATCH) return refuse('malformed', `a batch of ${count} positions`, { count })
  const positions: VehiclePosition[] = []
  let broken = 0
  for (let index = 0; index < count; index += 1) {
    const item = reader.bytes(reader.uint(2))
    if (reader.isBroken) return refuse('malformed', `a batch that ends after ${index} of ${count} positions`, { count })
    const position = readPosition(item)
    if (position.ok) positions.push(position.value)
    else broken += 1
  }
  return ok({ isLate, positions, broken })
}

/** Body of 8001: how the platform took message `id` of serial `serial`. */
export function generalAnswer(serial: number, id: number, result: number): Uint8Array {
  return Uint8Array.from([...word(serial), ...word(id), result])
}

/** Body of 8100; the code is ASCII and only there when the registration was taken. */
export function registrationAnswer(serial: number, result: number, code: string): Uint8Array {
  const words = result === REGISTRATION_RESULT.done ? new TextEncoder().encode(code) : []
  return Uint8Array.from([...word(serial), result, ...words])
}

/** Items of one byte id, one byte length and content; what is unknown or cut off is passed over. */
function readExtra(reader: ByteReader): { readonly mileage: number | null; readonly fuel: number | null } {
  let mileage: number | null = null
  let fuel: number | null = null
  while (reader.left >= 2) {
    const id = reader.uint(1)
    const length = reader.uint(1)
    if (length > reader.left) break
    const content = new ByteReader(reader.bytes(length))
    if (id === 0x01 && length === 4) mileage = content.uint(4)
    else if (id === 0x02 && length === 2) fuel = content.uint(2)
  }
  return { mileage, fuel }
}

/** YYMMDDhhmmss in UTC+8. */
function beijingTime(digits: string): number | null {
  const parts = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits)
  if (parts === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null
  return Date.UTC(2000 + year, month - 1, day, hour - 8, minute, second)
}

function signed16(value: number): number {
  return value > 0x7fff ? value - 0x10000 : value
}

const GBK = new TextDecoder('gb18030')

/** Text without the zeros and blanks it is filled up with. */
function text(bytes: Uint8Array): string {
  return GBK.decode(bytes)
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
}
