// The newest known seal of each branch: a station's signature over its chain up to a number.
import type { Seal } from '../../shared/journal/chain.ts'
import type { StationDatabase } from './database.ts'
import { plainBytes } from './node-crypto.ts'
import type { Branch, SpaceState } from './space-state.ts'
import { allBranches, branchesOf } from './space-state.ts'

/** True when a seal was made for the change that a branch has at its number; false when it was not, or nobody can say. */
export type SealFits = (space: SpaceState, seal: Seal, branch: Branch) => boolean

export class SealBook {
  readonly #put
  readonly #get
  readonly #fits: SealFits

  constructor(db: StationDatabase, fits: SealFits) {
    this.#fits = fits
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

  /**
   * Keeps seals of known chains, each with the branch it was made for; older ones than known are dropped. A seal names no
   * branch: where a chain forked, the one it fits is found by its signature.
   */
  save(space: SpaceState, seals: readonly Seal[]): void {
    for (const seal of seals) {
      const reaching = branchesOf(space, seal).filter(({ tipSeq }) => tipSeq >= seal.seq)
      const fitting = reaching.length > 1 ? reaching.find((branch) => this.#fits(space, seal, branch)) : undefined
      const branch = fitting ?? reaching.find(({ tipSeq }) => tipSeq === seal.seq) ?? reaching[0]
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
