// Reads of the search over everything: which records of every kind hold the words, and the newest of a kind. A word that is
// nearly everywhere must not cost what everything costs: kinds are told from memory, and the newest are looked for from the
// newest on.
import type { Cell, StationDatabase } from '../database.ts'
import { SHIFT } from '../journal-book.ts'
import { matchQuery } from '../word-index.ts'
import type { Look } from './incident-filter.ts'
import { Statements } from './statements.ts'

/** Subjects of records, in rising order. */
export type Subjects = readonly number[]

export interface FoundItem {
  readonly id: string
  readonly state: string | null
  readonly number: string | null
  readonly atMs: number | null
  readonly incident: string | null
  readonly parent: string | null
}

export interface Newest {
  /** How many fit the time. */
  readonly total: number
  /** Newest first. */
  readonly items: readonly FoundItem[]
}

export interface Bounds {
  readonly fromMs: number | undefined
  readonly toMs: number | undefined
}

type ItemCells = [
  total: number,
  id: string,
  state: string | null,
  number: string | null,
  atMs: number | null,
  incident: string | null,
  parent: string | null,
]

/** Where the rows of a kind lie: columns id, state, number, time, incident. */
const SOURCES = {
  incident: {
    columns: 'i.id, CAST(i.status AS TEXT), i.number, coalesce(i.occurred_ms, i.received_ms), NULL, NULL',
    table: 'incident i',
    rec: 'i.rec',
    time: 'coalesce(i.occurred_ms, i.received_ms)',
    walk: 'i.picture = ? AND ? IS NOT NULL',
  },
  item: {
    columns: 'd.id, d.state, d.number, d.at_ms, d.incident, d.parent',
    table: 'desk_item d',
    rec: 'd.rec',
    time: 'd.at_ms',
    walk: 'd.picture = ? AND d.kind = ?',
  },
  /** Kinds with no list of their own: what is known of them is when they came here. */
  other: {
    columns: 's.id, NULL, NULL, j.received_ms, NULL, NULL',
    table: `subject s JOIN journal j ON j.at = (SELECT min(at) FROM journal WHERE subject = s.subject)`,
    rec: 's.subject',
    time: 'j.received_ms',
    walk: null,
  },
} as const
export type SearchSource = keyof typeof SOURCES

/** From so many on the newest are found by walking from the newest record of the kind. */
const WALK_FROM = 1_500

/** Records whose kinds are learnt at once while nothing else is to do. */
const KINDS_AT_ONCE = 10_000

export class SearchReads {
  readonly #statements: Statements
  /** Index into #kinds by subject. What a subject is never changes: new ones are added, nothing else. */
  #kindOf = new Uint8Array(1024)
  readonly #kinds: string[] = []
  #lastSubject = 0

  constructor(db: StationDatabase) {
    this.#statements = new Statements(db)
  }

  /** Every record that holds every word typed, by kind; undefined when nothing was typed that can be searched for. */
  found(look: Look, typed: string): ReadonlyMap<string, number[]> | undefined {
    const match = matchQuery(typed)
    if (match === undefined) return undefined
    const [row] = this.#statements.all<[string]>(
      'search.found',
      'SELECT json_group_array(rowid & 4294967295) FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?',
      [match, ...rangeOf(look)],
    )
    const subjects = row === undefined ? [] : (JSON.parse(row[0]) as number[])
    this.#learnKinds()
    const lists = this.#kinds.map((): number[] => [])
    for (const subject of subjects) lists[this.#kindOf[subject] ?? 0]?.push(subject)
    return new Map(
      lists.flatMap((list, index) => (list.length === 0 ? [] : [[this.#kinds[index] ?? '', list] as const])),
    )
  }

  /** Records whose words wait to be indexed: at most `limit`, and how many there are. */
  pending(
    look: Look,
    limit: number,
  ): {
    readonly count: number
    readonly records: readonly (readonly [subject: number, kind: string, id: string, state: string])[]
  } {
    const [row] = this.#statements.all<[number]>(
      'search.pendingCount',
      'SELECT count(*) FROM words_pending WHERE rec BETWEEN ? AND ?',
      rangeOf(look),
    )
    const count = row?.[0] ?? 0
    if (count === 0) return { count, records: [] }
    return {
      count,
      records: this.#statements.all<[number, string, string, string]>(
        'search.pending',
        `SELECT s.subject, s.kind, s.id, r.state FROM words_pending p JOIN record r USING (rec)
            JOIN subject s ON s.subject = (r.rec & 4294967295) WHERE p.rec BETWEEN ? AND ? LIMIT ?`,
        [...rangeOf(look), limit],
      ),
    }
  }

  /** The newest `limit` of these records of one kind within a time, and how many are. */
  newest(look: Look, source: SearchSource, kind: string, subjects: Subjects, bounds: Bounds, limit: number): Newest {
    return SOURCES[source].walk === null || subjects.length < WALK_FROM
      ? this.#among(look, source, subjects, bounds, limit)
      : this.#walked(look, source, kind, subjects, bounds, limit)
  }

  /** Of a few records: looked up one by one. */
  #among(look: Look, source: SearchSource, subjects: Subjects, bounds: Bounds, limit: number): Newest {
    const { columns, table, rec, time } = SOURCES[source]
    const where = timeClause(time, bounds)
    const base = source === 'other' ? 0 : look.picture * SHIFT
    const rows = this.#statements.all<ItemCells>(
      `search.${source}`,
      `SELECT count(*) OVER (), ${columns} FROM json_each(?) f CROSS JOIN ${table}
        WHERE ${rec} = f.value + ?${where.sql} ORDER BY ${time} DESC, ${rec} DESC LIMIT ?`,
      [JSON.stringify(subjects), base, ...where.params, limit],
    )
    return { total: rows[0]?.[0] ?? 0, items: rows.map(itemOf) }
  }

