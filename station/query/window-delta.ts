// The difference between what an ordered window of rows showed and what it shows now.
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Keyed } from './grouped-source.ts'
import { sameKeys } from './grouped-source.ts'
import type { WatchDelta } from './query-hub.ts'

/** What a window has sent. */
export interface Shown<Row extends Keyed> {
  readonly rows: ReadonlyMap<string, Row>
  readonly order: readonly string[]
  readonly meta: Json
}

export function shownOf<Row extends Keyed>(rows: readonly Row[], meta: Json): Shown<Row> {
  return { rows: new Map(rows.map((row) => [row.key, row])), order: rows.map(({ key }) => key), meta }
}

/** Undefined when nothing a view shows is different. */
export function windowDelta<Row extends Keyed>(before: Shown<Row>, now: Shown<Row>): WatchDelta | undefined {
  const put = [...now.rows.values()].filter((row) => {
    const old = before.rows.get(row.key)
    return old === undefined || (old !== row && !sameJson(old as unknown as Json, row as unknown as Json))
  })
  const isOrderNew = !sameKeys(now.order, before.order)
  const isMetaNew = !sameJson(before.meta, now.meta)
  if (put.length === 0 && !isOrderNew && !isMetaNew) return undefined
  return {
    put: put as readonly unknown[] as readonly Json[],
    del: before.order.filter((key) => !now.rows.has(key)),
    ...(isOrderNew ? { order: now.order } : {}),
    ...(isMetaNew ? { meta: now.meta } : {}),
  }
}
