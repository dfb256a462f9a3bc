// Lists of the duty desk as views read them: fields as plain values, and all pages of a list, for paper or a file.
import type { JsonFields } from '../../shared/base/json.ts'
import { DESK_KINDS } from '../../shared/model/desk-item.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import type { ItemFilter, WatchParams } from '../../shared/rpc/watches.ts'
import { useWatches } from './use-watch.ts'
import type { WatchPhase } from './watch-store.ts'
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

/** A row and the space it is of. */
export interface PlacedRow {
  readonly space: string
  readonly row: ItemRow
}

export interface PlacedItems {
  readonly rows: readonly PlacedRow[]
  /** How many fit in all spaces, shown or not. */
  readonly total: number
  readonly phase: WatchPhase
}

/** One list over several spaces: the same question to each, in one order, no longer than it may be of one. */
export function useItemsOf(spaces: readonly string[], question: (space: string) => WatchParams<'items'>): PlacedItems {
  const questions = spaces.map(question)
  const answers = useWatches('items', questions)
  const placed = answers.flatMap(({ rows }, at) => rows.map((row) => ({ space: spaces[at] ?? '', row })))
  const [first] = questions
  const total = answers.reduce((sum, { meta }) => sum + (meta?.total ?? 0), 0)
  const phase = answers.find((answer) => answer.phase !== 'live')?.phase ?? (first === undefined ? 'idle' : 'live')
  if (questions.length < 2 || first === undefined) return { rows: placed, total, phase }
  return { rows: placed.toSorted((a, b) => compareRows(a.row, b.row, first)).slice(0, first.limit), total, phase }
}

/** As the station orders them: what has no such time comes last. */
function compareRows(a: ItemRow, b: ItemRow, { sort, descending }: WatchParams<'items'>): number {
  const [of, than] = [a, b].map((row) => {
    const item = DESK_KINDS.get(row.kind)?.(shownOf(row))
    return (sort === 'due' ? item?.dueMs : item?.atMs) ?? null
  })
  if (of === than || of === undefined || than === undefined) return 0
  if (of === null || than === null) return of === null ? 1 : -1
  return descending ? than - of : of - than
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
