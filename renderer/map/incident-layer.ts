// Leaflet layer that paints all incidents into one canvas, anew after moves, changes and answers of the index.
import type { LeafletEventHandlerFn, Map as LeafletMap, Point } from 'leaflet'
import { Layer, point } from 'leaflet'
import type { AreaShape } from './area-shapes.ts'
import { areaUnder, isDrawn } from './area-shapes.ts'
import type { Sheet } from './canvas-sheet.ts'
import { CanvasSheet, onSheet } from './canvas-sheet.ts'
import { hitAt, stackedWith } from './hit-test.ts'
import type { Target } from './hit-test.ts'
import { IncidentSource } from './incident-source.ts'
import { levelColor, SELECTED } from './map-style.ts'
import type { IncidentArea } from './rough-points.ts'
import { spreadOf } from './spread.ts'
import { drawCluster, drawSelection, drawTether, SPRITE_HALF_PX, SymbolSprites } from './symbol-sprites.ts'
import { clusterLook, drawRank, symbolOf, UNSURE_PX } from './symbol.ts'
import type { SymbolLook } from './symbol.ts'
import { CLOSED_STATUS } from './worker/incident-messages.ts'
import type { IndexAnswer } from './worker/incident-messages.ts'
import type { MapPoint } from './worker/map-point.ts'
import { AREA_FLAG } from './worker/map-point.ts'

/** Share of the screen beyond each edge that is asked for: a little more than the canvas reaches. */
const ASKED = 0.45
interface Place {
  readonly x: number
  readonly y: number
}
const NOTHING: IndexAnswer = { clusters: [], points: [] }

