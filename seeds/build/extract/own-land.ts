// The part of the land that belongs to the province, built without a polygon clipper (the one tried cut a corner off):
// the mainland is the coast between the two ends of the land border, closed by that border; islands are taken whole.
// Promise: coast points are those of the land layer, border points those of the county shapes.

import { landTest } from '../land.ts'
import type { Ring } from '../land.ts'

type Point = readonly [number, number]

/** Land within this distance on all sides: an outline point there is on the land border, not on the coast. Degrees. */
const SHORE_DEG = 0.012

function longestRun(ring: Ring, wanted: (point: Point) => boolean): Point[] {
  const start = ring.findIndex((p) => !wanted(p))
  const turned = [...ring.slice(start, -1), ...ring.slice(0, start)]
  let best: Point[] = []
  let run: Point[] = []
  for (const point of turned) {
    if (wanted(point)) run.push(point)
    else {
      if (run.length > best.length) best = run
      run = []
    }
  }
  return run.length > best.length ? run : best
}

function nearestIndex(ring: Ring, [x, y]: Point): number {
  let best = 0
  let least = Infinity
  ring.forEach((p, i) => {
    const d = Math.hypot(p[0] - x, p[1] - y)
    if (d < least) {
      least = d
      best = i
    }
  })
  return best
}

/** One closed ring of pieces whose ends nearly meet, longest piece first. */
export function joinNearest(pieces: readonly Ring[]): Point[] {
  const left = [...pieces].sort((a, b) => b.length - a.length)
  const ring: Point[] = [...left.shift()!]
  while (left.length > 0) {
    const [x, y] = ring.at(-1)!
    const gap = (piece: Ring): number => Math.hypot(piece[0]![0] - x, piece[0]![1] - y)
    left.sort((a, b) => gap(a) - gap(b))
    ring.push(...left.shift()!)
  }
  ring.push(ring[0]!)
  return ring
}

/** Land of the province as outer rings. `outline` is its largest outer ring, `parts` all its outer rings (islands too). */
export function landOf(land: readonly Ring[], outline: Ring, parts: readonly Ring[]): Ring[] {
  const isLand = landTest(land)
  const inland = ([lon, lat]: Point): boolean =>
    [0, 1, 2, 3, 4, 5, 6, 7].every((k) =>
      isLand(lon + SHORE_DEG * Math.cos((k * Math.PI) / 4), lat + SHORE_DEG * Math.sin((k * Math.PI) / 4)),
    )
  const border = longestRun(outline, inland)
  const mainland = land.toSorted((a, b) => b.length - a.length)[0]!
  const first = nearestIndex(mainland, border[0]!)
  const last = nearestIndex(mainland, border.at(-1)!)
  const [from, to] = first < last ? [first, last] : [last, first]
  const coast = mainland.slice(from, to + 1)
  const back = first < last ? border.toReversed() : border
  const inProvince = landTest(parts)
  const islands = land.filter((ring) => ring !== mainland && inProvince(...middle(ring)))
  return [[...coast, ...back, coast[0]!], ...islands]
}

function middle(ring: Ring): [number, number] {
  const sum = ring.reduce<[number, number]>(([x, y], p) => [x + p[0], y + p[1]], [0, 0])
  return [sum[0] / ring.length, sum[1] / ring.length]
}
