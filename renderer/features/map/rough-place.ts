// Where an incident lies as well as its record knows: its position, else the middle of its area, else the seat of its division.
import { boundsOf } from '../../../shared/geo/polygon.ts'
import { areaSchema, positionSchema } from '../../../shared/model/incident.ts'
import type { RoughPlace } from '../../map/console-map.ts'
import type { ReferenceData } from '../../state/reference-data.ts'

/** How near to go: a county is not shown at street level. */
const ZOOM = { position: 12, area: 11, county: 10, city: 9, province: 7, township: 12 } as const

/** Null when nothing of the record says where. */
export function roughPlaceOf(
  value: (field: string) => unknown,
  reference: Pick<ReferenceData, 'divisionOf'>,
): RoughPlace | null {
  const position = positionSchema.safeParse(value('position'))
  if (position.success) return { position: position.data, zoom: ZOOM.position }
  const area = areaSchema.safeParse(value('area'))
  if (area.success) {
    const [west, south, east, north] = boundsOf([[area.data]])
    return { position: { lon: (west + east) / 2, lat: (south + north) / 2 }, zoom: ZOOM.area }
  }
  const code = value('division')
  const division = typeof code === 'string' ? reference.divisionOf.get(code) : undefined
  if (division?.lon === undefined || division.lat === undefined) return null
  return { position: { lon: division.lon, lat: division.lat }, zoom: ZOOM[division.level] }
}
