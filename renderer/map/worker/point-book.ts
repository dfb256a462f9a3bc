// The points of one watch as its frames give them: pages of a first answer are known at once, a renewed answer
// (after a lost link) replaces the old points only when it is whole, so that nothing flickers away.
import type { MapPoint } from './map-point.ts'

/** What a frame of the `points` watch says; a part of RowsFrame. */
export interface PointFrame {
  readonly reset: boolean
  readonly done: boolean
  readonly put: readonly MapPoint[]
  readonly del: readonly string[]
}

export class PointBook {
  #rows = new Map<string, MapPoint>()
  #building: Map<string, MapPoint> | null = null
  #complete = false

  /** The points as they may be shown. */
  get rows(): ReadonlyMap<string, MapPoint> {
    return this.#rows
  }

  /** True once a whole answer has come. */
  get complete(): boolean {
    return this.#complete
  }

  /** Takes a frame in: `none` while a renewed answer is still coming, `all` when it replaced everything, else `some`. */
  apply(frame: PointFrame): 'none' | 'some' | 'all' {
    if (frame.reset) this.#building = new Map()
    const target = this.#building ?? this.#rows
    for (const id of frame.del) target.delete(id)
    for (const row of frame.put) target.set(row[0], row)
    if (this.#building === null) return 'some'
    if (!frame.done && this.#complete) return 'none'
    const isReplaced = this.#rows !== this.#building && this.#rows.size > 0
    this.#rows = this.#building
    if (frame.done) {
      this.#building = null
      this.#complete = true
    }
    return isReplaced ? 'all' : 'some'
  }

  /** Forgets everything: another space or filter is asked for. */
  clear(): void {
    this.#rows = new Map()
    this.#building = null
    this.#complete = false
  }
}
