// Incidents and alerts as features of GeoJSON (RFC 7946). Which fields go out is said by whoever writes: what is not on
// the list is not there. Positions and rings of the model are WGS-84 already.
import type { Json, JsonFields } from '../../base/json.ts'
import { destination } from '../../geo/distance.ts'
import { circleSchema } from '../../model/alert.ts'
import { areaSchema, positionSchema } from '../../model/incident.ts'

/** Corners of the polygon that stands for a circle. */
const CIRCLE_CORNERS = 64

/** As written: plain JSON, so that it fits a record, a row and a reply. */
export type FeatureJson = {
  readonly type: 'Feature'
  readonly id: string
  readonly geometry: Json
  readonly properties: JsonFields
}

/** Fields that are told as the geometry and not among the properties. */
const PLACES: ReadonlySet<string> = new Set(['position', 'area', 'ring', 'circle'])

/** An incident: its position as a point, else its area; an area beside a position goes along as `area`. */
export function incidentFeature(id: string, fields: JsonFields, allowed: ReadonlySet<string>): FeatureJson {
  const position = positionSchema.safeParse(allowed.has('position') ? fields['position'] : null)
  const area = areaSchema.safeParse(allowed.has('area') ? fields['area'] : null)
  const ring = area.success ? rightHanded(area.data) : null
  const properties = propertiesOf(fields, allowed)
  if (!position.success) return { type: 'Feature', id, geometry: polygonOf(ring), properties }
  const point = { type: 'Point', coordinates: [position.data.lon, position.data.lat] }
  return {
    type: 'Feature',
    id,
    geometry: point,
    properties: ring === null ? properties : { ...properties, area: ring },
  }
}

/** An alert: its ring, or its circle as a polygon of 64 corners; the circle itself goes along as `circle`. */
export function alertFeature(id: string, fields: JsonFields, allowed: ReadonlySet<string>): FeatureJson {
  const properties = propertiesOf(fields, allowed)
  const ring = areaSchema.safeParse(allowed.has('ring') ? fields['ring'] : null)
  const circle = circleSchema.safeParse(allowed.has('circle') ? fields['circle'] : null)
  const said: JsonFields = circle.success
    ? { ...properties, circle: { ...circle.data.centre, radiusM: circle.data.radiusM } }
    : properties
  if (ring.success) return { type: 'Feature', id, geometry: polygonOf(rightHanded(ring.data)), properties: said }
  const round = circle.success ? rightHanded(circleRing(circle.data)) : null
  return { type: 'Feature', id, geometry: polygonOf(round), properties: said }
}

function propertiesOf(fields: JsonFields, allowed: ReadonlySet<string>): JsonFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => allowed.has(name) && !PLACES.has(name)))
}

function polygonOf(ring: readonly (readonly [number, number])[] | null): Json {
  return ring === null ? null : { type: 'Polygon', coordinates: [ring] }
}

type Ring = readonly (readonly [number, number])[]

/** A closed ring of the circle's edge, its last corner the first again. */
function circleRing({
  centre,
  radiusM,
}: {
  readonly centre: { readonly lon: number; readonly lat: number }
  readonly radiusM: number
}): Ring {
  const corners = Array.from({ length: CIRCLE_CORNERS }, (_, index) => {
    const { lon, lat } = destination(centre, (-360 * index) / CIRCLE_CORNERS, radiusM)
    return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6] as const
  })
  const [first] = corners
  return first === undefined ? corners : [...corners, first]
}

/** Counterclockwise (section 3.1.6); the model does not say which way its rings run. */
function rightHanded(ring: Ring): Ring {
  let turn = 0
  let before = ring.at(-1)
  for (const corner of ring) {
    if (before !== undefined) turn += before[0] * corner[1] - corner[0] * before[1]
    before = corner
  }
  return turn < 0 ? ring.toReversed() : ring
}
