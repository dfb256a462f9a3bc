// What a transaction will ask of one space: told from the batches before it begins, so that all of it is fetched together.
import { toHex } from '../../../shared/base/bytes.ts'
import type { Kind, RecordId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { ChainRef } from '../../../shared/journal/chain.ts'
import type { SealedBytes } from '../../../shared/journal/change.ts'
import { changeIdOf, decodeHeader } from '../../../shared/journal/change.ts'
import { VERDICT } from '../../../shared/model/verdict.ts'
import { sha256 } from '../node-crypto.ts'
import { subjectKey } from './subject-key.ts'

/** A stretch of a chain the batches name. */
export interface WantedChain extends ChainRef {
  from: number
  to: number
}

export class Wanted {
  allBranches = false
  readonly chains = new Map<string, WantedChain>()
  readonly subjects = new Map<string, Uint8Array>()
  readonly refusals = new Set<string>()
  readonly hashes = new Map<number, { from: number; to: number }>()
  readonly standing = new Set<number>()

  wantAllBranches(): void {
    this.allBranches = true
  }

  wantSubject(kind: Kind, id: RecordId): void {
    const key = subjectKey(kind, id)
    this.subjects.set(toHex(key), key)
  }

  wantRefusal(change: string): void {
    this.refusals.add(change)
  }

  wantStanding(subject: number): void {
    this.standing.add(subject)
  }

  wantHashes(branch: number, from: number, to: number): void {
    const known = this.hashes.get(branch)
    if (known === undefined) this.hashes.set(branch, { from, to })
    else {
      known.from = Math.min(known.from, from)
      known.to = Math.max(known.to, to)
    }
  }

  /** Whatever taking these changes in may ask. */
  wantChanges(changes: readonly SealedBytes[]): void {
    for (const { header } of changes) {
      const head = decodeHeader(header)
      if (!head.ok) continue
      const { station, chain, seq, kind, record } = head.value
      const id = changeIdOf(sha256(header))
      const name = `${station} ${chain}`
      const known = this.chains.get(name)
      if (known === undefined) this.chains.set(name, { station, chain, from: seq - 1, to: seq })
      else {
        known.from = Math.min(known.from, seq - 1)
        known.to = Math.max(known.to, seq)
      }
      this.wantSubject(kind, record)
      this.wantSubject(VERDICT, asId(id))
      this.wantRefusal(id)
    }
  }
}
