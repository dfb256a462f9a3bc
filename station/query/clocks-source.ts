// The watch `clocks`: the reports due of all incidents that are not closed, and of closed ones those that were neither sent nor
// explained: closing alone ends no deadline. Board, badge, alarm and handover read it, so they cannot disagree, however many
// incidents and deliveries there are. Whether a clock is overdue is the view's to say: it is a matter of the time, and nothing
// is sent while time passes.
import type { OfficerId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { ClockRule } from '../../shared/model/report-clock.ts'
import { CLOCK_RULE } from '../../shared/model/report-clock.ts'
import { DELIVERY } from '../../shared/model/report.ts'
import { REPORTING_ROLE, isBoundBy } from '../../shared/model/reporting-role.ts'
import type { ClockRow } from '../../shared/rpc/rows.ts'
import type { WatchParams } from '../../shared/rpc/watches.ts'
import type { Look } from '../store/reads/incident-filter.ts'
import type { ViewParts } from './change-views.ts'
import { clocksOf, compareDue } from './clock-rows.ts'
import { clockRulesOf } from './clock-rules.ts'
import type { ClosedClocks } from './closed-clocks.ts'
import { pagesOf } from './grouped-source.ts'
import type { WatchDelta, WatchPage } from './query-hub.ts'
import { rolesAt } from './reporting-roles.ts'
import type { Dirt, WatchSource } from './watch-source.ts'
import { idOfKind } from './watch-source.ts'
import type { Shown } from './window-delta.ts'
import { shownOf, windowDelta } from './window-delta.ts'

/** Kinds that say which clocks there are. */
const RULING = [CLOCK_RULE, REPORTING_ROLE] as const

export class ClocksSource implements WatchSource {
  readonly #parts: ViewParts
  readonly #closed: ClosedClocks
  readonly #question: WatchParams<'clocks'>
  readonly #officer: OfficerId
  /** Rules the looking office does not report by: its board has nothing of them. */
  #unbound: ReadonlySet<string> = new Set()
  #rules: readonly ClockRule[] = []
  /** Open incident id → its clocks; incidents without any are left out. */
  readonly #clocks = new Map<string, readonly ClockRow[]>()
  #ofClosed: readonly ClockRow[] = []
  /** Of all closed incidents, whoever has to report them. */
  #allClosed: readonly ClockRow[] | null = null
  #shown: Shown<ClockRow> = shownOf([], null)

  constructor(parts: ViewParts, closed: ClosedClocks, question: WatchParams<'clocks'>, officer: OfficerId) {
    this.#parts = parts
    this.#closed = closed
    this.#question = question
    this.#officer = officer
  }

  *first(): Iterable<WatchPage> {
    this.#readAll()
    this.#readClosed()
    this.#shown = this.#look()
    yield* pagesOf([...this.#shown.rows.values()] as readonly unknown[] as readonly Json[], this.#shown.meta)
  }

  delta(dirt: Dirt): WatchDelta | undefined {
    const isOpenNew = this.#catchUp(dirt)
    const isClosedNew = this.#readClosed()
    if (!isOpenNew && !isClosedNew) return undefined
    const before = this.#shown
    this.#shown = this.#look()
    return windowDelta(before, this.#shown)
  }

  /** Brings the clocks of closed incidents up to date; false when they are the same. */
  #readClosed(): boolean {
    const all = this.#closed.of(this.#question.space)
    if (all === this.#allClosed) return false
    this.#allClosed = all
    this.#ofClosed = this.#unbound.size === 0 ? all : all.filter(({ rule }) => !this.#unbound.has(rule))
    return true
  }

  /** Brings the clocks of open incidents up to date; false when nothing touched has any. */
  #catchUp(dirt: Dirt): boolean {
    if (dirt.all) return this.#readAll()
    const incidents = new Set<string>()
    for (const key of dirt.records) {
      if (RULING.some((kind) => idOfKind(key, kind) !== undefined)) return this.#readAll()
      const incident = idOfKind(key, INCIDENT)
      if (incident !== undefined) incidents.add(incident)
      const delivery = idOfKind(key, DELIVERY)
      if (delivery === undefined) continue
      const state = this.#parts.store.read(asId(this.#question.space), DELIVERY, asId(delivery))
      // A refused delivery is gone and does not say any more what it was about.
      if (state === undefined) return this.#readAll()
      const about = shownValue(state, 'incident')
      if (typeof about === 'string') incidents.add(about)
    }
    if (incidents.size === 0) return false
    const look = this.#parts.reads.look(this.#question.space, '')
    if (look === undefined) return false
    for (const id of incidents) this.#clocks.delete(id)
    this.#read(look, [...incidents])
    return true
  }

  #readAll(): boolean {
    const { store, reads } = this.#parts
    const { space } = this.#question
    this.#clocks.clear()
    const roles = rolesAt(store, space, this.#officer)
    const rules = clockRulesOf(store, reads, space)
    this.#rules = rules.filter((rule) => isBoundBy(rule, roles))
    this.#unbound = new Set(rules.flatMap((rule) => (isBoundBy(rule, roles) ? [] : [rule.id])))
    // Which of the closed ones are shown follows from the roles too.
    this.#allClosed = null
    const look = reads.look(space, '')
    if (look !== undefined) this.#read(look, null)
    return true
  }

  #read(look: Look, ids: readonly string[] | null): void {
    const { clocks } = this.#parts.reads
    for (const [id, rows] of clocksOf(clocks, look, clocks.openIncidents(look, ids), this.#rules, false))
      this.#clocks.set(id, rows)
  }

  /**
   * Clocks that run, soonest first, then those that were met. Where the limit leaves some out, closed incidents give way to
   * open ones, and of the closed those due longest ago do.
   */
  #look(): Shown<ClockRow> {
    const { limit } = this.#question
    const ofOpen = [...this.#clocks.values()].flat()
    const running = ofOpen.filter(({ metMs }) => metMs === null).toSorted(compareDue)
    const met = ofOpen.filter(({ metMs }) => metMs !== null).toSorted(compareDue)
    const room = Math.max(0, limit - running.length)
    const closed = room === 0 ? [] : this.#ofClosed.slice(-room)
    const unmet = closed.length === 0 ? running : [...running, ...closed].toSorted(compareDue)
    const meta = {
      total: ofOpen.length + this.#ofClosed.length,
      unmet: running.length + this.#ofClosed.length,
      closed: this.#ofClosed.length,
    }
    return shownOf([...unmet, ...met].slice(0, limit), meta)
  }
}
