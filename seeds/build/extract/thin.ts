// Douglas-Peucker with a tolerance that depends on where the point is: fine in Fujian, coarse far away.
// Promise: first and last point stay; a point within tolerance(lon, lat) of the kept line goes.

import type { Line, Point } from './gmt-lines.ts'

function distanceToSegment(p: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const length2 = dx * dx + dy * dy
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2))
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)
}

/** Thins one line. `tolerance` gives degrees for a position. */
export function thin(line: Line, tolerance: (point: Point) => number): Line {
  const keep = new Uint8Array(line.length)
  keep[0] = 1
  keep[line.length - 1] = 1
  const stack: [number, number][] = [[0, line.length - 1]]
  // A closed ring has no base line: anchor it at the point farthest from its start as well.
  for (let range = stack.pop(); range !== undefined; range = stack.pop()) {
    const [from, to] = range
    let worst = -1
    let worstRatio = 1
    for (let i = from + 1; i < to; i++) {
      const point = line[i]!
      const ratio = distanceToSegment(point, line[from]!, line[to]!) / tolerance(point)
      if (ratio > worstRatio) {
        worst = i
        worstRatio = ratio
      }
    }
    if (worst === -1) continue
    keep[worst] = 1
    stack.push([from, worst], [worst, to])
  }
  return line.filter((_, i) => keep[i] === 1)
}
