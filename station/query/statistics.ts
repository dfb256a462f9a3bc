// Counts the incidents of a period and how reports and answers about them kept their time. Clocks are those of
// shared/model/report-clock.ts: what the board shows of one incident is what is counted here of many.
import { asId } from '../../shared/base/ids.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { textField } from '../../shared/model/fields.ts'
import { INCIDENT_STATUSES } from '../../shared/model/incident.ts'
import type { ClockRule } from '../../shared/model/report-clock.ts'
import { applies, clockStartMs, meetsRule } from '../../shared/model/report-clock.ts'
import { isBoundBy } from '../../shared/model/reporting-role.ts'
import { SAME_EVENT, groupsOf } from '../../shared/model/same-event.ts'
import { explains } from '../../shared/model/unreported.ts'
import type {
  ByLevel,
  CountRow,
  ReportTimeliness,
  Statistics,
  StatisticsQuestion,
  Timeliness,
} from '../../shared/rpc/finding.ts'
import type { ExplainedFacts } from '../store/reads/clock-reads.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { DeliveryFacts, IncidentFacts, ReceiptFacts } from '../store/reads/statistics-reads.ts'
import { CLOSED_STATUS, VOID_STATUS } from '../store/reads/statistics-reads.ts'
import type { StationStore } from '../store/station-store.ts'
import { clockRulesOf } from './clock-rules.ts'
import { rolesAt } from './reporting-roles.ts'
import type { CountedSpace, StatisticsBook } from './statistics-book.ts'

/** Hours that Beijing time is ahead: periods are cut as the office's calendar cuts them. */
const BEIJING_MS = 8 * 3_600_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

export function statistics(
  store: StationStore,
  reads: StationReads,
  book: StatisticsBook,
  nowMs: number,
  question: StatisticsQuestion,
): Statistics {
  const { space, fromMs, toMs, division, category } = question
  const { incidents, ofIncident } = book.of(space)
  const isTold = toldAgain(store, reads, space)
  const counted: IncidentFacts[] = []
  /** Of any time: an answer counts by when its directive was issued. */
  const fitting = new Set<string>()
  let voided = 0
  for (const facts of incidents.values()) {
    const [, occurredMs, receivedMs, code, , status, place] = facts
    const atMs = occurredMs ?? receivedMs
    if (!code.startsWith(category) || (division !== '' && place?.startsWith(division) !== true)) continue
    fitting.add(facts[0])
    if (atMs < fromMs || atMs >= toMs) continue
    // One event told twice is counted once, as its oldest incident.
    if (isTold.has(facts[0])) continue
    if (status === VOID_STATUS) voided += 1
    else counted.push(facts)
  }
  const look = reads.look(space, '')
  const issued = look === undefined ? [] : reads.statistics.receipts(look, fromMs, toMs)
  const isNarrow = category !== '' || division !== ''
  const receipts = isNarrow ? issued.filter(([, , , about]) => about !== null && fitting.has(about)) : issued
  return {
    ...countIncidents(counted, question),
    atMs: nowMs,
    voided,
    ...timeliness(
      counted,
      ofIncident,
      look === undefined ? [] : reads.clocks.explainedAbout(look, null),
      // As the station's own board counts them, whoever asks.
      boundRules(store, reads, space),
      nowMs,
    ),
    receipts: answers(receipts, nowMs),
    receiptsLeftOut: isNarrow ? issued.filter(([, , , about]) => about === null).length : 0,
  }
}

function boundRules(store: StationStore, reads: StationReads, space: string): readonly ClockRule[] {
  const roles = rolesAt(store, space, asId(''))
  return clockRulesOf(store, reads, space).filter((rule) => isBoundBy(rule, roles))
}

/** Incidents that are one event with an older one. */
function toldAgain(store: StationStore, reads: StationReads, space: string): ReadonlySet<string> {
  const look = reads.look(space, '')
  if (look === undefined) return new Set()
  const pairs = reads.ofKind(look, SAME_EVENT).flatMap((id) => {
    const state = store.read(asId(space), SAME_EVENT, asId(id))
    const fields = state === undefined ? {} : shownFields(state)
    const [incident, other] = [textField(fields, 'incident'), textField(fields, 'other')]
    return fields['state'] !== 'same' || incident === null || other === null ? [] : [{ incident, other }]
  })
  return new Set([...groupsOf(pairs)].flatMap(([id, group]) => (group[0] === id ? [] : [id])))
}

/** Counts kept by key and level. */
class Tally {
  readonly #counts = new Map<string, number[]>()

  add(key: string, level: number): void {
    let counts = this.#counts.get(key)
    if (counts === undefined) this.#counts.set(key, (counts = [0, 0, 0, 0, 0]))
    counts[level] = (counts[level] ?? 0) + 1
  }

