// Events as rows of the picture that are not journaled: units as tracks, markers, drawings and routes as features.
import type { FeatureRow, TrackRow } from '../../model/ambient.ts'
import type { CotEvent } from './event.ts'
import { attribute, callsignOf, cut, detailOf, numberIn, remarksOf } from './event.ts'
import { shapeOf } from './shapes.ts'
import { LABELS } from './wording.ts'

/** Largest geometry as text, as the row's schema says. */
const MAX_GEOMETRY = 64 * 1024

export interface RowMaker {
  readonly gateway: string
  readonly heardMs: number
  /** What was odd about the event. */
  readonly odd?: readonly string[]
}

export function rowId(gateway: string, uid: string): string {
  return `${gateway}/${uid}`
}

/** The unit of an event; null without a place. Clients whose receiver has no fix yet say 0/0. */
export function trackOf(
  event: CotEvent,
  { gateway, heardMs, odd = [] }: RowMaker,
  isDistress: boolean,
): TrackRow | null {
  if (event.point === null || (event.point.lat === 0 && event.point.lon === 0)) return null
  const track = detailOf(event, 'track')
  const speed = numberIn(track, 'speed')
  const course = numberIn(track, 'course')
  return {
    id: rowId(gateway, event.uid),
    gateway,
    sort: sortOf(event.type),
    name: cut(callsignOf(event) || event.uid, 200),
    latitude: event.point.lat,
    longitude: event.point.lon,
    course: course === null ? null : ((course % 360) + 360) % 360,
    speed: speed === null || speed < 0 || speed > 2_000 ? null : speed,
    atMs: Math.max(0, event.timeMs),
    heardMs,
    staleMs: Math.max(0, event.staleMs),
    isDistress,
    facts: facts([
      [LABELS.uid, event.uid],
      [LABELS.type, event.type],
      [LABELS.team, attribute(detailOf(event, '__group'), 'name')],
      [LABELS.role, attribute(detailOf(event, '__group'), 'role')],
      [LABELS.phone, attribute(detailOf(event, 'contact'), 'phone')],
      [LABELS.battery, attribute(detailOf(event, 'status'), 'battery')],
      [LABELS.device, attribute(detailOf(event, 'takv'), 'device')],
      [LABELS.app, appOf(event)],
      [LABELS.altitude, altitudeOf(event)],
      [LABELS.remarks, remarksOf(event)],
      [LABELS.odd, odd.join('; ')],
    ]),
  }
}

/** What an event shows; null when it has no geometry. `odd` says what its geometry lost. */
export function featureOf(
  event: CotEvent,
  { gateway, heardMs, odd = [] }: RowMaker,
): { readonly row: FeatureRow; readonly odd: readonly string[] } | null {
  const shape = shapeOf(event)
  if (shape === null) return null
  const isPoint = JSON.stringify(shape.geometry).includes('"Point"')
  if (!isPoint && JSON.stringify(shape.geometry).length > MAX_GEOMETRY) return null
  const row: FeatureRow = {
    id: rowId(gateway, event.uid),
    gateway,
    sort: isPoint ? 'marker' : 'shape',
    name: cut(callsignOf(event) || event.uid, 200),
    atMs: Math.max(0, event.timeMs),
    heardMs,
    staleMs: Math.max(0, event.staleMs),
    geometry: shape.geometry as FeatureRow['geometry'],
    facts: facts([
      [LABELS.uid, event.uid],
      [LABELS.type, event.type],
      [
        LABELS.creator,
        attribute(detailOf(event, 'creator'), 'callsign') || attribute(detailOf(event, 'link'), 'parent_callsign'),
      ],
      [LABELS.video, videoOf(event)],
      [LABELS.altitude, altitudeOf(event)],
      [LABELS.remarks, remarksOf(event)],
      [LABELS.odd, [...odd, ...shape.odd].join('; ')],
    ]),
  }
  return { row, odd: shape.odd }
}

/** The battle dimension of the type: `a-<affiliation>-<dimension>-…`. */
function sortOf(type: string): TrackRow['sort'] {
  const [, , dimension, ...rest] = type.split('-')
  if (dimension === 'A') return 'aircraft'
  if (dimension === 'S' || dimension === 'U') return 'vessel'
  if (dimension !== 'G') return 'other'
  if (rest[0] === 'E' && rest[1] === 'V') return 'vehicle'
  return rest[0] === 'U' ? 'person' : 'other'
}

function appOf(event: CotEvent): string {
  const takv = detailOf(event, 'takv')
  return `${attribute(takv, 'platform')} ${attribute(takv, 'version')}`.trim()
}

function altitudeOf(event: CotEvent): string {
  const hae = event.point?.hae ?? null
  return hae === null ? '' : String(Math.round(hae))
}

/** Where a camera is seen, without the name and password that such addresses often carry. */
function videoOf(event: CotEvent): string {
  return attribute(detailOf(event, '__video'), 'url').replace(/\/\/[^/@]*@/, '//')
}

function facts(pairs: readonly (readonly [label: string, value: string])[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap(([label, value]) => (value === '' ? [] : [[label, cut(value, 200)] as const])),
  )
}
