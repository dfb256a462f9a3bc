// Earthquake summary feeds of the USGS (earthquake.usgs.gov/earthquakes/feed/v1.0/geojson.php): a GeoJSON collection whose
// features carry mag, place, time, updated (ms), status, type, ids, and [lon, lat, depth in km]. Fields beyond these are not
// needed; an event without magnitude or time is refused by itself.
import type { Fault, Result } from '../../base/fault.ts'
import { fault, ok, refuse } from '../../base/fault.ts'
import type { LonLat } from '../../geo/coordinate-systems.ts'
import type { GeoFeature, GeoJsonLimits } from '../geojson/read-geojson.ts'
import { readGeoJson, refusedWords } from '../geojson/read-geojson.ts'
import { lineOf } from '../geojson/read-properties.ts'

export interface Quake {
  /** The preferred id first, then every other the same event was given by other networks. */
  readonly ids: readonly [string, ...string[]]
  readonly magnitude: number
  /** ml, mw, mb …; '' when not said. */
  readonly magnitudeType: string
  readonly place: string
  readonly atMs: number
  readonly updatedMs: number
  readonly epicentre: LonLat
  readonly depthKm: number | null
  /** earthquake, explosion, quarry blast … */
  readonly type: string
  /** automatic, reviewed, deleted. */
  readonly status: string
  readonly url: string
  /** Reports of people, strongest intensity felt and measured (MMI); null when not said. */
  readonly felt: number | null
  readonly cdi: number | null
  readonly mmi: number | null
  readonly isTsunamiPossible: boolean
  /** As it was sent. */
  readonly sent: unknown
}

export interface QuakesReading {
  readonly quakes: readonly Quake[]
  readonly refused: readonly { readonly fault: Fault; readonly name: string; readonly value: unknown }[]
  readonly odd: readonly string[]
}

/** Hypocentres lie at most some 750 km deep. */
const DEEPEST_KM = 1_000

export function readQuakes(bytes: Uint8Array, limits: Partial<GeoJsonLimits> = {}): Result<QuakesReading> {
  const read = readGeoJson(bytes, limits)
  if (!read.ok) return read
  const refused: QuakesReading['refused'][number][] = read.value.refused.map((one) => ({
    ...one,
    fault: refusedWords(one),
  }))
  const quakes: Quake[] = []
  for (const feature of read.value.features) {
    const quake = quakeOf(feature)
    if (quake.ok) quakes.push(quake.value)
    else {
      const why = fault(quake.fault.kind, `event ${feature.id ?? '?'}: ${quake.fault.message}`)
      refused.push({ fault: why, name: feature.id ?? '', value: sentAs(feature) })
    }
  }
  return ok({ quakes, refused, odd: read.value.odd })
}

function quakeOf(feature: GeoFeature): Result<Quake> {
  const { id, properties, geometry } = feature
  const { mag, time, updated } = properties
  if (id === null) return refuse('malformed', 'no id')
  if (geometry?.type !== 'Point') return refuse('malformed', 'no epicentre')
  if (typeof mag !== 'number' || mag < -5 || mag > 12) return refuse('malformed', 'no magnitude')
  if (!isTime(time)) return refuse('malformed', 'no time')
  const [lon, lat, depth] = geometry.coordinates
  return ok({
    ids: [id, ...otherIds(lineOf(properties['ids']), id)],
    magnitude: Math.round(mag * 10) / 10,
    magnitudeType: lineOf(properties['magType']).slice(0, 10),
    place: lineOf(properties['place']).slice(0, 150),
    atMs: time,
    updatedMs: isTime(updated) ? updated : time,
    epicentre: { lon, lat },
    depthKm: depth === undefined || Math.abs(depth) > DEEPEST_KM ? null : Math.round(depth * 10) / 10,
    type: lineOf(properties['type']).slice(0, 40) || 'earthquake',
    status: lineOf(properties['status']).slice(0, 40).toLowerCase(),
    url: /^https?:\/\/\S{1,300}$/.exec(lineOf(properties['url']))?.[0] ?? '',
    felt: numberOf(properties['felt']),
    cdi: numberOf(properties['cdi']),
    mmi: numberOf(properties['mmi']),
    isTsunamiPossible: properties['tsunami'] === 1,
    sent: sentAs(feature),
  })
}

function sentAs({ id, properties, geometry }: GeoFeature): unknown {
  return { type: 'Feature', id, properties, geometry }
}

/** `,us7000abcd,ci123,` */
function otherIds(text: string, own: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== own && one.length <= 100)
    .slice(0, 20)
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Milliseconds between 1900 and 2200. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > -2.3e12 && value < 7.3e12
}
