import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
// Copies of the database that stand by themselves: made page by page while the station works, checked, and put in place by
// renaming, so that a file with a backup's name is a whole backup. Old ones go, the newest stay.
import type Sqlite from 'better-sqlite3'
import { archiveListOf, dropStrayLists, dropUnneeded } from '../../shared/archive/archive-copies.ts'
import type { KeepRule } from '../../shared/base/backup-keep.ts'
import { backupFileName, backupTime, toKeep } from '../../shared/base/backup-keep.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, fault, ok, refuse } from '../../shared/base/fault.ts'
import { BACKUP_FOLDER, placeFiles } from './backup-place.ts'
import type { StoreLog } from './database.ts'
import { sqliteFault } from './database.ts'
import { openFile } from './sqlite-file.ts'
import type { StationStore, StoreBackup } from './station-store.ts'

const PROGRAM = 'station'
/** Left free where a backup is written: it must not be what fills the disk of the journal. */
const RESERVE_BYTES = 256 * 1024 * 1024
const PAGES_PER_STEP = 200

export interface BackupPolicy {
  /** A backup younger than this makes a new one needless. */
  readonly everyMs: number
  /** Which are kept. */
  readonly keep: KeepRule
}

/** Fewer than on a server: the disk is that of a workstation. */
export const BACKUP_POLICY: BackupPolicy = { everyMs: 6 * 3_600_000, keep: { hourly: 8, daily: 7, weekly: 4 } }

/**
 * Copies a live database as it is at this moment to `path`; the copy is checked before it gets its name. What is written
 * meanwhile is not in it: it is read in one transaction of a connection of its own.
 */
export async function backupDatabase(
  sqlite: Sqlite.Database,
  path: string,
  databaseKey?: Uint8Array,
): Promise<Result<{ readonly bytes: number }>> {
  const unfinished = `${path}.part`
  let reader: Sqlite.Database | undefined
  try {
    if (!sqlite.memory) {
      reader = openFile(sqlite.name, { readonly: true, timeout: 2_000 }, databaseKey)
      if (databaseKey === undefined) {
        reader.exec('BEGIN')
        reader.prepare('SELECT count(*) FROM sqlite_schema').get()
      }
    }
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    removeDatabase(unfinished)
    needRoom(dirname(path), sqlite)
    // Page by page a copy would have to be opened with its key, which the driver does not do: an encrypted one is written in
    // one go, of this moment, under the same key.
    if (databaseKey !== undefined && reader !== undefined) reader.prepare('VACUUM INTO ?').run(unfinished)
    else await (reader ?? sqlite).backup(unfinished, { progress: () => PAGES_PER_STEP })
    const why = whyBad(unfinished, false, databaseKey)
    if (why !== undefined) {
      removeDatabase(unfinished)
      return refuse('storeCorrupt', `the backup does not check: ${why}`, { path })
    }
    // It holds everything the database holds: nobody else on the machine may read it.
    if (process.platform !== 'win32') chmodSync(unfinished, 0o600)
    const file = openSync(unfinished, 'r+')
    fsyncSync(file)
    closeSync(file)
    renameSync(unfinished, path)
    return ok({ bytes: statSync(path).size })
  } catch (error) {
    try {
      removeDatabase(unfinished)
    } catch {
      // Where nothing can be written there is nothing to remove.
    }
    const known = error instanceof FaultError ? error.fault : sqliteFault(error)
    if (known !== undefined) return { ok: false, fault: known }
    return fileFault(error, path)
  } finally {
    reader?.close()
  }
}

/** Throws when the copy would leave too little. */
function needRoom(folder: string, sqlite: Sqlite.Database): void {
  const pages = Number(sqlite.pragma('page_count', { simple: true }))
  needBytes(folder, pages * Number(sqlite.pragma('page_size', { simple: true })))
}

