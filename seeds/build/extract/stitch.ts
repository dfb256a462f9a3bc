// Joins line pieces that meet end to end, as GSHHG and WDBII come cut at the borders of their bins.
// Promise: direction is kept, no point is moved; a piece is used once.

import type { Line, Point } from './gmt-lines.ts'

export interface Stitched {
  readonly rings: Line[]
  readonly chains: Line[]
}

function keyOf(point: Point): string {
  return `${point[0].toFixed(5)},${point[1].toFixed(5)}`
}

/** Joins the end of each piece to the start of another. Closed results are `rings` (first point repeated), the rest `chains`. */
export function stitch(pieces: readonly Line[]): Stitched {
  const startingAt = new Map<string, number[]>()
  const endingAt = new Map<string, number[]>()
  function note(index: Map<string, number[]>, key: string, piece: number): void {
    const list = index.get(key)
    if (list === undefined) index.set(key, [piece])
    else list.push(piece)
  }
  pieces.forEach((piece, i) => {
    note(startingAt, keyOf(piece[0]!), i)
    note(endingAt, keyOf(piece.at(-1)!), i)
  })
  const used = new Uint8Array(pieces.length)
  const rings: Line[] = []
  const chains: Line[] = []

  function follow(first: number): void {
    let current = first
    const points: Point[] = []
    const startKey = keyOf(pieces[first]![0]!)
    for (;;) {
      used[current] = 1
      const piece = pieces[current]!
      for (let i = points.length === 0 ? 0 : 1; i < piece.length; i++) points.push(piece[i]!)
      const endKey = keyOf(piece.at(-1)!)
      if (endKey === startKey && points.length > 3) {
        points[points.length - 1] = points[0]!
        rings.push(points)
        return
      }
      const next = startingAt.get(endKey)?.find((i) => used[i] === 0)
      if (next === undefined) {
        chains.push(points)
        return
      }
      current = next
    }
  }

  // Open chains first, from pieces nothing leads into; what is left consists of rings.
  pieces.forEach((piece, i) => {
    if (used[i] === 0 && endingAt.get(keyOf(piece[0]!)) === undefined) follow(i)
  })
  pieces.forEach((_, i) => {
    if (used[i] === 0) follow(i)
  })
  return { rings, chains }
}

/** As `stitch`, for lines without a direction (rivers, borders): pieces may be turned round. Only joins where exactly two ends meet. */
export function stitchUndirected(pieces: readonly Line[]): Line[] {
  const ends = new Map<string, number[]>()
  pieces.forEach((piece, i) => {
    for (const point of [piece[0]!, piece.at(-1)!]) {
      const key = keyOf(point)
      const list = ends.get(key)
      if (list === undefined) ends.set(key, [i])
      else list.push(i)
    }
  })
  const used = new Uint8Array(pieces.length)
  function extend(points: Point[]): void {
    for (;;) {
      const key = keyOf(points.at(-1)!)
      const meeting = ends.get(key) ?? []
      if (meeting.length !== 2) return
      const next = meeting.find((i) => used[i] === 0)
      if (next === undefined) return
      used[next] = 1
      const piece = pieces[next]!
      const forward = keyOf(piece[0]!) === key ? piece : piece.toReversed()
      for (let i = 1; i < forward.length; i++) points.push(forward[i]!)
    }
  }
  const lines: Line[] = []
  pieces.forEach((piece, i) => {
    if (used[i] === 1) return
    used[i] = 1
    const points = [...piece]
    extend(points)
    points.reverse()
    extend(points)
    lines.push(points)
  })
  return lines
}
