// Every incident that fits the list's conditions, page by page, for a file or for paper.
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import type { WatchParams } from '../../../shared/rpc/watches.ts'
import { currentListFilter, filterStore } from '../../state/filter-store.ts'
import { watchStore } from '../../state/watch-store.ts'

const PAGE = 500

interface Gathered {
  readonly rows: readonly IncidentRow[]
  /** How many fit, also where `limit` cut the rows off. */
  readonly total: number
}

/** The rows in the list's order, at most `limit`; null when the station refuses or the link is lost. */
export async function gatherIncidents(space: string, limit = Number.POSITIVE_INFINITY): Promise<Gathered | null> {
  const { sort, descending } = filterStore.getState()
  const filter = currentListFilter()
  const all = new Map<string, IncidentRow>()
  for (let offset = 0; ; offset += PAGE) {
    const page = await pageOf({ space, filter, sort, descending, offset, limit: PAGE })
    if (page === null) return null
    for (const row of page.rows) all.set(row.key, row)
    if (page.rows.length < PAGE || all.size >= limit) {
      const rows = [...all.values()]
      return { rows: rows.slice(0, limit), total: Math.max(page.total, rows.length) }
    }
  }
}

function pageOf(params: WatchParams<'incidents'>): Promise<Gathered | null> {
  return new Promise((resolve) => {
    const store = watchStore('incidents', params)
    let close: (() => void) | null = null
    let isDone = false
    const look = (): void => {
      const { phase, rows, meta } = store.getState()
      if (isDone || (phase !== 'live' && phase !== 'fault' && phase !== 'stale')) return
      isDone = true
      close?.()
      resolve(phase === 'live' ? { rows, total: meta?.total ?? rows.length } : null)
    }
    close = store.subscribe(look)
    look()
    if (isDone) close()
  })
}
