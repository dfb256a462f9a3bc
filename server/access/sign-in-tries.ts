// Tries at names, counted so that neither more stations give more tries nor somebody's guessing keeps the officer from the own
// desk [AD-18].
import { Attempts } from '../../shared/base/attempts.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { KeptAttempts } from './kept-attempts.ts'

/**
 * The longest wait of the count that all stations share at which an officer never signed in: short, so that whoever guesses at
 * one cannot keep the officer from another for longer than this.
 */
const LONGEST_SHARED_WAIT_MS = 60_000

export interface SignInTry {
  readonly station: string
  readonly name: string
  /** Left out where nobody has the name. */
  readonly officer: string | undefined
  /** The officer has signed in at this station before. */
  readonly isOwn: boolean
}

/** A try that was let through: it counts as wrong until it is said otherwise. */
export interface BegunTry {
  /** It told nothing about the secret. */
  readonly withdraw: () => Promise<void>
  /** It was right. */
  readonly forget: () => Promise<void>
}

export class SignInTries {
  readonly #kept: KeptAttempts
  /** What is not the directory's is remembered in memory alone: names cost nothing to invent. */
  readonly #strangers = new Attempts()

  constructor(kept: KeptAttempts) {
    this.#kept = kept
  }

  /** Counts a try: of that station alone where the officer has signed in before, of all other stations together as well. */
  async begin({ station, name, officer, isOwn }: SignInTry, nowMs: number): Promise<Result<BegunTry>> {
    const who = officer ?? name.trim().toLowerCase()
    const counts = officer === undefined ? this.#strangers : this.#kept
    const begun: string[] = []
    const withdraw = async (): Promise<void> => {
      for (const key of begun) await counts.withdrawn(key)
    }
    for (const [key, longestMs] of [
      [`${who}/${station}`, undefined],
      ...(isOwn ? [] : [[`${who}/elsewhere`, LONGEST_SHARED_WAIT_MS] as const]),
    ] as const) {
      const may = await counts.begin(key, nowMs, longestMs)
      if (!may.ok) {
        await withdraw()
        return may
      }
      begun.push(key)
    }
    return ok({
      withdraw,
      async forget() {
        for (const key of begun) await counts.succeeded(key)
      },
    })
  }
}
