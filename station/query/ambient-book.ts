// What is shown and not journaled, as this station last heard it: the newest row per id of every space, in memory alone. Rows
// of a track leave a short trail here; a state that matters remembers since when. A lost link takes nothing away: rows keep
// the times they came with, and people see how old they are.
import type { AmbientRow, ReadingRow, Topic, TrackRow } from '../../shared/model/ambient.ts'
import { AMBIENT, TOPICS } from '../../shared/model/ambient.ts'

/** What a server says of one topic of one space. `full`: what is not in it, nor in those that follow while `more`, is gone. */
export interface AmbientFrame {
  readonly topic: Topic
  readonly space: string
  readonly full: boolean
  readonly more: boolean
  readonly put: readonly unknown[]
  readonly gone: readonly string[]
}

/** Which rows of a topic moved; null: look at all of them. */
export interface AmbientTouch {
  readonly topic: Topic
  readonly space: string
  readonly ids: ReadonlySet<string> | null
}

/** Newest last: when the unit was there, and where. */
export type TrailPoint = readonly [atMs: number, lon: number, lat: number]

/** Most rows kept of one topic of one space: those heard longest ago give way. */
export const MOST_ROWS: { readonly [Name in Topic]: number } = {
  systems: 500,
  tracks: 20_000,
  readings: 5_000,
  features: 5_000,
}
/** Points kept of one trail. */
export const MOST_TRAIL_POINTS = 60
/** Numbers of one point in a trail. */
const NUMBERS = 3

interface Kept {
  readonly row: AmbientRow<Topic>
  /** Since when it is what it is (distress, state of a reading), by the source's time; 0 where nothing matters. */
  readonly sinceMs: number
  /** Times and places, flat: NUMBERS each; empty for what does not move. */
  readonly trail: number[]
}

export class AmbientBook {
  readonly #topics = new Map<string, Map<string, Kept>>()
  readonly #listeners = new Set<(touch: AmbientTouch) => void>()
  /** Ids named so far by a whole answer that has not ended. */
  readonly #coming = new Map<string, Set<string>>()
  #odd = 0

  /** Rows that were not of their form, since the start. */
  get odd(): number {
    return this.#odd
  }

  /** Takes in what the server says. Rows that are not of their form are left out and counted. */
  take({ topic, space, full, more, put, gone }: AmbientFrame): void {
    const kept = this.#keptOf(topic, space)
    const touched = new Set<string>()
    const coming = this.#coming.get(nameOf(topic, space)) ?? (full ? new Set<string>() : undefined)
    for (const value of put) {
      const read = AMBIENT[topic].safeParse(value)
      if (!read.success) {
        this.#odd += 1
        continue
      }
      const row = read.data
      const before = kept.get(row.id)
      coming?.add(row.id)
      touched.add(row.id)
      // The newest heard stands last, so that the first is the one to forget.
      kept.delete(row.id)
      kept.set(row.id, { row, sinceMs: sinceOf(topic, row, before), trail: trailOf(topic, row, before) })
    }
    if (coming !== undefined) {
      if (more) this.#coming.set(nameOf(topic, space), coming)
      else this.#coming.delete(nameOf(topic, space))
    }
    const absent = coming === undefined || more ? [] : [...kept.keys()].filter((id) => !coming.has(id))
    for (const id of [...gone, ...absent]) if (kept.delete(id)) touched.add(id)
    for (const id of kept.keys()) {
      if (kept.size <= MOST_ROWS[topic]) break
      kept.delete(id)
      touched.add(id)
    }
    if (touched.size > 0) this.#tell({ topic, space, ids: touched })
  }

  /** A whole answer is asked for anew: one that was coming when the link broke will not be ended. */
  restart(space: string): void {
    for (const topic of TOPICS) this.#coming.delete(nameOf(topic, space))
  }

  /** Forgets a space: the station may no longer see it. */
  forget(space: string): void {
    this.restart(space)
    for (const topic of TOPICS) if (this.#topics.delete(nameOf(topic, space))) this.#tell({ topic, space, ids: null })
  }

  row<Of extends Topic>(topic: Of, space: string, id: string): AmbientRow<Of> | undefined {
    return this.#topics.get(nameOf(topic, space))?.get(id)?.row as AmbientRow<Of> | undefined
  }

  /** Ids in no order that means anything. */
  ids(topic: Topic, space: string): Iterable<string> {
    return this.#topics.get(nameOf(topic, space))?.keys() ?? []
  }

  size(topic: Topic, space: string): number {
    return this.#topics.get(nameOf(topic, space))?.size ?? 0
  }

  /** Since when a unit is in distress, or a reading in its state, as far as this station knows; 0 for anything else. */
  sinceMs(topic: Topic, space: string, id: string): number {
    return this.#topics.get(nameOf(topic, space))?.get(id)?.sinceMs ?? 0
  }

  /** Where a unit has been, oldest first, ending where it is. */
  trail(space: string, id: string): readonly TrailPoint[] {
    const flat = this.#topics.get(nameOf('tracks', space))?.get(id)?.trail ?? []
    const points: TrailPoint[] = []
    for (let at = 0; at + 2 < flat.length; at += NUMBERS)
      points.push([flat[at] ?? 0, flat[at + 1] ?? 0, flat[at + 2] ?? 0])
    return points
  }

  /** Called after every change; returns the way to stop. */
  onTouched(listener: (touch: AmbientTouch) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #keptOf(topic: Topic, space: string): Map<string, Kept> {
    const name = nameOf(topic, space)
    let kept = this.#topics.get(name)
    if (kept === undefined) this.#topics.set(name, (kept = new Map()))
    return kept
  }

  #tell(touch: AmbientTouch): void {
    for (const listener of [...this.#listeners]) listener(touch)
  }
}

function nameOf(topic: Topic, space: string): string {
  return `${topic} ${space}`
}

/** The state of a row whose beginning matters; undefined: none. */
function stateOf(topic: Topic, row: AmbientRow<Topic>): string | undefined {
  if (topic === 'tracks') return (row as TrackRow).isDistress ? 'distress' : undefined
  return topic === 'readings' ? (row as ReadingRow).state : undefined
}

function sinceOf(topic: Topic, row: AmbientRow<Topic>, before: Kept | undefined): number {
  const state = stateOf(topic, row)
  if (state === undefined) return 0
  if (before !== undefined && stateOf(topic, before.row) === state) return before.sinceMs
  return (row as TrackRow | ReadingRow).atMs
}

/** The trail with the new place, where the unit has moved and time has gone on. */
function trailOf(topic: Topic, row: AmbientRow<Topic>, before: Kept | undefined): number[] {
  if (topic !== 'tracks') return []
  const { atMs, longitude, latitude } = row as TrackRow
  const trail = before?.trail ?? []
  const [lastMs, lastLon, lastLat] = trail.slice(-NUMBERS)
  if (lastMs !== undefined && (atMs <= lastMs || (lastLon === longitude && lastLat === latitude))) return trail
  trail.push(atMs, longitude, latitude)
  if (trail.length > MOST_TRAIL_POINTS * NUMBERS) trail.splice(0, trail.length - MOST_TRAIL_POINTS * NUMBERS)
  return trail
}
