// Verifying beside the station's work: one at a time, in a thread that reads one moment of the database over a connection of its own.
// Whoever asks while one runs waits for that one; anybody may stop it.
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { VerifyProgress, VerifyReport } from '../../shared/rpc/verify.ts'
import type { ViewPlace } from '../store/open-view.ts'
import { verifyApart } from './apart.ts'

export interface VerifyingParts {
  readonly place: ViewPlace
  /** Brings the picture on disk up to what was taken in. */
  readonly settle: () => void
  /** The progress changed, or there is none any more. */
  readonly onChange: () => void
}

interface Run {
  readonly stop: AbortController
  readonly answer: Promise<Result<VerifyReport | null>>
}

export class Verifying {
  readonly #parts: VerifyingParts
  #run: Run | undefined
  #progress: VerifyProgress | null = null

  constructor(parts: VerifyingParts) {
    this.#parts = parts
  }

  /** How far the one is that runs. */
  get progress(): VerifyProgress | null {
    return this.#progress
  }

  /** What came out; null when it was stopped. */
  verify(): Promise<Result<VerifyReport | null>> {
    this.#run ??= this.#begin()
    return this.#run.answer
  }

  /** Stops the one that runs, if any; resolves when its thread has let the database go. */
  async stop(): Promise<void> {
    const run = this.#run
    run?.stop.abort()
    await run?.answer
  }

  #begin(): Run {
    const { place, settle, onChange } = this.#parts
    settle()
    const stop = new AbortController()
    const tell = (progress: VerifyProgress | null): void => {
      this.#progress = progress
      onChange()
    }
    const work = async (): Promise<Result<VerifyReport | null>> => {
      try {
        const done = await verifyApart(place, stop.signal, tell)
        return stop.signal.aborted ? ok(null) : done
      } finally {
        this.#run = undefined
        tell(null)
      }
    }
    return { stop, answer: work() }
  }
}
