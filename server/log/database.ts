import { chmodSync } from 'node:fs'
// The connection to the server's database: pragmas and the translation of what disks do into faults.
import Sqlite from 'better-sqlite3'
import type { Fault } from '../../shared/base/fault.ts'
import { FaultError, fault } from '../../shared/base/fault.ts'

/** Positions of one space lie in `journal.at` from space × SPACE_STRIDE on. */
export const SPACE_STRIDE = 2 ** 40

/** Opens the server's database: WAL, every commit on disk before it returns. The file is its owner's alone. */
export function openSqlite(path: string): Sqlite.Database {
  const sqlite = new Sqlite(path, { timeout: 2_000 })
  try {
    sqlite.pragma('page_size = 8192')
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma('cache_size = -131072')
    sqlite.pragma('temp_store = MEMORY')
    sqlite.pragma('wal_autocheckpoint = 4000')
    sqlite.pragma('trusted_schema = OFF')
    if (process.platform !== 'win32') chmodSync(path, 0o600)
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/** Opens the same database for reading only, for long reads at one position. */
export function openReader(path: string): Sqlite.Database {
  const sqlite = new Sqlite(path, { readonly: true, timeout: 2_000 })
  sqlite.pragma('cache_size = -16384')
  return sqlite
}

/** Runs `work` in one immediate transaction; a disk's refusal comes out as FaultError, anything else as it was. */
export function transaction<T>(sqlite: Sqlite.Database, work: () => T): T {
  try {
    sqlite.exec('BEGIN IMMEDIATE')
    const value = work()
    sqlite.exec('COMMIT')
    return value
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
    const known = sqliteFault(error)
    throw known === undefined ? error : new FaultError(known)
  }
}

/** The fault a SQLite error stands for, or undefined when it is not one of disks and files (a bug then). */
export function sqliteFault(error: unknown): Fault | undefined {
  if (!(error instanceof Sqlite.SqliteError)) return undefined
  const { code } = error
  const detail = { code }
  if (code.startsWith('SQLITE_FULL')) return fault('diskFull', 'the disk is full', detail)
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return fault('storeCorrupt', 'the database is damaged', detail)
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|IOERR)/.test(code))
    return fault('readOnly', 'the database cannot be written', detail)
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return fault('folderInUse', 'another program holds the database', detail)
  return undefined
}
