// The map of the console, without React: base map, incidents, overlays, and what the rest of the screen asks of it.
// Promise: once the officer has moved it, it moves only when the officer asks for it (intents, buttons, clicks on it).
import 'leaflet/dist/leaflet.css'
import type { LeafletMouseEvent, Map as LeafletMap, Point } from 'leaflet'
import { latLng, map as makeMap } from 'leaflet'
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import { roundDegrees } from '../../shared/geo/coordinate-systems.ts'
import { fromMercator } from '../../shared/geo/mercator.ts'
import type { Ring } from '../../shared/geo/polygon.ts'
import type { MapSourceRow } from '../../shared/rpc/rows.ts'
import { openAlert } from '../state/alert-choice.ts'
import { countConditions, filterStore } from '../state/filter-store.ts'
import { answerPick, mapIntentStore, mapViewStore } from '../state/map-intent-store.ts'
import type { MapIntent } from '../state/map-intent-store.ts'
import { preferencesStore } from '../state/preferences-store.ts'
import { selectionStore } from '../state/selection-store.ts'
import type { DrawnAlert } from './alert-layer.ts'
import { AlertLayer } from './alert-layer.ts'
import { zoomOfArea } from './area-shapes.ts'
import { basemapChoiceStore } from './basemap-choice.ts'
import { BasemapSwitcher } from './basemap-switcher.ts'
import type { Target } from './hit-test.ts'
import { IncidentLayer } from './incident-layer.ts'
import { endZoom } from './leaflet-internals.ts'
import { LinkedLayers } from './linked/linked-layers.ts'
import type { LinkedTarget } from './linked/linked-target.ts'
import { MAX_ZOOM, MIN_ZOOM } from './map-style.ts'
import { hoverOver, openLinked, openTarget } from './map-targets.ts'
import { closeMapPopups, mapToolStore, stopMeasuring } from './map-tool-store.ts'
import type { Roughness } from './map-tool-store.ts'
import { Overlays } from './overlays.ts'
import type { SeatOf, StationFrame } from './rough-points.ts'
import type { StormTrack } from './storm-track.ts'
import type { TilePorts } from './tile-ports.ts'
import { wholePicture } from './whole-picture.ts'
import type { MapPoint } from './worker/map-point.ts'
import { AREA_FLAG, DIVISION_FLAG } from './worker/map-point.ts'

/** Panes from back to front. */
const PANES = [
  ['basemap', 200],
  ['areas', 400],
  ['incidents', 450],
  ['marks', 500],
] as const
/** Zoom at which an incident or place is shown when the officer asks for it from farther out. */
const NEAR_ZOOM = 12
/** The same where only the division is known: its surroundings, not a street. */
const DIVISION_ZOOM = 10

export interface RoughPlace {
  readonly position: LonLat
  readonly zoom: number
}

export class ConsoleMap {
  readonly #map: LeafletMap
  readonly #incidents = new IncidentLayer()
  readonly #overlays: Overlays
  readonly #alerts: AlertLayer
  /** What linked systems bring. */
  readonly linked: LinkedLayers
  readonly #basemap: BasemapSwitcher
  readonly #ends: (() => void)[] = []
  #hasOfficerMoved = false
  #roughPlace: { readonly incident: string; readonly place: RoughPlace | null } | null = null
  /** An incident the officer asked for before it was known where it lies. */
  #wanted: string | null = null

