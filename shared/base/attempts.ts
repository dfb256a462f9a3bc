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

/** How long the next try has to wait; 0: not at all. */
export function waitAfter(tries: Tries | undefined, nowMs: number, longestMs = LONGEST_WAIT_MS): number {
  if (tries === undefined) return 0
  // A clock that was set back must not make the wait longer than it ever is.
  const atMs = Math.min(tries.atMs, nowMs)
  if (nowMs - atMs > FORGOTTEN_AFTER_MS || tries.count < FREE_TRIES) return 0
  return Math.max(0, atMs + Math.min(longestMs, FIRST_WAIT_MS * 2 ** (tries.count - FREE_TRIES)) - nowMs)
}

/** The count after one more try. */
export function oneMore(tries: Tries | undefined, nowMs: number): Tries {
  const isForgotten = tries === undefined || nowMs - tries.atMs > FORGOTTEN_AFTER_MS
  return { count: isForgotten ? 1 : tries.count + 1, atMs: nowMs }
}

/** The count after a try that told nothing about the secret; undefined when nothing is left to remember. */
export function oneLess({ count, atMs }: Tries): Tries | undefined {
  return count > 1 ? { count: count - 1, atMs } : undefined
}

/** The refusal of a try that has to wait. */
export function mustWait(leftMs: number): Result<null> {
  return refuse('tooManyAttempts', 'too many wrong attempts', { seconds: Math.ceil(leftMs / 1_000) })
}

export class Attempts {
  readonly #tries = new Map<string, Tries>()
  readonly #book: AttemptsBook | undefined

  constructor(book?: AttemptsBook) {
    this.#book = book
  }

  /** Counts a try as failed until it is said otherwise; refused with `tooManyAttempts` while a wait runs. */
  begin(key: string, nowMs: number, longestMs?: number): Result<null> {
    const known = this.#tries.get(key) ?? this.#book?.load(key)
    const leftMs = waitAfter(known, nowMs, longestMs)
    if (leftMs > 0) {
      // A clock that was set back: from now on the wait counts from what it shows.
      if (known !== undefined && (!this.#tries.has(key) || known.atMs > nowMs))
        this.#set(key, { ...known, atMs: Math.min(known.atMs, nowMs) })
      return mustWait(leftMs)
    }
    if (this.#tries.size >= MAX_KEYS)
      for (const [old, { atMs }] of this.#tries) if (nowMs - atMs > FORGOTTEN_AFTER_MS) this.#tries.delete(old)
    this.#set(key, oneMore(known, nowMs))
    return ok(null)
  }

  /** The secret was right: everything before is forgotten. */
  succeeded(key: string): void {
    this.#set(key, undefined)
  }

  /** The try told nothing about the secret (a lost link): it does not count. */
  withdrawn(key: string): void {
    const known = this.#tries.get(key)
    if (known !== undefined) this.#set(key, oneLess(known))
  }

  #set(key: string, tries: Tries | undefined): void {
    if (tries === undefined) this.#tries.delete(key)
    else this.#tries.set(key, tries)
    this.#book?.save(key, tries)
  }
}
