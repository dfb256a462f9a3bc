// Which files are on this station's disk, in memory, so that a watch can say it at once. Read from the folder at start;
// afterwards it follows what this program does.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { NamedFile } from '../../shared/model/attachment.ts'
import { sha256Schema } from '../../shared/model/attachment.ts'

const SUBFOLDER = /^[0-9a-f]{2}$/
const PARTIAL = /^([0-9a-f]{64})-(\d+)$/

type SizeOf = (path: string) => Promise<number | undefined>

export class Inventory {
  readonly #whole = new Map<string, number>()
  readonly #partial = new Map<string, number>()

  /**
   * Looks at a folder laid out as content-store.ts does; what is not there is simply not here. `sizeOf`: bytes of the file at a
   * path below the folder, as it was before it was sealed.
   */
  async read(folder: string, sizeOf: SizeOf): Promise<void> {
    for (const name of await readdir(folder).catch(() => [])) {
      if (SUBFOLDER.test(name)) await this.#readWhole(folder, name, sizeOf)
    }
    for (const name of await readdir(join(folder, 'partial')).catch(() => [])) {
      const size = PARTIAL.test(name) ? await sizeOf(`partial/${name}`) : undefined
      if (size !== undefined) this.#partial.set(name, size)
    }
  }

  has({ sha256, bytes }: NamedFile): boolean {
    return this.#whole.get(sha256) === bytes
  }

  /** Bytes that are here of a file, from its beginning. */
  have(file: NamedFile): number {
    return this.has(file) ? file.bytes : (this.#partial.get(partialName(file)) ?? 0)
  }

  isWhole(file: NamedFile): void {
    this.#partial.delete(partialName(file))
    this.#whole.set(file.sha256, file.bytes)
  }

  isPartial(file: NamedFile, have: number): void {
    this.#partial.set(partialName(file), have)
  }

  isGone(file: NamedFile): void {
    this.#partial.delete(partialName(file))
    this.#whole.delete(file.sha256)
  }

  /** Nothing of it is here any more, whatever length it was said to have. */
  isDestroyed(sha256: string): void {
    this.#whole.delete(sha256)
    for (const name of this.#partial.keys()) if (name.startsWith(`${sha256}-`)) this.#partial.delete(name)
  }

  async #readWhole(folder: string, sub: string, sizeOf: SizeOf): Promise<void> {
    for (const name of await readdir(join(folder, sub)).catch(() => [])) {
      const size = sha256Schema.safeParse(name).success ? await sizeOf(`${sub}/${name}`) : undefined
      if (size !== undefined) this.#whole.set(name, size)
    }
  }
}

function partialName({ sha256, bytes }: NamedFile): string {
  return `${sha256}-${bytes}`
}
