// Makes land polygons out of shore lines: rings stay rings, open chains are closed along the edge of the region.
// Promise: land lies to the left of every line given (counter-clockwise outer rings), so it does in what comes back.

import type { Line, Point } from './gmt-lines.ts'

export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/** Where a point on the box edge lies, counted counter-clockwise from the south-west corner, 0 up to 4. */
function edgePosition(point: Point, box: Box): number {
  const [x, y] = point
  const gaps = [y - box.south, box.east - x, box.north - y, x - box.west].map(Math.abs)
  const side = gaps.indexOf(Math.min(...gaps))
  const width = box.east - box.west
  const height = box.north - box.south
  if (side === 0) return (x - box.west) / width
  if (side === 1) return 1 + (y - box.south) / height
  if (side === 2) return 2 + (box.east - x) / width
  return 3 + (box.north - y) / height
}

function cornersBetween(from: number, to: number, box: Box): Point[] {
  const corners: Point[] = [
    [box.west, box.south],
    [box.east, box.south],
    [box.east, box.north],
    [box.west, box.north],
  ]
  const end = to <= from ? to + 4 : to
  const between: Point[] = []
  for (let k = Math.ceil(from); k < end; k++) if (k > from) between.push(corners[k % 4]!)
  return between
}

/** Closes chains along the box, counter-clockwise. Every chain must start and end on the box edge. */
export function closeAlongEdge(chains: readonly Line[], box: Box): Line[] {
  const starts = chains.map((chain) => edgePosition(chain[0]!, box))
  const ends = chains.map((chain) => edgePosition(chain.at(-1)!, box))
  const used = new Uint8Array(chains.length)
  const rings: Line[] = []
  for (let first = 0; first < chains.length; first++) {
    if (used[first] === 1) continue
    const ring: Point[] = []
    let current = first
    for (;;) {
      used[current] = 1
      for (const point of chains[current]!) ring.push(point)
      const from = ends[current]!
      let next = first
      let shortest = Infinity
      for (let i = 0; i < chains.length; i++) {
        if (used[i] === 1 && i !== first) continue
        const way = (starts[i]! - from + 4) % 4
        if (way < shortest) {
          shortest = way
          next = i
        }
      }
      for (const corner of cornersBetween(from, starts[next]!, box)) ring.push(corner)
      if (next === first) break
      current = next
    }
    ring.push(ring[0]!)
    rings.push(ring)
  }
  return rings
}

/** Twice the signed area in square degrees: above zero when the ring runs counter-clockwise. */
export function signedArea2(ring: Line): number {
  let sum = 0
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1]!
    const b = ring[i]!
    sum += a[0] * b[1] - b[0] * a[1]
  }
  return sum
}
