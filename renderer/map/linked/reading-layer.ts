// Leaflet layer that paints readings: from afar a small square by state, nearer by the value with its unit. The state is told
// by form as well as by colour: danger is filled, attention has a thick edge; an old value is hollow with a broken edge, and says its
// age.
import type { LeafletEventHandlerFn, Map as LeafletMap, Point } from 'leaflet'
import { Layer } from 'leaflet'
import type { ReadingView } from '../../../shared/rpc/rows.ts'
import type { Sheet } from '../canvas-sheet.ts'
import { CanvasSheet, onSheet } from '../canvas-sheet.ts'
import { INK, PLATE, TEXT } from '../map-style.ts'
import { isReadingOld, READING_OLD_MS, readingBoxes, readingMs, readingText } from './reading-look.ts'

/** From here on values are written. */
const VALUE_ZOOM = 9
const FONT = '600 11px system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
const HEIGHT_PX = 17
const OLD = { fill: `${PLATE}99`, text: '#a9b8c6', alpha: 0.75 }

/** How readings age: when those of a system are old, and an age in words. */
export interface ReadingAges {
  readonly oldAfterMs: (gateway: string) => number
  readonly words: (ageMs: number) => string
}

interface Painted {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly id: string
}

const LOOKS = {
  normal: { fill: `${PLATE}e6`, edge: '#5b7389', width: 1, text: TEXT },
  attention: { fill: '#2a2008f2', edge: '#f5c242', width: 2.4, text: '#ffe3a1' },
  danger: { fill: '#c9302c', edge: '#ffb3b0', width: 1.4, text: '#ffffff' },
} as const

export class ReadingLayer extends Layer {
  readonly #sheet = new CanvasSheet('tracks', (sheet) => this.#paint(sheet))
  #readings: readonly ReadingView[] = []
  #ages: ReadingAges = { oldAfterMs: () => READING_OLD_MS, words: () => '' }
  #nowMs = 0
  #isShown = true
  #painted: Painted[] = []

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

  /** Draws these and no others; what has no place is not drawn. */
  set(readings: readonly ReadingView[]): void {
    this.#readings = readings
    this.#sheet.schedule()
  }

  setAges(ages: ReadingAges): void {
    this.#ages = ages
    this.#sheet.schedule()
  }

  /** The server's time, for ages. */
  setNow(nowMs: number): void {
    this.#nowMs = nowMs
    this.#sheet.schedule()
  }

  setShown(isShown: boolean): void {
    this.#isShown = isShown
    this.#sheet.schedule()
  }

  /** The reading drawn at a point of the map's container, or null. */
  readingAt(containerPoint: Point): string | null {
    const at = this.#sheet.at(containerPoint)
    if (at === null) return null
    return (
      this.#painted.findLast(
        ({ left, top, right, bottom }) => at.x >= left && at.x <= right && at.y >= top && at.y <= bottom,
      )?.id ?? null
    )
  }

  #paint(sheet: Sheet): void {
    this.#painted = []
    sheet.canvas.dataset['readings'] = this.#isShown ? String(this.#readings.length) : '0'
    if (!this.#isShown) return
    const { context, zoom } = sheet
    let old = 0
    context.font = FONT
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    // Several quantities of one sensor stand below each other; the gravest is drawn last and lies on top.
    for (const { reading, line } of readingBoxes(this.#readings)) {
      const { x, y } = onSheet(sheet, reading.longitude, reading.latitude)
      const look = LOOKS[reading.state]
      const isOld = isReadingOld(reading, this.#ages.oldAfterMs(reading.gateway), this.#nowMs)
      if (isOld) old += 1
      const age = isOld ? this.#ages.words(this.#nowMs - readingMs(reading)) : ''
      const text = [readingText(reading), age].filter((part) => part !== '').join(' · ')
      const half = zoom < VALUE_ZOOM ? 4 : context.measureText(text).width / 2 + 5
      const height = zoom < VALUE_ZOOM ? 8 : HEIGHT_PX
      const top = zoom < VALUE_ZOOM ? y - 4 : y - HEIGHT_PX / 2 + line * (HEIGHT_PX + 1)
      if (x + half < 0 || x - half > sheet.width || top + height < 0 || top > sheet.height) continue
      context.globalAlpha = isOld ? OLD.alpha : 1
      context.setLineDash(isOld ? [3, 2] : [])
      context.fillStyle = INK
      context.fillRect(x - half - 1.5, top - 1.5, half * 2 + 3, height + 3)
      context.fillStyle = isOld ? OLD.fill : look.fill
      context.fillRect(x - half, top, half * 2, height)
      context.strokeStyle = look.edge
      context.lineWidth = look.width
      context.strokeRect(x - half, top, half * 2, height)
      if (zoom >= VALUE_ZOOM) {
        context.fillStyle = isOld ? OLD.text : look.text
        context.fillText(text, x, top + HEIGHT_PX / 2 + 0.5)
      }
      this.#painted.push({ left: x - half, top, right: x + half, bottom: top + height, id: reading.key })
    }
    context.globalAlpha = 1
    context.setLineDash([])
    sheet.canvas.dataset['oldReadings'] = String(old)
  }
}
