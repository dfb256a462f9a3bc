// Files that are either whole under their name or not there: written beside it, flushed, and renamed.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, fault, ok, refuse } from '../../shared/base/fault.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import { isSealed } from '../../shared/base/sealed-file.ts'
import { diskFault } from '../log/disk-fault.ts'

const READ_BYTES = 1024 * 1024
/** Left free where backups are written: a backup must not be what fills the disk of the journal. */
const RESERVE_BYTES = 512 * 1024 * 1024

/** Copies `from` to `to`, sealed when there is a sealer. Gives the SHA-256 of what was read. */
export async function copyInto(from: string, to: string, sealer: Sealer | undefined): Promise<string> {
  const hash = createHash('sha256')
  const source = hashed(bytesOf(from), hash)
  await writeWhole(to, sealer === undefined ? source : sealer.seal(source))
  return hash.digest('hex')
}

/**
 * Copies what `from` holds to `to`, opened when it is sealed. Refused with `fileUnreadable` when it was altered or the key
 * does not fit; then nothing is at `to`.
 */
export function copyOut(
  from: string,
  to: string,
  sealer: Sealer | undefined,
): Promise<Result<{ readonly sha256: string }>> {
  return orRefused(from, async () => {
    const hash = createHash('sha256')
    await writeWhole(to, hashed(await contentOf(from, sealer), hash))
    return { sha256: hash.digest('hex') }
  })
}

/** SHA-256 of what a file holds, opened when it is sealed. */
export function hashOf(from: string, sealer: Sealer | undefined): Promise<Result<string>> {
  return orRefused(from, async () => {
    const hash = createHash('sha256')
    for await (const part of await contentOf(from, sealer)) hash.update(part)
    return hash.digest('hex')
  })
}

async function contentOf(from: string, sealer: Sealer | undefined): Promise<AsyncIterable<Uint8Array>> {
  if (!isSealed(await beginningOf(from))) return bytesOf(from)
  if (sealer !== undefined) return sealer.open(bytesOf(from))
  throw new FaultError(fault('fileUnreadable', 'it is encrypted: give its key with --key-file'))
}

async function orRefused<T>(path: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (error) {
    const why = diskFault(error)
    if (why.kind === 'fileUnreadable') return refuse('fileUnreadable', `${path}: ${why.message}`)
    if (why.kind !== 'internal') return { ok: false, fault: why }
    return refuse('fileUnreadable', `${path}: ${why.message}`)
  }
}

/** Throws a `diskFull` fault when so many bytes more would leave too little on the disk below `folder`. */
export async function needRoom(folder: string, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free < bytes + RESERVE_BYTES)
    throw new FaultError(
      fault(
        'diskFull',
        `${folder}: ${mb(free)} MB are free, the backup needs ${mb(bytes)} and ${mb(RESERVE_BYTES)} MB more must stay`,
      ),
    )
}

/** Bytes of a file; undefined when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true ? found.size : undefined
}

function mb(bytes: number): number {
  return Math.ceil(bytes / 1_048_576)
}

/** Writes a short text. */
export function writeText(path: string, text: string): Promise<void> {
  return writeWhole(path, Readable.from([new TextEncoder().encode(text)]) as AsyncIterable<Uint8Array>)
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
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function flushFolder(path: string): Promise<void> {
  // Windows has no such call and needs none.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Uint8Array>
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

async function* hashed(
  source: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const part of source) {
    hash.update(part)
    yield part
  }
}
