// What the rest of the server may ask of its journal: the only door to the database, and the border behind which SQLite
// can be exchanged for a database on the network (so everything that touches the disk is a promise). A method that writes
// resolves after the commit is on disk. `test/contract/server-log-suite.ts` holds what every one must keep.
import type { Fault, Result } from '../../shared/base/fault.ts'
import type { ChangeId, Kind, OfficerId, RecordId, SpaceId, StationId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { BranchTip, ChainRef, Seal } from '../../shared/journal/chain.ts'
import type { Change, SealedBytes } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import type { AccessBook } from './access-book.ts'

/** A branch of a chain with its newest change. */
export interface ChainTip extends ChainRef, BranchTip {}

/** Changes of one space as a peer or a file brought them. */
export interface Batch {
  readonly space: SpaceId
  readonly changes: readonly SealedBytes[]
  readonly seals: readonly Seal[]
  /** The station that brought them; its own chains must be sealed in the same batch. */
  readonly broughtBy: StationId | null
  /** Its bringer is only just comparing journals with a restored server: rights may be out of date here. */
  readonly refilling?: boolean
}

/** What the log asks about authors while it takes a batch in; answered from memory, at once. */
export interface Judge {
  /** The key a chain's seals must hold under; a fault when the station may not be taken from. */
  keyOf(station: StationId): Result<Uint8Array>
  /** True when the station is a server: its verdicts count. */
  isServer(station: StationId): boolean
  /** The fault of a verdict, or undefined when the change may stand. */
  judge(change: Change, isFirst: boolean): Fault | undefined
  /** True while a restored database may lack identities that stations still hold. */
  readonly mayLackIdentities?: boolean
  /** True when a change or chain refused with `fault` must wait with its bringer instead: what speaks for it may be missing. */
  waits?(fault: Fault, refilling: boolean): boolean
}

/** The answer to a push. */
export interface PushOutcome {
  readonly agreed: (ChainRef & { readonly branch: '' | ChangeId; readonly seq: number })[]
  readonly refused: { readonly change: ChangeId; readonly fault: Fault }[]
  readonly gaps: (ChainRef & { readonly haveSeq: number })[]
  readonly forks: (ChainRef & { readonly seq: number })[]
}

/** What one transaction added to one space: positions `from`, `from` + 1 … */
export interface Commit {
  readonly space: SpaceId
  /** The epoch its positions are of. */
  readonly epoch: string
  readonly from: number
  readonly changes: readonly SealedBytes[]
  readonly seals: readonly Seal[]
  /** Orders to destroy personal data among them; only told by the process that committed. */
  readonly destroys?: readonly RecordId[]
}

export interface Appended {
  /** One for each batch, in order. */
  readonly outcomes: readonly PushOutcome[]
  readonly commits: readonly Commit[]
}

/** Fields the server itself writes. Fields that already have the value are left out. */
export interface OwnDraft {
  readonly kind: Kind
  readonly id: RecordId
  readonly fields: JsonFields
  readonly reason?: string
}

export interface LogPage {
  readonly after: number
  readonly upTo: number
  readonly tip: number
  readonly changes: readonly SealedBytes[]
  readonly seals: readonly Seal[]
}

export interface PictureAt {
  readonly pos: number
  readonly records: number
  readonly digest: Uint8Array
}

export interface SnapshotHead {
  readonly snapshot: string
  readonly epoch: string
  readonly pos: number
  readonly parts: number
  readonly records: number
  readonly bytes: number
  readonly digest: Uint8Array
  readonly tips: readonly ChainTip[]
  readonly seals: readonly Seal[]
}

export interface HistoryPage {
  readonly changes: readonly SealedBytes[]
  readonly positions: readonly number[]
  readonly more: boolean
}

/** Changes of one record whose bodies are to go. */
export interface Erase {
  readonly kind: Kind
  readonly id: RecordId
  readonly changes: readonly ChangeId[]
}

/** Bodies that went, and changes that are not here or had none any more. */
export interface Erased {
  readonly erased: number
  readonly absent: number
  /** Of the erased: bodies still in a journal archive whose file is away; left out when none. */
  readonly waiting?: number
}

export interface ServerLog {
  readonly station: StationId
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Uint8Array
  /** The present epoch; see renewEpoch. */
  readonly epoch: string
  /** When this database was last found to be a restored one, or 0. What is older than this may be a refill. */
  readonly restoredAtMs: number
  /** True when the database was made by this opening. */
  readonly isNew: boolean

  /** Draws a new epoch: the database turned out to be older than what peers have seen of it. */
  renewEpoch(nowMs: number): Promise<void>
  spaces(): Promise<readonly SpaceId[]>
  /** Position of the newest commit; 0 for a space nothing was written in. */
  tip(space: SpaceId): Promise<number>

  /** Checks, stores and folds batches in one durable transaction. Throws FaultError when the disk refuses. */
  append(batches: readonly Batch[], judge: Judge, nowMs: number): Promise<Appended>
  /** Writes in the server's own chain, sealed. */
  write(space: SpaceId, drafts: readonly OwnDraft[], officer: OfficerId, nowMs: number): Promise<readonly Commit[]>

  /** Changes after `after`, at most `limit` and about `maxBytes`, up to `upTo`. */
  page(space: SpaceId, after: number, upTo: number, limit: number, maxBytes: number): Promise<LogPage>
  tips(space: SpaceId): Promise<readonly ChainTip[]>
  seals(space: SpaceId): Promise<readonly Seal[]>
  record(space: SpaceId, kind: Kind, id: RecordId): Promise<RecordState | undefined>
  records(space: SpaceId, kind: Kind): Promise<readonly RecordState[]>
  picture(space: SpaceId): Promise<PictureAt>
  buckets(space: SpaceId): Promise<{ readonly pos: number; readonly buckets: readonly Uint8Array[] }>
  bucket(
    space: SpaceId,
    bucket: number,
  ): Promise<{ readonly pos: number; readonly records: readonly (readonly [Kind, RecordId, Uint8Array])[] }>
  history(space: SpaceId, kind: Kind, id: RecordId, after: number): Promise<HistoryPage>

  /**
   * Destroys bodies by order: they are overwritten on disk where the database can, headers stay, so chains verify. Snapshots of
   * the space go with them. What is gone already counts as absent.
   */
  erase(space: SpaceId, erases: readonly Erase[]): Promise<Erased>

  /** How many of erased changes still have their bodies in a journal archive whose file is away; left out by logs without archives. */
  waitingErasures?(space: SpaceId, erases: readonly Erase[]): Promise<number>

  /** Fixes a picture at one position; its parts stay fetchable for a while, across restarts too. */
  openSnapshot(space: SpaceId, nowMs: number): Promise<SnapshotHead>
  /** zstd of the CBOR of snapshotRows; undefined when the snapshot or part does not exist (any more). */
  snapshotPart(space: SpaceId, snapshot: string, part: number): Promise<Uint8Array | undefined>

  close(): Promise<void>
}

/** Commits of other processes in the order of their positions; none when only the epoch became another. */
export type OthersListener = (commits: readonly Commit[]) => Promise<void>

/** A journal with what is kept of access beside it. */
export interface StoreLog extends ServerLog {
  readonly access: AccessBook
  /** Where several processes share the database: hears what the others commit. The next commit waits for the listener. */
  onOthers?(listener: OthersListener): void
  /** Where several processes share the database: says something to the others that stands in no table. It may get lost. */
  say?(text: string): void
  /** Hears what another process said. */
  onSaid?(listener: (text: string) => void): void
  /** Where several processes share the database: what others committed before this call has been told when it resolves. */
  catchUp?(): Promise<void>
  /** Where several processes share the database: work no other process may come between. */
  alone?<T>(work: () => Promise<T>): Promise<T>
  /** Why the database cannot be used at the moment. */
  readonly trouble?: Fault | undefined
  /** Paths of journal archives whose files are not there: what asks for the old changes in them is refused. */
  archivesAway?(): readonly string[]
  /** Destroys in the journal archives what was ordered while their files were away. */
  settleArchives?(): void | Promise<void>
  /** True for a large database that was opened at once: whoever opened it checks it beside the work and calls `checked`. */
  readonly isUnchecked?: boolean
  readonly checked?: (found: Result<null>) => void
}