export class IncidentLayer extends Layer {
  readonly source: IncidentSource
  readonly #sheet = new CanvasSheet(
    'incidents',
    (sheet) => this.#paint(sheet),
    () => this.#ask(),
  )
  #map: LeafletMap | null = null
  #sprites = new SymbolSprites(1)
  #scale = 1
  #answer = NOTHING
  #targets: Target[] = []
  #areas: readonly IncidentArea[] = []
  /** How the sheet lay when it was painted. */
  #lie: Sheet | null = null
  #selected: string | null = null
  #isStale = false

  constructor() {
    super()
    this.source = new IncidentSource({
      onChange: () => this.#refresh(),
      onAnswer: (answer) => {
        this.#answer = answer
        this.#sheet.schedule()
      },
    })
  }

  override onAdd(map: LeafletMap): this {
    this.#map = map
    this.#sheet.add(map)
    return this
  }

  override onRemove(): this {
    this.#sheet.remove()
    this.#map = null
    this.source.end()
    return this
  }

  override getEvents(): Record<string, LeafletEventHandlerFn> {
    return this.#sheet.events()
  }

  /** Marks an incident as the selected one, or none. */
  setSelected(incident: string | null): void {
    this.#selected = incident
    this.#sheet.schedule()
  }

  /** What is drawn at a place of the map's container, or null. */
  targetAt(containerPoint: Point): Target | null {
    const at = this.#sheet.at(containerPoint)
    return at === null ? null : hitAt(this.#targets, at.x, at.y)
  }

  /** Whose area lies at a place of the map's container, or null. Found as its symbol is. */
  areaAt(containerPoint: Point): Target | null {
    const at = this.#sheet.at(containerPoint)
    const size = this.#map?.getSize()
    if (at === null || size === undefined || this.#lie === null) return null
    const area = areaUnder(this.#areas, this.#lie, at.x, at.y, { width: size.x, height: size.y })
    const row = area === null ? undefined : this.source.rows.get(area.incident)
    return row === undefined ? null : { ...onSheet(this.#lie, row[1], row[2]), radiusPx: 0, incident: row[0] }
  }

  /** All incidents drawn on the spot of a target, topmost first. */
  stackAt(target: Target): readonly MapPoint[] {
    return stackedWith(this.#targets, target).flatMap((incident) => {
      const row = this.source.rows.get(incident)
      return row === undefined ? [] : [row]
    })
  }

  /** Asks the index anew and paints when it has answered. */
  #refresh(): void {
    this.#isStale = true
    this.#sheet.schedule()
  }

  #ask(): void {
    const map = this.#map
    if (map === null) return
    this.#isStale = false
    const size = map.getSize()
    const reach = size.multiplyBy(ASKED)
    const southWest = map.containerPointToLatLng(point(-reach.x, size.y + reach.y))
    const northEast = map.containerPointToLatLng(point(size.x + reach.x, -reach.y))
    this.source.ask([southWest.lng, southWest.lat, northEast.lng, northEast.lat], Math.floor(map.getZoom()))
  }

  #paint(sheet: Sheet): void {
    if (this.#isStale) this.#ask()
    const { context, width, height } = sheet
    if (this.#scale !== sheet.scale) {
      this.#scale = sheet.scale
      this.#sprites = new SymbolSprites(sheet.scale)
    }
    const isSeen = ({ x, y }: Place): boolean =>
      x > -SPRITE_HALF_PX && y > -SPRITE_HALF_PX && x < width + SPRITE_HALF_PX && y < height + SPRITE_HALF_PX

    this.#lie = sheet
    this.#paintAreas(sheet)
    const offsets = spreadOf(this.#answer.points)
    const placeOf = (row: MapPoint): Place => {
      const at = onSheet(sheet, row[1], row[2])
      const offset = offsets.get(row[0])
      return offset === undefined ? at : { x: at.x + offset.x, y: at.y + offset.y }
    }
    for (const row of this.#answer.points)
      if (offsets.has(row[0])) drawTether(context, onSheet(sheet, row[1], row[2]), placeOf(row))
    const targets: Target[] = []
    let drawn = 0
    for (const row of this.#answer.points.toSorted((a, b) => drawRank(a) - drawRank(b))) {
      const at = placeOf(row)
      if (row[0] === this.#selected || !isSeen(at)) continue
      drawn += 1
      targets.push(this.#paintOne(context, row, at))
    }
    for (const cluster of this.#answer.clusters) {
      const at = onSheet(sheet, cluster.lon, cluster.lat)
      if (!isSeen(at)) continue
      drawn += cluster.count
      const look = clusterLook(cluster)
      drawCluster(context, look, cluster.levels, at.x, at.y)
      targets.push({ x: at.x, y: at.y, radiusPx: look.radiusPx + 2, cluster })
    }
    const selected = this.#selected === null ? undefined : this.source.rows.get(this.#selected)
    if (selected !== undefined) {
      const at = placeOf(selected)
      drawSelection(context, reachOf(symbolOf(selected)), at.x, at.y, SELECTED)
      targets.push(this.#paintOne(context, selected, at))
    }
    this.#targets = targets
    // Lets tests and benches see that the picture is whole without reading pixels.
    sheet.canvas.dataset['incidents'] = String(drawn)
  }

  /** Areas lie under all symbols; that of the selected incident is drawn by the overlays. */
  #paintAreas(sheet: Sheet): void {
    const { rows, areas } = this.source
    const shown: IncidentArea[] = []
    for (const area of areas.values()) {
      const row = rows.get(area.incident)
      if (row === undefined || (row[6] & AREA_FLAG) === 0 || !isDrawn(area, sheet)) continue
      shown.push(area)
      if (area.incident !== this.#selected) paintArea(sheet, area, row)
    }
    this.#areas = shown
  }

  #paintOne(context: CanvasRenderingContext2D, row: MapPoint, at: Place): Target {
    const look = symbolOf(row)
    this.#sprites.drawSymbol(context, look, at.x, at.y)
    return { x: at.x, y: at.y, radiusPx: reachOf(look), incident: row[0] }
  }
}

/** With the broken ring of what is not known exactly. */
function reachOf({ radiusPx, isDivisionOnly }: SymbolLook): number {
  return isDivisionOnly ? radiusPx + UNSURE_PX : radiusPx
}

function paintArea({ context, side, left, top }: Sheet, { ring }: AreaShape, row: MapPoint): void {
  const isOver = row[4] >= CLOSED_STATUS
  context.beginPath()
  for (const [x, y] of ring) context.lineTo(x * side - left, y * side - top)
  context.closePath()
  context.fillStyle = context.strokeStyle = levelColor(row[3])
  context.globalAlpha = isOver ? 0.05 : 0.12
  context.fill()
  context.globalAlpha = isOver ? 0.45 : 0.9
  context.lineWidth = 1.6
  context.stroke()
  context.globalAlpha = 1
}
