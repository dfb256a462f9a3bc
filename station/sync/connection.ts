// One connection to one server: requests with a time limit, events, and a close that is told once.
import type { Result } from '../../shared/base/fault.ts'
import { refuse } from '../../shared/base/fault.ts'
import { encodeRequest, readAnswer, readEvent } from '../../shared/sync/frame.ts'
import type { AnswerOf, EventName, EventOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import type { OpenSocket, StationSocket } from './ports.ts'

const REQUEST_LIMIT_MS = 20_000
/** Requests that carry or wait for much. */
const LONG_LIMIT_MS = 60_000
const LONG: ReadonlySet<RequestName> = new Set(['push', 'openSnapshot', 'snapshotPart', 'pull'])

export type EventListener = <Name extends EventName>(name: Name, event: EventOf<Name>) => void

/** An open or opening connection. */
export class Connection {
  readonly address: string
  readonly #socket: StationSocket
  readonly #open = new Set<(reason: string) => void>()
  #onEvent: EventListener | undefined
  #early: (() => void)[] = []
  #onClose: ((reason: string) => void) | undefined
  #onHeard: (() => void) | undefined
  #closed: string | undefined
  /** Administrator's orders without an answer yet. */
  readonly #orders = new Set<(reason: string) => void>()
  #ending: string | undefined

  constructor(address: string, connectLimitMs: number, openSocket: OpenSocket) {
    this.address = address
    this.#socket = openSocket(address, connectLimitMs, {
      onFrame: (name, frame) => {
        this.#heard()
        this.#event(name, frame)
      },
      onHeard: () => this.#heard(),
      onEnd: (reason) => this.#end(reason),
    })
  }

  get closed(): boolean {
    return this.#closed !== undefined
  }

  /** Events that came before the listener wait for it. A malformed event is left out: the next position shows the gap. */
  onEvent(listener: EventListener): void {
    this.#onEvent = listener
    const early = this.#early
    this.#early = []
    for (const deliver of early) deliver()
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener
    if (this.#closed !== undefined) listener(this.#closed)
  }

  /** Called whenever the server shows a sign of life. */
  onHeard(listener: () => void): void {
    this.#onHeard = listener
  }

  /** Sends a request; `linkLost` when the connection ends first, `timeout` when no answer comes in time. */
  request<Name extends RequestName>(name: Name, request: RequestOf<Name>): Promise<Result<AnswerOf<Name>>> {
    return new Promise((resolve) => {
      if (this.#closed !== undefined) {
        resolve(refuse('linkLost', this.#closed))
        return
      }
      const limitMs = LONG.has(name) ? LONG_LIMIT_MS : REQUEST_LIMIT_MS
      const settle = (result: Result<AnswerOf<Name>>): void => {
        clearTimeout(timer)
        this.#open.delete(lost)
        this.#orders.delete(lost)
        resolve(result)
        this.#endAfterOrders()
      }
      const lost = (reason: string): void => settle(refuse('linkLost', reason))
      const timer = setTimeout(() => settle(refuse('timeout', `${name} was not answered in ${limitMs} ms`)), limitMs)
      this.#open.add(lost)
      if (name === 'admin') this.#orders.add(lost)
      this.#socket.send(name, encodeRequest(name, request), (answer) => {
        this.#heard()
        settle(readAnswer(name, answer))
      })
    })
  }

  close(reason: string): void {
    this.#end(reason)
  }

  /**
   * Closes once every administrator's order that is on its way was answered: an order may itself be what ends the link (a new
   * space), and whoever gave it must hear that it was carried out.
   */
  closeAfterOrders(reason: string): void {
    this.#ending = reason
    this.#endAfterOrders()
  }

  #endAfterOrders(): void {
    if (this.#ending !== undefined && this.#orders.size === 0) this.#end(this.#ending)
  }

  #event<Name extends EventName>(name: Name, frame: unknown): void {
    const event = readEvent(name, frame)
    if (!event.ok) return
    const deliver = (): void => this.#onEvent?.(name, event.value)
    if (this.#onEvent === undefined) this.#early.push(deliver)
    else deliver()
  }

  #heard(): void {
    this.#onHeard?.()
  }

  #end(reason: string): void {
    if (this.#closed !== undefined) return
    this.#closed = reason
    this.#socket.close()
    for (const lost of [...this.#open]) lost(reason)
    this.#onClose?.(reason)
  }
}
