// Land, lakes, rivers and the borders of neighbouring provinces, out of Debian's gmt-gshhg-full and gmt-dcw by GMT.
// Promise: one coast line for all zooms (no seam): about 20 m true in Fujian, coarser with distance.

import { decodeDelta, encodeDelta } from '../delta.ts'
import type { DeltaLine } from '../delta.ts'
import { closeAlongEdge, signedArea2 } from './close-land.ts'
import type { Box } from './close-land.ts'
import { dumpSegments } from './gmt-lines.ts'
import type { Line, Point, Segment } from './gmt-lines.ts'
import { stitch, stitchUndirected } from './stitch.ts'
import { thin } from './thin.ts'

export const SCALE = 1e4
const WORLD: Box = { west: 70, south: -10, east: 165, north: 60 }
const CORE: Box = { west: 115.3, south: 23, east: 120.9, north: 28.6 }

function distanceFromCoreDeg([x, y]: Point): number {
  return Math.hypot(Math.max(CORE.west - x, 0, x - CORE.east), Math.max(CORE.south - y, 0, y - CORE.north))
}

function toleranceDeg(point: Point): number {
  return 0.0002 + Math.min(0.03, 0.0015 * distanceFromCoreDeg(point))
}

function levelOf(segment: Segment): number {
  return Number(/Level (\d)/.exec(segment.header)?.[1] ?? Number.NaN)
}

function thinRing(ring: Line): Line | null {
  const half = Math.floor(ring.length / 2)
  const kept = [...thin(ring.slice(0, half + 1), toleranceDeg), ...thin(ring.slice(half), toleranceDeg).slice(1)]
  if (kept.length < 4) return null
  const tolerance = toleranceDeg(ring[0]!)
  return Math.abs(signedArea2(kept)) / 2 < tolerance * tolerance * 6 ? null : kept
}

function encodeAll(lines: readonly (Line | null)[]): DeltaLine[] {
  return lines.filter((line) => line !== null).map((line) => encodeDelta(line, SCALE))
}

function region(box: Box): string {
  return `-R${box.west}/${box.east}/${box.south}/${box.north}`
}

/** Land polygons (outer rings, counter-clockwise) of the west Pacific. */
export function extractLand(): DeltaLine[] {
  const pieces = dumpSegments([region(WORLD), '-Df', '-W1']).filter((s) => levelOf(s) === 1)
  const { rings, chains } = stitch(pieces.map((s) => s.points))
  return encodeAll([...rings, ...closeAlongEdge(chains, WORLD)].map(thinRing))
}

/** Lakes and wide rivers (level 2 of GSHHG), outer rings. */
export function extractLakes(): DeltaLine[] {
  const near: Box = { west: 110, south: 20, east: 124, north: 33 }
  const pieces = dumpSegments([region(near), '-Df', '-W1']).filter((s) => levelOf(s) === 2)
  const { rings, chains } = stitch(pieces.map((s) => s.points))
  const closed = [...rings, ...chains.map((chain) => [...chain, chain[0]!])]
  // GSHHG draws the two arms of the Min at Fuzhou as one lake over Nantai Island; the river layer has the arms instead.
  const atFuzhou = ([x, y]: Point): boolean => x > 119.2 && x < 119.5 && y > 25.9 && y < 26.15
  return encodeAll(closed.filter((ring) => !ring.some(atFuzhou)).map(thinRing))
}

export interface River {
  /** WDBII rank: 2 great, 3 main, 4 lesser rivers. */
  readonly level: number
  readonly line: DeltaLine
}

