// Incidents known by their division only all lie on its seat. On the screen they are laid around it, so that each can be
// seen and met; the offsets are of the screen, so that nobody takes them for positions.
import type { MapPoint } from './worker/map-point.ts'
import { DIVISION_FLAG } from './worker/map-point.ts'

export interface Offset {
  readonly x: number
  readonly y: number
}

/** Half the distance of two neighbours. */
const STEP_PX = 28
/** Places around one seat; more than these share them, and are listed on a click. */
const PLACES = 60
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))

/** Where incidents are drawn beside their seats, CSS pixels; those that lie alone stay on theirs. Same for the same points. */
export function spreadOf(points: readonly MapPoint[]): ReadonlyMap<string, Offset> {
  const seats = new Map<string, string[]>()
  for (const [id, lon, lat, , , , flags] of points) {
    if ((flags & DIVISION_FLAG) === 0) continue
    const seat = `${lon} ${lat}`
    const members = seats.get(seat)
    if (members === undefined) seats.set(seat, [id])
    else members.push(id)
  }
  const offsets = new Map<string, Offset>()
  for (const members of seats.values()) {
    if (members.length === 1) continue
    members.toSorted().forEach((id, index) => {
      const place = index % PLACES
      const away = STEP_PX * Math.sqrt(place + 0.5)
      offsets.set(id, { x: Math.cos(place * GOLDEN_ANGLE) * away, y: Math.sin(place * GOLDEN_ANGLE) * away })
    })
  }
  return offsets
}
