// An assembled AIS payload to what it says; see messages.ts. A message shorter than its type needs is refused, never guessed.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type {
  AidMessage,
  AisMessage,
  AisPosition,
  BaseMessage,
  PositionMessage,
  SafetyMessage,
  StaticMessage,
} from './messages.ts'
import { TYPE_TITLES } from './messages.ts'
import { SixBits } from './six-bits.ts'

export interface Decoded {
  readonly message: AisMessage
  readonly odd: readonly string[]
}

/** Bits without which a message of the type cannot be read: up to its last field we use. */
const LEAST_BITS: Readonly<Record<number, number>> = {
  1: 149,
  2: 149,
  3: 149,
  4: 138,
  5: 422,
  9: 134,
  11: 138,
  14: 40,
  18: 139,
  19: 301,
  21: 270,
  24: 40,
  27: 94,
}

/** Decodes `payload`, whose last `fill` bits are padding. */
export function decodeAis(payload: string, fill: number): Result<Decoded> {
  const bits = new SixBits(payload, fill)
  if (bits.length < 38) return refuse('malformed', `an AIS message of ${bits.length} bits`, { bits: bits.length })
  const type = bits.uint(0, 6)
  const title = TYPE_TITLES[type]
  if (type === 0 || title === undefined) return refuse('malformed', `no AIS message type ${type}`, { type })
  const least = LEAST_BITS[type]
  if (least !== undefined && bits.length < least)
    return refuse('malformed', `type ${type} needs ${least} bits and has ${bits.length}`, { type, bits: bits.length })
  const odd: string[] = []
  const mmsi = String(bits.uint(8, 30)).padStart(9, '0')
  if (mmsi.length > 9 || mmsi === '000000000') odd.push(`MMSI ${mmsi}`)
  const message = decodeType(bits, type, mmsi, odd)
  if (message === undefined)
    return refuse('malformed', 'a static data report of no known part', { type, bits: bits.length })
  return ok({ message, odd })
}

function decodeType(bits: SixBits, type: number, mmsi: string, odd: string[]): AisMessage | undefined {
  switch (type) {
    case 1:
    case 2:
    case 3:
      return classA(bits, type, mmsi, odd)
    case 4:
    case 11:
      return baseStation(bits, type, mmsi, odd)
    case 5:
      return voyage(bits, mmsi)
    case 9:
      return aircraft(bits, mmsi, odd)
    case 14:
      return safety(bits, mmsi)
    case 18:
    case 19:
      return classB(bits, type, mmsi, odd)
    case 21:
      return aid(bits, mmsi, odd)
    case 24:
      return staticReport(bits, mmsi)
    case 27:
      return longRange(bits, mmsi, odd)
    default:
      return { form: 'named', type, mmsi, title: TYPE_TITLES[type] ?? '' }
  }
}

function classA(bits: SixBits, type: number, mmsi: string, odd: string[]): PositionMessage {
  return {
    form: 'position',
    type,
    mmsi,
    status: bits.uint(38, 4),
    ...position(bits, 61, odd),
    ...motion(bits, 50, 116, odd),
    heading: heading(bits.uint(128, 9)),
    second: second(bits.uint(137, 6)),
    altitude: null,
    name: null,
    shipType: null,
  }
}

function classB(bits: SixBits, type: number, mmsi: string, odd: string[]): PositionMessage {
  return {
    form: 'position',
    type,
    mmsi,
    status: null,
    ...position(bits, 57, odd),
    ...motion(bits, 46, 112, odd),
    heading: heading(bits.uint(124, 9)),
    second: second(bits.uint(133, 6)),
    altitude: null,
    name: type === 19 ? nonEmpty(bits.text(143, 120)) : null,
    shipType: type === 19 ? nonZero(bits.uint(263, 8)) : null,
  }
}

function aircraft(bits: SixBits, mmsi: string, odd: string[]): PositionMessage {
  const altitude = bits.uint(38, 12)
  const knots = bits.uint(50, 10)
  return {
    form: 'position',
    type: 9,
    mmsi,
    status: null,
    ...position(bits, 61, odd),
    ...motion(bits, 50, 116, odd),
    // Whole knots here, tenths everywhere else.
    speedKnots: knots === 1023 ? null : knots,
    heading: null,
    second: second(bits.uint(128, 6)),
    altitude: altitude === 4095 ? null : altitude,
    name: null,
    shipType: null,
  }
}

/** Coarse: tenths of a minute, whole knots, whole degrees. */
function longRange(bits: SixBits, mmsi: string, odd: string[]): PositionMessage {
  const knots = bits.uint(79, 6)
  const degrees = bits.uint(85, 9)
  return {
    form: 'position',
    type: 27,
    mmsi,
    status: bits.uint(40, 4),
    ...place(bits.int(62, 17) / 600, bits.int(44, 18) / 600, odd),
    speedKnots: knots === 63 ? null : knots,
    course: degrees >= 360 ? null : degrees,
    heading: null,
    second: null,
    altitude: null,
    name: null,
    shipType: null,
  }
}