  rows(): readonly CountRow[] {
    return [...this.#counts]
      .map(([key, counts]): CountRow => ({ key, byLevel: counts as readonly number[] as ByLevel }))
      .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  }
}

function countIncidents(
  facts: readonly IncidentFacts[],
  { unit, divisionDigits }: StatisticsQuestion,
): Omit<Statistics, 'atMs' | 'voided' | 'reports' | 'deliveries' | 'receipts' | 'receiptsLeftOut'> {
  const [time, category, division, agencies] = [new Tally(), new Tally(), new Tally(), new Tally()]
  const byLevel = [0, 0, 0, 0, 0]
  const byStatus = INCIDENT_STATUSES.map(() => 0)
  const casualties = { dead: 0, missing: 0, injured: 0, trapped: 0, evacuated: 0 }
  const startOf = stretches(unit)
  let byReceipt = 0
  let sensitive = 0
  for (const fact of facts) {
    const [, occurredMs, receivedMs, code, level, status, place, isSensitive, agency] = fact
    if (occurredMs === null) byReceipt += 1
    sensitive += isSensitive
    byLevel[level] = (byLevel[level] ?? 0) + 1
    byStatus[status] = (byStatus[status] ?? 0) + 1
    time.add(startOf(occurredMs ?? receivedMs), level)
    category.add(code.slice(0, 3), level)
    division.add(place?.slice(0, divisionDigits) ?? '', level)
    agencies.add(agency ?? '', level)
    casualties.dead += fact[9] ?? 0
    casualties.missing += fact[10] ?? 0
    casualties.injured += fact[11] ?? 0
    casualties.trapped += fact[12] ?? 0
    casualties.evacuated += fact[13] ?? 0
  }
  return {
    total: facts.length,
    byReceipt,
    sensitive,
    byLevel: byLevel as readonly number[] as ByLevel,
    byStatus: Object.fromEntries(INCIDENT_STATUSES.map((status, index) => [status, byStatus[index] ?? 0])),
    byTime: time.rows().toSorted((a, b) => Number(a.key) - Number(b.key)),
    byCategory: category.rows(),
    byDivision: division.rows(),
    byAgency: agencies.rows(),
    casualties,
  }
}

/** The beginning of the stretch of Beijing time a moment lies in, as a key. Days are remembered: dates are dear. */
function stretches(unit: StatisticsQuestion['unit']): (ms: number) => string {
  if (unit === 'hour') return (ms) => String(Math.floor(ms / HOUR_MS) * HOUR_MS)
  const known = new Map<number, string>()
  return (ms) => {
    const day = Math.floor((ms + BEIJING_MS) / DAY_MS)
    let key = known.get(day)
    if (key === undefined) {
      const date = new Date(day * DAY_MS)
      const month = unit === 'year' ? 0 : date.getUTCMonth()
      const start = unit === 'day' ? day * DAY_MS : Date.UTC(date.getUTCFullYear(), month, 1)
      known.set(day, (key = String(start - BEIJING_MS)))
    }
    return key
  }
}

const NONE: ReadonlyMap<string, DeliveryFacts> = new Map()

function timeliness(
  facts: readonly IncidentFacts[],
  deliveries: CountedSpace['ofIncident'],
  said: readonly ExplainedFacts[],
  rules: readonly ClockRule[],
  nowMs: number,
): Pick<Statistics, 'reports' | 'deliveries'> {
  const counts = new Map<string, Counts & { explained: number }>()
  const explanations = Map.groupBy(said, ([incident]) => incident)
  // Which rules apply follows from three values alone: asked once for each set of them.
  const applying = new Map<string, readonly ClockRule[]>()
  const minutes: number[] = []
  let sent = 0
  for (const [id, occurredMs, receivedMs, category, level, status, , sensitive] of facts) {
    const of = deliveries.get(id) ?? NONE
    sent += of.size
    for (const [, , , , , atMs, doneMs] of of.values()) if (doneMs !== null) minutes.push((doneMs - atMs) / 60_000)
    const key = `${category} ${level} ${sensitive}`
    let due = applying.get(key)
    if (due === undefined) {
      const incident = { category, level: level === 0 ? null : level, sensitive: sensitive === 1 }
      applying.set(key, (due = rules.filter((rule) => applies(rule, incident))))
    }
    for (const rule of due) {
      const startMs = clockStartMs(rule, occurredMs, receivedMs)
      if (startMs === null) continue
      let count = counts.get(rule.id)
      if (count === undefined) counts.set(rule.id, (count = { ...noneCounted(), explained: 0 }))
      const dueMs = startMs + rule.minutes * 60_000
      const metMs = firstMeeting(rule, of)
      const isExplained = explanations
        .get(id)
        ?.some(([, named, startedMs]) => explains({ rule: named, startedMs }, { rule: rule.id, startMs }))
      if (metMs !== null) count[metMs <= dueMs ? 'met' : 'metLate'] += 1
      else if (status === CLOSED_STATUS && isExplained === true) count.explained += 1
      else count[nowMs <= dueMs ? 'running' : 'never'] += 1
    }
  }
  const inOrder = Float64Array.from(minutes).sort()
  return {
    reports: rules.flatMap(({ id }): ReportTimeliness[] => {
      const count = counts.get(id)
      return count === undefined ? [] : [{ key: id, ...count }]
    }),
    deliveries: {
      sent,
      confirmed: minutes.length,
      medianMinutes: inOrder[Math.floor(inOrder.length / 2)] ?? null,
    },
  }
}

type Counts = { -readonly [Name in Exclude<keyof Timeliness, 'key'>]: number }

function noneCounted(): Counts {
  return { met: 0, metLate: 0, never: 0, running: 0 }
}

function firstMeeting(rule: ClockRule, deliveries: ReadonlyMap<string, DeliveryFacts>): number | null {
  let first: number | null = null
  for (const [, , named, to, channel, atMs] of deliveries.values())
    if ((first === null || atMs < first) && meetsRule(rule, { rule: named, to, channel })) first = atMs
  return first
}

function answers(receipts: readonly ReceiptFacts[], nowMs: number): readonly Timeliness[] {
  const counts = new Map<string, Counts>()
  for (const [agency, dueMs, doneMs] of receipts) {
    let count = counts.get(agency)
    if (count === undefined) counts.set(agency, (count = noneCounted()))
    if (doneMs !== null) count[doneMs <= dueMs ? 'met' : 'metLate'] += 1
    else count[nowMs <= dueMs ? 'running' : 'never'] += 1
  }
  return [...counts].map(([key, count]) => ({ key, ...count })).toSorted((a, b) => (a.key < b.key ? -1 : 1))
}
