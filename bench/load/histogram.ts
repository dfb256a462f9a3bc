// Many latencies in little room: counted in steps of two per cent, so that 1,000 stations can be measured without sampling.

const STEP = Math.log(1.02)
/** Enough for ten minutes in microseconds. */
const SIZE = 1_100

export class Histogram {
  readonly counts: number[] = Array.from({ length: SIZE }, () => 0)
  #of = 0

  note(us: number): void {
    const at = Math.min(SIZE - 1, Math.max(0, Math.floor(Math.log(Math.max(1, us)) / STEP)))
    this.counts[at] = (this.counts[at] ?? 0) + 1
    this.#of += 1
  }

  add(counts: readonly number[]): void {
    for (const [at, count] of counts.entries()) {
      this.counts[at] = (this.counts[at] ?? 0) + count
      this.#of += count
    }
  }

  /** Milliseconds below which the share `q` lies, within two per cent; NaN of none. */
  quantileMs(q: number): number {
    if (this.#of === 0) return Number.NaN
    let left = q * this.#of
    for (const [at, count] of this.counts.entries()) {
      left -= count
      if (left <= 0 && count > 0) return Math.exp((at + 1) * STEP) / 1_000
    }
    return Number.NaN
  }
}
