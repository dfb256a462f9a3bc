// Holding a whole PostgreSQL database, for work no server process may come between: while it is held none can start, and
// nothing times out.
import type pg from 'pg'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { APPLICATION, ask, openPool } from './connection.ts'
import { LOCKS, migratePostgres } from './migrate.ts'

/** A process that was just ended is still listed for a moment. */
const WAIT_MS = 3_000
const LOOK_MS = 100

/** Runs `work` while no server process has the database; refused while one has. It is brought to this program's form first. */
export async function holdAlone<T>(
  url: string,
  work: (client: pg.ClientBase, pool: pg.Pool) => Promise<Result<T>>,
): Promise<Result<T>> {
  const pool = openPool(url, { isPatient: true })
  try {
    const client = await pool.connect()
    try {
      const held = await hold(client)
      return held.ok ? await work(client, pool) : held
    } finally {
      // With the connection its lock goes.
      client.release(true)
    }
  } finally {
    await pool.end()
  }
}

async function hold(client: pg.ClientBase): Promise<Result<null>> {
  const [there] = await ask<{ form: string | null; standby: boolean }>(
    client,
    "SELECT to_regclass('fengsui_form')::text AS form, pg_is_in_recovery() AS standby",
  )
  if (there === undefined || there.form === null) return refuse('notFound', 'no server has run on this database')
  if (there.standby) return refuse('readOnly', 'this is a standby: name the primary')
  // Whoever starts a server takes it, too, before anything else.
  const [lock] = await ask<{ held: boolean }>(client, 'SELECT pg_try_advisory_lock($1) AS held', [LOCKS.form])
  if (lock?.held !== true) return refuse('folderInUse', 'another program works on the whole database just now')
  for (let waitedMs = 0; (await others(client)) > 0; waitedMs += LOOK_MS) {
    if (waitedMs >= WAIT_MS)
      return refuse('folderInUse', 'server processes are connected to this database: stop all of them first')
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  await ask(client, 'BEGIN')
  const migrated = await migratePostgres(client)
  await ask(client, migrated.ok ? 'COMMIT' : 'ROLLBACK')
  if (!migrated.ok) return migrated
  const [moved] = await ask<{ value: string }>(client, "SELECT value FROM meta WHERE name = 'movedTo'")
  return moved === undefined ? ok(null) : refuse('wrongState', `this database was moved to ${moved.value}`)
}

async function others(client: pg.ClientBase): Promise<number> {
  const [row] = await ask<{ count: number }>(
    client,
    `SELECT count(*) AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()`,
    [APPLICATION],
  )
  return row?.count ?? 0
}
