// Leaflet layer that paints what other systems draw: storms with forecast and wind circles, earthquakes by magnitude, marks,
// shapes and layers. Below units and incidents; what is old is paler and its lines are broken.
import type { LeafletEventHandlerFn, Map as LeafletMap, Point } from 'leaflet'
import { Layer } from 'leaflet'
import { isInRing } from '../../../shared/geo/polygon.ts'
import type { FeatureView } from '../../../shared/rpc/rows.ts'
import type { Sheet } from '../canvas-sheet.ts'
import { CanvasSheet, onSheet } from '../canvas-sheet.ts'
import { INK, TEXT } from '../map-style.ts'
import { featureColor, quakeRadiusPx } from './feature-look.ts'
import type { Corner, Shape } from './feature-shapes.ts'
import { shapesOf } from './feature-shapes.ts'

const LABEL_ZOOM = 6
const NAME_ZOOM = 9
const FONT = '11px system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
const REACH_PX = 4

interface Drawn {
  readonly row: FeatureView
  readonly shapes: readonly Shape[]
}

interface Place {
  readonly x: number
  readonly y: number
}

export class FeatureLayer extends Layer {
  readonly #sheet = new CanvasSheet('linked', (sheet) => this.#paint(sheet))
  #drawn: readonly Drawn[] = []
  #isShown = true
  #nowMs = 0
  #points: { readonly x: number; readonly y: number; readonly radius: number; readonly id: string }[] = []
  #areas: { readonly ring: readonly Corner[]; readonly id: string }[] = []

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

  /** Draws these and no others; rows that stayed the same are not read again. */
  set(features: readonly FeatureView[]): void {
    const before = new Map(this.#drawn.map((one) => [one.row, one]))
    this.#drawn = features
      .map((row) => before.get(row) ?? { row, shapes: shapesOf(row) })
      // Strong earthquakes over weak ones, and storms over all.
      .toSorted((a, b) => rankOf(a) - rankOf(b))
    this.#sheet.schedule()
  }

  setNow(nowMs: number): void {
    this.#nowMs = nowMs
    this.#sheet.schedule()
  }

  setShown(isShown: boolean): void {
    this.#isShown = isShown
    this.#sheet.schedule()
  }

  /** The feature drawn at a point of the map's container, or null: a point first, then an area. */
  featureAt(containerPoint: Point): string | null {
    const at = this.#sheet.at(containerPoint)
    if (at === null) return null
    const point = this.#points.findLast(({ x, y, radius }) => Math.hypot(x - at.x, y - at.y) <= radius + REACH_PX)
    return point?.id ?? this.#areas.findLast(({ ring }) => isInRing(at.x, at.y, ring))?.id ?? null
  }

  #paint(sheet: Sheet): void {
    this.#points = []
    this.#areas = []
    sheet.canvas.dataset['features'] = this.#isShown ? String(this.#drawn.length) : '0'
    if (!this.#isShown) return
    const { context } = sheet
    context.font = FONT
    context.textBaseline = 'middle'
    context.lineJoin = 'round'
    for (const { row, shapes } of this.#drawn) {
      const isOld = row.staleMs !== null && this.#nowMs >= row.staleMs
      context.globalAlpha = isOld ? 0.5 : 1
      for (const shape of shapes) this.#paintShape(sheet, row, shape, isOld)
      context.globalAlpha = 1
      context.setLineDash([])
    }
  }

  #paintShape(sheet: Sheet, row: FeatureView, shape: Shape, isOld: boolean): void {
    const { context } = sheet
    const color = featureColor(row.sort, shape)
    const isBroken = isOld || shape.part === 'forecast'
    context.setLineDash(isBroken ? [6, 5] : [])
    if (shape.type === 'point') {
      this.#paintPoint(sheet, row, shape, color)
      return
    }
    const rings = shape.type === 'line' ? [shape.corners] : shape.rings
    const places = rings.map((ring) => ring.map(([lon, lat]) => onSheet(sheet, lon, lat)))
    context.beginPath()
    for (const ring of places) {
      ring.forEach(({ x, y }, at) => (at === 0 ? context.moveTo(x, y) : context.lineTo(x, y)))
      if (shape.type === 'area') context.closePath()
    }
    if (shape.type === 'area') {
      context.fillStyle = `${color}22`
      context.fill('evenodd')
      const [outer] = places
      // A wind circle is part of its storm; the map below it must stay open to the pointer.
      if (outer !== undefined && shape.part !== 'wind')
        this.#areas.push({ ring: outer.map(({ x, y }): Corner => [x, y]), id: row.key })
    }
    context.strokeStyle = '#00000070'
    context.lineWidth = 3.4
    context.stroke()
    context.strokeStyle = color
    context.lineWidth = shape.part === 'track' ? 2 : 1.6
    context.stroke()
    const [first] = places[0] ?? []
    if (shape.part === 'plain' && first !== undefined && sheet.zoom >= NAME_ZOOM)
      text(context, row.name, first, TEXT, 6)
  }

