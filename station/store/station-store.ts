// What the rest of the station may ask of its store: the only door to the database. One writer, synchronous, durable
// when a method returns. Opened by open-store.ts; nothing here throws for what disks and people do (Result, StoreFault).
import type { Fault, Result } from '../../shared/base/fault.ts'
import type { ChangeId, Kind, OfficerId, RecordId, SpaceId, StationId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { Draft } from '../../shared/commands/command.ts'
import type { BranchTip, ChainRef, Seal } from '../../shared/journal/chain.ts'
import type { Change, SealedBytes } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import type { JournalView } from './journal-view.ts'

/** A branch of a chain with its newest change. */
export interface ChainTip extends ChainRef, BranchTip {}

export interface Cursor {
  readonly epoch: string
  readonly pos: number
}

export interface TouchedRecord {
  readonly kind: Kind
  readonly id: RecordId
}

/** Told to listeners after every commit that changed what a watch may show. */
export interface Touched {
  readonly space: SpaceId
  readonly records: readonly TouchedRecord[]
  /** True when more than records changed: agreement of changes, snapshot or backfill progress, forks, picture loaded whole. */
  readonly journal: boolean
  /** True when everything in the space may have changed (snapshot loaded, picture rebuilt). */
  readonly all: boolean
}

export interface ReceiveOptions {
  readonly nowMs: number
  /** The server has these (they came from it): they count as agreed. */
  readonly agreed: boolean
  /** Older journal below a snapshot: stored and verified, not folded again. */
  readonly historyOnly: boolean
  /** Written in the same transaction. */
  readonly cursor?: Cursor
}

export interface ReceiveReport {
  readonly added: number
  readonly known: number
  /** Chains of which earlier changes are missing here. */
  readonly gaps: readonly (ChainRef & { readonly haveSeq: number })[]
  /** Chains that forked with this batch; own chain included. */
  readonly forks: readonly (ChainRef & { readonly seq: number })[]
  /** Changes that could not be read or did not fit their chain; the rest was taken. */
  readonly bad: readonly Fault[]
  /** Refused changes whose record needs its history from the server to be folded again. */
  readonly refold: readonly TouchedRecord[]
}

export interface OutboxPage {
  readonly changes: readonly SealedBytes[]
  /** Newest change of each chain in the page, for sealing own ones. */
  readonly tips: readonly ChainTip[]
  /** Known seals of other stations' chains in the page. */
  readonly seals: readonly Seal[]
}

export interface SnapshotHeader {
  readonly snapshot: string
  readonly cursor: Cursor
  readonly parts: number
  readonly records: number
  readonly digest: Uint8Array
  readonly tips: readonly ChainTip[]
  readonly seals: readonly Seal[]
}
export type SnapshotRow = readonly [Kind, string, string, Uint8Array]

export interface SpaceFacts {
  readonly space: SpaceId
  readonly records: number
  readonly conflicts: number
  readonly digest: Uint8Array
  readonly cursor: Cursor | null
  readonly waiting: number
  readonly waitingSinceMs: number | null
  readonly snapshot: { readonly got: number; readonly parts: number } | null
  readonly backfill: { readonly pos: number; readonly upTo: number } | null
}

/** What the picture of one space was when a backup was made. */
export interface SpacePicture {
  readonly space: string
  readonly records: number
  /** Lower-case hexadecimal. */
  readonly digest: string
}

export interface StoreBackup {
  readonly bytes: number
  readonly pictures: readonly SpacePicture[]
}

export interface CommitAuthor {
  readonly officer: OfficerId
  readonly nowMs: number
}

export interface StationStore {
  readonly station: StationId
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Uint8Array

  /** Small named values: settings, servers, session caches. */
  meta(name: string): Json | undefined
  setMeta(name: string, value: Json): void
  /** Next number of a counter; durable with the next commit. */
  nextCount(name: string): number
  /** What the numbers given here bear after the station's own characters (number-marks.ts); '' for most. */
  readonly numberMark: string
  /** Goes on under another mark: this database may be a copy of one that counts too. */
  markNumbers(reason: string): void
  /** Whether an incident of any space here bears this number. */
  hasNumber(number: string): boolean

  spaces(): readonly SpaceId[]
  ensureSpace(space: SpaceId): void
  facts(space: SpaceId): SpaceFacts

  read(space: SpaceId, kind: Kind, id: RecordId): RecordState | undefined
  /** Makes changes of drafts over the heads seen here, appends, folds, and puts them in the outbox: one durable transaction. */
  commit(space: SpaceId, drafts: readonly Draft[], author: CommitAuthor): Result<readonly Change[]>
  receive(
    space: SpaceId,
    changes: readonly SealedBytes[],
    seals: readonly Seal[],
    options: ReceiveOptions,
  ): Result<ReceiveReport>
  /** Replaces a record's state by folding all changes of it: those here and the given ones (from `history`). */
  refold(space: SpaceId, record: TouchedRecord, extra: readonly SealedBytes[]): Result<void>

  tips(space: SpaceId): readonly ChainTip[]
  /** Changes not agreed, oldest first, at most `limit` and about `maxBytes`; undefined when there are none. */
  outboxPage(space: SpaceId, limit: number, maxBytes: number): OutboxPage | undefined
  /**
   * Everything up to these numbers is committed at the server; branches by the names they have here. True when something that
   * waited waits no longer, and that is written.
   */
  markAgreed(space: SpaceId, agreed: readonly (ChainRef & { readonly branch: string; readonly seq: number })[]): boolean
  /** What a server with a new epoch has: agreement goes down to it, so that the outbox refills it. */
  resetAgreed(space: SpaceId, serverTips: readonly ChainTip[]): void
  setCursor(space: SpaceId, cursor: Cursor): void
  saveSeals(space: SpaceId, seals: readonly Seal[]): void
  /** The own chain forked: go on under a new chain number. */
  beginNewChain(space: SpaceId): void

  /** A first picture, part by part; resumable after a restart. */
  beginSnapshot(space: SpaceId, header: SnapshotHeader): void
  snapshotInProgress(
    space: SpaceId,
  ): { readonly header: SnapshotHeader; readonly missing: readonly number[] } | undefined
  addSnapshotPart(space: SpaceId, part: number, rows: readonly SnapshotRow[]): void
  /** Checks the digest and makes it the picture; older journal is then wanted from position 0. */
  finishSnapshot(space: SpaceId): Result<void>
  /** Drops one that is not to be finished. */
  abandonSnapshot(space: SpaceId): void
  /** Older journal still wanted: (pos, upTo], or undefined. */
  backfillWanted(space: SpaceId): { readonly epoch: string; readonly pos: number; readonly upTo: number } | undefined
  setBackfill(space: SpaceId, pos: number): void

  /** What verifying reads, over this connection: settled, and good until the next change. */
  view(): JournalView

  /** 256 lane sums by the first byte of SHA-256(kind LF id), and the records of one of them. */
  buckets(space: SpaceId): readonly Uint8Array[]
  bucket(space: SpaceId, bucket: number): readonly (readonly [Kind, RecordId, Uint8Array])[]

  /** All stored changes of one record in order of arrival, with whether each is agreed or refused. */
  history(
    space: SpaceId,
    record: TouchedRecord,
  ): readonly { readonly change: Change; readonly agreed: boolean; readonly refused: ChangeId | null }[]
  /** Whether each stored change of a record is agreed and refused: what they say is not read. */
  states(space: SpaceId, record: TouchedRecord): readonly { readonly agreed: boolean; readonly refused: boolean }[]
  /** Destroys the bodies of changes of a record: headers stay. Overwritten on disk after `scrub`. Gives how many went. */
  erase(space: SpaceId, changes: readonly ChangeId[]): number
  /** How many of erased changes still have their bodies in a journal archive whose file is away. Ask after `scrub`. */
  waitingErasures(space: SpaceId, changes: readonly ChangeId[]): number
  /**
   * Ends an erasing: what words, gaps and logs of the database still hold goes too. Does nothing but look after archives where
   * nothing was erased since the last time, unless an order is new: then the picture's former values go, whatever was erased.
   */
  scrub(isNewOrder?: boolean): void
  /** Every chain of a space in order, for verification and export. */
  chainLinks(space: SpaceId, tip: ChainTip): Iterable<SealedBytes>
  seals(space: SpaceId): readonly Seal[]

  onTouched(listener: (touched: Touched) => void): () => void
  /** Disk full, read-only or corrupt: writing has stopped until cleared. */
  storeFault(): Fault | null

  /** A copy of this moment that stands by itself. */
  backup(path: string): Promise<Result<StoreBackup>>
  close(): void
}
