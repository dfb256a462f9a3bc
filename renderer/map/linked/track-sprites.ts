// Draws units once for each look and keeps them: painting ten thousand is then copying small pictures.
import { must } from '../../../shared/base/assert.ts'
import { INK, TEXT } from '../map-style.ts'
import type { TrackLook } from './track-look.ts'
import { alphaOf, COURSE_STEPS, DISTRESS, lookKey, UNIT_COLORS } from './track-look.ts'

/** Half the side of a sprite, CSS pixels. */
export const TRACK_HALF_PX = 16

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Outlines by sort, pointing north, within ±7: vessel, vehicle, person, aircraft, other. */
export const UNIT_SHAPES: readonly string[] = [
  'M0 -8L4 -2V6H-4V-2Z',
  'M-4 -6H4L5 6H-5Z',
  'M0 -5A5 5 0 1 0 0.01 -5Z',
  'M0 -8L1.6 -2.5L8 1V3L1.6 1.4L1.2 5L3.4 7H-3.4L-1.2 5L-1.6 1.4L-8 3V1L-1.6 -2.5Z',
  'M0 -6L6 0L0 6L-6 0Z',
]

export class TrackSprites {
  readonly #scale: number
  readonly #sprites = new Map<string, OffscreenCanvas>()

  /** `scale`: device pixels per CSS pixel. */
  constructor(scale: number) {
    this.#scale = scale
  }

  /** Paints a unit with its centre at (x, y). */
  draw(context: Context, look: TrackLook, x: number, y: number): void {
    const key = lookKey(look)
    let sprite = this.#sprites.get(key)
    if (sprite === undefined) {
      sprite = this.#make(look)
      this.#sprites.set(key, sprite)
    }
    context.drawImage(sprite, x - TRACK_HALF_PX, y - TRACK_HALF_PX, TRACK_HALF_PX * 2, TRACK_HALF_PX * 2)
  }

  #make(look: TrackLook): OffscreenCanvas {
    const side = Math.ceil(TRACK_HALF_PX * 2 * this.#scale)
    const canvas = new OffscreenCanvas(side, side)
    const context = must(canvas.getContext('2d'), 'a canvas for a unit')
    const middle = TRACK_HALF_PX * this.#scale
    context.setTransform(this.#scale, 0, 0, this.#scale, middle, middle)
    context.globalAlpha = alphaOf(look.fading)
    if (look.isDistress) ring(context)
    context.save()
    if (look.turn !== null) {
      context.rotate((look.turn * 2 * Math.PI) / COURSE_STEPS)
      arrow(context, look.isDistress ? DISTRESS : colorOf(look.sort))
    }
    const shape = outlineOf(look.sort)
    context.fillStyle = look.isDistress ? DISTRESS : colorOf(look.sort)
    context.strokeStyle = INK
    context.lineWidth = 1.4
    context.lineJoin = 'round'
    context.fill(shape)
    context.stroke(shape)
    context.restore()
    if (look.isOld) strike(context)
    return canvas
  }
}

function outlineOf(sort: number): Path2D {
  return new Path2D(UNIT_SHAPES[sort] ?? UNIT_SHAPES[4])
}

export function colorOf(sort: number): string {
  return UNIT_COLORS[sort] ?? '#c3cdd8'
}

/** The way it goes. */
function arrow(context: Context, color: string): void {
  context.strokeStyle = color
  context.lineWidth = 1.4
  context.beginPath()
  context.moveTo(0, -8)
  context.lineTo(0, -14.5)
  context.moveTo(-2.2, -12)
  context.lineTo(0, -14.5)
  context.lineTo(2.2, -12)
  context.stroke()
}

/** Two rings: not to be taken for anything else, also without colour. */
function ring(context: Context): void {
  for (const [radius, width, color] of [
    [12.5, 4, '#000000b0'],
    [14, 1.6, DISTRESS],
    [10.8, 1.6, TEXT],
  ] as const) {
    context.beginPath()
    context.arc(0, 0, radius, 0, 2 * Math.PI)
    context.strokeStyle = color
    context.lineWidth = width
    context.stroke()
  }
}

function strike(context: Context): void {
  for (const [width, color] of [
    [3.2, INK],
    [1.6, TEXT],
  ] as const) {
    context.strokeStyle = color
    context.lineWidth = width
    context.beginPath()
    context.moveTo(-8, 8)
    context.lineTo(8, -8)
    context.stroke()
  }
}
