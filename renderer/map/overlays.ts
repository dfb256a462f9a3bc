// Lines and marks over the base map that are not incidents: the area of the selected incident, the position being edited,
// a place gone to, the measured way, the track of a typhoon. Few objects, so Leaflet's own SVG draws them.
import type { Map as LeafletMap } from 'leaflet'
import { circleMarker, layerGroup, marker, divIcon, polygon, polyline } from 'leaflet'
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import { distanceM, pathLengthM } from '../../shared/geo/distance.ts'
import type { Ring } from '../../shared/geo/polygon.ts'
import { lengthText } from './coordinate-text.ts'
import { DRAFT, levelColor, SELECTED, TRACK } from './map-style.ts'
import type { StormTrack } from './storm-track.ts'
import { stormClassColor } from './storm-track.ts'

const at = ({ lon, lat }: LonLat): [number, number] => [lat, lon]

export class Overlays {
  readonly #area
  readonly #draft
  readonly #draftArea
  readonly #place
  readonly #measure
  readonly #track

  constructor(map: LeafletMap) {
    this.#track = layerGroup().addTo(map)
    this.#area = layerGroup().addTo(map)
    this.#measure = layerGroup().addTo(map)
    this.#place = layerGroup().addTo(map)
    this.#draftArea = layerGroup().addTo(map)
    this.#draft = layerGroup().addTo(map)
  }

  /** The area of the selected incident, in the colour of its level; null removes it. */
  setArea(area: { readonly ring: Ring; readonly level: number } | null): void {
    this.#area.clearLayers()
    if (area === null) return
    const corners = area.ring.map(([lon, lat]): [number, number] => [lat, lon])
    const color = levelColor(area.level)
    polygon(corners, {
      pane: 'areas',
      color,
      weight: 2,
      fillColor: color,
      fillOpacity: 0.14,
      interactive: false,
    }).addTo(this.#area)
  }

  /** The position being edited in a form. */
  setDraft(position: LonLat | null): void {
    this.#draft.clearLayers()
    if (position !== null) this.#draft.addLayer(mark(position, 'fs-map-draft', DRAFT))
  }

  /** The area being edited in a form: its corners so far, and the shape once there are three. */
  setDraftArea(corners: Ring | null): void {
    this.#draftArea.clearLayers()
    if (corners === null) return
    const points = corners.map(([lon, lat]): [number, number] => [lat, lon])
    const look = { pane: 'areas', color: DRAFT, weight: 2, interactive: false }
    for (const point of points) circleMarker(point, { ...look, radius: 3, fillOpacity: 1 }).addTo(this.#draftArea)
    if (points.length < 3) polyline(points, look).addTo(this.#draftArea)
    else polygon(points, { ...look, dashArray: '5 4', fillColor: DRAFT, fillOpacity: 0.12 }).addTo(this.#draftArea)
  }

  /** A place an officer went to, with its name. */
  setPlace(place: { readonly position: LonLat; readonly name: string } | null): void {
    this.#place.clearLayers()
    if (place === null) return
    this.#place.addLayer(mark(place.position, 'fs-map-place', SELECTED))
    this.#place.addLayer(label(place.position, place.name))
  }

  /** The way measured so far: each point with the length up to it. */
  setMeasure(points: readonly LonLat[]): void {
    this.#measure.clearLayers()
    if (points.length === 0) return
    polyline(points.map(at), { pane: 'areas', color: DRAFT, weight: 2, dashArray: '5 4', interactive: false }).addTo(
      this.#measure,
    )
    points.forEach((point, index) => {
      circleMarker(at(point), { pane: 'areas', radius: 3.5, color: DRAFT, fillOpacity: 1, interactive: false }).addTo(
        this.#measure,
      )
      const before = points[index - 1]
      if (before === undefined) return
      const total = lengthText(pathLengthM(points.slice(0, index + 1)))
      const text = index === 1 ? total : `${total} (+${lengthText(distanceM(before, point))})`
      this.#measure.addLayer(label(point, text))
    })
  }

  /** The track of a typhoon; null removes it. */
  setTrack(track: StormTrack | null): void {
    this.#track.clearLayers()
    if (track === null) return
    polyline(track.points.map(at), {
      pane: 'areas',
      color: TRACK,
      weight: 2,
      opacity: 0.75,
      dashArray: '6 4',
      interactive: false,
    }).addTo(this.#track)
    for (const point of track.points) {
      const dot = circleMarker(at(point), {
        pane: 'areas',
        radius: 4,
        weight: 1,
        color: '#0b1420',
        fillColor: stormClassColor(point.windMs),
        fillOpacity: 0.95,
        interactive: false,
      })
      dot.addTo(this.#track)
      if (point.label !== '') this.#track.addLayer(label(point, point.label, 'fs-map-track-label'))
    }
  }
}

function mark(position: LonLat, className: string, color: string) {
  const icon = divIcon({ className, iconSize: [26, 26], iconAnchor: [13, 13], html: crossHtml(color) })
  return marker(at(position), { icon, pane: 'marks', interactive: false, keyboard: false })
}

/** A cross hair with an open middle: the point itself stays visible. */
function crossHtml(color: string): HTMLElement {
  const holder = document.createElement('span')
  const name = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(name, 'svg')
  svg.setAttribute('viewBox', '0 0 26 26')
  svg.setAttribute('width', '26')
  svg.setAttribute('height', '26')
  svg.setAttribute('aria-hidden', 'true')
  for (const [stroke, width] of [
    ['#0b1420', '4.5'],
    [color, '2'],
  ] as const) {
    const path = document.createElementNS(name, 'path')
    path.setAttribute('d', 'M13 1v7M13 18v7M1 13h7M18 13h7M13 6.5a6.5 6.5 0 1 0 .01 0')
    path.setAttribute('stroke', stroke)
    path.setAttribute('stroke-width', width)
    path.setAttribute('fill', 'none')
    svg.append(path)
  }
  holder.append(svg)
  return holder
}

function label(position: LonLat, text: string, className = 'fs-map-label') {
  const content = document.createElement('span')
  content.textContent = text
  const icon = divIcon({ className, html: content, iconSize: [0, 0], iconAnchor: [-12, 8] })
  return marker(at(position), { icon, pane: 'marks', interactive: false, keyboard: false })
}
