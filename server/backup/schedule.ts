// Backups by the clock, while the server works: one an hour, old ones by rule, and once a day the newest restored into a
// scratch folder. What came of it is remembered across restarts and told to those who watch over the server.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { dropSuperseded, hasSuperseded } from '../../shared/archive/archive-copies.ts'
import type { KeepRule } from '../../shared/base/backup-keep.ts'
import { backupFileName } from '../../shared/base/backup-keep.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { faultOf } from '../../shared/base/fault.ts'
import type { AccessBook } from '../log/access-book.ts'
import type { SpacePicture } from '../log/sqlite-backup.ts'
import { placeFiles } from './archive-copies.ts'
import type { MadeBackup } from './make-backup.ts'
import { dropOld, dropUnfinished, listBackups, makeBackup } from './make-backup.ts'
import type { Proof, ProofJob } from './prove.ts'
import { sealerOf } from './secret.ts'

const HOUR_MS = 3_600_000
const LOOK_MS = 60_000
const NOTE = 'backup'

export interface BackupPolicy {
  readonly everyMs: number
  readonly proveEveryMs: number
  readonly keep: KeepRule
}

export const BACKUP_POLICY: BackupPolicy = {
  everyMs: HOUR_MS,
  proveEveryMs: 24 * HOUR_MS,
  keep: { hourly: 24, daily: 14, weekly: 8 },
}

/** What is known of this server's backups. */
export interface BackupState {
  /** The newest whole backup. */
  readonly last: {
    readonly path: string
    readonly madeMs: number
    readonly bytes: number
    /** Journal archives it has to do without. */
    readonly lacks?: readonly string[]
  } | null
  /** The newest that was restored and held. */
  readonly proved: { readonly path: string; readonly madeMs: number; readonly spaces: number } | null
  /** Why the newest attempt to make or prove one failed; null when it did not. */
  readonly problem: { readonly atMs: number; readonly step: 'make' | 'prove'; readonly fault: Fault } | null
}

export interface ScheduleParts {
  /** The server's data folder, and where backups go. */
  readonly data: string
  readonly folder: string
  readonly secret: Uint8Array | undefined
  readonly notes: Pick<AccessBook, 'note' | 'setNote'>
  readonly nowMs: () => number
  /** Restores and compares, where it does not hold up the server. */
  readonly prove: (job: ProofJob, signal: AbortSignal) => Promise<Result<Proof>>
  /** Of a server on PostgreSQL. */
  readonly copyOut?: ((folder: string, signal: AbortSignal) => Promise<Result<readonly SpacePicture[]>>) | undefined
  readonly log: (detail: object, message: string, failed: boolean) => void
  readonly policy?: BackupPolicy
}

export class BackupSchedule {
  readonly #parts: ScheduleParts
  readonly #policy: BackupPolicy
  readonly #stop = new AbortController()
  #state: BackupState = { last: null, proved: null, problem: null }
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  constructor(parts: ScheduleParts) {
    this.#parts = parts
    this.#policy = parts.policy ?? BACKUP_POLICY
  }

  get state(): BackupState {
    return this.#state
  }

