// How far the demonstration's hand-drawn path is from JMA's best track. That may not be committed: compared where it lies
// beside the repository, and said to be left out where it does not.
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { trackGeoJson } from '../../seeds/build/demo/track.ts'
import { distanceM } from '../../shared/geo/distance.ts'
import type { Position } from '../../shared/model/incident.ts'

const BEST_TRACKS = [
  new URL('../../../shared/data/events/typhoon/jma_bst_2305_doksuri.txt', import.meta.url),
  new URL('file:///work/shared/data/events/typhoon/jma_bst_2305_doksuri.txt'),
]
const found = BEST_TRACKS.find((path) => existsSync(path))
const LANDFALL = '2023-07-28T01:55:00Z'

interface Fix extends Position {
  readonly ms: number
}

/** `yymmddhh 002 grade lat*10 lon*10 …` behind a header. */
function bestTrack(text: string): readonly Fix[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [at, , , lat, lon] = line.trim().split(/\s+/)
      if (at?.length !== 8) return []
      const day = `20${at.slice(0, 2)}-${at.slice(2, 4)}-${at.slice(4, 6)}`
      return [{ ms: Date.parse(`${day}T${at.slice(6)}:00:00Z`), lat: Number(lat) / 10, lon: Number(lon) / 10 }]
    })
}

function placeAt(track: readonly Fix[], ms: number): Position {
  const next = track.findIndex((fix) => fix.ms >= ms)
  const [from, to] = [track[Math.max(0, next - 1)], track[next]]
  if (from === undefined || to === undefined) throw new Error('the best track does not reach so far')
  const share = to.ms === from.ms ? 0 : (ms - from.ms) / (to.ms - from.ms)
  return { lon: from.lon + (to.lon - from.lon) * share, lat: from.lat + (to.lat - from.lat) * share }
}

test.runIf(found !== undefined)('the path is as far from the best track as README says', () => {
  const best = bestTrack(readFileSync(found ?? '', 'utf8'))
  const drawn = JSON.parse(trackGeoJson()) as {
    readonly features: readonly {
      readonly properties: { readonly at?: string }
      readonly geometry: { readonly coordinates: readonly [number, number] }
    }[]
  }
  const off = new Map(
    drawn.features.flatMap(({ properties: { at }, geometry: { coordinates } }) => {
      if (at === undefined) return []
      const [lon, lat] = coordinates
      const there = placeAt(best, Date.parse(at))
      const degrees = Math.hypot(there.lon - lon, there.lat - lat)
      return [[at, { km: distanceM(there, { lon, lat }) / 1_000, degrees }] as const]
    }),
  )
  expect(off.size).toBe(12)
  expect(off.get(LANDFALL)?.km).toBeLessThan(4.5)
  expect(Math.round(Math.max(...[...off.values()].map(({ km }) => km)))).toBe(150)
  expect(Math.max(...[...off.values()].map(({ degrees }) => degrees))).toBeCloseTo(1.5, 1)
})

test.runIf(found === undefined)('the path is not compared with the best track: JMA’s file is not here', ({ skip }) => {
  skip("JMA's best track may not be committed and does not lie beside this repository")
})
