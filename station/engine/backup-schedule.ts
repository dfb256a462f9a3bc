// Backups of this station by the clock: one every six hours in its own folder, where a damaged database finds it by itself;
// a copy elsewhere when a place was named, encrypted when there is a key; and once a day the newest restored into a scratch
// folder. What came of it is remembered across restarts, shown in the settings, and told when it is bad.
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dropSuperseded, hasSuperseded } from '../../shared/archive/archive-copies.ts'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import { isSealedName } from '../../shared/base/backup-keep.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { FaultError, faultOf, ok, refuse } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import type { Sealer } from '../../shared/base/sealed-file.ts'
import type { BackupList, BackupReport, BackupRow, MethodAnswer, RestoreReport } from '../../shared/rpc/methods.ts'
import { backUpArchives } from '../store/archive-copies.ts'
import { copyInto } from '../store/backup-copy.ts'
import { BACKUP_FOLDER, placeFiles } from '../store/backup-place.ts'
import { sealerOf } from '../store/backup-secret.ts'
import type { BackupPlace } from '../store/backup-settings.ts'
import type { BackupPolicy } from '../store/backups.ts'
import { BACKUP_POLICY, backupName, backupWhenDue, backupsIn, dropOld, dropUnfinished } from '../store/backups.ts'
import { copyDatabaseKey } from '../store/database-key.ts'
import type { StoreLog } from '../store/database.ts'
import type { Proof, ProofJob } from '../store/prove-backup.ts'
import { leaveRestoreOrder } from '../store/restore-order.ts'
import type { SpacePicture, StationStore, StoreBackup } from '../store/station-store.ts'

const LOOK_MS = 60_000
const PROVE_EVERY_MS = 24 * 3_600_000
/** What failed is not tried again every minute: the officer would be told every minute. */
const RETRY_MS = 30 * 60_000
const META = 'station.backups'
const RESTORED = 'station.restored'
/** The answer and the audit record go out before the station ends. */
const RESTART_AFTER_MS = 500
const NOTHING: BackupReport = { last: null, proved: null, elsewhere: null, problem: null }

export interface BackupParts {
  readonly store: Pick<StationStore, 'backup' | 'meta' | 'setMeta'>
  /** The station's journal archives: every backup takes along what its place lacks of them. */
  readonly shelf: ArchiveShelf
  readonly folder: string
  /** As it is set at that moment. */
  readonly place: () => BackupPlace
  readonly nowMs: () => number
  readonly prove: (job: ProofJob, signal: AbortSignal) => Promise<Result<Proof>>
  readonly log: StoreLog
  readonly onFailed: (fault: Fault) => void
  /** Starts the station again; left out where nothing does. */
  readonly restart?: (() => void) | undefined
  readonly policy?: BackupPolicy
}

interface Made extends StoreBackup {
  readonly path: string
  readonly madeMs: number
}

export class BackupSchedule {
  readonly #parts: BackupParts
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #report: BackupReport
  #turn: Promise<unknown> = Promise.resolve()
  #isLooking = false
  /** By hand, since this start. */
  readonly #proved = new Set<string>()

  constructor(parts: BackupParts) {
    this.#parts = parts
    const kept = parts.store.meta(META) as Partial<BackupReport> | undefined
    this.#report = { ...NOTHING, ...kept }
  }

