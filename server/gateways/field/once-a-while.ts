// Says the same thing once a while: what a sender repeats every few seconds is not written or refused every few seconds.
// Bounded: beyond `most` keys in a while nothing new is due.

export class OnceAWhile {
  readonly #whileMs: number
  readonly #most: number
  readonly #saidMs = new Map<string, number>()

  constructor(whileMs: number, most: number) {
    this.#whileMs = whileMs
    this.#most = most
  }

  /** True, and remembered, when `key` was not due within the while before. */
  isDue(key: string, nowMs: number): boolean {
    for (const [said, ms] of this.#saidMs) {
      if (nowMs >= ms && nowMs - ms < this.#whileMs) break
      this.#saidMs.delete(said)
    }
    if (this.#saidMs.has(key) || this.#saidMs.size >= this.#most) return false
    this.#saidMs.set(key, nowMs)
    return true
  }
}
