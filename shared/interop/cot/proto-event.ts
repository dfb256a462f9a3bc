// Events as TAK protobuf payloads and back. A detail goes into its typed field only when the field holds all of it; anything
// else travels as XML, written by our own writer, so that `&` and `<` in it stay what they are.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { XmlOut } from '../xml/write-xml.ts'
import { xml } from '../xml/write-xml.ts'
import type { CotEvent, ReadCot } from './event.ts'
import { cut } from './event.ts'
import { knownOrNull, namesFit, pointOf, readDetailText } from './read-event.ts'
import type { TakEvent, TakMessage, TypedDetails } from './tak-message.ts'
import { readTakMessage, writeTakMessage } from './tak-message.ts'
import { writeDetailText } from './write-event.ts'

const UNKNOWN = 9_999_999

/** Element of the detail → typed field and its attributes; a number is one of `numbers`. */
const TYPED = [
  { tag: 'contact', field: 'contact', names: ['endpoint', 'callsign'], isNumber: false },
  { tag: '__group', field: 'group', names: ['name', 'role'], isNumber: false },
  { tag: 'precisionlocation', field: 'precisionLocation', names: ['geopointsrc', 'altsrc'], isNumber: false },
  { tag: 'status', field: 'status', names: ['battery'], isNumber: true },
  { tag: 'takv', field: 'takv', names: ['device', 'platform', 'os', 'version'], isNumber: false },
  { tag: 'track', field: 'track', names: ['speed', 'course'], isNumber: true },
] as const satisfies readonly {
  readonly tag: string
  readonly field: keyof TypedDetails
  readonly names: readonly string[]
  readonly isNumber: boolean
}[]
type Typed = (typeof TYPED)[number]

/** Reads a payload without its header. A message that carries no event (mesh control) gives null. */
export function readCotProto(bytes: Uint8Array, nowMs: number): Result<ReadCot | null> {
  const message = readTakMessage(bytes)
  if (!message.ok) return message
  const { cotEvent } = message.value
  if (cotEvent !== undefined) return eventOf(cotEvent, nowMs)
  return message.value.takControl === undefined ? refuse('malformed', 'a TAK message without an event') : ok(null)
}

function eventOf(from: TakEvent, nowMs: number): Result<ReadCot> {
  const odd: string[] = []
  const say = (line: string): void => void odd.push(line)
  const uid = (from.uid ?? '').trim()
  const type = (from.type ?? '').split(';')[0]?.trim() ?? ''
  const named = namesFit(uid, type)
  if (!named.ok) return named
  const detail = detailsOf(from)
  if (!detail.ok) return detail
  const time = (name: string, ms: number | undefined, otherwise: number): number => {
    if (ms !== undefined && ms > 0 && ms < 253_402_300_800_000) return ms
    say(`event without ${name}`)
    return otherwise
  }
  const timeMs = time('time', from.sendTime, nowMs)
  const known = (name: 'hae' | 'ce' | 'le'): number | null =>
    knownOrNull(from[name] ?? 0, () => say(`${name} is no number`))
  return ok({
    event: {
      uid,
      type,
      how: cut(from.how ?? '', 40),
      timeMs,
      startMs: time('start', from.startTime, timeMs),
      staleMs: time('stale', from.staleTime, timeMs + 120_000),
      opex: cut(from.opex ?? '', 100) || null,
      access: cut(from.access ?? '', 100) || null,
      qos: cut(from.qos ?? '', 100) || null,
      point: pointOf(from.lat ?? 0, from.lon ?? 0, { hae: known('hae'), ce: known('ce'), le: known('le') }, say),
      detail: detail.value,
    },
    odd,
  })
}

/** XML first: where it holds an element that is typed as well, it says more. */
function detailsOf(from: TakEvent): Result<readonly XmlOut[]> {
  const read = readDetailText(from.detail?.xmlDetail ?? '')
  if (!read.ok) return read
  const details = [...read.value]
  for (const { tag, field, names } of TYPED) {
    const values = from.detail?.[field] as { readonly [name: string]: string | number } | undefined
    if (values === undefined || details.some((element) => element.tag === tag)) continue
    const attributes = names.map((name) => [name, textOfValue(values[name])] as const)
    details.push(xml(tag, Object.fromEntries(attributes)))
  }
  return ok(details)
}

function textOfValue(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}

/** The payload of an event, without a header. */
export function writeCotProto(event: CotEvent): Uint8Array {
  const typed: { [field: string]: { [name: string]: string | number } } = {}
  const rest: XmlOut[] = []
  for (const element of event.detail) {
    const rule = TYPED.find(({ tag }) => tag === element.tag)
    const values = rule === undefined || Object.hasOwn(typed, rule.field) ? undefined : valuesOf(element, rule)
    if (rule === undefined || values === undefined) rest.push(element)
    else typed[rule.field] = values
  }
  const { point } = event
  const message: TakMessage = {
    cotEvent: {
      type: event.type,
      access: event.access ?? '',
      qos: event.qos ?? '',
      opex: event.opex ?? '',
      uid: event.uid,
      sendTime: event.timeMs,
      startTime: event.startMs,
      staleTime: event.staleMs,
      how: event.how === '' ? 'm-g' : event.how,
      lat: point?.lat ?? 0,
      lon: point?.lon ?? 0,
      hae: point?.hae ?? UNKNOWN,
      ce: point?.ce ?? UNKNOWN,
      le: point?.le ?? UNKNOWN,
      detail: { ...(typed as TypedDetails), xmlDetail: writeDetailText(rest) },
    },
  }
  return writeTakMessage(message)
}

/** The attributes for a typed field, when it can hold every one and give it back as it is. */
function valuesOf(element: XmlOut, rule: Typed): { [name: string]: string | number } | undefined {
  const entries = Object.entries(element.attributes)
  const holds = entries.every(([name, value]) => {
    if (!(rule.names as readonly string[]).includes(name) || value === '') return false
    if (!rule.isNumber) return true
    const number = Number(value)
    // Zero is not written by proto3 and would come back as missing.
    return (
      number > 0 &&
      String(number) === value &&
      (rule.tag !== 'status' || (Number.isInteger(number) && number < 2 ** 32))
    )
  })
  if (!holds || entries.length === 0 || element.children.length > 0) return undefined
  return Object.fromEntries(entries.map(([name, value]) => [name, rule.isNumber ? Number(value) : value]))
}
