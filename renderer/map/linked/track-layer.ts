// Leaflet layer that paints all units into one canvas: dots from afar, symbols with course and name nearer by, the trail of
// the one looked at. Ten thousand are painted about once a second, when the server tells of them, and after moves.
import type { LeafletEventHandlerFn, Map as LeafletMap, Point } from 'leaflet'
import { Layer } from 'leaflet'
import { mercatorX, mercatorY } from '../../../shared/geo/mercator.ts'
import type { TrackPoint } from '../../../shared/rpc/rows.ts'
import type { Sheet } from '../canvas-sheet.ts'
import { CanvasSheet, onSheet } from '../canvas-sheet.ts'
import { INK, SELECTED, TEXT } from '../map-style.ts'
import { drawSelection } from '../symbol-sprites.ts'
import type { TrackLook } from './track-look.ts'
import { alphaOf, DISTRESS, NAME_ZOOM, SYMBOL_ZOOM, trackLook } from './track-look.ts'
import { colorOf, TRACK_HALF_PX, TrackSprites } from './track-sprites.ts'

/** More units than these are dots from afar: their symbols would cover each other. */
const DENSE_UNITS = 300
/** Names drawn at most: beyond that nobody can read them. */
const MOST_NAMES = 250
const NAME_FONT = '11px system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
const NAME_CELL_PX = { width: 84, height: 15 }
/** A finger is wider than a dot. */
const REACH_PX = 11

interface Unit {
  readonly row: TrackPoint
  /** On the unit square of shared/geo/mercator.ts. */
  readonly x: number
  readonly y: number
}

export type Trail = readonly (readonly [atMs: number, lon: number, lat: number])[]

export class TrackLayer extends Layer {
  readonly #sheet = new CanvasSheet('tracks', (sheet) => this.#paint(sheet))
  readonly #units = new Map<string, Unit>()
  #sprites = new TrackSprites(1)
  #scale = 1
  #isShown = true
  #nowMs = 0
  #selected: string | null = null
  #trail: Trail = []
  /** What was painted, topmost last: place and id. */
  #painted: { readonly x: number; readonly y: number; readonly id: string }[] = []

  override onAdd(map: LeafletMap): this {
    this.#sheet.add(map)
    return this
  }

  override onRemove(): this {
    this.#sheet.remove()
    return this
  }

  override getEvents(): Record<string, LeafletEventHandlerFn> {
    return this.#sheet.events()
  }

  /** Rows that came or changed, and ids that went; `reset`: these and no others. */
  apply({
    reset,
    put,
    del,
  }: {
    readonly reset: boolean
    readonly put: readonly TrackPoint[]
    readonly del: readonly string[]
  }): void {
    if (reset) this.#units.clear()
    for (const row of put) this.#units.set(row[0], { row, x: mercatorX(row[1]), y: mercatorY(row[2]) })
    for (const id of del) this.#units.delete(id)
    this.#sheet.schedule()
  }

  /** The server's time, for ages; drawn with the next change. */
  setNow(nowMs: number): void {
    this.#nowMs = nowMs
    this.#sheet.schedule()
  }

  setShown(isShown: boolean): void {
    this.#isShown = isShown
    this.#sheet.schedule()
  }

  /** The unit looked at, and where it has been. */
  setSelected(unit: string | null, trail: Trail): void {
    this.#selected = unit
    this.#trail = trail
    this.#sheet.schedule()
  }

  /** The unit drawn at a point of the map's container, or null. */
  unitAt(containerPoint: Point): string | null {
    const at = this.#sheet.at(containerPoint)
    if (at === null) return null
    let found: string | null = null
    let nearest = REACH_PX * REACH_PX
    for (const { x, y, id } of this.#painted) {
      const away = (x - at.x) ** 2 + (y - at.y) ** 2
      // What lies on top was painted later.
      if (away <= nearest) [found, nearest] = [id, away]
    }
    return found
  }

