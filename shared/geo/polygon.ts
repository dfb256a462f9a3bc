// Points and polygons on the plane of degrees: good enough for which county a place lies in, not for areas.

/** [lon, lat] */
export type Vertex = readonly [number, number]
/** A closed ring; first and last vertex equal or not, both are read. */
export type Ring = readonly Vertex[]
/** Outer ring, then holes. */
export type Polygon = readonly Ring[]

/** [west, south, east, north] */
export type Bounds = readonly [number, number, number, number]

/** True when the point lies inside the ring (even-odd rule). A point exactly on an edge may fall to either side. */
export function isInRing(lon: number, lat: number, ring: Ring): boolean {
  let isInside = false
  let before = ring[ring.length - 1]
  for (const vertex of ring) {
    if (before !== undefined && vertex[1] > lat !== before[1] > lat) {
      const crossing = ((before[0] - vertex[0]) * (lat - vertex[1])) / (before[1] - vertex[1]) + vertex[0]
      if (lon < crossing) isInside = !isInside
    }
    before = vertex
  }
  return isInside
}

/** True when the point lies in one of the polygons and in none of that polygon's holes. */
export function isInPolygons(lon: number, lat: number, polygons: readonly Polygon[]): boolean {
  return polygons.some(([outer, ...holes]) => {
    if (outer === undefined || !isInRing(lon, lat, outer)) return false
    return !holes.some((hole) => isInRing(lon, lat, hole))
  })
}

/** Smallest box around the polygons' outer rings. Throws on an empty list: a shape without points is a bug of its maker. */
export function boundsOf(polygons: readonly Polygon[]): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [outer] of polygons) {
    for (const [lon, lat] of outer ?? []) {
      west = Math.min(west, lon)
      east = Math.max(east, lon)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
  }
  if (west === Infinity) throw new Error('bounds of nothing')
  return [west, south, east, north]
}

/** A point inside a ring: the middle of its box where that lies inside, else the middle of its widest part at that height. */
export function middleOf(ring: Ring): { readonly lon: number; readonly lat: number } {
  const [west, south, east, north] = boundsOf([[ring]])
  const [lon, lat] = [(west + east) / 2, (south + north) / 2]
  if (isInRing(lon, lat, ring)) return { lon, lat }
  const crossings: number[] = []
  let before = ring[ring.length - 1]
  for (const vertex of ring) {
    if (before !== undefined && vertex[1] > lat !== before[1] > lat)
      crossings.push(((before[0] - vertex[0]) * (lat - vertex[1])) / (before[1] - vertex[1]) + vertex[0])
    before = vertex
  }
  crossings.sort((a, b) => a - b)
  let [best, widest] = [lon, 0]
  for (let index = 1; index < crossings.length; index += 2) {
    const [from = 0, to = 0] = [crossings[index - 1], crossings[index]]
    if (to - from > widest) [best, widest] = [(from + to) / 2, to - from]
  }
  return { lon: best, lat }
}

/** True when the point lies in the box, edges included. */
export function isInBounds(lon: number, lat: number, [west, south, east, north]: Bounds): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north
}
