// Branches of all chains of one space: kept in memory, written back at the end of each transaction. The memory is a
// cache: `forget` after a rollback makes the next use read the disk again.
import type Sqlite from 'better-sqlite3'
import { must } from '../../shared/base/assert.ts'
import type { ChangeId, StationId } from '../../shared/base/ids.ts'
import type { ChainRef, Seal } from '../../shared/journal/chain.ts'
import { sha256 } from './node-crypto.ts'
import type { ChainTip } from './server-log.ts'

/** One branch. `seq` and `hash` are its tip; changes up to `baseSeq` are its parent's. */
export interface Branch extends ChainRef {
  readonly row: number
  readonly branch: '' | ChangeId
  readonly parent: number | null
  readonly baseSeq: number
  seq: number
  hash: Uint8Array
  sealSeq: number
  seal: Uint8Array | null
}

interface BranchRow {
  readonly branch: number
  readonly station: string
  readonly chain: number
  readonly name: string
  readonly parent: number | null
  readonly base_seq: number
  readonly tip_seq: number
  readonly tip_hash: Uint8Array
  readonly seal_seq: number
  readonly seal: Uint8Array | null
}

export class ChainTable {
  readonly #space: number
  readonly #read: Sqlite.Statement<[number], BranchRow>
  readonly #insert: Sqlite.Statement<[number, string, number, string, number | null, number, number, Uint8Array]>
  readonly #update: Sqlite.Statement<[number, Uint8Array, number, Uint8Array | null, number]>
  readonly #header: Sqlite.Statement<[number, number], { readonly header: Uint8Array }>
  #chains: Map<string, Branch[]> | undefined
  readonly #rows = new Map<number, Branch>()
  readonly #dirty = new Set<Branch>()

  constructor(sqlite: Sqlite.Database, space: number) {
    this.#space = space
    this.#read = sqlite.prepare(
      'SELECT branch, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq, seal FROM branch WHERE space = ? ORDER BY branch',
    )
    this.#insert = sqlite.prepare(
      'INSERT INTO branch (space, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)',
    )
    this.#update = sqlite.prepare(
      'UPDATE branch SET tip_seq = ?, tip_hash = ?, seal_seq = ?, seal = ? WHERE branch = ?',
    )
    this.#header = sqlite.prepare('SELECT header FROM journal WHERE branch = ? AND seq = ?')
  }

  /** The branches of a chain, first seen first. */
  of(station: StationId, chain: number): readonly Branch[] {
    return this.#all().get(`${station} ${chain}`) ?? []
  }

  byRow(row: number): Branch {
    this.#all()
    return must(this.#rows.get(row), 'branch')
  }

  /** Opens a branch whose changes up to `baseSeq` (with hash `hash`) are its parent's. */
  add(ref: ChainRef, name: '' | ChangeId, parent: Branch | null, baseSeq: number, hash: Uint8Array): Branch {
    const { lastInsertRowid } = this.#insert.run(
      this.#space,
      ref.station,
      ref.chain,
      name,
      parent?.row ?? null,
      baseSeq,
      baseSeq,
      hash,
    )
    const { station, chain } = ref
    const row = Number(lastInsertRowid)
    const branch: Branch = {
      station,
      chain,
      row,
      branch: name,
      parent: parent?.row ?? null,
      baseSeq,
      seq: baseSeq,
      hash,
      sealSeq: 0,
      seal: null,
    }
    this.#keep(branch)
    return branch
  }

  /** Moves a branch's tip. */
  advance(branch: Branch, seq: number, hash: Uint8Array): void {
    branch.seq = seq
    branch.hash = hash
    this.#dirty.add(branch)
  }

  /** Keeps a proven seal if it is newer than the one here. */
  seal(branch: Branch, seal: Seal): void {
    if (seal.seq <= branch.sealSeq) return
    branch.sealSeq = seal.seq
    branch.seal = seal.signature
    this.#dirty.add(branch)
  }

  /** Header hash of change `seq` of a branch, following it back to its parent below its first change. */
  hashAt(branch: Branch, seq: number): Uint8Array | undefined {
    if (seq === branch.seq) return branch.hash
    if (seq > branch.seq) return undefined
    const row = this.#header.get(this.rowHolding(branch, seq), seq)
    return row === undefined ? undefined : sha256(row.header)
  }

  /** The row of the branch that itself stores change `seq`. */
  rowHolding(branch: Branch, seq: number): number {
    let holder = branch
    while (seq <= holder.baseSeq && holder.parent !== null) holder = this.byRow(holder.parent)
    return holder.row
  }

  tips(): readonly ChainTip[] {
    return [...this.#all().values()].flat().map(({ station, chain, branch, seq, hash }) => ({
      station,
      chain,
      branch,
      seq,
      hash,
    }))
  }

  seals(): readonly Seal[] {
    return [...this.#all().values()].flat().flatMap((branch) => sealOf(branch))
  }

  /** Writes what changed; part of the caller's transaction. */
  flush(): void {
    for (const branch of this.#dirty) this.#update.run(branch.seq, branch.hash, branch.sealSeq, branch.seal, branch.row)
    this.#dirty.clear()
  }

  forget(): void {
    this.#chains = undefined
    this.#rows.clear()
    this.#dirty.clear()
  }

  #all(): Map<string, Branch[]> {
    if (this.#chains !== undefined) return this.#chains
    this.#chains = new Map()
    for (const row of this.#read.all(this.#space)) {
      this.#keep({
        station: row.station as StationId,
        chain: row.chain,
        row: row.branch,
        branch: row.name as '' | ChangeId,
        parent: row.parent,
        baseSeq: row.base_seq,
        seq: row.tip_seq,
        hash: row.tip_hash,
        sealSeq: row.seal_seq,
        seal: row.seal,
      })
    }
    return this.#chains
  }

  #keep(branch: Branch): void {
    const chains = this.#all()
    const key = `${branch.station} ${branch.chain}`
    const known = chains.get(key)
    if (known === undefined) chains.set(key, [branch])
    else known.push(branch)
    this.#rows.set(branch.row, branch)
  }
}

/** The newest proven seal of a branch, if it has one. */
export function sealOf(branch: Branch): readonly Seal[] {
  const { station, chain, sealSeq, seal } = branch
  return seal === null ? [] : [{ station, chain, seq: sealSeq, signature: seal }]
}
