// Makes a new database out of a damaged one [SL-17]: the server's key, access data, and every change that can still be read
// and proved. What cannot is brought back by the stations: the new database has a new epoch. The damaged file is kept.
//
//   check ─▶ copy for reading ─▶ new database in recovering/ ─▶ salvage ─▶ damaged aside, new one in its place
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { DATABASE_FILE, MARK_FILE, readKeyFile, whyUnusable } from './database-check.ts'
import { openSqlite } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import { archivesAway, copyAccess, readSeed, salvageJournal } from './salvage.ts'
import { openSqliteLog } from './sqlite-log.ts'

/** Damaged databases are kept here as evidence. */
export const DAMAGED_FOLDER = 'damaged'

const ARCHIVES_TODO =
  'put them back, or recover with --without-archives: then what was archived, and what follows it, has to come from the stations'

export interface Recovered {
  readonly why: string
  /** Where the damaged file is now; null when there was none. */
  readonly kept: string | null
  /** Changes taken over, and changes that could be read but not proved. */
  readonly changes: number
  readonly unproven: number
}

/**
 * Recovers a folder nobody works in. Refused when its database is sound, when the server's key is lost, and, unless it is to go on
 * `withoutArchives`, while a journal archive is not there: without the beginnings of its chains hardly anything can be proved.
 */
export async function recoverFolder(
  folder: string,
  nowMs: number,
  withoutArchives = false,
): Promise<Result<Recovered>> {
  const why = whyUnusable(folder)
  if (why === undefined) return refuse('nothingToChange', 'the database is sound: nothing to recover', { folder })
  const lock = lockFolder(folder)
  if (!lock.ok) return lock
  const work = join(folder, 'recovering')
  try {
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work, { recursive: true, mode: 0o700 })
    const damaged = openCopy(join(folder, DATABASE_FILE), join(work, 'damaged.db'))
    try {
      const seed = readSeed(damaged) ?? readKeyFile(folder)
      if (seed === undefined) {
        const todo = 'put a backup in its place, or begin anew in an empty folder, where every station must join again'
        return refuse('storeCorrupt', `${why}, and the server's key with it (server.key): ${todo}`, { folder })
      }
      const away = withoutArchives || damaged === undefined ? [] : archivesAway(damaged, folder)
      if (away.length > 0)
        return refuse('fileUnreadable', `journal archives are not there: ${away.join(', ')}; ${ARCHIVES_TODO}`, {
          folder,
        })
      const salvaged = await build(folder, work, seed, damaged, nowMs)
      if (!salvaged.ok) return salvaged
      damaged?.close()
      const kept = putInPlace(folder, work, nowMs)
      return ok({ why, kept, ...salvaged.value })
    } finally {
      damaged?.close()
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
    lock.value.release()
  }
}

/** A copy to read from; undefined when there is nothing that opens. */
function openCopy(path: string, copy: string): Sqlite.Database | undefined {
  try {
    for (const suffix of ['', '-wal'])
      if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`)
    return new Sqlite(copy, { fileMustExist: true })
  } catch {
    return undefined
  }
}

async function build(
  folder: string,
  work: string,
  seed: Uint8Array,
  damaged: Sqlite.Database | undefined,
  nowMs: number,
): Promise<Result<{ readonly changes: number; readonly unproven: number }>> {
  const fresh = openSqlite(join(work, DATABASE_FILE))
  try {
    const migrated = migrate(fresh)
    if (!migrated.ok) return migrated
    fresh.prepare('INSERT INTO meta (name, value) VALUES (?, ?)').run('seed', seed)
    if (damaged !== undefined) copyAccess(damaged, fresh)
  } finally {
    fresh.close()
  }
  // Without a mark beside it the new database counts as restored: a new epoch, stations refill it.
  const opened = openSqliteLog(work, nowMs)
  if (!opened.ok) return opened
  const log = opened.value
  try {
    return ok(damaged === undefined ? { changes: 0, unproven: 0 } : await salvageJournal(damaged, log, nowMs, folder))
  } finally {
    await log.close()
  }
}

/** Damaged files aside, the new ones in their place; the mark last, because it vouches for the database. */
function putInPlace(folder: string, work: string, nowMs: number): string | null {
  const aside = join(folder, DAMAGED_FOLDER)
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  const path = join(folder, DATABASE_FILE)
  const kept = join(aside, `server-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}.db`)
  const wasThere = existsSync(path)
  rmSync(join(folder, MARK_FILE), { force: true })
  for (const suffix of ['-wal', '-shm', ''])
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${kept}${suffix}`)
  // Pictures of the lost journal's positions.
  rmSync(join(folder, 'snapshots'), { recursive: true, force: true })
  renameSync(join(work, DATABASE_FILE), path)
  renameSync(join(work, MARK_FILE), join(folder, MARK_FILE))
  return wasThere ? kept : null
}
