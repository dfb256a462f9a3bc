// Puts a backup in the place of a stopped server's data. What is there is kept beside it; the backup is whole on disk and
// checked before anything is moved; the server goes on with a new epoch, so that stations bring back everything since.
//
//   DATA/restoring/ (the gateways' book too): opened, checked, new epoch ─▶ old database, mark, key to DATA/before-restore-TIME/ ─▶ in its place
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RestoredArchives } from '../../shared/archive/archive-copies.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import { shelfOf } from '../log/archives.ts'
import { DATABASE_FILE, KEY_FILE, MARK_FILE } from '../log/database-check.ts'
import { openReader } from '../log/database.ts'
import { diskFault } from '../log/disk-fault.ts'
import { lockFolder } from '../log/folder-lock.ts'
import { GATEWAY_FILE, isGatewayBook } from '../log/gateway-book.ts'
import type { SpacePicture } from '../log/sqlite-backup.ts'
import { whyCopyBad } from '../log/sqlite-backup.ts'
import { openSqliteLog } from '../log/sqlite-log.ts'
import { restoreArchives } from './archive-copies.ts'
import type { CopiedFiles } from './copied-files.ts'
import { FILES_FOLDER, restoreFiles } from './copied-files.ts'
import { gatewaysOf } from './make-backup.ts'
import { picturesOf } from './prove.ts'
import { sealerOf } from './secret.ts'
import { copyOut, needRoom, sizeOf } from './whole-file.ts'

/** What belongs to the database that is there. */
const OLD = [MARK_FILE, 'snapshots', `${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`, DATABASE_FILE, KEY_FILE]

const GATEWAYS = [`${GATEWAY_FILE}-wal`, `${GATEWAY_FILE}-shm`, GATEWAY_FILE]

export interface RestoredServer {
  /** Where the data that were there are now; null when the folder was empty. */
  readonly kept: string | null
  readonly epoch: string
  readonly pictures: readonly SpacePicture[]
  readonly files: CopiedFiles
  /** Journal archives that were not there and lay beside the backup. */
  readonly archives: RestoredArchives
  /** Journal archives the database names that are not there: until they are, stations cannot fetch what lies in them. */
  readonly archivesAway: readonly string[]
}

/** Refused while a server runs on the folder and when the backup is not good; then nothing was changed. */
export async function restoreServer(
  folder: string,
  backup: string,
  secret: Uint8Array | undefined,
  nowMs: number,
): Promise<Result<RestoredServer>> {
  const bytes = await sizeOf(backup)
  if (bytes === undefined) return refuse('notFound', `no file ${backup}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const lock = lockFolder(folder)
    if (!lock.ok) return lock
    const work = join(folder, 'restoring')
    try {
      await rm(work, { recursive: true, force: true })
      await needRoom(work, bytes)
      const sealer = secret === undefined ? undefined : sealerOf(secret)
      const taken = await copyOut(backup, join(work, DATABASE_FILE), sealer)
      if (!taken.ok) return taken
      const begun = await beginAnew(work, backup, nowMs)
      if (!begun.ok) return begun
      const gateways = await takeGateways(work, gatewaysOf(backup), sealer)
      if (!gateways.ok) return gateways
      const files = await restoreFiles(dirname(backup), join(folder, FILES_FOLDER), sealer)
      const archives = await restoreArchives(join(work, DATABASE_FILE), dirname(backup), folder, sealer)
      const kept = moveAside(folder, nowMs, gateways.value)
      // The mark last, because it vouches for the database.
      const book = gateways.value ? [GATEWAY_FILE] : []
      for (const name of [...book, KEY_FILE, DATABASE_FILE, MARK_FILE]) renameSync(join(work, name), join(folder, name))
      return ok({ kept, files, archives, ...begun.value, archivesAway: archivesOf(folder) })
    } finally {
      rmSync(work, { recursive: true, force: true })
      lock.value.release()
    }
  } catch (error) {
    const why = diskFault(error)
    if (why.kind === 'internal') throw error
    return { ok: false, fault: why }
  }
}

function archivesOf(folder: string): readonly string[] {
  const reader = openReader(join(folder, DATABASE_FILE))
  try {
    return shelfOf(reader, folder)
      .away()
      .map(({ path }) => path)
  } finally {
    reader.close()
  }
}

/** The gateways' book beside the backup, if there is one; backups of older programs have none. */
async function takeGateways(work: string, backup: string, sealer: Sealer | undefined): Promise<Result<boolean>> {
  if ((await sizeOf(backup)) === undefined) return ok(false)
  const taken = await copyOut(backup, join(work, GATEWAY_FILE), sealer)
  if (!taken.ok) return taken
  return isGatewayBook(join(work, GATEWAY_FILE))
    ? ok(true)
    : refuse('fileUnreadable', `${backup}: this is no book of gateways, or it is damaged`)
}

/** Checks the copy and opens it as a server does: without a mark beside it, it counts as restored and gets a new epoch. */
async function beginAnew(
  work: string,
  backup: string,
  nowMs: number,
): Promise<Result<Pick<RestoredServer, 'epoch' | 'pictures'>>> {
  const bad = whyCopyBad(join(work, DATABASE_FILE))
  if (bad !== undefined) return refuse('fileUnreadable', `${backup}: ${bad}`)
  const opened = openSqliteLog(work, nowMs)
  if (!opened.ok) return opened
  const log = opened.value
  try {
    const pictures = await picturesOf(log)
    return pictures.ok ? ok({ epoch: log.epoch, pictures: pictures.value }) : pictures
  } finally {
    await log.close()
  }
}

/** Keeps the data that are there; the database goes last, so that a half-done move is noticed at the next start. */
function moveAside(folder: string, nowMs: number, withGateways: boolean): string | null {
  const names = withGateways ? [...GATEWAYS, ...OLD] : OLD
  const there = names.filter((name) => existsSync(join(folder, name)))
  if (there.length === 0) return null
  const kept = join(folder, `before-restore-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`)
  mkdirSync(kept, { recursive: true, mode: 0o700 })
  for (const name of there) renameSync(join(folder, name), join(kept, name))
  return kept
}
