// The track of a typhoon as the demonstration brings it (seeds/demo/typhoon-track.geojson): points in order of time,
// or one line. What does not have that form gives no track; nothing else depends on it.
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'

export interface StormPoint extends LonLat {
  /** Greatest sustained wind; null when unknown. */
  readonly windMs: number | null
  /** Short text beside the point; empty for most. */
  readonly label: string
}
export interface StormTrack {
  readonly points: readonly StormPoint[]
}

const MS_PER_KNOT = 0.514444

/** Reads a GeoJSON FeatureCollection of Points, or with a LineString; null when it is neither. */
export function readStormTrack(value: unknown): StormTrack | null {
  const features = (value as { readonly features?: unknown } | null)?.features
  if (!Array.isArray(features)) return null
  const points = features.flatMap(pointOf)
  if (points.length > 1) return { points }
  const line = features.map(lineOf).find((found) => found !== null)
  return line === undefined || line === null ? null : { points: line }
}

/** Colour by wind, after the classes of GB/T 19201: depression, storm, severe storm, typhoon, severe, super. */
export function stormClassColor(windMs: number | null): string {
  if (windMs === null) return '#8fd3ff'
  if (windMs >= 51) return '#d6336c'
  if (windMs >= 41.5) return '#ff6b6b'
  if (windMs >= 32.7) return '#ff9f43'
  if (windMs >= 24.5) return '#ffe066'
  if (windMs >= 17.2) return '#69db7c'
  return '#8fd3ff'
}

interface Feature {
  readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown } | null
  readonly properties?: Readonly<Record<string, unknown>> | null
}

function pointOf(value: unknown): readonly StormPoint[] {
  const { geometry, properties } = (value ?? {}) as Feature
  if (geometry?.type !== 'Point') return []
  const position = positionOf(geometry.coordinates)
  return position === null ? [] : [{ ...position, windMs: windOf(properties ?? {}), label: labelOf(properties ?? {}) }]
}

function lineOf(value: unknown): readonly StormPoint[] | null {
  const { geometry } = (value ?? {}) as Feature
  if (geometry?.type !== 'LineString' || !Array.isArray(geometry.coordinates)) return null
  return geometry.coordinates.flatMap((pair): readonly StormPoint[] => {
    const position = positionOf(pair)
    return position === null ? [] : [{ ...position, windMs: null, label: '' }]
  })
}

function positionOf(value: unknown): LonLat | null {
  if (!Array.isArray(value)) return null
  const [lon, lat] = value as unknown[]
  return typeof lon === 'number' && typeof lat === 'number' && Math.abs(lat) <= 90 ? { lon, lat } : null
}

function windOf(properties: Readonly<Record<string, unknown>>): number | null {
  for (const name of ['windMs', 'wind_ms', 'wind']) if (typeof properties[name] === 'number') return properties[name]
  const knots = properties['windKt'] ?? properties['windKnots'] ?? properties['wind_kt']
  return typeof knots === 'number' ? knots * MS_PER_KNOT : null
}

function labelOf(properties: Readonly<Record<string, unknown>>): string {
  const label = properties['label']
  return typeof label === 'string' ? label : ''
}
