// The rows of one watch as this view knows them: applies the station's frames and says what each of them changed.
// A renewed answer (after a lost link) replaces the old rows only when it is complete, so that nothing flickers away.
// Promise [RP-5]: after every complete frame the rows equal a fresh answer of the same watch.
import type { Json } from '../../shared/base/json.ts'
import type { RowsFrame } from '../../shared/rpc/frames.ts'

/** What one frame changed. `reset` says that everything before is void: `put` then holds all rows. */
export interface RowsChange<Row> {
  readonly reset: boolean
  readonly put: readonly Row[]
  readonly del: readonly string[]
}

/** The key of a row: its `key`, or the first element where rows are tuples (points). */
export function rowKey(row: unknown): string {
  if (Array.isArray(row)) return String(row[0])
  return String((row as { readonly key?: unknown }).key)
}

export class RowMirror<Row> {
  #rows = new Map<string, Row>()
  #building: Map<string, Row> | null = null
  #order: readonly string[] | null = null
  #list: readonly Row[] | null = null
  #meta: Json = null
  #complete = false

  /** True once a whole answer has come. */
  get complete(): boolean {
    return this.#complete
  }

  get meta(): Json {
    return this.#meta
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  /** All rows in the watch's order. The same array until the next change. */
  rows(): readonly Row[] {
    if (this.#list !== null) return this.#list
    const list: Row[] = []
    if (this.#order === null) list.push(...this.#rows.values())
    else {
      for (const key of this.#order) {
        const row = this.#rows.get(key)
        if (row !== undefined) list.push(row)
      }
    }
    this.#list = list
    return list
  }

  /** Takes in a frame; undefined while a renewed answer is still coming in and nothing may be shown yet. */
  apply(frame: Pick<RowsFrame, 'reset' | 'done' | 'put' | 'del' | 'order' | 'meta'>): RowsChange<Row> | undefined {
    if (frame.meta !== undefined) this.#meta = frame.meta
    if (frame.reset) this.#building = new Map()
    const target = this.#building ?? this.#rows
    for (const key of frame.del) target.delete(key)
    for (const row of frame.put as readonly unknown[]) target.set(rowKey(row), row as Row)
    if (this.#building === null) {
      if (frame.order !== undefined) this.#order = frame.order
      else if (this.#order !== null) this.#order = withChanges(this.#order, this.#rows)
      this.#list = null
      return { reset: false, put: frame.put as unknown as readonly Row[], del: frame.del }
    }
    if (!frame.done && this.#complete) return undefined
    // A first answer is shown page by page; a renewed one when it is whole.
    this.#rows = this.#building
    this.#order = frame.order ?? null
    this.#list = null
    if (frame.done) {
      this.#building = null
      this.#complete = true
    }
    return { reset: true, put: [...this.#rows.values()], del: [] }
  }
}

/** Keeps a known order when rows come or go without a new one: gone keys leave, new ones follow at the end. */
function withChanges(order: readonly string[], rows: ReadonlyMap<string, unknown>): readonly string[] {
  const kept = order.filter((key) => rows.has(key))
  if (kept.length === rows.size) return kept
  const known = new Set(kept)
  return [...kept, ...[...rows.keys()].filter((key) => !known.has(key))]
}
