// The CAP documents we serve, one file each in the gateway's folder, and the Atom feed of the newest. Names begin with the time
// of sending, so that they sort by age.
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CapMessage } from '../../../shared/interop/cap/cap-model.ts'
import { readCap } from '../../../shared/interop/cap/read-cap.ts'
import { writeFeed } from '../../../shared/interop/cap/write-feed.ts'

const NAME = /^\d{8}T\d{6}-[\w.-]{1,120}\.xml$/
/** Entries of the feed. */
const MAX_ENTRIES = 500
const MAX_FILES = 20_000

interface Document {
  readonly name: string
  readonly message: CapMessage
}

export class Published {
  readonly #folder: string
  /** Oldest first. */
  #documents: Document[] = []

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(folder: string): Promise<Published> {
    const published = new Published(folder)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(folder)).filter((name) => NAME.test(name)).toSorted()
    for (const name of names.slice(0, -MAX_FILES)) await rm(join(folder, name), { force: true })
    for (const name of names.slice(-MAX_ENTRIES)) {
      const read = readCap(await readFile(join(folder, name)))
      const message = read.ok ? read.value[0]?.message : undefined
      if (message !== undefined) published.#documents.push({ name, message })
    }
    return published
  }

  /** Serves the document from now on. Under the same name it is the same document. */
  async add(message: CapMessage, bytes: Uint8Array): Promise<void> {
    const time = new Date(Date.parse(message.sent)).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
    const name = `${time}-${message.identifier.replaceAll(/[^\w.-]/g, '_').slice(-120)}.xml`
    await writeFile(join(this.#folder, `${name}.part`), bytes, { mode: 0o600 })
    await rename(join(this.#folder, `${name}.part`), join(this.#folder, name))
    const others = this.#documents.filter((document) => document.name !== name)
    this.#documents = [...others, { name, message }].toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(-MAX_ENTRIES)
  }

  /** A document by its name. */
  async read(name: string): Promise<Uint8Array | undefined> {
    return NAME.test(name) ? readFile(join(this.#folder, name)).catch(() => undefined) : undefined
  }

  /** The feed, for readers that reach it under `address`. */
  feed(address: string, title: string, author: string): string {
    const newest = this.#documents.at(-1)
    return writeFeed(
      { href: `${address}/feed.atom`, title, author, updated: newest?.message.sent ?? '1970-01-01T00:00:00Z' },
      this.#documents.toReversed().map(({ name, message }) => ({ message, href: `${address}/alerts/${name}` })),
    )
  }
}
