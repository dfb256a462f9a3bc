import { createHash } from 'node:crypto'
// Backups on their way to another place and back: whole under their name or not there, sealed when there is a key.
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, fault, ok, refuse } from '../../shared/base/fault.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import { isSealed } from '../../shared/base/sealed-file.ts'
import { fileKeyOf, plainBytes, sealedBytes } from './file-seal.ts'

const READ_BYTES = 1024 * 1024
/** Attachments' files in a station's folder, and beside its backups. */
export const FILES_FOLDER = 'files'
const FIRST = /^[0-9a-f]{2}$/
const NAME = /^[0-9a-f]{64}(\.sealed)?$/

/** Copies a file to another place, sealed when there is a sealer. */
export function copyInto(from: string, to: string, sealer: Sealer | undefined): Promise<Result<null>> {
  return orRefused(from, async () => {
    await writeWhole(to, sealer === undefined ? bytesOf(from) : sealer.seal(bytesOf(from)))
    return null
  })
}

/** Copies what a file holds, opened when it is sealed; `fileUnreadable` when it was altered or the key does not fit. */
export function copyOut(from: string, to: string, sealer: Sealer | undefined): Promise<Result<null>> {
  return orRefused(from, async () => {
    await writeWhole(to, await contentOf(from, sealer))
    return null
  })
}

/** Writes a short text. */
export function writeText(to: string, text: string): Promise<Result<null>> {
  return orRefused(to, async () => {
    await writeWhole(to, Readable.from([new TextEncoder().encode(text)]) as AsyncIterable<Uint8Array>)
    return null
  })
}

export interface CopiedFiles {
  readonly copied: number
  readonly alreadyThere: number
  /** Files that are not what their name says, or could not be opened. */
  readonly bad: readonly string[]
}

/** Brings to the backups' folder `place` the attachments' files it lacks of a station's folder. */
export async function backUpFiles(
  folder: string,
  place: string,
  sealer: Sealer | undefined,
  databaseKey?: Uint8Array,
): Promise<CopiedFiles> {
  const known = databaseKey === undefined ? [] : [fileKeyOf(databaseKey)]
  const from = join(folder, FILES_FOLDER)
  const to = join(place, await folderOf(sealer))
  return copyMissing(
    from,
    (path) => join(to, sealer === undefined ? path : `${path}.sealed`),
    async (source, target) =>
      copyHashed(target, plainBytes(source, known), (bytes) =>
        // Beside an encrypted database nothing lies open, secret or not.
        sealer === undefined ? sealedBytes(bytes, known[0]) : sealer.seal(bytes),
      ),
  )
}

/** Keys of databases: the one files are sealed with from now on, and the one of the backup. */
export interface RestoreKeys {
  readonly to?: Uint8Array | undefined
  readonly of?: Uint8Array | undefined
}

/** Brings to a station's folder the attachments' files it lacks of the backups' folder `place`. */
export async function restoreFiles(
  place: string,
  folder: string,
  sealer: Sealer | undefined,
  keys: RestoreKeys = {},
): Promise<CopiedFiles> {
  const [to, of] = [keys.to, keys.of].map((key) => (key === undefined ? undefined : fileKeyOf(key)))
  const known = [to, of].filter((key) => key !== undefined)
  let [copied, alreadyThere, bad] = [0, 0, [] as readonly string[]]
  for (const name of new Set([FILES_FOLDER, await folderOf(sealer)])) {
    const done = await copyMissing(
      join(place, name),
      (path) => join(folder, FILES_FOLDER, path.replace(/\.sealed$/, '')),
      async (source, target) =>
        copyHashed(
          target,
          source.endsWith('.sealed') ? await contentOf(source, sealer) : plainBytes(source, known),
          (bytes) => sealedBytes(bytes, to),
        ),
    )
    copied += done.copied
    alreadyThere += done.alreadyThere
    bad = [...bad, ...done.bad]
  }
  return { copied, alreadyThere, bad }
}

async function copyMissing(
  from: string,
  targetOf: (path: string) => string,
  copy: (source: string, target: string) => Promise<string>,
): Promise<CopiedFiles> {
  let [copied, alreadyThere] = [0, 0]
  const bad: string[] = []
  for (const first of await namesIn(from, FIRST))
    for (const name of await namesIn(join(from, first), NAME)) {
      const path = join(first, name)
      const target = targetOf(path)
      if ((await stat(target).catch(() => undefined)) !== undefined) {
        alreadyThere += 1
        continue
      }
      const found = await orRefused(path, () => copy(join(from, path), target))
      if (found.ok && found.value === name.slice(0, 64)) copied += 1
      else {
        if (!found.ok && found.fault.kind !== 'fileUnreadable') throw new FaultError(found.fault)
        await rm(target, { force: true })
        bad.push(path)
      }
    }
  return { copied, alreadyThere, bad }
}

/** Writes a stream and gives the SHA-256 of what was read. */
async function copyHashed(
  target: string,
  source: AsyncIterable<Uint8Array>,
  turned: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> = (bytes) => bytes,
): Promise<string> {
  const hash = createHash('sha256')
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const part of source) {
      hash.update(part)
      yield part
    }
  }
  await writeWhole(target, turned(hashed()))
  return hash.digest('hex')
}

/** Files of another key lie in another folder, so that one key opens a whole backup. */
async function folderOf(sealer: Sealer | undefined): Promise<string> {
  return sealer === undefined ? FILES_FOLDER : `${FILES_FOLDER}-${await sealer.name()}`
}

async function namesIn(folder: string, shape: RegExp): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => shape.test(name)).toSorted()
}

async function contentOf(from: string, sealer: Sealer | undefined): Promise<AsyncIterable<Uint8Array>> {
  if (!isSealed(await beginningOf(from))) return bytesOf(from)
  if (sealer !== undefined) return sealer.open(bytesOf(from))
  throw new FaultError(fault('fileUnreadable', 'it is encrypted: give its key with --key-file'))
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(8), 0, 8, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Uint8Array>
}

async function writeWhole(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const unfinished = `${path}.part`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    const file = await open(unfinished, 'w', 0o600)
    try {
      for await (const part of source) await file.writeFile(part)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function orRefused<T>(path: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (error) {
    if (error instanceof FaultError) return refuse(error.fault.kind, `${path}: ${error.fault.message}`)
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('diskFull', 'the disk is full', { path })
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
      return refuse('readOnly', `${path} cannot be written`, { path })
    return refuse('fileUnreadable', `${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
