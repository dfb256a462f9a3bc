// Geometries of GeoJSON (RFC 7946 section 3.1), read leniently: what is odd but plain is mended and said, what could be
// meant in two ways is refused. Positions are [longitude, latitude] and, when given, the height in metres.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'

export type Position = readonly [number, number] | readonly [number, number, number]

export type PlainGeometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'MultiPoint' | 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'MultiLineString' | 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] }
export type Geometry = PlainGeometry | { readonly type: 'GeometryCollection'; readonly geometries: readonly Geometry[] }

/** Collections inside collections; RFC 7946 section 3.1.8 advises against any. */
const MAX_NESTING = 4

/** How many positions may still be read, and what was found odd so far. Shared by all geometries of one file. */
export interface ReadingRoom {
  positionsLeft: number
  readonly odd: Set<string>
}

/** Reads one geometry; the fault says what cannot be read about it. */
export function readGeometry(value: unknown, room: ReadingRoom, nesting = 0): Result<Geometry> {
  if (typeof value !== 'object' || value === null) return refuse('malformed', 'the geometry is no object')
  const { type, coordinates, geometries } = value as {
    readonly type?: unknown
    readonly coordinates?: unknown
    readonly geometries?: unknown
  }
  switch (type) {
    case 'Point':
      return read(position(coordinates, room), (found) => ({ type, coordinates: found }))
    case 'MultiPoint':
      return read(list(coordinates, room, position, 1), (found) => ({ type, coordinates: found }))
    case 'LineString':
      return read(list(coordinates, room, position, 2), (found) => ({ type, coordinates: found }))
    case 'MultiLineString':
      return read(
        list(coordinates, room, (one) => list(one, room, position, 2), 1),
        (found) => ({ type, coordinates: found }),
      )
    case 'Polygon':
      return read(polygon(coordinates, room), (found) => ({ type, coordinates: found }))
    case 'MultiPolygon':
      return read(list(coordinates, room, polygon, 1), (found) => ({ type, coordinates: found }))
    case 'GeometryCollection':
      if (nesting >= MAX_NESTING) return refuse('tooLarge', 'collections of geometries are nested too deep')
      return read(
        list(geometries, room, (one) => readGeometry(one, room, nesting + 1), 0),
        (found) => ({ type, geometries: found }),
      )
    default:
      return refuse('malformed', `${typeof type === 'string' ? type.slice(0, 40) : 'nothing'} is no type of geometry`)
  }
}

function read<From, To extends Geometry>(from: Result<From>, make: (value: From) => To): Result<Geometry> {
  return from.ok ? ok(make(from.value)) : from
}

function list<Item>(
  value: unknown,
  room: ReadingRoom,
  item: (one: unknown, room: ReadingRoom) => Result<Item>,
  least: number,
): Result<readonly Item[]> {
  if (!Array.isArray(value)) return refuse('malformed', 'the coordinates are no list')
  if (value.length < least) return refuse('malformed', `${String(value.length)} positions are too few`)
  const items: Item[] = []
  for (const one of value as readonly unknown[]) {
    const read = item(one, room)
    if (!read.ok) return read
    items.push(read.value)
  }
  return ok(items)
}

/** Longitudes up to a whole turn off are brought back into the world (tracks over the date line); anything else is refused. */
function position(value: unknown, room: ReadingRoom): Result<Position> {
  if (!Array.isArray(value) || value.length < 2) return refuse('malformed', 'a position needs longitude and latitude')
  room.positionsLeft -= 1
  if (room.positionsLeft < 0) return refuse('tooLarge', 'too many positions')
  const [lon, lat, height] = (value as readonly unknown[]).slice(0, 3).map((part) => degrees(part, room))
  if (lon === undefined || lat === undefined) return refuse('malformed', 'a coordinate is no number')
  if (Math.abs(lat) > 90) {
    const isSwapped = Math.abs(lon) <= 90 && Math.abs(lat) <= 180
    return refuse('malformed', isSwapped ? 'latitude and longitude look swapped' : 'a latitude is outside the world')
  }
  if (Math.abs(lon) > 360) return refuse('malformed', 'a longitude is outside the world')
  if (Math.abs(lon) > 180) room.odd.add('longitudes beyond 180 degrees were brought back into the world')
  const turned = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon
  return ok(height === undefined ? [turned, lat] : [turned, lat, height])
}

function degrees(value: unknown, room: ReadingRoom): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !/^\s*[-+]?\d{1,6}(\.\d{1,20})?\s*$/.test(value)) return undefined
  room.odd.add('coordinates were written as texts')
  return Number(value)
}

function polygon(value: unknown, room: ReadingRoom): Result<readonly (readonly Position[])[]> {
  const rings = list(value, room, ring, 1)
  if (!rings.ok) return rings
  return ok(rings.value.map((positions, index) => wind(positions, index === 0, room)))
}

function ring(value: unknown, room: ReadingRoom): Result<readonly Position[]> {
  const positions = list(value, room, position, 3)
  if (!positions.ok) return positions
  const [first, last] = [positions.value[0], positions.value.at(-1)]
  if (first === undefined || last === undefined) return refuse('malformed', 'a ring is empty')
  const isClosed = first[0] === last[0] && first[1] === last[1]
  if (!isClosed) room.odd.add('rings were not closed')
  const closed = isClosed ? positions.value : [...positions.value, first]
  return closed.length < 4 ? refuse('malformed', 'a ring has too few positions') : ok(closed)
}

/** Right-hand rule (section 3.1.6): outer rings counterclockwise, holes clockwise. */
function wind(positions: readonly Position[], isOuter: boolean, room: ReadingRoom): readonly Position[] {
  const turn = signedArea(positions)
  if (turn === 0 || turn > 0 === isOuter) return positions
  room.odd.add('rings ran against the right-hand rule')
  return positions.toReversed()
}

/**
 * Twice the area on the plane of degrees, positive when counterclockwise; 0 where it is no more than the rounding of
 * the sum, whose sign would depend on the corner it began at.
 */
function signedArea(positions: readonly Position[]): number {
  let sum = 0
  let size = 0
  let before = positions.at(-1)
  for (const position of positions) {
    if (before !== undefined) {
      const term = before[0] * position[1] - position[0] * before[1]
      sum += term
      size += Math.abs(term)
    }
    before = position
  }
  return Math.abs(sum) <= size * positions.length * Number.EPSILON ? 0 : sum
}
