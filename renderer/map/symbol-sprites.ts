// Draws symbols once each and keeps them: painting thousands of incidents is then copying small pictures.
import { must } from '../../shared/base/assert.ts'
import { GLYPHS } from './glyphs.ts'
import { CONFLICT, INK, levelColor, PLATE, TEXT, UNREAD, UNSURE, WAITING } from './map-style.ts'
import type { ClusterLook, SymbolLook, SymbolShape } from './symbol.ts'
import { shapeOf, symbolKey, UNSURE_PX } from './symbol.ts'

/** Half the side of a sprite, CSS pixels: the largest symbol with its marks. */
export const SPRITE_HALF_PX = 25
const ROMAN: readonly string[] = ['', 'I', 'II', 'III', 'IV']
const FONT = 'system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

interface Point {
  readonly x: number
  readonly y: number
}
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

export class SymbolSprites {
  readonly #scale: number
  readonly #sprites = new Map<string, OffscreenCanvas>()

  /** `scale`: device pixels per CSS pixel. */
  constructor(scale: number) {
    this.#scale = scale
  }

  /** Paints an incident's symbol with its centre at (x, y). */
  drawSymbol(context: Context, look: SymbolLook, x: number, y: number): void {
    const key = symbolKey(look)
    let sprite = this.#sprites.get(key)
    if (sprite === undefined) {
      sprite = this.#make(look)
      this.#sprites.set(key, sprite)
    }
    const side = SPRITE_HALF_PX * 2
    context.drawImage(sprite, x - SPRITE_HALF_PX, y - SPRITE_HALF_PX, side, side)
  }