  /** What is known of the backups; a newest one that somebody removed is not told as there. */
  get report(): BackupReport {
    const { last } = this.#report
    if (last !== null && existsSync(last.path)) return this.#report
    // Restored, or removed by somebody: what lies in the folder counts.
    const newest = this.list().rows.find(({ isElsewhere }) => !isElsewhere)
    if (newest === undefined) return { ...this.#report, last: null }
    const { path, madeMs, bytes } = newest
    return { ...this.#report, last: { path, madeMs, bytes } }
  }

  start(): void {
    dropUnfinished(join(this.#parts.folder, BACKUP_FOLDER))
    this.#timer = setInterval(() => {
      if (!this.#isLooking) void this.look()
    }, LOOK_MS)
    this.#timer.unref()
  }

  /** Makes a backup when one is due, copies it elsewhere, and proves it when that is due. */
  look(): Promise<void> {
    return this.#inTurn(async () => {
      const { problem } = this.#report
      const sinceMs = this.#parts.nowMs() - (problem?.atMs ?? -Infinity)
      if (problem?.step === 'make' && sinceMs >= 0 && sinceMs < RETRY_MS) return
      this.#isLooking = true
      try {
        await this.#backUp()
      } catch (error) {
        this.#failed('make', faultOf(error))
      } finally {
        this.#isLooking = false
      }
    })
  }

  /** One by hand, proved at once; it counts among the scheduled ones when it lies with them. */
  make(path: string | null): Promise<Result<MethodAnswer<'backup'>>> {
    return this.#inTurn(async () => {
      const { store, folder, nowMs } = this.#parts
      const madeMs = nowMs()
      const target = path ?? join(folder, BACKUP_FOLDER, backupName(madeMs))
      const made = await store.backup(target)
      if (!made.ok) return made
      const lacks = await this.#takeArchives(target, undefined)
      const proof = await this.#prove(target, made.value.pictures)
      if (!proof.ok) return proof
      const { bytes } = made.value
      if (path === null)
        this.#keep({
          ...this.#report,
          last: { path: target, madeMs, bytes, lacks },
          proved: { path: target, madeMs },
          problem: null,
        })
      return ok({ path: target, bytes })
    })
  }

  /** Another place was named: what failed there before is no trouble any more, and the newest backup is copied to it at once. */
  placeChanged(): Promise<void> {
    return this.#inTurn(async () => {
      const { last, problem } = this.report
      this.#keep({ ...this.#report, elsewhere: null, problem: problem?.step === 'copy' ? null : problem })
      if (last !== null) await this.#copyElsewhere(last)
    }).catch((error: unknown) => this.#failed('copy', faultOf(error)))
  }

  /** What can be restored here: the folder's own, and copies at the place that was named. */
  list(): BackupList {
    const { folder } = this.#parts
    const place = this.#parts.place()
    const own = backupsIn(join(folder, BACKUP_FOLDER)).map((one) => this.#row(one, false))
    const copies = place.folder === undefined ? [] : backupsIn(place.folder).map((one) => this.#row(one, true))
    const rows = [...own, ...copies].toSorted((a, b) => b.madeMs - a.madeMs)
    return { rows, restored: (this.#parts.store.meta(RESTORED) as RestoreReport | undefined) ?? null }
  }

  /** Restores one of the list into a scratch folder. */
  proveOne(path: string): Promise<Result<null>> {
    return this.#inTurn(async () => {
      if (!this.list().rows.some((row) => row.path === path))
        return refuse('notFound', `${path} is not among this station's backups`, { path })
      const proof = await this.#prove(path, undefined)
      if (!proof.ok) return proof
      this.#proved.add(path)
      return ok(null)
    })
  }

  /** Proves one of the list, leaves the order to restore it, and has the station started again. */
  async order(path: string): Promise<Result<null>> {
    const { folder, restart, log } = this.#parts
    if (restart === undefined) return refuse('wrongState', 'nothing starts this station again by itself')
    const proved = await this.proveOne(path)
    if (!proved.ok) return proved
    const left = leaveRestoreOrder(folder, path)
    if (!left.ok) return left
    log('backup', { restore: path })
    setTimeout(restart, RESTART_AFTER_MS)
    return ok(null)
  }

  #row({ path, madeMs }: { readonly path: string; readonly madeMs: number }, isElsewhere: boolean): BackupRow {
    const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    return { path, madeMs, bytes, isElsewhere, isProved: this.#proved.has(path) || this.#report.proved?.path === path }
  }

  /** Gives up a proof that runs. A copy that is being made is left unfinished and removed at the next start. */
  stop(): void {
    clearInterval(this.#timer)
    this.#stop.abort()
  }

  async #backUp(): Promise<void> {
    const { store, folder, nowMs, log, policy } = this.#parts
    const madeMs = nowMs()
    const done = await backupWhenDue(store, folder, madeMs, log, policy)
    if (!done.ok) return this.#failed('make', done.fault)
    const { path, made } = done.value
    if (path === null || made === null) return
    const lacks = await this.#takeArchives(path, undefined)
    const { problem } = this.#report
    this.#keep({
      ...this.#report,
      last: { path, madeMs, bytes: made.bytes, lacks },
      problem: problem?.step === 'make' ? null : problem,
    })
    await this.#copyElsewhere({ path, madeMs, ...made })
    await this.#proveWhenDue({ path, madeMs, ...made })
  }

  async #copyElsewhere({ path, madeMs }: Pick<Made, 'path' | 'madeMs'>): Promise<void> {
    const { policy = BACKUP_POLICY } = this.#parts
    const place = this.#parts.place()
    if (place.fault !== undefined) return this.#failed('copy', place.fault)
    if (place.folder === undefined) return
    const { secret } = place
    const copy = join(place.folder, backupName(madeMs, secret !== undefined))
    const sealer = secret === undefined ? undefined : sealerOf(secret)
    // First, and with their list: nothing a backup names goes as long as it is there.
    const lacks = await this.#takeArchives(copy, sealer)
    const copied = await copyInto(path, copy, sealer)
    if (!copied.ok) return this.#failed('copy', copied.fault)
    const { last } = this.#report
    if (last !== null)
      this.#keep({ ...this.#report, last: { ...last, lacks: [...new Set([...(last.lacks ?? []), ...lacks])] } })
    copyDatabaseKey(this.#parts.folder, place.folder)
    dropOld(place.folder, policy.keep, copy)
    const { problem } = this.#report
    this.#keep({
      ...this.#report,
      elsewhere: { path: copy, madeMs },
      problem: problem?.step === 'copy' ? null : problem,
    })
  }

  async #proveWhenDue({ path, madeMs, pictures }: Made): Promise<void> {
    const { proved, problem, elsewhere } = this.#report
    const sinceMs = madeMs - (proved?.madeMs ?? -Infinity)
    // Of the two the farther one, because it has gone the longer way.
    const farthest = elsewhere?.madeMs === madeMs ? elsewhere.path : path
    const isFarDue = await this.#hasSuperseded(farthest)
    if (farthest !== path && (await this.#hasSuperseded(path))) {
      const own = await this.#prove(path, pictures)
      if (!own.ok) return this.#failed('prove', own.fault)
    }
    if (sinceMs >= 0 && sinceMs < PROVE_EVERY_MS && problem?.step !== 'prove' && !isFarDue) return
    const proof = await this.#prove(farthest, pictures)
    if (this.#stop.signal.aborted) return
    if (!proof.ok) return this.#failed('prove', proof.fault)
    this.#keep({
      ...this.#report,
      proved: { path: farthest, madeMs },
      problem: problem?.step === 'prove' ? null : this.#report.problem,
    })
  }

  /** A new copy of an archive is proved before the one goes in which personal data still lies. */
  async #prove(backup: string, pictures: readonly SpacePicture[] | undefined): Promise<Result<Proof>> {
    const { folder, place, nowMs, prove } = this.#parts
    const job = { backup, secret: place().secret, pictures, scratch: join(folder, 'proving'), nowMs: nowMs() }
    const proof = await prove(job, this.#stop.signal)
    if (proof.ok) dropSuperseded(placeFiles(dirname(backup)), proof.value.archives.whole)
    return proof
  }

  async #hasSuperseded(backup: string): Promise<boolean> {
    const { secret } = this.#parts.place()
    const keyName = isSealedName(backup) && secret !== undefined ? await sealerOf(secret).name() : undefined
    return hasSuperseded(placeFiles(dirname(backup)), keyName)
  }

  /** Takes the archives along and names those that cannot be: one that is away was told at the start already. */
  async #takeArchives(backup: string, sealer: Sealer | undefined): Promise<readonly string[]> {
    const { shelf, folder, log } = this.#parts
    try {
      const { copied, lacks } = await backUpArchives(shelf, folder, backup, sealer)
      const words = lacks.map((one) => `${one.path}: ${one.fault.message}`)
      if (copied + lacks.length > 0) log('backup', { archives: copied, lacksArchives: words.join('; ') })
      const troubled = lacks.find((one) => one.fault.kind !== 'fileUnreadable')
      if (troubled !== undefined) this.#failed('copy', troubled.fault)
      return lacks.map(({ path }) => path)
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      this.#failed('copy', error.fault)
      return shelf.entries().map(({ path }) => path)
    }
  }

  #failed(step: 'make' | 'copy' | 'prove', fault: Fault): void {
    if (this.#stop.signal.aborted) return
    const { log, nowMs, onFailed } = this.#parts
    log('backup', { step, fault: fault.kind, message: fault.message })
    this.#keep({ ...this.#report, problem: { atMs: nowMs(), step, fault } })
    try {
      onFailed(fault)
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
    }
  }

  #keep(report: BackupReport): void {
    this.#report = report
    if (this.#stop.signal.aborted) return
    try {
      this.#parts.store.setMeta(META, report as unknown as Json)
    } catch (error) {
      // A full disk: what is in memory is told all the same.
      this.#parts.log('backup', { notKept: faultOf(error).message })
    }
  }

  /** One backup at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }
}

/** Remembers what came of an order, for the settings. */
export function noteRestored(store: Pick<StationStore, 'setMeta'>, report: RestoreReport): void {
  store.setMeta(RESTORED, report as unknown as Json)
}
