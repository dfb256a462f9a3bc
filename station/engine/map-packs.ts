// Base map packs of the officer's own (PMTiles, MBTiles): copied into the station's folder, checked, and only then kept. A
// file that is refused leaves nothing behind. The copy is what is read afterwards; the original may go.
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { copyFile, mkdir, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { MbtilesFile, leaveWriteAhead } from '../store/mbtiles-file.ts'
import type { PackFile } from '../store/pack-file.ts'
import { refuseDamaged, refusePack } from '../store/pack-file.ts'
import { PmtilesFile } from './pmtiles-file.ts'

export type PackForm = 'pmtiles' | 'mbtiles'
/** Packs larger than this are more than a seat needs; a province in full detail is a tenth of it. */
const MAX_PACK_BYTES = 64 * 1024 ** 3
/** Left free on the disk for the journal, whatever is added. */
const SPARE_BYTES = 1024 ** 3

export interface KeptPack {
  readonly form: PackForm
  readonly bytes: number
  readonly facts: PackFile['facts']
}

export class MapPacks {
  readonly #folder: string
  readonly #open = new Map<string, PackFile>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Takes a pack in under `key`, from a path on this machine or from bytes. */
  async add(key: string, from: { readonly path: string } | { readonly bytes: Uint8Array }): Promise<Result<KeptPack>> {
    const unfinished = join(this.#folder, `${fileName(key)}.part`)
    try {
      await mkdir(this.#folder, { recursive: true })
      const size = 'path' in from ? sourceBytes(from.path) : ok(from.bytes.length)
      if (!size.ok) return size
      const room = await this.#room(size.value)
      if (!room.ok) return room
      if ('path' in from) await copyFile(from.path, unfinished)
      else await writeFile(unfinished, from.bytes)
      const form = formOf(unfinished)
      if (form === undefined) return refusePack('notAPack', 'it is neither a PMTiles nor an MBTiles pack')
      if (form === 'mbtiles') leaveWriteAhead(unfinished)
      const checked = openPack(form, unfinished)
      if (!checked.ok) return checked
      const { facts } = checked.value
      checked.value.close()
      renameSync(unfinished, this.#path(key, form))
      return ok({ form, bytes: statSync(this.#path(key, form)).size, facts })
    } catch (error) {
      return refuseDamaged(error)
    } finally {
      rmSync(unfinished, { force: true })
    }
  }

  /** True while the copy is where it was put. */
  has(key: string, form: PackForm): boolean {
    return existsSync(this.#path(key, form))
  }

  /** One tile, rows counted from the north; undefined when the pack has none there. */
  async tile(key: string, form: PackForm, z: number, x: number, y: number): Promise<Result<Uint8Array | undefined>> {
    const pack = this.#opened(key, form)
    return pack.ok ? pack.value.tile(z, x, y) : pack
  }

  /** A piece of a pack. */
  bytes(key: string, form: PackForm, offset: number, length: number): Result<Uint8Array> {
    if (!this.has(key, form)) return refuse('notFound', `no pack ${key}`, { id: key })
    const file = openSync(this.#path(key, form), 'r')
    try {
      const bytes = Buffer.alloc(length)
      return ok(bytes.subarray(0, readSync(file, bytes, 0, length, offset)))
    } finally {
      closeSync(file)
    }
  }

  remove(key: string): void {
    this.#open.get(key)?.close()
    this.#open.delete(key)
    for (const form of ['pmtiles', 'mbtiles'] as const) rmSync(this.#path(key, form), { force: true })
  }

  close(): void {
    for (const pack of this.#open.values()) pack.close()
    this.#open.clear()
  }

  #opened(key: string, form: PackForm): Result<PackFile> {
    const known = this.#open.get(key)
    if (known !== undefined) return ok(known)
    if (!this.has(key, form)) return refuse('notFound', `the file of pack ${key} is gone`, { id: key })
    const opened = openPack(form, this.#path(key, form))
    if (opened.ok) this.#open.set(key, opened.value)
    return opened
  }

  async #room(bytes: number): Promise<Result<null>> {
    if (bytes > MAX_PACK_BYTES)
      return refuse('tooLarge', `a pack may have ${MAX_PACK_BYTES / 1024 ** 3} GiB at most`, { bytes })
    const { bavail, bsize } = await statfs(this.#folder)
    return bavail * bsize - bytes < SPARE_BYTES
      ? refuse('diskFull', 'there is not enough room on the disk for this pack', { bytes })
      : ok(null)
  }

  #path(key: string, form: PackForm): string {
    return join(this.#folder, `${fileName(key)}.${form}`)
  }
}

function openPack(form: PackForm, path: string): Result<PackFile> {
  return form === 'pmtiles' ? PmtilesFile.open(path) : MbtilesFile.open(path)
}

/** Told by its first bytes: endings lie. */
function formOf(path: string): PackForm | undefined {
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(16)
  readSync(file, bytes, 0, 16, 0)
  closeSync(file)
  if (bytes.toString('latin1', 0, 7) === 'PMTiles') return 'pmtiles'
  return bytes.toString('latin1', 0, 15) === 'SQLite format 3' ? 'mbtiles' : undefined
}

/** Size of the file to copy; refused when it is not one, or another program is still writing it. */
function sourceBytes(path: string): Result<number> {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile() !== true) return refusePack('notAFile', `${path} is not a file`)
  const ahead = statSync(`${path}-wal`, { throwIfNoEntry: false })
  return ahead !== undefined && ahead.size > 0
    ? refusePack('beingWritten', 'another program is still writing this pack: close it, then add the pack')
    : ok(found.size)
}

/** Keys are made here; whatever else comes in cannot leave the folder. */
function fileName(key: string): string {
  return key.replace(/[^0-9A-Z]/gi, '')
}
