// Puts a backup in the place of a stopped station's database. The present one is kept beside it; the copy is
// whole on disk before it gets the name; the station goes on under a new chain, because what it wrote after the backup may
// already be at the server.
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RestoredArchives } from '../../shared/archive/archive-copies.ts'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, faultOf, ok, refuse } from '../../shared/base/fault.ts'
import { restoreArchives } from './archive-copies.ts'
import { hasArchives, shelfOf } from './archives.ts'
import type { CopiedFiles } from './backup-copy.ts'
import { copyOut, restoreFiles } from './backup-copy.ts'
import { sealerOf } from './backup-secret.ts'
import { removeDatabase, whyBad } from './backups.ts'
import {
  DATABASE_KEY_FILE,
  DATABASE_PASSPHRASE_VARIABLE,
  databaseKeys,
  hasKeysBeside,
  keysBeside,
} from './database-key.ts'
import { lockFolder } from './folder-lock.ts'
import type { OpenOptions } from './open-store.ts'
import { DATABASE_FILE, openStore } from './open-store.ts'
import { salvage } from './salvage.ts'
import { isPlainDatabase, openFile } from './sqlite-file.ts'
import type { KeyHooks } from './station-key.ts'
import { turnDatabase } from './turn-database.ts'

export interface Restored {
  readonly path: string
  /** Where the database that was there is now; null when there was none. */
  readonly kept: string | null
  /** Attachments' files that lay beside the backup. */
  readonly files: CopiedFiles
  /** Journal archives that were not there and lay beside the backup. */
  readonly archives: RestoredArchives
  /** Paths of those that are still not there. */
  readonly archivesAway: readonly string[]
  /** Changes of the database that was there which the backup lacks, when they were to be taken over. */
  readonly takenOver: number
}

export interface RestoreOptions extends Pick<OpenOptions, 'folder' | 'nowMs' | 'random' | 'databaseSecret'>, KeyHooks {
  /** What the database that was there can still give goes into the restored one: nothing unsent is lost. */
  readonly takeOver?: boolean
}

