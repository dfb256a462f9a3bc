// How a server process hears that another has committed: a notice (LISTEN/NOTIFY) wakes it, and as notices can be lost it
// looks by itself now and then. Notices are sent beside the commits, not within: in PostgreSQL transactions that notify
// commit one after another, whatever they touch.
import type pg from 'pg'
import { openClient } from './connection.ts'

const CHANNEL = 'fengsui_committed'
/** What processes tell each other that stands in no table; lost ones are not said again. */
const SAID_CHANNEL = 'fengsui_said'
/** PostgreSQL takes no notice of 8,000 bytes or more. */
const MAX_SAID_BYTES = 7_900
const RECONNECT_MS = 1_000

export interface FeedOptions {
  readonly url: string
  readonly pool: pg.Pool
  /** This process, so that it leaves out its own notices. */
  readonly name: string
  /** Looks at least this often. */
  readonly pollMs: number
  /** Whether notices are listened to; without them only looking is left. */
  readonly listens: boolean
  /** Somebody may have committed. */
  readonly look: () => Promise<void>
  /** Another process said something. */
  readonly onSaid: (text: string) => void
}

export class Feed {
  readonly #options: FeedOptions
  #client: pg.Client | undefined
  #poll: NodeJS.Timeout | undefined
  #again: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #lookAgain = false
  #notifying = false
  #notifyAgain = false
  #closed = false

  constructor(options: FeedOptions) {
    this.#options = options
  }

  /** Begins to listen; a database that cannot be reached now is tried again. */
  start(): void {
    this.#poll = setInterval(() => this.#wake(), this.#options.pollMs)
    if (this.#options.listens) void this.#listen()
  }

  /** Tells the other processes, without waiting: what gets lost they see when they look. */
  notify(): void {
    if (this.#closed) return
    if (this.#notifying) {
      this.#notifyAgain = true
      return
    }
    this.#notifying = true
    void this.#options.pool
      .query('SELECT pg_notify($1, $2)', [CHANNEL, this.#options.name])
      .catch(() => undefined)
      .finally(() => {
        this.#notifying = false
        if (!this.#notifyAgain) return
        this.#notifyAgain = false
        this.notify()
      })
  }

  /** Says something to the other processes; it may get lost. */
  say(text: string): void {
    const said = `${this.#options.name} ${text}`
    if (this.#closed || Buffer.byteLength(said) > MAX_SAID_BYTES) return
    void this.#options.pool.query('SELECT pg_notify($1, $2)', [SAID_CHANNEL, said]).catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#poll)
    clearTimeout(this.#again)
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(() => undefined)
    await this.#looking
    while (this.#notifying) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  /** Looks once more after whatever look is running. */
  #wake(): void {
    if (this.#closed) return
    if (this.#looking !== undefined) {
      this.#lookAgain = true
      return
    }
    this.#looking = this.#options
      .look()
      .catch(() => undefined)
      .finally(() => {
        this.#looking = undefined
        if (!this.#lookAgain) return
        this.#lookAgain = false
        this.#wake()
      })
  }

  async #listen(): Promise<void> {
    try {
      const client = await openClient(this.#options.url)
      if (this.#closed) {
        await client.end()
        return
      }
      this.#client = client
      client.on('notification', ({ channel, payload = '' }) => {
        if (channel === CHANNEL) {
          if (payload !== this.#options.name) this.#wake()
        } else if (!payload.startsWith(`${this.#options.name} `))
          this.#options.onSaid(payload.slice(payload.indexOf(' ') + 1))
      })
      client.on('end', () => {
        if (this.#client === client) this.#later()
      })
      await client.query(`LISTEN ${CHANNEL}`)
      await client.query(`LISTEN ${SAID_CHANNEL}`)
      // What was said while nobody listened.
      this.#wake()
    } catch {
      this.#later()
    }
  }

  #later(): void {
    this.#client = undefined
    if (this.#closed) return
    clearTimeout(this.#again)
    this.#again = setTimeout(() => void this.#listen(), RECONNECT_MS)
  }
}
