// The coordinate systems officers read positions in: WGS-84 (satellite receivers, everything we store), GCJ-02
// (AMap, Tencent and most Chinese maps) and BD-09 (Baidu). Only WGS-84 ever enters a record; this file converts at the door.
import gcoord from 'gcoord'

export const COORDINATE_SYSTEMS = ['WGS84', 'GCJ02', 'BD09'] as const
export type CoordinateSystem = (typeof COORDINATE_SYSTEMS)[number]

/** Degrees, east and north positive. Which system they are in is said by whoever passes them. */
export interface LonLat {
  readonly lon: number
  readonly lat: number
}

/** What this file uses of gcoord. Its typings describe the ES module, Node loads the CommonJS one: same object, other shape. */
interface Converter {
  transform(point: [number, number], from: string, to: string): [number, number]
}
const converter = gcoord as unknown as Converter

/** `point` of `from` in the coordinates of `to`, rounded to 1e-6 degrees (0.1 m). Outside China the systems are one. */
export function convertPosition(point: LonLat, from: CoordinateSystem, to: CoordinateSystem): LonLat {
  if (from === to) return point
  const [lon, lat] = converter.transform([point.lon, point.lat], from, to)
  return { lon: roundDegrees(lon), lat: roundDegrees(lat) }
}

/** Rounded to 1e-6 degrees, about 0.1 m. */
export function roundDegrees(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}
