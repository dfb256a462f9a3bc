// One backup of a server: its database out of one moment, encrypted when there is a key, and the attachments' files beside
// it. Works beside a running server and on a stopped one's folder.
//
//   server.db ── copy of one moment ──▶ DATA/backing-up/ ── sealed or not ──▶ PLACE/server-TIME.db[.sealed]
//   gateways.sqlite ── likewise ───────────────────────────────────────────▶ PLACE/server-TIME.db[.sealed].gateways
//   archives of its journal ── those that are not there yet, in their present state ─▶ PLACE/archives/
//   files/    ── those that are not there yet ──────────────────────────────▶ PLACE/files/
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TakenArchives } from '../../shared/archive/archive-copies.ts'
import { archiveListOf, dropStrayLists, dropUnneeded } from '../../shared/archive/archive-copies.ts'
import type { KeepRule } from '../../shared/base/backup-keep.ts'
import { backupTime, toKeep } from '../../shared/base/backup-keep.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import { DATABASE_FILE } from '../log/database-check.ts'
import { diskFault } from '../log/disk-fault.ts'
import { GATEWAY_FILE, copyGatewayBook } from '../log/gateway-book.ts'
import type { SpacePicture } from '../log/sqlite-backup.ts'
import { copyDatabase } from '../log/sqlite-backup.ts'
import { backUpArchives, placeFiles } from './archive-copies.ts'
import type { CopiedFiles } from './copied-files.ts'
import { FILES_FOLDER, backUpFiles } from './copied-files.ts'
import { copyInto, needRoom, sizeOf } from './whole-file.ts'

/** Scheduled backups go here when no other place was named. */
export const BACKUP_FOLDER = 'backups'
const PROGRAM = 'server'

export interface MadeBackup {
  readonly path: string
  readonly bytes: number
  /** SHA-256 of the database in it, before it was encrypted. */
  readonly sha256: string
  /** The pictures of all spaces at the moment of the backup. */
  readonly pictures: readonly SpacePicture[]
  readonly files: CopiedFiles
  /** The journal archives its database names; what lies in those it lacks is not in the backup. */
  readonly archives: TakenArchives
}

/** Copies a database that is no file into a new SQLite database in `folder`, and gives its pictures. */
export type CopyOut = (folder: string) => Promise<Result<readonly SpacePicture[]>>

export interface BackupJob {
  /** The server's data folder. */
  readonly data: string
  readonly to: string
  readonly sealer: Sealer | undefined
  readonly isStopped?: () => boolean
  /** Of a server on PostgreSQL: copies what its database is at this moment into a SQLite one in a folder. */
  readonly copyOut?: CopyOut | undefined
}

/** Beside a backup: settings, keys and queues of the gateways, out of nearly the same moment. */
export function gatewaysOf(backup: string): string {
  return `${backup}.gateways`
}

/** Makes a backup. The file has its name only when it is whole. */
export async function makeBackup({ data, to, sealer, isStopped, copyOut }: BackupJob): Promise<Result<MadeBackup>> {
  const database = join(data, DATABASE_FILE)
  if (copyOut === undefined && !existsSync(database))
    return refuse('notFound', `no server has run on ${data} yet`, { folder: data })
  const work = join(data, 'backing-up')
  try {
    const bytes = ((await sizeOf(database)) ?? 0) + ((await sizeOf(`${database}-wal`)) ?? 0)
    await rm(work, { recursive: true, force: true })
    await mkdir(work, { recursive: true, mode: 0o700 })
    await needRoom(work, bytes)
    await needRoom(dirname(to), bytes)
    const copy = join(work, DATABASE_FILE)
    const copied = copyOut === undefined ? await picturesOfCopy(database, copy, isStopped) : await copyOut(work)
    if (!copied.ok) return copied
    // First, and with their list: nothing a backup names goes as long as it is there.
    const archives = await backUpArchives(copy, data, to, sealer)
    const sha256 = await copyInto(copy, to, sealer)
    const book = join(data, GATEWAY_FILE)
    if (existsSync(book)) {
      await copyGatewayBook(book, join(work, GATEWAY_FILE))
      await copyInto(join(work, GATEWAY_FILE), gatewaysOf(to), sealer)
    }
    const files = await backUpFiles(join(data, FILES_FOLDER), dirname(to), sealer, isStopped)
    return ok({ path: to, bytes: (await sizeOf(to)) ?? 0, sha256, pictures: copied.value, files, archives })
  } catch (error) {
    const why = diskFault(error)
    if (why.kind === 'internal') throw error
    return { ok: false, fault: why }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function picturesOfCopy(
  database: string,
  copy: string,
  isStopped: (() => boolean) | undefined,
): Promise<Result<readonly SpacePicture[]>> {
  const copied = await copyDatabase(database, copy, isStopped)
  return copied.ok ? ok(copied.value.pictures) : copied
}

/** Scheduled backups in a folder, newest first. */
export function listBackups(folder: string): readonly { readonly path: string; readonly madeMs: number }[] {
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names
    .flatMap((name) => {
      const madeMs = backupTime(PROGRAM, name)
      return madeMs === undefined ? [] : [{ path: join(folder, name), madeMs }]
    })
    .toSorted((a, b) => b.madeMs - a.madeMs)
}

/** Removes what attempts that were cut off have left in a folder; call when none is being made. */
export function dropUnfinished(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    if (name.startsWith(`${PROGRAM}-`) && name.endsWith('.part')) rmSync(join(folder, name), { force: true })
  dropStrayLists(placeFiles(folder))
}

/**
 * Removes the backups the rule does not keep, and the archives no other names. Attachments' files stay, because other backups
 * need them.
 */
export function dropOld(folder: string, rule: KeepRule, spared: string): number {
  const all = listBackups(folder)
  const kept = toKeep(
    all.map(({ madeMs }) => madeMs),
    rule,
  )
  const old = all.filter(({ path, madeMs }) => path !== spared && !kept.has(madeMs))
  for (const { path } of old)
    for (const one of [path, gatewaysOf(path), archiveListOf(path)]) rmSync(one, { force: true })
  dropUnneeded(placeFiles(folder))
  return old.length
}