  #paint(sheet: Sheet): void {
    this.#painted = []
    // Lets tests and benches see that the picture is whole without reading pixels.
    sheet.canvas.dataset['units'] = this.#isShown ? String(this.#units.size) : '0'
    if (!this.#isShown) return
    if (this.#scale !== sheet.scale) {
      this.#scale = sheet.scale
      this.#sprites = new TrackSprites(sheet.scale)
    }
    this.#paintTrail(sheet)
    const { side, left, top, width, height, context } = sheet
    const isDense = sheet.zoom < SYMBOL_ZOOM && this.#units.size > DENSE_UNITS
    const distress: { readonly unit: Unit; readonly look: TrackLook; readonly x: number; readonly y: number }[] = []
    const named: { readonly name: string; readonly x: number; readonly y: number }[] = []
    for (const unit of this.#units.values()) {
      const x = unit.x * side - left
      const y = unit.y * side - top
      if (x < -TRACK_HALF_PX || y < -TRACK_HALF_PX || x > width + TRACK_HALF_PX || y > height + TRACK_HALF_PX) continue
      const look = trackLook(unit.row, this.#nowMs)
      if (look.isDistress || unit.row[0] === this.#selected) {
        distress.push({ unit, look, x, y })
        continue
      }
      if (isDense) dot(context, look, x, y)
      else this.#sprites.draw(context, look, x, y)
      this.#painted.push({ x, y, id: unit.row[0] })
      if (sheet.zoom >= NAME_ZOOM && unit.row[10] !== '') named.push({ name: unit.row[10], x, y })
    }
    context.globalAlpha = 1
    for (const { unit, look, x, y } of distress) {
      if (unit.row[0] === this.#selected) drawSelection(context, 8, x, y, SELECTED)
      this.#sprites.draw(context, look, x, y)
      this.#painted.push({ x, y, id: unit.row[0] })
    }
    const taken = new Set<string>()
    for (const { unit, look, x, y } of distress) {
      const name = look.isDistress ? `SOS ${unit.row[10]}`.trim() : unit.row[10]
      label(context, taken, name, x, y, look.isDistress ? DISTRESS : TEXT, true)
    }
    for (const { name, x, y } of named.slice(0, MOST_NAMES)) label(context, taken, name, x, y, TEXT, false)
  }

  #paintTrail(sheet: Sheet): void {
    if (this.#trail.length < 2) return
    const { context } = sheet
    const points = this.#trail.map(([, lon, lat]) => onSheet(sheet, lon, lat))
    for (const [width, color] of [
      [4, '#00000080'],
      [1.8, SELECTED],
    ] as const) {
      context.strokeStyle = color
      context.lineWidth = width
      context.lineJoin = 'round'
      context.beginPath()
      for (const { x, y } of points) context.lineTo(x, y)
      context.stroke()
    }
    context.fillStyle = SELECTED
    for (const { x, y } of points.slice(0, -1)) {
      context.beginPath()
      context.arc(x, y, 2, 0, 2 * Math.PI)
      context.fill()
    }
  }
}

function dot(context: CanvasRenderingContext2D, { sort, fading, isOld }: TrackLook, x: number, y: number): void {
  context.globalAlpha = alphaOf(fading)
  context.fillStyle = INK
  context.fillRect(x - 3, y - 3, 6, 6)
  context.fillStyle = colorOf(sort)
  // An old one is hollow: at this size a stroke through it cannot be seen.
  if (isOld) {
    context.fillRect(x - 2, y - 2, 4, 1)
    context.fillRect(x - 2, y + 1, 4, 1)
  } else context.fillRect(x - 2, y - 2, 4, 4)
}

/** A name beside its unit, where no other name stands; `isNeeded`: also where one does. */
function label(
  context: CanvasRenderingContext2D,
  taken: Set<string>,
  name: string,
  x: number,
  y: number,
  color: string,
  isNeeded: boolean,
): void {
  const cell = `${Math.floor(x / NAME_CELL_PX.width)} ${Math.floor(y / NAME_CELL_PX.height)}`
  if (name === '' || (taken.has(cell) && !isNeeded)) return
  taken.add(cell)
  context.font = isNeeded ? `600 ${NAME_FONT}` : NAME_FONT
  context.textAlign = 'start'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.lineWidth = 3.5
  context.strokeStyle = '#0b1420d0'
  context.strokeText(name, x + (isNeeded ? 17 : 11), y)
  context.fillStyle = color
  context.fillText(name, x + (isNeeded ? 17 : 11), y)
}
