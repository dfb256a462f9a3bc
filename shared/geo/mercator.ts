// Web Mercator as tiles use it: the world is the unit square, x to the east, y to the south.
import type { LonLat } from './coordinate-systems.ts'

const TILE_PX = 256
const EQUATOR_M = 2 * Math.PI * 6_378_137

/** x of a longitude, 0 to 1. */
export function mercatorX(lon: number): number {
  return lon / 360 + 0.5
}

/** y of a latitude, 0 to 1; beyond the limit it is held at the edge. */
export function mercatorY(lat: number): number {
  const sine = Math.sin((lat * Math.PI) / 180)
  const y = 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI
  return y < 0 ? 0 : y > 1 ? 1 : y
}

/** The position at a point of the unit square. */
export function fromMercator(x: number, y: number): LonLat {
  const angle = ((180 - y * 360) * Math.PI) / 180
  return { lon: (x - 0.5) * 360, lat: (360 * Math.atan(Math.exp(angle))) / Math.PI - 90 }
}

/** Metres on the ground per CSS pixel at this latitude and zoom. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (TILE_PX * 2 ** zoom)
}

/** The largest of 1, 2, 5 × 10ⁿ metres that is no longer than `maxM`: the length a scale bar shows. */
export function scaleBarM(maxM: number): number {
  const power = 10 ** Math.floor(Math.log10(maxM))
  const leading = maxM / power
  return power * (leading >= 5 ? 5 : leading >= 2 ? 2 : 1)
}
