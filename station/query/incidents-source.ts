// The watch `incidents`: one window of the sorted, filtered list. After the first answer it keeps what fits the filter, by
// number, so that a touched record costs one look at it and, if it belongs to the list, one look at the window.
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { IncidentRow } from '../../shared/rpc/rows.ts'
import type { IncidentFilter } from '../../shared/rpc/watches.ts'
import type { Look } from '../store/reads/incident-filter.ts'
import type { Matching, Window } from '../store/reads/incident-reads.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import { pagesOf, sameKeys } from './grouped-source.ts'
import type { WatchDelta, WatchPage } from './query-hub.ts'
import type { Dirt, WatchSource } from './watch-source.ts'
import { idOfKind } from './watch-source.ts'

export interface IncidentsQuestion extends Window {
  readonly space: string
  readonly officer: string
  readonly filter: IncidentFilter
}

/** Record numbers of the touched incidents. */
export function touchedIncidents(reads: StationReads, look: Look, dirt: Dirt): ReadonlyMap<string, number> {
  const recs = new Map<string, number>()
  for (const key of dirt.records) {
    const id = idOfKind(key, INCIDENT)
    const rec = id === undefined ? undefined : reads.rec(look, INCIDENT, id)
    if (id !== undefined && rec !== undefined) recs.set(id, rec)
  }
  return recs
}

export class IncidentsSource implements WatchSource {
  readonly #reads: StationReads
  readonly #question: IncidentsQuestion
  #picture: number | undefined
  #matching: Matching | undefined
  #rows = new Map<string, IncidentRow>()
  #order: readonly string[] = []
  #total = 0
  #unread = 0

  constructor(reads: StationReads, question: IncidentsQuestion) {
    this.#reads = reads
    this.#question = question
  }

  *first(): Iterable<WatchPage> {
    const rows = this.#everything()
    this.#rows = new Map(rows.map((row) => [row.key, row]))
    this.#order = rows.map((row) => row.key)
    yield* pagesOf(rows as readonly unknown[] as readonly Json[], this.#metaNow())
  }

  delta(dirt: Dirt): WatchDelta | undefined {
    const before = { total: this.#total, unread: this.#unread }
    const { space, officer, filter } = this.#question
    const look = this.#reads.look(space, officer)
    let rows: readonly IncidentRow[]
    if (dirt.all || look === undefined || look.picture !== this.#picture) rows = this.#everything()
    else {
      const recs = [...touchedIncidents(this.#reads, look, dirt).values()]
      if (recs.length === 0 || !this.#update(look, recs)) return undefined
      rows = this.#reads.incidents.windowAmong(look, this.#matching ?? new Map(), this.#question, filter)
    }
    return this.#deltaOf(rows, before)
  }

  /** Brings what fits up to date; false when none of the records is or was in the list. */
  #update(look: Look, recs: readonly number[]): boolean {
    const { incidents } = this.#reads
    const { filter } = this.#question
    if (this.#matching === undefined) {
      this.#matching = incidents.matching(look, filter)
      this.#total = this.#matching.size
      this.#unread = 0
      for (const isUnread of this.#matching.values()) if (isUnread) this.#unread += 1
      return true
    }
    const now = incidents.matchingAmong(look, filter, recs)
    let concerns = false
    for (const rec of recs) {
      const was = this.#matching.get(rec)
      const is = now.get(rec)
      if (was === undefined && is === undefined) continue
      concerns = true
      this.#total += (is === undefined ? 0 : 1) - (was === undefined ? 0 : 1)
      this.#unread += (is === true ? 1 : 0) - (was === true ? 1 : 0)
      if (is === undefined) this.#matching.delete(rec)
      else this.#matching.set(rec, is)
    }
    return concerns
  }

  #everything(): readonly IncidentRow[] {
    const { space, officer, filter } = this.#question
    const look = this.#reads.look(space, officer)
    this.#picture = look?.picture
    this.#matching = undefined
    this.#total = 0
    this.#unread = 0
    if (look === undefined) return []
    const { total, unread } = this.#reads.incidents.totals(look, filter)
    this.#total = total
    this.#unread = unread
    return this.#reads.incidents.window(look, filter, this.#question, total)
  }

  #deltaOf(
    rows: readonly IncidentRow[],
    before: { readonly total: number; readonly unread: number },
  ): WatchDelta | undefined {
    const put: IncidentRow[] = []
    const next = new Map<string, IncidentRow>()
    for (const row of rows) {
      const old = this.#rows.get(row.key)
      if (old === undefined || !sameJson(old as unknown as Json, row as unknown as Json)) put.push(row)
      next.set(row.key, row)
    }
    const del = this.#order.filter((key) => !next.has(key))
    const keys = [...next.keys()]
    const isOrderNew = !sameKeys(keys, this.#order)
    const isMetaNew = before.total !== this.#total || before.unread !== this.#unread
    this.#rows = next
    this.#order = keys
    if (put.length === 0 && !isOrderNew && !isMetaNew) return undefined
    return {
      put: put as readonly unknown[] as readonly Json[],
      del,
      ...(isOrderNew ? { order: keys } : {}),
      ...(isMetaNew ? { meta: this.#metaNow() } : {}),
    }
  }

  #metaNow(): Json {
    return { total: this.#total, unread: this.#unread }
  }
}
