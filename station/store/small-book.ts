// Small things that live beside the journal: named values, counters, the hybrid clock and the count of touches.
import { must } from '../../shared/base/assert.ts'
import type { Stamp } from '../../shared/base/hybrid-clock.ts'
import { nextStamp, seeStamp } from '../../shared/base/hybrid-clock.ts'
import type { Json } from '../../shared/base/json.ts'
import type { StationDatabase } from './database.ts'

interface ClockRow {
  readonly ms: number
  readonly counter: number
  readonly touch: number
}

export class SmallBook {
  readonly #getMeta
  readonly #setMeta
  readonly #getCounter
  readonly #setCounter
  readonly #getClock
  readonly #setClock
  readonly #meta = new Map<string, Json | undefined>()
  readonly #counters = new Map<string, number>()
  readonly #dirtyCounters = new Set<string>()
  #clock: Stamp | undefined
  #touch = 0
  #clockDirty = false

  constructor(db: StationDatabase) {
    this.#getMeta = db.prepare<[string], { readonly value: string }>(
      'meta.get',
      'SELECT value FROM meta WHERE name = ?',
    )
    this.#setMeta = db.prepare<[string, string]>(
      'meta.set',
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    )
    this.#getCounter = db.prepare<[string], { readonly value: number }>(
      'counter.get',
      'SELECT value FROM counter WHERE name = ?',
    )
    this.#setCounter = db.prepare<[string, number]>(
      'counter.set',
      'INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    )
    this.#getClock = db.prepare<[], ClockRow>('clock.get', 'SELECT ms, counter, touch FROM clock')
    this.#setClock = db.prepare<[number, number, number]>(
      'clock.set',
      'UPDATE clock SET ms = ?, counter = ?, touch = ?',
    )
  }

  /** After a rollback. Counters stay: a number given out is not given out again. */
  forget(): void {
    this.#meta.clear()
    this.#clock = undefined
    this.#clockDirty = false
    for (const name of this.#counters.keys()) this.#dirtyCounters.add(name)
  }

  meta(name: string): Json | undefined {
    if (!this.#meta.has(name)) {
      const row = this.#getMeta.get(name)
      this.#meta.set(name, row === undefined ? undefined : (JSON.parse(row.value) as Json))
    }
    return this.#meta.get(name)
  }

  setMeta(name: string, value: Json): void {
    this.#setMeta.run(name, JSON.stringify(value))
    this.#meta.set(name, value)
  }

  nextCount(name: string): number {
    const next = (this.#counters.get(name) ?? this.#getCounter.get(name)?.value ?? 0) + 1
    this.#counters.set(name, next)
    this.#dirtyCounters.add(name)
    return next
  }

  /** The next stamp of this station's own clock. */
  nextStamp(nowMs: number): Stamp {
    this.#clock = nextStamp(this.#now(), nowMs)
    this.#clockDirty = true
    return this.#clock
  }

  /** Follows a stamp seen elsewhere, unless it is doubtful. */
  seeStamp(stamp: Stamp, nowMs: number): void {
    const now = this.#now()
    const after = seeStamp(now, stamp, nowMs)
    if (after === now) return
    this.#clock = after
    this.#clockDirty = true
  }

  /** A number greater than every touch before. */
  nextTouch(): number {
    this.#now()
    this.#touch += 1
    this.#clockDirty = true
    return this.#touch
  }

  /** Writes clock and counters; call before the transaction ends. */
  save(): void {
    if (this.#clockDirty) {
      const { ms, counter } = this.#now()
      this.#setClock.run(ms, counter, this.#touch)
      this.#clockDirty = false
    }
    for (const name of this.#dirtyCounters) this.#setCounter.run(name, this.#counters.get(name) ?? 0)
    this.#dirtyCounters.clear()
  }

  #now(): Stamp {
    if (this.#clock === undefined) {
      const { ms, counter, touch } = must(this.#getClock.get(), 'clock')
      this.#clock = { ms, counter }
      this.#touch = Math.max(this.#touch, touch)
    }
    return this.#clock
  }
}
