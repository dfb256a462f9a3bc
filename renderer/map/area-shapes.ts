// Areas of incidents as the map draws them: rings on the unit square of shared/geo/mercator.ts, and which of them lies under
// the pointer. Pure.
import { mercatorX, mercatorY } from '../../shared/geo/mercator.ts'
import type { Bounds, Ring } from '../../shared/geo/polygon.ts'
import { boundsOf, isInRing } from '../../shared/geo/polygon.ts'

export interface AreaShape {
  /** Corners on the unit square. */
  readonly ring: Ring
  /** [left, top, right, bottom] of the ring. */
  readonly box: Bounds
}

/** How the unit square lies on a sheet, as canvas-sheet.ts says it. */
interface Lie {
  readonly side: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** An area smaller than this is not to be told from its symbol. */
const SMALLEST_PX = 5
/** As much of a map of usual size as an area gone to may fill. */
const USUAL_PX = 560
const TILE_PX = 256
/** So near to an outline the pointer is on it. */
const EDGE_PX = 6

/** A ring of WGS-84 as the map draws it. */
export function areaShape(ring: Ring): AreaShape {
  const corners = ring.map(([lon, lat]): readonly [number, number] => [mercatorX(lon), mercatorY(lat)])
  return { ring: corners, box: boundsOf([[corners]]) }
}

/** The zoom at which the shape is well seen on a map of usual size. */
export function zoomOfArea({ box: [left, top, right, bottom] }: AreaShape): number {
  const zoom = Math.floor(Math.log2(USUAL_PX / (TILE_PX * Math.max(right - left, bottom - top, 1e-9))))
  return Math.min(14, Math.max(6, zoom))
}

/** True when something of the shape is to be drawn: on the sheet, and large enough to be a shape. */
export function isDrawn({ box: [left, top, right, bottom] }: AreaShape, lie: Lie): boolean {
  if (Math.max(right - left, bottom - top) * lie.side < SMALLEST_PX) return false
  return (
    right * lie.side > lie.left &&
    left * lie.side < lie.left + lie.width &&
    bottom * lie.side > lie.top &&
    top * lie.side < lie.top + lie.height
  )
}

/**
 * The smallest of the shapes that hold a place of the sheet; null for none. A shape wider than the `view` (CSS pixels) is met
 * on its outline only: within, everything would be it.
 */
export function areaUnder<Shape extends AreaShape>(
  shapes: readonly Shape[],
  lie: Lie,
  x: number,
  y: number,
  view: { readonly width: number; readonly height: number },
): Shape | null {
  const [at, down] = [(x + lie.left) / lie.side, (y + lie.top) / lie.side]
  const reach = EDGE_PX / lie.side
  let found: Shape | null = null
  for (const shape of shapes) {
    const { box, ring } = shape
    if (at < box[0] - reach || at > box[2] + reach || down < box[1] - reach || down > box[3] + reach) continue
    if (found !== null && sizeOf(found) <= sizeOf(shape)) continue
    const isWide = (box[2] - box[0]) * lie.side > view.width || (box[3] - box[1]) * lie.side > view.height
    if ((!isWide && isInRing(at, down, ring)) || edgeDistance(at, down, ring) <= reach) found = shape
  }
  return found
}

function sizeOf({ box: [left, top, right, bottom] }: AreaShape): number {
  return (right - left) * (bottom - top)
}

function edgeDistance(x: number, y: number, ring: Ring): number {
  let least = Infinity
  let before = ring[ring.length - 1]
  for (const vertex of ring) {
    if (before !== undefined) {
      const [dx, dy] = [vertex[0] - before[0], vertex[1] - before[1]]
      const along = ((x - before[0]) * dx + (y - before[1]) * dy) / (dx * dx + dy * dy || 1)
      const share = Math.max(0, Math.min(1, along))
      least = Math.min(least, Math.hypot(before[0] + share * dx - x, before[1] + share * dy - y))
    }
    before = vertex
  }
  return least
}