  /** Of many: from the newest of the kind on, in slices, until enough were found; to the end where a time is asked for. */
  #walked(look: Look, source: SearchSource, kind: string, subjects: Subjects, bounds: Bounds, limit: number): Newest {
    const { table, rec, time, walk } = SOURCES[source]
    const where = timeClause(time, bounds)
    const isBound = where.params.length > 0
    const hits: number[] = []
    let total = 0
    let sliceOf = 1_000
    for (let offset = 0; ; offset += sliceOf, sliceOf *= 4) {
      const [row] = this.#statements.all<[string]>(
        `search.walk.${source}`,
        `SELECT json_group_array(rec & 4294967295) FROM (SELECT ${rec} AS rec FROM ${table} WHERE ${walk}${where.sql}
          ORDER BY ${time} DESC, ${rec} DESC LIMIT ? OFFSET ?)`,
        [look.picture, kind, ...where.params, isBound ? -1 : sliceOf, offset],
      )
      const slice = row === undefined ? [] : (JSON.parse(row[0]) as number[])
      for (const subject of slice) {
        if (!holds(subjects, subject)) continue
        total += 1
        if (hits.length < limit) hits.push(subject)
      }
      if (isBound || slice.length < sliceOf || hits.length >= limit) break
    }
    const { items } = this.#among(look, source, hits, NO_BOUNDS, limit)
    return { total: isBound ? total : subjects.length, items }
  }

  /** Learns the kinds of a few more records, so that the first search need not; true while there are more. */
  warm(): boolean {
    const [row] = this.#statements.all<[number | null]>('search.last', 'SELECT max(subject) FROM subject', [])
    const last = row?.[0] ?? 0
    if (this.#lastSubject >= last) return false
    const upTo = Math.min(this.#lastSubject + KINDS_AT_ONCE, last)
    this.#learnKinds(upTo)
    this.#lastSubject = upTo
    return upTo < last
  }

  #learnKinds(upTo = Number.MAX_SAFE_INTEGER): void {
    for (const [kind, text] of this.#statements.all<[string, string]>(
      'search.kinds',
      'SELECT kind, json_group_array(subject) FROM subject WHERE subject > ? AND subject <= ? GROUP BY kind',
      [this.#lastSubject, upTo],
    )) {
      if (!this.#kinds.includes(kind)) this.#kinds.push(kind)
      const index = this.#kinds.indexOf(kind)
      for (const subject of JSON.parse(text) as number[]) {
        if (subject > this.#lastSubject) this.#lastSubject = subject
        if (subject >= this.#kindOf.length) this.#grow(subject)
        this.#kindOf[subject] = index
      }
    }
  }

  #grow(subject: number): void {
    const grown = new Uint8Array(Math.max(subject + 1, this.#kindOf.length * 2))
    grown.set(this.#kindOf)
    this.#kindOf = grown
  }
}

const NO_BOUNDS: Bounds = { fromMs: undefined, toMs: undefined }

function rangeOf(look: Look): readonly [number, number] {
  return [look.picture * SHIFT, (look.picture + 1) * SHIFT - 1]
}

function timeClause(
  time: string,
  { fromMs, toMs }: Bounds,
): { readonly sql: string; readonly params: readonly Cell[] } {
  const params: Cell[] = []
  let sql = ''
  if (fromMs !== undefined) {
    sql += ` AND ${time} >= ?`
    params.push(fromMs)
  }
  if (toMs !== undefined) {
    sql += ` AND ${time} < ?`
    params.push(toMs)
  }
  return { sql, params }
}

function itemOf([, id, state, number, atMs, incident, parent]: ItemCells): FoundItem {
  return { id, state, number, atMs, incident, parent }
}

/** Whether a rising list holds a number. */
function holds(list: Subjects, wanted: number): boolean {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((list[middle] ?? 0) < wanted) from = middle + 1
    else to = middle
  }
  return list[from] === wanted
}
