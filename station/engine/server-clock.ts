// The time by the server's clock at a station whose own may be wrong: deadlines and the times officers sign by are counted with
// it. What was learned while linked is carried on by the machine's uptime, which nobody sets and which goes on in standby, so
// it holds while the station is cut off and when somebody sets the clock meanwhile. After a restart it holds where neither
// machine nor clock was set anew; otherwise nothing is known, the station's own time counts, and the views say so.
import type { JsonFields } from '../../shared/base/json.ts'
import type { StationStore } from '../store/station-store.ts'

/** Nearer than this the two clocks are one: travel time of a greeting is no error of a clock. */
const SAME_MS = 1_000
/** What the clock of a machine and its uptime may drift apart between two starts of the program. */
const DRIFT_MS = 2_000
const LEARNED = 'clock.server'

export interface ServerClockParts {
  readonly store: Pick<StationStore, 'meta' | 'setMeta'>
  /** This machine's clock. */
  readonly nowMs: () => number
  /** Since the machine was started, standby included. */
  readonly uptimeMs: () => number
  /** The difference of the clocks is another now. */
  readonly onChange: () => void
}

export class ServerClock {
  readonly #parts: ServerClockParts
  /** The server's time when the machine's uptime was 0; null: not known. */
  #zeroMs: number | null
  #told: number | null = null

  constructor(parts: ServerClockParts) {
    this.#parts = parts
    this.#zeroMs = zeroOf(parts)
    this.#told = this.#now()
  }

  /** The server greeted: its clock is so far ahead of this machine's. */
  learn(offsetMs: number): void {
    const { store, nowMs, uptimeMs } = this.#parts
    this.#zeroMs = nowMs() + offsetMs - uptimeMs()
    store.setMeta(LEARNED, { zeroMs: this.#zeroMs, ownZeroMs: nowMs() - uptimeMs() })
    this.#told = Math.round(offsetMs)
  }

  /** How far the server's clock is ahead of this machine's; null where that is not known. The same while nobody sets a clock. */
  get offsetMs(): number | null {
    return this.#told
  }

  /** Now, by the server's clock where it is known. */
  readonly nowMs = (): number => {
    const offset = this.#now() ?? 0
    return this.#parts.nowMs() + (Math.abs(offset) < SAME_MS ? 0 : offset)
  }

  /** Notices that somebody set this machine's clock; call now and then. */
  look(): void {
    const offset = this.#now()
    if (offset === null || (this.#told !== null && Math.abs(offset - this.#told) < SAME_MS)) return
    // The next start compares with the clock as it is now.
    this.learn(offset)
    this.#parts.onChange()
  }

  #now(): number | null {
    const { nowMs, uptimeMs } = this.#parts
    return this.#zeroMs === null ? null : Math.round(this.#zeroMs + uptimeMs() - nowMs())
  }
}

/** What an earlier run of the program learned, where machine and clock went on as they were. */
function zeroOf({ store, nowMs, uptimeMs }: ServerClockParts): number | null {
  const learned = store.meta(LEARNED)
  if (typeof learned !== 'object' || learned === null || Array.isArray(learned)) return null
  const { zeroMs, ownZeroMs } = learned as JsonFields
  if (typeof zeroMs !== 'number' || typeof ownZeroMs !== 'number') return null
  return Math.abs(nowMs() - uptimeMs() - ownZeroMs) <= DRIFT_MS ? zeroMs : null
}
