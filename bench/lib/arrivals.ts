// Bookkeeping of one station: which documents of a wanted set have become visible in it, and when.
import type { Seen } from '../engines/engine.ts'
import { nowUs } from './figures.ts'

/** Which sightings count. */
export interface Wanted {
  readonly from: number
  readonly to: number
  /** Only of this writing round. */
  readonly n?: number
  /** Only by this editor. */
  readonly editor?: string
  /** Only the last write of a document, the one that carries its sending time. */
  readonly timed?: boolean
}

export interface Arrived {
  readonly latenciesUs: readonly number[]
  readonly lastUs: number
}

export class Arrivals {
  #wanted: Wanted | undefined
  #seen = new Set<number>()
  #latencies: number[] = []
  #lastUs = 0
  #done = Promise.withResolvers<Arrived>()

  /** Begins to wait for a set; what was wanted before is forgotten. */
  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#seen = new Set()
    this.#latencies = []
    this.#lastUs = 0
    this.#done = Promise.withResolvers<Arrived>()
  }

  /** Resolves when everything wanted has been seen. */
  arrived(): Promise<Arrived> {
    return this.#done.promise
  }

  note({ index, n, t, editor }: Seen): void {
    const wanted = this.#wanted
    if (wanted === undefined || !(index >= wanted.from && index < wanted.to) || this.#seen.has(index)) return
    if (wanted.n !== undefined && n !== wanted.n) return
    if (wanted.editor !== undefined && editor !== wanted.editor) return
    if (wanted.timed === true && t === 0) return
    this.#seen.add(index)
    this.#lastUs = nowUs()
    this.#latencies.push(this.#lastUs - t)
    if (this.#seen.size === wanted.to - wanted.from)
      this.#done.resolve({ latenciesUs: this.#latencies, lastUs: this.#lastUs })
  }
}
