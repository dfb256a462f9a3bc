// Brings the server's database to the form this program works with: numbered steps, each in one transaction.
// A database from a newer program, or of another one, is refused, not touched.
import type Sqlite from 'better-sqlite3'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { first } from './migrations/001-first.ts'
import { stagedBy } from './migrations/002-staged-by.ts'
import { archives } from './migrations/003-archives.ts'

/** One step; runs in a transaction of its own together with the new version number. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** All steps in order: version 1, 2, 3 … */
export const MIGRATIONS: readonly Migration[] = [first, stagedBy, archives]
/** `application_id` of a server's database: "FSsv". */
export const APPLICATION_ID = 0x46537376

/** Runs the steps still missing; the answer tells the form found (0: a new database). */
export function migrate(sqlite: Sqlite.Database): Result<{ readonly from: number }> {
  const from = Number(sqlite.pragma('user_version', { simple: true }))
  const application = Number(sqlite.pragma('application_id', { simple: true }))
  if (application !== APPLICATION_ID && (from > 0 || application !== 0))
    return refuse('fileUnreadable', 'the file is a database of another program', { application })
  if (from > MIGRATIONS.length)
    return refuse('storeNewer', `database form ${from} is newer than this program's ${MIGRATIONS.length}`, {
      form: from,
      known: MIGRATIONS.length,
    })
  for (const step of MIGRATIONS.slice(from)) {
    sqlite.transaction(() => {
      sqlite.exec(step.sql)
      sqlite.pragma(`user_version = ${step.version}`)
      sqlite.pragma(`application_id = ${APPLICATION_ID}`)
    })()
  }
  return ok({ from })
}
