// What waits for a server: changes behind a branch's agreed number, in order, as far as they are here. Agreement goes up by
// acknowledgement and down when a server turns out to have less.
//
// `temp.sent` (branch, seq) remembers, until the program ends, how far each branch was handed out for sending: a change is
// "saved" above it, "sent" up to it, "agreed" up to branch.agreed_seq.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import type { StationDatabase } from './database.ts'
import type { JournalBook } from './journal-book.ts'
import { SHIFT } from './journal-book.ts'
import { sha256 } from './node-crypto.ts'
import type { SealBook } from './seal-book.ts'
import type { Branch, SpaceState } from './space-state.ts'
import { allBranches, chainKey, hasHole } from './space-state.ts'
import type { ChainTip, OutboxPage } from './station-store.ts'

export class Outbox {
  readonly #journal: JournalBook
  readonly #seals: SealBook
  readonly #setSent
  readonly #sent = new Map<number, number>()
  /** Of chains with several waiting branches, the one handed out last. */
  readonly #handedOut = new Map<string, number>()

  constructor(db: StationDatabase, journal: JournalBook, seals: SealBook) {
    this.#journal = journal
    this.#seals = seals
    db.sqlite.exec('CREATE TEMP TABLE IF NOT EXISTS sent (branch INTEGER PRIMARY KEY, seq INTEGER NOT NULL)')
    this.#setSent = db.prepare<[number, number]>(
      'sent.set',
      'INSERT INTO temp.sent (branch, seq) VALUES (?, ?) ON CONFLICT (branch) DO UPDATE SET seq = excluded.seq',
    )
  }

  waiting(space: SpaceState): { readonly count: number; readonly sinceMs: number | null } {
    let count = 0
    let sinceMs: number | null = null
    for (const branch of waitingBranches(space)) {
      count += branch.tipSeq - from(branch)
      const ms = this.#journal.receivedMs(branch, from(branch) + 1)
      if (ms !== undefined && (sinceMs === null || ms < sinceMs)) sinceMs = ms
    }
    return { count, sinceMs }
  }

  /**
   * One page, the branch that waits longest first. Of a forked chain one branch only: a server's answer names a chain and a
   * number, and what it calls a branch need not be what we call it. `isFirstTime` when something was not handed out before.
   */
  page(
    space: SpaceState,
    limit: number,
    maxBytes: number,
  ): (OutboxPage & { readonly isFirstTime: boolean }) | undefined {
    const changes: SealedBytes[] = []
    const tips: ChainTip[] = []
    const seals: Seal[] = []
    let bytes = 0
    let isFirstTime = false
    for (const branch of this.#oneOfEach(this.#byAge(space))) {
      if (changes.length >= limit || bytes >= maxBytes) break
      let last: { readonly header: Uint8Array; readonly at: number } | undefined
      // Behind a body in an archive that is not there nothing can be sent: without it, it would be taken for destroyed.
      const wanted = this.#journal.readable(branch, from(branch), branch.tipSeq, limit - changes.length)
      for (const row of this.#journal.range(branch, from(branch), branch.tipSeq, wanted)) {
        const size = row.header.length + (row.body?.length ?? 0)
        if (changes.length > 0 && bytes + size > maxBytes) {
          bytes = maxBytes
          break
        }
        changes.push({ header: row.header, body: row.body })
        bytes += size
        last = row
      }
      if (last === undefined) continue
      const { station, chain, name } = branch
      const seq = last.at % SHIFT
      tips.push({ station, chain, branch: name, seq, hash: sha256(last.header) })
      const seal = this.#seals.of(branch)
      if (seal !== undefined) seals.push(seal)
      if (seq > (this.#sent.get(branch.branch) ?? 0)) {
        isFirstTime = true
        this.#sent.set(branch.branch, seq)
        this.#setSent.run(branch.branch, seq)
      }
    }
    return changes.length === 0 ? undefined : { changes, tips, seals, isFirstTime }
  }

  /** Agreement as far as a server's tips prove it; what they do not prove is sent again, which is harmless. */
  reset(space: SpaceState, serverTips: readonly ChainTip[]): void {
    for (const branch of allBranches(space)) {
      let proven = hasHole(branch) ? branch.snapshotSeq : branch.baseSeq
      for (const tip of serverTips) {
        if (tip.station !== branch.station || tip.chain !== branch.chain) continue
        if (tip.seq > branch.tipSeq || tip.seq <= proven) continue
        const hash = this.#journal.hashAt(branch, tip.seq)
        if (hash !== undefined && sameBytes(hash, tip.hash)) proven = tip.seq
      }
      if (proven === branch.agreedSeq) continue
      branch.agreedSeq = proven
      branch.dirty = true
      this.#sent.delete(branch.branch)
      this.#setSent.run(branch.branch, proven)
    }
  }

  /** One branch of each chain, another each time: a branch that a server does not take keeps its chain's others not waiting. */
  #oneOfEach(branches: readonly Branch[]): readonly Branch[] {
    const chains = new Map<string, Branch[]>()
    for (const branch of branches) {
      const known = chains.get(chainKey(branch))
      if (known === undefined) chains.set(chainKey(branch), [branch])
      else known.push(branch)
    }
    return [...chains].flatMap(([key, waiting]) => {
      const before = waiting.findIndex(({ branch }) => branch === this.#handedOut.get(key))
      const next = waiting[(before + 1) % waiting.length]
      if (next === undefined) return []
      if (waiting.length > 1) this.#handedOut.set(key, next.branch)
      else this.#handedOut.delete(key)
      return [next]
    })
  }

  #byAge(space: SpaceState): readonly Branch[] {
    return [...waitingBranches(space)]
      .map((branch) => ({ branch, ms: this.#journal.receivedMs(branch, from(branch) + 1) ?? Infinity }))
      .toSorted((a, b) => a.ms - b.ms || a.branch.branch - b.branch.branch)
      .map(({ branch }) => branch)
  }
}

function* waitingBranches(space: SpaceState): Iterable<Branch> {
  for (const branch of allBranches(space)) if (from(branch) < branch.tipSeq) yield branch
}

/** Last number that need not or cannot be sent: what lies below a snapshot and is not here cannot. */
function from(branch: Branch): number {
  return hasHole(branch) ? Math.max(branch.agreedSeq, branch.snapshotSeq) : branch.agreedSeq
}
