// Follows one space over one connection: live frames in order, gaps pulled, unknown epochs refilled, a first picture
// by snapshot, older journal behind it, and now and then the question whether both see the same.
//
//     follow ─▶ live ──gap / behind──▶ catching up ─▶ live …
//        ├──▶ snapshot ─▶ catching up        (nothing here yet)
//        └──▶ have, resetAgreed, cursor 0 ─▶ catching up   (unknown epoch [SY-10])
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { pairChanges } from '../../shared/sync/frame.ts'
import type { EventOf } from '../../shared/sync/protocol.ts'
import type { ChainTip, Cursor, ReceiveReport, StationStore, TouchedRecord } from '../store/station-store.ts'
import { backfill } from './backfill.ts'
import type { Connection } from './connection.ts'
import { Inflow } from './inflow.ts'
import { checkPicture, mayRefold, refoldFromServer } from './picture-check.ts'
import type { SyncNotice, SyncPorts } from './ports.ts'
import { wait } from './ports.ts'
import type { Page } from './pull.ts'
import { pullOnePage } from './pull.ts'
import { PushPump } from './push-pump.ts'
import { fetchSnapshot } from './snapshot-fetch.ts'

/** Live frames kept while pages are pulled; beyond, they are left out and pulled as well. */
const MAX_AHEAD_CHANGES = 20_000
const RETRY_MS = 2_000
/** How long other spaces wait for a directory the server lacks: it ends the link as soon as it understands. */
const IDENTITY_TURN_MS = 100
const IDENTITY_TURNS = 50

export interface FollowerOptions {
  readonly connection: Connection
  readonly store: StationStore
  readonly space: SpaceId
  readonly ports: SyncPorts
  readonly signal: AbortSignal
  readonly checkEveryMs: number
  readonly snapshotFrom: number
  readonly pushLimit: number
  readonly onNotice: (notice: SyncNotice) => void
  readonly onDiffers: (space: SpaceId, differs: boolean) => void
}

interface Ahead {
  readonly epoch: string
  readonly from: number
  readonly changes: readonly SealedBytes[]
  readonly seals: readonly Seal[]
}

