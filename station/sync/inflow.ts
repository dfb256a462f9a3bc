// What has arrived of one space and waits to be written: frames of one turn are taken in one store transaction, in
// slices short enough that views and heartbeats are not held up.
import type { Result } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import type { ReceiveReport, StationStore } from '../store/station-store.ts'
import { nextTurn } from './ports.ts'

const SLICE_MS = 20
const MIN_SLICE = 50
const MAX_SLICE = 2_000

interface Waiting {
  readonly changes: readonly SealedBytes[]
  readonly seals: readonly Seal[]
  /** Position of the last of `changes`. */
  readonly upTo: number
}

export interface InflowOptions {
  readonly store: StationStore
  readonly space: SpaceId
  readonly nowMs: () => number
  onReport(report: ReceiveReport): void
  /** The store refused to write: the link is of no use until it can. */
  onRefused(result: Result<ReceiveReport>): void
}

/** Queue and writer of one space. `expected` is the position after which the next change must come. */
export class Inflow {
  readonly #options: InflowOptions
  #epoch = ''
  #waiting: Waiting[] = []
  #expected = 0
  #written = 0
  #slice = 500
  #running: Promise<void> | undefined
  #stopped = false

  constructor(options: InflowOptions) {
    this.#options = options
  }

  get expected(): number {
    return this.#expected
  }

  get idle(): boolean {
    return this.#running === undefined && this.#waiting.length === 0
  }

  /** Begins anew behind a cursor. */
  startAt(epoch: string, pos: number): void {
    this.#epoch = epoch
    this.#waiting = []
    this.#expected = pos
    this.#written = pos
  }

  stop(): void {
    this.#stopped = true
    this.#waiting = []
  }

  /** Takes changes from position `from` on. False when they do not continue what is here [SY-9]; known ones are cut off. */
  add(from: number, changes: readonly SealedBytes[], seals: readonly Seal[]): boolean {
    if (from > this.#expected + 1) return false
    const known = this.#expected + 1 - from
    if (known >= changes.length) return true
    const fresh = known === 0 ? changes : changes.slice(known)
    this.#expected += fresh.length
    this.#waiting.push({ changes: fresh, seals, upTo: this.#expected })
    this.#running ??= this.#run()
    return true
  }

  /** Positions that carry nothing for us (a page may end behind its last change): the cursor moves all the same. */
  skipTo(pos: number): void {
    if (pos <= this.#expected) return
    this.#expected = pos
    this.#waiting.push({ changes: [], seals: [], upTo: pos })
    this.#running ??= this.#run()
  }

  /** Resolves when everything taken so far is written. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    // Frames of the same turn travel into one transaction.
    await nextTurn()
    while (this.#waiting.length > 0 && !this.#stopped) {
      this.#writeSlice()
      await nextTurn()
    }
    this.#running = undefined
  }

  #writeSlice(): void {
    const { store, space, nowMs } = this.#options
    const changes: SealedBytes[] = []
    const seals: Seal[] = []
    let upTo = this.#written
    while (this.#waiting.length > 0 && changes.length < this.#slice) {
      const first = this.#waiting[0] as Waiting
      const room = this.#slice - changes.length
      if (first.changes.length <= room) {
        changes.push(...first.changes)
        seals.push(...first.seals)
        upTo = first.upTo
        this.#waiting.shift()
      } else {
        changes.push(...first.changes.slice(0, room))
        this.#waiting[0] = { ...first, changes: first.changes.slice(room) }
        upTo = first.upTo - (first.changes.length - room)
      }
    }
    const beganMs = performance.now()
    const options = { nowMs: nowMs(), agreed: true, historyOnly: false, cursor: { epoch: this.#epoch, pos: upTo } }
    const result = store.receive(space, changes, seals, options)
    const tookMs = Math.max(0.5, performance.now() - beganMs)
    if (changes.length >= MIN_SLICE)
      this.#slice = Math.round(Math.min(MAX_SLICE, Math.max(MIN_SLICE, changes.length * (SLICE_MS / tookMs))))
    if (!result.ok) {
      this.stop()
      this.#options.onRefused(result)
      return
    }
    this.#written = upTo
    this.#options.onReport(result.value)
  }
}
