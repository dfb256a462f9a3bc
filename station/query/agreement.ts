// Which records' changes moved between saved, sent and agreed. The store only says that chains moved; what moved follows
// from how far every branch was when somebody last looked, so a difference costs what moved and not what waits.
import type { BranchMark, StationReads } from '../store/reads/station-reads.ts'

export class Agreement {
  readonly #reads: StationReads
  readonly #marks = new Map<string, ReadonlyMap<number, BranchMark>>()

  constructor(reads: StationReads) {
    this.#reads = reads
  }

  /** Records (`kind/id`) of a space whose changes moved since the last call; none at the first. */
  moved(space: string): ReadonlySet<string> {
    const look = this.#reads.look(space, '')
    const records = new Set<string>()
    if (look === undefined) return records
    const before = this.#marks.get(space)
    const now = new Map(this.#reads.branches(look).map((mark) => [mark.branch, mark]))
    this.#marks.set(space, now)
    if (before === undefined) return records
    for (const { branch, tip, agreed, sent } of now.values()) {
      const old = before.get(branch) ?? { tip: 0, agreed: 0, sent: 0 }
      const moves: readonly (readonly [number, number])[] = [
        [old.agreed, agreed],
        [old.sent, sent],
      ]
      for (const [was, is] of moves) {
        if (was === is) continue
        // What is new in the chain is named by the store itself; only what was here before has moved.
        const upTo = Math.min(Math.max(was, is), Math.min(tip, old.tip))
        if (Math.min(was, is) >= upTo) continue
        for (const [kind, id] of this.#reads.subjectsBetween(branch, Math.min(was, is), upTo))
          records.add(`${kind}/${id}`)
      }
    }
    return records
  }
}
