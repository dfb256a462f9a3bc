// Opens the database of a station that is at work, only to read it, and keeps one moment of it: what is written meanwhile is not seen.
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { StationId } from '../../shared/base/ids.ts'
import { StationDatabase, sqliteFault } from './database.ts'
import { JournalView } from './journal-view.ts'
import { openFile } from './sqlite-file.ts'
import { StoreParts } from './store-parts.ts'

/** Plain data, so that a thread can be given it. */
export interface ViewPlace {
  readonly database: string
  readonly databaseKey?: Uint8Array | undefined
  readonly station: string
  readonly publicKey: Uint8Array
}

/** Runs `work` on one moment of the database; what the disk does comes back as a fault. */
export function withView<T>(place: ViewPlace, work: (view: JournalView) => T): Result<T> {
  const { database, databaseKey, publicKey } = place
  const station = place.station as StationId
  try {
    const sqlite = openFile(database, { readonly: true, fileMustExist: true, timeout: 2_000 }, databaseKey)
    try {
      sqlite.pragma('cache_size = -16384')
      sqlite.pragma('trusted_schema = OFF')
      sqlite.exec('BEGIN')
      const db = new StationDatabase(sqlite, () => undefined, undefined, databaseKey)
      const parts = new StoreParts(db, { station, nowMs: Date.now, random: never })
      try {
        return ok(work(new JournalView(parts, { station, publicKey })))
      } finally {
        db.shelf.close()
      }
    } finally {
      sqlite.close()
    }
  } catch (error) {
    const known = sqliteFault(error)
    if (known === undefined) throw error
    return { ok: false, fault: known }
  }
}

function never(): Uint8Array {
  throw new Error('a view draws nothing by chance')
}
