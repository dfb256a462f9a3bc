import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
// Copies of the database that stand by themselves: made page by page while the station works, checked, and put in place by
// renaming, so that a file with a backup's name is a whole backup. Old ones go, the newest stay.
import Sqlite from 'better-sqlite3'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { StoreLog } from './database.ts'
import { sqliteFault } from './database.ts'

/** Folder of scheduled backups within the station's folder. */
export const BACKUP_FOLDER = 'backups'
const NAME = /^station-(\d{8}T\d{6}Z)\.db$/
const PAGES_PER_STEP = 200

export interface BackupPolicy {
  /** A backup younger than this makes a new one needless. */
  readonly everyMs: number
  /** How many are kept. */
  readonly keep: number
}

export const BACKUP_POLICY: BackupPolicy = { everyMs: 6 * 3_600_000, keep: 8 }

/** Copies a live database to `path`; the copy is checked before it gets its name. */
export async function backupDatabase(
  sqlite: Sqlite.Database,
  path: string,
): Promise<Result<{ readonly bytes: number }>> {
  const unfinished = `${path}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    rmSync(unfinished, { force: true })
    await sqlite.backup(unfinished, { progress: () => PAGES_PER_STEP })
    const why = whyBad(unfinished)
    if (why !== undefined) {
      removeDatabase(unfinished)
      return refuse('storeCorrupt', `the backup does not check: ${why}`, { path })
    }
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
    const known = sqliteFault(error)
    if (known !== undefined) return { ok: false, fault: known }
    return fileFault(error, path)
  }
}

/** Makes a scheduled backup when the newest is older than the policy says, and removes those beyond its number. */
export async function backupWhenDue(
  store: { backup(path: string): Promise<Result<{ readonly bytes: number }>> },
  folder: string,
  nowMs: number,
  log: StoreLog,
  policy: BackupPolicy = BACKUP_POLICY,
): Promise<Result<{ readonly path: string | null }>> {
  const [newest] = listBackups(folder)
  const ageMs = newest === undefined ? Infinity : nowMs - newest.madeMs
  // A newest backup "from the future" is one of a clock that was wrong: it does not count.
  if (ageMs >= 0 && ageMs < policy.everyMs) return ok({ path: null })
  const path = join(folder, BACKUP_FOLDER, backupName(nowMs))
  const made = await store.backup(path)
  if (!made.ok) {
    log('backup', { path, fault: made.fault.kind })
    return made
  }
  const old = listBackups(folder)
    .toSorted((a, b) => statMs(b.path) - statMs(a.path))
    .slice(policy.keep)
  for (const backup of old) if (backup.path !== path) rmSync(backup.path, { force: true })
  log('backup', { path, bytes: made.value.bytes, removed: old.length })
  return ok({ path })
}

/** Scheduled backups, newest first. */
export function listBackups(folder: string): readonly { readonly path: string; readonly madeMs: number }[] {
  let names: string[]
  try {
    names = readdirSync(join(folder, BACKUP_FOLDER))
  } catch {
    return []
  }
  return names
    .flatMap((name) => {
      const time = NAME.exec(name)?.[1]
      const iso = time?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
      return iso === undefined ? [] : [{ path: join(folder, BACKUP_FOLDER, name), madeMs: Date.parse(iso) }]
    })
    .toSorted((a, b) => b.madeMs - a.madeMs)
}

/** Name of a scheduled backup. */
export function backupName(madeMs: number): string {
  return `station-${new Date(madeMs).toISOString().replace(/[-:]|\.\d+/g, '')}.db`
}

/** Why a database file cannot be trusted; undefined when it can. Only reads. */
export function whyBad(path: string): string | undefined {
  let sqlite: Sqlite.Database | undefined
  try {
    sqlite = new Sqlite(path, { fileMustExist: true, timeout: 2_000 })
    const found = sqlite.pragma('quick_check(1)', { simple: true })
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

function statMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function fileFault(error: unknown, path: string): Result<never> {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('diskFull', 'the disk is full', { path })
  return refuse('readOnly', error instanceof Error ? error.message : String(error), { path })
}
