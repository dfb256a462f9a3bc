// The calls that need only the store: likely duplicates, picture code, and the desk's small writes.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { NowMs } from '../../shared/base/ports.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import { likelyPairs } from './likely-pairs.ts'
import { nearby } from './nearby.ts'
import { seriesOf } from './number-series.ts'
import type { DeskMethods } from './query-hub.ts'
import { search } from './search.ts'
import type { StatisticsBook } from './statistics-book.ts'
import { statistics } from './statistics.ts'
import { undoDraft } from './undo.ts'

/** More records than a command ever has to look at. */
const MAX_LISTED = 100_000

/** Told of what the desk wrote, so that watches follow. */
export interface DeskEvents {
  /** null: everything of the space. */
  seen(space: string, incidents: readonly string[] | null): void
  acknowledged(): void
}

export function deskMethods(
  store: StationStore,
  reads: StationReads,
  book: StatisticsBook,
  nowMs: NowMs,
  events: DeskEvents,
): DeskMethods {
  const told = (result: Result<null>, tell: () => void): Result<null> => {
    if (result.ok) tell()
    return result
  }
  return {
    nearby: (viewer, input) => nearby(reads, viewer, input),
    likelyPairs: (viewer, space) => likelyPairs(store, reads, nowMs(), viewer, space),
    digest(space) {
      if (!store.spaces().includes(asId(space))) return { code: '', records: 0 }
      const { digest, records } = store.facts(asId(space))
      return { code: pictureCode(digest), records }
    },
    search: (question) => search(store, reads, question),
    statistics: (question) => statistics(store, reads, book, nowMs(), question),
    markSeen(viewer, space, incidents) {
      const look = reads.look(space, viewer.officer)
      if (look === undefined) return refuse('spaceUnknown', `space ${space} is not known here`, { space })
      const recs = incidents?.flatMap((id) => reads.rec(look, INCIDENT, id) ?? [])
      const done = recs === undefined ? reads.desk.seeAll(look) : reads.desk.see(viewer.officer, recs)
      return told(done, () => events.seen(space, incidents))
    },
    acknowledge(viewer, notices) {
      const numbers = notices.map(Number).filter((number) => Number.isSafeInteger(number))
      return told(reads.desk.acknowledge(viewer.officer, numbers, nowMs()), () => events.acknowledged())
    },
    saveDraft: (viewer, id, content) => reads.desk.saveDraft(viewer.officer, id, content, nowMs()),
    drafts: (viewer) => reads.desk.drafts(viewer.officer),
    dropDraft: (viewer, id) => reads.desk.dropDraft(viewer.officer, id),
    setting: (name) => store.meta(settingName(name)) ?? null,
    saveSetting(name, value) {
      store.setMeta(settingName(name), value)
      const fault = store.storeFault()
      return fault === null ? ok(null) : { ok: false, fault }
    },
    list(space, kind, { states, agencies, ...of }) {
      const look = reads.look(space, '')
      if (look === undefined) return []
      const filter = {
        ...of,
        ...(states === undefined ? {} : { states: [...states] }),
        ...(agencies === undefined ? {} : { agencies: [...agencies] }),
      }
      const window = { sort: 'at', descending: false, offset: 0, limit: MAX_LISTED } as const
      return reads.items
        .window(look, kind, filter, window)
        .flatMap((id) => store.read(asId(space), kind, asId(id)) ?? [])
    },
    numbersElsewhere: (space, kind, agency) =>
      seriesOf(store, space).flatMap((id) => {
        const look = id === space ? undefined : reads.look(id, '')
        return look === undefined ? [] : reads.items.numbersOf(look, kind, agency)
      }),
    undoDraft: (viewer, space, change) => undoDraft(store, reads, viewer, asId(space), asId(change)),
  }
}

/** Settings of views have a corner of their own among the station's named values: no view reads its keys or sessions. */
function settingName(name: string): string {
  return `setting.${name}`
}
