// What a connection may do before it has proved a key: say hello once, in few bytes, and soon. Anyone who reaches the port
// can open one, so it is given next to nothing to spend [SY-31].
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { RequestName } from '../../shared/sync/protocol.ts'

/** A greeting has a few hundred bytes. */
const MAX_HELLO_BYTES = 16 * 1024
/** How long a connection may stay without one. */
export const HELLO_LIMIT_MS = 20_000
/** Most connections that have not greeted: twice the stations one server is measured with. */
const MAX_SILENT = 4_096

/** Why a request of a connection that has proved nothing is not even decoded; undefined for a greeting of fitting size. */
export function strangerRefusal(name: RequestName, frame: unknown): Fault | undefined {
  if (name !== 'hello') return fault('notSignedIn', 'say hello first')
  const bytes = frame instanceof Uint8Array || frame instanceof ArrayBuffer ? frame.byteLength : 0
  return bytes > MAX_HELLO_BYTES ? fault('tooLarge', `a greeting of ${bytes} bytes`, { bytes }) : undefined
}

/** A connection that may not have greeted yet. */
export interface Stranger {
  readonly identity?: unknown
  close(): void
}

/**
 * Connections by the time they came. One that stays silent is closed after `HELLO_LIMIT_MS`; when too many are silent at once
 * the one that was silent longest goes: greetings take milliseconds, so whoever means to speak gets in past a crowd that does not.
 */
export class Strangers {
  readonly #waiting = new Map<Stranger, NodeJS.Timeout>()
  readonly #limit: number

  constructor(limit = MAX_SILENT) {
    this.#limit = limit
  }

  /** Takes a connection in; the function given back forgets it. */
  came(stranger: Stranger): () => void {
    const forget = (): void => {
      clearTimeout(this.#waiting.get(stranger))
      this.#waiting.delete(stranger)
    }
    const end = (): void => {
      forget()
      if (stranger.identity === undefined) stranger.close()
    }
    this.#waiting.set(stranger, setTimeout(end, HELLO_LIMIT_MS))
    if (this.#waiting.size > this.#limit) this.#makeRoom(stranger)
    return forget
  }

  #makeRoom(newest: Stranger): void {
    for (const [stranger, timer] of this.#waiting) {
      if (stranger === newest) return
      clearTimeout(timer)
      this.#waiting.delete(stranger)
      if (stranger.identity !== undefined) continue
      stranger.close()
      return
    }
  }
}
