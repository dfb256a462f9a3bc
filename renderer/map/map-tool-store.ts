// What the map is doing at the moment and shows around itself: the tool in hand, what lies under the pointer, an opened
// menu. Written by console-map.ts, read by the panel around it. One map per window, so one store.
import { createStore } from 'zustand/vanilla'
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import type { LinkedTarget } from './linked/linked-target.ts'
import type { ClusterItem } from './worker/incident-messages.ts'
import type { MapPoint } from './worker/map-point.ts'

export type MapTool =
  | { readonly kind: 'none' }
  /** The next click answers the request of a form. */
  | { readonly kind: 'pick'; readonly request: string }
  | { readonly kind: 'measure'; readonly points: readonly LonLat[]; readonly isDone: boolean }

/** What is known of where an incident is, when its position is not. */
export type Roughness = 'area' | 'division'

/** A place on the map's own rectangle, CSS pixels. */
interface At {
  readonly x: number
  readonly y: number
}

export interface MapToolState {
  readonly tool: MapTool
  readonly hover: (At & ({ readonly incident: string } | { readonly cluster: ClusterItem } | LinkedTarget)) | null
  readonly pointer: LonLat | null
  /** Menu of the right button. */
  readonly menu: (At & { readonly position: LonLat }) | null
  /** Incidents that lie on one spot and cannot be told apart by zooming. */
  readonly stack: (At & { readonly members: readonly MapPoint[]; readonly count: number }) | null
  /** How many incidents of the filter are on the map. */
  readonly pointCount: number
  /** How many are not, because the table of divisions does not have theirs. */
  readonly beyondCount: number
  readonly pointsComplete: boolean
  /** The selected incident is on the map at a place that the view does not show. */
  readonly isSelectedOutside: boolean
  /** What is known of where the selected incident is, when its position is not; null when it is, or is not on the map. */
  readonly selectedRoughness: Roughness | null
  /** The officer asked for the selected incident, but nothing says where it lies. */
  readonly isPlaceUnknown: boolean
  /** A place an officer went to. */
  readonly place: { readonly position: LonLat; readonly name: string } | null
}

export const mapToolStore = createStore<MapToolState>(() => ({
  tool: { kind: 'none' },
  hover: null,
  pointer: null,
  menu: null,
  stack: null,
  pointCount: 0,
  beyondCount: 0,
  pointsComplete: false,
  isSelectedOutside: false,
  selectedRoughness: null,
  isPlaceUnknown: false,
  place: null,
}))

/** Closes whatever lies open over the map. */
export function closeMapPopups(): void {
  mapToolStore.setState({ menu: null, stack: null, hover: null })
}

/** Takes the measuring tool in hand, from a first point when given. */
export function startMeasuring(from?: LonLat): void {
  mapToolStore.setState({
    tool: { kind: 'measure', points: from === undefined ? [] : [from], isDone: false },
    menu: null,
  })
}

/** Puts the measuring tool away. */
export function stopMeasuring(): void {
  if (mapToolStore.getState().tool.kind === 'measure') mapToolStore.setState({ tool: { kind: 'none' } })
}
