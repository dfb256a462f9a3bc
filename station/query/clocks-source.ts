// The watch `clocks`: the reports due of all incidents that are not closed. Board, badge, alarm and handover read it, so they
// cannot disagree, however many incidents and deliveries there are. Whether a clock is overdue is the view's to say: it is a
// matter of the time, and nothing is sent while time passes.
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { Level } from '../../shared/model/level.ts'
import type { ClockRule, DueReport } from '../../shared/model/report-clock.ts'
import { CLOCK_RULE, applies, dueBy } from '../../shared/model/report-clock.ts'
import { DELIVERY } from '../../shared/model/report.ts'
import type { ClockRow } from '../../shared/rpc/rows.ts'
import type { WatchParams } from '../../shared/rpc/watches.ts'
import type { OpenIncident, SentFacts } from '../store/reads/clock-reads.ts'
import type { Look } from '../store/reads/incident-filter.ts'
import type { ViewParts } from './change-views.ts'
import { clockRulesOf } from './clock-rules.ts'
import { pagesOf } from './grouped-source.ts'
import type { WatchDelta, WatchPage } from './query-hub.ts'
import type { Dirt, WatchSource } from './watch-source.ts'
import { idOfKind } from './watch-source.ts'
import type { Shown } from './window-delta.ts'
import { shownOf, windowDelta } from './window-delta.ts'

export class ClocksSource implements WatchSource {
  readonly #parts: ViewParts
  readonly #question: WatchParams<'clocks'>
  #rules: readonly ClockRule[] = []
  /** Incident id → its clocks; incidents without any are left out. */
  readonly #clocks = new Map<string, readonly ClockRow[]>()
  #shown: Shown<ClockRow> = shownOf([], null)

  constructor(parts: ViewParts, question: WatchParams<'clocks'>) {
    this.#parts = parts
    this.#question = question
  }

  *first(): Iterable<WatchPage> {
    this.#readAll()
    const rows = this.#window()
    this.#shown = shownOf(rows, this.#count())
    yield* pagesOf(rows as readonly unknown[] as readonly Json[], this.#shown.meta)
  }

  delta(dirt: Dirt): WatchDelta | undefined {
    if (!this.#catchUp(dirt)) return undefined
    const before = this.#shown
    this.#shown = shownOf(this.#window(), this.#count())
    return windowDelta(before, this.#shown)
  }

  /** Brings the clocks up to date; false when nothing touched has any. */
  #catchUp(dirt: Dirt): boolean {
    if (dirt.all) return this.#readAll()
    const incidents = new Set<string>()
    for (const key of dirt.records) {
      if (idOfKind(key, CLOCK_RULE) !== undefined) return this.#readAll()
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
    this.#rules = clockRulesOf(store, reads, space)
    const look = reads.look(space, '')
    if (look !== undefined) this.#read(look, null)
    return true
  }

  #read(look: Look, ids: readonly string[] | null): void {
    const { clocks } = this.#parts.reads
    const owing = clocks.openIncidents(look, ids).flatMap((facts) => {
      const [, , , category, level, sensitive] = facts
      const incident = { category, level: level === 0 ? null : level, sensitive: sensitive === 1 }
      const rules = this.#rules.filter((rule) => applies(rule, incident))
      return rules.length === 0 ? [] : [{ facts, rules }]
    })
    const sent = Map.groupBy(
      clocks.sentAbout(
        look,
        owing.map(({ facts }) => facts[0]),
      ),
      ([incident]) => incident,
    )
    for (const { facts, rules } of owing) {
      const rows = rules.flatMap((rule) => clockOf(facts, rule, sent.get(facts[0]) ?? []) ?? [])
      if (rows.length > 0) this.#clocks.set(facts[0], rows)
    }
  }

  #window(): readonly ClockRow[] {
    return [...this.#clocks.values()].flat().toSorted(compareClocks).slice(0, this.#question.limit)
  }

  #count(): Json {
    let [total, unmet] = [0, 0]
    for (const rows of this.#clocks.values())
      for (const { metMs } of rows) {
        total += 1
        if (metMs === null) unmet += 1
      }
    return { total, unmet }
  }
}

function clockOf(facts: OpenIncident, rule: ClockRule, sent: readonly SentFacts[]): ClockRow | undefined {
  const [incident, number, title, , level, , occurredMs, receivedMs] = facts
  const due: DueReport | null = dueBy(
    rule,
    { occurredMs, receivedMs },
    sent.map(([, named, to, channel, atMs]) => ({ rule: named, to, channel, atMs })),
  )
  if (due === null) return undefined
  return {
    key: `${incident}/${rule.id}`,
    incident,
    number,
    title,
    level: level === 0 ? null : (level as Level),
    rule: rule.id,
    toRole: rule.toRole,
    channel: rule.channel,
    citation: rule.citation,
    dueMs: due.dueMs,
    metMs: due.metMs,
  }
}

/** Unmet ones first, soonest first. */
function compareClocks(a: ClockRow, b: ClockRow): number {
  return (
    Number(a.metMs !== null) - Number(b.metMs !== null) ||
    a.dueMs - b.dueMs ||
    (a.key < b.key ? -1 : Number(a.key > b.key))
  )
}