function baseStation(bits: SixBits, type: number, mmsi: string, odd: string[]): BaseMessage {
  const [year, month, day] = [bits.uint(38, 14), bits.uint(52, 4), bits.uint(56, 5)]
  const [hour, minute, sec] = [bits.uint(61, 5), bits.uint(66, 6), bits.uint(72, 6)]
  const isDated = year > 0 && month >= 1 && month <= 12 && day >= 1 && hour < 24 && minute < 60 && sec < 60
  const utcMs = isDated ? Date.UTC(year, month - 1, day, hour, minute, sec) : null
  return { form: 'base', type, mmsi, utcMs, ...position(bits, 79, odd) }
}

function voyage(bits: SixBits, mmsi: string): StaticMessage {
  return {
    form: 'static',
    type: 5,
    mmsi,
    imo: nonZero(bits.uint(40, 30)),
    callSign: nonEmpty(bits.text(70, 42)),
    name: nonEmpty(bits.text(112, 120)),
    shipType: nonZero(bits.uint(232, 8)),
    length: nonZero(bits.uint(240, 9) + bits.uint(249, 9)),
    beam: nonZero(bits.uint(258, 6) + bits.uint(264, 6)),
    draught: nonZero(bits.uint(294, 8) / 10),
    destination: nonEmpty(bits.text(302, 120)),
  }
}

const NOTHING_STATIC = {
  imo: null,
  callSign: null,
  name: null,
  shipType: null,
  length: null,
  beam: null,
  draught: null,
}

function staticReport(bits: SixBits, mmsi: string): StaticMessage | undefined {
  const part = bits.uint(38, 2)
  const base = { form: 'static', type: 24, mmsi, ...NOTHING_STATIC, destination: null } as const
  // Parts without their whole content are common: some receivers cut part A after the name's last character.
  if (part === 0) return { ...base, name: nonEmpty(bits.text(40, 120)) }
  if (part !== 1 || bits.length < 132) return undefined
  // A tender (98…) sends the MMSI of its mother ship where others send their size.
  const hasSize = !mmsi.startsWith('98') && bits.length >= 162
  return {
    ...base,
    shipType: nonZero(bits.uint(40, 8)),
    callSign: nonEmpty(bits.text(90, 42)),
    length: hasSize ? nonZero(bits.uint(132, 9) + bits.uint(141, 9)) : null,
    beam: hasSize ? nonZero(bits.uint(150, 6) + bits.uint(156, 6)) : null,
  }
}

function safety(bits: SixBits, mmsi: string): SafetyMessage {
  return { form: 'safety', type: 14, mmsi, text: bits.text(40, bits.length - 40) }
}

function aid(bits: SixBits, mmsi: string, odd: string[]): AidMessage {
  return {
    form: 'aid',
    type: 21,
    mmsi,
    aidType: bits.uint(38, 5),
    name: bits.text(43, 120) + bits.text(272, Math.max(0, bits.length - 272)),
    ...position(bits, 164, odd),
    isOffPosition: bits.flag(259),
    isVirtual: bits.flag(269),
  }
}

/** Longitude (28 bits) then latitude (27 bits) in 1/10000 minute. */
function position(bits: SixBits, start: number, odd: string[]): AisPosition {
  return place(bits.int(start + 28, 27) / 600_000, bits.int(start, 28) / 600_000, odd)
}

/** 91° and 181° say that there is none. */
function place(latitude: number, longitude: number, odd: string[]): AisPosition {
  if (latitude === 91 || longitude === 181) return { latitude: null, longitude: null }
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    odd.push(`a position off the globe: ${latitude}, ${longitude}`)
    return { latitude: null, longitude: null }
  }
  return { latitude, longitude }
}

function motion(
  bits: SixBits,
  speedAt: number,
  courseAt: number,
  odd: string[],
): { readonly speedKnots: number | null; readonly course: number | null } {
  const tenths = bits.uint(speedAt, 10)
  const course = bits.uint(courseAt, 12)
  if (course > 3_600) odd.push(`a course of ${course / 10} degrees`)
  return { speedKnots: tenths === 1023 ? null : tenths / 10, course: course >= 3_600 ? null : course / 10 }
}

function heading(degrees: number): number | null {
  return degrees < 360 ? degrees : null
}

/** 60 to 63 say that there is no time. */
function second(value: number): number | null {
  return value < 60 ? value : null
}

function nonEmpty(text: string): string | null {
  return text === '' ? null : text
}

function nonZero(value: number): number | null {
  return value === 0 ? null : value
}
