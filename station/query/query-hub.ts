// Standing queries over the station's store: the interface the RPC server and the engine see.
// Watch names, parameters and rows are those of shared/rpc; parameters arrive already parsed. Rights before a watch is
// opened (open watches, signed in or not) are the caller's matter; what a viewer sees inside is decided here.
import type { Result } from '../../shared/base/fault.ts'
import type { Kind, OfficerId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { Draft as ChangeDraft, ListOf } from '../../shared/commands/command.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import type { Role } from '../../shared/model/role.ts'
import type { SearchAnswer, SearchQuestion, Statistics, StatisticsQuestion } from '../../shared/rpc/finding.ts'
import type { Draft, MethodInput, LikelyPair, Nearby } from '../../shared/rpc/methods.ts'
import type { FileStanding, MapSourceRow, StationAlert, StatusRow } from '../../shared/rpc/rows.ts'
import type { WatchName, WatchParams } from '../../shared/rpc/watches.ts'
import type { AmbientBook } from './ambient-book.ts'
import type { AttachmentEntry, AttachmentIndex } from './attachment-index.ts'

/** Who looks: seen marks and what may be taken back depend on it. Nobody signed in: officer `''`, role null. */
export interface Viewer {
  readonly officer: OfficerId
  readonly role: Role | null
}

/** What only the engine knows of the `status` row; the rest comes from the store. */
export type StatusParts = Omit<
  StatusRow,
  'key' | 'station' | 'spaces' | 'refused' | 'storeFault' | 'forks' | 'alerts' | 'demonstration'
> & {
  /** Without the names, which are the directory's. */
  readonly alerts: readonly Omit<StationAlert, 'stationName'>[]
}

/** What the hub asks the engine for. */
export interface HubSources {
  status(viewer: Viewer): StatusParts
  /** The server's picture of the space differed and has not healed. */
  differs(space: string): boolean
  mapSources(): readonly MapSourceRow[]
  /** How an attachment's file stands here; left out where no files are kept. */
  fileStanding?(entry: AttachmentEntry): FileStanding
}

/** One page of a first answer, at most ROWS_PER_PAGE rows; `meta` on the last [RP-4]. */
export interface WatchPage {
  readonly rows: readonly Json[]
  readonly done: boolean
  readonly meta?: Json
}

/** Rows that are new or changed, keys that went, the order of all keys where it changed, meta where it changed. */
export interface WatchDelta {
  readonly put: readonly Json[]
  readonly del: readonly string[]
  readonly order?: readonly string[]
  readonly meta?: Json
}

/** One open watch of one view. */
export interface OpenWatch {
  /** The first answer; call once and send every page. It counts as a difference that waits for `ack`. */
  first(): Iterable<WatchPage>
  /** Called with the next difference, only when everything before was acknowledged [RP-6]. One listener. */
  onDelta(listener: (delta: WatchDelta) => void): void
  /** The view has taken in everything sent so far. */
  ack(): void
  /** No listener is called afterwards [RP-7]. */
  close(): void
}

/** The read methods of shared/rpc/methods.ts that need only the store, and the desk's small writes. */
export interface DeskMethods {
  nearby(viewer: Viewer, input: MethodInput<'nearby'>): readonly Nearby[]
  likelyPairs(viewer: Viewer, space: string): readonly LikelyPair[]
  digest(space: string): { readonly code: string; readonly records: number }
  search(question: SearchQuestion): SearchAnswer
  statistics(question: StatisticsQuestion): Statistics
  markSeen(viewer: Viewer, space: string, incidents: readonly string[] | null): Result<null>
  acknowledge(viewer: Viewer, notices: readonly string[]): Result<null>
  saveDraft(viewer: Viewer, id: string, content: Json): Result<null>
  drafts(viewer: Viewer): readonly Draft[]
  dropDraft(viewer: Viewer, id: string): Result<null>
  setting(name: string): Json
  saveSetting(name: string, value: Json): Result<null>
  /** What `undo` of a change would write, or why not (cannotUndo, notFound). The engine commits it. */
  /** Records of the duty desk for commands, oldest first. */
  list(space: string, kind: Kind, of: ListOf): readonly RecordState[]
  /** Numbers an agency's records of a kind carry in the other spaces that are numbered together with this one. */
  numbersElsewhere(space: string, kind: Kind, agency: string): readonly string[]
  undoDraft(viewer: Viewer, space: string, change: string): Result<ChangeDraft>
}

export interface QueryHub {
  /** Opens a watch; `params` have been parsed with WATCHES[name].params. */
  open<Name extends WatchName>(name: Name, params: WatchParams<Name>, viewer: Viewer): OpenWatch
  readonly methods: DeskMethods
  /** The attachments the journals name. */
  readonly attachments: AttachmentIndex
  /** What is not journaled: the link gives it what the server says. */
  readonly ambient: AmbientBook
  /** The engine's own facts changed (link, session, base maps, files): those watches look again. */
  changed(what: 'status' | 'mapSources' | 'files'): void
  /**
   * Reads ahead for about `budgetMs` what the first search, and the first statistics of the spaces somebody looks at, would have to
   * read; true while there is more. Call when nothing else is to do, after `onIdleWork`.
   */
  warm(budgetMs: number): boolean
  close(): void
}
