// Brings a database to the form this program works with: numbered steps, each in one transaction, never skipped.
// A database from a newer program is refused, not touched.
import type Sqlite from 'better-sqlite3'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { first } from './migrations/001-first.ts'
import { settling } from './migrations/002-settling.ts'
import { deskItems } from './migrations/003-desk-items.ts'
import { counting } from './migrations/004-counting.ts'
import { archives } from './migrations/005-archives.ts'
import { incidentAreas } from './migrations/006-incident-areas.ts'

/** One step. `sql` runs in a transaction of its own together with the new version number. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** All steps in order: version 1, 2, 3 … */
export const MIGRATIONS: readonly Migration[] = [first, settling, deskItems, counting, archives, incidentAreas]
/** `application_id` of a station's database: "FSst". */
const APPLICATION_ID = 0x46537374

/** The form a database is in; 0 for a new one. */
export function schemaVersion(sqlite: Sqlite.Database): number {
  return Number(sqlite.pragma('user_version', { simple: true }))
}

/** Runs the steps still missing, up to `upTo`. Refuses a database of a newer program or of another one. */
export function migrate(sqlite: Sqlite.Database, upTo: number = MIGRATIONS.length): Result<{ readonly from: number }> {
  const from = schemaVersion(sqlite)
  const application = Number(sqlite.pragma('application_id', { simple: true }))
  if (from > MIGRATIONS.length) {
    return refuse('storeNewer', `database form ${from} is newer than this program's ${MIGRATIONS.length}`, {
      form: from,
      known: MIGRATIONS.length,
    })
  }
  if (application !== APPLICATION_ID && (from > 0 || application !== 0))
    return refuse('fileUnreadable', 'the file is a database of another program', { application })
  for (const step of MIGRATIONS.slice(from, upTo)) {
    sqlite.transaction(() => {
      sqlite.exec(step.sql)
      sqlite.pragma(`user_version = ${step.version}`)
      sqlite.pragma(`application_id = ${APPLICATION_ID}`)
    })()
  }
  return ok({ from })
}
