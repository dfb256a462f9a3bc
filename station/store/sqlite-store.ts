// The station's store on SQLite: StationStore put together from its parts. Every method that writes is one durable
// transaction; listeners hear of it after it is on disk. What disks do is remembered as `storeFault`, never thrown.
import { must } from '../../shared/base/assert.ts'
import { toHex } from '../../shared/base/bytes.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { FaultError, ok, refuse } from '../../shared/base/fault.ts'
import type { ChangeId, Kind, RecordId, SpaceId, StationId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Sign } from '../../shared/base/ports.ts'
import type { Draft } from '../../shared/commands/command.ts'
import type { ChainRef, Seal } from '../../shared/journal/chain.ts'
import type { Change, SealedBytes } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { COUNTED_KINDS } from '../../shared/model/counted.ts'
import { DESK_KINDS } from '../../shared/model/desk-item.ts'
import { backupDatabase } from './backups.ts'
import { checkDrafts, commitDrafts } from './commit.ts'
import type { StationDatabase } from './database.ts'
import { FLAG_REFUSED, SHIFT } from './journal-book.ts'
import { JournalView, tipsOf } from './journal-view.ts'
import { sha256 } from './node-crypto.ts'
import { markNumbers, numberLookup, numberMark } from './number-marks.ts'
import { Outbox } from './outbox.ts'
import { copyRecord } from './picture-book.ts'
import type { Received } from './receive.ts'
import { receiveBatch, refoldRecord } from './receive.ts'
import { Snapshots } from './snapshots.ts'
import type { SpaceState } from './space-state.ts'
import { allBranches, branchesOf, missingJournal } from './space-state.ts'
import type {
  ChainTip,
  CommitAuthor,
  Cursor,
  OutboxPage,
  ReceiveOptions,
  ReceiveReport,
  SnapshotHeader,
  SnapshotRow,
  SpaceFacts,
  StationStore,
  StoreBackup,
  Touched,
  TouchedRecord,
} from './station-store.ts'
import type { StorePorts } from './store-parts.ts'
import { StoreParts } from './store-parts.ts'

const WORDS_PER_SLICE = 25
/** Which kinds have their rows in `desk_item`. */
const KNOWN_KINDS = 'store.deskKinds'
/** Which kinds have their rows in `counted`. */
const KNOWN_COUNTED = 'store.countedKinds'
/** False from an erasing until the database was written anew after it. */
const SCRUBBED = 'store.scrubbed'

export interface StationKey {
  readonly station: StationId
  readonly publicKey: Uint8Array
  readonly sign: Sign
}

export class SqliteStore implements StationStore {
  readonly station: StationId
  readonly publicKey: Uint8Array
  readonly #sign: Sign
  readonly #db: StationDatabase
  readonly #parts: StoreParts
  readonly #outbox: Outbox
  readonly #snapshots: Snapshots
  readonly #hasNumber
  readonly #listeners = new Set<(touched: Touched) => void>()
  readonly #onClose: () => void
  #closed = false

  constructor(db: StationDatabase, key: StationKey, ports: Omit<StorePorts, 'station'>, onClose: () => void) {
    this.station = key.station
    this.publicKey = key.publicKey
    this.#sign = key.sign
    this.#db = db
    this.#onClose = onClose
    this.#parts = new StoreParts(db, { ...ports, station: key.station })
    this.#hasNumber = numberLookup(db)
    this.#outbox = new Outbox(db, this.#parts.journal, this.#parts.seals)
    this.#snapshots = new Snapshots(db, this.#parts)
    this.#learnKinds()
  }

