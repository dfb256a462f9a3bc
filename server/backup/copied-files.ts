// The attachments' files in a backup: each is named by its SHA-256, so one that is there is never copied again, and one that
// does not hash to its name is not taken. Transfers that are not whole, and damaged files, stay behind. Encrypted ones lie in
// a folder of their key: after a change of the key they are all copied again, so that one key opens a whole backup.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isSealedName } from '../../shared/base/backup-keep.ts'
import { FaultError } from '../../shared/base/fault.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import { copyInto, copyOut, hashOf, needRoom, sizeOf } from './whole-file.ts'

const SPACE = /^[0-9a-f]{24}$/
const FIRST = /^[0-9a-f]{2}$/
const NAME = /^[0-9a-f]{64}(\.sealed)?$/

export interface CopiedFiles {
  readonly copied: number
  readonly alreadyThere: number
  /** Files that are not what their name says, or could not be opened. */
  readonly bad: readonly string[]
}

/** Attachments' files lie in this folder of a server's data, and beside the databases of its backups. */
export const FILES_FOLDER = 'files'

/** Brings to the backups' folder `place` what it lacks of `from`. */
export async function backUpFiles(
  from: string,
  place: string,
  sealer: Sealer | undefined,
  isStopped: () => boolean = () => false,
): Promise<CopiedFiles> {
  const to = join(place, await folderOf(sealer))
  let [copied, alreadyThere] = [0, 0]
  const bad: string[] = []
  for await (const [path, name] of wholeFiles(from)) {
    if (isStopped()) break
    const target = join(to, sealer === undefined ? path : `${path}.sealed`)
    if ((await sizeOf(target)) !== undefined) {
      alreadyThere += 1
      continue
    }
    await needRoom(to, (await sizeOf(join(from, path))) ?? 0)
    if ((await copyInto(join(from, path), target, sealer)) === name) copied += 1
    else {
      bad.push(path)
      await rm(target, { force: true })
    }
  }
  return { copied, alreadyThere, bad }
}

/** Brings to the server's folder `to` what it lacks of the backups' folder `place`. */
export async function restoreFiles(place: string, to: string, sealer: Sealer | undefined): Promise<CopiedFiles> {
  let [copied, alreadyThere] = [0, 0]
  const bad: string[] = []
  for (const folder of await foldersIn(place, sealer))
    for await (const [path, name] of wholeFiles(folder)) {
      const target = join(to, isSealedName(path) ? path.slice(0, -'.sealed'.length) : path)
      if ((await sizeOf(target)) !== undefined) {
        alreadyThere += 1
        continue
      }
      const done = await copyOut(join(folder, path), target, sealer)
      if (done.ok && done.value.sha256 === name) {
        copied += 1
        continue
      }
      if (!done.ok && done.fault.kind !== 'fileUnreadable') throw new FaultError(done.fault)
      await rm(target, { force: true })
      bad.push(path)
    }
  return { copied, alreadyThere, bad }
}

/** Reads every file of a backups' folder and compares it with its name. */
export async function checkFiles(place: string, sealer: Sealer | undefined): Promise<Omit<CopiedFiles, 'copied'>> {
  let alreadyThere = 0
  const bad: string[] = []
  for (const folder of await foldersIn(place, sealer))
    for await (const [path, name] of wholeFiles(folder)) {
      const found = await hashOf(join(folder, path), sealer)
      if (found.ok && found.value === name) alreadyThere += 1
      else bad.push(path)
    }
  return { alreadyThere, bad }
}

async function foldersIn(place: string, sealer: Sealer | undefined): Promise<readonly string[]> {
  const names = new Set([FILES_FOLDER, await folderOf(sealer)])
  return [...names].map((name) => join(place, name))
}

async function folderOf(sealer: Sealer | undefined): Promise<string> {
  return sealer === undefined ? FILES_FOLDER : `${FILES_FOLDER}-${await sealer.name()}`
}

/** Whole files below a folder, in the shape of shared/sync/content-store.ts, each with the SHA-256 it claims. */
async function* wholeFiles(folder: string): AsyncGenerator<readonly [path: string, sha256: string]> {
  for (const space of await namesIn(folder, SPACE))
    for (const first of await namesIn(join(folder, space), FIRST))
      for (const name of await namesIn(join(folder, space, first), NAME))
        yield [join(space, first, name), name.slice(0, 64)]
}

async function namesIn(folder: string, shape: RegExp): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => shape.test(name)).toSorted()
}
