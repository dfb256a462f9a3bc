// Pairs of recent incidents that look like one event and of which nobody has said whether they are: offered, never merged.
import { asId } from '../../shared/base/ids.ts'
import { distanceM } from '../../shared/geo/distance.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import {
  ANOTHER_KIND,
  SAME_AT_MOST,
  SAME_EVENT,
  SAME_WITHIN_M,
  SAME_WITHIN_MS,
  sameEventId,
  strangeness,
  unlikeness,
} from '../../shared/model/same-event.ts'
import type { LikelyPair } from '../../shared/rpc/methods.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Viewer } from './query-hub.ts'

/** Older incidents are not compared. */
const RECENT_MS = 24 * 3_600_000
/** In a storm of reports only the newest are compared. */
const MAX_COMPARED = 400
const MAX_PAIRS = 50
const EVERYWHERE = [-180, -90, 180, 90] as const

/** Likeliest first. Closed incidents, and those without a position, are left out. */
export function likelyPairs(
  store: StationStore,
  reads: StationReads,
  nowMs: number,
  viewer: Viewer,
  space: string,
): readonly LikelyPair[] {
  const look = reads.look(space, viewer.officer)
  if (look === undefined) return []
  const recent = reads.incidents
    .around(look, EVERYWHERE, nowMs - RECENT_MS, nowMs + SAME_WITHIN_MS)
    .filter(({ row }) => row.status !== 'closed')
    .toSorted((a, b) => b.timeMs - a.timeMs)
    .slice(0, MAX_COMPARED)
  const found: { readonly pair: LikelyPair; readonly unlike: number }[] = []
  for (const [at, one] of recent.entries()) {
    for (const other of recent.slice(at + 1)) {
      const apartMs = one.timeMs - other.timeMs
      if (apartMs > SAME_WITHIN_MS) break
      const [a, b] = [one.row, other.row]
      if (a.lon === null || a.lat === null || b.lon === null || b.lat === null) continue
      const kind = strangeness(a.category, b.category)
      if (kind >= ANOTHER_KIND) continue
      const awayM = distanceM({ lon: a.lon, lat: a.lat }, { lon: b.lon, lat: b.lat })
      if (awayM > SAME_WITHIN_M) continue
      const unlike = unlikeness({ awayM, apartMs, kind }, { m: SAME_WITHIN_M, ms: SAME_WITHIN_MS })
      if (unlike > SAME_AT_MOST || isSaid(store, space, a.key, b.key)) continue
      found.push({ pair: { incident: a, other: b, distanceM: awayM, apartMs }, unlike })
    }
  }
  return found
    .toSorted((a, b) => a.unlike - b.unlike)
    .slice(0, MAX_PAIRS)
    .map(({ pair }) => pair)
}

function isSaid(store: StationStore, space: string, a: string, b: string): boolean {
  const state = store.read(asId(space), SAME_EVENT, asId(sameEventId(a, b)))
  return state !== undefined && shownFields(state)['state'] !== 'open'
}
