// Reads an event of CoT leniently: only what cannot be understood at all is refused (no XML, no event, no uid, no type);
// what real clients get wrong (heights that are "NaN", no times, no `how`, milliseconds after a colon) is read with a note.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { XmlLimits } from '../xml/read-xml.ts'
import { XML_LIMITS, readXml, readXmlText } from '../xml/read-xml.ts'
import type { XmlOut } from '../xml/write-xml.ts'
import type { XmlElement, XmlNode } from '../xml/xml-tree.ts'
import { MAX_MESSAGE_BYTES } from './cut-stream.ts'
import type { CotPoint, ReadCot } from './event.ts'
import { attribute, childrenOf, cut } from './event.ts'
import { readPlainText, readPlainXml } from './plain-xml.ts'

export const COT_XML_LIMITS: XmlLimits = {
  ...XML_LIMITS,
  maxBytes: MAX_MESSAGE_BYTES,
  maxDepth: 24,
  maxElements: 5_000,
  maxAttributes: 64,
  maxAttributeLength: 16 * 1024,
  doctype: 'refuse',
}
/** As long as an id of a row may be, with room for the name of the gateway. */
export const MAX_UID = 150
const MAX_TYPE = 60
/** CoT writes "unknown" as 9999999.0; the old protocol text and some clients as 999999. */
const UNKNOWN = 999_999
const YEAR_MS = 366 * 24 * 60 * 60 * 1_000

/** Reads one message. `nowMs` stands in for a time that is missing. */
export function readCotXml(bytes: Uint8Array, nowMs: number): Result<ReadCot> {
  const plain = bytes.byteLength > COT_XML_LIMITS.maxBytes ? null : readPlainXml(bytes, COT_XML_LIMITS)
  if (plain !== null) return readRoot(plain, nowMs)
  const root = readStrictXml(bytes)
  return root.ok ? readRoot(root.value, nowMs) : root
}

/** The root by the strict reader, as it can be written again. */
export function readStrictXml(bytes: Uint8Array): Result<XmlOut> {
  const root = readXml(bytes, COT_XML_LIMITS)
  return root.ok ? ok(outOf(root.value, '')) : root
}

function readRoot(root: XmlOut, nowMs: number): Result<ReadCot> {
  if (root.tag !== 'event') return refuse('malformed', `<${root.tag}> is no CoT event`, { found: root.tag })
  const odd: string[] = []
  const say = (line: string): void => void (odd.length < 20 && odd.push(line))
  const value = (name: string): string => attribute(root, name)
  const uid = value('uid')
  // Behind a semicolon schemas of the future may say more (MITRE CoT Event 2.0, type).
  const type = value('type').split(';')[0] ?? ''
  const named = namesFit(uid, type)
  if (!named.ok) return named
  if (value('version') === '') say('event without version')
  else if (!/^2(\.0*)?$/.test(value('version'))) say(`event version ${value('version').slice(0, 20)}`)
  const times = readTimes(value, nowMs, say)
  if (value('how') === '') say('event without how')
  const detail = childrenOf(root, 'detail')
  if (detail.length > 1) say(`${detail.length} details in one event`)
  const event = {
    uid,
    type,
    how: cut(value('how'), 40),
    ...times,
    opex: cut(value('opex'), 100) || null,
    access: cut(value('access'), 100) || null,
    qos: cut(value('qos'), 100) || null,
    point: readPoint(childrenOf(root, 'point')[0], say),
    detail: detail.flatMap((element) => childrenOf(element)),
  }
  return ok({ event, odd })
}

/** The detail elements in a piece of XML without a root, as protobuf messages carry them. */
export function readDetailText(text: string): Result<readonly XmlOut[]> {
  if (text === '') return ok([])
  const whole = `<detail>${text}</detail>`
  const plain = whole.length > COT_XML_LIMITS.maxBytes ? null : readPlainText(whole, COT_XML_LIMITS)
  if (plain !== null) return ok(childrenOf(plain))
  const root = readXmlText(whole, COT_XML_LIMITS)
  return root.ok ? ok(childrenOf(outOf(root.value, ''))) : root
}

