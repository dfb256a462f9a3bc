// The view's end of the local RPC: typed calls with a time limit, watches that survive a lost link, reconnect with jitter.
//
//     connecting ──open──▶ open ──close──▶ lost ──(wait)──▶ connecting again, watches asked anew
//
// Promise [RP-2]: every call ends exactly once, with its answer, a fault, `linkLost` or `timeout`.
import type { Fault } from '../../shared/base/fault.ts'
import { FaultError, fault } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import type { RowsFrame, StationFrame } from '../../shared/rpc/frames.ts'
import type { MethodAnswer, MethodInput, MethodName } from '../../shared/rpc/methods.ts'
import type { WatchName } from '../../shared/rpc/watches.ts'
import type { WatchListener } from '../state/watch-store.ts'
import type { Connector, ViewLink } from './connector.ts'

/** What a call may take before it fails with `timeout`; long ones (import, backup, map packs) say their own. */
export const CALL_TIME_LIMIT_MS = 20_000
const PING_EVERY_MS = 5_000
const SILENT_AFTER_MS = 12_000
const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 5_000

export interface ClientState {
  readonly state: 'connecting' | 'open' | 'lost'
  readonly reason: string | null
  readonly nextTryMs: number | null
}

export interface ClientOptions {
  readonly connector: Connector
  readonly nowMs: () => number
  /** 0 to 1. */
  readonly random: () => number
  onState(state: ClientState): void
  onHeard(atMs: number): void
}

interface OpenCall {
  readonly frame: { readonly t: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  settle(outcome: { readonly value: Json } | { readonly fault: Fault }): void
}

interface OpenWatch {
  readonly name: WatchName
  readonly params: Json
  readonly listener: WatchListener
  /** Of the request now open; another after every lost link, so that late frames of the old one find nobody. */
  id: number
}

export class ViewClient {
  readonly #options: ClientOptions
  readonly #calls = new Map<number, OpenCall>()
  readonly #watches = new Map<number, OpenWatch>()
  #link: ViewLink | null = null
  #wasOpen = false
  #nextId = 1
  #attempt = 0
  #heardMs = 0
  #giveUp: (() => void) | null = null
  #retry: ReturnType<typeof setTimeout> | null = null
  #pulse: ReturnType<typeof setInterval> | null = null
  #stopped = false

  constructor(options: ClientOptions) {
    this.#options = options
  }

  start(): void {
    this.#connect()
  }

  /** Ends everything; open calls fail with `linkLost`. */
  stop(): void {
    this.#stopped = true
    if (this.#retry !== null) clearTimeout(this.#retry)
    this.#giveUp?.()
    const link = this.#link
    if (link === null) this.#failCalls('the view closed')
    else link.close('the view closed')
  }

  /** Tries at once instead of waiting for the next attempt. */
  tryNow(): void {
    if (this.#link !== null || this.#retry === null) return
    clearTimeout(this.#retry)
    this.#retry = null
    this.#connect()
  }

  /**
   * Calls a method. Rejects with FaultError: what the station refused, `linkLost` when there is no link, `timeout`.
   * Before the first link a call waits for it, within its time limit.
   */
  call<Name extends MethodName>(
    method: Name,
    input: MethodInput<Name>,
    timeLimitMs = CALL_TIME_LIMIT_MS,
  ): Promise<MethodAnswer<Name>> {
    if (this.#stopped || (this.#link === null && this.#wasOpen))
      return Promise.reject(new FaultError(fault('linkLost', 'no link to the station')))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#settle(id, { fault: fault('timeout', `${method} took longer than ${timeLimitMs} ms`) }),
        timeLimitMs,
      )
      const frame = { t: 'call', id, method, params: input } as const
      this.#calls.set(id, {
        frame,
        settle: (outcome) => {
          clearTimeout(timer)
          if ('fault' in outcome) reject(new FaultError(outcome.fault))
          else resolve(outcome.value as MethodAnswer<Name>)
        },
      })
      this.#link?.send(frame)
    })
  }

