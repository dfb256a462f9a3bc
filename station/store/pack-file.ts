// What a base map pack on disk offers, whatever its form.
import type { Result } from '../../shared/base/fault.ts'

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
