// The geometry of markers, drawings, circles, ellipses and routes of TAK as GeoJSON (RFC 7946), WGS-84.
import type { Json } from '../../base/json.ts'
import { destination } from '../../geo/distance.ts'
import type { XmlOut } from '../xml/write-xml.ts'
import type { CotEvent } from './event.ts'
import { attribute, childrenOf, detailOf, numberIn } from './event.ts'

type Place = readonly [lon: number, lat: number]

const MAX_CORNERS = 2_000
const ROUND_CORNERS = 64

export interface Shape {
  readonly geometry: Json
  readonly odd: readonly string[]
}

/** The geometry of an event that shows something; null when it has none. */
export function shapeOf(event: CotEvent): Shape | null {
  const odd: string[] = []
  const { point } = event
  const ellipse = childrenOf(detailOf(event, 'shape'), 'ellipse')[0]
  if (ellipse !== undefined && point !== null) {
    const ring = ellipseRing([point.lon, point.lat], ellipse)
    if (ring !== null) return { geometry: { type: 'Polygon', coordinates: [ring] }, odd }
    odd.push('an ellipse without a size')
  }
  const corners = cornersOf(event, odd)
  const first = corners[0]
  const last = corners.at(-1)
  if (first !== undefined && last !== undefined && corners.length > 1) {
    const isRing = first[0] === last[0] && first[1] === last[1]
    if (event.type.startsWith('u-d-r') || (isRing && corners.length >= 4)) {
      const ring = isRing ? corners : [...corners, first]
      if (ring.length >= 4) return { geometry: { type: 'Polygon', coordinates: [ring] }, odd }
    }
    return { geometry: { type: 'LineString', coordinates: corners }, odd }
  }
  if (point === null) return null
  return { geometry: { type: 'Point', coordinates: [point.lon, point.lat] }, odd }
}

/** Corners in the order of the links: `point="lat,lon[,hae]"`. */
function cornersOf(event: CotEvent, odd: string[]): readonly Place[] {
  const corners: Place[] = []
  let lost = 0
  for (const link of event.detail) {
    const text = link.tag === 'link' ? attribute(link, 'point') : ''
    if (text === '') continue
    const corner = placeIn(text)
    if (corner === null || corners.length >= MAX_CORNERS) lost += 1
    else corners.push(corner)
  }
  if (lost > 0) odd.push(`${lost} corners are no places or too many`)
  return corners
}

function placeIn(text: string): Place | null {
  const [lat, lon] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (lat === undefined || lon === undefined) return null
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : null
}

/** Half axes in metres, the angle of the major axis from north, clockwise. */
function ellipseRing(centre: Place, ellipse: XmlOut): readonly Place[] | null {
  const major = numberIn(ellipse, 'major')
  const minor = numberIn(ellipse, 'minor') ?? major
  if (major === null || minor === null || major <= 0 || minor <= 0 || major > 2_000_000 || minor > 2_000_000)
    return null
  const turn = numberIn(ellipse, 'angle') ?? 0
  const ring: Place[] = []
  for (let step = 0; step < ROUND_CORNERS; step += 1) {
    const at = (step / ROUND_CORNERS) * 2 * Math.PI
    const along = major * Math.cos(at)
    const across = minor * Math.sin(at)
    const bearing = turn + (Math.atan2(across, along) * 180) / Math.PI
    const corner = destination({ lon: centre[0], lat: centre[1] }, bearing, Math.hypot(along, across))
    ring.push([round(corner.lon), round(corner.lat)])
  }
  const [first] = ring
  return first === undefined ? null : [...ring, first]
}

/** A rounded ring must close exactly: 1e-7 degrees are a centimetre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7
}
