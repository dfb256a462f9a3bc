// `fengsui backup`: of a stopped station and of one that runs; sealed when there is a key, with the attachments' files when
// they are asked for, and proved by restoring it before it is told as done.
import { join } from 'node:path'
import type { TakenArchives } from '../../shared/archive/archive-copies.ts'
import { dropSuperseded } from '../../shared/archive/archive-copies.ts'
import type { Result } from '../../shared/base/fault.ts'
import { faultOf, ok } from '../../shared/base/fault.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import { backUpArchives } from '../store/archive-copies.ts'
import { shelfOf } from '../store/archives.ts'
import type { CopiedFiles } from '../store/backup-copy.ts'
import { backUpFiles, copyInto } from '../store/backup-copy.ts'
import { placeFiles } from '../store/backup-place.ts'
import { sealerOf } from '../store/backup-secret.ts'
import { removeDatabase } from '../store/backups.ts'
import { copyDatabaseKey, databaseKeys } from '../store/database-key.ts'
import type { OpenedStore } from '../store/open-store.ts'
import { proveBackup } from '../store/prove-backup.ts'
import { openFile } from '../store/sqlite-file.ts'
import type { SpacePicture } from '../store/station-store.ts'
import type { RunningStation } from './running-station.ts'

export interface BackupTarget {
  /** The station's data folder. */
  readonly folder: string
  readonly to: string
  readonly secret: Uint8Array | undefined
  readonly withFiles: boolean
  /** What opens an encrypted station's database. */
  readonly databaseSecret?: Uint8Array | undefined
}

export interface WrittenBackup {
  readonly bytes: number
  readonly files: CopiedFiles | null
  readonly archives: TakenArchives
}

/** A backup of a station that is not running. */
export async function backUpStopped({ store, db }: OpenedStore, target: BackupTarget): Promise<Result<WrittenBackup>> {
  const copy = copyPath(target)
  const made = await store.backup(copy)
  return made.ok ? finish(target, copy, made.value.bytes, made.value.pictures, db.databaseKey) : made
}

/** A backup of a running station: it makes the copy and proves it; what is encrypted is proved once more as it lies there. */
export async function backUpRunning(station: RunningStation, target: BackupTarget): Promise<Result<WrittenBackup>> {
  const copy = copyPath(target)
  const keys = await databaseKeys(target.folder, { withoutKey: true }, target.databaseSecret)
  if (!keys.ok) return keys
  const made = await station.call('backup', { path: copy })
  return made.ok ? finish(target, copy, made.value.bytes, undefined, keys.value?.key) : made
}

/** What is to be encrypted never lies open at its place: the copy is made within the station's folder. */
function copyPath({ folder, to, secret }: BackupTarget): string {
  return secret === undefined ? to : join(folder, `backing-up-${process.pid}.db`)
}

async function finish(
  { folder, to, secret, withFiles }: BackupTarget,
  copy: string,
  bytes: number,
  pictures: readonly SpacePicture[] | undefined,
  databaseKey: Uint8Array | undefined,
): Promise<Result<WrittenBackup>> {
  const sealer = secret === undefined ? undefined : sealerOf(secret)
  try {
    if (sealer !== undefined) {
      const sealed = await copyInto(copy, to, sealer)
      if (!sealed.ok) return sealed
    }
    const archives = await archivesBeside(copy, folder, to, sealer, databaseKey)
    const scratch = join(folder, `proving-${process.pid}`)
    const proof = await proveBackup({ backup: to, secret, pictures, scratch, nowMs: Date.now(), databaseKey })
    if (!proof.ok) return proof
    dropSuperseded(placeFiles(join(to, '..')), proof.value.archives.whole)
    // Without it nothing opens the backup of an encrypted station.
    if (databaseKey !== undefined) copyDatabaseKey(folder, join(to, '..'))
    const files = withFiles ? await backUpFiles(folder, join(to, '..'), sealer, databaseKey) : null
    return ok({ bytes, files, archives })
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  } finally {
    if (sealer !== undefined) removeDatabase(copy)
  }
}

/** Takes along the archives the copy names: whether the station runs or not, they are read from its files. */
async function archivesBeside(
  copy: string,
  folder: string,
  to: string,
  sealer: Sealer | undefined,
  databaseKey: Uint8Array | undefined,
): Promise<TakenArchives> {
  const sqlite = openFile(copy, { fileMustExist: true, timeout: 2_000 }, databaseKey)
  const shelf = shelfOf(sqlite, folder)
  try {
    return await backUpArchives(shelf, folder, to, sealer)
  } finally {
    shelf.close()
    sqlite.close()
  }
}
