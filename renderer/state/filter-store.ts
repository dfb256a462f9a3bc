// The filter, sort and search text of this window: list and map show the same incidents because both read it here.
// Kept over a reload; the next window of the same view starts with the last conditions but without the search text, so that
// nobody comes on duty to a picture narrowed by a forgotten word.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { INCIDENT_STATUSES } from '../../shared/model/incident.ts'
import { INCIDENT_SORTS } from '../../shared/rpc/watches.ts'
import type { IncidentFilter } from '../../shared/rpc/watches.ts'
import { mapViewStore } from './map-intent-store.ts'
import { keep, readKept } from './storage.ts'
import { isOwnWindow, viewStore } from './view-store.ts'

const DAY_MS = 24 * 3_600_000
const BEIJING_MS = 8 * 3_600_000

export type IncidentSort = (typeof INCIDENT_SORTS)[number]

export interface ListFilter {
  readonly text: string
  readonly levels: readonly number[]
  readonly statuses: NonNullable<IncidentFilter['statuses']>
  readonly categories: readonly string[]
  readonly divisions: readonly string[]
  /** Received today by Beijing time; the day moves on with the clock. Of the three conditions on time one is set at most. */
  readonly today: boolean
  /** Received within the last so many hours. A length, so that the window moves with the clock; null: any time. */
  readonly withinHours: number | null
  readonly receivedFromMs: number | null
  readonly receivedToMs: number | null
  readonly onlyUnread: boolean
  readonly onlyConflicts: boolean
  readonly onlyWithoutPosition: boolean
  /** Neither position nor area nor division. */
  readonly onlyNowhere: boolean
  readonly withVoid: boolean
  readonly inMapView: boolean
}

export const NO_FILTER: ListFilter = {
  text: '',
  levels: [],
  statuses: [],
  categories: [],
  divisions: [],
  today: false,
  withinHours: null,
  receivedFromMs: null,
  receivedToMs: null,
  onlyUnread: false,
  onlyConflicts: false,
  onlyWithoutPosition: false,
  onlyNowhere: false,
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
  ...readFilter(),
}))

export function setFilter(change: Partial<ListFilter>): void {
  filterStore.setState((state) => ({ filter: { ...state.filter, ...change }, nowMs: wholeMinute(Date.now()) }))
  keepFilter()
}

/** The three conditions on time exclude each other. */
export function setTime(
  time: Partial<Pick<ListFilter, 'today' | 'withinHours' | 'receivedFromMs' | 'receivedToMs'>>,
): void {
  setFilter({ today: false, withinHours: null, receivedFromMs: null, receivedToMs: null, ...time })
}

export function clearFilter(): void {
  filterStore.setState({ filter: NO_FILTER })
  keepFilter()
}

export function setSort(sort: IncidentSort, descending: boolean): void {
  filterStore.setState({ sort, descending })
  keepFilter()
}

/** Moves "today" and "the last hours" on with the clock; does nothing when neither is asked. */
export function moveWindow(nowMs: number): void {
  const { filter, nowMs: before } = filterStore.getState()
  if ((filter.today || filter.withinHours !== null) && wholeMinute(nowMs) !== before)
    filterStore.setState({ nowMs: wholeMinute(nowMs) })
}

/** The filter as the station's watches take it. `box` is left out: only the list is narrowed to the map, never the map. */
export function stationFilter({ filter, nowMs }: Pick<FilterState, 'filter' | 'nowMs'>): IncidentFilter {
  const from = receivedFrom(filter, nowMs)
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
    ...(filter.onlyWithoutPosition ? { onlyWithoutPosition: true } : {}),
    ...(filter.onlyNowhere ? { onlyNowhere: true } : {}),
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

/** The list's filter as it is now, outside React. */
export function currentListFilter(): IncidentFilter {
  const state = filterStore.getState()
  const { view } = mapViewStore.getState()
  return { ...stationFilter(state), ...(state.filter.inMapView && view !== null ? { box: [...view.box] } : {}) }
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

function receivedFrom({ today, withinHours, receivedFromMs }: ListFilter, nowMs: number): number | null {
  if (today) return startOfDay(nowMs)
  return withinHours === null ? receivedFromMs : nowMs - withinHours * 3_600_000
}

/** Midnight by Beijing time, which knows no summer time. */
export function startOfDay(ms: number): number {
  return Math.floor((ms + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS
}

interface KeptFilter {
  readonly filter: Partial<Record<keyof ListFilter, unknown>>
  readonly sort: unknown
  readonly descending: unknown
}

function isKept(value: unknown): value is KeptFilter {
  const kept = value as KeptFilter | null
  return typeof kept === 'object' && typeof kept?.filter === 'object' && kept.filter !== null
}

function keepFilter(): void {
  const { filter, sort, descending } = filterStore.getState()
  keep(keptName(), { filter, sort, descending }, 'window')
  keep(keptName(), { filter: { ...filter, text: '' }, sort, descending })
}

/** A window for one view keeps its own conditions; all others are consoles, whatever they show at the moment. */
function keptName(): string {
  return `filter.${isOwnWindow() ? viewStore.getState().view : 'console'}`
}

function readFilter(): Partial<FilterState> {
  const name = keptName()
  const kept = readKept(name, isKept, 'window') ?? readKept(name, isKept)
  return kept === undefined ? {} : acceptKept(kept)
}

/** Kept conditions may be from another version: only what fits is taken. */
export function acceptKept({ filter, sort, descending }: KeptFilter): Partial<FilterState> {
  const fits = (Object.keys(NO_FILTER) as (keyof ListFilter)[]).filter((name) => {
    const [value, usual] = [filter[name], NO_FILTER[name]]
    if (name === 'levels') return isListOf(value, (item) => typeof item === 'number' && item >= 0 && item <= 4)
    if (name === 'statuses') return isListOf(value, (item) => INCIDENT_STATUSES.some((known) => known === item))
    if (Array.isArray(usual)) return isListOf(value, (item) => typeof item === 'string' && item.length <= 12)
    return usual === null ? typeof value === 'number' : typeof value === typeof usual
  })
  const known = INCIDENT_SORTS.find((name) => name === sort)
  return {
    filter: { ...NO_FILTER, ...Object.fromEntries(fits.map((name) => [name, filter[name]])) },
    ...(known === undefined ? {} : { sort: known }),
    ...(typeof descending === 'boolean' ? { descending } : {}),
  }
}

function isListOf(value: unknown, fits: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= 50 && value.every(fits)
}

function wholeMinute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000
}
