// Reads of the report clocks: what they need to know of incidents that are open or closed, and what was sent or explained
// about them.
import { INCIDENT_STATUSES, OPEN_STATUSES } from '../../../shared/model/incident.ts'
import type { Cell, StationDatabase } from '../database.ts'
import type { Look } from './incident-filter.ts'
import { OF_IDS, idParams } from './of-ids.ts'
import { Statements } from './statements.ts'

export type ClockFacts = readonly [
  id: string,
  number: string,
  title: string,
  category: string,
  /** 0: ungraded. */
  level: number,
  sensitive: number,
  occurredMs: number | null,
  receivedMs: number,
]
export type SentFacts = readonly [incident: string, rule: string | null, to: string, channel: string, atMs: number]
export type ExplainedFacts = readonly [incident: string, rule: string, startedMs: number]

const OPEN = OPEN_STATUSES.map((status) => INCIDENT_STATUSES.indexOf(status)).join(', ')
const CLOSED = INCIDENT_STATUSES.indexOf('closed')

export class ClockReads {
  readonly #statements: Statements

  constructor(db: StationDatabase) {
    this.#statements = new Statements(db)
  }

  /** Incidents that are neither closed nor void: all of them, or those of these ids. */
  openIncidents(look: Look, ids: readonly string[] | null): readonly ClockFacts[] {
    return this.#incidents('clocks.openIncidents', `IN (${OPEN})`, look, ids)
  }

  /** Incidents that are closed: all of them, or those of these ids. */
  closedIncidents(look: Look, ids: readonly string[] | null): readonly ClockFacts[] {
    return this.#incidents('clocks.closedIncidents', `= ${CLOSED}`, look, ids)
  }

  /** What was sent about these incidents. */
  sentAbout(look: Look, incidents: readonly string[]): readonly SentFacts[] {
    return this.#list<SentFacts>(
      'clocks.sentAbout',
      `SELECT json_group_array(json_array(c.incident, c.rule, c.receiver, c.channel, c.at_ms)) FROM counted c
        WHERE c.picture = ? AND c.kind = 'delivery' AND c.incident IN (SELECT value FROM json_each(?))
          AND c.receiver IS NOT NULL AND c.channel IS NOT NULL AND c.at_ms IS NOT NULL`,
      [look.picture, JSON.stringify(incidents)],
    )
  }

  /** What officers said of these incidents, or of all, that is not reported. */
  explainedAbout(look: Look, incidents: readonly string[] | null): readonly ExplainedFacts[] {
    return this.#list<ExplainedFacts>(
      'clocks.explainedAbout',
      `SELECT json_group_array(json_array(c.incident, c.rule, c.at_ms)) FROM counted c
        WHERE c.picture = ? AND c.kind = 'unreported' AND c.rule IS NOT NULL AND c.at_ms IS NOT NULL
          AND ${incidents === null ? 'c.incident IS NOT NULL' : 'c.incident IN (SELECT value FROM json_each(?))'}`,
      [look.picture, ...(incidents === null ? [] : [JSON.stringify(incidents)])],
    )
  }

  #incidents(name: string, status: string, look: Look, ids: readonly string[] | null): readonly ClockFacts[] {
    return this.#list<ClockFacts>(
      name,
      `SELECT json_group_array(json_array(i.id, i.number, i.title, i.category, i.level, i.sensitive, i.occurred_ms,
          i.received_ms))
        FROM incident i WHERE i.picture = ? AND i.status ${status} ${ids === null ? '' : `AND i.rec IN ${OF_IDS}`}`,
      [look.picture, ...idParams(look, 'incident', ids)],
    )
  }

  /** Rows come as one text: a row apiece would cost far more. */
  #list<Row>(name: string, sql: string, params: readonly Cell[]): readonly Row[] {
    const [row] = this.#statements.all<[string]>(name, sql, params)
    return row === undefined ? [] : (JSON.parse(row[0]) as Row[])
  }
}
