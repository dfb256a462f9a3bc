// The archives a PostgreSQL database knows, as a server process reads them. Archives come and go only while no process runs, so
// they are read once, at the start; what is still to be destroyed is fetched whenever it is settled.
import type pg from 'pg'
import type { ArchiveShelf, ShelfEntry } from '../../../shared/archive/archive-shelf.ts'
import type { DueBody } from '../archive-mirror.ts'
import { ArchiveMirror } from '../archive-mirror.ts'
import { SPACE_STRIDE } from '../database.ts'
import type { Queryable } from './connection.ts'
import { ask, transaction } from './connection.ts'
import { LOCKS } from './migrate.ts'

/** In archives the number of a change is its space's and its position together, as in a SQLite journal. */
export function numberOf(space: number, pos: number): number {
  return space * SPACE_STRIDE + pos
}

/** Spaces are numbered by PostgreSQL; beyond this their changes have no number that is safe to count with. */
export const MAX_SPACE = Number.MAX_SAFE_INTEGER / SPACE_STRIDE - 1

export class PostgresArchives {
  readonly #mirror: ArchiveMirror

  private constructor(mirror: ArchiveMirror) {
    this.#mirror = mirror
  }

  /** Reads which there are; their files are looked for as from `folder`, the data folder of this process. */
  static async open(on: Queryable, folder: string): Promise<PostgresArchives> {
    const rows = await ask<ShelfEntry & pg.QueryResultRow>(
      on,
      `SELECT archive AS number, id, path, key, made_ms AS "madeMs", before_ms AS "beforeMs", changes FROM archive ORDER BY 1`,
    )
    return new PostgresArchives(new ArchiveMirror(folder, rows))
  }

  get shelf(): ArchiveShelf {
    return this.#mirror.shelf
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
      const due = await ask<DueBody & pg.QueryResultRow>(client, 'SELECT archive, at FROM archive_due')
      const settled = this.#mirror.settle(due)
      await ask(client, 'DELETE FROM archive_due WHERE archive = ANY ($1)', [settled])
    })
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
    this.#mirror.close()
  }
}
