// Leaflet layer that paints all incidents into one canvas. The canvas is larger than the screen, so that dragging only
// moves it; it is painted anew after moves, changes and answers of the index, at most once per frame.
import type { LatLng, LeafletEventHandlerFn, Map as LeafletMap, Point, ZoomAnimEvent } from 'leaflet'
import { DomUtil, Layer, latLng, point, Util } from 'leaflet'
import { must } from '../../shared/base/assert.ts'
import type { PointRow } from '../../shared/rpc/rows.ts'
import { hitAt, stackedWith } from './hit-test.ts'
import type { Target } from './hit-test.ts'
import { IncidentSource } from './incident-source.ts'
import { newPixelOrigin } from './leaflet-internals.ts'
import { SELECTED } from './map-style.ts'
import { drawCluster, drawSelection, SPRITE_HALF_PX, SymbolSprites } from './symbol-sprites.ts'
import { clusterLook, drawRank, symbolOf } from './symbol.ts'
import type { IndexAnswer } from './worker/incident-messages.ts'

/** Share of the screen that the canvas reaches beyond each edge. */
const PADDING = 0.3
const NOTHING: IndexAnswer = { clusters: [], points: [] }

export class IncidentLayer extends Layer {
  readonly source: IncidentSource
  #map: LeafletMap | null = null
  #canvas: HTMLCanvasElement | null = null
  #sprites = new SymbolSprites(1)
  #scale = 1
  #answer = NOTHING
  #targets: Target[] = []
  #selected: string | null = null
  #frame = 0
  #isStale = false
  /** Where the canvas lies: its corner on the map pane, and the view it was placed for. */
  #corner: Point = point(0, 0)
  #center: LatLng = latLng(0, 0)
  #zoom = 0

  constructor() {
    super()
    // Leaflet's Layer takes no options by itself.
    Util.setOptions(this, { pane: 'incidents' })
    this.source = new IncidentSource({
      onChange: () => this.#refresh(),
      onAnswer: (answer) => {
        this.#answer = answer
        this.#schedule()
      },
    })
  }

  override onAdd(map: LeafletMap): this {
    this.#map = map
    this.#canvas = DomUtil.create('canvas', 'leaflet-zoom-animated', this.getPane())
    this.#canvas.style.pointerEvents = 'none'
    this.#place()
    return this
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#frame)
    this.#canvas?.remove()
    this.#canvas = null
    this.#map = null
    this.source.end()
    return this
  }

  override getEvents(): Record<string, LeafletEventHandlerFn> {
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

  /** Marks an incident as the selected one, or none. */
  setSelected(incident: string | null): void {
    this.#selected = incident
    this.#schedule()
  }

  /** What is drawn at a place of the map's container, or null. */
  targetAt(containerPoint: Point): Target | null {
    const map = this.#map
    if (map === null) return null
    const at = map.containerPointToLayerPoint(containerPoint).subtract(this.#corner)
    return hitAt(this.#targets, at.x, at.y)
  }

  /** All incidents drawn on the spot of a target, topmost first. */
  stackAt(target: Target): readonly PointRow[] {
    return stackedWith(this.#targets, target).flatMap((incident) => {
      const row = this.source.rows.get(incident)
      return row === undefined ? [] : [row]
    })
  }

  /** Asks the index anew and paints when it has answered. */
  #refresh(): void {
    this.#isStale = true
    this.#schedule()
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#map === null) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      if (this.#isStale) this.#ask()
      this.#paint()
    })
  }

  #ask(): void {
    const map = this.#map
    if (map === null) return
    this.#isStale = false
    const size = map.getSize()
    const reach = size.multiplyBy(PADDING + 0.15)
    const southWest = map.containerPointToLatLng(point(-reach.x, size.y + reach.y))
    const northEast = map.containerPointToLatLng(point(size.x + reach.x, -reach.y))
    this.source.ask([southWest.lng, southWest.lat, northEast.lng, northEast.lat], Math.floor(map.getZoom()))
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
      this.#sprites = new SymbolSprites(this.#scale)
    }
    this.#center = map.getCenter()
    this.#zoom = map.getZoom()
    this.#corner = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round()
    DomUtil.setTransform(canvas, this.#corner, 1)
    this.#ask()
    this.#paint()
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

  #paint(): void {
    const map = this.#map
    const canvas = this.#canvas
    if (map === null || canvas === null) return
    const context = must(canvas.getContext('2d'), 'a canvas for the incidents')
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    const origin = map.getPixelOrigin().add(this.#corner)
    const place = (lon: number, lat: number): Point => map.project(latLng(lat, lon)).subtract(origin)
    const [width, height] = [canvas.width / this.#scale, canvas.height / this.#scale]
    const isSeen = ({ x, y }: Point): boolean =>
      x > -SPRITE_HALF_PX && y > -SPRITE_HALF_PX && x < width + SPRITE_HALF_PX && y < height + SPRITE_HALF_PX

    const targets: Target[] = []
    let drawn = 0
    for (const row of this.#answer.points.toSorted((a, b) => drawRank(a) - drawRank(b))) {
      const at = place(row[1], row[2])
      if (row[0] === this.#selected || !isSeen(at)) continue
      drawn += 1
      targets.push(this.#paintOne(context, row, at))
    }
    for (const cluster of this.#answer.clusters) {
      const at = place(cluster.lon, cluster.lat)
      if (!isSeen(at)) continue
      drawn += cluster.count
      const look = clusterLook(cluster)
      drawCluster(context, look, cluster.levels, at.x, at.y)
      targets.push({ x: at.x, y: at.y, radiusPx: look.radiusPx + 2, cluster })
    }
    const selected = this.#selected === null ? undefined : this.source.rows.get(this.#selected)
    if (selected !== undefined) {
      const at = place(selected[1], selected[2])
      drawSelection(context, symbolOf(selected).radiusPx, at.x, at.y, SELECTED)
      targets.push(this.#paintOne(context, selected, at))
    }
    this.#targets = targets
    // Lets tests and benches see that the picture is whole without reading pixels.
    canvas.dataset['incidents'] = String(drawn)
  }

  #paintOne(context: CanvasRenderingContext2D, row: PointRow, at: Point): Target {
    const look = symbolOf(row)
    this.#sprites.drawSymbol(context, look, at.x, at.y)
    return { x: at.x, y: at.y, radiusPx: look.radiusPx, incident: row[0] }
  }
}
