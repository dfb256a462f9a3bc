// Reads of the statistics: what is counted of incidents and of what was sent and answered about them. Rows come as one text
// each: a row apiece would cost far more.
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { Cell, StationDatabase } from '../database.ts'
import { SHIFT } from '../journal-book.ts'
import type { Look } from './incident-filter.ts'
import { OF_IDS, idParams } from './of-ids.ts'
import { Statements } from './statements.ts'

/** Index into INCIDENT_STATUSES. */
export const VOID_STATUS = INCIDENT_STATUSES.indexOf('void')
export const CLOSED_STATUS = INCIDENT_STATUSES.indexOf('closed')

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
  id: string,
  incident: string,
  rule: string | null,
  receiver: string,
  channel: string,
  atMs: number,
  doneMs: number | null,
]
export type ReceiptFacts = readonly [agency: string, dueMs: number, doneMs: number | null, incident: string | null]

/** Subjects after `after`, up to `upTo`. */
export interface Stretch {
  readonly after: number
  readonly upTo: number
}

const IN_STRETCH = (rec: string): string => `${rec} > ? AND ${rec} <= ?`

function isStretch(of: readonly string[] | Stretch): of is Stretch {
  return 'upTo' in of
}

function stretchParams(look: Look, { after, upTo }: Stretch): readonly Cell[] {
  const base = look.picture * SHIFT
  return [base + after, base + upTo]
}

export class StatisticsReads {
  readonly #statements: Statements

  constructor(db: StationDatabase) {
    this.#statements = new Statements(db)
  }

  /** Number of the newest record anybody here has heard of: what is read in stretches ends there. */
  lastSubject(): number {
    return this.#statements.all<[number | null]>('statistics.last', 'SELECT max(subject) FROM subject', [])[0]?.[0] ?? 0
  }

  /** Incidents, void ones included: those of these ids, or in a stretch of subjects. */
  incidents(look: Look, of: readonly string[] | Stretch): readonly IncidentFacts[] {
    return this.#list<IncidentFacts>(
      'statistics.incidents',
      `SELECT json_group_array(json_array(i.id, i.occurred_ms, i.received_ms, i.category, i.level, i.status, i.division,
          i.sensitive, c.agency, i.dead, i.missing, i.injured, i.trapped, i.evacuated))
        FROM incident i LEFT JOIN counted c ON c.rec = i.rec WHERE i.picture = ? AND ${isStretch(of) ? IN_STRETCH('i.rec') : `i.rec IN ${OF_IDS}`}`,
      [look.picture, ...(isStretch(of) ? stretchParams(look, of) : idParams(look, 'incident', of))],
    )
  }

  /** Deliveries of these ids, or in a stretch of subjects. */
  deliveries(look: Look, of: readonly string[] | Stretch): readonly DeliveryFacts[] {
    return this.#list<DeliveryFacts>(
      'statistics.deliveries',
      `SELECT json_group_array(json_array(s.id, c.incident, c.rule, c.receiver, c.channel, c.at_ms, c.done_ms))
        FROM counted c JOIN subject s ON s.subject = (c.rec & 4294967295)
        WHERE c.picture = ? AND +c.kind = 'delivery' AND ${isStretch(of) ? IN_STRETCH('c.rec') : `c.rec IN ${OF_IDS}`}
          AND c.incident IS NOT NULL AND c.receiver IS NOT NULL AND c.channel IS NOT NULL AND c.at_ms IS NOT NULL`,
      [look.picture, ...(isStretch(of) ? stretchParams(look, of) : idParams(look, 'delivery', of))],
    )
  }

  /** Answers with a time limit to directives that were issued in a period. */
  receipts(look: Look, fromMs: number, toMs: number): readonly ReceiptFacts[] {
    return this.#list<ReceiptFacts>(
      'statistics.receipts',
      `SELECT json_group_array(json_array(c.agency, c.due_ms, c.done_ms, c.incident)) FROM counted c
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