  constructor(container: HTMLElement, ports: TilePorts) {
    const isCalm = globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#map = makeMap(container, {
      zoomControl: false,
      attributionControl: false,
      minZoom: MIN_ZOOM,
      maxZoom: MAX_ZOOM,
      zoomAnimation: !isCalm,
      fadeAnimation: !isCalm,
      wheelPxPerZoomLevel: 100,
    })
    for (const [name, order] of PANES) this.#map.createPane(name).style.zIndex = String(order)
    this.#fit(false)
    this.#basemap = new BasemapSwitcher(this.#map, ports, languageNow())
    this.#overlays = new Overlays(this.#map)
    this.#alerts = new AlertLayer(this.#map, openAlert)
    this.linked = new LinkedLayers(this.#map)
    this.#incidents.addTo(this.#map)
    this.#incidents.setSelected(selectionStore.getState().incident)
    this.#listenToMap(container)
    this.#listenToScreen()
    this.#tellView()
  }

  /** A frame of the `points` watch. */
  applyPoints(frame: StationFrame, seatOf: SeatOf): void {
    this.#incidents.source.apply(frame, seatOf)
    this.#tellPoints()
  }

  /** Another space or filter: what was shown no longer holds. */
  clearPoints(): void {
    this.#incidents.source.clear()
    closeMapPopups()
    this.#tellPoints()
  }

  setSources(sources: readonly MapSourceRow[]): void {
    this.#basemap.setSources(sources)
  }

  /** Loads the base map anew after a problem. */
  retryBasemap(): void {
    this.#basemap.retry()
  }

  setArea(area: { readonly ring: Ring; readonly level: number } | null): void {
    this.#overlays.setArea(area)
  }

  /** Where the selected incident lies as its record says (position, area, division), or null when it says nothing. */
  setRoughPlace(incident: string, place: RoughPlace | null): void {
    this.#roughPlace = { incident, place }
    if (this.#wanted === incident) this.#showIncident(incident)
  }

  setAlerts(alerts: readonly DrawnAlert[]): void {
    this.#alerts.set(alerts)
  }

  setTrack(track: StormTrack | null): void {
    this.#overlays.setTrack(track)
  }

  zoomBy(steps: number): void {
    this.#hasOfficerMoved = true
    this.#map.setZoom(this.#map.getZoom() + steps)
  }

  end(): void {
    for (const end of this.#ends) end()
    this.#basemap.end()
    this.linked.end()
    endZoom(this.#map)
    this.#map.remove()
    mapViewStore.setState({ view: null })
    mapToolStore.setState(mapToolStore.getInitialState())
  }

  #listenToMap(container: HTMLElement): void {
    this.#map.on('dragstart', () => (this.#hasOfficerMoved = true))
    this.#map.on('moveend', () => this.#tellView())
    this.#map.on('movestart zoomstart', closeMapPopups)
    this.#map.on('mousemove', (event) => this.#point(event))
    this.#map.on('mouseout', () => mapToolStore.setState({ pointer: null, hover: null }))
    this.#map.on('click', (event) => this.#click(event))
    this.#map.on('dblclick', () => this.#endMeasuring())
    this.#map.on('contextmenu', (event) => {
      const { x, y } = event.containerPoint
      mapToolStore.setState({ menu: { x, y, position: positionOf(event) }, hover: null, stack: null })
    })
    const onOwnMove = (): void => {
      this.#hasOfficerMoved = true
    }
    for (const name of ['wheel', 'dblclick', 'keydown']) container.addEventListener(name, onOwnMove, { passive: true })
    const observer = new ResizeObserver(() => {
      this.#map.invalidateSize({ pan: false })
      if (!this.#hasOfficerMoved) this.#fit(false)
    })
    observer.observe(container)
    this.#ends.push(() => observer.disconnect())
  }

  #listenToScreen(): void {
    const onKey = (event: KeyboardEvent): void => {
      // A dialog over the map closes first; a form that waits for a position does not.
      const isElsewhere = event.target instanceof Element && event.target.closest('.ant-modal') !== null
      if (event.key === 'Escape' && !isElsewhere && this.#giveUp()) event.stopImmediatePropagation()
    }
    globalThis.addEventListener('keydown', onKey, { capture: true })
    this.#ends.push(
      () => globalThis.removeEventListener('keydown', onKey, { capture: true }),
      mapIntentStore.subscribe(({ intent, serial }, before) => {
        if (intent !== null && serial !== before.serial) this.#carryOut(intent)
      }),
      selectionStore.subscribe(({ incident }, before) => {
        if (incident === before.incident) return
        this.#incidents.setSelected(incident)
        mapToolStore.setState({ isPlaceUnknown: false })
        this.#tellOutside()
      }),
      mapToolStore.subscribe(({ tool, place }, before) => {
        if (tool !== before.tool) this.#showTool()
        if (place !== before.place) this.#overlays.setPlace(place)
      }),
      basemapChoiceStore.subscribe(() => this.#basemap.follow()),
      preferencesStore.subscribe(() => this.#basemap.setLanguage(languageNow())),
    )
  }

  #carryOut(intent: MapIntent): void {
    switch (intent.kind) {
      case 'fitAll':
        this.#hasOfficerMoved = false
        this.#fit(true)
        return
      case 'showIncident':
        this.#showIncident(intent.incident)
        return
      case 'showPlace':
        if (intent.isUnmarked !== true)
          mapToolStore.setState({ place: { position: intent.position, name: intent.name } })
        this.#goTo(intent.position, intent.zoom ?? NEAR_ZOOM)
        return
      case 'pickPosition':
        closeMapPopups()
        mapToolStore.setState({ tool: { kind: 'pick', request: intent.request } })
        return
      case 'cancelPick': {
        const { tool } = mapToolStore.getState()
        if (tool.kind === 'pick' && tool.request === intent.request) mapToolStore.setState({ tool: { kind: 'none' } })
        return
      }
      case 'markDraft':
        this.#overlays.setDraft(intent.position)
        return
      case 'markDraftArea':
        this.#overlays.setDraftArea(intent.corners)
    }
  }

  /** To its position; without one, or with one the filter leaves out, to where it lies as well as the record knows. */
  #showIncident(incident: string): void {
    const row = this.#incidents.source.rows.get(incident)
    const roughly = this.#roughPlace?.incident === incident ? this.#roughPlace : null
    // The record may still be on its way; it is gone to when it is known.
    this.#wanted = row === undefined && roughly === null ? incident : null
    if (row !== undefined) this.#goTo({ lon: row[1], lat: row[2] }, this.#nearZoom(row))
    else if (roughly !== null && roughly.place !== null) this.#goTo(roughly.place.position, roughly.place.zoom)
    mapToolStore.setState({ isPlaceUnknown: row === undefined && roughly !== null && roughly.place === null })
  }

  #nearZoom(row: MapPoint): number {
    const roughness = roughnessOf(row)
    if (roughness === null) return NEAR_ZOOM
    const area = roughness === 'area' ? this.#incidents.source.areas.get(row[0]) : undefined
    return area === undefined ? DIVISION_ZOOM : zoomOfArea(area)
  }

  #goTo({ lon, lat }: LonLat, zoom: number): void {
    this.#hasOfficerMoved = true
    this.#map.setView(latLng(lat, lon), Math.max(this.#map.getZoom(), zoom))
  }

  #fit(animate: boolean): void {
    const { x, y } = this.#map.getSize()
    const { rows, areas } = this.#incidents.source
    const points = [...rows.values()].flatMap((row): readonly LonLat[] => {
      const area = roughnessOf(row) === 'area' ? areas.get(row[0]) : undefined
      if (area === undefined) return [{ lon: row[1], lat: row[2] }]
      const [left, top, right, bottom] = area.box
      return [fromMercator(left, top), fromMercator(right, bottom)]
    })
    const view = wholePicture(points, countConditions(filterStore.getState().filter) > 0, x, y)
    this.#map.setView(latLng(view.lat, view.lon), view.zoom, { animate })
  }

  #point(event: LeafletMouseEvent): void {
    const { tool } = mapToolStore.getState()
    const target = tool.kind === 'none' ? this.#targetAt(event.containerPoint) : null
    this.#map.getContainer().classList.toggle('fs-map-over', target !== null)
    mapToolStore.setState({ pointer: positionOf(event), ...hoverOver(target, event.containerPoint) })
  }

  #click(event: LeafletMouseEvent): void {
    const { tool, menu, stack } = mapToolStore.getState()
    const position = positionOf(event)
    if (tool.kind === 'pick') {
      mapToolStore.setState({ tool: { kind: 'none' } })
      answerPick(tool.request, position)
      return
    }
    if (tool.kind === 'measure') {
      const points = tool.isDone ? [position] : [...tool.points, position]
      mapToolStore.setState({ tool: { kind: 'measure', points, isDone: false } })
      return
    }
    if (menu !== null || stack !== null) {
      closeMapPopups()
      return
    }
    const target = this.#targetAt(event.containerPoint)
    if (target === null || !('x' in target)) {
      openLinked(target)
      return
    }
    void openTarget(target, event.containerPoint, this.#incidents, (at, zoom) => {
      this.#hasOfficerMoved = true
      this.#map.setView(latLng(at.lat, at.lon), Math.min(MAX_ZOOM, zoom))
    })
  }

  /** Symbols of incidents lie on top, their areas beneath everything. */
  #targetAt(containerPoint: Point): Target | LinkedTarget | null {
    return (
      this.#incidents.targetAt(containerPoint) ??
      this.linked.targetAt(containerPoint) ??
      this.#incidents.areaAt(containerPoint)
    )
  }

  /** The second click of a double click has added its point twice. */
  #endMeasuring(): void {
    const { tool } = mapToolStore.getState()
    if (tool.kind !== 'measure' || tool.isDone) return
    const last = tool.points.at(-1)
    const before = tool.points.at(-2)
    const isTwice = last !== undefined && before !== undefined && last.lon === before.lon && last.lat === before.lat
    mapToolStore.setState({
      tool: { kind: 'measure', points: isTwice ? tool.points.slice(0, -1) : tool.points, isDone: true },
    })
  }

  /** Escape: puts away what is open, outermost first. False when there was nothing. */
  #giveUp(): boolean {
    const { tool, menu, stack } = mapToolStore.getState()
    if (menu !== null || stack !== null) {
      closeMapPopups()
      return true
    }
    if (tool.kind === 'pick') {
      mapToolStore.setState({ tool: { kind: 'none' } })
      answerPick(tool.request, null)
      return true
    }
    if (tool.kind === 'none') return false
    if (tool.isDone || tool.points.length === 0) stopMeasuring()
    else mapToolStore.setState({ tool: { ...tool, isDone: true } })
    return true
  }

  #showTool(): void {
    const { tool } = mapToolStore.getState()
    this.#map.getContainer().classList.toggle('fs-map-aiming', tool.kind !== 'none')
    this.#overlays.setMeasure(tool.kind === 'measure' ? tool.points : [])
    if (tool.kind === 'measure') this.#map.doubleClickZoom.disable()
    else this.#map.doubleClickZoom.enable()
  }

  #tellView(): void {
    const bounds = this.#map.getBounds()
    mapViewStore.setState({
      view: {
        box: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
        zoom: this.#map.getZoom(),
      },
    })
    this.#tellOutside()
  }

  #tellPoints(): void {
    const { source } = this.#incidents
    mapToolStore.setState({
      pointCount: source.rows.size,
      pointsComplete: source.complete,
      beyondCount: source.beyond,
    })
    this.#tellOutside()
  }

  #tellOutside(): void {
    const { incident } = selectionStore.getState()
    const row = incident === null ? undefined : this.#incidents.source.rows.get(incident)
    const isOutside = row !== undefined && !this.#map.getBounds().contains(latLng(row[2], row[1]))
    const selectedRoughness = row === undefined ? null : roughnessOf(row)
    const before = mapToolStore.getState()
    if (isOutside !== before.isSelectedOutside || selectedRoughness !== before.selectedRoughness)
      mapToolStore.setState({ isSelectedOutside: isOutside, selectedRoughness })
  }
}

/** How roughly a point is known; null when it has a position. */
function roughnessOf([, , , , , , flags]: MapPoint): Roughness | null {
  if ((flags & AREA_FLAG) !== 0) return 'area'
  return (flags & DIVISION_FLAG) === 0 ? null : 'division'
}

function positionOf({ latlng }: LeafletMouseEvent): LonLat {
  const { lng, lat } = latlng.wrap()
  return { lon: roundDegrees(lng), lat: roundDegrees(lat) }
}

function languageNow(): 'zh' | 'en' {
  return preferencesStore.getState().language === 'en' ? 'en' : 'zh'
}
