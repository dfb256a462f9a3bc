// What a unit looks like on the map, decided from its row and the time: shape by sort, turned by its course, paler with age,
// struck through once old, unmistakable in distress. Drawing is track-sprites.ts; this file is pure.
import type { TrackPoint } from '../../../shared/rpc/rows.ts'

/** A unit that does not say when it counts as old does so after this long without a new position. */
export const OLD_AFTER_MS = 10 * 60_000
/** Up to this age nothing fades. */
const FRESH_MS = 2 * 60_000
/** Course in so many steps: a sprite each. */
export const COURSE_STEPS = 36
/** From here on symbols have shapes; farther out units are dots. */
export const SYMBOL_ZOOM = 9
/** From here on names stand beside symbols, where there is room. */
export const NAME_ZOOM = 12

/** Colours of sorts; red is kept for distress. */
export const UNIT_COLORS: readonly string[] = ['#57c7d9', '#8fb2ff', '#9bdc9f', '#cbaaf3', '#c3cdd8']
export const DISTRESS = '#ff4d4f'

export interface TrackLook {
  /** Index of UNIT_SORTS. */
  readonly sort: number
  /** Step of the course; null: none is known. */
  readonly turn: number | null
  readonly isDistress: boolean
  readonly isOld: boolean
  /** 0 fresh to 3 palest. */
  readonly fading: number
}

/** The look at `nowMs`, by the server's clock. */
export function trackLook(row: TrackPoint, nowMs: number): TrackLook {
  const [, , , course, , sort, distressMs, , heardMs, staleMs] = row
  const isDistress = distressMs > 0
  const oldMs = staleMs ?? heardMs + OLD_AFTER_MS
  const isOld = nowMs >= oldMs
  return {
    sort: UNIT_COLORS[sort] === undefined ? UNIT_COLORS.length - 1 : sort,
    turn: course === null ? null : Math.round((course % 360) / (360 / COURSE_STEPS)) % COURSE_STEPS,
    isDistress,
    isOld,
    // A call for help does not fade.
    fading: isDistress ? 0 : isOld ? 3 : fadingAt(nowMs - heardMs, oldMs - heardMs),
  }
}

function fadingAt(ageMs: number, oldMs: number): number {
  if (ageMs <= FRESH_MS || oldMs <= FRESH_MS) return 0
  return Math.min(2, 1 + Math.floor((2 * (ageMs - FRESH_MS)) / (oldMs - FRESH_MS)))
}

/** Opacity of a fading. */
export function alphaOf(fading: number): number {
  return [1, 0.8, 0.62, 0.42][fading] ?? 0.42
}

/** Equal for equal looks: the key of a sprite. */
export function lookKey({ sort, turn, isDistress, isOld, fading }: TrackLook): string {
  return `${sort} ${turn ?? '-'} ${isDistress ? 'd' : ''}${isOld ? 'o' : ''}${fading}`
}
