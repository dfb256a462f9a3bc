// Fetched tiles on disk, one file each, within a limit: when it is passed those go that were not used for longest. A file is
// whole or not there. What lies in the folder is counted once, on the first use.
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/** Cleared down to this part of the limit, so that not every new tile throws one out. */
const CLEAR_TO = 0.9
/** How stale "last used" on disk may be: one write a day for each tile, not one for each look. */
const TOUCH_AFTER_MS = 24 * 3_600_000

interface Kept {
  bytes: number
  usedMs: number
}

export interface TileCacheOptions {
  readonly folder: string
  readonly nowMs: () => number
  readonly limitBytes: () => number
}

export class TileCache {
  readonly #options: TileCacheOptions
  /** By path below the folder, forward slashes; the map's order says nothing. */
  #kept: Map<string, Kept> | undefined
  #counting: Promise<void> | undefined
  #bytes = 0

  constructor(options: TileCacheOptions) {
    this.#options = options
  }

  /** Bytes kept, as far as counted. */
  get bytes(): number {
    return this.#bytes
  }

  /** A kept tile; undefined when it is not here. */
  async read(name: string): Promise<Buffer | undefined> {
    const kept = (await this.#all()).get(name)
    if (kept === undefined) return undefined
    try {
      const bytes = readFileSync(this.#path(name))
      this.#use(name, kept)
      return bytes
    } catch {
      this.#forget(name, kept)
      return undefined
    }
  }

  /** Keeps a tile, and lets old ones go when the limit is passed. A disk that refuses only means it is fetched again. */
  async keep(name: string, bytes: Uint8Array): Promise<void> {
    const all = await this.#all()
    const limit = this.#options.limitBytes()
    if (bytes.length > limit) return
    const path = this.#path(name)
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(`${path}.part`, bytes)
      renameSync(`${path}.part`, path)
    } catch {
      // What is left of it is swept at the next start.
      return
    }
    this.#bytes += bytes.length - (all.get(name)?.bytes ?? 0)
    all.set(name, { bytes: bytes.length, usedMs: this.#options.nowMs() })
    if (this.#bytes > limit) this.#clear(all, limit * CLEAR_TO)
  }

  /** Lets old tiles go until the limit there is now is kept. */
  async fit(): Promise<void> {
    const all = await this.#all()
    const limit = this.#options.limitBytes()
    if (this.#bytes > limit) this.#clear(all, limit)
  }

  /** Forgets every tile of one source. */
  async drop(source: string): Promise<void> {
    const all = await this.#all()
    for (const [name, kept] of [...all]) if (name.startsWith(`${source}/`)) this.#forget(name, kept)
    rmSync(join(this.#options.folder, source), { recursive: true, force: true })
  }

  #clear(all: Map<string, Kept>, untilBytes: number): void {
    const oldestFirst = [...all].toSorted(([, a], [, b]) => a.usedMs - b.usedMs)
    for (const [name, kept] of oldestFirst) {
      if (this.#bytes <= untilBytes) return
      rmSync(this.#path(name), { force: true })
      this.#forget(name, kept)
    }
  }

  #use(name: string, kept: Kept): void {
    const nowMs = this.#options.nowMs()
    const isStale = nowMs - kept.usedMs > TOUCH_AFTER_MS
    kept.usedMs = nowMs
    if (!isStale) return
    try {
      utimesSync(this.#path(name), nowMs / 1_000, nowMs / 1_000)
    } catch {
      // Only the order after a restart suffers.
    }
  }

  #forget(name: string, kept: Kept): void {
    if (this.#kept?.delete(name) === true) this.#bytes -= kept.bytes
  }

  async #all(): Promise<Map<string, Kept>> {
    this.#counting ??= this.#count()
    await this.#counting
    this.#kept ??= new Map()
    return this.#kept
  }

  async #count(): Promise<void> {
    const { folder } = this.#options
    const kept = new Map<string, Kept>()
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      if (entry.name.endsWith('.part')) {
        rmSync(path, { force: true })
        continue
      }
      const found = await stat(path).catch(() => undefined)
      if (found === undefined) continue
      kept.set(relative(folder, path).split(sep).join('/'), { bytes: found.size, usedMs: found.mtimeMs })
      this.#bytes += found.size
    }
    this.#kept = kept
  }

  #path(name: string): string {
    return join(this.#options.folder, ...name.split('/'))
  }
}
