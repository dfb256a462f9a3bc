// The server's journal in a PostgreSQL database that several server processes share. Any of them may commit in any space:
// the row of the space is the lock, positions are its numbers. Each process tells its peers what the others committed, in
// order: woken by notices, and by looking itself when one was lost.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { must } from '../../../shared/base/assert.ts'
import { fromHex, toHex } from '../../../shared/base/bytes.ts'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { FaultError, faultOf, ok, refuse } from '../../../shared/base/fault.ts'
import type { OfficerId, SpaceId } from '../../../shared/base/ids.ts'
import { stationIdOf } from '../../../shared/base/ids.ts'
import type { RandomBytes } from '../../../shared/base/ports.ts'
import { changeIdOf } from '../../../shared/journal/change.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
import { diskFault } from '../disk-fault.ts'
import { MarkWriter, readMark } from '../epoch-mark.ts'
import type { FolderLock } from '../folder-lock.ts'
import { lockFolder } from '../folder-lock.ts'
import { random as randomBytes, sha256, signerOf } from '../node-crypto.ts'
import type {
  Appended,
  Batch,
  Commit,
  Erase,
  Erased,
  Judge,
  OthersListener,
  OwnDraft,
  SnapshotHead,
  StoreLog,
} from '../server-log.ts'
import { SnapshotFiles } from '../snapshot-files.ts'
import type { Self } from '../space-log.ts'
import { OlderSelf } from '../space-log.ts'
import type { StagingLimits } from '../staging.ts'
import { STAGING_LIMITS } from '../staging.ts'
import { PostgresArchives, numberOf } from './archives.ts'
import type { Task } from './commit-desk.ts'
import { CommitDesk, WentBack } from './commit-desk.ts'
import { ask, openPool, postgresFault, shownUrl, transaction, toText } from './connection.ts'
import type { EpochNow } from './epochs.ts'
import { drawEpoch, knowsEpoch, readEpoch } from './epochs.ts'
import { Feed } from './feed.ts'
import { LOCKS, migratePostgres } from './migrate.ts'
import { openPostgresPicture } from './picture-reader.ts'
import { PostgresAccess } from './postgres-access.ts'
import { PostgresReads } from './reads.ts'
import { subjectKey } from './subject-key.ts'
import { Wanted } from './wanted.ts'

/** The mark of this process beside its files: epoch and commits it has seen (see epoch-mark). */
const MARK_FILE = 'postgres.mark'
const POLL_MS = 1_000
/** Of what others committed more than this is not told but left to be pulled. */
const MAX_UNTOLD = 2_000
const TELL_CHANGES = 500
const TELL_BYTES = 2 * 1024 * 1024
/** The database turned out to be older twice in a row: something else is wrong. */
const MAX_DRAWS = 2

export interface PostgresOptions {
  readonly url: string
  /** Where this process keeps snapshots and its mark. */
  readonly folder: string
  readonly nowMs: () => number
  readonly random?: RandomBytes
  readonly limits?: StagingLimits
  readonly pollMs?: number
  /** False: live on looking alone, as if every notice were lost. */
  readonly listens?: boolean
}

/** Opens (or begins) the journal in a database. Refused when it cannot be reached, is a standby's, or of a newer program. */
export async function openPostgresLog(options: PostgresOptions): Promise<Result<PostgresLog>> {
  const random = options.random ?? randomBytes
  try {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    return { ok: false, fault: diskFault(error) }
  }
  const lock = lockFolder(options.folder)
  if (!lock.ok) return lock
  const pool = openPool(options.url)
  const giveUp = async (): Promise<void> => {
    await pool.end()
    lock.value.release()
  }
  try {
    const begun = await transaction(pool, (client) => begin(client, random))
    if (!begun.ok) {
      await giveUp()
      return begun
    }
    const archives = await PostgresArchives.open(pool, options.folder)
    const log = new PostgresLog({ ...options, random, pool, lock: lock.value, archives, ...begun.value })
    await log.start()
    return ok(log)
  } catch (error) {
    await giveUp()
    if (error instanceof FaultError) {
      const { kind, message, detail } = error.fault
      return refuse(kind, `${shownUrl(options.url)}: ${message}`, detail)
    }
    const why = diskFault(error)
    if (why.kind === 'internal') throw error
    return { ok: false, fault: why }
  }
}

