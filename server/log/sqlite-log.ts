import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
// The server's journal in one SQLite file (WAL, every commit on disk before it is told). One writer, in this process.
import type Sqlite from 'better-sqlite3'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import { toHex } from '../../shared/base/bytes.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { Kind, OfficerId, RecordId, SpaceId } from '../../shared/base/ids.ts'
import { stationIdOf } from '../../shared/base/ids.ts'
import type { RandomBytes } from '../../shared/base/ports.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { changeIdOf } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { emptyDigest } from '../../shared/journal/picture-code.ts'
import { AccessStore } from './access-store.ts'
import { shelfOf } from './archives.ts'
import { sealOf } from './chain-table.ts'
import { leaveCleanMark, takeCleanMark } from './clean-mark.ts'
import { DATABASE_FILE, MARK_FILE, databaseFault, keepKeyFile } from './database-check.ts'
import { SPACE_STRIDE, openSqlite, transaction } from './database.ts'
import { diskFault } from './disk-fault.ts'
import { MarkWriter, isRestored, readMark } from './epoch-mark.ts'
import type { FolderLock } from './folder-lock.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import { drawChain, random as randomBytes, sha256, signerOf } from './node-crypto.ts'
import type {
  Appended,
  Batch,
  ChainTip,
  Commit,
  Erase,
  Erased,
  HistoryPage,
  Judge,
  LogPage,
  OwnDraft,
  PictureAt,
  ServerLog,
  SnapshotHead,
} from './server-log.ts'
import { SnapshotFiles } from './snapshot-files.ts'
import type { SpaceRow } from './space-disk.ts'
import type { Self } from './space-log.ts'
import { OlderSelf, SpaceLog } from './space-log.ts'
import { openSqlitePicture } from './sqlite-picture-reader.ts'
import { SqliteSpaceDisk, SqliteStaging } from './sqlite-space-disk.ts'
import type { StagingLimits } from './staging.ts'
import { STAGING_LIMITS, Staging } from './staging.ts'

const HISTORY_PAGE = 500

/** A smaller database is checked before it is opened, in about a second at most. */
const CHECK_FIRST_BYTES = 128 * 1024 * 1024

interface EntryRow {
  readonly at: number
  readonly branch: number
  readonly header: Uint8Array
  readonly body: Uint8Array | null
}

/** Opens (or begins) the server's data in `folder`. Refused when the folder is in use, damaged, or of a newer program. */
export function openSqliteLog(
  folder: string,
  nowMs: number,
  random: RandomBytes = randomBytes,
  limits: StagingLimits = STAGING_LIMITS,
  checkFirstBytes: number = CHECK_FIRST_BYTES,
): Result<SqliteLog> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    return { ok: false, fault: diskFault(error) }
  }
  const lock = lockFolder(folder)
  if (!lock.ok) return lock
  const path = join(folder, DATABASE_FILE)
  // Left by a cut while the database was written anew.
  rmSync(`${path}.part`, { force: true })
  const isUnchecked = takeCleanMark(path) && statSync(path).size > checkFirstBytes
  const unusable = isUnchecked ? undefined : databaseFault(folder)
  if (unusable !== undefined) {
    lock.value.release()
    return { ok: false, fault: unusable }
  }
  let sqlite: Sqlite.Database | undefined
  try {
    sqlite = openSqlite(path)
    const migrated = migrate(sqlite)
    if (migrated.ok)
      return ok(
        new SqliteLog({
          ...{ folder, sqlite, lock: lock.value, isNew: migrated.value.from === 0, isUnchecked },
          ...{ nowMs, random, limits },
        }),
      )
    sqlite.close()
    lock.value.release()
    return migrated
  } catch (error) {
    sqlite?.close()
    lock.value.release()
    const why = diskFault(error)
    if (why.kind === 'internal') throw error
    return { ok: false, fault: (isUnchecked ? databaseFault(folder) : undefined) ?? why }
  }
}

