// The area of an alert as polygons: its divisions, its ring, its circle; together when it has several.
import type { JsonFields } from '../../shared/base/json.ts'
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import { destination } from '../../shared/geo/distance.ts'
import type { Polygon, Vertex } from '../../shared/geo/polygon.ts'
import { boundsOf } from '../../shared/geo/polygon.ts'
import { circleSchema } from '../../shared/model/alert.ts'
import type { CountyShapes } from '../../shared/model/division-shapes.ts'
import { divisionPolygons } from '../../shared/model/division-shapes.ts'
import { areaSchema } from '../../shared/model/incident.ts'

const CIRCLE_CORNERS = 48

/** What can be drawn of an alert's area; nothing when it is told in words alone. */
export function alertPolygons(fields: JsonFields, shapes: CountyShapes): readonly Polygon[] {
  const { divisions } = fields
  const codes = Array.isArray(divisions) ? divisions.filter((code) => typeof code === 'string') : []
  const ring = areaSchema.safeParse(fields['ring'])
  const circle = circleSchema.safeParse(fields['circle'])
  return [
    ...divisionPolygons(shapes, codes),
    ...(ring.success ? [[ring.data]] : []),
    ...(circle.success ? [[circleRing(circle.data.centre, circle.data.radiusM)]] : []),
  ]
}

/** A circle as a closed ring. */
export function circleRing(centre: LonLat, radiusM: number): readonly Vertex[] {
  const corners = Array.from({ length: CIRCLE_CORNERS }, (_, index): Vertex => {
    const { lon, lat } = destination(centre, (index * 360) / CIRCLE_CORNERS, radiusM)
    return [lon, lat]
  })
  const [first] = corners
  return first === undefined ? corners : [...corners, first]
}

/** Where to look at polygons: their middle, and a zoom at which they fit a map of usual size; null for none. */
export function viewOfPolygons(
  polygons: readonly Polygon[],
): { readonly position: LonLat; readonly zoom: number } | null {
  if (polygons.length === 0) return null
  const [west, south, east, north] = boundsOf(polygons)
  // 800 pixels of a map of 256 · 2^zoom pixels around the earth.
  const spanDeg = Math.max(east - west, (north - south) * 1.1, 0.01)
  const zoom = Math.floor(Math.log2((360 * 640) / (256 * spanDeg)))
  return { position: { lon: (west + east) / 2, lat: (south + north) / 2 }, zoom: Math.min(14, Math.max(6, zoom)) }
}

/**
 * The outer edges of polygons as lines. Neighbours share their border vertex by vertex; what two of them have is within, and
 * is left out, so that a city is one area and not its counties.
 */
export function outlines(polygons: readonly Polygon[]): readonly (readonly Vertex[])[] {
  const rings = polygons.flat()
  const counts = new Map<string, number>()
  for (const [from, to] of rings.flatMap(edgesOf)) {
    const key = edgeKey(from, to)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return rings.flatMap((ring) => {
    const lines: Vertex[][] = []
    let line: Vertex[] = []
    for (const [from, to] of edgesOf(ring)) {
      if (counts.get(edgeKey(from, to)) !== 1) {
        line = []
        continue
      }
      if (line.length === 0) lines.push((line = [from]))
      line.push(to)
    }
    return lines
  })
}

function edgesOf(ring: readonly Vertex[]): readonly (readonly [Vertex, Vertex])[] {
  return ring.slice(1).flatMap((to, index) => {
    const from = ring[index]
    return from === undefined ? [] : [[from, to] as const]
  })
}

/** The same in both directions. */
function edgeKey(a: Vertex, b: Vertex): string {
  const [one, other] = [a.join(), b.join()]
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

/** The northernmost corner of all: a label there covers the least of the area. */
export function northernmost(polygons: readonly Polygon[]): LonLat | null {
  let best: Vertex | null = null
  for (const [outer] of polygons)
    for (const vertex of outer ?? []) if (best === null || vertex[1] > best[1]) best = vertex
  return best === null ? null : { lon: best[0], lat: best[1] }
}
