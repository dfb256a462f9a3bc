import { boxAround, padBox } from '../../shared/geo/box.ts'
// Which view is the whole picture: Fujian, or everything that fits the filter when the officer has narrowed it down.
// Pure; the map applies the answer.
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import { fromMercator, mercatorX, mercatorY } from '../../shared/geo/mercator.ts'
import type { Bounds } from '../../shared/geo/polygon.ts'
import { FUJIAN_BOX, MIN_ZOOM } from './map-style.ts'

const TILE_PX = 256
/** A single incident is shown with its surroundings, not at street level. */
const CLOSEST_ZOOM = 13
/** Of Fujian's box a little sea and neighbour may be cut off before the next smaller zoom is worth it. */
const FUJIAN_SLACK = 0.2

export interface WholeView extends LonLat {
  readonly zoom: number
}

/** The view that shows all `points` when narrowed, else Fujian, on a screen of this size. */
export function wholePicture(
  points: Iterable<LonLat>,
  isNarrowed: boolean,
  widthPx: number,
  heightPx: number,
): WholeView {
  const around = isNarrowed ? boxAround(points) : null
  if (around === null) return fit(FUJIAN_BOX, widthPx, heightPx, FUJIAN_SLACK)
  return fit(padBox(around, 0.08), widthPx, heightPx, 0)
}

function fit([west, south, east, north]: Bounds, widthPx: number, heightPx: number, slack: number): WholeView {
  const [left, right] = [mercatorX(west), mercatorX(east)]
  const [top, bottom] = [mercatorY(north), mercatorY(south)]
  const widest = Math.log2(Math.max(1, widthPx) / Math.max(1e-9, (right - left) * TILE_PX))
  const highest = Math.log2(Math.max(1, heightPx) / Math.max(1e-9, (bottom - top) * TILE_PX))
  const zoom = Math.floor(Math.min(widest, highest) + slack)
  const middle = fromMercator((left + right) / 2, (top + bottom) / 2)
  return { ...middle, zoom: Math.min(CLOSEST_ZOOM, Math.max(MIN_ZOOM, zoom)) }
}
