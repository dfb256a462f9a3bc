// The journal archives of a station in a place of its backups: what a backup lacks is copied, a proof reads every copy its
// database needs, a restore puts back what is not there. The law is shared/archive/archive-copies.ts; those of an encrypted
// station are encrypted already, with keys their database keeps.
import { existsSync, rmSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { ProvedArchives, RestoredArchives, TakenArchives } from '../../shared/archive/archive-copies.ts'
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
import { FaultError, ok } from '../../shared/base/fault.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import { verifyArchiveFile } from './archive-journal.ts'
import { ARCHIVE_FOLDER, placeOf } from './archives.ts'
import { copyInto, copyOut, writeText } from './backup-copy.ts'
import { placeFiles } from './backup-place.ts'
import { needBytes } from './backups.ts'

/** Brings beside the backup `to` of a station's folder what its place lacks of the archives on the shelf, and lists them. */
export async function backUpArchives(
  shelf: ArchiveShelf,
  folder: string,
  to: string,
  sealer: Sealer | undefined,
): Promise<TakenArchives> {
  const entries = shelf.entries()
  const place = dirname(to)
  // A copy on its way elsewhere is made in the folder itself, where the archives are.
  if (entries.length === 0 || resolve(place) === resolve(folder)) return { copied: 0, alreadyThere: 0, lacks: [] }
  const inside = archiveFolder(await sealer?.name())
  const taken = await takeArchives(entries, {
    isSealed: sealer !== undefined,
    names: () => placeFiles(place).names(inside),
    stateOf(entry) {
      const archive = shelf.open(entry)
      try {
        return readArchiveState(archive)
      } finally {
        archive.close()
      }
    },
    async take(entry, name) {
      const from = placeOf(folder, entry.path)
      needRoom(place, from)
      done(await copyInto(from, join(place, inside, name), sealer))
    },
    remove: (name) => rm(join(place, inside, name), { force: true }),
  })
  done(await writeText(archiveListOf(to), writeArchiveList({ folder: inside, ids: entries.map(({ id }) => id) })))
  return taken
}

/** Verifies the copy in `place` of every archive on the shelf of a database that was restored. A refusal says which is bad. */
export async function proveArchives(
  shelf: ArchiveShelf,
  place: string,
  sealer: Sealer | undefined,
  scratch: string,
): Promise<Result<ProvedArchives>> {
  const [whole, lacks]: [string[], string[]] = [[], []]
  const keyName = await sealer?.name()
  for (const entry of shelf.entries()) {
    const copy = findCopy(placeFiles(place), entry.id, keyName)
    if (copy === undefined) lacks.push(entry.path)
    else {
      const held = await verifyCopy(join(place, copy), entry, sealer, scratch)
      if (!held.ok) return held
      whole.push(copy)
    }
  }
  return ok({ whole, lacks })
}

async function verifyCopy(
  path: string,
  entry: ShelfEntry,
  sealer: Sealer | undefined,
  scratch: string,
): Promise<Result<null>> {
  const opened = isSealedName(path) ? join(scratch, 'one.fsarchive') : path
  if (opened !== path) {
    needRoom(scratch, path)
    const taken = await copyOut(path, opened, sealer)
    if (!taken.ok) return { ok: false, fault: copyBad(path, taken.fault.message) }
  }
  const why = whyNot(opened, entry)
  if (opened !== path) await rm(opened, { force: true })
  return why === null ? ok(null) : { ok: false, fault: copyBad(path, why) }
}

function whyNot(path: string, { id, key, changes }: ShelfEntry): string | null {
  const verified = verifyArchiveFile(path, key)
  if (!verified.ok) return verified.fault.message
  return verified.value.id === id && verified.value.changes === changes ? null : 'it is another archive'
}

/** Puts the archives of a shelf that are not where it looks into the folder's archives, from beside a backup in `place`. */
export async function restoreArchives(
  shelf: ArchiveShelf,
  place: string,
  folder: string,
  sealer: Sealer | undefined,
): Promise<RestoredArchives> {
  const [restored, bad]: [string[], string[]] = [[], []]
  const keyName = await sealer?.name()
  for (const entry of shelf.away()) {
    const copy = findCopy(placeFiles(place), entry.id, keyName)
    const target = join(folder, ARCHIVE_FOLDER, bareName(entry.path))
    // Whatever lies there under its name is somebody's: it is told as missing.
    if (copy === undefined || existsSync(target)) continue
    needRoom(folder, join(place, copy))
    const taken = await copyOut(join(place, copy), target, sealer)
    if (!taken.ok && taken.fault.kind !== 'fileUnreadable') throw new FaultError(taken.fault)
    if (taken.ok && whyNot(target, entry) === null) restored.push(target)
    else {
      rmSync(target, { force: true })
      bad.push(join(place, copy))
    }
  }
  return { restored, bad }
}

function needRoom(folder: string, path: string): void {
  needBytes(folder, statSync(path, { throwIfNoEntry: false })?.size ?? 0)
}

function done(result: Result<null>): void {
  if (!result.ok) throw new FaultError(result.fault)
}