/** Refused while a station runs on the folder, and when the backup does not check; then nothing was changed. */
export async function restoreDatabase(
  from: string,
  options: RestoreOptions,
  secret: Uint8Array | undefined,
): Promise<Result<Restored>> {
  const { folder, nowMs } = options
  if (!existsSync(from)) return refuse('fileUnreadable', `${from}: there is no such file`)
  const sealer = secret === undefined ? undefined : sealerOf(secret)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = lockFolder(folder)
  if (!lock.ok) return lock
  const path = join(folder, DATABASE_FILE)
  const isKeyNew = !existsSync(join(folder, DATABASE_KEY_FILE))
  let kept: string | null = null
  let keyOf: Uint8Array | undefined
  let archives: RestoredArchives = { restored: [], bad: [] }
  try {
    const unfinished = `${path}.part`
    removeDatabase(unfinished)
    const taken = await copyOut(from, unfinished, sealer)
    if (!taken.ok) return taken
    const keyed = await keyOfBackup(unfinished, dirname(from), options)
    if (!keyed.ok) {
      removeDatabase(unfinished)
      return keyed
    }
    keyOf = keyed.value.of
    const bad = whyBad(unfinished, false, keyed.value.key)
    if (bad !== undefined) {
      removeDatabase(unfinished)
      if (isKeyNew) rmSync(join(folder, DATABASE_KEY_FILE), { force: true })
      return refuse('fileUnreadable', `${from}: ${bad}`)
    }
    archives = await onShelf(unfinished, keyed.value.key, archives, (shelf) =>
      restoreArchives(shelf, dirname(from), folder, sealer),
    )
    if (existsSync(path)) {
      // Looking at it writes what waits in its write-ahead file into it: it is then one file that can be kept.
      if (isPlainDatabase(path)) whyBad(path)
      kept = join(folder, `station-before-restore-${new Date(nowMs()).toISOString().replace(/[:.]/g, '-')}.db`)
      if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${kept}-wal`)
      renameSync(path, kept)
    }
    // Left over of the database that is gone: they would be read as if they belonged to this one.
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    renameSync(unfinished, path)
  } catch (error) {
    for (const brought of archives.restored) rmSync(brought, { force: true })
    if (kept !== null && existsSync(kept)) putBack(path, kept, isKeyNew)
    if (error instanceof FaultError) return { ok: false, fault: error.fault }
    return refuse('readOnly', error instanceof Error ? error.message : String(error), { folder })
  } finally {
    lock.value.release()
  }
  const settled = await settle(kept, options)
  if (!settled.ok) {
    for (const brought of archives.restored) rmSync(brought, { force: true })
    putBack(path, kept, isKeyNew)
    return settled
  }
  try {
    const { takenOver, databaseKey } = settled.value
    return ok({
      path,
      kept,
      takenOver,
      archives,
      archivesAway: await onShelf(path, databaseKey, [], (shelf) => shelf.away().map((entry) => entry.path)),
      files: await restoreFiles(dirname(from), folder, sealer, { to: databaseKey, of: keyOf }),
    })
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  }
}

/** What `work` finds of the archives a database knows that nobody works on; `none` when it is of a form without them. */
async function onShelf<T>(
  path: string,
  databaseKey: Uint8Array | undefined,
  none: T,
  work: (shelf: ArchiveShelf) => Promise<T> | T,
): Promise<T> {
  const sqlite = openFile(path, { fileMustExist: true, timeout: 2_000 }, databaseKey)
  const shelf = shelfOf(sqlite, dirname(path))
  try {
    return hasArchives(sqlite) ? await work(shelf) : none
  } finally {
    shelf.close()
    sqlite.close()
  }
}

/** Opens what was restored, begins new chains in it, and takes over what only the database that was there has. */
async function settle(
  kept: string | null,
  options: RestoreOptions,
): Promise<Result<{ readonly takenOver: number; readonly databaseKey: Uint8Array | undefined }>> {
  const opened = await openStore({ ...options, log: () => undefined, ...closedKey(options) })
  if (!opened.ok) return opened
  const { store, db } = opened.value
  const { databaseKey } = db
  try {
    for (const space of store.spaces()) store.beginNewChain(space)
    if (options.takeOver !== true || kept === null) return ok({ takenOver: 0, databaseKey })
    const { added, fault } = salvage(kept, store, { ...options, databaseKey })
    return fault === null ? ok({ takenOver: added, databaseKey }) : { ok: false, fault }
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  } finally {
    store.close()
  }
}

/** The database that was there gets its place again: a restore that fails has changed nothing. */
function putBack(path: string, kept: string | null, isKeyNew: boolean): void {
  removeDatabase(path)
  if (isKeyNew) rmSync(join(dirname(path), DATABASE_KEY_FILE), { force: true })
  if (kept === null) return
  if (existsSync(`${kept}-wal`)) renameSync(`${kept}-wal`, `${path}-wal`)
  renameSync(kept, path)
}

interface BackupKey {
  /** What the copy opens with now, and what the backup was made with. */
  readonly key: Uint8Array | undefined
  readonly of: Uint8Array | undefined
}
const NO_KEY: BackupKey = { key: undefined, of: undefined }

/**
 * What a copied backup opens with: the folder's key, or one of those that lie beside the backup. A folder without a key takes
 * that file; in one that has a key the copy is brought to it.
 */
async function keyOfBackup(path: string, place: string, options: RestoreOptions): Promise<Result<BackupKey>> {
  const { folder, databaseSecret } = options
  if (isPlainDatabase(path)) return ok(NO_KEY)
  const own = await databaseKeys(folder, { ...options, ...closedKey(options) }, databaseSecret)
  if (!own.ok) return own
  const ownKey = own.value?.key
  if (ownKey !== undefined && whyBad(path, false, ownKey) === undefined) return ok({ key: ownKey, of: ownKey })
  // Nobody speaks of a key: it is no database at all, and is told as that.
  if (ownKey === undefined && !hasKeysBeside(place)) return ok(NO_KEY)
  const beside = await keysBeside(place, databaseSecret)
  const found = beside.find(({ key }) => whyBad(path, false, key) === undefined)
  if (found === undefined)
    return refuse(
      'keyLocked',
      `the backup is encrypted, and neither this station's key nor a database*.key in ${place} opens it: give the ` +
        `passphrase or recovery code of its time in ${DATABASE_PASSPHRASE_VARIABLE}, or --database-key-file FILE`,
      { path },
    )
  if (ownKey === undefined) copyFileSync(found.path, join(folder, DATABASE_KEY_FILE))
  else turnDatabase(path, [found.key], ownKey)
  return ok({ key: ownKey ?? found.key, of: found.key })
}

/** On the command line nothing opens a key that the machine keeps; the station's own start does. */
function closedKey({ unprotect }: RestoreOptions): KeyHooks {
  return unprotect === undefined ? { withoutKey: true } : {}
}
