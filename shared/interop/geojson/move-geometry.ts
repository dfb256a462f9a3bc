// What is done to a geometry as a whole: converted from the datum of its source, walked through, cut down to what is shown.
import type { LonLat } from '../../geo/coordinate-systems.ts'
import type { Geometry, PlainGeometry, Position } from './geometry.ts'

/** The geometry with every position passed through `move`; heights stay. */
export function moveGeometry(geometry: Geometry, move: (at: LonLat) => LonLat): Geometry {
  const one = (at: Position): Position => {
    const { lon, lat } = move({ lon: at[0], lat: at[1] })
    return at[2] === undefined ? [lon, lat] : [lon, lat, at[2]]
  }
  const many = (positions: readonly Position[]): readonly Position[] => positions.map(one)
  const lines = (rings: readonly (readonly Position[])[]): readonly (readonly Position[])[] => rings.map(many)
  switch (geometry.type) {
    case 'Point':
      return { type: geometry.type, coordinates: one(geometry.coordinates) }
    case 'MultiPoint':
    case 'LineString':
      return { type: geometry.type, coordinates: many(geometry.coordinates) }
    case 'MultiLineString':
    case 'Polygon':
      return { type: geometry.type, coordinates: lines(geometry.coordinates) }
    case 'MultiPolygon':
      return { type: geometry.type, coordinates: geometry.coordinates.map(lines) }
    default:
      return { type: geometry.type, geometries: geometry.geometries.map((part) => moveGeometry(part, move)) }
  }
}

/** The geometry itself, or the parts of a collection, however deep. */
export function partsOf(geometry: Geometry): readonly PlainGeometry[] {
  return geometry.type === 'GeometryCollection' ? geometry.geometries.flatMap(partsOf) : [geometry]
}

/** Every position, in order. */
export function positionsOf(geometry: Geometry): readonly Position[] {
  return partsOf(geometry).flatMap((part): readonly Position[] => {
    switch (part.type) {
      case 'Point':
        return [part.coordinates]
      case 'MultiPoint':
      case 'LineString':
        return part.coordinates
      case 'MultiLineString':
      case 'Polygon':
        return part.coordinates.flat()
      default:
        return part.coordinates.flat(2)
    }
  })
}

/** The ring around the first polygon there is, in the model's form (incident.area); undefined without one. */
export function outerRing(geometry: Geometry): readonly (readonly [number, number])[] | undefined {
  for (const part of partsOf(geometry)) {
    const ring =
      part.type === 'Polygon'
        ? part.coordinates[0]
        : part.type === 'MultiPolygon'
          ? part.coordinates[0]?.[0]
          : undefined
    if (ring !== undefined) return ring.map(([lon, lat]) => [lon, lat] as const)
  }
  return undefined
}

/**
 * One position that stands for the whole: the point itself, the middle of the box around anything else. A box over the date
 * line has its middle on the wrong side of the world; such shapes keep their first position.
 */
export function middleOf(geometry: Geometry): LonLat | undefined {
  const positions = positionsOf(geometry)
  const [first] = positions
  if (first === undefined) return undefined
  let [west, south, east, north] = [first[0], first[1], first[0], first[1]]
  for (const [lon, lat] of positions) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  if (east - west > 180) return { lon: first[0], lat: first[1] }
  return { lon: (west + east) / 2, lat: (south + north) / 2 }
}

/** Degrees to five decimals (a metre), heights to the metre: what a map shows, in half the bytes. */
export function shortened(geometry: Geometry): Geometry {
  return moveGeometry(geometry, ({ lon, lat }) => ({
    lon: Math.round(lon * 1e5) / 1e5,
    lat: Math.round(lat * 1e5) / 1e5,
  }))
}
