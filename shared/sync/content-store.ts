// A folder of files named by their SHA-256, the same on stations and servers: what a part adds, when a file counts as
// whole, what is refused. Touches no disk of its own: the program passes one in (FileDisk), so both sides keep one law.
//
//   absent ─ put ─▶ partial (have < bytes) ─ put … ─▶ hash holds ─▶ whole
//                        └─ hash does not hold, or a program: removed, refused
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { NamedFile } from '../model/attachment.ts'
import { MAX_ATTACHMENT_BYTES } from '../model/attachment.ts'
import { TYPE_HEAD_BYTES, isProgram, typeOf } from '../model/file-types.ts'
import { placePart } from './file-parts.ts'

/** The disk a store works on. Paths are relative, made of letters, digits, `/` and `-`. Refusals are FaultErrors. */
export interface FileDisk {
  /** Bytes of a file; undefined when there is none. */
  size(path: string): Promise<number | undefined>
  /** Writes bytes from `at` on; makes the file where there is none. */
  write(path: string, at: number, bytes: Uint8Array): Promise<void>
  read(path: string, offset: number, length: number): Promise<Uint8Array>
  /** SHA-256 in lower-case hexadecimal. */
  hash(path: string): Promise<string>
  /** Moves a file; it is on disk under its new name when this resolves. */
  settle(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Names of the files in a folder (its path ends with `/`); none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>
  /** Bytes left on the disk. */
  freeBytes(): Promise<number>
}

export interface FileState {
  /** Bytes that are there, from the beginning. */
  readonly have: number
  readonly whole: boolean
}

export interface ContentStoreOptions {
  readonly disk: FileDisk
  /** Left free for the journal, whatever files come. */
  readonly reserveBytes: number
}

export class ContentStore {
  readonly #disk: FileDisk
  readonly #reserveBytes: number
  /** Work on one file is done one after the other. */
  readonly #queues = new Map<string, Promise<unknown>>()
  /** Read through since this program started: their hash held. */
  readonly #proven = new Set<string>()

  constructor({ disk, reserveBytes }: ContentStoreOptions) {
    this.#disk = disk
    this.#reserveBytes = reserveBytes
  }