  /** Remembers what was before, and looks every minute from now on whether a backup is due. */
  async start(): Promise<void> {
    this.#state = (await rememberedBackups(this.#parts.notes)) ?? this.#state
    try {
      dropUnfinished(this.#parts.folder)
    } catch (error) {
      this.#parts.log({ fault: faultOf(error) }, 'the folder of backups cannot be read', true)
    }
    this.#timer = setInterval(() => void this.look(), LOOK_MS)
    this.#timer.unref()
  }

  /** Makes a backup when one is due, and proves it when that is; one at a time. */
  look(): Promise<void> {
    this.#running ??= this.#look().finally(() => (this.#running = undefined))
    return this.#running
  }

  /** Gives up what is being made, and waits until nothing is written any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stop.abort()
    await this.#running
  }

  async #look(): Promise<void> {
    const { folder, nowMs } = this.#parts
    const now = nowMs()
    const ageMs = now - (listBackups(folder)[0]?.madeMs ?? -Infinity)
    const triedMs = now - (this.#state.problem?.step === 'make' ? this.#state.problem.atMs : -Infinity)
    // A newest one "from the future" is of a clock that was wrong. What failed is tried again after a tenth of the time.
    if ((ageMs >= 0 && ageMs < this.#policy.everyMs) || (triedMs >= 0 && triedMs < this.#policy.everyMs / 10)) return
    try {
      await this.#backUp(now)
    } catch (error) {
      await this.#failed('make', faultOf(error))
    }
  }

  async #backUp(madeMs: number): Promise<void> {
    const { data, folder, secret, log, copyOut } = this.#parts
    const path = join(folder, backupFileName('server', madeMs, secret !== undefined))
    const sealer = secret === undefined ? undefined : sealerOf(secret)
    const made = await makeBackup({
      data,
      to: path,
      sealer,
      isStopped: () => this.#stop.signal.aborted,
      copyOut: copyOut === undefined ? undefined : (work) => copyOut(work, this.#stop.signal),
    })
    if (!made.ok) return this.#failed('make', made.fault)
    const { bytes, files, archives } = made.value
    const removed = dropOld(folder, this.#policy.keep, path)
    const isLess = files.bad.length > 0 || archives.lacks.length > 0
    const detail = { path, bytes, files: files.copied, badFiles: files.bad, archives: archives.copied, removed }
    log({ ...detail, lacksArchives: archives.lacks }, 'backup made', isLess)
    const { proved, problem } = this.#state
    const last = { path, madeMs, bytes, lacks: archives.lacks.map((one) => one.path) }
    await this.#keep({ last, proved, problem: problem?.step === 'make' ? null : problem })
    const provedMs = madeMs - (proved?.madeMs ?? -Infinity)
    const isDue =
      provedMs < 0 ||
      provedMs >= this.#policy.proveEveryMs ||
      this.#state.problem !== null ||
      // A new copy is proved before the one goes in which personal data still lies.
      hasSuperseded(placeFiles(folder), await sealer?.name())
    if (isDue && !this.#stop.signal.aborted) await this.#prove(made.value, madeMs)
  }

  async #prove({ path, pictures, sha256 }: MadeBackup, madeMs: number): Promise<void> {
    const { data, folder, secret, prove, log, nowMs } = this.#parts
    const scratch = join(data, 'proving')
    const proved = await prove({ backup: path, secret, pictures, sha256, scratch, nowMs: nowMs() }, this.#stop.signal)
    if (this.#stop.signal.aborted) return rmSync(scratch, { recursive: true, force: true })
    if (!proved.ok) return this.#failed('prove', proved.fault)
    const { spaces, archives } = proved.value
    dropSuperseded(placeFiles(folder), archives.whole)
    log({ path, spaces, archives: archives.whole.length }, 'backup proved by restoring it', false)
    await this.#keep({ last: this.#state.last, proved: { path, madeMs, spaces }, problem: null })
  }

  async #failed(step: 'make' | 'prove', fault: Fault): Promise<void> {
    if (this.#stop.signal.aborted) return
    const { log, nowMs } = this.#parts
    log({ step, fault }, step === 'make' ? 'no backup could be made' : 'the backup does not restore', true)
    await this.#keep({ ...this.#state, problem: { atMs: nowMs(), step, fault } })
  }

  async #keep(state: BackupState): Promise<void> {
    this.#state = state
    try {
      await this.#parts.notes.setNote(NOTE, JSON.stringify(state))
    } catch (error) {
      // A full disk: what is in memory is told all the same.
      this.#parts.log({ fault: faultOf(error) }, 'what came of the backup could not be remembered', true)
    }
  }
}

/** What is known of this server's backups, as they were remembered last; undefined when there were none yet. */
export async function rememberedBackups(notes: Pick<AccessBook, 'note'>): Promise<BackupState | undefined> {
  const kept = await notes.note(NOTE)
  return kept === undefined ? undefined : readState(kept)
}

/** Written by this program; another version's is left out. */
function readState(text: string): BackupState | undefined {
  try {
    const state = JSON.parse(text) as Partial<BackupState> | null
    return state !== null && typeof state === 'object' && 'last' in state && 'proved' in state && 'problem' in state
      ? (state as BackupState)
      : undefined
  } catch {
    return undefined
  }
}
