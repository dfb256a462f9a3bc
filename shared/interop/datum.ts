// The datum a source declares for its coordinates. CGCS2000 differs from WGS-84 by centimetres and is taken as it; GCJ-02
// and BD-09 lie up to 700 m off and are converted at the door.
import type { CoordinateSystem, LonLat } from '../geo/coordinate-systems.ts'
import { convertPosition } from '../geo/coordinate-systems.ts'

export const DATUMS = ['WGS84', 'CGCS2000', 'GCJ02', 'BD09'] as const
export type Datum = (typeof DATUMS)[number]

const SYSTEM: { readonly [datum in Datum]: CoordinateSystem } = {
  WGS84: 'WGS84',
  CGCS2000: 'WGS84',
  GCJ02: 'GCJ02',
  BD09: 'BD09',
}

/** A position of `datum` in WGS-84; it is given back as it is where the two are one. */
export function toWgs84(at: LonLat, datum: Datum): LonLat {
  return convertPosition(at, SYSTEM[datum], 'WGS84')
}
