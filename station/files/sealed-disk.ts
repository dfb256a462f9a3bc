// The disk under the files of an encrypted station: what it writes is sealed, what lies there plain is still read. Packs on their
// way in and out are left plain: they are made to be carried away.
import { createHash } from 'node:crypto'
import type { FileDisk } from '../../shared/sync/content-store.ts'
import type { FileKey } from '../store/file-seal.ts'
import { SEAL_HEAD_BYTES, newHead, nonceOf, turnBytes } from '../store/file-seal.ts'
import { folderDisk } from './folder-disk.ts'

const PACKS = 'packs/'
const HASH_BYTES = 1024 * 1024
const NONCE_AT = 16
const MOST_KNOWN = 1_000

/** The disk below `folder`, sealed with `key`. */
export function sealedDisk(folder: string, key: FileKey): FileDisk {
  const raw = folderDisk(folder)
  /** Nonces of sealed files that were looked at: a file keeps its own as long as it lies under its name. */
  const known = new Map<string, Uint8Array>()
  const know = (path: string, nonce: Uint8Array | undefined): Uint8Array | undefined => {
    if (nonce === undefined) return undefined
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(path, nonce)
    return nonce
  }
  /** The nonce a file was sealed with; undefined: it is plain; null: there is none. */
  const nonceAt = async (path: string): Promise<Uint8Array | undefined | null> => {
    const seen = known.get(path)
    if (seen !== undefined) return seen
    if ((await raw.size(path)) === undefined) return null
    return know(path, nonceOf(await raw.read(path, 0, SEAL_HEAD_BYTES), key))
  }
  const size = async (path: string): Promise<number | undefined> => {
    const bytes = await raw.size(path)
    if (bytes === undefined || path.startsWith(PACKS)) return bytes
    return (await nonceAt(path)) === undefined ? bytes : bytes - SEAL_HEAD_BYTES
  }
  const read = async (path: string, offset: number, length: number): Promise<Uint8Array> => {
    if (path.startsWith(PACKS)) return raw.read(path, offset, length)
    let nonce = await nonceAt(path)
    if (nonce === undefined || nonce === null) {
      const bytes = await raw.read(path, offset, length)
      // It may have been sealed meanwhile (turnFiles): what was read is then no part of the file.
      nonce = await nonceAt(path)
      if (nonce === undefined || nonce === null) return bytes
    }
    return turnBytes(key, nonce, offset, await raw.read(path, SEAL_HEAD_BYTES + offset, length))
  }
  return {
    ...raw,
    size,
    read,
    async write(path, at, bytes) {
      if (path.startsWith(PACKS)) return raw.write(path, at, bytes)
      let nonce = await nonceAt(path)
      if (nonce === null) {
        const head = newHead(key)
        await raw.write(path, 0, head)
        nonce = know(path, head.subarray(NONCE_AT))
      }
      // Begun before the station was encrypted: it goes on as it is, and is sealed when it is whole.
      if (nonce === undefined) return raw.write(path, at, bytes)
      return raw.write(path, SEAL_HEAD_BYTES + at, turnBytes(key, nonce, at, bytes))
    },
    async settle(from, to) {
      for (const path of [from, to]) known.delete(path)
      await raw.settle(from, to)
    },
    async remove(path) {
      known.delete(path)
      await raw.remove(path)
    },
    async hash(path) {
      const hash = createHash('sha256')
      for (let offset = 0; ;) {
        const part = await read(path, offset, HASH_BYTES)
        if (part.length === 0) return hash.digest('hex')
        hash.update(part)
        offset += part.length
      }
    },
  }
}