  /** Opens a watch that is asked anew after every lost link. Returns the way to end it. */
  watch(name: WatchName, params: Json, listener: WatchListener): () => void {
    const watch: OpenWatch = { name, params, listener, id: 0 }
    this.#ask(watch)
    return () => {
      if (this.#watches.delete(watch.id)) this.#link?.send({ t: 'unwatch', id: watch.id })
    }
  }

  #ask(watch: OpenWatch): void {
    watch.id = this.#nextId++
    this.#watches.set(watch.id, watch)
    this.#link?.send({ t: 'watch', id: watch.id, watch: watch.name, params: watch.params })
  }

  #connect(): void {
    if (this.#stopped) return
    this.#options.onState({ state: this.#wasOpen ? 'lost' : 'connecting', reason: null, nextTryMs: null })
    this.#giveUp = this.#options.connector.connect({
      onOpen: (link) => this.#opened(link),
      onFailed: (reason) => this.#retryLater(reason),
    })
  }

  #opened(link: ViewLink): void {
    this.#giveUp = null
    this.#link = link
    this.#wasOpen = true
    this.#heardMs = this.#options.nowMs()
    link.onClose((reason) => this.#closed(link, reason))
    link.onFrame((frame) => this.#take(frame))
    this.#options.onState({ state: 'open', reason: null, nextTryMs: null })
    for (const call of this.#calls.values()) link.send(call.frame)
    const watches = [...this.#watches.values()]
    this.#watches.clear()
    for (const watch of watches) {
      watch.listener.onStale(false)
      this.#ask(watch)
    }
    this.#pulse = setInterval(() => this.#beat(), PING_EVERY_MS)
  }

  #beat(): void {
    if (this.#options.nowMs() - this.#heardMs > SILENT_AFTER_MS) this.#link?.close('the station is silent')
    else this.#link?.send({ t: 'ping' })
  }

  #closed(link: ViewLink, reason: string): void {
    if (this.#link !== link) return
    this.#link = null
    if (this.#pulse !== null) clearInterval(this.#pulse)
    this.#pulse = null
    this.#failCalls(reason)
    for (const watch of this.#watches.values()) watch.listener.onStale(true)
    this.#retryLater(reason)
  }

  #failCalls(reason: string): void {
    for (const id of [...this.#calls.keys()]) this.#settle(id, { fault: fault('linkLost', reason) })
  }

  #retryLater(reason: string): void {
    this.#giveUp = null
    if (this.#stopped) return
    const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt++)
    const delayMs = longest / 2 + (this.#options.random() * longest) / 2
    this.#options.onState({
      state: this.#wasOpen ? 'lost' : 'connecting',
      reason,
      nextTryMs: this.#options.nowMs() + delayMs,
    })
    this.#retry = setTimeout(() => {
      this.#retry = null
      this.#connect()
    }, delayMs)
  }

  #take(frame: StationFrame): void {
    this.#heardMs = this.#options.nowMs()
    this.#attempt = 0
    this.#options.onHeard(this.#heardMs)
    switch (frame.t) {
      case 'result':
        this.#settle(frame.id, { value: frame.value })
        return
      case 'fault':
        if (this.#calls.has(frame.id)) this.#settle(frame.id, { fault: frame.fault })
        else this.#watchFault(frame.id, frame.fault)
        return
      case 'rows':
        this.#rows(frame)
        return
      case 'pong':
    }
  }

  #rows(frame: RowsFrame): void {
    const watch = this.#watches.get(frame.id)
    if (watch === undefined) return
    watch.listener.onRows(frame)
    this.#link?.send({ t: 'ack', id: frame.id, seq: frame.seq })
  }

  #watchFault(id: number, given: Fault): void {
    const watch = this.#watches.get(id)
    if (watch === undefined) return
    this.#watches.delete(id)
    watch.listener.onFault(given)
  }

  #settle(id: number, outcome: Parameters<OpenCall['settle']>[0]): void {
    const call = this.#calls.get(id)
    if (call === undefined) return
    this.#calls.delete(id)
    call.settle(outcome)
  }
}
