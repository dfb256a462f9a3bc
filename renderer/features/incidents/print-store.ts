// What lies ready for the printer: the rows as they were when the officer asked, so that the sheet is of one moment.
import { createStore } from 'zustand/vanilla'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import type { IncidentSort, ListFilter } from '../../state/filter-store.ts'

export interface Sheet {
  readonly space: string
  readonly rows: readonly IncidentRow[]
  readonly total: number
  readonly filter: ListFilter
  readonly sort: IncidentSort
  readonly descending: boolean
  readonly atMs: number
}

export const printStore = createStore<{ readonly sheet: Sheet | null }>(() => ({ sheet: null }))