  #paintPoint(sheet: Sheet, row: FeatureView, shape: Shape & { readonly type: 'point' }, color: string): void {
    const { context } = sheet
    const at = onSheet(sheet, shape.at[0], shape.at[1])
    const radius = shape.part === 'quake' ? quakeRadiusPx(shape.size) : shape.part === 'plain' ? 6 : 4
    this.#points.push({ ...at, radius, id: row.key })
    context.setLineDash([])
    context.beginPath()
    if (shape.part === 'plain') {
      // A mark stands on its point.
      context.moveTo(at.x, at.y)
      context.lineTo(at.x - 5, at.y - 9)
      context.arc(at.x, at.y - 11, 5.4, Math.PI * 0.85, Math.PI * 2.15)
      context.closePath()
    } else context.arc(at.x, at.y, radius, 0, 2 * Math.PI)
    context.fillStyle = shape.part === 'quake' ? `${color}40` : shape.part === 'forecastFix' ? INK : color
    context.fill()
    context.strokeStyle = shape.part === 'forecastFix' || shape.part === 'quake' ? color : INK
    context.lineWidth = shape.part === 'quake' ? 2 : 1.4
    context.stroke()
    if (shape.part === 'quake') {
      cross(context, at, color)
      if (shape.size !== null && (shape.size >= 4.5 || sheet.zoom >= LABEL_ZOOM))
        text(context, `M${shape.size.toFixed(1)}`, at, color, radius + 4)
      return
    }
    if (shape.part === 'plain') {
      if (sheet.zoom >= NAME_ZOOM) text(context, row.name, { x: at.x, y: at.y - 10 }, TEXT, 9)
    } else if (shape.label !== '' && sheet.zoom >= LABEL_ZOOM) text(context, shape.label, at, color, 8)
  }
}

function rankOf({ row, shapes }: Drawn): number {
  if (row.sort === 'storm') return 100
  return row.sort === 'quake' ? 10 + (shapes[0]?.size ?? 0) : 0
}

/** The place itself, in the middle of its circle. */
function cross(context: CanvasRenderingContext2D, { x, y }: Place, color: string): void {
  context.strokeStyle = color
  context.lineWidth = 1.4
  context.beginPath()
  context.moveTo(x - 3, y)
  context.lineTo(x + 3, y)
  context.moveTo(x, y - 3)
  context.lineTo(x, y + 3)
  context.stroke()
}

function text(context: CanvasRenderingContext2D, words: string, { x, y }: Place, color: string, gap: number): void {
  if (words === '') return
  context.setLineDash([])
  context.textAlign = 'start'
  context.lineWidth = 3.2
  context.strokeStyle = '#0b1420d0'
  context.strokeText(words, x + gap, y)
  context.fillStyle = color
  context.fillText(words, x + gap, y)
}
