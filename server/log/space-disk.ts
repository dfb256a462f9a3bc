// What the journal of one space asks of the database behind it: small questions, answered at once. SQLite answers from its
// file; PostgreSQL from what was fetched for a transaction beforehand. All logic above this border (space-log, chain-table,
// picture-table, placing, staging) is shared by both stores, so that both decide alike.
import type { ChangeId, Kind, RecordId, StationId } from '../../shared/base/ids.ts'
import type { ChainRef } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'

/** The row of a space. */
export interface SpaceRow {
  readonly space: number
  readonly id: string
  readonly tip: number
  readonly records: number
  readonly digest: Uint8Array
  readonly own_chain: number
}

/** The row of a branch. */
export interface BranchRow {
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

/** The row of a record. */
export interface SubjectRow {
  readonly subject: number
  readonly digest: Uint8Array | null
  readonly state: string | null
}

/** One change with its place. */
export interface Entry extends SealedBytes {
  readonly pos: number
  readonly subject: number
  readonly branch: number
  readonly seq: number
  readonly refused: boolean
  readonly receivedMs: number
}

export interface BranchDisk {
  /** All branches of the space, first seen first. */
  branches(): readonly BranchRow[]
  /** Begins a branch with its tip at `baseSeq`; gives its row. */
  insertBranch(ref: ChainRef, name: '' | ChangeId, parent: number | null, baseSeq: number, hash: Uint8Array): number
  saveBranch(branch: number, tipSeq: number, tipHash: Uint8Array, sealSeq: number, seal: Uint8Array | null): void
  /** Header hash of a change the branch itself stores. */
  hashAt(branch: number, seq: number): Uint8Array | undefined
}

export interface SubjectDisk {
  findSubject(kind: Kind, id: RecordId): SubjectRow | undefined
  insertSubject(kind: Kind, id: RecordId, bucket: number): number
  saveSubject(subject: number, digest: Uint8Array | null, state: string | null): void
  /** The changes of a record that are not refused, in order of arrival. */
  standing(subject: number): Iterable<SealedBytes & { readonly pos: number }>
}

export interface SpaceDisk extends BranchDisk, SubjectDisk {
  append(entry: Entry): void
  /** The fault a change was refused with, as JSON. */
  refusal(change: ChangeId): string | undefined
  refuse(change: ChangeId, fault: string): void
  markRefused(pos: number): void
  saveSpace(tip: number, records: number, digest: Uint8Array): void
}

export interface StagedRow extends SealedBytes, ChainRef {
  readonly seq: number
  readonly stagedMs: number
  readonly broughtBy: string
}

/** Changes that wait for their seal, of all spaces. */
export interface StagingDisk {
  put(space: number, row: StagedRow): void
  of(space: number, ref: ChainRef): readonly SealedBytes[]
  drop(space: number, ref: ChainRef, upTo: number): void
  sums(): readonly { readonly brought_by: string; readonly changes: number; readonly bytes: number }[]
  chains(): readonly { readonly space: number; readonly station: string; readonly chain: number }[]
}

/** The branch a row stands for, as seals and tips name it. */
export function refOf(row: BranchRow): ChainRef {
  return { station: row.station as StationId, chain: row.chain }
}
