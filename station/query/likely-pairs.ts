// Pairs of recent incidents that look like one event and of which nobody has said whether they are: offered, never merged.
import { asId } from '../../shared/base/ids.ts'
import { distanceM } from '../../shared/geo/distance.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { Position } from '../../shared/model/incident.ts'
import {
  ANOTHER_KIND,
  SAME_AT_MOST,
  SAME_DIVISION_WITHIN_MS,
  SAME_EVENT,
  SAME_WITHIN_M,
  SAME_WITHIN_MS,
  divisionMatch,
  familyOf,
  sameEventId,
  strangeness,
  unlikeness,
  unlikenessInDivision,
} from '../../shared/model/same-event.ts'
import type { LikelyPair } from '../../shared/rpc/methods.ts'
import type { IncidentRow } from '../../shared/rpc/rows.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Viewer } from './query-hub.ts'

/** Older incidents are not compared. */
const RECENT_MS = 24 * 3_600_000
/** In a storm of reports only the newest are compared. */
const MAX_COMPARED = 400
const MAX_PAIRS = 50

/** Likeliest first. Closed incidents are left out. */
export function likelyPairs(
  store: StationStore,
  reads: StationReads,
  nowMs: number,
  viewer: Viewer,
  space: string,
): readonly LikelyPair[] {
  const look = reads.look(space, viewer.officer)
  if (look === undefined) return []
  const recent = reads.incidents.recent(look, nowMs - RECENT_MS, nowMs + SAME_WITHIN_MS, MAX_COMPARED)
  const found: Likely[] = []
  for (const [at, one] of recent.entries()) {
    for (const other of recent.slice(at + 1)) {
      const apartMs = one.timeMs - other.timeMs
      if (apartMs > SAME_DIVISION_WITHIN_MS) break
      const likely = compared(one.row, other.row, apartMs)
      if (likely !== null && !isSaid(store, space, one.row.key, other.row.key)) found.push(likely)
    }
  }
  return found
    .toSorted((a, b) => a.unlike - b.unlike)
    .slice(0, MAX_PAIRS)
    .map(({ pair }) => pair)
}

interface Likely {
  readonly pair: LikelyPair
  readonly unlike: number
}

function compared(a: IncidentRow, b: IncidentRow, apartMs: number): Likely | null {
  const kind = strangeness(a.category, b.category)
  const division = divisionMatch(a.division, b.division)
  const [from, to] = [positionOf(a), positionOf(b)]
  if (from === null || to === null) {
    if (division === null || familyOf(a.category) !== familyOf(b.category)) return null
    // A whole city's event is not offered with every street of its counties.
    if (division !== 'same' && (from !== null || to !== null)) return null
    const pair = { incident: a, other: b, distanceM: null, division, apartMs }
    return { pair, unlike: unlikenessInDivision(division, { apartMs, kind }) }
  }
  if (kind >= ANOTHER_KIND || apartMs > SAME_WITHIN_MS) return null
  const awayM = distanceM(from, to)
  if (awayM > SAME_WITHIN_M) return null
  const unlike = unlikeness({ awayM, apartMs, kind }, { m: SAME_WITHIN_M, ms: SAME_WITHIN_MS })
  return unlike > SAME_AT_MOST ? null : { pair: { incident: a, other: b, distanceM: awayM, division, apartMs }, unlike }
}

function positionOf({ lon, lat }: IncidentRow): Position | null {
  return lon === null || lat === null ? null : { lon, lat }
}

function isSaid(store: StationStore, space: string, a: string, b: string): boolean {
  const state = store.read(asId(space), SAME_EVENT, asId(sameEventId(a, b)))
  return state !== undefined && shownFields(state)['state'] !== 'open'
}
