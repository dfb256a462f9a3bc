// An affected area as an officer writes it: a distance around the position (800 m, 2 km), or its corners in any notation
// of coordinates, separated by semicolons or lines. The answer is one closed ring, WGS-84.
import { destination, ringAreaM2 } from '../../../shared/geo/distance.ts'
import { readCoordinates } from '../../../shared/geo/read-coordinates.ts'
import type { Position } from '../../../shared/model/incident.ts'

/** [lon, lat], first and last point equal. */
export type AreaRing = readonly (readonly [number, number])[]

const CIRCLE_CORNERS = 36
const MIN_RADIUS_M = 10
const MAX_RADIUS_M = 500_000
const RADIUS = /^(\d+(?:\.\d+)?)\s*(m|km|\u7c73|\u516c\u91cc|\u5343\u7c73)$/i

/** Reads `text`; `centre` is what a distance is measured from. Undefined when it says no area. */
export function readArea(text: string, centre: Position | null): AreaRing | undefined {
  const plain = text.normalize('NFKC').trim()
  const radius = RADIUS.exec(plain)
  if (radius !== null) {
    const unitM = /^(m|\u7c73)$/i.test(radius[2] ?? '') ? 1 : 1_000
    const radiusM = Number(radius[1]) * unitM
    return centre === null || radiusM < MIN_RADIUS_M || radiusM > MAX_RADIUS_M ? undefined : circle(centre, radiusM)
  }
  const corners = cornersOf(text)
  const [first] = corners ?? []
  return corners === undefined || first === undefined || corners.length < 3 ? undefined : [...corners, first]
}

/** Corners written so far; undefined when one of them cannot be read. None for an empty text. */
export function cornersOf(text: string): readonly (readonly [number, number])[] | undefined {
  const corners: (readonly [number, number])[] = []
  for (const part of text.split(/[;\uff1b\n]/)) {
    if (part.trim() === '') continue
    const read = readCoordinates(part)
    if (!read.ok) return undefined
    corners.push([read.position.lon, read.position.lat])
  }
  return corners
}

/** The text with one more corner behind it; a text that is no list of corners is replaced. */
export function withCorner(text: string, { lon, lat }: Position): string {
  const corner = pointText(lon, lat)
  const before = cornersOf(text)
  return before === undefined || before.length === 0 ? corner : `${text.replace(/[;\uff1b\s]+$/, '')}; ${corner}`
}

/** A ring as its corners; read back it is the same ring. */
export function areaText(ring: AreaRing): string {
  return ring
    .slice(0, -1)
    .map(([lon, lat]) => pointText(lon, lat))
    .join('; ')
}

/** Latitude first, six places at most (0.1 m), no idle zeros. */
export function pointText(lon: number, lat: number): string {
  return `${trim(lat)}, ${trim(lon)}`
}

/** What can be said of an area without a map: size in km², number of corners, the middle of its corners. */
export function areaFacts(ring: AreaRing): {
  readonly squareKm: number
  readonly corners: number
  readonly middle: Position
} {
  const corners = ring.slice(0, -1)
  const sum = corners.reduce<{ readonly lon: number; readonly lat: number }>(
    (total, [lon, lat]) => ({ lon: total.lon + lon, lat: total.lat + lat }),
    { lon: 0, lat: 0 },
  )
  const count = Math.max(1, corners.length)
  return {
    squareKm: ringAreaM2(corners.map(([lon, lat]) => ({ lon, lat }))) / 1_000_000,
    corners: corners.length,
    middle: { lon: sum.lon / count, lat: sum.lat / count },
  }
}

function circle(centre: Position, radiusM: number): AreaRing {
  const corners = Array.from({ length: CIRCLE_CORNERS }, (_, index): readonly [number, number] => {
    const { lon, lat } = destination(centre, (index * 360) / CIRCLE_CORNERS, radiusM)
    return [Number(lon.toFixed(6)), Number(lat.toFixed(6))]
  })
  return corners[0] === undefined ? corners : [...corners, corners[0]]
}

function trim(degrees: number): string {
  return degrees.toFixed(6).replace(/\.?0+$/, '')
}
