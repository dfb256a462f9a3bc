// Pushes that arrive in the same turn share one transaction and one wait for the disk; each gets its own answer after it.
import type { Result } from '../../shared/base/fault.ts'
import { faultOf, ok } from '../../shared/base/fault.ts'
import type { Batch, Commit, Judge, PushOutcome, ServerLog } from '../log/server-log.ts'

const MAX_BATCHES = 200

interface Waiting {
  readonly batch: Batch
  readonly settle: (result: Result<PushOutcome>) => void
}

export class GroupCommit {
  readonly #log: ServerLog
  readonly #judge: Judge
  readonly #nowMs: () => number
  readonly #onCommits: (commits: readonly Commit[]) => void
  #waiting: Waiting[] = []
  #running = false

  constructor(log: ServerLog, judge: Judge, nowMs: () => number, onCommits: (commits: readonly Commit[]) => void) {
    this.#log = log
    this.#judge = judge
    this.#nowMs = nowMs
    this.#onCommits = onCommits
  }

  /** Resolves once the batch is on disk, or with the disk's refusal. */
  push(batch: Batch): Promise<Result<PushOutcome>> {
    return new Promise((settle) => {
      this.#waiting.push({ batch, settle })
      if (this.#running) return
      this.#running = true
      setImmediate(() => void this.#run())
    })
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#running) await new Promise((resolve) => setImmediate(resolve))
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0, MAX_BATCHES)
      await this.#commit(taken)
      // What arrived meanwhile forms the next group.
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#running = false
  }

  async #commit(taken: readonly Waiting[]): Promise<void> {
    try {
      const batches = taken.map(({ batch }) => batch)
      const { outcomes, commits } = await this.#log.append(batches, this.#judge, this.#nowMs())
      // Told from what was committed, before the answer: a follower never hears later than the author [SY-8].
      this.#onCommits(commits)
      for (const [index, { settle }] of taken.entries()) settle(ok(outcomes[index] as PushOutcome))
    } catch (error) {
      const why = faultOf(error)
      for (const { settle } of taken) settle({ ok: false, fault: why })
    }
  }
}
