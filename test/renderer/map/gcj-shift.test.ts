// A base map in GCJ-02 lies under WGS-84 incidents: at the centre exactly, and within a screen to about three pixels.
import { expect, test } from 'vitest'
import { gcjShiftPx, mapCenterFor } from '../../../renderer/map/gcj-shift.ts'
import { convertPosition } from '../../../shared/geo/coordinate-systems.ts'
import type { LonLat } from '../../../shared/geo/coordinate-systems.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import { fromMercator, mercatorX, mercatorY } from '../../../shared/geo/mercator.ts'

const FUZHOU: LonLat = { lon: 119.2965, lat: 26.0745 }

/** Where a GCJ-02 map draws a true place, in pixels right and down of the centre of the view, after the shift. */
function drawnAt(place: LonLat, center: LonLat, zoom: number): { readonly x: number; readonly y: number } {
  const worldPx = 256 * 2 ** zoom
  const onMap = convertPosition(place, 'WGS84', 'GCJ02')
  const middle = mapCenterFor(center, 'GCJ02')
  return {
    x: (mercatorX(onMap.lon) - mercatorX(middle.lon)) * worldPx,
    y: (mercatorY(onMap.lat) - mercatorY(middle.lat)) * worldPx,
  }
}

test('the shift in Fuzhou is some hundred metres, and pixels double with every zoom', () => {
  const metres = distanceM(FUZHOU, mapCenterFor(FUZHOU, 'GCJ02'))
  expect(metres).toBeGreaterThan(300)
  expect(metres).toBeLessThan(800)
  const near = gcjShiftPx(FUZHOU, 16)
  const far = gcjShiftPx(FUZHOU, 15)
  expect(near.x / far.x).toBeCloseTo(2)
  expect(near.y / far.y).toBeCloseTo(2)
})

test('a WGS-84 map is not moved', () => {
  expect(mapCenterFor(FUZHOU, 'WGS84')).toEqual(FUZHOU)
})

test.each([8, 12, 15, 17])('at zoom %i a place half a screen away is off by less than three pixels', (zoom) => {
  const worldPx = 256 * 2 ** zoom
  for (const [dx, dy] of [
    [0, 0],
    [960, 0],
    [-960, 540],
    [0, -540],
  ] as const) {
    const place = fromMercator(mercatorX(FUZHOU.lon) + dx / worldPx, mercatorY(FUZHOU.lat) + dy / worldPx)
    const drawn = drawnAt(place, FUZHOU, zoom)
    expect(Math.hypot(drawn.x - dx, drawn.y - dy)).toBeLessThan(dx === 0 && dy === 0 ? 0.2 : 3)
  }
})
