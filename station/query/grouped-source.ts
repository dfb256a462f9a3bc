// A watch whose rows come in groups that can be read one by one: a record, a log line, a conflict. What was touched names
// the groups to read again; everything else stays as it was sent.
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import { ROWS_PER_PAGE } from '../../shared/rpc/watches.ts'
import type { WatchDelta, WatchPage } from './query-hub.ts'
import type { Dirt, WatchSource } from './watch-source.ts'

/** Rows as RPC sends them. */
export interface Keyed {
  readonly key: string
}

export interface Groups<Row extends Keyed> {
  /** Names of all groups. */
  all(): Iterable<string>
  of(group: string): readonly Row[]
  /** Groups a touched record (`kind/id`) may change. */
  touchedBy(record: string): readonly string[]
  /** Where the watch is ordered. */
  readonly compare?: (a: Row, b: Row) => number
  readonly meta?: () => Json
  /** True when every group is read again whenever chains moved. */
  readonly hearsJournal?: boolean
}

export class GroupedSource<Row extends Keyed> implements WatchSource {
  readonly #groups: Groups<Row>
  #rows = new Map<string, Row>()
  #keysOf = new Map<string, readonly string[]>()
  #order: readonly string[] = []
  #meta: Json | undefined

  constructor(groups: Groups<Row>) {
    this.#groups = groups
  }

  *first(): Iterable<WatchPage> {
    this.#rows = new Map()
    this.#keysOf = new Map()
    for (const group of this.#groups.all()) this.#take(group, this.#groups.of(group))
    const rows = this.#sorted()
    this.#order = rows.map((row) => row.key)
    this.#meta = this.#groups.meta?.()
    yield* pagesOf(rows as readonly unknown[] as readonly Json[], this.#meta)
  }

  delta(dirt: Dirt): WatchDelta | undefined {
    const groups = this.#dirtyGroups(dirt)
    const put: Row[] = []
    const gone = new Set<string>()
    const before = new Map<string, Row>()
    for (const group of groups)
      for (const key of this.#keysOf.get(group) ?? []) {
        const row = this.#rows.get(key)
        if (row === undefined) continue
        before.set(key, row)
        gone.add(key)
        this.#rows.delete(key)
      }
    for (const group of groups) {
      const rows = this.#groups.of(group)
      this.#take(group, rows)
      for (const row of rows) {
        gone.delete(row.key)
        const old = before.get(row.key)
        if (old === undefined || !sameJson(old as unknown as Json, row as unknown as Json)) put.push(row)
      }
    }
    return this.#deltaOf(put, [...gone])
  }

  #dirtyGroups(dirt: Dirt): ReadonlySet<string> {
    if (dirt.all || (dirt.journal && this.#groups.hearsJournal === true))
      return new Set([...this.#keysOf.keys(), ...this.#groups.all()])
    return new Set([...dirt.records].flatMap((record) => this.#groups.touchedBy(record)))
  }

  #deltaOf(put: readonly Row[], del: readonly string[]): WatchDelta | undefined {
    let order: readonly string[] | undefined
    if (this.#groups.compare !== undefined && (put.length > 0 || del.length > 0)) {
      const next = this.#sorted().map((row) => row.key)
      if (!sameKeys(next, this.#order)) order = next
      this.#order = next
    }
    const meta = this.#groups.meta?.()
    const isMetaNew = meta !== undefined && !sameJson(meta, this.#meta)
    this.#meta = meta
    if (put.length === 0 && del.length === 0 && !isMetaNew) return undefined
    return {
      put: put as readonly unknown[] as readonly Json[],
      del,
      ...(order === undefined ? {} : { order }),
      ...(isMetaNew ? { meta } : {}),
    }
  }

  #take(group: string, rows: readonly Row[]): void {
    if (rows.length === 0) this.#keysOf.delete(group)
    else
      this.#keysOf.set(
        group,
        rows.map((row) => row.key),
      )
    for (const row of rows) this.#rows.set(row.key, row)
  }

  #sorted(): readonly Row[] {
    const { compare } = this.#groups
    return compare === undefined ? [...this.#rows.values()] : [...this.#rows.values()].toSorted(compare)
  }
}

/** Cuts rows into pages; there is at least one, and `meta` is on the last [RP-4]. */
export function* pagesOf(rows: readonly Json[], meta: Json | undefined): Iterable<WatchPage> {
  for (let from = 0; ; from += ROWS_PER_PAGE) {
    const page = rows.slice(from, from + ROWS_PER_PAGE)
    if (from + ROWS_PER_PAGE >= rows.length) {
      yield meta === undefined ? { rows: page, done: true } : { rows: page, done: true, meta }
      return
    }
    yield { rows: page, done: false }
  }
}

/** True when both lists name the same keys in the same order. */
export function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index])
}
