// Lists of the duty desk as views read them: fields as plain values, and all pages of a list, for paper or a file.
import type { JsonFields } from '../../shared/base/json.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import type { ItemFilter, WatchParams } from '../../shared/rpc/watches.ts'
import { watchStore } from './watch-store.ts'

/** Rows of one page. */
export const PAGE_ROWS = 500

/** Shown values of a record of the duty desk. */
export function shownOf(row: ItemRow): JsonFields {
  return Object.fromEntries(Object.entries(row.fields).map(([name, view]) => [name, view.value]))
}

/** The question for a page of a list. */
export function pageOf(
  space: string,
  kind: string,
  filter: ItemFilter,
  { descending = true, offset = 0, limit = PAGE_ROWS } = {},
): WatchParams<'items'> {
  return { space, kind, filter, sort: 'at', descending, offset, limit }
}

/** Every row that fits, oldest first; null when the station refuses or the link is lost. */
export async function gatherItems(space: string, kind: string, filter: ItemFilter): Promise<readonly ItemRow[] | null> {
  const all = new Map<string, ItemRow>()
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const rows = await rowsOf(pageOf(space, kind, filter, { descending: false, offset }))
    if (rows === null) return null
    for (const row of rows) all.set(row.key, row)
    if (rows.length < PAGE_ROWS) return [...all.values()]
  }
}

function rowsOf(params: WatchParams<'items'>): Promise<readonly ItemRow[] | null> {
  return new Promise((resolve) => {
    const store = watchStore('items', params)
    let close: (() => void) | null = null
    let isDone = false
    const look = (): void => {
      const { phase, rows } = store.getState()
      if (isDone || (phase !== 'live' && phase !== 'fault' && phase !== 'stale')) return
      isDone = true
      close?.()
      resolve(phase === 'live' ? rows : null)
    }
    close = store.subscribe(look)
    look()
    if (isDone) close()
  })
}
