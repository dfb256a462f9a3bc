// Limits attempts at a secret: after a few failures the next try must wait, twice as long each time. A try counts from its
// beginning, so that neither many at once nor ending the program in the middle is a way around it. What is kept lives in
// memory, per key, and in a book as well where one is given: then a restart forgives nothing.
import type { Result } from './fault.ts'
import { ok, refuse } from './fault.ts'

const FREE_TRIES = 5
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000
const FORGOTTEN_AFTER_MS = 60 * 60_000
const MAX_KEYS = 10_000

/** How many tries were made with a key, and when the last one was. */
export interface Tries {
  readonly count: number
  readonly atMs: number
}

/** Where tries are kept beyond the program's life. */
export interface AttemptsBook {
  load(key: string): Tries | undefined
  /** Nothing is left to remember when `tries` is undefined. */
  save(key: string, tries: Tries | undefined): void
}

export class Attempts {
  readonly #tries = new Map<string, Tries>()
  readonly #book: AttemptsBook | undefined

  constructor(book?: AttemptsBook) {
    this.#book = book
  }

  /** Counts a try as failed until it is said otherwise; refused with `tooManyAttempts` while a wait runs. */
  begin(key: string, nowMs: number): Result<null> {
    const known = this.#known(key, nowMs)
    const count = known === undefined || nowMs - known.atMs > FORGOTTEN_AFTER_MS ? 0 : known.count
    if (known !== undefined && count >= FREE_TRIES) {
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE_TRIES))
      if (this.#tries.get(key)?.atMs !== known.atMs) this.#set(key, known)
      const leftMs = known.atMs + waitMs - nowMs
      if (leftMs > 0)
        return refuse('tooManyAttempts', 'too many wrong attempts', { seconds: Math.ceil(leftMs / 1_000) })
    }
    if (this.#tries.size >= MAX_KEYS)
      for (const [old, { atMs }] of this.#tries) if (nowMs - atMs > FORGOTTEN_AFTER_MS) this.#tries.delete(old)
    this.#set(key, { count: count + 1, atMs: nowMs })
    return ok(null)
  }

  /** The secret was right: everything before is forgotten. */
  succeeded(key: string): void {
    this.#set(key, undefined)
  }

  /** The try told nothing about the secret (a lost link): it does not count. */
  withdrawn(key: string): void {
    const known = this.#tries.get(key)
    if (known !== undefined) this.#set(key, { ...known, count: Math.max(0, known.count - 1) })
  }

  #known(key: string, nowMs: number): Tries | undefined {
    const known = this.#tries.get(key) ?? this.#book?.load(key)
    // A clock that was set back must not make the wait longer than it ever is.
    return known === undefined ? undefined : { ...known, atMs: Math.min(known.atMs, nowMs) }
  }

  #set(key: string, tries: Tries | undefined): void {
    if (tries === undefined) this.#tries.delete(key)
    else this.#tries.set(key, tries)
    this.#book?.save(key, tries)
  }
}
