// The newest known seal of each branch: a station's signature over its chain up to a number.
import type { Seal } from '../../shared/journal/chain.ts'
import type { StationDatabase } from './database.ts'
import { plainBytes } from './node-crypto.ts'
import type { Branch, SpaceState } from './space-state.ts'
import { allBranches, branchesOf } from './space-state.ts'

export class SealBook {
  readonly #put
  readonly #get

  constructor(db: StationDatabase) {
    this.#put = db.prepare<[number, number, Uint8Array]>(
      'seal.put',
      `INSERT INTO seal (branch, seq, signature, proven) VALUES (?, ?, ?, 0) ON CONFLICT (branch) DO UPDATE
        SET seq = excluded.seq, signature = excluded.signature, proven = 0 WHERE excluded.seq > seq`,
    )
    this.#get = db.prepare<[number], { readonly seq: number; readonly signature: Uint8Array }>(
      'seal.get',
      'SELECT seq, signature FROM seal WHERE branch = ?',
    )
  }

  /** Keeps seals of known chains, each with the branch that reaches its number; older ones than known are dropped. */
  save(space: SpaceState, seals: readonly Seal[]): void {
    for (const seal of seals) {
      const branches = branchesOf(space, seal)
      const branch =
        branches.find(({ tipSeq }) => tipSeq === seal.seq) ?? branches.find(({ tipSeq }) => tipSeq > seal.seq)
      if (branch !== undefined) this.#put.run(branch.branch, seal.seq, seal.signature)
    }
  }

  of(branch: Branch): Seal | undefined {
    const row = this.#get.get(branch.branch)
    return row === undefined
      ? undefined
      : { station: branch.station, chain: branch.chain, seq: row.seq, signature: plainBytes(row.signature) }
  }

  all(space: SpaceState): readonly Seal[] {
    const seals: Seal[] = []
    for (const branch of allBranches(space)) {
      const seal = this.of(branch)
      if (seal !== undefined) seals.push(seal)
    }
    return seals
  }
}
