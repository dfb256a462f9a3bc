// Distances on the sphere, in metres; good to about 0.5 %, enough for "how far is it" on a duty officer's map.
// Positions are WGS-84 degrees.
import type { LonLat } from './coordinate-systems.ts'

/** Mean radius of the earth, metres. */
export const EARTH_RADIUS_M = 6_371_008.8
const RADIANS = Math.PI / 180

/** Great-circle distance between two positions, metres. */
export function distanceM(a: LonLat, b: LonLat): number {
  const halfLat = Math.sin(((b.lat - a.lat) * RADIANS) / 2)
  const halfLon = Math.sin(((b.lon - a.lon) * RADIANS) / 2)
  const chord = halfLat * halfLat + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * halfLon * halfLon
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Length of a path through `points`, metres; 0 for fewer than two. */
export function pathLengthM(points: readonly LonLat[]): number {
  let total = 0
  for (let index = 1; index < points.length; index++) {
    const from = points[index - 1]
    const to = points[index]
    if (from !== undefined && to !== undefined) total += distanceM(from, to)
  }
  return total
}

/** The position `metres` away from `from` in direction `bearing` (degrees clockwise from north). */
export function destination(from: LonLat, bearing: number, metres: number): LonLat {
  const angle = metres / EARTH_RADIUS_M
  const lat = from.lat * RADIANS
  const direction = bearing * RADIANS
  const toLat = Math.asin(Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(direction))
  const lonDelta = Math.atan2(
    Math.sin(direction) * Math.sin(angle) * Math.cos(lat),
    Math.cos(angle) - Math.sin(lat) * Math.sin(toLat),
  )
  return { lon: ((from.lon + lonDelta / RADIANS + 540) % 360) - 180, lat: toLat / RADIANS }
}

/** Area enclosed by a ring on the sphere, square metres, never negative; the ring may be open or closed. */
export function ringAreaM2(ring: readonly LonLat[]): number {
  if (ring.length < 3) return 0
  let sum = 0
  for (let index = 0; index < ring.length; index++) {
    const from = ring[index]
    const to = ring[(index + 1) % ring.length]
    if (from === undefined || to === undefined) continue
    sum += (to.lon - from.lon) * RADIANS * (2 + Math.sin(from.lat * RADIANS) + Math.sin(to.lat * RADIANS))
  }
  return Math.abs((sum * EARTH_RADIUS_M * EARTH_RADIUS_M) / 2)
}
