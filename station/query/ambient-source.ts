// The watches of what is not journaled: rows of one topic that fit, at most so many, with `meta.total` counting all that fit.
// Where more fit than are sent, the first by id are: which they are depends on the rows alone, so that a view that applied
// every difference equals a fresh answer [RP-5].
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { AmbientRow, Topic } from '../../shared/model/ambient.ts'
import type { AmbientBook } from './ambient-book.ts'
import { pagesOf } from './grouped-source.ts'
import type { WatchDelta, WatchPage } from './query-hub.ts'
import type { Dirt, WatchSource } from './watch-source.ts'

export interface AmbientQuestion<Of extends Topic> {
  readonly topic: Of
  readonly space: string
  readonly limit: number
  fits(row: AmbientRow<Of>): boolean
  /** The row as views see it. */
  view(row: AmbientRow<Of>): Json
}

export class AmbientSource<Of extends Topic> implements WatchSource {
  readonly #book: AmbientBook
  readonly #question: AmbientQuestion<Of>
  #sent = new Map<string, Json>()
  /** Ids that fit, sent or not. */
  #fitting = new Set<string>()
  #total = 0

  constructor(book: AmbientBook, question: AmbientQuestion<Of>) {
    this.#book = book
    this.#question = question
  }

  *first(): Iterable<WatchPage> {
    const { topic, space } = this.#question
    this.#fitting = new Set([...this.#book.ids(topic, space)].filter((id) => this.#fits(id)))
    this.#sent = new Map(this.#chosen().map((id) => [id, this.#view(id)]))
    this.#total = this.#fitting.size
    yield* pagesOf([...this.#sent.values()], { total: this.#total })
  }

  delta(dirt: Dirt): WatchDelta | undefined {
    const { topic, space, limit } = this.#question
    const touched = dirt.all ? new Set([...this.#fitting, ...this.#book.ids(topic, space)]) : dirt.records
    const wasFull = this.#fitting.size > limit
    for (const id of touched) {
      if (this.#fits(id)) this.#fitting.add(id)
      else this.#fitting.delete(id)
    }
    const isFull = wasFull || this.#fitting.size > limit
    const put: Json[] = []
    const del: string[] = []
    const chosen = isFull ? new Set(this.#chosen()) : this.#fitting
    // Where all are sent only what was touched can have moved; otherwise others may have come in or fallen out.
    for (const id of isFull ? new Set([...touched, ...this.#sent.keys(), ...chosen]) : touched) {
      if (!chosen.has(id)) {
        if (this.#sent.delete(id)) del.push(id)
        continue
      }
      const before = this.#sent.get(id)
      if (before !== undefined && !touched.has(id)) continue
      const row = this.#view(id)
      if (before !== undefined && sameJson(before, row)) continue
      this.#sent.set(id, row)
      put.push(row)
    }
    const isTotalNew = this.#total !== this.#fitting.size
    this.#total = this.#fitting.size
    if (put.length === 0 && del.length === 0 && !isTotalNew) return undefined
    return { put, del, ...(isTotalNew ? { meta: { total: this.#total } } : {}) }
  }

  #fits(id: string): boolean {
    const row = this.#book.row(this.#question.topic, this.#question.space, id)
    return row !== undefined && this.#question.fits(row)
  }

  #chosen(): readonly string[] {
    const ids = [...this.#fitting]
    return ids.length <= this.#question.limit ? ids : ids.toSorted().slice(0, this.#question.limit)
  }

  #view(id: string): Json {
    const row = this.#book.row(this.#question.topic, this.#question.space, id)
    return row === undefined ? null : this.#question.view(row)
  }
}
