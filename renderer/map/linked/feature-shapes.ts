// What other systems' features are made of, as points, lines and areas with their part: from GeoJSON (RFC 7946) that the
// station took as it came. What is not of its form gives no shape; a feature with too many corners loses its last ones. Pure.
import type { FeatureView } from '../../../shared/rpc/rows.ts'

/** Parts of a storm as shared/interop/storm/write-storm.ts tells them apart; `plain` is anything else. */
export type Part = 'track' | 'fix' | 'forecast' | 'forecastFix' | 'wind' | 'quake' | 'plain'
export type Corner = readonly [lon: number, lat: number]

interface Common {
  readonly part: Part
  readonly label: string
  /** Greatest sustained wind in m/s at a fix, Beaufort force of a circle, magnitude of an earthquake; null when not said. */
  readonly size: number | null
}
export type Shape = Common &
  (
    | { readonly type: 'point'; readonly at: Corner }
    | { readonly type: 'line'; readonly corners: readonly Corner[] }
    | { readonly type: 'area'; readonly rings: readonly (readonly Corner[])[] }
  )

/** Corners drawn of one feature at most. */
const MOST_CORNERS = 5_000
const PARTS: ReadonlySet<unknown> = new Set(['track', 'fix', 'forecast', 'forecastFix', 'wind'])

interface Geometry {
  readonly type?: unknown
  readonly coordinates?: unknown
  readonly geometries?: unknown
  readonly features?: unknown
  readonly geometry?: unknown
  readonly properties?: unknown
}

/** The shapes of a feature, in the order they are drawn. */
export function shapesOf({ sort, geometry, name }: FeatureView): readonly Shape[] {
  const left = { corners: MOST_CORNERS }
  const whole: Common =
    sort === 'quake' ? { part: 'quake', label: '', size: magnitudeOf(name) } : { part: 'plain', label: '', size: null }
  const shapes = read(geometry as Geometry | null, whole, left, 0)
  // Circles lie below, then lines, then points.
  return shapes.toSorted((a, b) => RANK[a.type] - RANK[b.type])
}

const RANK = { area: 0, line: 1, point: 2 } as const

/** The magnitude an earthquake's name begins with, as shared/interop/quake/write-quake.ts writes it. */
export function magnitudeOf(name: string): number | null {
  const said = /^\s*M?(\d{1,2}(?:\.\d+)?)/i.exec(name)?.[1]
  return said === undefined ? null : Number(said)
}

type Left = { corners: number }

function read(value: Geometry | null, common: Common, left: Left, depth: number): readonly Shape[] {
  if (typeof value !== 'object' || value === null || depth > 4) return []
  const { type, coordinates } = value
  switch (type) {
    case 'FeatureCollection':
      return listOf(value.features).flatMap((one) => read(one as Geometry, common, left, depth + 1))
    case 'Feature':
      return read(value.geometry as Geometry, commonOf(value.properties, common), left, depth + 1)
    case 'GeometryCollection':
      return listOf(value.geometries).flatMap((one) => read(one as Geometry, common, left, depth + 1))
    case 'Point':
      return pointsOf([coordinates], common, left)
    case 'MultiPoint':
      return pointsOf(listOf(coordinates), common, left)
    case 'LineString':
      return linesOf([coordinates], common, left)
    case 'MultiLineString':
      return linesOf(listOf(coordinates), common, left)
    case 'Polygon':
      return areasOf([coordinates], common, left)
    case 'MultiPolygon':
      return areasOf(listOf(coordinates), common, left)
    default:
      return []
  }
}

function commonOf(value: unknown, otherwise: Common): Common {
  const properties = (value ?? {}) as { readonly [name: string]: unknown }
  const { part, label, windMs, force } = properties
  if (!PARTS.has(part)) return otherwise
  const size = part === 'wind' ? force : windMs
  return {
    part: part as Part,
    label: typeof label === 'string' ? label : '',
    size: typeof size === 'number' ? size : null,
  }
}

function pointsOf(values: readonly unknown[], common: Common, left: Left): readonly Shape[] {
  return values.flatMap((value) => {
    const [at] = cornersOf([value], left)
    return at === undefined ? [] : [{ ...common, type: 'point' as const, at }]
  })
}

function linesOf(values: readonly unknown[], common: Common, left: Left): readonly Shape[] {
  return values.flatMap((value) => {
    const corners = cornersOf(listOf(value), left)
    return corners.length < 2 ? [] : [{ ...common, type: 'line' as const, corners }]
  })
}

function areasOf(values: readonly unknown[], common: Common, left: Left): readonly Shape[] {
  return values.flatMap((value) => {
    const rings = listOf(value)
      .map((ring) => cornersOf(listOf(ring), left))
      .filter((ring) => ring.length >= 3)
    return rings.length === 0 ? [] : [{ ...common, type: 'area' as const, rings }]
  })
}

function cornersOf(values: readonly unknown[], left: Left): readonly Corner[] {
  const corners: Corner[] = []
  for (const value of values) {
    if (left.corners <= 0) break
    const [lon, lat] = listOf(value)
    if (typeof lon !== 'number' || typeof lat !== 'number' || Math.abs(lat) > 90 || Math.abs(lon) > 540) continue
    left.corners -= 1
    corners.push([lon, lat])
  }
  return corners
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
