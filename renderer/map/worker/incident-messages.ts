// What the map and its incident index (incidents.worker.ts) tell each other.
import type { MapPoint } from './map-point.ts'
import type { PointFrame } from './point-book.ts'

/** Flags of a MapPoint. */
export const CONFLICT_FLAG = 1
export const UNREAD_FLAG = 2
export const WAITING_FLAG = 16

/** Places in INCIDENT_STATUSES; a test holds them to it. */
export const CLOSED_STATUS = 4
export const VOID_STATUS = 5

/** Many incidents drawn as one. Counts of `levels` (index 0: ungraded) are of incidents neither closed nor void. */
export interface ClusterItem {
  readonly id: number
  readonly lon: number
  readonly lat: number
  readonly count: number
  readonly levels: readonly number[]
  /** All flags of its incidents together. */
  readonly flags: number
  /** How many of them are known by their division only: where they are is not known. */
  readonly divisionOnly: number
}

/** What is to be drawn in a box. */
export interface IndexAnswer {
  readonly clusters: readonly ClusterItem[]
  readonly points: readonly MapPoint[]
}

/** [west, south, east, north] */
export type IndexBox = readonly [number, number, number, number]

export type ToIndex =
  | ({ readonly t: 'rows' } & PointFrame)
  | { readonly t: 'clear' }
  | { readonly t: 'query'; readonly serial: number; readonly box: IndexBox; readonly zoom: number }
  | { readonly t: 'expand'; readonly request: number; readonly version: number; readonly cluster: number }

export type FromIndex =
  /** The index was built anew; what is drawn may be old. */
  | { readonly t: 'changed'; readonly size: number; readonly buildMs: number }
  | ({ readonly t: 'drawn'; readonly serial: number; readonly version: number } & IndexAnswer)
  /** At which zoom a cluster falls apart, and its first members; null when the cluster is no longer there. */
  | {
      readonly t: 'expanded'
      readonly request: number
      readonly expansion: { readonly zoom: number; readonly members: readonly MapPoint[] } | null
    }
