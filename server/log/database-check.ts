// Looks at a server's folder before anything is opened for writing: a damaged, truncated or vanished database must not be
// worked on, and never be taken for a new server's [SL-16].
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { fromHex, toHex } from '../../shared/base/bytes.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { fault, ok } from '../../shared/base/fault.ts'
import { openReader } from './database.ts'
import { diskFault } from './disk-fault.ts'
import { readMark } from './epoch-mark.ts'

export const DATABASE_FILE = 'server.db'
export const MARK_FILE = 'server.mark'
export const KEY_FILE = 'server.key'
/** Names the place a database was moved to, beside where it was. */
export const MOVED_FILE = 'server.moved'

/** Why the folder's database cannot be worked with, in words that say what to do; undefined when it can, or is yet to be made. */
export function databaseFault(folder: string): Fault | undefined {
  const moved = join(folder, MOVED_FILE)
  if (existsSync(moved) && !existsSync(join(folder, DATABASE_FILE)))
    return fault('wrongState', `the database was moved to ${readFileSync(moved, 'utf8').trim()}: start with --store`, {
      folder,
    })
  const why = whyUnusable(folder)
  if (why === undefined) return undefined
  return fault('storeCorrupt', `${join(folder, DATABASE_FILE)}: ${why}; nothing was changed. ${todo(folder)}`, {
    folder,
  })
}

/** A folder to check while a server works in it. */
export interface CheckJob {
  readonly checkFolder: string
}

/** Checks the database a server works with; `storeCorrupt` when it is damaged, another fault when it could not be read. */
export function checkBeside({ checkFolder: folder }: CheckJob): Result<null> {
  const path = join(folder, DATABASE_FILE)
  const damaged = (why: string): Result<null> => {
    const then = `the server goes on, and will not start on it again. Stop it. ${todo(folder)}`
    return { ok: false, fault: fault('storeCorrupt', `${path}: the database is damaged (${why}); ${then}`, { folder }) }
  }
  let sqlite: Sqlite.Database | undefined
  try {
    sqlite = openReader(path)
    const found = String(sqlite.pragma('quick_check(1)', { simple: true }))
    return found === 'ok' ? ok(null) : damaged(found.slice(0, 200))
  } catch (error) {
    const why = diskFault(error)
    return why.kind === 'storeCorrupt' ? damaged(String(error)) : { ok: false, fault: why }
  } finally {
    sqlite?.close()
  }
}

function todo(folder: string): string {
  return `Put a backup in its place, or run: npm run server -- recover --data ${folder}`
}

/** What is wrong with the database, or undefined. Only reads. */
export function whyUnusable(folder: string): string | undefined {
  const path = join(folder, DATABASE_FILE)
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  const wasUsed = readMark(join(folder, MARK_FILE)) !== undefined || existsSync(join(folder, KEY_FILE))
  if (bytes === 0) return wasUsed ? 'the database is gone, but a server has worked in this folder' : undefined
  let sqlite: Sqlite.Database | undefined
  try {
    sqlite = new Sqlite(path, { fileMustExist: true, timeout: 2_000 })
    const found = String(sqlite.pragma('quick_check(1)', { simple: true }))
    if (found !== 'ok') return `the database is damaged (${found.slice(0, 200)})`
    const isEmpty = Number(sqlite.pragma('user_version', { simple: true })) === 0
    // The write-ahead log of a first day is gone: what is left must not be taken for a new server's.
    return isEmpty && wasUsed ? 'the database is empty, but a server has worked in this folder' : undefined
  } catch (error) {
    // Another program's lock or a folder without rights is no damage: opening says so.
    if (error instanceof Sqlite.SqliteError && !/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return undefined
    return `the database is damaged (${error instanceof Error ? error.message : String(error)})`
  } finally {
    sqlite?.close()
  }
}

/** The server's private key as kept beside the database: with it a server whose database is lost stays itself. */
export function readKeyFile(folder: string): Uint8Array | undefined {
  try {
    const seed = fromHex(readFileSync(join(folder, KEY_FILE), 'utf8').trim())
    return seed?.length === 32 ? seed : undefined
  } catch {
    return undefined
  }
}

/** Keeps the key beside the database, readable by its owner alone. A disk that refuses is no reason not to start. */
export function keepKeyFile(folder: string, seed: Uint8Array): void {
  const text = `${toHex(seed)}\n`
  try {
    const path = join(folder, KEY_FILE)
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text, { mode: 0o600 })
  } catch {
    // The database holds it as well.
  }
}
