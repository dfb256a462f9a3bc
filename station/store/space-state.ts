// What the store keeps in memory of each space: its row, its totals, its chains with their tips, the refused changes.
// A cache of the tables `space`, `picture`, `branch` and `refusal`; thrown away whole when a transaction is rolled back.
import { must } from '../../shared/base/assert.ts'
import type { ChangeId, SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { ChainRef } from '../../shared/journal/chain.ts'
import type { StationDatabase } from './database.ts'
import { plainBytes } from './node-crypto.ts'

/** A branch of a chain. Between `haveSeq` and `snapshotSeq` the journal is not here yet; after `snapshotSeq` it is. */
export interface Branch {
  readonly branch: number
  readonly station: StationId
  readonly chain: number
  readonly name: '' | ChangeId
  /** A branch known from a snapshot learns its parent when its first change arrives. */
  parent: Branch | null
  /** The parent holds everything up to here. */
  baseSeq: number
  tipSeq: number
  tipHash: Uint8Array
  agreedSeq: number
  snapshotSeq: number
  snapshotHash: Uint8Array
  haveSeq: number
  haveHash: Uint8Array
  dirty: boolean
}

/** A picture's sums, kept up with every record that changes. */
export interface Totals {
  readonly picture: number
  records: number
  conflicts: number
  digest: Uint8Array
}

export interface Backfill {
  readonly epoch: string
  readonly pos: number
  readonly upTo: number
}

export interface SpaceState {
  readonly space: number
  readonly id: SpaceId
  ownChain: number
  totals: Totals
  cursor: { readonly epoch: string; readonly pos: number } | null
  backfill: Backfill | null
  readonly chains: Map<string, Branch[]>
  readonly refused: Set<ChangeId>
  dirty: boolean
}

/** Key of a chain in `SpaceState.chains`. */
export function chainKey(ref: ChainRef): string {
  return `${ref.station}/${ref.chain}`
}

/** Branches of one chain; empty when it is not known. */
export function branchesOf(space: SpaceState, ref: ChainRef): readonly Branch[] {
  return space.chains.get(chainKey(ref)) ?? []
}

/** Every branch of a space. */
export function* allBranches(space: SpaceState): Iterable<Branch> {
  for (const branches of space.chains.values()) yield* branches
}

/** True when the journal of this branch has a hole below its snapshot. */
export function hasHole(branch: Branch): boolean {
  return branch.haveSeq < branch.snapshotSeq
}

/** True when every change of every chain is here, so that a record can be folded again without a server. */
export function isComplete(space: SpaceState): boolean {
  for (const branch of allBranches(space)) if (hasHole(branch)) return false
  return true
}

/** Older journal a space still wants, if any. */
export function missingJournal(space: SpaceState): Backfill | undefined {
  const { backfill } = space
  return backfill === null || backfill.pos >= backfill.upTo || isComplete(space) ? undefined : backfill
}

interface SpaceRow {
  readonly space: number
  readonly id: string
  readonly own_chain: number
  readonly picture: number
  readonly epoch: string | null
  readonly pos: number | null
  readonly backfill_epoch: string | null
  readonly backfill_pos: number | null
  readonly backfill_up_to: number | null
  readonly records: number
  readonly conflicts: number
  readonly digest: Uint8Array
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
  readonly agreed_seq: number
  readonly snapshot_seq: number
  readonly snapshot_hash: Uint8Array
  readonly have_seq: number
  readonly have_hash: Uint8Array
}

export class SpaceBook {
  readonly #spaces = new Map<SpaceId, SpaceState>()
  readonly #load
  readonly #branches
  readonly #refused
  readonly #insertSpace
  readonly #insertPicture
  readonly #ownPicture
  readonly #updateSpace
  readonly #updateTotals
  readonly #insertBranch
  readonly #updateBranch
  readonly #insertRefusal
  #loaded = false

  constructor(db: StationDatabase) {
    this.#load = db.prepare<[], SpaceRow>(
      'space.load',
      `SELECT space.space, id, own_chain, picture, epoch, pos, backfill_epoch, backfill_pos, backfill_up_to,
        records, conflicts, digest FROM space JOIN picture USING (picture)`,
    )
    this.#branches = db.prepare<[number], BranchRow>(
      'branch.load',

      `SELECT branch, station, chain, name, parent, base_seq, tip_seq, tip_hash, agreed_seq,
        snapshot_seq, snapshot_hash, have_seq, have_hash FROM branch WHERE space = ? ORDER BY branch`,
    )
    this.#refused = db.prepare<[number], { readonly change: string }>(
      'refusal.load',
      'SELECT change FROM refusal WHERE space = ?',
    )
    this.#insertSpace = db.prepare<[string, number, number], { readonly space: number }>(
      'space.insert',
      'INSERT INTO space (id, own_chain, picture) VALUES (?, ?, ?) RETURNING space',
    )
    this.#insertPicture = db.prepare<[number], { readonly picture: number }>(
      'picture.insert',
      'INSERT INTO picture (space, records, conflicts, digest) VALUES (?, 0, 0, zeroblob(32)) RETURNING picture',
    )
    this.#ownPicture = db.prepare<[number, number]>('picture.own', 'UPDATE picture SET space = ? WHERE picture = ?')
    this.#updateSpace = db.prepare<
      [number, number, string | null, number | null, string | null, number | null, number | null, number]
    >(
      'space.update',
      `UPDATE space SET own_chain = ?, picture = ?, epoch = ?, pos = ?,
        backfill_epoch = ?, backfill_pos = ?, backfill_up_to = ? WHERE space = ?`,
    )
    this.#updateTotals = db.prepare<[number, number, Uint8Array, number]>(
      'picture.update',
      'UPDATE picture SET records = ?, conflicts = ?, digest = ? WHERE picture = ?',
    )
    this.#insertBranch = db.prepare<
      [
        number,
        string,
        number,
        string,
        number | null,
        number,
        number,
        Uint8Array,
        number,
        number,
        Uint8Array,
        number,
        Uint8Array,
      ],
      { readonly branch: number }
    >(
      'branch.insert',
      `INSERT INTO branch (space, station, chain, name, parent, base_seq, tip_seq, tip_hash, agreed_seq,
        snapshot_seq, snapshot_hash, have_seq, have_hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING branch`,
    )
    this.#updateBranch = db.prepare<
      [number | null, number, number, Uint8Array, number, number, Uint8Array, number, Uint8Array, number]
    >(
      'branch.update',
      `UPDATE branch SET parent = ?, base_seq = ?, tip_seq = ?, tip_hash = ?, agreed_seq = ?, snapshot_seq = ?, snapshot_hash = ?,
        have_seq = ?, have_hash = ? WHERE branch = ?`,
    )
    this.#insertRefusal = db.prepare<[number, string]>(
      'refusal.insert',
      'INSERT OR IGNORE INTO refusal (space, change) VALUES (?, ?)',
    )
  }

  /** Forgets everything read: after a rollback, memory must not know more than the disk. */
  forget(): void {
    this.#spaces.clear()
    this.#loaded = false
  }

  all(): readonly SpaceState[] {
    this.#loadAll()
    return [...this.#spaces.values()]
  }

  find(id: SpaceId): SpaceState | undefined {
    this.#loadAll()
    return this.#spaces.get(id)
  }

  /** Makes a space with an empty picture; call inside a transaction. */
  create(id: SpaceId, ownChain: number): SpaceState {
    // Space and picture name each other; foreign keys are checked when the transaction ends.
    const picture = this.createPicture(0)
    const { space } = must(this.#insertSpace.get(id, ownChain, picture), 'number of a new space')
    this.#ownPicture.run(space, picture)
    const state: SpaceState = {
      space,
      id,
      ownChain,
      totals: { picture, records: 0, conflicts: 0, digest: new Uint8Array(32) },
      cursor: null,
      backfill: null,
      chains: new Map(),
      refused: new Set(),
      dirty: true,
    }
    this.#spaces.set(id, state)
    return state
  }

  createPicture(space: number): number {
    return must(this.#insertPicture.get(space), 'number of a new picture').picture
  }

  addBranch(
    space: SpaceState,
    ref: ChainRef,
    name: '' | ChangeId,
    parent: Branch | null,
    baseSeq: number,
    baseHash: Uint8Array,
  ): Branch {
    const row = this.#insertBranch.get(
      space.space,
      ref.station,
      ref.chain,
      name,
      parent?.branch ?? null,
      baseSeq,
      baseSeq,
      baseHash,
      baseSeq,
      baseSeq,
      baseHash,
      baseSeq,
      baseHash,
    )
    const branch: Branch = {
      branch: must(row, 'number of a new branch').branch,
      station: ref.station,
      chain: ref.chain,
      name,
      parent,
      baseSeq,
      tipSeq: baseSeq,
      tipHash: baseHash,
      agreedSeq: baseSeq,
      snapshotSeq: baseSeq,
      snapshotHash: baseHash,
      haveSeq: baseSeq,
      haveHash: baseHash,
      dirty: true,
    }
    const key = chainKey(ref)
    const branches = space.chains.get(key)
    if (branches === undefined) space.chains.set(key, [branch])
    else branches.push(branch)
    return branch
  }

  refuse(space: SpaceState, change: ChangeId): void {
    space.refused.add(change)
    this.#insertRefusal.run(space.space, change)
  }

  /** Writes what changed of a space; call before the transaction ends. */
  save(space: SpaceState): void {
    for (const branch of allBranches(space)) {
      if (!branch.dirty) continue
      this.#updateBranch.run(
        branch.parent?.branch ?? null,
        branch.baseSeq,
        branch.tipSeq,
        branch.tipHash,
        branch.agreedSeq,
        branch.snapshotSeq,
        branch.snapshotHash,
        branch.haveSeq,
        branch.haveHash,
        branch.branch,
      )
      branch.dirty = false
    }
    if (!space.dirty) return
    const { cursor, backfill } = space
    this.#updateSpace.run(
      space.ownChain,
      space.totals.picture,
      cursor?.epoch ?? null,
      cursor?.pos ?? null,
      backfill?.epoch ?? null,
      backfill?.pos ?? null,
      backfill?.upTo ?? null,
      space.space,
    )
    this.saveTotals(space.totals)
    space.dirty = false
  }

  saveTotals(totals: Totals): void {
    this.#updateTotals.run(totals.records, totals.conflicts, totals.digest, totals.picture)
  }

  #loadAll(): void {
    if (this.#loaded) return
    for (const row of this.#load.all()) {
      const state = spaceOf(row)
      for (const { change } of this.#refused.all(row.space)) state.refused.add(asId(change))
      const rows = this.#branches.all(row.space)
      const byNumber = new Map(rows.map((branchRow) => [branchRow.branch, branchOf(branchRow)]))
      for (const { branch: number, parent } of rows) {
        const branch = must(byNumber.get(number), 'branch')
        branch.parent = parent === null ? null : must(byNumber.get(parent), 'parent of a branch')
        const key = chainKey(branch)
        const branches = state.chains.get(key)
        if (branches === undefined) state.chains.set(key, [branch])
        else branches.push(branch)
      }
      this.#spaces.set(state.id, state)
    }
    this.#loaded = true
  }
}

