// Boxes [west, south, east, north] in degrees. No box here crosses the 180° meridian: Fujian lies far from it.
import type { LonLat } from './coordinate-systems.ts'
import type { Bounds } from './polygon.ts'

/** Smallest box around `points`; null for none. */
export function boxAround(points: Iterable<LonLat>): Bounds | null {
  let west = Infinity
  let south = Infinity
  let east = -Infinity
  let north = -Infinity
  for (const { lon, lat } of points) {
    if (lon < west) west = lon
    if (lon > east) east = lon
    if (lat < south) south = lat
    if (lat > north) north = lat
  }
  return west === Infinity ? null : [west, south, east, north]
}

/** The box with `share` of its width and height added on each side, held inside the world. */
export function padBox(box: Bounds, share: number): Bounds {
  const width = (box[2] - box[0]) * share
  const height = (box[3] - box[1]) * share
  return [
    Math.max(-180, box[0] - width),
    Math.max(-90, box[1] - height),
    Math.min(180, box[2] + width),
    Math.min(90, box[3] + height),
  ]
}
