// The filter, sort and search text of this window: list and map show the same incidents because both read it here.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { INCIDENT_SORTS, IncidentFilter } from '../../shared/rpc/watches.ts'
import { mapViewStore } from './map-intent-store.ts'

export type IncidentSort = (typeof INCIDENT_SORTS)[number]

/** Received within the last so many hours; null: any time. Kept as a length, so that the window moves with the clock. */
export interface ListFilter {
  readonly text: string
  readonly levels: readonly number[]
  readonly statuses: NonNullable<IncidentFilter['statuses']>
  readonly categories: readonly string[]
  readonly divisions: readonly string[]
  readonly withinHours: number | null
  readonly receivedFromMs: number | null
  readonly receivedToMs: number | null
  readonly onlyUnread: boolean
  readonly onlyConflicts: boolean
  readonly withVoid: boolean
  readonly inMapView: boolean
}

export const NO_FILTER: ListFilter = {
  text: '',
  levels: [],
  statuses: [],
  categories: [],
  divisions: [],
  withinHours: null,
  receivedFromMs: null,
  receivedToMs: null,
  onlyUnread: false,
  onlyConflicts: false,
  withVoid: false,
  inMapView: false,
}

export interface FilterState {
  readonly filter: ListFilter
  readonly sort: IncidentSort
  readonly descending: boolean
  /** Start of the moving time window, in whole minutes; moved on by `moveWindow`. */
  readonly nowMs: number
}

export const filterStore = createStore<FilterState>(() => ({
  filter: NO_FILTER,
  sort: 'received',
  descending: true,
  nowMs: wholeMinute(Date.now()),
}))

export function setFilter(change: Partial<ListFilter>): void {
  filterStore.setState((state) => ({ filter: { ...state.filter, ...change }, nowMs: wholeMinute(Date.now()) }))
}

export function clearFilter(): void {
  filterStore.setState({ filter: NO_FILTER })
}

export function setSort(sort: IncidentSort, descending: boolean): void {
  filterStore.setState({ sort, descending })
}

/** Moves a window of "the last hours" on with the clock; does nothing when there is none. */
export function moveWindow(nowMs: number): void {
  const { filter, nowMs: before } = filterStore.getState()
  if (filter.withinHours !== null && wholeMinute(nowMs) !== before) filterStore.setState({ nowMs: wholeMinute(nowMs) })
}

/** The filter as the station's watches take it. `box` is left out: only the list is narrowed to the map, never the map. */
export function stationFilter({ filter, nowMs }: Pick<FilterState, 'filter' | 'nowMs'>): IncidentFilter {
  const from = filter.withinHours === null ? filter.receivedFromMs : nowMs - filter.withinHours * 3_600_000
  return {
    ...(filter.text.trim() === '' ? {} : { text: filter.text.trim() }),
    ...(filter.levels.length === 0 ? {} : { levels: [...filter.levels] }),
    ...(filter.statuses.length === 0 ? {} : { statuses: [...filter.statuses] }),
    ...(filter.categories.length === 0 ? {} : { categories: [...filter.categories] }),
    ...(filter.divisions.length === 0 ? {} : { divisions: [...filter.divisions] }),
    ...(from === null ? {} : { receivedFromMs: from }),
    ...(filter.receivedToMs === null ? {} : { receivedToMs: filter.receivedToMs }),
    ...(filter.onlyUnread ? { onlyUnread: true } : {}),
    ...(filter.onlyConflicts ? { onlyConflicts: true } : {}),
    ...(filter.withVoid ? { withVoid: true } : {}),
  }
}

/** The map's filter (no box). The same object until the filter changes. */
export function useStationFilter(): IncidentFilter {
  return useStore(filterStore, stationFilterOf)
}

/** The list's filter: as the map's, narrowed to what the map shows when the officer wants that. Equal by content only. */
export function useListFilter(): IncidentFilter {
  const filter = useStationFilter()
  const inMapView = useStore(filterStore, (state) => state.filter.inMapView)
  const box = useStore(mapViewStore, (state) => (inMapView ? (state.view?.box ?? null) : null))
  return box === null ? filter : { ...filter, box: [...box] }
}

const cache = new WeakMap<FilterState, IncidentFilter>()

/** One object per state, as useStore needs. */
function stationFilterOf(state: FilterState): IncidentFilter {
  let filter = cache.get(state)
  if (filter === undefined) {
    filter = stationFilter(state)
    cache.set(state, filter)
  }
  return filter
}

/** How many conditions narrow the picture down, the search text included. */
export function countConditions(filter: ListFilter): number {
  return (Object.keys(NO_FILTER) as (keyof ListFilter)[]).filter((name) => {
    const value = filter[name]
    if (Array.isArray(value)) return value.length > 0
    return value !== NO_FILTER[name]
  }).length
}

function wholeMinute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000
}
