// The journal archives of a server in its backups' place: what a backup lacks is copied, a proof reads every copy its database
// needs, a restore puts back what is not there, and what no backup needs any more goes. The law is
// shared/archive/archive-copies.ts.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type {
  PlaceFiles,
  ProvedArchives,
  RestoredArchives,
  TakenArchives,
} from '../../shared/archive/archive-copies.ts'
import {
  archiveFolder,
  archiveListOf,
  bareName,
  copyBad,
  findCopy,
  takeArchives,
  writeArchiveList,
} from '../../shared/archive/archive-copies.ts'
import { readArchiveState } from '../../shared/archive/archive-file.ts'
import type { ArchiveShelf, ShelfEntry } from '../../shared/archive/archive-shelf.ts'
import { isSealedName } from '../../shared/base/backup-keep.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, fault, ok } from '../../shared/base/fault.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import { ARCHIVE_FOLDER, hasArchives, placeOf, shelfOf } from '../log/archives.ts'
import { openReader } from '../log/database.ts'
import { diskFault } from '../log/disk-fault.ts'
import { verifyArchiveFile } from '../log/new-archive.ts'
import { copyInto, copyOut, needRoom, sizeOf, writeText } from './whole-file.ts'

/** Brings beside the backup `to` what its place lacks of the archives that `database`, its copy, names; and lists them. */
export function backUpArchives(
  database: string,
  data: string,
  to: string,
  sealer: Sealer | undefined,
): Promise<TakenArchives> {
  return onShelf(database, data, async (shelf, entries) => {
    const folder = archiveFolder(await sealer?.name())
    const place = join(dirname(to), folder)
    const taken = await takeArchives(entries, {
      isSealed: sealer !== undefined,
      names: () => placeFiles(dirname(to)).names(folder),
      stateOf(entry) {
        const archive = shelf.open(entry)
        try {
          return readArchiveState(archive)
        } finally {
          archive.close()
        }
      },
      take: (entry, name) =>
        orFault(async () => {
          const from = placeOf(data, entry.path)
          await needRoom(place, (await sizeOf(from)) ?? 0)
          await copyInto(from, join(place, name), sealer)
        }),
      remove: (name) => rm(join(place, name), { force: true }),
    })
    if (entries.length > 0)
      await writeText(archiveListOf(to), writeArchiveList({ folder, ids: entries.map(({ id }) => id) }))
    return taken
  })
}

/** Verifies the copy of every archive that `database`, taken out of a backup in `place`, names. A refusal says which is bad. */
export function proveArchives(
  database: string,
  place: string,
  sealer: Sealer | undefined,
  scratch: string,
): Promise<Result<ProvedArchives>> {
  return onShelf(database, scratch, async (_shelf, entries) => {
    const [whole, lacks]: [string[], string[]] = [[], []]
    for (const entry of entries) {
      const copy = await copyOf(place, entry.id, sealer)
      if (copy === undefined) lacks.push(entry.path)
      else {
        const held = await verifyCopy(join(place, copy), entry, sealer, scratch)
        if (!held.ok) return held
        whole.push(copy)
      }
    }
    return ok({ whole, lacks })
  })
}

async function verifyCopy(
  path: string,
  { id, changes }: ShelfEntry,
  sealer: Sealer | undefined,
  scratch: string,
): Promise<Result<null>> {
  const opened = isSealedName(path) ? join(scratch, 'one.fsarchive') : path
  if (opened !== path) {
    await needRoom(scratch, (await sizeOf(path)) ?? 0)
    const taken = await copyOut(path, opened, sealer)
    if (!taken.ok) return { ok: false, fault: copyBad(path, taken.fault.message) }
  }
  const verified = verifyArchiveFile(opened)
  if (opened !== path) await rm(opened, { force: true })
  if (!verified.ok) return { ok: false, fault: copyBad(path, verified.fault.message) }
  const isIt = verified.value.id === id && verified.value.changes === changes
  return isIt ? ok(null) : { ok: false, fault: copyBad(path, 'it is another archive') }
}

/** Puts the archives `database` names, and that are not where it looks, into the folder's archives. */
export function restoreArchives(
  database: string,
  place: string,
  data: string,
  sealer: Sealer | undefined,
): Promise<RestoredArchives> {
  return onShelf(database, data, async (shelf) => {
    const [restored, bad]: [string[], string[]] = [[], []]
    for (const { id, path } of shelf.away()) {
      const copy = await copyOf(place, id, sealer)
      const target = join(data, ARCHIVE_FOLDER, bareName(path))
      // Whatever lies there under its name is somebody's: it is told as missing.
      if (copy === undefined || existsSync(target)) continue
      await needRoom(data, (await sizeOf(join(place, copy))) ?? 0)
      const taken = await copyOut(join(place, copy), target, sealer)
      if (!taken.ok && taken.fault.kind !== 'fileUnreadable') throw new FaultError(taken.fault)
      const verified = taken.ok ? verifyArchiveFile(target) : taken
      if (verified.ok && verified.value.id === id) restored.push(target)
      else {
        await rm(target, { force: true })
        bad.push(join(place, copy))
      }
    }
    return { restored, bad }
  })
}

/** The files of a backup place. */
export function placeFiles(place: string): PlaceFiles {
  return {
    names(folder) {
      const path = join(place, folder)
      return existsSync(path) ? readdirSync(path) : []
    },
    text: (path) => readFileSync(join(place, path), 'utf8'),
    remove: (path) => rmSync(join(place, path), { force: true }),
  }
}

async function onShelf<T>(
  database: string,
  data: string,
  work: (shelf: ArchiveShelf, entries: readonly ShelfEntry[]) => Promise<T>,
): Promise<T> {
  const reader = openReader(database)
  const shelf = shelfOf(reader, data)
  try {
    return await work(shelf, hasArchives(reader) ? shelf.entries() : [])
  } finally {
    shelf.close()
    reader.close()
  }
}

async function copyOf(place: string, id: string, sealer: Sealer | undefined): Promise<string | undefined> {
  return findCopy(placeFiles(place), id, await sealer?.name())
}

async function orFault(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const why = diskFault(error)
    if (why.kind !== 'internal') throw new FaultError(why)
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new FaultError(fault('fileUnreadable', error.message))
  }
}