/** Rivers of WDBII near Fujian, joined. */
export function extractRivers(): River[] {
  const wide: Box = { west: 108, south: 20, east: 123, north: 33 }
  const segments = dumpSegments([region(wide), '-Df', '-Ia'])
  const rivers: River[] = []
  for (const level of [1, 2, 3, 4]) {
    const pieces = segments
      .filter((s) => levelOf(s) === level && s.points.some((p) => distanceFromCoreDeg(p) < (level <= 2 ? 1.2 : 0.6)))
      .map((s) => s.points)
    for (const line of stitchUndirected(pieces)) {
      const kept = thin(line, (p) => toleranceDeg(p) * 2)
      const length = kept.reduce(
        (sum, p, i) => (i === 0 ? 0 : sum + Math.hypot(p[0] - kept[i - 1]![0], p[1] - kept[i - 1]![1])),
        0,
      )
      if (length > 0.03) rivers.push({ level, line: encodeDelta(kept, SCALE) })
    }
  }
  return rivers
}

/** Marks places in squares of about 0.01 degree, and answers whether a point has a mark in its own or a neighbouring square. */
class NearMarks {
  readonly #squares = new Set<string>()
  readonly #sizeDeg: number

  constructor(sizeDeg: number) {
    this.#sizeDeg = sizeDeg
  }

  add(line: Line): void {
    for (let i = 1; i < line.length; i++) {
      const [ax, ay] = line[i - 1]!
      const [bx, by] = line[i]!
      const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / (this.#sizeDeg / 2)))
      for (let k = 0; k <= steps; k++) {
        this.#squares.add(this.#square(ax + ((bx - ax) * k) / steps, ay + ((by - ay) * k) / steps, 0, 0))
      }
    }
  }

  has([x, y]: Point): boolean {
    for (const dx of [-1, 0, 1])
      for (const dy of [-1, 0, 1]) if (this.#squares.has(this.#square(x, y, dx, dy))) return true
    return false
  }

  #square(x: number, y: number, dx: number, dy: number): string {
    return `${Math.floor(x / this.#sizeDeg) + dx},${Math.floor(y / this.#sizeDeg) + dy}`
  }
}

function runsWhere(line: Line, wanted: (point: Point) => boolean): Line[] {
  const runs: Line[] = []
  let run: Point[] = []
  for (const point of line) {
    if (wanted(point)) run.push(point)
    else {
      if (run.length > 1) runs.push(run)
      run = []
    }
  }
  if (run.length > 1) runs.push(run)
  return runs
}

/**
 * Borders of neighbouring provinces on land: DCW outlines less the coast, less what an earlier outline already gave,
 * less everything along Fujian's own border (`ownBorder`), which is drawn from better shapes.
 */
export function extractProvinceBorders(land: readonly DeltaLine[], ownBorder: readonly Line[]): DeltaLine[] {
  const coast = new NearMarks(0.03)
  for (const ring of land) coast.add(decodeDelta(ring, SCALE))
  const own = new NearMarks(0.05)
  for (const line of ownBorder) own.add(line)
  const drawn = new NearMarks(0.02)
  const borders: Line[] = []
  for (const province of ['JX', 'ZJ', 'GD', 'HN', 'AH', 'HB', 'JS', 'SH', 'GX']) {
    const mainland = dumpSegments([`-ECN.${province}`]).toSorted((a, b) => b.points.length - a.points.length)[0]
    if (mainland === undefined) continue
    const outline = thin(mainland.points, (p) => Math.max(0.002, toleranceDeg(p)))
    const inside = (p: Point): boolean => p[0] > 111 && p[0] < 123 && p[1] > 21 && p[1] < 32
    const runs = runsWhere(outline, (p) => inside(p) && !coast.has(p) && !own.has(p) && !drawn.has(p))
    const long = runs.filter((run) => run.length > 4)
    for (const run of long) drawn.add(run)
    borders.push(...long)
  }
  return encodeAll(borders)
}

/** Rings as polygons of plain points, inside a box: for clipping. */
export function ringsTouching(land: readonly DeltaLine[], box: Box): [number, number][][] {
  return land
    .map((ring) => decodeDelta(ring, SCALE))
    .filter((ring) => ring.some(([x, y]) => x > box.west && x < box.east && y > box.south && y < box.north))
}
