// Calls GMT (Debian: gmt, gmt-gshhg-full, gmt-dcw) and reads its multi-segment text.
// Promise: every segment comes back as [lon, lat] points with the header it had; nothing is filtered here.

import { execFileSync } from 'node:child_process'

export type Point = readonly [number, number]
export type Line = readonly Point[]

export interface Segment {
  readonly header: string
  readonly points: Line
}

/** Runs `gmt coast ARGS -M` and returns its segments. Throws when GMT or its data is not installed. */
export function dumpSegments(args: readonly string[]): Segment[] {
  const text = execFileSync('gmt', ['coast', ...args, '-M'], {
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const segments: Segment[] = []
  let header = ''
  let points: Point[] = []
  function flush(): void {
    if (points.length > 1) segments.push({ header, points })
    points = []
  }
  for (const row of text.split('\n')) {
    if (row.startsWith('>')) {
      flush()
      header = row.slice(1).trim()
      continue
    }
    const [lon, lat] = row.split('\t')
    if (lon === undefined || lat === undefined) continue
    const x = Number(lon)
    points.push([x > 180 ? x - 360 : x, Number(lat)])
  }
  flush()
  return segments
}
