// Sends what waits in the outbox of one space, page by page, sealed, until nothing waits; sleeps until something does.
// Runs beside receiving and is never waited for by it [SY-22]. Sending a page again is harmless [SY-12].
import type { Fault } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import { backoffMs } from '../../shared/sync/backoff.ts'
import { flattenChanges } from '../../shared/sync/frame.ts'
import type { AnswerOf } from '../../shared/sync/protocol.ts'
import type { ChainTip, OutboxPage, StationStore } from '../store/station-store.ts'
import type { Connection } from './connection.ts'
import type { SyncNotice, SyncPorts } from './ports.ts'
import { nextTurn, wait } from './ports.ts'

const PAGE_BYTES = 1024 * 1024

export interface PumpOptions {
  readonly connection: Connection
  readonly store: StationStore
  readonly space: SpaceId
  readonly ports: SyncPorts
  readonly signal: AbortSignal
  /** Most changes of one push. */
  readonly pushLimit: number
  readonly onNotice: (notice: SyncNotice) => void
}

/** Pushes until its signal aborts or its connection closes. */
export class PushPump {
  readonly #options: PumpOptions
  #wake: (() => void) | undefined
  #due = true
  #failures = 0
  #toldNotTaken = false
  /** Own chains already left behind: a server may name a fork again. */
  readonly #forkedChains = new Set<number>()

  constructor(options: PumpOptions) {
    this.#options = options
    options.signal.addEventListener('abort', () => this.wake(), { once: true })
  }

  /** Something may wait now. */
  wake(): void {
    this.#due = true
    this.#wake?.()
  }

  async run(): Promise<void> {
    const { signal, connection } = this.#options
    while (!signal.aborted && !connection.closed) {
      if (!this.#due) await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = undefined
      this.#due = false
      // Changes of one turn travel together.
      await nextTurn()
      await this.#drain()
    }
  }

  async #drain(): Promise<void> {
    const { store, space, signal, connection, ports, pushLimit } = this.#options
    while (!signal.aborted && !connection.closed) {
      const page = store.outboxPage(space, pushLimit, PAGE_BYTES)
      if (page === undefined) return
      const moved = await this.#push(page)
      if (moved) this.#failures = 0
      else {
        this.#failures += 1
        if (!(await wait(backoffMs(this.#failures, ports.chance(), 1_000, 300_000), signal))) return
      }
    }
  }

  /** True when the outbox moved on. */
  async #push(page: OutboxPage): Promise<boolean> {
    const { connection, store, space, ports } = this.#options
    const own = ownSeals(store, space, page)
    const answer = await connection.request('push', {
      space,
      changes: flattenChanges(page.changes),
      seals: [...page.seals, ...own],
    })
    if (!answer.ok) {
      this.#complain(answer.fault)
      return false
    }
    const full = answer.value.refused.find(({ fault }) => fault.kind === 'rateLimited')
    if (full === undefined) this.#toldNotTaken = false
    else this.#tellNotTaken(full.fault as Fault)
    store.saveSeals(space, own)
    const agreed = agreedHere(page, answer.value)
    // What moves nothing must not be sent again without pause: a server that repeats itself, a disk that takes nothing.
    // The live frame may have agreed it before the answer came: then everything sent is agreed, and nothing need move.
    const isAll = agreed.some((one) => page.tips.some((tip) => tip.hash === one.hash && tip.seq === one.seq))
    const hasMoved = agreed.length > 0 && store.markAgreed(space, agreed)
    const moved = hasMoved || (isAll && store.storeFault() === null)
    for (const { change, fault } of answer.value.refused)
      if (fault.kind !== 'rateLimited')
        this.#options.onNotice({ notice: 'refused', space, change, fault: fault as Fault })
    if (this.#forked(answer.value)) return moved
    if (answer.value.gaps.length > 0) {
      ports.log.info({ space, gaps: answer.value.gaps }, 'the server lacks earlier changes; comparing chains')
      return this.#goBack()
    }
    return moved
  }

  #forked(answer: AnswerOf<'push'>): boolean {
    const { store, space, onNotice } = this.#options
    let own = false
    for (const fork of answer.forks) {
      onNotice({ notice: 'fork', space, station: fork.station, chain: fork.chain })
      own ||= fork.station === store.station && !this.#forkedChains.has(fork.chain)
      this.#forkedChains.add(fork.chain)
    }
    if (own) store.beginNewChain(space)
    return own
  }

  /** The server has less than we thought: agreement goes down to what it has. */
  async #goBack(): Promise<boolean> {
    const { connection, store, space } = this.#options
    const have = await connection.request('have', { space, tips: [...store.tips(space)] })
    if (!have.ok) {
      this.#complain(have.fault)
      return false
    }
    store.resetAgreed(space, have.value.tips)
    // Only a first time counts as progress: a server that always finds gaps must not be asked without pause.
    return this.#failures === 0
  }

  #complain(fault: Fault): void {
    const { ports, space } = this.#options
    if (fault.kind !== 'linkLost') ports.log.warn({ space, fault }, 'push was not taken')
    if (fault.kind === 'diskFull' || fault.kind === 'readOnly') this.#tellNotTaken(fault)
  }

  #tellNotTaken(fault: Fault): void {
    if (!this.#toldNotTaken) this.#options.onNotice({ notice: 'notTaken', space: this.#options.space, fault })
    this.#toldNotTaken = true
  }
}

/**
 * What the answer says of the branches that were sent. A page holds one branch of a chain, so its numbers are that branch's;
 * the names are the server's, which may have met the branches in another order.
 */
function agreedHere(page: OutboxPage, answer: AnswerOf<'push'>): readonly ChainTip[] {
  return page.tips.flatMap((tip) => {
    const numbers = answer.agreed.filter(({ station, chain }) => station === tip.station && chain === tip.chain)
    return numbers.length === 0 ? [] : [{ ...tip, seq: Math.min(tip.seq, Math.max(...numbers.map(({ seq }) => seq))) }]
  })
}

function ownSeals(store: StationStore, space: SpaceId, page: OutboxPage): readonly Seal[] {
  return page.tips
    .filter((tip) => tip.station === store.station)
    .map((tip) => makeSeal(space, tip, tip.seq, tip.hash, (message) => store.sign(message)))
}