interface Begun {
  readonly seed: Uint8Array
  readonly isNew: boolean
}

async function begin(client: pg.PoolClient, random: RandomBytes): Promise<Result<Begun>> {
  const [standby] = await ask<{ is: boolean }>(client, 'SELECT pg_is_in_recovery() AS is')
  if (standby?.is === true) return refuse('readOnly', 'this is a standby: name the primary')
  const migrated = await migratePostgres(client)
  if (!migrated.ok) return migrated
  const [retired] = await ask<{ value: string }>(client, "SELECT value FROM meta WHERE name = 'movedTo'")
  if (retired !== undefined)
    return refuse('wrongState', `this database was moved to ${retired.value}: start the server there`)
  const [known] = await ask<{ value: string }>(client, "SELECT value FROM meta WHERE name = 'seed'")
  if (known !== undefined) return ok({ seed: must(fromHex(known.value), 'seed'), isNew: false })
  const seed = random(32)
  await ask(client, "INSERT INTO meta (name, value) VALUES ('seed', $1)", [toHex(seed)])
  await ask(client, 'INSERT INTO epoch (epoch, drawn_ms) VALUES ($1, 0)', [toHex(random(12))])
  return ok({ seed, isNew: true })
}

interface LogParts extends PostgresOptions, Begun {
  readonly random: RandomBytes
  readonly pool: pg.Pool
  readonly lock: FolderLock
  readonly archives: PostgresArchives
}

export class PostgresLog extends PostgresReads implements StoreLog {
  readonly access: PostgresAccess
  readonly isNew: boolean
  readonly #pool: pg.Pool
  readonly #archives: PostgresArchives
  readonly #nowMs: () => number
  readonly #random: RandomBytes
  readonly #self: Self
  readonly #desk: CommitDesk
  readonly #feed: Feed
  #onSaid: (text: string) => void = () => undefined
  readonly #lock: FolderLock
  readonly #mark: MarkWriter
  readonly #markPath: string
  readonly #snapshots: SnapshotFiles
  /** Up to where peers of this process were told of each space. */
  readonly #told = new Map<SpaceId, number>()
  readonly #versions = new Map<SpaceId, number>()
  #listener: OthersListener | undefined
  #now: EpochNow = { epoch: '', restoredAtMs: 0, commits: 0 }
  #last: Promise<unknown> = Promise.resolve()
  #closed = false
  #queuedLook: Promise<void> | undefined
  #trouble: Fault | undefined