function spaceOf(row: SpaceRow): SpaceState {
  const { epoch, pos, backfill_epoch, backfill_pos, backfill_up_to } = row
  return {
    space: row.space,
    id: asId(row.id),
    ownChain: row.own_chain,
    totals: {
      picture: row.picture,
      records: row.records,
      conflicts: row.conflicts,
      digest: new Uint8Array(row.digest),
    },
    cursor: epoch === null || pos === null ? null : { epoch, pos },
    backfill:
      backfill_epoch === null || backfill_pos === null || backfill_up_to === null
        ? null
        : { epoch: backfill_epoch, pos: backfill_pos, upTo: backfill_up_to },
    chains: new Map(),
    refused: new Set(),
    dirty: false,
  }
}

function branchOf(row: BranchRow): Branch {
  return {
    branch: row.branch,
    station: asId(row.station),
    chain: row.chain,
    name: row.name === '' ? '' : asId<ChangeId>(row.name),
    parent: null,
    baseSeq: row.base_seq,
    tipSeq: row.tip_seq,
    tipHash: plainBytes(row.tip_hash),
    agreedSeq: row.agreed_seq,
    snapshotSeq: row.snapshot_seq,
    snapshotHash: plainBytes(row.snapshot_hash),
    haveSeq: row.have_seq,
    haveHash: plainBytes(row.have_hash),
    dirty: false,
  }
}
