// One connection from this server to the one it is linked to: requests with a time limit, events, and an end that is told once.
// What carries it is a port, so that a simulation can; the real one is Socket.IO, websocket only.
import type { Result } from '../../../shared/base/fault.ts'
import { refuse } from '../../../shared/base/fault.ts'
import { encodeRequest, readAnswer, readEvent } from '../../../shared/sync/frame.ts'
import type { AnswerOf, EventName, EventOf, RequestName, RequestOf } from '../../../shared/sync/protocol.ts'

const CONNECT_LIMIT_MS = 10_000
const REQUEST_LIMIT_MS = 60_000

export interface LinkSocketListener {
  onFrame(name: EventName, frame: unknown): void
  /** The other side showed a sign of life without saying anything. */
  onHeard(): void
  /** Told at most once. */
  onEnd(reason: string): void
}

export interface LinkSocket {
  send(name: RequestName, frame: Uint8Array, onAnswer: (answer: unknown) => void): void
  close(): void
}

/** Begins connecting; nothing is told before this returns. */
export type OpenLinkSocket = (address: string, limitMs: number, listener: LinkSocketListener) => LinkSocket

export interface ConnectionListener {
  onEvent<Name extends EventName>(name: Name, event: EventOf<Name>): void
  onHeard(): void
}

export class LinkConnection {
  /** Resolves with the reason once it has ended. */
  readonly ended: Promise<string>
  readonly #socket: LinkSocket
  readonly #open = new Set<(reason: string) => void>()
  #closed: string | undefined
  #tellEnd: (reason: string) => void = () => undefined

  constructor(address: string, open: OpenLinkSocket, listener: ConnectionListener) {
    this.ended = new Promise((resolve) => (this.#tellEnd = resolve))
    this.#socket = open(address, CONNECT_LIMIT_MS, {
      onFrame: (name, frame) => {
        listener.onHeard()
        const event = readEvent(name, frame)
        // A malformed event is left out: the next position shows the gap.
        if (event.ok) listener.onEvent(name, event.value)
      },
      onHeard: () => listener.onHeard(),
      onEnd: (reason) => this.close(reason),
    })
  }

  get isClosed(): boolean {
    return this.#closed !== undefined
  }

  /** Sends a request; `linkLost` when the connection ends first, `timeout` when no answer comes. */
  request<Name extends RequestName>(name: Name, request: RequestOf<Name>): Promise<Result<AnswerOf<Name>>> {
    return new Promise((resolve) => {
      if (this.#closed !== undefined) {
        resolve(refuse('linkLost', this.#closed))
        return
      }
      const settle = (result: Result<AnswerOf<Name>>): void => {
        clearTimeout(timer)
        this.#open.delete(lost)
        resolve(result)
      }
      const lost = (reason: string): void => settle(refuse('linkLost', reason))
      const timer = setTimeout(
        () => settle(refuse('timeout', `${name} was not answered in ${REQUEST_LIMIT_MS} ms`)),
        REQUEST_LIMIT_MS,
      )
      this.#open.add(lost)
      this.#socket.send(name, encodeRequest(name, request), (answer) => settle(readAnswer(name, answer)))
    })
  }

  close(reason: string): void {
    if (this.#closed !== undefined) return
    this.#closed = reason
    this.#socket.close()
    for (const lost of [...this.#open]) lost(reason)
    this.#tellEnd(reason)
  }
}
