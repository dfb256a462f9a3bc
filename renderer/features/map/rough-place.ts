// Where an incident lies as well as its record knows: its position, else the middle of its area, else the seat of its division.
import type { LonLat } from '../../../shared/geo/coordinate-systems.ts'
import { middleOf } from '../../../shared/geo/polygon.ts'
import { areaSchema, positionSchema } from '../../../shared/model/incident.ts'
import type { Division } from '../../../shared/model/places.ts'
import { areaShape, zoomOfArea } from '../../map/area-shapes.ts'
import type { RoughPlace } from '../../map/console-map.ts'
import type { ReferenceData } from '../../state/reference-data.ts'

type Divisions = Pick<ReferenceData, 'divisionOf'>

/** How near to go: a county is not shown at street level. */
const ZOOM = { position: 12, county: 10, city: 9, province: 7, township: 12 } as const

/** Null when nothing of the record says where. */
export function roughPlaceOf(value: (field: string) => unknown, reference: Divisions): RoughPlace | null {
  const position = positionSchema.safeParse(value('position'))
  if (position.success) return { position: position.data, zoom: ZOOM.position }
  const area = areaSchema.safeParse(value('area'))
  if (area.success) return { position: middleOf(area.data), zoom: zoomOfArea(areaShape(area.data)) }
  const code = value('division')
  const seat = typeof code === 'string' ? divisionWithSeat(code, reference) : null
  return seat === null ? null : { position: seat.position, zoom: ZOOM[seat.level] }
}

/** Where a division is shown: its seat, else that of the nearest division around it; null when the table has none. */
export function seatOf(code: string, reference: Divisions): LonLat | null {
  return divisionWithSeat(code, reference)?.position ?? null
}

function divisionWithSeat(
  code: string,
  { divisionOf }: Divisions,
): { readonly position: LonLat; readonly level: Division['level'] } | null {
  for (const around of [code, code.slice(0, 9), code.slice(0, 6), `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`]) {
    const found = divisionOf.get(around)
    if (found?.lon !== undefined && found.lat !== undefined)
      return { position: { lon: found.lon, lat: found.lat }, level: found.level }
  }
  return null
}
