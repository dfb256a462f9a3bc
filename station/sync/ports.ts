// What the sync client is given from outside: time, chance, crypto, decompression, a log. It imports no Node built-in,
// so that the simulation can drive it with a clock and chance of its own.
import type { Fault } from '../../shared/base/fault.ts'
import type { NowMs, RandomBytes, Sha256, VerifySignature } from '../../shared/base/ports.ts'
import type { LinkState } from '../../shared/rpc/rows.ts'
import type { EventName, RequestName } from '../../shared/sync/protocol.ts'

export interface SyncPorts {
  readonly nowMs: NowMs
  readonly random: RandomBytes
  /** A number in [0, 1). */
  readonly chance: () => number
  readonly sha256: Sha256
  readonly verify: VerifySignature
  /** Decompresses zstd; throws when the bytes are not zstd or give more than `maxBytes`. */
  readonly unzstd: (bytes: Uint8Array, maxBytes: number) => Uint8Array
  readonly log: SyncLog
}

export interface SyncLog {
  info(detail: { readonly [name: string]: unknown }, message: string): void
  warn(detail: { readonly [name: string]: unknown }, message: string): void
}

/** What a socket tells its owner. `onEnd` is told at most once, whatever ended it. */
export interface SocketListener {
  onFrame(name: EventName, frame: unknown): void
  /** The server showed a sign of life without saying anything. */
  onHeard(): void
  onEnd(reason: string): void
}

/** One socket to one server: named frames both ways, an answer to each request, in order, until it ends. */
export interface StationSocket {
  send(name: RequestName, frame: Uint8Array, onAnswer: (answer: unknown) => void): void
  close(): void
}

/** Begins connecting; `limitMs` bounds how long that may take. Nothing is told before this returns. */
export type OpenSocket = (address: string, limitMs: number, listener: SocketListener) => StationSocket

/** The truth about the link, for the bar. */
export interface LinkStatus {
  readonly state: LinkState
  readonly sinceMs: number
  readonly server: string | null
  readonly fault: Fault | null
  readonly lastHeardMs: number | null
}

/** Something officers must hear of. */
export type SyncNotice =
  | { readonly notice: 'fork'; readonly space: string; readonly station: string; readonly chain: number }
  | { readonly notice: 'differs'; readonly space: string; readonly records: number }
  | { readonly notice: 'healed'; readonly space: string }
  | { readonly notice: 'refused'; readonly space: string; readonly change: string; readonly fault: Fault }
  | { readonly notice: 'bad'; readonly space: string; readonly fault: Fault }
  /** The server stores nothing just now (its disk, its limits): changes wait here. Told once until it does again. */
  | { readonly notice: 'notTaken'; readonly space: string; readonly fault: Fault }
  | { readonly notice: 'revoked' }

/** Waits; resolves early and to false when `signal` aborts. */
export function wait(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false)
      return
    }
    const done = (): void => {
      signal.removeEventListener('abort', stop)
      resolve(true)
    }
    const timer = setTimeout(done, ms)
    const stop = (): void => {
      clearTimeout(timer)
      resolve(false)
    }
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** Lets everything else that is due run first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
