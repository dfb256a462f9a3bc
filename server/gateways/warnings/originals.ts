// Messages as they came, byte for byte, in the gateway's folder: signatures and evidence need them. Bounded in number and
// size; the oldest go. Names begin with the time, so that they sort by age, and end in the hash, so that the same bytes are one.
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface OriginalsOptions {
  readonly folder: string
  readonly maxFiles: number
  readonly nowMs: () => number
}

const NAME = /^\d{8}T\d{6}-[0-9a-f]{20}\.xml$/
const MAX_BYTES = 2 * 1024 * 1024 * 1024

export class Originals {
  readonly #options: OriginalsOptions
  /** Hash → name of what lies there. */
  readonly #names = new Map<string, string>()
  #bytes = 0

  private constructor(options: OriginalsOptions) {
    this.#options = options
  }

  static async open(options: OriginalsOptions): Promise<Originals> {
    const originals = new Originals(options)
    await mkdir(options.folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(options.folder)).filter((name) => NAME.test(name)).toSorted()
    for (const name of names) {
      originals.#names.set(hashIn(name), name)
      originals.#bytes += (await stat(join(options.folder, name))).size
    }
    return originals
  }

  /** Keeps them; the name they can be read by. */
  async keep(bytes: Uint8Array): Promise<string> {
    const { folder, nowMs } = this.#options
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 20)
    const known = this.#names.get(hash)
    if (known !== undefined) return known
    const time = new Date(nowMs()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
    const name = `${time}-${hash}.xml`
    // Written whole or not at all: a name always stands for all the bytes.
    await writeFile(join(folder, `${name}.part`), bytes, { mode: 0o600 })
    await rename(join(folder, `${name}.part`), join(folder, name))
    this.#names.set(hash, name)
    this.#bytes += bytes.byteLength
    await this.#prune()
    return name
  }

  /** The bytes of a kept message; undefined when there is none of that name. */
  async read(name: string): Promise<Uint8Array | undefined> {
    if (this.#names.get(hashIn(name)) !== name) return undefined
    return readFile(join(this.#options.folder, name)).catch(() => undefined)
  }

  async #prune(): Promise<void> {
    const { folder, maxFiles } = this.#options
    for (const [hash, name] of this.#names) {
      if (this.#names.size <= maxFiles && this.#bytes <= MAX_BYTES) return
      const path = join(folder, name)
      this.#bytes -= (await stat(path).catch(() => ({ size: 0 }))).size
      await rm(path, { force: true })
      this.#names.delete(hash)
    }
  }
}

function hashIn(name: string): string {
  return name.slice(16, 36)
}