export class SpaceFollower {
  readonly #options: FollowerOptions
  readonly #pump: PushPump
  readonly #inflow: Inflow
  #epoch = ''
  #tip = 0
  #ahead: Ahead[] = []
  #catchingUp: Promise<Result<void>> | undefined
  #refolds: TouchedRecord[] = []
  #refolding = false
  #checkSoon: (() => void) | undefined
  /** Changes below the cursor are missing here: what told of positions was damaged on its way. */
  #hasHole = false
  #pulledAgain = false

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#pump = new PushPump(options)
    this.#inflow = new Inflow({
      store: options.store,
      space: options.space,
      nowMs: options.ports.nowMs,
      onReport: (report) => this.#report(report),
      onRefused: (result) => {
        options.ports.log.warn({ space: options.space, result }, 'the store takes nothing in')
        options.connection.close('the store takes nothing in')
      },
    })
    options.signal.addEventListener('abort', () => this.#inflow.stop(), { once: true })
  }

  /** Follows and catches up; everything later happens by itself. The fault says why the space cannot be followed. */
  async start(): Promise<Result<void>> {
    const followed = await this.#follow()
    if (!followed.ok) return followed
    if (this.#options.space === DIRECTORY) await this.#compareIdentities()
    void this.#checkLoop()
    void this.#backfill()
    return ok(undefined)
  }

  /** The station wrote something here. */
  wake(): void {
    this.#pump.wake()
  }

  onLive(event: EventOf<'live'>): void {
    // A frame may be heard before the answer that names the epoch: it is kept, nothing may follow it for a long time.
    if (event.epoch !== this.#epoch && this.#epoch !== '') {
      this.#options.connection.close('the server’s epoch changed')
      return
    }
    const changes = pairChanges(event.changes)
    if (!changes.ok) return
    const frame: Ahead = { epoch: event.epoch, from: event.from, changes: changes.value, seals: event.seals }
    if (this.#epoch === '') {
      this.#keepAhead(frame)
      return
    }
    this.#tip = Math.max(this.#tip, event.from + changes.value.length - 1)
    if (this.#catchingUp !== undefined) this.#keepAhead(frame)
    else if (!this.#inflow.add(frame.from, frame.changes, frame.seals)) void this.#catchUp()
  }

  onBehind(event: EventOf<'behind'>): void {
    this.#tip = Math.max(this.#tip, event.tip)
    void this.#catchUp()
  }

  async #follow(): Promise<Result<void>> {
    const { connection, store, space, ports } = this.#options
    const started = store.facts(space)
    const resuming = store.snapshotInProgress(space) !== undefined
    // The server may send live frames before its answer is read here: keep them from now on.
    this.#ahead = []
    this.#catchingUp = Promise.resolve(ok(undefined))
    const answer = await connection.request('follow', { space, cursor: started.cursor })
    if (!answer.ok) return answer
    this.#epoch = answer.value.epoch
    this.#ahead = this.#ahead.filter((frame) => frame.epoch === this.#epoch)
    const heard = this.#ahead.map(({ from, changes }) => from + changes.length - 1)
    this.#tip = Math.max(this.#tip, answer.value.tip, ...heard)
    // Sending begins beside receiving, however long that takes [SY-22]; the comparison below sends again what was lost.
    void this.#pump.run()
    let cursor: Cursor = started.cursor ?? { epoch: this.#epoch, pos: 0 }
    if (started.cursor === null && (resuming || this.#wantsSnapshot(answer.value.tip))) {
      const loaded = await fetchSnapshot(connection, store, space, ports)
      if (loaded.ok) cursor = store.facts(space).cursor ?? cursor
      else if (connection.closed) return loaded
      else ports.log.warn({ space, fault: loaded.fault }, 'no snapshot; pulling the journal instead')
    }
    // The journal is pulled from here on: one that was begun, here or at another server, would be told as loading for ever.
    if (store.snapshotInProgress(space) !== undefined) store.abandonSnapshot(space)
    if (answer.value.mode === 'epochUnknown' || cursor.epoch !== this.#epoch) {
      const refilled = await this.#refill()
      if (!refilled.ok) return refilled
      cursor = { epoch: this.#epoch, pos: 0 }
    } else if (started.cursor === null && store.tips(space).length > 0) {
      // Written here before this server was ever met: what of it the server has is found out, the rest is sent.
      const compared = await this.#compare()
      if (!compared.ok) return compared
    }
    this.#inflow.startAt(this.#epoch, cursor.pos)
    this.#catchingUp = undefined
    return this.#catchUp()
  }

  #wantsSnapshot(tip: number): boolean {
    return tip > this.#options.snapshotFrom && this.#options.store.tips(this.#options.space).length === 0
  }

  /** [SY-10] Another server, or the same from a backup: compare, let the outbox refill it, pull from 0, drop nothing. */
  async #refill(): Promise<Result<void>> {
    const { store, space, ports } = this.#options
    const compared = await this.#compare()
    if (!compared.ok) return compared
    store.setCursor(space, { epoch: this.#epoch, pos: 0 })
    ports.log.info({ space, epoch: this.#epoch }, 'unknown epoch: refilling and pulling from the beginning')
    return ok(undefined)
  }

  async #compare(): Promise<Result<readonly ChainTip[]>> {
    const { connection, store, space } = this.#options
    const have = await connection.request('have', { space, tips: [...store.tips(space)] })
    if (!have.ok) return have
    if (have.value.epoch !== this.#epoch) return refuse('epochUnknown', 'the server’s epoch changed meanwhile')
    store.resetAgreed(space, have.value.tips)
    this.#pump.wake()
    return ok(have.value.tips)
  }

  /**
   * [SY-21] A journal with a hole below its cursor would never be whole again: everything is pulled from the beginning, what is
   * here already is known. Once for each link, and not below a snapshot, whose journal is being fetched anyway.
   */
  #pullAgain(): void {
    const { store, space, ports } = this.#options
    if (this.#pulledAgain || store.backfillWanted(space) !== undefined) return
    if (!this.#inflow.idle || this.#catchingUp !== undefined) return
    this.#pulledAgain = true
    ports.log.warn({ space }, 'changes are missing below the cursor: pulling from the beginning')
    store.setCursor(space, { epoch: this.#epoch, pos: 0 })
    this.#inflow.startAt(this.#epoch, 0)
    void this.#catchUp()
  }

  /** Pulls until the live frames fit on again. One at a time; a failed one is tried again while the link holds. */
  #catchUp(): Promise<Result<void>> {
    if (this.#catchingUp !== undefined) return this.#catchingUp
    const running = this.#pullAll().finally(() => {
      this.#catchingUp = undefined
      this.#checkSoon?.()
    })
    this.#catchingUp = running
    void running.then(async (result) => {
      const { connection, signal, ports, space } = this.#options
      if (result.ok || connection.closed || signal.aborted) return
      ports.log.warn({ space, fault: result.fault }, 'pull failed')
      if (result.fault.kind === 'epochUnknown') connection.close('the server’s epoch changed')
      else if (await wait(RETRY_MS, signal)) await this.#catchUp()
    })
    return running
  }

  async #pullAll(): Promise<Result<void>> {
    let next: Promise<Result<Page>> | undefined
    for (;;) {
      this.#useAhead()
      if (this.#inflow.expected >= this.#tip) return ok(undefined)
      const page = await (next ?? this.#pull(this.#inflow.expected))
      next = undefined
      if (!page.ok) return page
      const { after, upTo, tip, changes, seals } = page.value
      this.#tip = Math.max(this.#tip, tip)
      if (upTo <= after) return refuse('malformed', 'an empty page before the tip', { after, tip: this.#tip })
      // The next page travels while this one is written.
      if (upTo < this.#tip) next = this.#pull(upTo)
      if (after <= this.#inflow.expected) {
        this.#inflow.add(after + 1, changes, seals)
        this.#inflow.skipTo(upTo)
      }
      await this.#inflow.drained()
      if (this.#options.signal.aborted) return refuse('linkLost', 'stopped')
    }
  }

  #pull(after: number): Promise<Result<Page>> {
    const { connection, space, ports } = this.#options
    return pullOnePage(connection, { space, epoch: this.#epoch, after }, ports)
  }

  #keepAhead(frame: Ahead): void {
    this.#ahead.push(frame)
    let kept = 0
    for (const { changes } of this.#ahead) kept += changes.length
    if (kept > MAX_AHEAD_CHANGES) this.#ahead = []
  }

  #useAhead(): void {
    while (this.#ahead.length > 0) {
      const [first] = this.#ahead
      if (first === undefined || !this.#inflow.add(first.from, first.changes, first.seals)) return
      this.#ahead.shift()
    }
  }

  async #backfill(): Promise<void> {
    const { connection, store, space, ports, signal } = this.#options
    const busy = (): boolean => !this.#inflow.idle || this.#catchingUp !== undefined
    await backfill(connection, store, space, ports, busy, signal)
  }

  #report(report: ReceiveReport): void {
    const { store, space, ports, onNotice } = this.#options
    for (const fork of report.forks) {
      onNotice({ notice: 'fork', space, station: fork.station, chain: fork.chain })
      if (fork.station === store.station) store.beginNewChain(space)
    }
    for (const fault of report.bad) {
      ports.log.warn({ space, fault }, 'a change from the server could not be taken')
      onNotice({ notice: 'bad', space, fault })
    }
    if (report.gaps.length > 0) {
      ports.log.warn({ space, gaps: report.gaps }, 'earlier changes of a chain are missing')
      this.#hasHole = true
    }
    if (report.gaps.length > 0 || report.bad.length > 0) this.#checkSoon?.()
    if (report.refold.length > 0) void this.#refold(report.refold)
  }

  /** Refused changes leave the picture; their records are folded again from everything the server has of them. */
  async #refold(records: readonly TouchedRecord[]): Promise<void> {
    const { connection, store, space, ports, signal } = this.#options
    // The check finds the records again when what is missing has come.
    if (!mayRefold(store, space, this.#epoch)) return
    this.#refolds.push(...records)
    if (this.#refolding) return
    this.#refolding = true
    for (let record = this.#refolds[0]; record !== undefined && !signal.aborted; record = this.#refolds[0]) {
      const done = await refoldFromServer(connection, store, space, record)
      if (!done.ok) {
        // The check finds the record again after the next link.
        ports.log.warn({ space, record, fault: done.fault }, 'a record could not be folded again')
        this.#refolds = []
        break
      }
      this.#refolds.shift()
    }
    this.#refolding = false
  }

  async #checkLoop(): Promise<void> {
    const { connection, store, space, ports, signal, checkEveryMs, onDiffers, onNotice } = this.#options
    let differed = false
    while (!signal.aborted && !connection.closed) {
      await this.#untilCheck(differed ? Math.min(checkEveryMs, 3_000) : checkEveryMs)
      if (signal.aborted || connection.closed) return
      if (!this.#inflow.idle || this.#catchingUp !== undefined || this.#refolding) continue
      const { expected } = this.#inflow
      const checked = await checkPicture(connection, store, space, ports)
      if (!checked.ok) continue
      if (checked.value.outcome === 'differs') {
        if (!differed) onNotice({ notice: 'differs', space, records: checked.value.records })
        differed = true
        onDiffers(space, true)
        // The history gave us what we lacked; what the server lacks (a copy of an older self, unnoticed) is sent again.
        const compared = await this.#compare()
        if (compared.ok && isAhead(compared.value, store.tips(space))) this.#hasHole = true
      } else if (checked.value.outcome === 'same') {
        if (differed) onNotice({ notice: 'healed', space })
        differed = false
        onDiffers(space, false)
      } else this.#hearOf(checked.value.epoch, checked.value.pos, expected)
      if (this.#hasHole) this.#pullAgain()
    }
  }

  /**
   * Before anything that rests on them is sent: a server put back from an older copy, whose positions went on since, shows
   * it only by its picture code. What it lacks of the directory is sent first.
   */
  async #compareIdentities(): Promise<void> {
    const { connection, store, space, ports, signal } = this.#options
    const checked = await checkPicture(connection, store, space, ports)
    if (!checked.ok || checked.value.outcome !== 'differs') return
    await this.#compare()
    for (let turn = 0; turn < IDENTITY_TURNS && store.facts(space).waiting > 0 && !connection.closed; turn += 1)
      if (!(await wait(IDENTITY_TURN_MS, signal))) return
  }

  /** Where the server is, by the way. A frame that nothing followed may be missing: nothing else would show it [SY-9]. */
  #hearOf(epoch: string, pos: number, expected: number): void {
    if (epoch !== this.#epoch) this.#options.connection.close('the server’s epoch changed')
    // Asked when we stood at `expected`: no server that gave us that position is before it.
    else if (pos < expected) this.#hasHole = true
    else if (pos > this.#inflow.expected) {
      this.#tip = Math.max(this.#tip, pos)
      void this.#catchUp()
    }
  }

  /** Waits for the next check: the interval with jitter, or less after something suspicious. */
  async #untilCheck(everyMs: number): Promise<void> {
    const { signal, ports } = this.#options
    const early = new AbortController()
    this.#checkSoon = () => {
      this.#checkSoon = undefined
      setTimeout(() => early.abort(), Math.min(1_000, everyMs)).unref()
    }
    await wait(everyMs * (0.75 + ports.chance() / 2), AbortSignal.any([signal, early.signal]))
    this.#checkSoon = undefined
  }
}

/** True when the server has later changes of some chain than we; names of branches are each side's own. */
function isAhead(theirs: readonly ChainTip[], ours: readonly ChainTip[]): boolean {
  const newest = new Map<string, number>()
  const key = ({ station, chain }: ChainTip): string => `${station}/${chain}`
  for (const tip of ours) newest.set(key(tip), Math.max(tip.seq, newest.get(key(tip)) ?? 0))
  return theirs.some((tip) => tip.seq > (newest.get(key(tip)) ?? 0))
}
