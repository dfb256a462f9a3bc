// The newest event of every uid: what is older than it is not taken, what still counts is sent to clients that come later.
// Bounded in number and bytes; the longest unheard are forgotten first.
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import type { OutEvent } from './out-event.ts'

const MAX_UIDS = 20_000
const MAX_BYTES = 32 * 1024 * 1024
/** A clock that runs ahead so far counts as if it were right by this. */
const MAX_AHEAD_MS = 10 * 60_000
/** A clock further off than this tells nothing about when its events end; how long they last it still does. */
const MAX_OFF_MS = 5 * 60_000

interface Entry {
  readonly timeMs: number
  /** What later clients get; null for what is over. */
  readonly out: OutEvent | null
  readonly staleMs: number
  readonly bytes: number
}

export class Newest {
  readonly #entries = new Map<string, Entry>()
  #bytes = 0

  /** True when something newer of this uid is known. */
  isOld(event: CotEvent): boolean {
    const known = this.#entries.get(event.uid)
    return known !== undefined && event.timeMs < known.timeMs
  }

  /** Remembers the event; with `out` for clients that come later. */
  note(event: CotEvent, out: OutEvent | null, heardMs: number, bytes: number): void {
    this.#forget(event.uid)
    const timeMs = Math.min(event.timeMs, heardMs + MAX_AHEAD_MS)
    const entry = { timeMs, out, staleMs: endOf(event, heardMs), bytes: out === null ? 0 : bytes }
    this.#entries.set(event.uid, entry)
    this.#bytes += entry.bytes
    while (this.#entries.size > MAX_UIDS || this.#bytes > MAX_BYTES) {
      const [oldest] = this.#entries.keys()
      if (oldest === undefined) return
      this.#forget(oldest)
    }
  }

  /** It is over: later clients do not get it, and what is older is still known as old. */
  over(uid: string): void {
    const entry = this.#entries.get(uid)
    if (entry === undefined) return
    this.#bytes -= entry.bytes
    this.#entries.set(uid, { ...entry, out: null, bytes: 0 })
  }

  /** What still counts, oldest news first. */
  still(nowMs: number): readonly OutEvent[] {
    return [...this.#entries.values()].flatMap(({ out, staleMs }) => (out !== null && staleMs > nowMs ? [out] : []))
  }

  #forget(uid: string): void {
    const entry = this.#entries.get(uid)
    if (entry === undefined) return
    this.#bytes -= entry.bytes
    this.#entries.delete(uid)
  }
}

/** When an event ends by our clock. A sender whose clock is wrong still says how long its event lasts. */
export function endOf(event: CotEvent, heardMs: number): number {
  return Math.abs(event.timeMs - heardMs) <= MAX_OFF_MS
    ? event.staleMs
    : heardMs + Math.max(0, event.staleMs - event.timeMs)
}
