// The archives a PostgreSQL database knows, as a server process reads them. The shelf asks a SQLite connection: here one in
// memory that holds what the two tables hold. Archives come and go only while no process runs, so they are read once, at the
// start; what is still to be destroyed is fetched for as long as it is settled.
import Sqlite from 'better-sqlite3'
import type pg from 'pg'
import type { ArchiveShelf, ShelfEntry } from '../../../shared/archive/archive-shelf.ts'
import { shelfOf } from '../archives.ts'
import { SPACE_STRIDE } from '../database.ts'
import { archives as tables } from '../migrations/003-archives.ts'
import type { Queryable } from './connection.ts'
import { ask, transaction } from './connection.ts'
import { LOCKS } from './migrate.ts'

/** In archives the number of a change is its space's and its position together, as in a SQLite journal. */
export function numberOf(space: number, pos: number): number {
  return space * SPACE_STRIDE + pos
}

/** Spaces are numbered by PostgreSQL; beyond this their changes have no number that is safe to count with. */
export const MAX_SPACE = Number.MAX_SAFE_INTEGER / SPACE_STRIDE - 1

interface Due extends pg.QueryResultRow {
  readonly archive: number
  readonly at: number
}

export class PostgresArchives {
  readonly #memory: Sqlite.Database
  readonly shelf: ArchiveShelf

  private constructor(folder: string, entries: readonly ShelfEntry[]) {
    this.#memory = new Sqlite(':memory:')
    this.#memory.exec(tables.sql)
    const put = this.#memory.prepare('INSERT INTO archive VALUES (?, ?, ?, ?, ?, ?, ?)')
    for (const { number, id, path, key, madeMs, beforeMs, changes } of entries)
      put.run(number, id, path, key, madeMs, beforeMs, changes)
    this.shelf = shelfOf(this.#memory, folder)
  }

  /** Reads which there are; their files are looked for as from `folder`, the data folder of this process. */
  static async open(on: Queryable, folder: string): Promise<PostgresArchives> {
    const rows = await ask<ShelfEntry & pg.QueryResultRow>(
      on,
      `SELECT archive AS number, id, path, key, made_ms AS "madeMs", before_ms AS "beforeMs", changes FROM archive ORDER BY 1`,
    )
    return new PostgresArchives(folder, rows)
  }

  /** The body of a change as stored, out of its archive where it lies in one; throws FaultError when that is not there. */
  body(space: number, pos: number, stored: Uint8Array | null): Uint8Array | null {
    return this.shelf.body(numberOf(space, pos), stored)
  }

  /** Within the transaction that takes bodies out of the journal: they are to be destroyed in every archive that has them. */
  async bar(client: pg.ClientBase, numbers: readonly number[]): Promise<void> {
    if (this.shelf.isEmpty || numbers.length === 0) return
    await ask(
      client,
      `INSERT INTO archive_due (archive, at) SELECT archive, at FROM archive CROSS JOIN unnest($1::bigint[]) AS w (at)
       ON CONFLICT DO NOTHING`,
      [numbers],
    )
  }

  /** Destroys what is due in the files that are there, one process at a time; the others stay due. */
  async settle(pool: pg.Pool): Promise<void> {
    if (this.shelf.isEmpty) return
    await transaction(pool, async (client) => {
      // A large file takes long to be written anew.
      await ask(client, `SELECT set_config('idle_in_transaction_session_timeout', '0', true)`)
      await ask(client, 'SELECT pg_advisory_xact_lock($1)', [LOCKS.archives])
      const due = await ask<Due>(client, 'SELECT archive, at FROM archive_due')
      const put = this.#memory.prepare('INSERT OR IGNORE INTO archive_due VALUES (?, ?)')
      this.#memory.transaction(() => {
        this.#memory.exec('DELETE FROM archive_due')
        for (const { archive, at } of due) put.run(archive, at)
      })()
      this.shelf.settleDue()
      const left = new Set(this.#memory.prepare<[], number>('SELECT DISTINCT archive FROM archive_due').pluck().all())
      this.#memory.exec('DELETE FROM archive_due')
      const settled = [...new Set(due.map(({ archive }) => archive))].filter((archive) => !left.has(archive))
      await ask(client, 'DELETE FROM archive_due WHERE archive = ANY ($1)', [settled])
    })
    // Another process may have put a new file in the place of one that is open here.
    this.shelf.close()
  }

  /** How many of these are still to be destroyed in any archive. */
  async waiting(on: Queryable, numbers: readonly number[]): Promise<number> {
    if (this.shelf.isEmpty) return 0
    const [row] = await ask<{ count: number }>(
      on,
      'SELECT count(DISTINCT at) AS count FROM archive_due WHERE at = ANY ($1)',
      [numbers],
    )
    return row?.count ?? 0
  }

  close(): void {
    this.shelf.close()
    this.#memory.close()
  }
}
