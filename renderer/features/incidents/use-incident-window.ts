// The list as the station answers it: only a window of rows is asked, so its length does not matter. Whoever uses this also
// offers the step through the list (J, K, arrows) to the rest of the console.
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import type { IncidentFilter } from '../../../shared/rpc/watches.ts'
import { clockStore } from '../../state/clock-store.ts'
import { filterStore, moveWindow, useListFilter } from '../../state/filter-store.ts'
import { offerStep } from '../../state/list-step-store.ts'
import { openPanel, panelStore } from '../../state/panel-store.ts'
import { select, selectionStore } from '../../state/selection-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { WatchPhase } from '../../state/watch-store.ts'
import { stepFrom, WINDOW_ROWS, windowStart } from './list-window.ts'

export interface IncidentWindow {
  readonly space: string | null
  readonly filter: IncidentFilter
  readonly rows: readonly IncidentRow[]
  /** Index of the first of `rows` in the whole list. */
  readonly offset: number
  /** How many fit and how many of them are unread; null before the first answer. */
  readonly counts: { readonly total: number; readonly unread: number } | null
  readonly phase: WatchPhase
  /** Asks for the window around an index. */
  readonly lookAt: (index: number) => void
}

/** Follows the list with the filter and order of this window. */
export function useIncidentWindow(): IncidentWindow {
  const space = useSpaceId()
  const sort = useStore(filterStore, (state) => state.sort)
  const descending = useStore(filterStore, (state) => state.descending)
  const filter = useListFilter()
  const [offset, setOffset] = useState(0)
  // While another window is on its way the list keeps its length, or it would jump to the top.
  const [counts, setCounts] = useState<IncidentWindow['counts']>(null)
  const { rows, meta, phase } = useWatch(
    'incidents',
    space === null ? null : { space, filter, sort, descending, offset, limit: WINDOW_ROWS },
  )
  if (meta !== null && (meta.total !== counts?.total || meta.unread !== counts.unread)) setCounts(meta)
  // "Today" and "the last hours" move on with the clock.
  useEffect(() => clockStore(60_000).subscribe(moveWindow), [])
  return { space, filter, rows, offset, counts, phase, lookAt: (index) => setOffset(windowStart(index)) }
}

/** Opens an incident of the list; a form that is being filled in keeps its place. */
export function chooseInList(incident: string): void {
  select(incident, 'list')
  if (panelStore.getState().panel !== 'intake') openPanel('detail')
}

/** Offers the step through `shown`; `onStep` gets the index gone to. */
export function useListStep(shown: IncidentWindow, onStep: (index: number) => void): void {
  const latest = useRef({ shown, onStep })
  useEffect(() => {
    latest.current = { shown, onStep }
  })
  useEffect(
    () =>
      offerStep((by) => {
        const { rows, offset, counts } = latest.current.shown
        const { incident } = selectionStore.getState()
        const found = rows.findIndex((row) => row.key === incident)
        const at = stepFrom(found < 0 ? -1 : found + offset, by, counts?.total ?? 0)
        const next = rows[at - offset]
        if (next === undefined) return
        latest.current.onStep(at)
        chooseInList(next.key)
      }),
    [],
  )
}

/** Follows the list unseen, where it is closed or this window has none: J and K work all the same. */
export function UnseenList(): null {
  const shown = useIncidentWindow()
  useListStep(shown, shown.lookAt)
  return null
}
