// Brings a PostgreSQL database to the form this program works with, while other processes may be at work on it: numbered
// steps, one process at a time, all in one transaction. A step says from which program's form on the new form can be worked
// with, so that processes not yet renewed go on; a form no longer fit for this program is refused, not touched.
import type pg from 'pg'
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError, ok, refuse } from '../../../shared/base/fault.ts'
import { ask } from './connection.ts'
import { first } from './migrations/001-first.ts'
import { archives } from './migrations/002-archives.ts'

/** One step. A column a step adds has a default, one it gives up goes in a later step: programs of `readableFrom` on still work. */
export interface PostgresMigration {
  readonly version: number
  readonly name: string
  readonly readableFrom: number
  readonly sql: string
}

/** All steps in order: version 1, 2, 3 … */
export const POSTGRES_MIGRATIONS: readonly PostgresMigration[] = [first, archives]

/** Advisory locks of this program: form (held while the whole database is worked on), epoch, orders, destroying in archives. */
export const LOCKS = { form: 0x46537301, epoch: 0x46537302, order: 0x46537303, archives: 0x46537304 } as const

const LOCK_TIMEOUT = '55P03'

/** Runs the steps still missing, within the caller's transaction; the answer tells the form found (0: a new database). */
export async function migratePostgres(
  client: pg.ClientBase,
  steps: readonly PostgresMigration[] = POSTGRES_MIGRATIONS,
): Promise<Result<{ readonly from: number }>> {
  const isHeld = await holdForm(client)
  if (!isHeld)
    return refuse(
      'busy',
      'the whole database is being worked on (older journal archived, or put back): start when it is done',
    )
  const [there] = await ask<{ form: string | null; foreign: boolean }>(
    client,
    `SELECT to_regclass('fengsui_form')::text AS form,
       to_regclass('journal') IS NOT NULL OR to_regclass('space') IS NOT NULL AS foreign`,
  )
  if (there?.form === null) {
    if (there.foreign) return refuse('fileUnreadable', 'the database holds tables of another program')
    await ask(
      client,
      'CREATE TABLE fengsui_form (version integer PRIMARY KEY, name text NOT NULL, readable_from integer NOT NULL)',
    )
  }
  const [found] = await ask<{ version: number; readable: number }>(
    client,
    'SELECT coalesce(max(version), 0) AS version, coalesce(max(readable_from), 0) AS readable FROM fengsui_form',
  )
  const from = found?.version ?? 0
  if ((found?.readable ?? 0) > steps.length)
    return refuse('storeNewer', `database form ${from} is newer than this program's ${steps.length}`, {
      form: from,
      known: steps.length,
    })
  for (const { version, name, readableFrom, sql } of steps.slice(from)) {
    await client.query(sql)
    await ask(client, 'INSERT INTO fengsui_form (version, name, readable_from) VALUES ($1, $2, $3)', [
      version,
      name,
      readableFrom,
    ])
  }
  return ok({ from })
}

/** False when another has held the form longer than a lock is waited for. */
async function holdForm(client: pg.ClientBase): Promise<boolean> {
  try {
    await ask(client, 'SELECT pg_advisory_xact_lock($1)', [LOCKS.form])
    return true
  } catch (error) {
    if (error instanceof FaultError && error.fault.detail?.['code'] === LOCK_TIMEOUT) return false
    throw error
  }
}
