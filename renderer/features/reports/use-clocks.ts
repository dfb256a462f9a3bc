// The running clocks of the office: every open incident against the rules in force and what was sent. Board, badge and alarm
// read this one list, so they cannot disagree.
import { useMemo } from 'react'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import { timeField } from '../../../shared/model/fields.ts'
import type { ClockRule, Delivered, DueReport } from '../../../shared/model/report-clock.ts'
import { CLOCK_RULE, dueReports, dueState, rulesWith } from '../../../shared/model/report-clock.ts'
import { DELIVERY } from '../../../shared/model/report.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'
import type { IncidentRow, ItemRow } from '../../../shared/rpc/rows.ts'
import { useNow } from '../../state/clock-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'

/** Incidents looked at; the board says when there are more. */
const MAX_INCIDENTS = 500

export interface Clock extends DueReport {
  readonly key: string
  readonly incident: IncidentRow
  readonly state: 'running' | 'overdue' | 'met' | 'metLate'
  readonly leftMs: number
}

export interface Clocks {
  readonly clocks: readonly Clock[]
  readonly isLoading: boolean
  /** Open incidents beyond those looked at. */
  readonly beyond: number
}

/** Shown values of a record of the duty desk. */
export function fieldsOf(row: ItemRow): JsonFields {
  return Object.fromEntries(Object.entries(row.fields).map(([name, view]): [string, Json] => [name, view.value]))
}

/** Rules in use in this space. */
export function useRules(): readonly ClockRule[] {
  const space = useSpaceId()
  const { rows } = useWatch('items', space === null ? null : items(space, CLOCK_RULE))
  return useMemo(() => rulesWith(SHIPPED_CLOCK_RULES, new Map(rows.map((row) => [row.key, fieldsOf(row)]))), [rows])
}

/** Clocks that run, were missed or were met of open incidents, soonest first; those met come last. */
export function useClocks(): Clocks {
  const space = useSpaceId()
  const now = useNow()
  const rules = useRules()
  const incidents = useWatch(
    'incidents',
    space === null
      ? null
      : {
          space,
          filter: { statuses: ['reported', 'verified', 'responding', 'contained'] },
          sort: 'received',
          descending: true,
          offset: 0,
          limit: MAX_INCIDENTS,
        },
  )
  const deliveries = useWatch('items', space === null ? null : items(space, DELIVERY))
  const due = useMemo(() => {
    const sent = sentByIncident(deliveries.rows)
    return incidents.rows.flatMap((incident) =>
      dueReports(asFields(incident), rules, sent.get(incident.key) ?? []).map((one) => ({ one, incident })),
    )
  }, [incidents.rows, deliveries.rows, rules])
  const clocks = due
    .map(({ one, incident }): Clock => ({
      ...one,
      key: `${incident.key}/${one.rule.id}`,
      incident,
      state: dueState(one, now),
      leftMs: one.dueMs - now,
    }))
    .toSorted((a, b) => Number(a.metMs !== null) - Number(b.metMs !== null) || a.dueMs - b.dueMs)
  return {
    clocks,
    isLoading: incidents.phase === 'loading' || deliveries.phase === 'loading',
    beyond: Math.max(0, (incidents.meta?.total ?? 0) - incidents.rows.length),
  }
}

/** The question for all records of a kind of the desk. */
export function items(space: string, kind: string, incident?: string) {
  return {
    space,
    kind,
    filter: incident === undefined ? {} : { incident },
    sort: 'at' as const,
    descending: true,
    offset: 0,
    limit: 500,
  }
}

function asFields({ category, level, status, sensitive, occurredAt, receivedAt }: IncidentRow): JsonFields {
  return { category, level, status, sensitive, occurredAt, receivedAt }
}

function sentByIncident(rows: readonly ItemRow[]): ReadonlyMap<string, readonly Delivered[]> {
  const byIncident = new Map<string, Delivered[]>()
  for (const row of rows) {
    const fields = fieldsOf(row)
    const delivered = deliveredOf(fields)
    const incident = fields['incident']
    if (delivered === null || typeof incident !== 'string') continue
    const known = byIncident.get(incident)
    if (known === undefined) byIncident.set(incident, [delivered])
    else known.push(delivered)
  }
  return byIncident
}

/** What the clock needs of a delivery's fields; null when they tell nothing. */
export function deliveredOf(fields: JsonFields): Delivered | null {
  const { sent } = fields
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return null
  const { rule, to, channel } = sent as JsonFields
  const atMs = timeField(sent as JsonFields, 'at')
  if (typeof to !== 'string' || typeof channel !== 'string' || atMs === null) return null
  return { rule: typeof rule === 'string' ? rule : null, to, channel, atMs }
}
