// Reads of the statistics: the incidents of a period by when they occurred, and what was sent and answered about them. Rows
// come as one text each: a row apiece would cost far more.
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { Cell, StationDatabase } from '../database.ts'
import type { Clause, Look } from './incident-filter.ts'
import { filterClause } from './incident-filter.ts'
import { Statements } from './statements.ts'

/** Index into INCIDENT_STATUSES. */
export const VOID_STATUS = INCIDENT_STATUSES.indexOf('void')

export type IncidentFacts = readonly [
  id: string,
  occurredMs: number | null,
  receivedMs: number,
  category: string,
  level: number,
  status: number,
  division: string | null,
  sensitive: number,
  agency: string | null,
  dead: number | null,
  missing: number | null,
  injured: number | null,
  trapped: number | null,
  evacuated: number | null,
]
export type DeliveryFacts = readonly [
  incident: string,
  rule: string | null,
  receiver: string,
  channel: string,
  atMs: number,
  doneMs: number | null,
]
export type ReceiptFacts = readonly [agency: string, dueMs: number, doneMs: number | null]

export interface Period {
  readonly fromMs: number
  readonly toMs: number
  readonly division: string
  readonly category: string
}

/** Above this number of incidents everything is read once instead of being looked up by incident. */
const SCAN_FROM = 4_000

export class StatisticsReads {
  readonly #statements: Statements

  constructor(db: StationDatabase) {
    this.#statements = new Statements(db)
  }

  /** Incidents that occurred in the period, void ones included. */
  incidents(look: Look, period: Period): readonly IncidentFacts[] {
    const where = periodClause(look, period)
    return this.#list<IncidentFacts>(
      'statistics.incidents',
      `SELECT json_group_array(json_array(i.id, i.occurred_ms, i.received_ms, i.category, i.level, i.status, i.division,
          i.sensitive, c.agency, i.dead, i.missing, i.injured, i.trapped, i.evacuated))
        FROM incident i LEFT JOIN counted c ON c.rec = i.rec WHERE ${where.sql}`,
      where.params,
    )
  }

  /** Deliveries of these incidents' reports. Where there are many, those of others may be among them. */
  deliveries(look: Look, incidents: readonly string[]): readonly DeliveryFacts[] {
    const of = ofIncidents(look, 'delivery', incidents)
    return this.#list<DeliveryFacts>(
      'statistics.deliveries',
      `SELECT json_group_array(json_array(c.incident, c.rule, c.receiver, c.channel, c.at_ms, c.done_ms)) FROM counted c
        WHERE ${of.sql} AND c.incident IS NOT NULL AND c.receiver IS NOT NULL AND c.channel IS NOT NULL
          AND c.at_ms IS NOT NULL`,
      of.params,
    )
  }

  /** Answers with a time limit to directives that were issued in the period. */
  receipts(look: Look, { fromMs, toMs }: Period): readonly ReceiptFacts[] {
    return this.#list<ReceiptFacts>(
      'statistics.receipts',
      `SELECT json_group_array(json_array(c.agency, c.due_ms, c.done_ms)) FROM counted c
        WHERE c.picture = ? AND c.kind = 'receipt' AND c.at_ms >= ? AND c.at_ms < ? AND c.due_ms IS NOT NULL
          AND c.agency IS NOT NULL`,
      [look.picture, fromMs, toMs],
    )
  }

  #list<Row>(name: string, sql: string, params: readonly Cell[]): readonly Row[] {
    const [row] = this.#statements.all<[string]>(name, sql, params)
    return row === undefined ? [] : (JSON.parse(row[0]) as Row[])
  }
}

function periodClause(look: Look, { fromMs, toMs, division, category }: Period): Clause {
  const where = filterClause(look, {
    withVoid: true,
    ...(division === '' ? {} : { divisions: [division] }),
    ...(category === '' ? {} : { categories: [category] }),
  })
  return {
    sql: `${where.sql} AND coalesce(i.occurred_ms, i.received_ms) >= ? AND coalesce(i.occurred_ms, i.received_ms) < ?`,
    params: [...where.params, fromMs, toMs],
  }
}

function ofIncidents(look: Look, kind: string, incidents: readonly string[]): Clause {
  const all = { sql: 'c.picture = ? AND c.kind = ?', params: [look.picture, kind] }
  if (incidents.length > SCAN_FROM) return all
  return {
    sql: `${all.sql} AND c.incident IN (SELECT value FROM json_each(?))`,
    params: [...all.params, JSON.stringify(incidents)],
  }
}