  #make(look: SymbolLook): OffscreenCanvas {
    const side = Math.ceil(SPRITE_HALF_PX * 2 * this.#scale)
    const canvas = new OffscreenCanvas(side, side)
    const context = must(canvas.getContext('2d'), 'a canvas for a symbol')
    context.setTransform(
      this.#scale,
      0,
      0,
      this.#scale,
      (SPRITE_HALF_PX * this.#scale) | 0,
      (SPRITE_HALF_PX * this.#scale) | 0,
    )
    context.globalAlpha = look.fading === 'none' ? 1 : look.fading === 'closed' ? 0.6 : 0.38
    drawPlate(context, look)
    drawGlyph(context, look)
    if (look.fading === 'void') strike(context, look.radiusPx)
    context.globalAlpha = 1
    if (look.isDivisionOnly) drawUnsure(context, look.radiusPx + UNSURE_PX)
    // Corners of the circle around a diamond are empty: its marks sit nearer.
    drawMarks(context, look, look.shape === 'diamond' ? look.radiusPx * 0.72 : look.radiusPx)
    return canvas
  }
}

/** Paints a cluster with its centre at (x, y): count, shares of the levels as a ring, worst level as a badge of its shape. */
export function drawCluster(
  context: Context,
  look: ClusterLook,
  levels: readonly number[],
  x: number,
  y: number,
): void {
  const { radiusPx } = look
  context.save()
  context.translate(x, y)
  context.beginPath()
  // No blurred shadow here: a thousand of them cost more than everything else together.
  context.arc(0, 0, radiusPx + 3, 0, 2 * Math.PI)
  context.fillStyle = '#0000004d'
  context.fill()
  context.beginPath()
  context.arc(0, 0, radiusPx + 1.5, 0, 2 * Math.PI)
  context.fillStyle = `${PLATE}ee`
  context.fill()
  drawShares(context, levels, radiusPx)
  if (look.isDivisionOnly) drawUnsure(context, radiusPx + UNSURE_PX)
  context.fillStyle = look.worst === null ? '#9fb0c0' : TEXT
  context.font = `600 ${look.text.length > 3 ? 11 : 12}px ${FONT}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(look.text, 0, 0.5)
  if (look.worst !== null && look.worst > 0) drawLevelBadge(context, look.worst, 0, -radiusPx - 2)
  drawMarks(context, look, radiusPx)
  context.restore()
}

/** The ring around the selected incident. */
export function drawSelection(context: Context, radiusPx: number, x: number, y: number, color: string): void {
  context.save()
  context.lineWidth = 6
  context.strokeStyle = '#000000aa'
  context.beginPath()
  context.arc(x, y, radiusPx + 7, 0, 2 * Math.PI)
  context.stroke()
  context.lineWidth = 2.5
  context.strokeStyle = color
  context.stroke()
  context.lineWidth = 2
  for (const angle of [0, 0.5, 1, 1.5]) {
    const [dx, dy] = [Math.cos(angle * Math.PI), Math.sin(angle * Math.PI)]
    context.beginPath()
    context.moveTo(x + dx * (radiusPx + 7), y + dy * (radiusPx + 7))
    context.lineTo(x + dx * (radiusPx + 13), y + dy * (radiusPx + 13))
    context.stroke()
  }
  context.restore()
}

/** Position not known: a broken ring around the symbol. */
function drawUnsure(context: Context, radiusPx: number): void {
  context.setLineDash([6, 4.5])
  for (const [width, color] of [
    [4, '#000000a0'],
    [2, UNSURE],
  ] as const) {
    context.lineWidth = width
    context.strokeStyle = color
    context.beginPath()
    context.arc(0, 0, radiusPx, 0, 2 * Math.PI)
    context.stroke()
  }
  context.setLineDash([])
}

/** From a seat to the symbols laid around it. */
export function drawTether(context: Context, from: Point, to: Point): void {
  context.strokeStyle = `${UNSURE}90`
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(from.x, from.y)
  context.lineTo(to.x, to.y)
  context.stroke()
}

function drawShares(context: Context, levels: readonly number[], radiusPx: number): void {
  const total = levels.reduce((sum, count) => sum + count, 0)
  context.lineWidth = 3.5
  if (total === 0) {
    context.strokeStyle = '#4b5a69'
    context.beginPath()
    context.arc(0, 0, radiusPx, 0, 2 * Math.PI)
    context.stroke()
    return
  }
  let from = -Math.PI / 2
  for (const level of [1, 2, 3, 4, 0]) {
    const share = (levels[level] ?? 0) / total
    if (share === 0) continue
    // A single grave incident among thousands must still be seen.
    const to = from + Math.max(share, 0.03) * 2 * Math.PI
    context.strokeStyle = levelColor(level)
    context.beginPath()
    context.arc(0, 0, radiusPx, from, Math.min(to, 1.5 * Math.PI))
    context.stroke()
    from = Math.min(to, 1.5 * Math.PI)
  }
}

function drawLevelBadge(context: Context, level: number, x: number, y: number): void {
  context.save()
  context.translate(x, y)
  shapePath(context, shapeOf(level), level === 2 ? 9 : 7.5)
  context.fillStyle = levelColor(level)
  context.fill()
  context.lineWidth = 1.5
  context.strokeStyle = INK
  context.stroke()
  context.fillStyle = INK
  context.font = `700 ${level === 3 ? 8 : 9}px ${FONT}`
  context.fillText(ROMAN[level] ?? '', 0, 0.5)
  context.restore()
}

function drawPlate(context: Context, look: SymbolLook): void {
  const color = levelColor(look.level)
  const isHeavy = look.level === 1 || look.level === 2
  shapePath(context, look.shape, look.radiusPx)
  context.fillStyle = isHeavy ? color : PLATE
  context.shadowColor = '#000000b0'
  context.shadowBlur = 4
  context.fill()
  context.shadowBlur = 0
  context.lineWidth = 2
  context.strokeStyle = isHeavy ? INK : color
  if (look.shape === 'dashedCircle') context.setLineDash([3.2, 2.4])
  context.stroke()
  context.setLineDash([])
  if (look.level !== 1) return
  shapePath(context, look.shape, look.radiusPx + 3.2)
  context.strokeStyle = color
  context.lineWidth = 1.8
  context.stroke()
}

function drawGlyph(context: Context, look: SymbolLook): void {
  const glyph = GLYPHS[look.family]
  const isHeavy = look.level === 1 || look.level === 2
  const size = look.shape === 'diamond' ? 0.9 : look.shape === 'octagon' ? 1.05 : 0.86
  context.save()
  context.scale(size, size)
  context.translate(-8, -8)
  const path = outlineOf(glyph.path)
  context.fillStyle = isHeavy ? INK : TEXT
  context.strokeStyle = isHeavy ? INK : TEXT
  context.lineWidth = 1.7
  context.lineCap = 'round'
  context.lineJoin = 'round'
  if (glyph.isFilled) context.fill(path)
  else context.stroke(path)
  context.restore()
}

function outlineOf(data: string): Path2D {
  return new Path2D(data)
}

function strike(context: Context, radiusPx: number): void {
  context.lineWidth = 2
  context.strokeStyle = TEXT
  context.beginPath()
  context.moveTo(-radiusPx, radiusPx)
  context.lineTo(radiusPx, -radiusPx)
  context.stroke()
}

/** Unread: a white dot, top right. Conflict: a violet triangle, top left. Waiting: an arrow up, bottom right. */
function drawMarks(
  context: Context,
  marks: Pick<SymbolLook, 'hasConflict' | 'isUnread' | 'isWaiting'>,
  radiusPx: number,
): void {
  const off = radiusPx * 0.82
  context.lineWidth = 1.6
  context.strokeStyle = INK
  if (marks.isUnread) {
    context.fillStyle = UNREAD
    context.beginPath()
    context.arc(off, -off, 4, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
  if (marks.hasConflict) {
    context.fillStyle = CONFLICT
    context.beginPath()
    context.moveTo(-off, -off - 6)
    context.lineTo(-off + 6, -off + 4.4)
    context.lineTo(-off - 6, -off + 4.4)
    context.closePath()
    context.fill()
    context.stroke()
  }
  if (!marks.isWaiting) return
  context.fillStyle = WAITING
  context.beginPath()
  context.arc(off, off, 4.6, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
  context.lineWidth = 1.4
  context.beginPath()
  context.moveTo(off, off + 2.6)
  context.lineTo(off, off - 2.4)
  context.moveTo(off - 2, off - 0.4)
  context.lineTo(off, off - 2.6)
  context.lineTo(off + 2, off - 0.4)
  context.stroke()
}

function shapePath(context: Context, shape: SymbolShape, radiusPx: number): void {
  context.beginPath()
  if (shape === 'circle' || shape === 'dashedCircle') context.arc(0, 0, radiusPx, 0, 2 * Math.PI)
  else if (shape === 'square') context.roundRect(-radiusPx + 1, -radiusPx + 1, radiusPx * 2 - 2, radiusPx * 2 - 2, 3)
  else polygonPath(context, shape === 'diamond' ? 4 : 8, shape === 'diamond' ? 0 : Math.PI / 8, radiusPx)
}

function polygonPath(context: Context, corners: number, turn: number, radiusPx: number): void {
  for (let corner = 0; corner < corners; corner++) {
    const angle = turn + (corner * 2 * Math.PI) / corners
    context.lineTo(Math.cos(angle) * radiusPx, Math.sin(angle) * radiusPx)
  }
  context.closePath()
}
