// Where a base map in GCJ-02 must be drawn so that it lies under WGS-84 incidents. The whole layer is displaced by the
// shift at the centre of the view, anew after every move. The shift changes by two to three metres per kilometre, so what
// lies at the centre fits exactly and the edge of a full screen is off by about three pixels at any zoom.
import type { LonLat } from '../../shared/geo/coordinate-systems.ts'
import { convertPosition } from '../../shared/geo/coordinate-systems.ts'
import { mercatorX, mercatorY } from '../../shared/geo/mercator.ts'

const TILE_PX = 256

/** The point of a base map in `system` that must lie where `center` (WGS-84) is on the screen. */
export function mapCenterFor(center: LonLat, system: 'WGS84' | 'GCJ02'): LonLat {
  return convertPosition(center, 'WGS84', system)
}

/** How far a GCJ-02 map lies displaced at a place, in pixels of a zoom: x to the east, y to the south. */
export function gcjShiftPx(center: LonLat, zoom: number): { readonly x: number; readonly y: number } {
  const shifted = mapCenterFor(center, 'GCJ02')
  const worldPx = TILE_PX * 2 ** zoom
  return {
    x: (mercatorX(shifted.lon) - mercatorX(center.lon)) * worldPx,
    y: (mercatorY(shifted.lat) - mercatorY(center.lat)) * worldPx,
  }
}
