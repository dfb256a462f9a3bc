// Places what the station knows without a position: an area by its middle, a division by its seat, both marked as rough.
// Keeps the shapes of the areas, and which incidents nothing of this program places.
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import { middleOf } from '../../shared/geo/polygon.ts'
import type { Ring } from '../../shared/geo/polygon.ts'
import { areaSchema } from '../../shared/model/incident.ts'
import type { PointRow } from '../../shared/rpc/rows.ts'
import type { AreaShape } from './area-shapes.ts'
import { areaShape } from './area-shapes.ts'
import type { MapPoint } from './worker/map-point.ts'
import { AREA_FLAG, DIVISION_FLAG } from './worker/map-point.ts'
import type { PointFrame } from './worker/point-book.ts'

/** A frame of the `points` watch as the station sends it. */
export interface StationFrame {
  readonly reset: boolean
  readonly done: boolean
  readonly put: readonly PointRow[]
  readonly del: readonly string[]
}

/** Where a division is shown; null when it is not in the table. */
export type SeatOf = (division: string) => LonLat | null

export interface IncidentArea extends AreaShape {
  readonly incident: string
}

export class RoughPoints {
  readonly #areas = new Map<string, IncidentArea>()
  readonly #beyond = new Set<string>()

  /** Areas by incident. Of incidents that went meanwhile some may be left: the points say who is there. */
  get areas(): ReadonlyMap<string, IncidentArea> {
    return this.#areas
  }

  /** How many incidents name a division that the table does not have. */
  get beyond(): number {
    return this.#beyond.size
  }

  /** The frame with a place for every point that can be given one; others are taken off the map. */
  place(frame: StationFrame, seatOf: SeatOf): PointFrame {
    if (frame.reset) this.#beyond.clear()
    for (const id of frame.del) this.#forget(id)
    const put: MapPoint[] = []
    const del = [...frame.del]
    for (const row of frame.put) {
      const [id, lon, lat] = row
      if (this.#areas.size + this.#beyond.size > 0) this.#forget(id)
      const placed = lon !== null && lat !== null ? (row as MapPoint) : this.#roughly(row, seatOf)
      if (placed !== null) {
        put.push(placed)
        continue
      }
      this.#beyond.add(id)
      del.push(id)
    }
    return { reset: frame.reset, done: frame.done, put, del }
  }

  clear(): void {
    this.#areas.clear()
    this.#beyond.clear()
  }

  #forget(id: string): void {
    this.#areas.delete(id)
    this.#beyond.delete(id)
  }

  #roughly([id, , , level, status, code, flags, rough]: PointRow, seatOf: SeatOf): MapPoint | null {
    if (rough === null) return null
    if (!rough.startsWith('[')) {
      const seat = seatOf(rough)
      return seat === null ? null : [id, seat.lon, seat.lat, level, status, code, flags | DIVISION_FLAG]
    }
    const corners = ringOf(rough)
    if (corners === null) return null
    this.#areas.set(id, { incident: id, ...areaShape(corners) })
    const { lon, lat } = middleOf(corners)
    return [id, lon, lat, level, status, code, flags | AREA_FLAG]
  }
}

/** Null for a division whose text only looks like a ring. */
function ringOf(text: string): Ring | null {
  try {
    const ring = areaSchema.safeParse(JSON.parse(text))
    return ring.success ? ring.data : null
  } catch {
    return null
  }
}