  /** An older program may have stored kinds it did not know, from newer stations. */
  #learnKinds(): void {
    const kinds = [...DESK_KINDS.keys()]
    const counted = [...COUNTED_KINDS.keys()]
    const { pictures, small } = this.#parts
    if (!sameJson(small.meta(KNOWN_COUNTED) ?? null, counted))
      this.#parts.write('learnCounted', () => {
        pictures.countStored(counted)
        small.setMeta(KNOWN_COUNTED, counted)
      })
    if (sameJson(small.meta(KNOWN_KINDS) ?? null, kinds)) return
    this.#parts.write('learnKinds', () => {
      pictures.deriveMissing(kinds)
      small.setMeta(KNOWN_KINDS, kinds)
    })
  }

  sign(message: Uint8Array): Uint8Array {
    return this.#sign(message)
  }

  meta(name: string): Json | undefined {
    return this.#parts.small.meta(name)
  }

  setMeta(name: string, value: Json): void {
    this.#parts.write('setMeta', () => this.#parts.small.setMeta(name, value))
  }

  nextCount(name: string): number {
    return this.#parts.small.nextCount(name)
  }

  get numberMark(): string {
    return numberMark(this.#parts.small)
  }

  markNumbers(reason: string): void {
    this.#parts.write('markNumbers', () => markNumbers(this.#parts.small, reason))
  }

  hasNumber(number: string): boolean {
    return this.#hasNumber(number)
  }

  spaces(): readonly SpaceId[] {
    return this.#parts.spaces.all().map((space) => space.id)
  }

  ensureSpace(space: SpaceId): void {
    if (this.#parts.spaces.find(space) !== undefined) return
    const made = this.#parts.write('ensureSpace', () => this.#parts.spaces.create(space, this.#parts.drawChainNumber()))
    if (made.ok) this.#tell({ space, records: [], journal: true, all: true })
  }

  facts(space: SpaceId): SpaceFacts {
    this.settle()
    const state = this.#space(space)
    const waiting = this.#outbox.waiting(state)
    const snapshot = this.#snapshots.of(state)
    const backfill = this.backfillWanted(space)
    return {
      space,
      records: state.totals.records,
      conflicts: state.totals.conflicts,
      digest: state.totals.digest.slice(),
      cursor: state.cursor,
      waiting: waiting.count,
      waitingSinceMs: waiting.sinceMs,
      snapshot: snapshot === undefined ? null : { got: snapshot.got.size, parts: snapshot.header.parts },
      backfill: backfill === undefined ? null : { pos: backfill.pos, upTo: backfill.upTo },
    }
  }

  read(space: SpaceId, kind: Kind, id: RecordId): RecordState | undefined {
    const state = this.#parts.spaces.find(space)
    if (state === undefined) return undefined
    this.#parts.resume()
    const record = this.#parts.pictures.peek(state.space, state.totals.picture, kind, id)
    return record === undefined ? undefined : copyRecord(record)
  }

  view(): JournalView {
    this.settle()
    return new JournalView(this.#parts, this)
  }

  commit(space: SpaceId, drafts: readonly Draft[], author: CommitAuthor): Result<readonly Change[]> {
    const state = this.#parts.spaces.find(space)
    if (state === undefined) return refuse('spaceUnknown', `space ${space} is not known here`, { space })
    const checked = checkDrafts(drafts)
    if (!checked.ok) return checked
    const done = this.#parts.write('commit', () => commitDrafts(this.#parts, state, drafts, author))
    if (!done.ok) return done
    const { changes, records } = done.value
    if (changes.length > 0) this.#tell({ space, records, journal: true, all: false })
    return ok(changes)
  }

  receive(
    space: SpaceId,
    changes: readonly SealedBytes[],
    seals: readonly Seal[],
    options: ReceiveOptions,
  ): Result<ReceiveReport> {
    const state = this.#parts.spaces.find(space)
    if (state === undefined) return refuse('spaceUnknown', `space ${space} is not known here`, { space })
    const work = (): Received => receiveBatch(this.#parts, state, changes, seals, options)
    const done = options.agreed ? this.#parts.writeLazily('receive', work) : this.#parts.write('receive', work)
    if (!done.ok) return done
    const { report, records, journal } = done.value
    if (records.length > 0 || journal) this.#tell({ space, records, journal, all: false })
    return ok(report)
  }

  refold(space: SpaceId, record: TouchedRecord, extra: readonly SealedBytes[]): Result<void> {
    const state = this.#parts.spaces.find(space)
    if (state === undefined) return refuse('spaceUnknown', `space ${space} is not known here`, { space })
    const changes: Change[] = []
    for (const bytes of extra) {
      const change = readChange(bytes, sha256)
      if (!change.ok) return change
      const { head } = change.value
      if (head.space === space && head.kind === record.kind && head.record === record.id) changes.push(change.value)
    }
    const refolded = (): Result<void> =>
      this.#parts.write('refold', () => {
        const { pictures, small } = this.#parts
        const entry = pictures.entry(state.space, state.totals.picture, record.kind, record.id)
        refoldRecord(this.#parts, state, entry, changes, small.nextTouch())
        this.#parts.settleNow()
      })
    const done = orFault(refolded)
    if (done.ok) this.#tell({ space, records: [record], journal: false, all: false })
    return done
  }

  tips(space: SpaceId): readonly ChainTip[] {
    return tipsOf(this.#space(space))
  }

  outboxPage(space: SpaceId, limit: number, maxBytes: number): OutboxPage | undefined {
    const page = this.#outbox.page(this.#space(space), limit, maxBytes)
    if (page === undefined) return undefined
    const { isFirstTime, ...rest } = page
    if (isFirstTime) this.#tell({ space, records: [], journal: true, all: false })
    return rest
  }

  markAgreed(
    space: SpaceId,
    agreed: readonly (ChainRef & { readonly branch: string; readonly seq: number })[],
  ): boolean {
    const state = this.#space(space)
    let moved = false
    const written = this.#writeAndTell('markAgreed', state, () => {
      for (const { branch: name, seq, ...ref } of agreed) {
        const branch = branchesOf(state, ref).find((one) => one.name === name)
        if (branch === undefined || seq <= branch.agreedSeq) continue
        branch.agreedSeq = Math.min(seq, branch.tipSeq)
        branch.dirty = true
        moved = true
      }
    })
    return written && moved
  }

  resetAgreed(space: SpaceId, serverTips: readonly ChainTip[]): void {
    const state = this.#space(space)
    this.#writeAndTell('resetAgreed', state, () => this.#outbox.reset(state, serverTips))
  }

  setCursor(space: SpaceId, cursor: Cursor): void {
    const state = this.#space(space)
    this.#writeAndTell('setCursor', state, () => {
      state.cursor = cursor
      state.dirty = true
    })
  }

  saveSeals(space: SpaceId, seals: readonly Seal[]): void {
    if (seals.length === 0) return
    const state = this.#space(space)
    this.#parts.writeLazily('saveSeals', () => this.#parts.seals.save(state, seals))
  }

  beginNewChain(space: SpaceId): void {
    const state = this.#space(space)
    this.#writeAndTell('beginNewChain', state, () => this.#parts.beginNewChain(state))
  }

  beginSnapshot(space: SpaceId, header: SnapshotHeader): void {
    const state = this.#space(space)
    this.#writeAndTell('beginSnapshot', state, () => this.#snapshots.begin(state, header))
  }

  snapshotInProgress(
    space: SpaceId,
  ): { readonly header: SnapshotHeader; readonly missing: readonly number[] } | undefined {
    const state = this.#snapshots.of(this.#space(space))
    return state === undefined ? undefined : { header: state.header, missing: this.#snapshots.missing(state) }
  }

  addSnapshotPart(space: SpaceId, part: number, rows: readonly SnapshotRow[]): void {
    const state = this.#space(space)
    this.#writeAndTell('addSnapshotPart', state, () => this.#snapshots.addPart(state, part, rows))
  }

  abandonSnapshot(space: SpaceId): void {
    const state = this.#space(space)
    this.#writeAndTell('abandonSnapshot', state, () => this.#snapshots.abandon(state))
  }

  finishSnapshot(space: SpaceId): Result<void> {
    const state = this.#space(space)
    const done = this.#parts.write('finishSnapshot', () => this.#snapshots.finish(state))
    if (!done.ok) return done
    this.#tell({ space, records: [], journal: true, all: done.value.ok })
    return done.value
  }

  backfillWanted(space: SpaceId): { readonly epoch: string; readonly pos: number; readonly upTo: number } | undefined {
    return missingJournal(this.#space(space))
  }

  setBackfill(space: SpaceId, pos: number): void {
    const state = this.#space(space)
    const { backfill } = state
    if (backfill === null) return
    this.#writeAndTell('setBackfill', state, () => {
      state.backfill = { ...backfill, pos }
      state.dirty = true
    })
  }

  buckets(space: SpaceId): readonly Uint8Array[] {
    this.settle()
    return this.#parts.pictures.buckets(this.#space(space).totals.picture)
  }

  bucket(space: SpaceId, bucket: number): readonly (readonly [Kind, RecordId, Uint8Array])[] {
    this.settle()
    return this.#parts.pictures.bucket(this.#space(space).totals.picture, bucket) as [Kind, RecordId, Uint8Array][]
  }

  erase(space: SpaceId, changes: readonly ChangeId[]): number {
    const state = this.#space(space)
    const { db, journal, small } = this.#parts
    db.sqlite.pragma('secure_delete = ON')
    let count = 0
    db.sqlite.transaction(() => {
      for (const id of changes) {
        const row = journal.find(state, id)
        if (row === undefined || row.body === null) continue
        db.shelf.bar(row.at)
        journal.eraseBody(row.at)
        count += 1
      }
      // Kept with what went, so that a cut between the two is made good at the next start.
      if (count > 0) small.setMeta(SCRUBBED, false)
    })()
    return count
  }

  waitingErasures(space: SpaceId, changes: readonly ChangeId[]): number {
    const state = this.#space(space)
    const { db, journal } = this.#parts
    return changes.filter((id) => {
      const row = journal.find(state, id)
      return row !== undefined && db.shelf.isDue(row.at)
    }).length
  }

  scrub(isNewOrder = false): void {
    // Records folded and not yet written still lie in their rows as they were.
    this.settle()
    const { sqlite, shelf } = this.#parts.db
    shelf.settleDue()
    // Where nothing is said of it a program wrote that kept no account of it: once, to be sure.
    if (!isNewOrder && this.meta(SCRUBBED) === true) return
    sqlite.pragma('secure_delete = ON')
    // Replaced words stay in old segments of the index until they are merged.
    sqlite.prepare("INSERT INTO words (words) VALUES ('optimize')").run()
    sqlite.pragma('secure_delete = OFF')
    // Values that were replaced long ago still lie in the gaps of pages: the file is written anew.
    sqlite.exec('VACUUM')
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
    this.setMeta(SCRUBBED, true)
  }

  history(
    space: SpaceId,
    record: TouchedRecord,
  ): readonly { readonly change: Change; readonly agreed: boolean; readonly refused: ChangeId | null }[] {
    const state = this.#space(space)
    const subject = this.#parts.pictures.subject(state.space, record.kind, record.id)
    if (subject === undefined) return []
    const agreedSeq = new Map([...allBranches(state)].map((branch) => [branch.branch, branch.agreedSeq]))
    return this.#parts.journal.ofSubject(subject).flatMap(({ at, flags, header, body }) => {
      const change = readChange({ header, body }, sha256)
      if (!change.ok) return []
      const agreed = at % SHIFT <= (agreedSeq.get(Math.floor(at / SHIFT)) ?? 0)
      return [{ change: change.value, agreed, refused: (flags & FLAG_REFUSED) === 0 ? null : change.value.id }]
    })
  }

  states(space: SpaceId, record: TouchedRecord): readonly { readonly agreed: boolean; readonly refused: boolean }[] {
    const state = this.#space(space)
    const subject = this.#parts.pictures.subject(state.space, record.kind, record.id)
    if (subject === undefined) return []
    const agreedSeq = new Map([...allBranches(state)].map((branch) => [branch.branch, branch.agreedSeq]))
    return this.#parts.journal.marksOf(subject).map(({ at, flags }) => ({
      agreed: at % SHIFT <= (agreedSeq.get(Math.floor(at / SHIFT)) ?? 0),
      refused: (flags & FLAG_REFUSED) !== 0,
    }))
  }

  chainLinks(space: SpaceId, tip: ChainTip): Iterable<SealedBytes> {
    const branch = branchesOf(this.#space(space), tip).find(({ name }) => name === tip.branch)
    return branch === undefined ? [] : this.#parts.journal.links(branch, tip.seq)
  }

  seals(space: SpaceId): readonly Seal[] {
    return this.#parts.seals.all(this.#space(space))
  }

  onTouched(listener: (touched: Touched) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  storeFault(): Fault | null {
    return this.#parts.fault
  }

  /** Records folded and not yet written to the picture's tables. */
  get unsettled(): number {
    return this.#parts.pictures.unsettled
  }

  /** Brings what is read of the picture up to what was committed and received. */
  settle(): void {
    this.#parts.settle()
  }

  async backup(path: string): Promise<Result<StoreBackup>> {
    this.settle()
    const pictures = this.spaces().map((space) => {
      const { records, digest } = this.facts(space)
      return { space, records, digest: toHex(digest) }
    })
    // Begins its reading before it waits for anything: the copy is of the moment the pictures are of.
    const made = await backupDatabase(this.#db.sqlite, path, this.#db.databaseKey)
    return made.ok ? { ok: true, value: { bytes: made.value.bytes, pictures } } : made
  }

  /**
   * Settles, then goes on indexing words for about `budgetMs`; gives how many records still wait for that. Call when
   * nothing else is to do.
   */
  drain(budgetMs: number): number {
    this.settle()
    const { pictures } = this.#parts
    const untilMs = performance.now() + budgetMs
    const { words } = pictures.derived
    if (words.nextPending(1).length === 0) {
      this.#db.tidy()
      return 0
    }
    this.#parts.write('drain', () => {
      while (pictures.indexPending(WORDS_PER_SLICE) === WORDS_PER_SLICE && performance.now() < untilMs);
    })
    return words.pending()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.settle()
    this.#listeners.clear()
    this.#db.shelf.close()
    this.#db.sqlite.close()
    this.#onClose()
  }

  #space(id: SpaceId): SpaceState {
    return must(this.#parts.spaces.find(id), `space ${id}; ensureSpace comes first`)
  }

  #writeAndTell(name: string, state: SpaceState, work: () => void): boolean {
    const { ok: written } = this.#parts.writeLazily(name, work)
    if (written) this.#tell({ space: state.id, records: [], journal: true, all: false })
    return written
  }

  #tell(touched: Touched): void {
    for (const listener of [...this.#listeners]) listener(touched)
  }
}

/** A body that lies in an archive which is not there refuses the work, and nothing is written. */
function orFault<T>(work: () => Result<T>): Result<T> {
  try {
    return work()
  } catch (error) {
    if (error instanceof FaultError) return { ok: false, fault: error.fault }
    throw error
  }
}
