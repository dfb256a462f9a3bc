// Answers of calls that carry a `callId`: a repeated call is the same call and gets the same answer [RP-3].
// It spans all links of a station, because a view repeats a call after its link broke. It does not outlive the process.
import type { Result } from '../../shared/base/fault.ts'
import { refuse } from '../../shared/base/fault.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Json } from '../../shared/base/json.ts'

const MAX_REMEMBERED = 500

interface Remembered {
  readonly params: Json
  readonly answer: Promise<Result<Json>>
}

export class CallMemory {
  readonly #running = new Map<string, Remembered>()
  readonly #answered = new Map<string, Remembered>()

  /** The answer of the call known by `key`; `carryOut` (which must not throw) runs only when there is none yet. */
  once(key: string, params: Json, carryOut: () => Promise<Result<Json>>): Promise<Result<Json>> {
    const known = this.#running.get(key) ?? this.#answered.get(key)
    if (known === undefined) return this.#begin(key, params, carryOut)
    if (sameJson(known.params, params)) return known.answer
    return Promise.resolve(refuse('invalidInput', 'this callId belongs to another call', { field: 'callId' }))
  }

  #begin(key: string, params: Json, carryOut: () => Promise<Result<Json>>): Promise<Result<Json>> {
    const answer = carryOut()
    const call = { params, answer }
    this.#running.set(key, call)
    void answer.then(() => {
      this.#running.delete(key)
      this.#answered.set(key, call)
      const [oldest] = this.#answered.keys()
      if (this.#answered.size > MAX_REMEMBERED && oldest !== undefined) this.#answered.delete(oldest)
    })
    return answer
  }
}