/** Throws FaultError `diskFull` when so many bytes more would leave too little on the disk of a folder. */
export function needBytes(folder: string, bytes: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < bytes + RESERVE_BYTES)
    throw new FaultError(fault('diskFull', 'too little would be left on the disk', { path: folder }))
}

/** Makes a scheduled backup when the newest is older than the policy says, and removes those beyond its number. */
export async function backupWhenDue(
  store: Pick<StationStore, 'backup'>,
  folder: string,
  nowMs: number,
  log: StoreLog,
  policy: BackupPolicy = BACKUP_POLICY,
): Promise<Result<{ readonly path: string | null; readonly made: StoreBackup | null }>> {
  const [newest] = listBackups(folder)
  const ageMs = newest === undefined ? Infinity : nowMs - newest.madeMs
  // A newest backup "from the future" is one of a clock that was wrong: it does not count.
  if (ageMs >= 0 && ageMs < policy.everyMs) return ok({ path: null, made: null })
  const path = join(folder, BACKUP_FOLDER, backupName(nowMs))
  const made = await store.backup(path)
  if (!made.ok) {
    log('backup', { path, fault: made.fault.kind })
    return made
  }
  const removed = dropOld(join(folder, BACKUP_FOLDER), policy.keep, path)
  log('backup', { path, bytes: made.value.bytes, removed })
  return ok({ path, made: made.value })
}

/** Removes what a backup that was cut off has left in a folder; call when none is being made. */
export function dropUnfinished(place: string): void {
  if (!existsSync(place)) return
  for (const name of readdirSync(place))
    if (name.startsWith(`${PROGRAM}-`) && name.includes('.part')) rmSync(join(place, name), { force: true })
  dropStrayLists(placeFiles(place))
}

/** Removes the backups in a folder that the rule does not keep, and the archives no other names. */
export function dropOld(place: string, rule: KeepRule, spared: string): number {
  const all = backupsIn(place)
  const kept = toKeep(
    all.map(({ madeMs }) => madeMs),
    rule,
  )
  const old = all.filter(({ path, madeMs }) => path !== spared && !kept.has(madeMs))
  for (const { path } of old) for (const one of [path, archiveListOf(path)]) rmSync(one, { force: true })
  dropUnneeded(placeFiles(place))
  return old.length
}

/** Scheduled backups of a station's folder, newest first. */
export function listBackups(folder: string): readonly { readonly path: string; readonly madeMs: number }[] {
  return backupsIn(join(folder, BACKUP_FOLDER))
}

/** Backups in any folder, newest first. */
export function backupsIn(place: string): readonly { readonly path: string; readonly madeMs: number }[] {
  let names: string[]
  try {
    names = readdirSync(place)
  } catch {
    return []
  }
  return names
    .flatMap((name) => {
      const madeMs = backupTime(PROGRAM, name)
      return madeMs === undefined ? [] : [{ path: join(place, name), madeMs }]
    })
    .toSorted((a, b) => b.madeMs - a.madeMs)
}

/** Name of a scheduled backup. */
export function backupName(madeMs: number, isSealed = false): string {
  return backupFileName(PROGRAM, madeMs, isSealed)
}

/** Why a database file cannot be trusted; undefined when it can. Only reads. `full` also compares indexes with their tables. */
export function whyBad(path: string, full = false, databaseKey?: Uint8Array): string | undefined {
  let sqlite: Sqlite.Database | undefined
  try {
    sqlite = openFile(path, { fileMustExist: true, timeout: 2_000 }, databaseKey)
    const found = sqlite.pragma(full ? 'integrity_check(1)' : 'quick_check(1)', { simple: true })
    return found === 'ok' ? undefined : String(found)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    sqlite?.close()
  }
}

/** Removes a database with the files SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true })
}

function fileFault(error: unknown, path: string): Result<never> {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('diskFull', 'the disk is full', { path })
  return refuse('readOnly', error instanceof Error ? error.message : String(error), { path })
}
