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
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { openReader } from './database.ts'
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

type Row = readonly [kind: string, id: string, state: string, digest: Uint8Array]

export class SnapshotFiles {
  readonly #folder: string
  readonly #database: string
  readonly #kept = new Map<string, Kept>()
  readonly #building = new Map<SpaceId, Promise<SnapshotHead>>()

  constructor(folder: string, database: string) {
    this.#folder = folder
    this.#database = database
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
    const reader = openReader(this.#database)
    try {
      reader.exec('BEGIN')
      const at = reader
        .prepare<[string], { space: number; tip: number; records: number; digest: Uint8Array }>(
          'SELECT space, tip, records, digest FROM space WHERE id = ?',
        )
        .get(space)
      const branches = reader
        .prepare<
          [number],
          {
            station: string
            chain: number
            name: string
            tip_seq: number
            tip_hash: Uint8Array
            seal_seq: number
            seal: Uint8Array | null
          }
        >('SELECT station, chain, name, tip_seq, tip_hash, seal_seq, seal FROM branch WHERE space = ? ORDER BY branch')
        .all(at?.space ?? -1)
      const slice = reader.prepare<[number, number, number], Row & { readonly subject: number }>(
        'SELECT subject, kind, id, state, digest FROM subject WHERE space = ? AND subject > ? AND digest IS NOT NULL ORDER BY subject LIMIT ?',
      )
      let parts = 0
      let bytes = 0
      for (let after = 0; ;) {
        const rows = slice.raw(true).all(at?.space ?? -1, after, PART_RECORDS) as unknown as [number, ...Row][]
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
      const tips = branches.map((row): ChainTip => ({
        station: row.station as StationId,
        chain: row.chain,
        branch: row.name as ChainTip['branch'],
        seq: row.tip_seq,
        hash: new Uint8Array(row.tip_hash),
      }))
      const seals = branches.flatMap((row): Seal[] =>
        row.seal === null
          ? []
          : [
              {
                station: row.station as StationId,
                chain: row.chain,
                seq: row.seal_seq,
                signature: new Uint8Array(row.seal),
              },
            ],
      )
      const head: SnapshotHead = {
        snapshot,
        epoch,
        pos: at?.tip ?? 0,
        parts,
        records: at?.records ?? 0,
        bytes,
        digest: new Uint8Array(at?.digest ?? new Uint8Array(32)),
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
      reader.close()
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
