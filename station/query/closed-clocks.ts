// The report clocks of closed incidents that were neither met nor explained: kept in memory, a space at a time. All closed
// incidents are looked at once, when somebody first asks; from then on only those that something was written about, so that
// an archive of many years costs a window nothing.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { ClockRule } from '../../shared/model/report-clock.ts'
import { CLOCK_RULE } from '../../shared/model/report-clock.ts'
import { DELIVERY } from '../../shared/model/report.ts'
import { UNREPORTED } from '../../shared/model/unreported.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { ClockRow } from '../../shared/rpc/rows.ts'
import type { Look } from '../store/reads/incident-filter.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { StationStore, Touched } from '../store/station-store.ts'
import { clocksOf, compareDue } from './clock-rows.ts'
import { clockRulesOf } from './clock-rules.ts'
import { idOfKind } from './watch-source.ts'

/** Kinds that move clocks. */
const MOVES: ReadonlySet<string> = new Set([INCIDENT, DELIVERY, UNREPORTED, CLOCK_RULE, VERDICT])
/** With more touched than this everything is read anew. */
const MAX_TOUCHED = 5_000

interface SpaceBook {
  readonly rules: readonly ClockRule[]
  /** Incident id → its clocks. */
  readonly clocks: Map<string, readonly ClockRow[]>
  /** `kind/id` of what was written since. */
  readonly touched: Set<string>
  /** All clocks, soonest due first; null while they have to be put in order again. */
  inOrder: readonly ClockRow[] | null
}

export class ClosedClocks {
  readonly #store: StationStore
  readonly #reads: StationReads
  readonly #books = new Map<SpaceId, SpaceBook>()
  readonly #stopHearing: () => void

  constructor(store: StationStore, reads: StationReads) {
    this.#store = store
    this.#reads = reads
    this.#stopHearing = store.onTouched((touched) => this.#hear(touched))
  }

  /** The clocks of a space's closed incidents, soonest due first; the same array until one of them changes. */
  of(space: string): readonly ClockRow[] {
    const id = asId<SpaceId>(space)
    const look = this.#reads.look(space, '')
    if (look === undefined) return []
    const known = this.#books.get(id)
    const book = known !== undefined && this.#catchUp(look, id, known) ? known : this.#begin(look, id)
    return (book.inOrder ??= [...book.clocks.values()].flat().toSorted(compareDue))
  }

  close(): void {
    this.#stopHearing()
  }

  #begin(look: Look, space: SpaceId): SpaceBook {
    const { clocks: reads } = this.#reads
    const rules = clockRulesOf(this.#store, this.#reads, space)
    const clocks = new Map(clocksOf(reads, look, reads.closedIncidents(look, null), rules, true))
    const book = { rules, clocks, touched: new Set<string>(), inOrder: null }
    this.#books.set(space, book)
    return book
  }

  #hear({ space, records, all }: Touched): void {
    const book = this.#books.get(space)
    if (book === undefined) return
    for (const { kind, id } of records) if (MOVES.has(kind)) book.touched.add(`${kind}/${id}`)
    if (all || book.touched.size > MAX_TOUCHED) this.#books.delete(space)
  }

  /** False when everything has to be read anew. */
  #catchUp(look: Look, space: SpaceId, book: SpaceBook): boolean {
    if (book.touched.size === 0) return true
    const incidents = new Set<string>()
    for (const key of book.touched) {
      const about = this.#about(space, key)
      if (about === undefined) return false
      if (about !== null) incidents.add(about)
    }
    book.touched.clear()
    const { clocks: reads } = this.#reads
    const ids = [...incidents]
    const now = clocksOf(reads, look, reads.closedIncidents(look, ids), book.rules, true)
    for (const id of ids) if (book.clocks.delete(id) || now.has(id)) book.inOrder = null
    for (const [id, rows] of now) book.clocks.set(id, rows)
    return true
  }

  /** The incident whose clocks a record moves, null for none; undefined when it may be any. */
  #about(space: SpaceId, key: string): string | null | undefined {
    const verdict = idOfKind(key, VERDICT)
    if (verdict !== undefined) {
      // It moves the record whose change it refuses.
      const refused = this.#reads.change(asId(verdict))?.change.head
      return refused === undefined || !MOVES.has(refused.kind)
        ? null
        : this.#about(space, `${refused.kind}/${refused.record}`)
    }
    const incident = idOfKind(key, INCIDENT)
    if (incident !== undefined) return incident
    for (const kind of [DELIVERY, UNREPORTED]) {
      const id = idOfKind(key, kind)
      if (id === undefined) continue
      // One that was refused is gone and does not say any more what it was about.
      const state = this.#store.read(space, kind, asId(id))
      if (state === undefined) return undefined
      const about = shownValue(state, 'incident')
      return typeof about === 'string' ? about : null
    }
    return undefined
  }
}
