// The watch `items`: one window of a kind's list on the duty desk, with how many fit and how many stand in each state. A
// badge opens it with limit 0 and the list with more: both count with the same question, so they cannot disagree.
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { compareMarks, shownValue } from '../../shared/journal/merge.ts'
import { SPACE } from '../../shared/model/directory.ts'
import { REPORT } from '../../shared/model/report.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import type { WatchParams } from '../../shared/rpc/watches.ts'
import type { Look } from '../store/reads/incident-filter.ts'
import type { ViewParts } from './change-views.ts'
import { fieldViews } from './change-views.ts'
import { pagesOf } from './grouped-source.ts'
import { seriesOf } from './number-series.ts'
import type { WatchDelta, WatchPage } from './query-hub.ts'
import type { Dirt, WatchSource } from './watch-source.ts'
import { idOfKind } from './watch-source.ts'
import type { Shown } from './window-delta.ts'
import { shownOf, windowDelta } from './window-delta.ts'

export class ItemsSource implements WatchSource {
  readonly #parts: ViewParts
  readonly #question: WatchParams<'items'>
  #shown: Shown<ItemRow> = shownOf([], { total: 0, byState: {} })

  constructor(parts: ViewParts, question: WatchParams<'items'>) {
    this.#parts = parts
    this.#question = question
  }

  *first(): Iterable<WatchPage> {
    const rows = this.#window(new Map())
    this.#shown = shownOf(rows, this.#count())
    yield* pagesOf(rows as readonly unknown[] as readonly Json[], this.#shown.meta)
  }

  delta(dirt: Dirt): WatchDelta | undefined {
    const { kind } = this.#question
    const touched = new Set<string>()
    for (const key of dirt.records) {
      const id = idOfKind(key, kind)
      if (id !== undefined) touched.add(id)
    }
    // A space just heard of as a live one is numbered together with this one.
    const isSeriesNew = kind === REPORT && [...dirt.records].some((key) => idOfKind(key, SPACE) !== undefined)
    if (touched.size === 0 && !isSeriesNew && !dirt.all) return undefined
    const before = this.#shown
    const known = new Map(dirt.all ? [] : before.rows)
    for (const id of touched) known.delete(id)
    this.#shown = shownOf(this.#window(known), this.#count())
    return windowDelta(before, this.#shown)
  }

  /** Rows of the window; those in `known` are not read again, save for numbers that became doubtful or ceased to be. */
  #window(known: ReadonlyMap<string, ItemRow>): readonly ItemRow[] {
    const { space, kind, filter, sort, descending, offset, limit } = this.#question
    const look = this.#parts.reads.look(space, '')
    if (look === undefined || limit === 0) return []
    const ids = this.#parts.reads.items.window(look, kind, filter, { sort, descending, offset, limit })
    const rows = ids.flatMap((id) => known.get(id) ?? this.#row(id) ?? [])
    const numbers = rows.flatMap(({ number }) => number ?? [])
    const doubled =
      numbers.length === 0 ? new Set() : this.#parts.reads.items.doubled(look, kind, numbers, this.#numberedWith(look))
    return rows.map((row) => {
      const numberDoubtful = row.number !== null && doubled.has(row.key)
      return row.numberDoubtful === numberDoubtful ? row : { ...row, numberDoubtful }
    })
  }

  /** The pictures in which a number of this list must not stand a second time. */
  #numberedWith(look: Look): readonly number[] {
    const { space, kind } = this.#question
    const { store, reads } = this.#parts
    return kind === REPORT ? seriesOf(store, space).flatMap((id) => reads.look(id, '')?.picture ?? []) : [look.picture]
  }

  #row(id: string): ItemRow | undefined {
    const { space, kind } = this.#question
    const { store, reads, names } = this.#parts
    const state = store.read(asId(space), kind, asId(id))
    if (state === undefined) return undefined
    const marks = [...state.fields.values()].flatMap((field) => field.heads.map((head) => head.mark))
    const ordered = marks.toSorted(compareMarks)
    const [newest] = ordered
    const first = ordered.at(-1)
    if (newest === undefined || first === undefined) return undefined
    const number = shownValue(state, 'number')
    return {
      ...names.author(first.officer, first.station),
      key: id,
      kind,
      number: typeof number === 'string' && number !== '' ? number : null,
      numberDoubtful: false,
      fields: fieldViews(this.#parts, state),
      writtenMs: first.ms,
      changedMs: newest.ms,
      receivedMs: reads.changeFacts(newest.id).receivedMs,
      state: reads.changeFacts(newest.id).state,
    }
  }

  #count(): Json {
    const { space, kind, filter } = this.#question
    const look = this.#parts.reads.look(space, '')
    if (look === undefined) return { total: 0, byState: {} }
    const counts = this.#parts.reads.items.countByState(look, kind, filter)
    let total = 0
    for (const count of counts.values()) total += count
    return { total, byState: Object.fromEntries(counts) }
  }
}
