// The one connection to the station's database: pragmas, prepared and timed statements, transactions, and the
// translation of what disks do into faults. Slow statements are reported by name, in production too.
import { dirname } from 'node:path'
import type Sqlite from 'better-sqlite3'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import { shelfOf } from './archives.ts'
import { isSqliteError, openFile } from './sqlite-file.ts'

/** Above this a statement or transaction is reported as slow. */
export const SLOW_MS = 40
const PAGE_BYTES = 8192
/** Transactions after which the log is worth moving over. */
const TIDY_AFTER = 2_000

/** Told of slow statements and of what people who read logs should know. */
export type StoreLog = (
  event: 'slow' | 'check' | 'recovery' | 'backup',
  detail: { readonly [name: string]: Plain },
) => void
type Plain = string | number | boolean | null

/** What a column may hold and a parameter may be. */
export type Cell = string | number | Uint8Array | null

/** A prepared statement. `get` gives undefined when there is no row. */
export interface Statement<Params extends readonly Cell[], Row> {
  run(...params: Params): number
  get(...params: Params): Row | undefined
  all(...params: Params): Row[]
  iterate(...params: Params): IterableIterator<Row>
}

/** Opens a database file for the station: WAL, every commit on disk before it returns, foreign keys. */
export function openSqlite(path: string, databaseKey?: Uint8Array): Sqlite.Database {
  const sqlite = openFile(path, { timeout: 2_000 }, databaseKey)
  try {
    sqlite.pragma(`page_size = ${PAGE_BYTES}`)
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma('cache_size = -65536')
    sqlite.pragma('temp_store = MEMORY')
    // Far: `tidy` moves the log over when nothing else is to do, so that hardly a commit has to.
    sqlite.pragma('wal_autocheckpoint = 16000')
    sqlite.pragma('trusted_schema = OFF')
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

export class StationDatabase {
  readonly sqlite: Sqlite.Database
  /** What the file is encrypted with; undefined when it is plain. */
  readonly databaseKey: Uint8Array | undefined
  /** Where bodies of old changes went. */
  readonly shelf: ArchiveShelf
  readonly #log: StoreLog
  readonly #settle: (() => void) | undefined
  #sinceTidied = 0

  /** `settle` runs before anything is read or begun outside a transaction: readers pass what completes the picture. */
  constructor(
    sqlite: Sqlite.Database,
    log: StoreLog,
    settle?: () => void,
    databaseKey?: Uint8Array,
    shelf: ArchiveShelf = shelfOf(sqlite, dirname(sqlite.name)),
  ) {
    this.sqlite = sqlite
    this.shelf = shelf
    this.databaseKey = databaseKey
    this.#log = log
    this.#settle = settle
  }

  /** The same connection for readers, who must see the picture complete. */
  forReaders(settle: () => void): StationDatabase {
    return new StationDatabase(this.sqlite, this.#log, settle, this.databaseKey, this.shelf)
  }

  /** Prepares a statement; rows come as objects by column name. */
  prepare<Params extends readonly Cell[], Row = never>(name: string, sql: string): Statement<Params, Row> {
    return this.#timed(name, this.sqlite.prepare<unknown[], Row>(sql))
  }

  /** Prepares a statement whose rows come as arrays: for hot loops and large answers. */
  prepareRaw<Params extends readonly Cell[], Row extends readonly Cell[]>(
    name: string,
    sql: string,
  ): Statement<Params, Row> {
    return this.#timed(name, this.sqlite.prepare<unknown[], Row>(sql).raw(true))
  }

  /** Runs `work` in one immediate transaction; anything thrown rolls it back and is thrown on. */
  transaction<T>(name: string, work: () => T): T {
    this.#settle?.()
    const startMs = performance.now()
    this.sqlite.exec('BEGIN IMMEDIATE')
    try {
      const value = work()
      this.sqlite.exec('COMMIT')
      this.#sinceTidied += 1
      this.#report(name, startMs)
      return value
    } catch (error) {
      if (this.sqlite.inTransaction) this.sqlite.exec('ROLLBACK')
      throw error
    }
  }

  /**
   * A transaction that need not be on disk when it returns: it comes whole or not at all, and never before those made
   * earlier. For what can be derived again.
   */
  lazyTransaction<T>(name: string, work: () => T): T {
    this.sqlite.exec('PRAGMA synchronous = NORMAL')
    try {
      return this.transaction(name, work)
    } finally {
      this.sqlite.exec('PRAGMA synchronous = FULL')
    }
  }

  /** Moves what was written over from the log into the database, once enough has come together. Takes up to a second. */
  tidy(): void {
    if (this.#sinceTidied < TIDY_AFTER) return
    this.#sinceTidied = 0
    this.sqlite.pragma('wal_checkpoint(PASSIVE)')
  }

  #timed<Params extends readonly Cell[], Row>(
    name: string,
    statement: Sqlite.Statement<unknown[], Row>,
  ): Statement<Params, Row> {
    return {
      run: (...params) => {
        this.#settleFirst()
        const startMs = performance.now()
        const { changes } = statement.run(...params)
        this.#report(name, startMs)
        return changes
      },
      get: (...params) => {
        this.#settleFirst()
        const startMs = performance.now()
        const row = statement.get(...params)
        this.#report(name, startMs)
        return row
      },
      all: (...params) => {
        this.#settleFirst()
        const startMs = performance.now()
        const rows = statement.all(...params)
        this.#report(name, startMs)
        return rows
      },
      iterate: (...params) => {
        this.#settleFirst()
        return statement.iterate(...params)
      },
    }
  }

  #settleFirst(): void {
    if (this.#settle !== undefined && !this.sqlite.inTransaction) this.#settle()
  }

  #report(name: string, startMs: number): void {
    const ms = performance.now() - startMs
    if (ms > SLOW_MS) this.#log('slow', { name, ms: Math.round(ms) })
  }
}

/** The fault a SQLite error stands for, or undefined when it is not one of disks and files (a bug then). */
export function sqliteFault(error: unknown): Fault | undefined {
  if (!isSqliteError(error)) return undefined
  const { code } = error
  const detail = { code }
  if (code.startsWith('SQLITE_FULL')) return fault('diskFull', 'the disk is full', detail)
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return fault('storeCorrupt', 'the database is damaged', detail)
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM'))
    return fault('readOnly', 'the database cannot be written', detail)
  if (code.startsWith('SQLITE_IOERR')) return fault('readOnly', 'the disk does not answer as it should', detail)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return fault('folderInUse', 'another program holds the database', detail)
  return undefined
}
