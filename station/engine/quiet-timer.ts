// Work that may wait until nothing else happens: it runs once it has been quiet for a while, and after a limit even if it never is.

export class QuietTimer {
  readonly #work: () => void
  readonly #quietMs: number
  readonly #latestMs: () => number
  #timer: NodeJS.Timeout | undefined
  #beganMs = 0
  #lastMs = 0

  /** Runs `work` `quietMs` after the last `soon`, and `latestMs` (as it is then) after the first one at the latest. */
  constructor(work: () => void, quietMs: number, latestMs: () => number) {
    this.#work = work
    this.#quietMs = quietMs
    this.#latestMs = latestMs
  }

  /** There is something to do. Cheap: it is called for everything that happens. */
  soon(): void {
    this.#lastMs = performance.now()
    if (this.#timer !== undefined) return
    this.#beganMs = this.#lastMs
    this.#timer = setTimeout(() => this.#look(), this.#quietMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #look(): void {
    const nowMs = performance.now()
    const dueMs = Math.min(this.#lastMs + this.#quietMs, this.#beganMs + this.#latestMs())
    if (dueMs - nowMs >= 1) {
      this.#timer = setTimeout(() => this.#look(), dueMs - nowMs)
      return
    }
    this.#timer = undefined
    this.#work()
  }
}
