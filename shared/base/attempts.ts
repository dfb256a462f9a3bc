// Limits attempts at a secret: after a few failures the next try must wait, twice as long each time. A try counts from its
// beginning, so that many at once are no way around it; what is kept lives in memory, per key.
import type { Result } from './fault.ts'
import { ok, refuse } from './fault.ts'

const FREE_TRIES = 5
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000
const FORGOTTEN_AFTER_MS = 60 * 60_000
const MAX_KEYS = 10_000

export class Attempts {
  readonly #tries = new Map<string, { count: number; atMs: number }>()

  /** Counts a try as failed until it is said otherwise; refused with `tooManyAttempts` while a wait runs. */
  begin(key: string, nowMs: number): Result<null> {
    const known = this.#tries.get(key)
    const count = known === undefined || nowMs - known.atMs > FORGOTTEN_AFTER_MS ? 0 : known.count
    if (known !== undefined && count >= FREE_TRIES) {
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE_TRIES))
      const leftMs = known.atMs + waitMs - nowMs
      if (leftMs > 0)
        return refuse('tooManyAttempts', 'too many wrong attempts', { seconds: Math.ceil(leftMs / 1_000) })
    }
    if (this.#tries.size >= MAX_KEYS)
      for (const [old, { atMs }] of this.#tries) if (nowMs - atMs > FORGOTTEN_AFTER_MS) this.#tries.delete(old)
    this.#tries.set(key, { count: count + 1, atMs: nowMs })
    return ok(null)
  }

  /** The secret was right: everything before is forgotten. */
  succeeded(key: string): void {
    this.#tries.delete(key)
  }

  /** The try told nothing about the secret (a lost link): it does not count. */
  withdrawn(key: string): void {
    const known = this.#tries.get(key)
    if (known !== undefined) known.count = Math.max(0, known.count - 1)
  }
}
