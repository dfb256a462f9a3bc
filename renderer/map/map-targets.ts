// What happens when an officer points at or clicks a symbol: an incident is selected and its detail opened, a cluster is
// taken apart by zooming, and incidents on one spot are listed.
import type { Point } from 'leaflet'
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import { distanceM } from '../../shared/geo/distance.ts'
import { metresPerPixel } from '../../shared/geo/mercator.ts'
import { chooseUnit } from '../state/linked-choice.ts'
import { mapViewStore } from '../state/map-intent-store.ts'
import { openPanel, panelStore } from '../state/panel-store.ts'
import { select } from '../state/selection-store.ts'
import type { Target } from './hit-test.ts'
import type { IncidentLayer } from './incident-layer.ts'
import type { LinkedTarget } from './linked/linked-target.ts'
import { sameLinked } from './linked/linked-target.ts'
import { MAX_ZOOM } from './map-style.ts'
import type { MapToolState } from './map-tool-store.ts'
import { mapToolStore } from './map-tool-store.ts'
import type { MapPoint } from './worker/map-point.ts'

/** Members closer than this at the greatest zoom cannot be told apart by zooming. */
const APART_PX = 16

/** The part of the store that says what is pointed at; nothing to set while it stays the same. */
export function hoverOver(target: Target | LinkedTarget | null, at: Point): Pick<MapToolState, 'hover'> | null {
  const { hover } = mapToolStore.getState()
  if (target === null) return hover === null ? null : { hover: null }
  if ('incident' in target) {
    if (hover !== null && 'incident' in hover && hover.incident === target.incident) return null
    return { hover: { x: at.x, y: at.y, incident: target.incident } }
  }
  if (!('cluster' in target)) {
    if (hover !== null && sameLinked(target, hover)) return null
    return { hover: { x: at.x, y: at.y, ...target } }
  }
  if (hover !== null && 'cluster' in hover && hover.cluster === target.cluster) return null
  return { hover: { x: at.x, y: at.y, cluster: target.cluster } }
}

/** Carries a click on a symbol out. `goTo` moves the map: the officer asked for it by clicking. */
export async function openTarget(
  target: Target,
  at: Point,
  layer: IncidentLayer,
  goTo: (position: LonLat, zoom: number) => void,
): Promise<void> {
  if ('incident' in target) {
    const members = layer.stackAt(target)
    if (members.length > 1) listStack(at, members, members.length)
    else openIncident(target.incident)
    return
  }
  const { cluster } = target
  const expansion = await layer.source.expand(cluster.id)
  if (expansion === null) {
    // The clusters were built anew under the pointer; two steps nearer is what was meant.
    goTo(cluster, (mapZoomOf() ?? MAX_ZOOM - 2) + 2)
    return
  }
  if (expansion.zoom >= MAX_ZOOM && isOneSpot(expansion.members)) listStack(at, expansion.members, cluster.count)
  else goTo(cluster, expansion.zoom)
}

/** A click on a unit looks at it, with its trail; a click beside everything looks away. */
export function openLinked(target: LinkedTarget | null): void {
  chooseUnit(target !== null && 'unit' in target ? target.unit : null)
}

/** Selects an incident from the map and shows its detail, unless a form is being filled in. */
export function openIncident(incident: string): void {
  select(incident, 'map')
  if (panelStore.getState().panel !== 'intake') openPanel('detail')
}

function listStack(at: Point, members: readonly MapPoint[], count: number): void {
  mapToolStore.setState({ stack: { x: at.x, y: at.y, members, count }, hover: null })
}

function isOneSpot(members: readonly MapPoint[]): boolean {
  const [first] = members
  if (first === undefined) return false
  const limitM = APART_PX * metresPerPixel(first[2], MAX_ZOOM)
  return members.every((row) => distanceM({ lon: row[1], lat: row[2] }, { lon: first[1], lat: first[2] }) < limitM)
}

function mapZoomOf(): number | undefined {
  return mapViewStore.getState().view?.zoom
}