interface LogParts {
  readonly folder: string
  readonly sqlite: Sqlite.Database
  readonly lock: FolderLock
  readonly isNew: boolean
  readonly isUnchecked: boolean
  readonly nowMs: number
  readonly random: RandomBytes
  readonly limits: StagingLimits
}

export class SqliteLog implements ServerLog {
  readonly access: AccessStore
  readonly isNew: boolean
  readonly isUnchecked: boolean
  readonly #path: string
  #isSound: boolean
  #damage: Fault | undefined
  readonly #sqlite: Sqlite.Database
  readonly #lock: FolderLock
  readonly #random: RandomBytes
  readonly #mark: MarkWriter
  readonly #snapshots: SnapshotFiles
  readonly #self: Self
  readonly #shelf: ArchiveShelf
  readonly #staging: Staging
  readonly #spaces = new Map<SpaceId, SpaceLog>()
  readonly #disks = new Map<SpaceId, SqliteSpaceDisk>()
  readonly #getMeta: Sqlite.Statement<[string], { readonly value: string | number | Uint8Array }>
  readonly #setMeta: Sqlite.Statement<[string, string | number | Uint8Array]>
  readonly #spaceRow: Sqlite.Statement<[string], SpaceRow>
  readonly #range: Sqlite.Statement<[number, number, number], EntryRow>
  readonly #historyOf: Sqlite.Statement<[number, number, number], EntryRow>
  #epoch: string
  #commits: number
  #restoredAtMs: number
  #closed = false

