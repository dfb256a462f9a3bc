// Opens the journal a server is told to work with: a SQLite file in its folder, or a PostgreSQL database.
import type { Result } from '../../shared/base/fault.ts'
import { openPostgresLog } from './postgres/postgres-log.ts'
import type { StoreLog } from './server-log.ts'
import { openSqliteLog } from './sqlite-log.ts'

export interface StorePlace {
  readonly folder: string
  /** A connection string (`postgres://…`); undefined for the file in the folder. */
  readonly store?: string | undefined
  readonly nowMs: () => number
  /** A database above so many bytes, closed in order, is checked beside the work. */
  readonly checkFirstBytes?: number | undefined
}

/** Opens (or begins) it. */
export async function openStore({ folder, store, nowMs, checkFirstBytes }: StorePlace): Promise<Result<StoreLog>> {
  return store === undefined
    ? openSqliteLog(folder, nowMs(), undefined, undefined, checkFirstBytes)
    : openPostgresLog({ url: store, folder, nowMs })
}