/** Refuses an event that nothing can be told by. */
export function namesFit(uid: string, type: string): Result<null> {
  if (uid === '') return refuse('malformed', 'event without uid', { field: 'uid' })
  if (uid.length > MAX_UID) return refuse('tooLarge', `uid longer than ${MAX_UID}`, { what: 'uid', max: MAX_UID })
  if (type === '') return refuse('malformed', 'event without type', { field: 'type' })
  if (type.length > MAX_TYPE || !/^[A-Za-z0-9._-]+$/.test(type))
    return refuse('malformed', 'event whose type is no type of CoT', { field: 'type' })
  return ok(null)
}

interface Times {
  readonly timeMs: number
  readonly startMs: number
  readonly staleMs: number
}

function readTimes(value: (name: string) => string, nowMs: number, say: (line: string) => void): Times {
  const read = (name: string): number | undefined => {
    const text = value(name)
    if (text === '') {
      say(`event without ${name}`)
      return undefined
    }
    const found = readCotTime(text)
    if (found === undefined) say(`${name} "${text.slice(0, 40)}" is no time`)
    else if (found.odd !== undefined) say(`${name} ${found.odd}`)
    return found?.ms
  }
  const timeMs = read('time') ?? nowMs
  const startMs = read('start') ?? timeMs
  // Without an end of its own it counts as long as a position usually does.
  return { timeMs, startMs, staleMs: read('stale') ?? timeMs + 120_000 }
}

const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.:,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i

/** A time as clients write it; `odd` says what is not as CoT wants it. */
export function readCotTime(text: string): { readonly ms: number; readonly odd?: string } | undefined {
  const parts = TIME.exec(text)
  if (parts === null) return undefined
  const [, date = '', clock = '', fraction, zone] = parts
  const offset = zone === undefined || zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2')
  const whole = Date.parse(`${date}T${clock.length === 5 ? `${clock}:00` : clock}${offset}`)
  if (Number.isNaN(whole) || whole < 0 || whole > 8_000 * YEAR_MS) return undefined
  const ms = whole + (fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1_000 + 1e-6))
  if (zone === undefined) return { ms, odd: 'is without zone and read as UTC' }
  if (!text.includes('T')) return { ms, odd: 'has no T' }
  return /:\d{2}:\d{2}[:,]/.test(text) ? { ms, odd: 'has odd milliseconds' } : { ms }
}

function readPoint(point: XmlOut | undefined, say: (line: string) => void): CotPoint | null {
  if (point === undefined) {
    say('event without point')
    return null
  }
  const number = (name: string): number => {
    const text = attribute(point, name)
    return text === '' ? Number.NaN : Number(text)
  }
  const known = (name: string): number | null => knownOrNull(number(name), () => say(`${name} is no number`))
  return pointOf(number('lat'), number('lon'), { hae: known('hae'), ce: known('ce'), le: known('le') }, say)
}

/** Unknown as null; `notNumber` is told when it is no number at all. */
export function knownOrNull(value: number, notNumber: () => void): number | null {
  if (!Number.isFinite(value)) {
    notNumber()
    return null
  }
  return Math.abs(value) >= UNKNOWN ? null : value
}

/** A place on earth, or null with a note. */
export function pointOf(
  lat: number,
  lon: number,
  more: Pick<CotPoint, 'hae' | 'ce' | 'le'>,
  say: (line: string) => void,
): CotPoint | null {
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return { lat, lon, ...more }
  say('the point is no place on earth')
  return null
}

const NAME = /^[\p{L}_][\p{L}\p{N}._-]*$/u

/** As it can be written again: prefixes give way to default namespaces, attributes of foreign namespaces fall away. */
function outOf(element: XmlElement, outer: string): XmlOut {
  const attributes = Object.fromEntries(
    element.attributes
      .filter(({ name, namespace }) => namespace === '' && NAME.test(name) && name !== 'xmlns')
      .map(({ name, value }) => [name, value] as const),
  )
  const hasElements = element.children.some((child) => typeof child !== 'string')
  const keeps = (node: XmlNode): boolean =>
    typeof node === 'string' ? !hasElements || node.trim() !== '' : NAME.test(node.name)
  return {
    tag: element.name,
    attributes: element.namespace === outer ? attributes : { xmlns: element.namespace, ...attributes },
    children: element.children
      .filter(keeps)
      .map((child) => (typeof child === 'string' ? child : outOf(child, element.namespace))),
  }
}
