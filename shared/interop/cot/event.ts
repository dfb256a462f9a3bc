// An event of Cursor on Target (MITRE CoT Event 2.0; what TAK clients send): who or what, where, from when until when, and an
// open `detail` whose elements are kept whatever they are, so that what we pass on says what it said.
import type { XmlOut } from '../xml/write-xml.ts'

/** WGS-84. Unknown values are null here and 9999999.0 on the wire. */
export interface CotPoint {
  readonly lat: number
  readonly lon: number
  /** Height above the ellipsoid, metres. */
  readonly hae: number | null
  /** Circular and linear error, metres. */
  readonly ce: number | null
  readonly le: number | null
}

export interface CotEvent {
  /** Identity: the newest event of a uid counts. */
  readonly uid: string
  /** `a-f-G-U-C`, `b-l-f` …: a path from the general to the particular. */
  readonly type: string
  /** How it came about: `m-g` by satellite receiver, `h-e` estimated by a person …; '' when not said. */
  readonly how: string
  readonly timeMs: number
  readonly startMs: number
  /** From then on it is no longer shown; before `timeMs` it means that the thing is to be removed. */
  readonly staleMs: number
  /** `o-` operations, `e-` exercise, `s-` simulation, each with a name; null when not said, which means operations. */
  readonly opex: string | null
  readonly access: string | null
  readonly qos: string | null
  /** Null when there is none or it is no place on earth. */
  readonly point: CotPoint | null
  readonly detail: readonly XmlOut[]
}

/** An event with what was odd about it, for people. */
export interface ReadCot {
  readonly event: CotEvent
  readonly odd: readonly string[]
}

/** The first detail element of that name. */
export function detailOf(event: CotEvent, name: string): XmlOut | undefined {
  return event.detail.find((element) => element.tag === name)
}

/** An attribute, trimmed; '' when it is not there. */
export function attribute(element: XmlOut | undefined, name: string): string {
  if (element === undefined || !Object.hasOwn(element.attributes, name)) return ''
  return element.attributes[name]?.trim() ?? ''
}

/** An attribute as a number, or null when it is none. */
export function numberIn(element: XmlOut | undefined, name: string): number | null {
  const text = attribute(element, name)
  const value = text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

/** Text inside an element and its children. Depth was limited when it was read. */
export function textIn(element: XmlOut | undefined): string {
  if (element === undefined) return ''
  return element.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('')
}

/** Child elements, with `name` only those of that name. */
export function childrenOf(element: XmlOut | undefined, name?: string): readonly XmlOut[] {
  const children = element?.children ?? []
  return children.filter(
    (child): child is XmlOut => typeof child !== 'string' && (name === undefined || child.tag === name),
  )
}

/** What people call it. */
export function callsignOf(event: CotEvent): string {
  return attribute(detailOf(event, 'contact'), 'callsign') || attribute(detailOf(event, 'uid'), 'Droid')
}

/** What people wrote about it; WearTAK and some others put it into an attribute. */
export function remarksOf(event: CotEvent): string {
  return textIn(detailOf(event, 'remarks')).trim()
}

/** True when it is not meant for real: exercise or simulation. */
export function isExercise(event: CotEvent): boolean {
  return /^[es](-|$)/.test(event.opex ?? '')
}

/** True when it says that the thing is to be removed: stale before it was made. */
export function isRemoval(event: CotEvent): boolean {
  return event.staleMs < event.timeMs
}

/** Trimmed and no longer than that, without half a character at the end. */
export function cut(text: string, length: number): string {
  const short = text.trim().slice(0, length)
  return /[\uD800-\uDBFF]$/.test(short) ? short.slice(0, -1) : short
}
