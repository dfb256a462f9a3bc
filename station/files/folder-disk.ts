// The disk under a station's files (FileDisk of shared/sync/content-store.ts), on plain Node.
// Files are their owner's alone and never executable; what the disk refuses comes out as a FaultError.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FaultError, fault } from '../../shared/base/fault.ts'
import type { FileDisk } from '../../shared/sync/content-store.ts'

/** The disk below `folder`; the folder is made when the first file comes. */
export function folderDisk(folder: string): FileDisk {
  const at = (path: string): string => join(folder, path)
  return {
    async size(path) {
      try {
        const found = await stat(at(path))
        return found.isFile() ? found.size : undefined
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw diskFault(error)
      }
    },
    write: (path, offset, bytes) =>
      orFault(async () => {
        await mkdir(dirname(at(path)), { recursive: true, mode: 0o700 })
        const file = await openToWrite(at(path))
        try {
          for (let done = 0; done < bytes.length;) {
            const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done)
            done += bytesWritten
          }
        } finally {
          await file.close()
        }
      }),
    read: (path, offset, length) =>
      orFault(async () => {
        const file = await open(at(path), 'r')
        try {
          const bytes = new Uint8Array(length)
          let done = 0
          while (done < length) {
            const { bytesRead } = await file.read(bytes, done, length - done, offset + done)
            if (bytesRead === 0) break
            done += bytesRead
          }
          return bytes.subarray(0, done)
        } finally {
          await file.close()
        }
      }),
    hash: (path) =>
      orFault(async () => {
        const hash = createHash('sha256')
        for await (const chunk of createReadStream(at(path)) as AsyncIterable<Uint8Array>) hash.update(chunk)
        return hash.digest('hex')
      }),
    settle: (from, to) =>
      orFault(async () => {
        await mkdir(dirname(at(to)), { recursive: true, mode: 0o700 })
        await flush(at(from))
        await rename(at(from), at(to))
        await flushFolder(dirname(at(to)))
      }),
    remove: (path) => orFault(() => rm(at(path), { force: true })),
    async list(path) {
      try {
        return (await readdir(at(path), { withFileTypes: true })).filter((one) => one.isFile()).map(({ name }) => name)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return []
        throw diskFault(error)
      }
    },
    freeBytes: () =>
      orFault(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const { bavail, bsize } = await statfs(folder)
        return bavail * bsize
      }),
  }
}

/** Removes files of a folder nobody has written to since `beforeMs`: transfers that were given up. */
export async function removeOld(folder: string, beforeMs: number): Promise<number> {
  let removed = 0
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || !found.isFile() || found.mtimeMs >= beforeMs) continue
    await rm(path, { force: true })
    removed += 1
  }
  return removed
}

async function openToWrite(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  try {
    return await open(path, 'r+')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return open(path, 'w', 0o600)
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new name is only safe once its folder is on disk; Windows has no such call and needs none. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Runs `work`; what the disk refuses comes out as a FaultError. */
export async function orFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw diskFault(error)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** The fault a refusal of the disk stands for; anything else is a bug and stays what it was. */
function diskFault(error: unknown): unknown {
  const code = codeOf(error)
  const detail = { code }
  if (code === 'ENOSPC' || code === 'EDQUOT') return new FaultError(fault('diskFull', 'the disk is full', detail))
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return new FaultError(fault('readOnly', 'the folder cannot be written', detail))
  if (/^E[A-Z]+$/.test(code)) return new FaultError(fault('fileUnreadable', `the disk refuses: ${code}`, detail))
  return error
}
