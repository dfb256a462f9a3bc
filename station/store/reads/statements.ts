// Statements whose text depends on a filter, prepared once per text and kept; the least used go when there are many.
import type { Cell, StationDatabase, Statement } from '../database.ts'

const MAX_KEPT = 200

export class Statements {
  readonly #db: StationDatabase
  readonly #kept = new Map<string, Statement<readonly Cell[], readonly Cell[]>>()

  constructor(db: StationDatabase) {
    this.#db = db
  }

  /** Rows of a query as arrays of cells. */
  all<Row extends readonly Cell[]>(name: string, sql: string, params: readonly Cell[]): Row[] {
    let statement = this.#kept.get(sql)
    if (statement === undefined) {
      statement = this.#db.prepareRaw<readonly Cell[], readonly Cell[]>(name, sql)
      const [oldest] = this.#kept.keys()
      if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    } else this.#kept.delete(sql)
    this.#kept.set(sql, statement)
    return statement.all(...params) as readonly (readonly Cell[])[] as Row[]
  }
}