  /**
   * How much of a file is there. `place` is a folder of its own, ending with `/`, or ''. `by` tells apart who sends: what
   * one sends is gathered by itself, so that nobody can spoil what another sends.
   */
  async state(place: string, file: NamedFile, by = ''): Promise<FileState> {
    if ((await this.#disk.size(wholePath(place, file))) === file.bytes) return { have: file.bytes, whole: true }
    return { have: Math.min((await this.#disk.size(partialPath(place, file, by))) ?? 0, file.bytes), whole: false }
  }

  /** Takes the next part in. With the last one length, hash and type are checked before the file counts as there. */
  put(place: string, file: NamedFile, offset: number, part: Uint8Array, by = ''): Promise<Result<FileState>> {
    return this.#inTurn(place, file, async () => {
      if (file.bytes > MAX_ATTACHMENT_BYTES)
        return refuse('tooLarge', `a file of ${file.bytes} bytes`, { bytes: file.bytes })
      const before = await this.state(place, file, by)
      if (before.whole) {
        // Another was quicker.
        await this.#disk.remove(partialPath(place, file, by))
        return ok(before)
      }
      const placed = placePart(before.have, file.bytes, offset, part.length)
      if (!placed.ok) return placed
      const { skip, length } = placed.value
      if (before.have === 0 && isProgram(file.name, part)) return refuseProgram(file)
      if (length > 0) {
        const free = await this.#disk.freeBytes()
        if (free - length < this.#reserveBytes)
          return refuse('diskFull', 'what is left on the disk is kept for the journal', { free })
        await this.#disk.write(partialPath(place, file, by), before.have, part.subarray(skip, skip + length))
      }
      const have = before.have + length
      return have < file.bytes ? ok({ have, whole: false }) : this.#finish(place, file, by)
    })
  }

  /** A part of a file that is whole; its hash is checked before the first one is given. */
  async get(place: string, file: NamedFile, offset: number, length: number): Promise<Result<Uint8Array>> {
    const sound = await this.prove(place, file)
    if (!sound.ok) return sound
    const wanted = Math.min(length, file.bytes - offset)
    if (wanted <= 0) return ok(new Uint8Array(0))
    return ok(await this.#disk.read(wholePath(place, file), offset, wanted))
  }

  /** Checks that a file is there and is what its name says; a damaged one is put aside and counts as absent. */
  prove(place: string, file: NamedFile): Promise<Result<null>> {
    return this.#inTurn(place, file, async () => {
      const path = wholePath(place, file)
      if ((await this.#disk.size(path)) !== file.bytes) return absent(file)
      if (this.#proven.has(path)) return ok(null)
      if ((await this.#disk.hash(path)) !== file.sha256) {
        await this.#disk.settle(path, damagedPath(place, file))
        return absent(file)
      }
      this.#proven.add(path)
      return ok(null)
    })
  }

  /** Takes a file over that lies on the same disk under another path, whole. */
  adopt(place: string, file: NamedFile, from: string): Promise<Result<FileState>> {
    return this.#inTurn(place, file, async () => {
      if ((await this.#disk.size(wholePath(place, file))) === file.bytes) {
        await this.#disk.remove(from)
        return ok({ have: file.bytes, whole: true })
      }
      await this.#disk.settle(from, partialPath(place, file, ''))
      return this.#finish(place, file, '')
    })
  }

  /** Forgets what has come of a file that is not whole. */
  async drop(place: string, file: NamedFile): Promise<void> {
    await this.#inTurn(place, file, () => this.#disk.remove(partialPath(place, file, '')))
  }

  /**
   * Removes every byte of a file: whole, on its way from whoever sends it, put aside as damaged. True when there were any. Work
   * that was begun on it before comes to its end first.
   */
  destroy(place: string, sha256: string): Promise<boolean> {
    return this.#inTurn(place, { sha256 }, async () => {
      this.#proven.delete(wholePath(place, { sha256 }))
      const partials = (await this.#disk.list(`${place}partial/`)).filter((name) => name.startsWith(`${sha256}-`))
      const paths = [
        wholePath(place, { sha256 }),
        damagedPath(place, { sha256 }),
        ...partials.map((name) => `${place}partial/${name}`),
      ]
      let isGone = false
      for (const path of paths) {
        if ((await this.#disk.size(path)) === undefined) continue
        await this.#disk.remove(path)
        isGone = true
      }
      return isGone
    })
  }

  /** The type of a file that is whole. */
  async typeOf(place: string, file: NamedFile): Promise<string> {
    return typeOf(file.name, await this.#disk.read(wholePath(place, file), 0, TYPE_HEAD_BYTES))
  }

  async #finish(place: string, file: NamedFile, by: string): Promise<Result<FileState>> {
    const path = partialPath(place, file, by)
    if (isProgram(file.name, await this.#disk.read(path, 0, TYPE_HEAD_BYTES))) {
      await this.#disk.remove(path)
      return refuseProgram(file)
    }
    const size = await this.#disk.size(path)
    if (size !== file.bytes || (await this.#disk.hash(path)) !== file.sha256) {
      await this.#disk.remove(path)
      return refuse('hashMismatch', `what came of ${file.sha256} is not that file`, { file: file.name })
    }
    await this.#disk.settle(path, wholePath(place, file))
    this.#proven.add(wholePath(place, file))
    return ok({ have: file.bytes, whole: true })
  }

  #inTurn<T>(place: string, file: Pick<NamedFile, 'sha256'>, work: () => Promise<T>): Promise<T> {
    const key = place + file.sha256
    const before = this.#queues.get(key) ?? Promise.resolve()
    const done = before.then(work, work)
    this.#queues.set(key, done)
    const forget = (): void => {
      if (this.#queues.get(key) === done) this.#queues.delete(key)
    }
    void done.then(forget, forget)
    return done
  }
}

/** Where a whole file lies. */
export function wholePath(place: string, { sha256 }: Pick<NamedFile, 'sha256'>): string {
  return `${place}${sha256.slice(0, 2)}/${sha256}`
}

/** Where a file is put aside that is not what its name says. */
function damagedPath(place: string, { sha256 }: Pick<NamedFile, 'sha256'>): string {
  return `${place}damaged/${sha256}`
}

/** Where a file is gathered. Its length is in the name: who names another length gathers another file. */
export function partialPath(place: string, { sha256, bytes }: NamedFile, by = ''): string {
  return `${place}partial/${sha256}-${bytes}${by === '' ? '' : `-${by}`}`
}

function absent(file: NamedFile): Result<never> {
  return refuse('fileNotHere', `no file ${file.sha256} here`, { file: file.name })
}

function refuseProgram(file: NamedFile): Result<never> {
  return refuse('fileTypeRefused', `${file.name} is a program`, { file: file.name })
}
