// One space of a PostgreSQL database for the length of a transaction: what was fetched beforehand answers at once, what is
// written is kept until the transaction stores it all in a few statements. A question whose answer was not fetched throws
// NotFetched; the transaction then fetches it and begins its work again.
import { toHex } from '../../../shared/base/bytes.ts'
import type { ChangeId, Kind, RecordId } from '../../../shared/base/ids.ts'
import type { ChainRef } from '../../../shared/journal/chain.ts'
import type { SealedBytes } from '../../../shared/journal/change.ts'
import { sha256 } from '../node-crypto.ts'
import type { BranchRow, Entry, SpaceDisk, SpaceRow, SubjectRow } from '../space-disk.ts'
import { subjectKey } from './subject-key.ts'
import type { Wanted } from './wanted.ts'

/** The row of a space with what only PostgreSQL keeps there. */
export interface LockedSpace extends SpaceRow {
  readonly version: number
  readonly branches: number
  readonly subjects: number
  readonly stamp_ms: number
  readonly stamp_counter: number
  /** Whether anything waits for its seal. */
  readonly waiting: boolean
}

/** What was asked and not fetched. */
export class NotFetched extends Error {
  readonly add: (wanted: Wanted) => void
  constructor(add: (wanted: Wanted) => void) {
    super('not fetched')
    this.add = add
  }
}

export interface NewBranch extends ChainRef {
  readonly branch: number
  readonly name: string
  readonly parent: number | null
  readonly baseSeq: number
}

export interface BranchTipRow {
  readonly branch: number
  readonly tipSeq: number
  readonly tipHash: Uint8Array
  readonly sealSeq: number
  readonly seal: Uint8Array | null
}

export interface NewSubject {
  readonly subject: number
  readonly kind: Kind
  readonly id: RecordId
  readonly bucket: number
}

export interface SubjectState {
  readonly digest: Uint8Array | null
  readonly state: string | null
}

/** Gives the body of a stored change, which may lie in an archive. */
type ReadBody = (pos: number, stored: Uint8Array | null) => Uint8Array | null

export class SpaceFront implements SpaceDisk {
  readonly space: number
  readonly #read: ReadBody
  // fetched
  branchRows: readonly BranchRow[] | undefined
  readonly foundSubjects = new Map<string, SubjectRow | undefined>()
  readonly foundRefusals = new Map<string, string | undefined>()
  readonly foundHashes = new Map<string, Uint8Array>()
  readonly hashRanges = new Map<number, { readonly from: number; readonly to: number }>()
  readonly foundStanding = new Map<number, readonly (SealedBytes & { readonly pos: number })[]>()
  // written
  readonly newBranches = new Map<number, NewBranch>()
  readonly branchTips = new Map<number, BranchTipRow>()
  readonly newSubjects = new Map<number, NewSubject>()
  readonly subjectStates = new Map<number, SubjectState>()
  readonly entries: Entry[] = []
  readonly #writtenHeaders = new Map<string, Uint8Array>()
  readonly newRefusals = new Map<string, string>()
  readonly refusedPositions = new Set<number>()
  sums: { readonly tip: number; readonly records: number; readonly digest: Uint8Array } | undefined
  nextBranch = 1
  nextSubject = 1
  #firstNewBranch = 1
  #firstNewSubject = 1

  constructor(space: number, read: ReadBody) {
    this.space = space
    this.#read = read
  }

  /** Begins a transaction: nothing fetched, nothing written. */
  begin(row: LockedSpace): void {
    this.branchRows = undefined
    for (const fetched of [this.foundSubjects, this.foundRefusals, this.foundHashes, this.hashRanges]) fetched.clear()
    this.foundStanding.clear()
    this.nextBranch = this.#firstNewBranch = row.branches
    this.nextSubject = this.#firstNewSubject = row.subjects
    this.discard()
  }

