// Reads of the search over everything: which records of every kind hold the words, and the newest of a kind.
import type { Cell, StationDatabase } from '../database.ts'
import { SHIFT } from '../journal-book.ts'
import { matchQuery } from '../word-index.ts'
import type { Look } from './incident-filter.ts'
import { Statements } from './statements.ts'

/** Records that hold the words, by kind. */
export type FoundByKind = ReadonlyMap<string, readonly number[]>

export interface FoundItem {
  readonly id: string
  readonly state: string | null
  readonly number: string | null
  readonly atMs: number | null
  readonly incident: string | null
}

type ItemCells = [
  total: number,
  id: string,
  state: string | null,
  number: string | null,
  atMs: number | null,
  incident: string | null,
]

/** Where the rows of a kind lie: columns id, state, number, time, incident. */
const SOURCES = {
  incident: {
    columns: 'i.id, CAST(i.status AS TEXT), i.number, coalesce(i.occurred_ms, i.received_ms), NULL',
    from: 'incident i JOIN found f ON f.rec = i.rec',
    time: 'coalesce(i.occurred_ms, i.received_ms)',
  },
  item: {
    columns: 'd.id, d.state, d.number, d.at_ms, d.incident',
    from: 'desk_item d JOIN found f ON f.rec = d.rec',
    time: 'd.at_ms',
  },
  /** Kinds with no list of their own: what is known of them is when they came here. */
  other: {
    columns: 's.id, NULL, NULL, j.received_ms, NULL',
    from: `subject s JOIN found f ON s.subject = (f.rec & 4294967295)
      JOIN journal j ON j.at = (SELECT min(at) FROM journal WHERE subject = s.subject)`,
    time: 'j.received_ms',
  },
} as const
export type SearchSource = keyof typeof SOURCES

export class SearchReads {
  readonly #statements: Statements

  constructor(db: StationDatabase) {
    this.#statements = new Statements(db)
  }

  /** Every record that holds every word typed; undefined when nothing was typed that can be searched for. */
  found(look: Look, typed: string): FoundByKind | undefined {
    const match = matchQuery(typed)
    if (match === undefined) return undefined
    const rows = this.#statements.all<[string, string]>(
      'search.found',
      `SELECT s.kind, json_group_array(w.rowid) FROM words w CROSS JOIN subject s ON s.subject = (w.rowid & 4294967295)
        WHERE w.words MATCH ? AND w.rowid BETWEEN ? AND ? GROUP BY s.kind`,
      [match, look.picture * SHIFT, (look.picture + 1) * SHIFT - 1],
    )
    return new Map(rows.map(([kind, recs]) => [kind, JSON.parse(recs) as number[]]))
  }

  /** Records whose words wait to be indexed, by kind: at most `limit`, and how many there are. */
  pending(
    look: Look,
    limit: number,
  ): {
    readonly count: number
    readonly records: readonly (readonly [rec: number, kind: string, id: string, state: string])[]
  } {
    const range = [look.picture * SHIFT, (look.picture + 1) * SHIFT - 1]
    const [row] = this.#statements.all<[number]>(
      'search.pendingCount',
      'SELECT count(*) FROM words_pending WHERE rec BETWEEN ? AND ?',
      range,
    )
    const count = row?.[0] ?? 0
    if (count === 0) return { count, records: [] }
    return {
      count,
      records: this.#statements.all<[number, string, string, string]>(
        'search.pending',
        `SELECT r.rec, s.kind, s.id, r.state FROM words_pending p JOIN record r USING (rec)
            JOIN subject s ON s.subject = (r.rec & 4294967295) WHERE p.rec BETWEEN ? AND ? LIMIT ?`,
        [...range, limit],
      ),
    }
  }

  /** The newest `limit` of these records of one kind within a time, and how many are. */
  newest(
    source: SearchSource,
    recs: readonly number[],
    fromMs: number | undefined,
    toMs: number | undefined,
    limit: number,
  ): { readonly total: number; readonly items: readonly FoundItem[] } {
    const { columns, from, time } = SOURCES[source]
    const params: Cell[] = [JSON.stringify(recs)]
    const where: string[] = []
    if (fromMs !== undefined) {
      where.push(`${time} >= ?`)
      params.push(fromMs)
    }
    if (toMs !== undefined) {
      where.push(`${time} < ?`)
      params.push(toMs)
    }
    const rows = this.#statements.all<ItemCells>(
      `search.${source}`,
      `WITH found AS MATERIALIZED (SELECT value AS rec FROM json_each(?))
        SELECT count(*) OVER (), ${columns} FROM ${from} ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
        ORDER BY ${time} DESC, f.rec DESC LIMIT ?`,
      [...params, limit],
    )
    return {
      total: rows[0]?.[0] ?? 0,
      items: rows.map(([, id, state, number, atMs, incident]) => ({ id, state, number, atMs, incident })),
    }
  }
}
