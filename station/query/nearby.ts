// Incidents that may be the same event as one being taken in: near in place, time and category; where one of the two has no
// position, of one division and family of categories.
import { distanceM } from '../../shared/geo/distance.ts'
import {
  SAME_DIVISION_WITHIN_MS,
  divisionMatch,
  strangeness,
  unlikeness,
  unlikenessInDivision,
} from '../../shared/model/same-event.ts'
import type { MethodInput, Nearby } from '../../shared/rpc/methods.ts'
import type { Look } from '../store/reads/incident-filter.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { Viewer } from './query-hub.ts'

const MAX_NEARBY = 20
/** In a storm of reports only the newest of a division are compared. */
const MAX_IN_DIVISION = 200
const METRES_PER_DEGREE = 111_000

interface Found {
  readonly found: Nearby
  readonly unlike: number
}

/** Likeliest first. */
export function nearby(reads: StationReads, viewer: Viewer, input: MethodInput<'nearby'>): readonly Nearby[] {
  const look = reads.look(input.space, viewer.officer)
  if (look === undefined) return []
  const close = around(reads, look, input)
  const known = new Set(close.map(({ found }) => found.row.key))
  return [...close, ...inDivision(reads, look, input).filter(({ found }) => !known.has(found.row.key))]
    .toSorted((a, b) => a.unlike - b.unlike || (a.found.row.key < b.found.row.key ? -1 : 1))
    .slice(0, MAX_NEARBY)
    .map(({ found }) => found)
}

function around(reads: StationReads, look: Look, input: MethodInput<'nearby'>): readonly Found[] {
  const { position, division, atMs, radiusM, withinMs } = input
  if (position === null) return []
  const latSpan = radiusM / METRES_PER_DEGREE
  const lonSpan = latSpan / Math.max(0.01, Math.cos((position.lat * Math.PI) / 180))
  const box = [position.lon - lonSpan, position.lat - latSpan, position.lon + lonSpan, position.lat + latSpan] as const
  return reads.incidents.around(look, box, atMs - withinMs, atMs + withinMs).flatMap(({ row, timeMs }) => {
    if (row.lon === null || row.lat === null) return []
    const awayM = distanceM(position, { lon: row.lon, lat: row.lat })
    if (awayM > radiusM) return []
    const agoMs = atMs - timeMs
    const unlike = unlikeness(
      { awayM, apartMs: agoMs, kind: strangeness(input.category, row.category) },
      { m: radiusM, ms: withinMs },
    )
    return [{ found: { row, distanceM: awayM, division: divisionMatch(division, row.division), agoMs }, unlike }]
  })
}

/** Only what has no position: where both have one, that says more than the division. */
function inDivision(reads: StationReads, look: Look, input: MethodInput<'nearby'>): readonly Found[] {
  const { division, category, atMs } = input
  const withinMs = Math.min(input.withinMs, SAME_DIVISION_WITHIN_MS)
  if (division === null || division === '' || category === null || category === '') return []
  return reads.incidents
    .inDivision(look, { division, category }, atMs - withinMs, atMs + withinMs, MAX_IN_DIVISION)
    .flatMap(({ row, timeMs }) => {
      const match = divisionMatch(division, row.division)
      if (match === null || row.lon !== null) return []
      const agoMs = atMs - timeMs
      const unlike = unlikenessInDivision(match, { apartMs: agoMs, kind: strangeness(category, row.category) })
      return [{ found: { row, distanceM: null, division: match, agoMs }, unlike }]
    })
}
