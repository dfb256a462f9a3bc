import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
// Snapshots as files: the picture of a space at one position, cut into compressed parts, kept for a while so that a
// station can go on where it was cut off, also after a restart [SY-19]. Built through a reading connection of its own,
// in slices, so that pushes go on meanwhile.
import { decode, encode } from 'cborg'
import { toHex } from '../../shared/base/bytes.ts'
import { FaultError } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { diskFault } from './disk-fault.ts'
import { random } from './node-crypto.ts'
import type { ChainTip, SnapshotHead } from './server-log.ts'

const compress = promisify(zstdCompress)
const PART_RECORDS = 1_000
const PART_CHARS = 1_500_000
const KEEP_MS = 6 * 3_600_000
/** A snapshot this young, or this few changes old, is given to the next station too. */
const SHARE_MS = 60_000
const SHARE_CHANGES = 2_000

interface Kept {
  readonly space: SpaceId
  readonly madeMs: number
  readonly head: SnapshotHead
}

export type PictureRow = readonly [subject: number, kind: string, id: string, state: string, digest: Uint8Array]

/** A space at one position, however long reading takes. */
export interface PictureReader {
  readonly tip: number
  readonly records: number
  readonly digest: Uint8Array
  readonly tips: readonly ChainTip[]
  readonly seals: readonly Seal[]
  /** At most `limit` records behind `after` (a `subject`), in order. */
  slice(after: number, limit: number): Promise<readonly PictureRow[]>
  close(): Promise<void>
}

export type OpenPictureReader = (space: SpaceId) => Promise<PictureReader>

export class SnapshotFiles {
  readonly #folder: string
  readonly #openReader: OpenPictureReader
  readonly #kept = new Map<string, Kept>()
  readonly #building = new Map<SpaceId, Promise<SnapshotHead>>()

  constructor(folder: string, openReader: OpenPictureReader) {
    this.#folder = folder
    this.#openReader = openReader
    mkdirSync(folder, { recursive: true })
    for (const name of readdirSync(folder)) {
      try {
        const kept = decode(readFileSync(join(folder, name, 'head'))) as Kept
        this.#kept.set(name, kept)
      } catch {
        // Cut off while it was built: nobody was told of it.
        rmSync(join(folder, name), { recursive: true, force: true })
      }
    }
  }

  /** Gives a fresh enough snapshot or builds one. */
  open(space: SpaceId, epoch: string, tip: number, nowMs: number): Promise<SnapshotHead> {
    this.#dropOld(nowMs)
    for (const kept of this.#kept.values()) {
      const young = nowMs - kept.madeMs < SHARE_MS || tip - kept.head.pos < SHARE_CHANGES
      if (kept.space === space && kept.head.epoch === epoch && young) return Promise.resolve(kept.head)
    }
    const running = this.#building.get(space)
    if (running !== undefined) return running
    const building = this.#build(space, epoch, nowMs).finally(() => this.#building.delete(space))
    this.#building.set(space, building)
    return building
  }

  async part(space: SpaceId, snapshot: string, part: number): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(snapshot)
    if (kept?.space !== space || part >= kept.head.parts) return undefined
    return new Uint8Array(await readFile(join(this.#folder, snapshot, String(part))))
  }

  async #build(space: SpaceId, epoch: string, nowMs: number): Promise<SnapshotHead> {
    const snapshot = toHex(random(16))
    const folder = join(this.#folder, snapshot)
    mkdirSync(folder, { recursive: true })
    let reader: PictureReader | undefined
    try {
      reader = await this.#openReader(space)
      const { tip, records, digest, tips, seals } = reader
      let parts = 0
      let bytes = 0
      for (let after = 0; ;) {
        const rows = await reader.slice(after, PART_RECORDS)
        let chars = 0
        let end = 0
        while (end < rows.length && (end === 0 || chars + (rows[end]?.[3].length ?? 0) <= PART_CHARS)) {
          chars += rows[end]?.[3].length ?? 0
          end += 1
        }
        const taken = rows.slice(0, end)
        const last = taken.at(-1)
        if (last === undefined) break
        const packed = await compress(encode(taken.map(([, kind, id, state, digest]) => [kind, id, state, digest])))
        await writeFile(join(folder, String(parts)), packed)
        parts += 1
        bytes += packed.length
        after = last[0]
      }
      const head: SnapshotHead = {
        snapshot,
        epoch,
        pos: tip,
        parts,
        records,
        bytes,
        digest,
        tips,
        seals,
      }
      writeFileSync(join(folder, 'head'), encode({ space, madeMs: nowMs, head }))
      this.#kept.set(snapshot, { space, madeMs: nowMs, head })
      return head
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw new FaultError(diskFault(error))
    } finally {
      await reader?.close()
    }
  }

  /** Forgets every snapshot of a space: what stood in them must be nowhere. One that is being built is waited for. */
  async forget(space: SpaceId): Promise<void> {
    await this.#building.get(space)?.catch(() => undefined)
    for (const [name, kept] of this.#kept) {
      if (kept.space !== space) continue
      this.#kept.delete(name)
      rmSync(join(this.#folder, name), { recursive: true, force: true })
    }
  }

  #dropOld(nowMs: number): void {
    for (const name of readdirSync(this.#folder)) {
      const kept = this.#kept.get(name)
      const madeMs = kept?.madeMs ?? statSync(join(this.#folder, name)).mtimeMs
      if (nowMs - madeMs < KEEP_MS) continue
      this.#kept.delete(name)
      rmSync(join(this.#folder, name), { recursive: true, force: true })
    }
  }
}
