// Limits attempts at a secret: after a few failures the next try must wait, twice as long each time. Kept in memory, per name
// and per station, so that guessing from one station does not lock an officer out elsewhere.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'

const FREE_TRIES = 5
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000
const FORGOTTEN_AFTER_MS = 60 * 60_000
const MAX_NAMES = 10_000

export class Attempts {
  readonly #failures = new Map<string, { count: number; atMs: number }>()

  /** Refused with `tooManyAttempts` while a wait runs. */
  mayTry(key: string, nowMs: number): Result<null> {
    const known = this.#failures.get(key)
    if (known === undefined || known.count < FREE_TRIES) return ok(null)
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (known.count - FREE_TRIES))
    const leftMs = known.atMs + waitMs - nowMs
    if (leftMs <= 0) return ok(null)
    return refuse('tooManyAttempts', 'too many wrong attempts', { seconds: Math.ceil(leftMs / 1_000) })
  }

  failed(key: string, nowMs: number): void {
    if (this.#failures.size >= MAX_NAMES)
      for (const [old, { atMs }] of this.#failures) if (nowMs - atMs > FORGOTTEN_AFTER_MS) this.#failures.delete(old)
    const known = this.#failures.get(key)
    const count = known === undefined || nowMs - known.atMs > FORGOTTEN_AFTER_MS ? 1 : known.count + 1
    this.#failures.set(key, { count, atMs: nowMs })
  }

  succeeded(key: string): void {
    this.#failures.delete(key)
  }
}
