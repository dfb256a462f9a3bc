// So many a minute for each key and no more: what costs much to answer must not be asked without end.
// Lives in memory; the clock is given.
import type { Result } from './fault.ts'
import { ok, refuse } from './fault.ts'

const MINUTE_MS = 60_000
const MAX_KEYS = 10_000

interface Spent {
  readonly sinceMs: number
  readonly count: number
}

export class RateLimit {
  readonly #perMinute: number
  readonly #spent = new Map<string, Spent>()

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** Counts one; refused with `rateLimited` once the key's minute is used up. */
  take(key: string, nowMs: number): Result<null> {
    const known = this.#spent.get(key)
    // A clock that was set back begins a new minute as well.
    const runs = known !== undefined && nowMs >= known.sinceMs && nowMs - known.sinceMs < MINUTE_MS
    const spent: Spent = runs ? { sinceMs: known.sinceMs, count: known.count + 1 } : { sinceMs: nowMs, count: 1 }
    if (spent.count > this.#perMinute) {
      const seconds = Math.ceil((spent.sinceMs + MINUTE_MS - nowMs) / 1_000)
      return refuse('rateLimited', 'too many at once', { seconds })
    }
    if (!this.#spent.has(key) && this.#spent.size >= MAX_KEYS) this.#spent.clear()
    this.#spent.set(key, spent)
    return ok(null)
  }
}
