// Reads of desk items: one window of a kind's list, how many fit, how many stand in each state, and what was found by words.
import type { ItemFilter } from '../../../shared/rpc/watches.ts'
import type { Cell, StationDatabase } from '../database.ts'
import { SHIFT } from '../journal-book.ts'
import { matchQuery } from '../word-index.ts'
import type { Clause, Look } from './incident-filter.ts'
import { Statements } from './statements.ts'

export interface ItemWindow {
  readonly sort: 'at' | 'due' | 'number'
  readonly descending: boolean
  readonly offset: number
  readonly limit: number
}

const ORDERS = { at: 'd.at_ms', due: 'd.due_ms', number: 'd.number' } as const

export class ItemReads {
  readonly #statements: Statements

  constructor(db: StationDatabase) {
    this.#statements = new Statements(db)
  }

  /** Ids of one window, in order. */
  window(
    look: Look,
    kind: string,
    filter: ItemFilter,
    { sort, descending, offset, limit }: ItemWindow,
  ): readonly string[] {
    const where = itemClause(look, kind, filter)
    const direction = descending ? 'DESC' : 'ASC'
    const column = ORDERS[sort]
    const ids = (only: string, from: number, count: number): readonly string[] =>
      this.#statements
        .all<[string]>(
          'items.window',
          // The record number ends every order, so that the index on the column gives it as it is.
          `SELECT d.id FROM desk_item d WHERE ${where.sql}${only} ORDER BY ${column} ${direction}, d.rec ${direction}
            LIMIT ? OFFSET ?`,
          [...where.params, count, from],
        )
        .map(([id]) => id)
    if (sort === 'at') return ids('', offset, limit)
    // What has no due time or number comes last either way: asked for by itself, so that the rest is not sorted.
    const known = ids(` AND ${column} IS NOT NULL`, offset, limit)
    if (known.length === limit) return known
    const skipped = known.length > 0 ? 0 : Math.max(0, offset - this.#countKnown(where, column))
    return [...known, ...ids(` AND ${column} IS NULL`, skipped, limit - known.length)]
  }

  #countKnown(where: Clause, column: string): number {
    const [row] = this.#statements.all<[number]>(
      'items.known',
      `SELECT count(*) FROM desk_item d WHERE ${where.sql} AND ${column} IS NOT NULL`,
      where.params,
    )
    return row?.[0] ?? 0
  }

  /** How many fit, by state. */
  countByState(look: Look, kind: string, filter: ItemFilter): ReadonlyMap<string, number> {
    const where = itemClause(look, kind, filter)
    // Grouped along the index by state SQLite would read every record of the kind: of one parent or incident there are few.
    const state = filter.parent === undefined && typeof filter.incident !== 'string' ? 'd.state' : '+d.state'
    return new Map(
      this.#statements.all<[string, number]>(
        'items.byState',
        `SELECT d.state, count(*) FROM desk_item d WHERE ${where.sql} GROUP BY ${state}`,
        where.params,
      ),
    )
  }

  /**
   * Ids of the records with one of these numbers that another of the same agency carries too, here or in one of the pictures
   * that are numbered together with this one: each agency counts for itself.
   */
  doubled(
    look: Look,
    kind: string,
    numbers: readonly string[],
    pictures: readonly number[] = [look.picture],
  ): ReadonlySet<string> {
    return new Set(
      this.#statements
        .all<[string]>(
          'items.doubled',
          `SELECT d.id FROM desk_item d WHERE d.picture = ? AND d.kind = ? AND d.number IN (SELECT value FROM json_each(?))
            AND EXISTS (SELECT 1 FROM desk_item o WHERE o.picture IN (SELECT value FROM json_each(?)) AND o.kind = d.kind
              AND o.number = d.number AND o.agency IS d.agency AND o.rec <> d.rec)`,
          [look.picture, kind, JSON.stringify(numbers), JSON.stringify(pictures)],
        )
        .map(([id]) => id),
    )
  }

  /** The numbers an agency's records of a kind carry in a picture. */
  numbersOf(look: Look, kind: string, agency: string): readonly string[] {
    return this.#statements
      .all<[string]>(
        'items.numbersOf',
        'SELECT d.number FROM desk_item d WHERE d.picture = ? AND d.kind = ? AND d.agency = ? AND d.number IS NOT NULL',
        [look.picture, kind, agency],
      )
      .map(([number]) => number)
  }
}

/** A filter as SQL. */
function itemClause(look: Look, kind: string, filter: ItemFilter): Clause {
  const parts = ['d.picture = ?', 'd.kind = ?']
  const params: Cell[] = [look.picture, kind]
  const add = (sql: string, ...values: readonly Cell[]): void => {
    parts.push(sql)
    params.push(...values)
  }
  const among = (column: string, values: readonly string[] | undefined): void => {
    if (values !== undefined && values.length > 0) add(`${column} IN (${values.map(() => '?').join(', ')})`, ...values)
  }
  if (filter.incident === null) add('d.incident IS NULL')
  else if (filter.incident !== undefined) add('d.incident = ?', filter.incident)
  if (filter.parent !== undefined) add('d.parent = ?', filter.parent)
  among('d.state', filter.states)
  among('d.agency', filter.agencies)
  among('d.officer', filter.officers)
  among('d.number', filter.numbers)
  if (filter.fromMs !== undefined) add('d.at_ms >= ?', filter.fromMs)
  if (filter.toMs !== undefined) add('d.at_ms < ?', filter.toMs)
  if (filter.dueBeforeMs !== undefined) add('d.due_ms < ?', filter.dueBeforeMs)
  if (filter.onlyDue === true) add('d.due_ms IS NOT NULL')
  const match = filter.text === undefined ? undefined : matchQuery(filter.text)
  if (match !== undefined)
    add(
      'd.rec IN (SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?)',
      match,
      look.picture * SHIFT,
      (look.picture + 1) * SHIFT - 1,
    )
  return { sql: parts.join(' AND '), params }
}
