// Does something now and then every so often, one at a time, until it is closed. What it does may fail; the next time comes.
import type { Logger } from 'pino'

export class Poller {
  readonly #everyMs: number
  readonly #work: (signal: AbortSignal) => Promise<void>
  readonly #logger: Logger
  readonly #life = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(everyMs: number, work: (signal: AbortSignal) => Promise<void>, logger: Logger) {
    this.#everyMs = everyMs
    this.#work = work
    this.#logger = logger
    this.#run()
  }

  /** Resolves once nothing runs any more. */
  async close(): Promise<void> {
    this.#life.abort()
    clearTimeout(this.#timer)
    await this.#running
  }

  #run(): void {
    const { signal } = this.#life
    this.#running = this.#work(signal)
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'a polled source could not be worked through'))
      .then(() => {
        if (!signal.aborted) this.#timer = setTimeout(() => this.#run(), this.#everyMs)
      })
  }
}
