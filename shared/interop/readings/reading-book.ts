// The newest value of every quantity of every sensor, with a short series; bounded in sensors and in values. A value told
// twice is one; a late one finds its place in the series and does not replace a newer.
import type { ReadingRow } from '../../model/ambient.ts'
import type { ReadingState, Threshold } from './thresholds.ts'
import { isWorse, stateOf, thresholdFor } from './thresholds.ts'

/** Values of a series: a day of quarter hours. */
const MAX_SERIES = 96
const MAX_ROWS = 20_000
/** A clock of a sensor may be so far ahead; beyond, the server's own time counts. */
const MAX_AHEAD_MS = 10 * 60_000

export interface Measure {
  readonly sensor: string
  readonly name: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly quantity: string
  readonly unit: string
  readonly value: number
  /** As the sensor says; null when it does not. */
  readonly atMs: number | null
}

export interface Booked {
  readonly row: ReadingRow
  /** The state it had before; a worse one now is what people should hear of. */
  readonly before: ReadingState
  readonly hasWorsened: boolean
}

export class ReadingBook {
  readonly #gateway: string
  readonly #thresholds: readonly Threshold[]
  readonly #rows = new Map<string, ReadingRow>()

  constructor(gateway: string, thresholds: readonly Threshold[]) {
    this.#gateway = gateway
    this.#thresholds = thresholds
  }

  /** The row after this measure; undefined when it says nothing new. */
  take(measure: Measure, nowMs: number): Booked | undefined {
    const { sensor, quantity, value } = measure
    const id = `${this.#gateway}/${sensor}/${quantity}`
    const known = this.#rows.get(id)
    const toldMs = measure.atMs
    const atMs = toldMs === null || toldMs > nowMs + MAX_AHEAD_MS || toldMs < 0 ? nowMs : toldMs
    if (known?.series.some(([at, had]) => at === atMs && had === value) === true) return undefined
    const before = known?.state ?? 'normal'
    const isNewest = known === undefined || atMs >= known.atMs
    const state = isNewest ? stateOf(value, thresholdFor(this.#thresholds, sensor, quantity), before) : before
    const newest = isNewest ? { value, atMs } : { value: known.value, atMs: known.atMs }
    const row: ReadingRow = {
      id,
      gateway: this.#gateway,
      sensor,
      name: measure.name,
      latitude: measure.latitude,
      longitude: measure.longitude,
      quantity,
      unit: measure.unit,
      ...newest,
      heardMs: nowMs,
      state,
      series: inserted(known?.series ?? [], atMs, value),
    }
    this.#rows.delete(id)
    this.#rows.set(id, row)
    const [oldest] = this.#rows.size > MAX_ROWS ? this.#rows.keys() : []
    if (oldest !== undefined) this.#rows.delete(oldest)
    return { row, before, hasWorsened: isWorse(state, before) }
  }

  /** Forgets what was last heard before `ms`; gives the ids of the rows. */
  forgetBefore(ms: number): readonly string[] {
    const gone = [...this.#rows.values()].filter(({ heardMs }) => heardMs < ms).map(({ id }) => id)
    for (const id of gone) this.#rows.delete(id)
    return gone
  }

  get size(): number {
    return this.#rows.size
  }
}

function inserted(series: readonly (readonly [number, number])[], atMs: number, value: number): [number, number][] {
  const others = series.filter(([at]) => at !== atMs).map(([at, had]): [number, number] => [at, had])
  const place = others.findIndex(([at]) => at > atMs)
  others.splice(place < 0 ? others.length : place, 0, [atMs, value])
  return others.slice(-MAX_SERIES)
}
