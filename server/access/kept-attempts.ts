// Tries at officers' secrets, kept with the server's other secrets: a restart forgives nothing, and processes that share a
// database count together [AD-18]. The law is shared/base/attempts.ts; each change of a count is one step of the book.
import * as z from 'zod'
import type { Tries } from '../../shared/base/attempts.ts'
import { mustWait, oneLess, oneMore, waitAfter } from '../../shared/base/attempts.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { AccessBook } from '../log/access-book.ts'

const PREFIX = 'tries.'
const triesSchema = z.object({ count: z.int().min(1), atMs: z.number() })

export class KeptAttempts {
  readonly #book: Pick<AccessBook, 'note' | 'notes' | 'changeNote'>

  constructor(book: Pick<AccessBook, 'note' | 'notes' | 'changeNote'>) {
    this.#book = book
  }

  /** Counts a try as failed until it is said otherwise; refused with `tooManyAttempts` while a wait runs. */
  async begin(key: string, nowMs: number, longestMs?: number): Promise<Result<null>> {
    let leftMs = 0
    await this.#change(key, (tries) => {
      leftMs = waitAfter(tries, nowMs, longestMs)
      if (leftMs === 0) return oneMore(tries, nowMs)
      // A clock that was set back: from now on the wait counts from what it shows.
      return tries !== undefined && tries.atMs > nowMs ? { ...tries, atMs: nowMs } : tries
    })
    return leftMs > 0 ? mustWait(leftMs) : ok(null)
  }

  /** The secret was right: everything before is forgotten. */
  succeeded(key: string): Promise<void> {
    return this.#change(key, () => undefined)
  }

  /** The try told nothing about the secret: it does not count. */
  withdrawn(key: string): Promise<void> {
    return this.#change(key, (tries) => (tries === undefined ? undefined : oneLess(tries)))
  }

  /** Forgets all that was tried with keys that begin so. */
  async forget(beginning: string): Promise<void> {
    for (const [rest] of await this.#book.notes(`${PREFIX}${beginning}`)) await this.succeeded(`${beginning}${rest}`)
  }

  async #change(key: string, next: (tries: Tries | undefined) => Tries | undefined): Promise<void> {
    const name = `${PREFIX}${key}`
    for (;;) {
      const from = await this.#book.note(name)
      const tries = next(from === undefined ? undefined : read(from))
      const to = tries === undefined ? undefined : JSON.stringify(tries)
      // Not changed: another try came between, perhaps at another process, and counts.
      if (to === from || (await this.#book.changeNote(name, from, to))) return
    }
  }
}

function read(note: string): Tries | undefined {
  try {
    const tries = triesSchema.safeParse(JSON.parse(note))
    return tries.success ? tries.data : undefined
  } catch {
    return undefined
  }
}
