// Branches of all chains of one space: kept in memory, written back at the end of each transaction. The memory is a
// cache: `forget` after a rollback makes the next use read the disk again.
import { must } from '../../shared/base/assert.ts'
import type { ChangeId, StationId } from '../../shared/base/ids.ts'
import type { ChainRef, Seal } from '../../shared/journal/chain.ts'
import type { ChainTip } from './server-log.ts'
import type { BranchDisk, BranchRow } from './space-disk.ts'
import { refOf } from './space-disk.ts'

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

export class ChainTable {
  readonly #disk: BranchDisk
  #chains: Map<string, Branch[]> | undefined
  readonly #rows = new Map<number, Branch>()
  readonly #dirty = new Set<Branch>()

  constructor(disk: BranchDisk) {
    this.#disk = disk
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
    const row = this.#disk.insertBranch(ref, name, parent?.row ?? null, baseSeq, hash)
    const { station, chain } = ref
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
    return this.#disk.hashAt(this.rowHolding(branch, seq), seq)
  }

  /** The row of the branch that itself stores change `seq`. */
  rowHolding(branch: Branch, seq: number): number {
    let holder = branch
    while (seq <= holder.baseSeq && holder.parent !== null) holder = this.byRow(holder.parent)
    return holder.row
  }

  tips(): readonly ChainTip[] {
    return [...this.#all().values()].flat().map(tipOf)
  }

  seals(): readonly Seal[] {
    return [...this.#all().values()].flat().flatMap((branch) => sealOf(branch))
  }

  /** Writes what changed; part of the caller's transaction. */
  flush(): void {
    for (const branch of this.#dirty)
      this.#disk.saveBranch(branch.row, branch.seq, branch.hash, branch.sealSeq, branch.seal)
    this.#dirty.clear()
  }

  forget(): void {
    this.#chains = undefined
    this.#rows.clear()
    this.#dirty.clear()
  }

  /** Takes over rows another process wrote since they were read here. */
  refresh(rows: readonly BranchRow[]): void {
    if (this.#chains === undefined) return
    for (const row of rows) {
      const known = this.#rows.get(row.branch)
      if (known === undefined) this.#keep(branchOf(row))
      else Object.assign(known, branchOf(row))
    }
  }

  #all(): Map<string, Branch[]> {
    if (this.#chains !== undefined) return this.#chains
    this.#chains = new Map()
    for (const row of this.#disk.branches()) this.#keep(branchOf(row))
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

/** The branch a row holds. */
export function branchOf(row: BranchRow): Branch {
  return {
    ...refOf(row),
    row: row.branch,
    branch: row.name as '' | ChangeId,
    parent: row.parent,
    baseSeq: row.base_seq,
    seq: row.tip_seq,
    hash: row.tip_hash,
    sealSeq: row.seal_seq,
    seal: row.seal,
  }
}

/** A branch's newest change, as peers are told of it. */
export function tipOf({ station, chain, branch, seq, hash }: Branch): ChainTip {
  return { station, chain, branch, seq, hash: new Uint8Array(hash) }
}

/** The newest proven seal of a branch, if it has one. */
export function sealOf(branch: Branch): readonly Seal[] {
  const { station, chain, sealSeq, seal } = branch
  return seal === null ? [] : [{ station, chain, seq: sealSeq, signature: new Uint8Array(seal) }]
}
