// What an incident looks like on the map, decided from its point alone: family by category, shape and weight by level,
// marks for what an officer must notice. Drawing is symbol-sprites.ts; this file is pure.
import { familyOf } from './category-family.ts'
import type { Family } from './category-family.ts'
import type { ClusterItem } from './worker/incident-messages.ts'
import { CLOSED_STATUS, CONFLICT_FLAG, UNREAD_FLAG, VOID_STATUS, WAITING_FLAG } from './worker/incident-messages.ts'
import type { MapPoint } from './worker/map-point.ts'
import { DIVISION_FLAG } from './worker/map-point.ts'

/** Shape by level: the worse, the more corners and the larger. */
export type SymbolShape = 'octagon' | 'diamond' | 'square' | 'circle' | 'dashedCircle'

export interface SymbolLook {
  readonly family: Family
  /** 1 to 4; 0 is ungraded. */
  readonly level: number
  readonly shape: SymbolShape
  readonly radiusPx: number
  readonly fading: 'none' | 'closed' | 'void'
  readonly hasConflict: boolean
  readonly isUnread: boolean
  readonly isWaiting: boolean
  /** Nobody knows where in its division it is. */
  readonly isDivisionOnly: boolean
}

const SHAPES: readonly SymbolShape[] = ['dashedCircle', 'octagon', 'diamond', 'square', 'circle']
const RADII_PX: readonly number[] = [10.5, 14, 15.5, 11.5, 11]

/** The broken ring around what is not known exactly lies so far outside. */
export const UNSURE_PX = 6

/** Shape of a level; 0 is ungraded. */
export function shapeOf(level: number): SymbolShape {
  return SHAPES[level] ?? 'dashedCircle'
}

/** The look of one incident. */
export function symbolOf(row: MapPoint): SymbolLook {
  const [, , , level, status, category, flags] = row
  return {
    family: familyOf(category),
    level: level >= 1 && level <= 4 ? level : 0,
    shape: shapeOf(level),
    radiusPx: RADII_PX[level] ?? 10.5,
    fading: status === VOID_STATUS ? 'void' : status === CLOSED_STATUS ? 'closed' : 'none',
    hasConflict: (flags & CONFLICT_FLAG) !== 0,
    isUnread: (flags & UNREAD_FLAG) !== 0,
    isWaiting: (flags & WAITING_FLAG) !== 0,
    isDivisionOnly: (flags & DIVISION_FLAG) !== 0,
  }
}

/** Equal for equal looks: the key of a sprite. */
export function symbolKey(look: SymbolLook): string {
  const marks =
    (look.hasConflict ? 1 : 0) + (look.isUnread ? 2 : 0) + (look.isWaiting ? 4 : 0) + (look.isDivisionOnly ? 8 : 0)
  return `${look.family} ${look.level} ${look.fading} ${marks}`
}

export interface ClusterLook {
  readonly radiusPx: number
  readonly text: string
  /** Worst level among incidents neither closed nor void: 1 to 4; 0 when they are ungraded; null when all are over. */
  readonly worst: number | null
  readonly hasConflict: boolean
  readonly isUnread: boolean
  readonly isWaiting: boolean
  /** Of all its incidents only the division is known. */
  readonly isDivisionOnly: boolean
}

/** The look of many incidents drawn as one. */
export function clusterLook(cluster: ClusterItem): ClusterLook {
  return {
    radiusPx: 14 + Math.min(12, 3.2 * Math.log10(cluster.count)),
    text: countText(cluster.count),
    worst: worstOf(cluster.levels),
    hasConflict: (cluster.flags & CONFLICT_FLAG) !== 0,
    isUnread: (cluster.flags & UNREAD_FLAG) !== 0,
    isWaiting: (cluster.flags & WAITING_FLAG) !== 0,
    isDivisionOnly: cluster.divisionOnly === cluster.count,
  }
}

/** Worst level of a tally by level (index 0: ungraded); null when it counts nothing. */
export function worstOf(levels: readonly number[]): number | null {
  for (const level of [1, 2, 3, 4, 0]) if ((levels[level] ?? 0) > 0) return level
  return null
}

/** A count that fits into a symbol: 999, 1.2k, 34k. */
export function countText(count: number): string {
  if (count < 1_000) return String(count)
  return count < 10_000 ? `${Math.floor(count / 100) / 10}k` : `${Math.floor(count / 1_000)}k`
}

/** Order of drawing: what matters most comes last and lies on top. */
export function drawRank(row: MapPoint): number {
  if (row[4] === VOID_STATUS) return 0
  if (row[4] === CLOSED_STATUS) return 1
  return row[3] === 0 ? 2 : 7 - row[3]
}
