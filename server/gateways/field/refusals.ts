// What a gateway of many small messages refuses: every one is counted, but a feed gone bad fills neither the quarantine list
// nor the disk. Originals are kept for so many a minute, the rest is told as numbers.
import type { Fault } from '../../../shared/base/fault.ts'
import type { Health } from '../gateway.ts'

const KEPT_PER_MINUTE = 20
const MINUTE_MS = 60_000

export class Refusals {
  readonly #health: Health
  readonly #nowMs: () => number
  #sinceMs = Number.NEGATIVE_INFINITY
  #kept = 0

  constructor(health: Health, nowMs: () => number) {
    this.#health = health
    this.#nowMs = nowMs
  }

  refuse(why: Fault, name: string, bytes: Uint8Array): void {
    const now = this.#nowMs()
    if (now < this.#sinceMs || now - this.#sinceMs >= MINUTE_MS) {
      this.#sinceMs = now
      this.#kept = 0
    }
    this.#kept += 1
    if (this.#kept > KEPT_PER_MINUTE) this.#health.refused(why)
    else this.#health.refused(why, { name, bytes })
  }
}
