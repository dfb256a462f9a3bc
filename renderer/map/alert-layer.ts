// Alerts on the map: areas hatched by level, calm enough to read incidents over them, each with a label at its northern
// edge. The hatching differs from level to level, so that colour is not the only sign. Below areas of incidents.
import type { LayerGroup, Map as LeafletMap, SVG } from 'leaflet'
import { divIcon, layerGroup, marker, polygon, polyline, svg } from 'leaflet'
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import type { Polygon, Vertex } from '../../shared/geo/polygon.ts'
import { northernmost, outlines } from './alert-area.ts'
import { levelColor } from './map-style.ts'

export interface DrawnAlert {
  readonly key: string
  /** 1 red … 4 blue; 0 where the law gives no level. */
  readonly level: number
  readonly polygons: readonly Polygon[]
  /** The sign before the label: a Roman numeral, or nothing. */
  readonly sign: string
  readonly label: string
  /** In force: hatched. Otherwise only its edge is drawn, dashed. */
  readonly isInForce: boolean
}

const NAME = 'http://www.w3.org/2000/svg'
const PANE = 'alerts'
const LABEL_PANE = 'alertLabels'
const LABEL_STEP_PX = 24
/** Lines of one tile of the hatching, by level: crossed, dense, wide the other way, level; dots for none. */
const HATCHES: readonly { readonly size: number; readonly path: string }[] = [
  { size: 10, path: 'M1 5h1.5M6 0h1.5' },
  { size: 9, path: 'M0 9L9 0M0 0L9 9' },
  { size: 8, path: 'M-2 2L2 -2M0 8L8 0M6 10L10 6' },
  { size: 14, path: 'M-2 12L2 16M0 0L14 14M12 -2L16 2' },
  { size: 12, path: 'M0 6H12' },
]

/** Hatches and labels of alerts; `onOpen` is called when a label is chosen. */
export class AlertLayer {
  readonly #areas: LayerGroup
  readonly #labels: LayerGroup
  readonly #renderer: SVG
  readonly #onOpen

  constructor(map: LeafletMap, onOpen: (alert: string) => void) {
    this.#onOpen = onOpen
    map.createPane(PANE).style.zIndex = '390'
    map.createPane(LABEL_PANE).style.zIndex = '480'
    this.#renderer = svg({ pane: PANE, padding: 0.4 })
    this.#areas = layerGroup().addTo(map)
    this.#labels = layerGroup().addTo(map)
    map.getContainer().append(patterns())
  }

  /** Draws these and no others; an empty list draws none. */
  set(alerts: readonly DrawnAlert[]): void {
    this.#areas.clearLayers()
    this.#labels.clearLayers()
    const taken = new Map<string, number>()
    // The gravest is drawn last and lies on top.
    for (const alert of alerts.toReversed()) this.#draw(alert)
    for (const alert of alerts) {
      const at = northernmost(alert.polygons)
      if (at === null) continue
      const spot = `${at.lon.toFixed(1)} ${at.lat.toFixed(1)}`
      const step = taken.get(spot) ?? 0
      taken.set(spot, step + 1)
      this.#labels.addLayer(this.#label(alert, at, step))
    }
  }

  #draw({ polygons, level, isInForce }: DrawnAlert): void {
    const look = { renderer: this.#renderer, pane: PANE, interactive: false, color: levelColor(level) }
    const corners = (ring: readonly Vertex[]): [number, number][] => ring.map(([lon, lat]) => [lat, lon])
    if (isInForce)
      polygon(
        polygons.map((rings) => rings.map(corners)),
        { ...look, stroke: false, fillColor: `url(#${hatchId(level)})`, fillOpacity: 1 },
      ).addTo(this.#areas)
    polyline(outlines(polygons).map(corners), {
      ...look,
      weight: 1.2,
      opacity: 0.65,
      ...(isInForce ? {} : { dashArray: '5 5' }),
    }).addTo(this.#areas)
  }

  #label({ key, level, sign, label, isInForce }: DrawnAlert, { lon, lat }: LonLat, step: number) {
    const content = document.createElement('span')
    const mark = document.createElement('b')
    mark.textContent = sign
    mark.style.color = levelColor(level)
    content.append(mark, label)
    const icon = divIcon({
      className: isInForce ? 'fs-map-alert' : 'fs-map-alert fs-map-alert-faint',
      html: content,
      iconSize: [0, 0],
      iconAnchor: [0, 22 + step * LABEL_STEP_PX],
    })
    const made = marker([lat, lon], { icon, pane: LABEL_PANE, title: label, alt: label, keyboard: true })
    return made.on('click keypress', (event) => {
      const { originalEvent } = event as { readonly originalEvent?: Event }
      if (originalEvent instanceof KeyboardEvent && originalEvent.key !== 'Enter') return
      this.#onOpen(key)
    })
  }
}

/** Id of the hatching of a level, for legends. */
export function hatchId(level: number): string {
  return `fs-alert-hatch-${HATCHES[level] === undefined ? 0 : level}`
}

/** The hatchings, for the whole document to fill with. */
function patterns(): SVGElement {
  const holder = document.createElementNS(NAME, 'svg')
  holder.setAttribute('width', '0')
  holder.setAttribute('height', '0')
  holder.setAttribute('aria-hidden', 'true')
  holder.style.position = 'absolute'
  HATCHES.forEach(({ size, path }, level) => {
    const pattern = document.createElementNS(NAME, 'pattern')
    pattern.id = hatchId(level)
    pattern.setAttribute('patternUnits', 'userSpaceOnUse')
    pattern.setAttribute('width', String(size))
    pattern.setAttribute('height', String(size))
    const lines = document.createElementNS(NAME, 'path')
    lines.setAttribute('d', path)
    lines.setAttribute('fill', 'none')
    lines.setAttribute('stroke', levelColor(level))
    lines.setAttribute('stroke-width', '1')
    lines.setAttribute('stroke-opacity', '0.45')
    pattern.append(lines)
    holder.append(pattern)
  })
  return holder
}