  constructor({ folder, sqlite, lock, isNew, isUnchecked, nowMs, random, limits }: LogParts) {
    this.#path = join(folder, DATABASE_FILE)
    this.isUnchecked = isUnchecked
    this.#isSound = !isUnchecked
    this.#random = random
    this.#sqlite = sqlite
    this.#lock = lock
    this.isNew = isNew
    this.#getMeta = sqlite.prepare('SELECT value FROM meta WHERE name = ?')
    this.#setMeta = sqlite.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
    this.#spaceRow = sqlite.prepare('SELECT space, id, tip, records, digest, own_chain FROM space WHERE id = ?')
    this.#range = sqlite.prepare(
      'SELECT at, branch, header, body FROM journal WHERE at > ? AND at <= ? ORDER BY at LIMIT ?',
    )
    this.#historyOf = sqlite.prepare(
      'SELECT at, branch, header, body FROM journal WHERE subject = ? AND at > ? ORDER BY at LIMIT ?',
    )
    let seed = this.#meta('seed') as Uint8Array | undefined
    if (seed === undefined) this.#setMeta.run('seed', (seed = random(32)))
    keepKeyFile(folder, seed)
    const signer = signerOf(seed)
    const stamp = { ms: Number(this.#meta('stampMs') ?? 0), counter: Number(this.#meta('stampCounter') ?? 0) }
    this.#self = { station: stationIdOf(sha256(signer.publicKey)), ...signer, stamp }
    this.#commits = Number(this.#meta('commits') ?? 0)
    this.#epoch = String(this.#meta('epoch') ?? '')
    this.#restoredAtMs = Number(this.#meta('restoredAtMs') ?? 0)
    this.access = new AccessStore(sqlite)
    this.#staging = new Staging(new SqliteStaging(sqlite), limits)
    this.#snapshots = new SnapshotFiles(join(folder, 'snapshots'), async (space) =>
      openSqlitePicture(this.#path, space),
    )
    this.#shelf = shelfOf(sqlite, folder)
    for (const { id } of sqlite.prepare<[], { id: SpaceId }>('SELECT id FROM space ORDER BY space').all())
      this.#open(id)
    const markPath = join(folder, MARK_FILE)
    const mark = readMark(markPath)
    this.#mark = new MarkWriter(markPath)
    if (isNew) this.#drawEpoch(0)
    else if (isRestored({ epoch: this.#epoch, commits: this.#commits }, mark)) this.#drawEpoch(nowMs)
    else this.#mark.write({ epoch: this.#epoch, commits: this.#commits })
  }

  get station(): Self['station'] {
    return this.#self.station
  }

  get publicKey(): Uint8Array {
    return this.#self.publicKey
  }

  get epoch(): string {
    return this.#epoch
  }

  get restoredAtMs(): number {
    return this.#restoredAtMs
  }

  /** What the check beside the work found; without it no mark is left, and the next start checks first. */
  checked(found: Result<null>): void {
    this.#isSound = found.ok
    if (!found.ok && found.fault.kind === 'storeCorrupt') this.#damage = found.fault
  }

  get trouble(): Fault | undefined {
    return this.#damage
  }

  settleArchives(): void {
    this.#shelf.settleDue()
  }

  archivesAway(): readonly string[] {
    return this.#shelf.away().map(({ path }) => path)
  }

  sign(message: Uint8Array): Uint8Array {
    return this.#self.sign(message)
  }

  async renewEpoch(nowMs: number): Promise<void> {
    this.#drawEpoch(nowMs)
  }

  async spaces(): Promise<readonly SpaceId[]> {
    return [...this.#spaces.keys()]
  }

  async tip(space: SpaceId): Promise<number> {
    return this.#spaces.get(space)?.tip ?? 0
  }

  async append(batches: readonly Batch[], judge: Judge, nowMs: number): Promise<Appended> {
    const take = (): Appended =>
      this.#commit((touch) => batches.map((batch) => touch(batch.space).take(batch, judge, nowMs)))
    try {
      return take()
    } catch (error) {
      if (!(error instanceof OlderSelf)) throw error
      // Restored with its mark, so that nothing was noticed at the start [SL-12].
      this.#drawEpoch(nowMs)
      return take()
    }
  }

  async write(
    space: SpaceId,
    drafts: readonly OwnDraft[],
    officer: OfficerId,
    nowMs: number,
  ): Promise<readonly Commit[]> {
    const { commits } = this.#commit((touch) => {
      for (const draft of drafts) touch(space).write(draft, officer, nowMs)
      return []
    })
    return commits
  }

  async page(space: SpaceId, after: number, upTo: number, limit: number, maxBytes: number): Promise<LogPage> {
    const log = this.#spaces.get(space)
    if (log === undefined) return { after, upTo: after, tip: 0, changes: [], seals: [] }
    const base = log.row * SPACE_STRIDE
    const end = Math.min(upTo, log.tip)
    const changes: { readonly header: Uint8Array; readonly body: Uint8Array | null }[] = []
    const branches = new Set<number>()
    let bytes = 0
    for (const row of this.#range.iterate(base + after, base + end, limit)) {
      const body = this.#shelf.body(row.at, row.body)
      bytes += row.header.length + (body?.length ?? 0)
      if (changes.length > 0 && bytes > maxBytes) break
      changes.push({ header: row.header, body })
      branches.add(row.branch)
    }
    const seals = [...branches].flatMap((row) => sealOf(log.chains.byRow(row)))
    return { after, upTo: after + changes.length, tip: log.tip, changes, seals }
  }

  async tips(space: SpaceId): Promise<readonly ChainTip[]> {
    return this.#spaces.get(space)?.chains.tips() ?? []
  }

  async seals(space: SpaceId): Promise<readonly Seal[]> {
    return this.#spaces.get(space)?.chains.seals() ?? []
  }

  async record(space: SpaceId, kind: Kind, id: RecordId): Promise<RecordState | undefined> {
    const subject = this.#spaces.get(space)?.picture.find(kind, id)
    return subject === undefined || subject.digest === null ? undefined : subject.state
  }

  async records(space: SpaceId, kind: Kind): Promise<readonly RecordState[]> {
    return this.#disk(space)?.ofKind(kind) ?? []
  }

  async picture(space: SpaceId): Promise<PictureAt> {
    const log = this.#spaces.get(space)
    if (log === undefined) return { pos: 0, records: 0, digest: emptyDigest() }
    return { pos: log.tip, records: log.picture.records, digest: new Uint8Array(log.picture.sum) }
  }

  async buckets(space: SpaceId): Promise<{ readonly pos: number; readonly buckets: readonly Uint8Array[] }> {
    const log = this.#spaces.get(space)
    if (log === undefined) return { pos: 0, buckets: Array.from({ length: 256 }, () => emptyDigest()) }
    return { pos: log.tip, buckets: this.#disk(space)?.buckets() ?? [] }
  }

  async bucket(
    space: SpaceId,
    bucket: number,
  ): Promise<{ readonly pos: number; readonly records: readonly (readonly [Kind, RecordId, Uint8Array])[] }> {
    const log = this.#spaces.get(space)
    return { pos: log?.tip ?? 0, records: this.#disk(space)?.bucket(bucket) ?? [] }
  }

  async history(space: SpaceId, kind: Kind, id: RecordId, after: number): Promise<HistoryPage> {
    const log = this.#spaces.get(space)
    const subject = log?.picture.find(kind, id)
    if (log === undefined || subject === undefined) return { changes: [], positions: [], more: false }
    const base = log.row * SPACE_STRIDE
    const rows = this.#historyOf.all(subject.row, base + after, HISTORY_PAGE + 1)
    const page = rows.slice(0, HISTORY_PAGE)
    return {
      changes: page.map(({ at, header, body }) => ({ header, body: this.#shelf.body(at, body) })),
      positions: page.map((row) => row.at - base),
      more: rows.length > page.length,
    }
  }

  async erase(space: SpaceId, erases: readonly Erase[]): Promise<Erased> {
    const log = this.#spaces.get(space)
    const gone: number[] = []
    let absent = 0
    // Freed pages are overwritten with zeros.
    this.#sqlite.pragma('secure_delete = ON')
    try {
      transaction(this.#sqlite, () => {
        for (const { kind, id, changes } of erases) {
          const subject = log?.picture.find(kind, id)
          const wanted = new Set<string>(changes)
          const rows = subject === undefined ? [] : this.#historyOf.all(subject.row, 0, Number.MAX_SAFE_INTEGER)
          const held = rows.filter(({ header, body }) => body !== null && wanted.has(changeIdOf(sha256(header))))
          for (const { at } of held) {
            this.#shelf.bar(at)
            this.#sqlite.prepare('UPDATE journal SET body = NULL WHERE at = ?').run(at)
          }
          gone.push(...held.map(({ at }) => at))
          absent += changes.length - held.length
        }
      })
      this.#shelf.settleDue()
      // Values replaced long ago still lie in the gaps of pages, and pages as they were in the write-ahead log.
      this.#sqlite.exec('VACUUM')
      this.#sqlite.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      this.#sqlite.pragma('secure_delete = OFF')
    }
    await this.#snapshots.forget(space)
    const waiting = gone.filter((at) => this.#shelf.isDue(at)).length
    return { erased: gone.length, absent, ...(waiting > 0 && { waiting }) }
  }

  async waitingErasures(space: SpaceId, erases: readonly Erase[]): Promise<number> {
    if (this.#shelf.isEmpty) return 0
    const log = this.#spaces.get(space)
    let waiting = 0
    for (const { kind, id, changes } of erases) {
      const subject = log?.picture.find(kind, id)
      const wanted = new Set<string>(changes)
      const rows = subject === undefined ? [] : this.#historyOf.all(subject.row, 0, Number.MAX_SAFE_INTEGER)
      waiting += rows.filter(({ at, header }) => this.#shelf.isDue(at) && wanted.has(changeIdOf(sha256(header)))).length
    }
    return waiting
  }

  openSnapshot(space: SpaceId, nowMs: number): Promise<SnapshotHead> {
    return this.#snapshots.open(space, this.#epoch, this.#spaces.get(space)?.tip ?? 0, nowMs)
  }

  snapshotPart(space: SpaceId, snapshot: string, part: number): Promise<Uint8Array | undefined> {
    return this.#snapshots.part(space, snapshot, part)
  }

  /** Lets the database grow to so many bytes and no further, or again without limit: then it answers as a full disk does. */
  limitSize(bytes: number | null): void {
    const pageBytes = Number(this.#sqlite.pragma('page_size', { simple: true }))
    this.#sqlite.pragma(
      `max_page_count = ${bytes === null ? 4_294_967_294 : Math.max(1, Math.floor(bytes / pageBytes))}`,
    )
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#shelf.close()
    this.#sqlite.close()
    if (this.#isSound) leaveCleanMark(this.#path)
    this.#mark.close()
    this.#lock.release()
  }

  #commit(work: (touch: (space: SpaceId) => SpaceLog) => Appended['outcomes']): Appended {
    const touched = new Set<SpaceLog>()
    const touch = (space: SpaceId): SpaceLog => {
      const log = this.#open(space)
      touched.add(log)
      return log
    }
    try {
      const done = transaction(this.#sqlite, (): Appended => {
        const outcomes = work(touch)
        const commits = [...touched].flatMap((log) => log.flush(this.#epoch) ?? [])
        this.#setMeta.run('commits', this.#commits + 1)
        this.#setMeta.run('stampMs', this.#self.stamp.ms)
        this.#setMeta.run('stampCounter', this.#self.stamp.counter)
        return { outcomes, commits }
      })
      this.#commits += 1
      this.#mark.write({ epoch: this.#epoch, commits: this.#commits })
      return done
    } catch (error) {
      this.#staging.forget()
      for (const log of touched) {
        const row = this.#spaceRow.get(log.id)
        if (row === undefined) {
          this.#spaces.delete(log.id)
          this.#disks.delete(log.id)
        } else log.forget(row)
      }
      throw error
    }
  }

  #open(space: SpaceId): SpaceLog {
    const opened = this.#spaces.get(space)
    if (opened !== undefined) return opened
    let row = this.#spaceRow.get(space)
    if (row === undefined) {
      this.#sqlite
        .prepare('INSERT INTO space (id, tip, records, digest, own_chain) VALUES (?, 0, 0, ?, ?)')
        .run(space, emptyDigest(), drawChain(this.#random))
      row = this.#spaceRow.get(space)
    }
    const known = row as SpaceRow
    const disk = new SqliteSpaceDisk(this.#sqlite, known.space, this.#shelf)
    const log = new SpaceLog(disk, known, this.#self, this.#staging)
    this.#spaces.set(space, log)
    this.#disks.set(space, disk)
    return log
  }

  /** A new epoch, and new numbers for the server's own chains: what it wrote after the backup must not fork them. */
  #drawEpoch(restoredAtMs: number): void {
    const epoch = toHex(this.#random(12))
    transaction(this.#sqlite, () => {
      this.#setMeta.run('epoch', epoch)
      this.#setMeta.run('restoredAtMs', restoredAtMs)
      const renumber = this.#sqlite.prepare<[number, number]>('UPDATE space SET own_chain = ? WHERE space = ?')
      for (const log of this.#spaces.values()) {
        const chain = drawChain(this.#random)
        renumber.run(chain, log.row)
        log.setOwnChain(chain)
      }
    })
    this.#epoch = epoch
    this.#restoredAtMs = restoredAtMs
    this.#mark.write({ epoch, commits: this.#commits })
  }

  #disk(space: SpaceId): SqliteSpaceDisk | undefined {
    return this.#disks.get(space)
  }

  #meta(name: string): string | number | Uint8Array | undefined {
    return this.#getMeta.get(name)?.value
  }
}