  /** Forgets what was written, keeps what was fetched. */
  discard(): void {
    for (const written of [this.newBranches, this.branchTips, this.newSubjects, this.subjectStates]) written.clear()
    this.newRefusals.clear()
    this.refusedPositions.clear()
    this.entries.length = 0
    this.#writtenHeaders.clear()
    this.sums = undefined
    this.nextBranch = this.#firstNewBranch
    this.nextSubject = this.#firstNewSubject
  }

  /** True when the transaction has something to store here. */
  get isWritten(): boolean {
    return (
      this.newBranches.size +
        this.branchTips.size +
        this.newSubjects.size +
        this.subjectStates.size +
        this.newRefusals.size +
        this.refusedPositions.size +
        this.entries.length >
        0 || this.sums !== undefined
    )
  }

  branches(): readonly BranchRow[] {
    if (this.branchRows === undefined) throw new NotFetched((wanted) => wanted.wantAllBranches())
    return this.branchRows
  }

  insertBranch(
    { station, chain }: ChainRef,
    name: '' | ChangeId,
    parent: number | null,
    baseSeq: number,
    hash: Uint8Array,
  ): number {
    const branch = this.nextBranch
    this.nextBranch += 1
    this.newBranches.set(branch, { branch, station, chain, name, parent, baseSeq })
    this.saveBranch(branch, baseSeq, hash, 0, null)
    return branch
  }

  saveBranch(branch: number, tipSeq: number, tipHash: Uint8Array, sealSeq: number, seal: Uint8Array | null): void {
    this.branchTips.set(branch, { branch, tipSeq, tipHash, sealSeq, seal })
  }

  hashAt(branch: number, seq: number): Uint8Array | undefined {
    const written = this.#writtenHeaders.get(`${branch} ${seq}`)
    if (written !== undefined) return sha256(written)
    if (branch >= this.#firstNewBranch) return undefined
    const range = this.hashRanges.get(branch)
    if (range === undefined || seq < range.from || seq > range.to)
      throw new NotFetched((wanted) => wanted.wantHashes(branch, seq, seq))
    return this.foundHashes.get(`${branch} ${seq}`)
  }

  findSubject(kind: Kind, id: RecordId): SubjectRow | undefined {
    const key = toHex(subjectKey(kind, id))
    if (!this.foundSubjects.has(key)) throw new NotFetched((wanted) => wanted.wantSubject(kind, id))
    return this.foundSubjects.get(key)
  }

  insertSubject(kind: Kind, id: RecordId, bucket: number): number {
    const subject = this.nextSubject
    this.nextSubject += 1
    this.newSubjects.set(subject, { subject, kind, id, bucket })
    return subject
  }

  saveSubject(subject: number, digest: Uint8Array | null, state: string | null): void {
    this.subjectStates.set(subject, { digest, state })
  }

  standing(subject: number): readonly (SealedBytes & { readonly pos: number })[] {
    const found = subject >= this.#firstNewSubject ? [] : this.foundStanding.get(subject)
    if (found === undefined) throw new NotFetched((wanted) => wanted.wantStanding(subject))
    const written = this.entries.filter((entry) => entry.subject === subject && !entry.refused)
    const stored = found.filter(({ pos }) => !this.refusedPositions.has(pos))
    return [
      ...stored.map(({ pos, header, body }) => ({ pos, header, body: this.#read(pos, body) })),
      ...written.filter(({ pos }) => !this.refusedPositions.has(pos)),
    ]
  }

  append(entry: Entry): void {
    this.entries.push(entry)
    this.#writtenHeaders.set(`${entry.branch} ${entry.seq}`, entry.header)
  }

  refusal(change: ChangeId): string | undefined {
    const written = this.newRefusals.get(change)
    if (written !== undefined) return written
    if (!this.foundRefusals.has(change)) throw new NotFetched((wanted) => wanted.wantRefusal(change))
    return this.foundRefusals.get(change)
  }

  refuse(change: ChangeId, fault: string): void {
    if (!this.newRefusals.has(change)) this.newRefusals.set(change, fault)
  }

  markRefused(pos: number): void {
    this.refusedPositions.add(pos)
  }

  saveSpace(tip: number, records: number, digest: Uint8Array): void {
    this.sums = { tip, records, digest }
  }
}
