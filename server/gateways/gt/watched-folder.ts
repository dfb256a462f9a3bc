// A folder others write messages into: looked through now and then, each file taken once it is whole (its size and time no
// longer change), then moved aside into `taken` or `refused`. No link is followed and nothing outside the folder is touched.
import { lstat, mkdir, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault } from '../../../shared/base/fault.ts'

/** Files taken in one round: the rest waits for the next. */
const MAX_FILES = 500

export interface FolderParts {
  readonly folder: string
  readonly maxBytes: number
  /** Takes a file: true when it was sound. False when it is to be tried again; the file stays. */
  readonly take: (name: string, bytes: Uint8Array) => Promise<'taken' | 'refused' | 'later'>
  readonly refuse: (why: Fault, name: string) => void
}

export class WatchedFolder {
  readonly #parts: FolderParts
  /** Name → size and time when it was last seen. */
  #seen = new Map<string, string>()

  constructor(parts: FolderParts) {
    this.#parts = parts
  }

  /** One round; throws when the folder cannot be read. Returns how many files were sound. */
  async look(signal: AbortSignal): Promise<number> {
    const { folder } = this.#parts
    const names = (await readdir(folder)).filter((name) => /\.xml$/i.test(name)).toSorted()
    const seen = new Map<string, string>()
    let count = 0
    for (const name of names.slice(0, MAX_FILES)) {
      if (signal.aborted) break
      const path = join(folder, name)
      const entry = await lstat(path).catch(() => undefined)
      if (entry === undefined || !entry.isFile()) continue
      const state = `${String(entry.size)} ${String(entry.mtimeMs)}`
      seen.set(name, state)
      if (this.#seen.get(name) !== state) continue
      const done = await this.#one(name, path, entry.size)
      if (done === 'taken') count += 1
    }
    this.#seen = seen
    return count
  }

  async #one(name: string, path: string, size: number): Promise<'taken' | 'refused' | 'later'> {
    const { maxBytes, take, refuse } = this.#parts
    if (size > maxBytes) {
      refuse(fault('tooLarge', `${name} has more than ${String(maxBytes)} bytes`, { max: maxBytes }), name)
      await this.#moveAside(name, path, 'refused')
      return 'refused'
    }
    const done = await take(name, await readFile(path))
    if (done !== 'later') await this.#moveAside(name, path, done)
    return done
  }

  /** Under its own name, or with a number where that is taken already. */
  async #moveAside(name: string, path: string, to: 'taken' | 'refused'): Promise<void> {
    const aside = join(this.#parts.folder, to)
    await mkdir(aside, { recursive: true })
    const taken = new Set(await readdir(aside))
    let free = name
    for (let number = 2; taken.has(free); number += 1) free = name.replace(/(\.xml)$/i, `~${String(number)}$1`)
    await rename(path, join(aside, free))
  }
}