  constructor(parts: LogParts) {
    const { url, folder, lock, nowMs, pool, archives, random, limits, seed, isNew, pollMs, listens } = parts
    super(pool, archives)
    this.#archives = archives
    this.#lock = lock
    this.#pool = pool
    this.#nowMs = nowMs
    this.#random = random
    this.isNew = isNew
    const signer = signerOf(seed)
    this.#self = { station: stationIdOf(sha256(signer.publicKey)), ...signer, stamp: { ms: 0, counter: 0 } }
    this.access = new PostgresAccess(pool)
    this.#desk = new CommitDesk(pool, archives, this.#self, random, limits ?? STAGING_LIMITS)
    this.#snapshots = new SnapshotFiles(join(folder, 'snapshots'), (space) => openPostgresPicture(pool, space))
    this.#markPath = join(folder, MARK_FILE)
    this.#mark = new MarkWriter(this.#markPath)
    this.#feed = new Feed({
      url,
      pool,
      name: toHex(randomBytes(8)),
      pollMs: pollMs ?? POLL_MS,
      listens: listens ?? true,
      look: () => this.catchUp(),
      onSaid: (text) => this.#onSaid(text),
    })
  }

  /** Reads where the database is; an older one than this process has seen begins a new epoch. */
  async start(): Promise<void> {
    const mark = readMark(this.#markPath)
    this.#now = await readEpoch(this.#pool)
    for (const { id, tip, version } of await this.#heads()) {
      this.#told.set(id, tip)
      this.#versions.set(id, version)
    }
    const isOlder =
      mark !== undefined && (mark.commits > this.#now.commits || !(await knowsEpoch(this.#pool, mark.epoch)))
    if (isOlder) await this.#drawEpoch(this.#nowMs())
    this.#writeMark()
    this.#feed.start()
  }

  get station(): Self['station'] {
    return this.#self.station
  }

  get publicKey(): Uint8Array {
    return this.#self.publicKey
  }

  get epoch(): string {
    return this.#now.epoch
  }

  get restoredAtMs(): number {
    return this.#now.restoredAtMs
  }

  sign(message: Uint8Array): Uint8Array {
    return this.#self.sign(message)
  }

  say(text: string): void {
    this.#feed.say(text)
  }

  onSaid(listener: (text: string) => void): void {
    this.#onSaid = listener
  }

  onOthers(listener: OthersListener): void {
    this.#listener = listener
  }

  /** What others committed before this call has been told when it resolves. */
  catchUp(): Promise<void> {
    // Who asks before that look has begun shares it.
    this.#queuedLook ??= this.#inTurn(async () => {
      this.#queuedLook = undefined
      try {
        await this.#look()
        this.#trouble = undefined
      } catch (error) {
        this.#trouble = faultOf(error)
        throw error
      }
    })
    return this.#queuedLook
  }

  /** Why the database could not be looked at the last time; undefined while it can. */
  get trouble(): Fault | undefined {
    return this.#trouble
  }

  async settleArchives(): Promise<void> {
    await this.#archives.settle(this.#pool)
  }

  archivesAway(): readonly string[] {
    return this.#archives.shelf.away().map(({ path }) => path)
  }

  /** Work that reads the directory and then writes it: one process at a time. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    try {
      await client.query('SELECT pg_advisory_lock($1)', [LOCKS.order])
      await this.catchUp()
      const done = await work()
      await client.query('SELECT pg_advisory_unlock($1)', [LOCKS.order])
      client.release()
      return done
    } catch (error) {
      client.release(true)
      throw postgresFault(error) === undefined ? error : new FaultError(must(postgresFault(error), 'fault'))
    }
  }

  /** PostgreSQL keeps old rows until VACUUM, and its archived log for as long as its operator says: docs/operations/postgres.md. */
  async erase(space: SpaceId, erases: readonly Erase[]): Promise<Erased> {
    const [row] = await ask<{ space: number }>(this.#pool, 'SELECT space FROM space WHERE id = $1', [toText(space)])
    const gone: number[] = []
    let absent = 0
    for (const { kind, id, changes } of erases) {
      const wanted = new Set<string>(changes)
      const rows =
        row === undefined
          ? []
          : await ask<{ pos: number; header: Uint8Array }>(
              this.#pool,
              `SELECT pos, header FROM journal WHERE space = $1 AND body IS NOT NULL
               AND subject = (SELECT subject FROM subject WHERE space = $1 AND key = $2)`,
              [row.space, Buffer.from(subjectKey(kind, id))],
            )
      const held = rows.filter(({ header }) => wanted.has(changeIdOf(sha256(header)))).map(({ pos }) => pos)
      absent += changes.length - held.length
      if (row === undefined || held.length === 0) continue
      const numbers = held.map((pos) => numberOf(row.space, pos))
      await transaction(this.#pool, async (client) => {
        await this.#archives.bar(client, numbers)
        await ask(client, 'UPDATE journal SET body = NULL WHERE space = $1 AND pos = ANY ($2)', [row.space, held])
      })
      gone.push(...numbers)
    }
    await this.#archives.settle(this.#pool)
    await ask(this.#pool, 'VACUUM journal')
    await this.#snapshots.forget(space)
    const waiting = await this.#archives.waiting(this.#pool, gone)
    return { erased: gone.length, absent, ...(waiting > 0 && { waiting }) }
  }

  async waitingErasures(space: SpaceId, erases: readonly Erase[]): Promise<number> {
    if (this.#archives.shelf.isEmpty) return 0
    const [row] = await ask<{ space: number }>(this.#pool, 'SELECT space FROM space WHERE id = $1', [toText(space)])
    if (row === undefined) return 0
    const numbers: number[] = []
    for (const { kind, id, changes } of erases) {
      const rows = await ask<{ pos: number; header: Uint8Array }>(
        this.#pool,
        `SELECT pos, header FROM journal WHERE space = $1
         AND subject = (SELECT subject FROM subject WHERE space = $1 AND key = $2)`,
        [row.space, Buffer.from(subjectKey(kind, id))],
      )
      const wanted = new Set<string>(changes)
      const named = rows.filter(({ header }) => wanted.has(changeIdOf(sha256(header))))
      numbers.push(...named.map(({ pos }) => numberOf(row.space, pos)))
    }
    return this.#archives.waiting(this.#pool, numbers)
  }

  renewEpoch(nowMs: number): Promise<void> {
    return this.#inTurn(() => this.#drawEpoch(nowMs))
  }

  append(batches: readonly Batch[], judge: Judge, nowMs: number): Promise<Appended> {
    const wanted = new Map<SpaceId, Wanted>()
    const bringers = new Set<string>()
    for (const { space, changes, broughtBy } of batches) {
      const wants = wanted.get(space) ?? new Wanted()
      wants.wantChanges(changes)
      wanted.set(space, wants)
      bringers.add(broughtBy ?? '')
    }
    return this.#commit(nowMs, wanted, [...bringers], (touch) =>
      batches.map((batch) => touch(batch.space).take(batch, judge, nowMs)),
    )
  }

  async write(
    space: SpaceId,
    drafts: readonly OwnDraft[],
    officer: OfficerId,
    nowMs: number,
  ): Promise<readonly Commit[]> {
    const wants = new Wanted()
    for (const { kind, id } of drafts) wants.wantSubject(kind, id)
    const { commits } = await this.#commit(nowMs, new Map([[space, wants]]), [], (touch) => {
      for (const draft of drafts) touch(space).write(draft, officer, nowMs)
      return []
    })
    return commits
  }

  async openSnapshot(space: SpaceId, nowMs: number): Promise<SnapshotHead> {
    return this.#snapshots.open(space, this.epoch, await this.tip(space), nowMs)
  }

  snapshotPart(space: SpaceId, snapshot: string, part: number): Promise<Uint8Array | undefined> {
    return this.#snapshots.part(space, snapshot, part)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#feed.close()
    await this.#last
    await this.#pool.end()
    this.#archives.close()
    this.#mark.close()
    this.#lock.release()
  }

  #commit(nowMs: number, wanted: Task['wanted'], bringers: readonly string[], work: Task['work']): Promise<Appended> {
    const before = async (directoryTip: number): Promise<void> => {
      // Rights given or taken by another process before this transaction count in it.
      if (directoryTip > (this.#told.get(DIRECTORY) ?? 0)) await this.#tellOthers(DIRECTORY, directoryTip)
    }
    return this.#inTurn(async () => {
      for (let draws = 0; ; draws += 1) {
        try {
          return await this.#tell(await this.#desk.commit({ wanted, bringers, before, work }))
        } catch (error) {
          if (!(error instanceof OlderSelf || error instanceof WentBack) || draws === MAX_DRAWS) throw error
          // Restored while nobody looked, so that it was not noticed at the start [SL-12].
          await this.#drawEpoch(nowMs)
        }
      }
    })
  }

  /** After a commit: others' commits before it are told first, so that peers hear every space in order. */
  async #tell({ outcomes, commits, epoch }: Appended & { readonly epoch: string }): Promise<Appended> {
    if (commits.length > 0) this.#feed.notify()
    for (const { space, from, changes } of commits) {
      await this.#tellOthers(space, from - 1)
      this.#told.set(space, from + changes.length - 1)
      this.#versions.set(space, (this.#versions.get(space) ?? 0) + 1)
    }
    if (epoch !== this.epoch) await this.#adopt(await readEpoch(this.#pool))
    if (commits.length > 0) {
      this.#now = { ...this.#now, commits: this.#now.commits + commits.length }
      this.#writeMark()
    }
    return { outcomes, commits }
  }

  /** Tells what was committed behind what was told, up to a position. Only within a turn. */
  async #tellOthers(space: SpaceId, upTo: number): Promise<void> {
    let after = this.#told.get(space) ?? 0
    // Peers see the gap and pull.
    if (upTo - after > MAX_UNTOLD) after = upTo - TELL_CHANGES
    while (after < upTo) {
      const page = await this.page(space, after, upTo, TELL_CHANGES, TELL_BYTES)
      if (page.changes.length === 0) break
      const { changes, seals } = page
      await this.#listener?.([{ space, epoch: this.epoch, from: after + 1, changes, seals }])
      // Only now: what the listener could not take is told again.
      this.#told.set(space, page.upTo)
      after = page.upTo
    }
    this.#told.set(space, Math.max(upTo, this.#told.get(space) ?? 0))
  }

  async #look(): Promise<void> {
    if (this.#closed) return
    const now = await readEpoch(this.#pool)
    if (now.epoch !== this.epoch) await this.#adopt(now)
    const heads = await this.#heads()
    if (heads.some(({ id, tip, version }) => tip < this.#toldOf(id) || version < (this.#versions.get(id) ?? 0)))
      return this.#drawEpoch(this.#nowMs())
    // Identities and rights before what rests on them.
    const directory = heads.filter(({ id }) => id === DIRECTORY)
    for (const { id, tip, version } of [...directory, ...heads.filter(({ id: other }) => other !== DIRECTORY)]) {
      if (tip > this.#toldOf(id)) await this.#tellOthers(id, tip)
      this.#versions.set(id, version)
      this.#desk.saw(id, version)
    }
    if (now.commits > this.#now.commits) {
      this.#now = { ...this.#now, commits: now.commits }
      this.#writeMark()
    }
  }

  #toldOf(space: SpaceId): number {
    return this.#told.get(space) ?? 0
  }

  #heads(): Promise<readonly { readonly id: SpaceId; readonly tip: number; readonly version: number }[]> {
    return ask<{ id: SpaceId; tip: number; version: number }>(this.#pool, 'SELECT id, tip, version FROM space')
  }

  async #drawEpoch(nowMs: number): Promise<void> {
    const now = await drawEpoch(this.#pool, this.epoch, nowMs, this.#random)
    // What was told beyond the database as it is now exists no more.
    for (const { id, tip, version } of await this.#heads()) {
      this.#told.set(id, Math.min(tip, this.#toldOf(id)))
      this.#versions.set(id, version)
    }
    this.#feed.notify()
    await this.#adopt(now)
  }

  /** Goes on in another epoch; peers must greet again. */
  async #adopt(now: EpochNow): Promise<void> {
    const isAnother = this.#now.epoch !== now.epoch
    this.#now = now
    this.#writeMark()
    if (isAnother) await this.#listener?.([])
  }

  #writeMark(): void {
    this.#mark.write({ epoch: this.#now.epoch, commits: this.#now.commits })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }
}
