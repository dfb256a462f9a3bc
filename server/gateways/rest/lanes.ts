// Work on one thing goes one after another, work on different things side by side.
export class Lanes {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs `work` after everything given before under the same key. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#last.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key)
    }
  }
}
