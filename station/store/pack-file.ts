// What a base map pack on disk offers, whatever its form, and how one is refused.
import type { Result } from '../../shared/base/fault.ts'
import { refuse } from '../../shared/base/fault.ts'
import type { PackProblem } from '../../shared/model/pack-problems.ts'

export interface PackFacts {
  readonly format: 'vector' | 'raster'
  readonly minZoom: number
  readonly maxZoom: number
  /** West, south, east, north in degrees; null when the pack does not say. */
  readonly bounds: readonly [number, number, number, number] | null
  readonly attribution: string
}

export interface PackFile {
  readonly facts: PackFacts
  /** The bytes of a tile, rows counted from the north; undefined when the pack has none there. */
  tile(z: number, x: number, y: number): Promise<Result<Uint8Array | undefined>>
  close(): void
}

type Refused = ReturnType<typeof refuse>

/** Why a pack is not taken in. */
export interface PackRefusal {
  readonly why: PackProblem
  readonly message: string
}

/** The refusal of a pack as data: `why` for the words people see, the sentence for the particulars. */
export function refusePack(why: PackProblem, message: string): Refused {
  return refuse('fileUnreadable', message, { why })
}

/** What SQLite or the disk said of a pack. */
export function refuseDamaged(error: unknown): Refused {
  return refusePack('damaged', `the pack is damaged: ${error instanceof Error ? error.message : String(error)}`)
}
