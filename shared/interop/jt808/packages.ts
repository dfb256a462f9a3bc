import { concatBytes } from '../../base/bytes.ts'
// Messages of JT/T 808 sent in several packages put together, in bounded memory and time. One per connection.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { Jt808Frame } from './frame.ts'

const MAX_PACKAGES = 256
const MAX_OPEN = 4
const MAX_AGE_MS = 60_000

interface Open {
  readonly bodies: (Uint8Array | undefined)[]
  readonly sinceMs: number
  missing: number
}

export class Packages {
  readonly #open = new Map<string, Open>()

  /** The whole message when this frame completes one or is one; undefined while packages are missing. */
  add(frame: Jt808Frame, nowMs: number): Result<Jt808Frame | undefined> {
    const { part } = frame
    if (part === null) return ok(frame)
    if (part.total > MAX_PACKAGES)
      return refuse('tooLarge', `a message of ${part.total} packages`, { packages: part.total })
    for (const [key, { sinceMs }] of this.#open)
      if (nowMs < sinceMs || nowMs - sinceMs >= MAX_AGE_MS) this.#open.delete(key)
    // Packages of one message have serials one after another, so what is left is the same for all of them.
    const key = `${frame.phone}|${frame.id}|${part.total}|${(frame.serial - part.number + 0x10000) & 0xffff}`
    let open = this.#open.get(key)
    if (open === undefined) {
      open = { bodies: Array.from({ length: part.total }, () => undefined), sinceMs: nowMs, missing: part.total }
      this.#open.set(key, open)
      const [oldest] = this.#open.size > MAX_OPEN ? this.#open.keys() : []
      if (oldest !== undefined) this.#open.delete(oldest)
    }
    if (open.bodies[part.number - 1] === undefined) {
      open.bodies[part.number - 1] = frame.body
      open.missing -= 1
    }
    if (open.missing > 0) return ok(undefined)
    this.#open.delete(key)
    const body = concatBytes(open.bodies.filter((held) => held !== undefined))
    return ok({ ...frame, part: null, body })
  }

  get openCount(): number {
    return this.#open.size
  }
}
