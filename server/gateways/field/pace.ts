// How fast a sender may speak: so many messages a second, counted over the running second. Whoever is faster is made to
// wait (a connection is not read on) or not heard (a datagram).

export class Pace {
  readonly #perSecond: number
  #sinceMs = 0
  #count = 0

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** Counts `messages` and says for how many milliseconds no more are to be taken; 0 to go on. */
  take(messages: number, nowMs: number): number {
    if (nowMs < this.#sinceMs || nowMs - this.#sinceMs >= 1_000) {
      this.#sinceMs = nowMs
      this.#count = 0
    }
    this.#count += messages
    return this.#count < this.#perSecond ? 0 : Math.max(1, this.#sinceMs + 1_000 - nowMs)
  }
}
