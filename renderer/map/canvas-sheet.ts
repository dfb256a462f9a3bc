// A canvas over the map for a layer that paints many things. It is larger than the screen, so that dragging only moves it;
// it is painted anew after moves and when the layer asks, at most once per frame.
import type { LatLng, LeafletEventHandlerFn, Map as LeafletMap, Point, ZoomAnimEvent } from 'leaflet'
import { DomUtil, latLng, point } from 'leaflet'
import { must } from '../../shared/base/assert.ts'
import { mercatorX, mercatorY } from '../../shared/geo/mercator.ts'
import { newPixelOrigin } from './leaflet-internals.ts'

/** Share of the screen that the canvas reaches beyond each edge. */
const PADDING = 0.3
const TILE_PX = 256

/** What a painter works with: CSS pixels from the canvas's own corner. */
export interface Sheet {
  readonly context: CanvasRenderingContext2D
  readonly canvas: HTMLCanvasElement
  readonly width: number
  readonly height: number
  /** Device pixels per CSS pixel. */
  readonly scale: number
  readonly zoom: number
  /** Where a place of the unit square (shared/geo/mercator.ts) lies: x * side - left, y * side - top. */
  readonly side: number
  readonly left: number
  readonly top: number
}

/** Where a position lies on the sheet. */
export function onSheet(
  { side, left, top }: Sheet,
  lon: number,
  lat: number,
): { readonly x: number; readonly y: number } {
  return { x: mercatorX(lon) * side - left, y: mercatorY(lat) * side - top }
}

export class CanvasSheet {
  readonly #pane: string
  readonly #paint: (sheet: Sheet) => void
  readonly #onPlaced: () => void
  #map: LeafletMap | null = null
  #canvas: HTMLCanvasElement | null = null
  #scale = 1
  #frame = 0
  /** Where the canvas lies: its corner on the map pane, and the view it was placed for. */
  #corner: Point = point(0, 0)
  #center: LatLng = latLng(0, 0)
  #zoom = 0

  /** `onPlaced`: another view is shown, before it is painted. */
  constructor(pane: string, paint: (sheet: Sheet) => void, onPlaced: () => void = () => undefined) {
    this.#pane = pane
    this.#paint = paint
    this.#onPlaced = onPlaced
  }

  add(map: LeafletMap): void {
    this.#map = map
    this.#canvas = DomUtil.create('canvas', 'leaflet-zoom-animated', map.getPane(this.#pane))
    this.#canvas.style.pointerEvents = 'none'
    this.#place()
  }

  remove(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#canvas?.remove()
    this.#canvas = null
    this.#map = null
  }

  events(): Record<string, LeafletEventHandlerFn> {
    return {
      viewreset: () => this.#place(),
      moveend: () => this.#place(),
      resize: () => this.#place(),
      move: () => this.#follow(),
      zoom: () => this.#transform(must(this.#map, 'a map').getCenter(), must(this.#map, 'a map').getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as ZoomAnimEvent
        this.#transform(center, zoom)
      },
    }
  }

  /** Paints with the next frame. */
  schedule(): void {
    if (this.#frame !== 0 || this.#map === null) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  /** A point of the map's container on the sheet; null while it is on no map. */
  at(containerPoint: Point): Point | null {
    return this.#map === null ? null : this.#map.containerPointToLayerPoint(containerPoint).subtract(this.#corner)
  }

  /** Puts the canvas around the present view. */
  #place(): void {
    const map = this.#map
    const canvas = this.#canvas
    if (map === null || canvas === null) return
    const size = map.getSize()
    const full = size.multiplyBy(1 + 2 * PADDING).round()
    this.#scale = globalThis.devicePixelRatio
    const width = Math.round(full.x * this.#scale)
    const height = Math.round(full.y * this.#scale)
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
      canvas.style.width = `${full.x}px`
      canvas.style.height = `${full.y}px`
    }
    this.#center = map.getCenter()
    this.#zoom = map.getZoom()
    this.#corner = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round()
    DomUtil.setTransform(canvas, this.#corner, 1)
    this.#onPlaced()
    this.#draw()
  }

  /** While dragging: the canvas moves along by itself until the officer nears its edge. */
  #follow(): void {
    const map = this.#map
    if (map === null || map.getZoom() !== this.#zoom) return
    const size = map.getSize()
    const away = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).subtract(this.#corner)
    if (Math.abs(away.x) > size.x * PADDING * 0.7 || Math.abs(away.y) > size.y * PADDING * 0.7) this.#place()
  }

  /** While zooming: the painted canvas is stretched, as Leaflet does with its own renderers. */
  #transform(center: LatLng, zoom: number): void {
    const map = this.#map
    if (map === null || this.#canvas === null) return
    const scale = map.getZoomScale(zoom, this.#zoom)
    const viewHalf = map.getSize().multiplyBy(0.5 + PADDING)
    const origin = newPixelOrigin(map, center, zoom)
    const corner = viewHalf.multiplyBy(-scale).add(map.project(this.#center, zoom)).subtract(origin)
    DomUtil.setTransform(this.#canvas, corner, scale)
  }

  #draw(): void {
    const map = this.#map
    const canvas = this.#canvas
    if (map === null || canvas === null) return
    const context = must(canvas.getContext('2d'), 'a canvas for a layer')
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    const origin = map.getPixelOrigin().add(this.#corner)
    this.#paint({
      context,
      canvas,
      width: canvas.width / this.#scale,
      height: canvas.height / this.#scale,
      scale: this.#scale,
      zoom: map.getZoom(),
      side: TILE_PX * 2 ** map.getZoom(),
      left: origin.x,
      top: origin.y,
    })
  }
}
