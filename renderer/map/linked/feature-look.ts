// Colours and sizes of what other systems draw. Pure.
import type { FeatureView } from '../../../shared/rpc/rows.ts'
import { TRACK } from '../map-style.ts'
import { stormClassColor } from '../storm-track.ts'
import type { Shape } from './feature-shapes.ts'

export const QUAKE = '#d9a0ff'
const MARK = '#f0c879'
const DRAWING = '#7ad0b8'
/** Beaufort force of a wind circle → colour, as forecasters draw them. */
const WINDS: ReadonlyMap<number, string> = new Map([
  [7, '#8fd3ff'],
  [10, '#ffe066'],
  [12, '#ff9f43'],
])

export function featureColor(sort: FeatureView['sort'], { part, size }: Shape): string {
  switch (part) {
    case 'quake':
      return QUAKE
    case 'fix':
    case 'forecastFix':
      return stormClassColor(size)
    case 'wind':
      return WINDS.get(size ?? 7) ?? TRACK
    case 'track':
    case 'forecast':
      return TRACK
    default:
      return sort === 'marker' ? MARK : DRAWING
  }
}

/** Radius of an earthquake's circle: each step of magnitude is plainly larger. */
export function quakeRadiusPx(magnitude: number | null): number {
  return Math.min(34, Math.max(4, 4 + 4.2 * ((magnitude ?? 3) - 3)))
}
