// What waits for its seal, for the length of a transaction: fetched for the chains and bringers of its batches, stored at its end.
import type { ChainRef } from '../../../shared/journal/chain.ts'
import type { SealedBytes } from '../../../shared/journal/change.ts'
import type { StagedRow, StagingDisk } from '../space-disk.ts'

export interface FetchedStaged extends StagedRow {
  readonly space: number
}

export type Sum = ReturnType<StagingDisk['sums']>[number]

export class StagingFront implements StagingDisk {
  fetched: readonly FetchedStaged[] = []
  fetchedSums: readonly Sum[] = []
  readonly puts: FetchedStaged[] = []
  readonly drops: (ChainRef & { readonly space: number; readonly upTo: number })[] = []

  begin(): void {
    this.fetched = []
    this.fetchedSums = []
    this.discard()
  }

  discard(): void {
    this.puts.length = 0
    this.drops.length = 0
  }

  /** Spaces in which something is to be stored. */
  get written(): ReadonlySet<number> {
    return new Set([...this.puts, ...this.drops].map(({ space }) => space))
  }

  put(space: number, row: StagedRow): void {
    this.puts.push({ ...row, space })
  }

  of(space: number, ref: ChainRef): readonly SealedBytes[] {
    return this.#rows().filter((row) => isOf(row, space, ref))
  }

  drop(space: number, { station, chain }: ChainRef, upTo: number): void {
    const isDropped = (row: FetchedStaged): boolean => isOf(row, space, { station, chain }) && row.seq <= upTo
    this.drops.push({ space, station, chain, upTo })
    const kept = this.puts.filter((row) => !isDropped(row))
    this.puts.splice(0, this.puts.length, ...kept)
  }

  sums(): readonly Sum[] {
    const sums = new Map(this.fetchedSums.map((sum) => [sum.brought_by, { ...sum }]))
    const add = ({ broughtBy, header, body }: FetchedStaged, sign: number): void => {
      const sum = sums.get(broughtBy) ?? { brought_by: broughtBy, changes: 0, bytes: 0 }
      sum.changes += sign
      sum.bytes += sign * (header.length + (body?.length ?? 0))
      sums.set(broughtBy, sum)
    }
    for (const row of this.fetched) if (this.#isDropped(row)) add(row, -1)
    for (const row of this.puts) add(row, 1)
    return [...sums.values()]
  }

  chains(): ReturnType<StagingDisk['chains']> {
    return this.#rows()
  }

  #rows(): readonly FetchedStaged[] {
    return [...this.fetched.filter((row) => !this.#isDropped(row)), ...this.puts]
  }

  #isDropped(row: FetchedStaged): boolean {
    return this.drops.some((drop) => isOf(row, drop.space, drop) && row.seq <= drop.upTo)
  }
}

function isOf(row: FetchedStaged, space: number, ref: ChainRef): boolean {
  return row.space === space && row.station === ref.station && row.chain === ref.chain
}
