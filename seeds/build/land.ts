// Which points lie on land, after seeds/sources/land.json.
// Promise: answers for the whole west Pacific; about 20 m true in Fujian.
import { decodeDelta } from './delta.ts'
import type { DeltaLine } from './delta.ts'
import { sourceJson } from './output.ts'

export type Ring = readonly (readonly [number, number])[]

/** Outer rings of all land. */
export function landRings(): readonly Ring[] {
  const { scale, rings } = sourceJson<{ scale: number; rings: DeltaLine[] }>('land.json')
  return rings.map((ring) => decodeDelta(ring, scale))
}

/** A test for land that cuts every ring into bands of latitude first, so that a question costs few edges. */
export function landTest(rings: readonly Ring[]): (lon: number, lat: number) => boolean {
  const BAND_DEG = 0.05
  const bands = new Map<number, [number, number, number, number][]>()
  for (const ring of rings) {
    let last = ring.at(-1)
    for (const point of ring) {
      if (last !== undefined && last[1] !== point[1]) {
        const low = Math.floor(Math.min(last[1], point[1]) / BAND_DEG)
        const high = Math.floor(Math.max(last[1], point[1]) / BAND_DEG)
        for (let band = low; band <= high; band++) {
          const edges = bands.get(band)
          const edge: [number, number, number, number] = [last[0], last[1], point[0], point[1]]
          if (edges === undefined) bands.set(band, [edge])
          else edges.push(edge)
        }
      }
      last = point
    }
  }
  return (lon, lat) => {
    let inside = false
    for (const [ax, ay, bx, by] of bands.get(Math.floor(lat / BAND_DEG)) ?? []) {
      if (ay > lat !== by > lat && lon < ax + ((bx - ax) * (lat - ay)) / (by - ay)) inside = !inside
    }
    return inside
  }
}
