// Incidents without a position on the map: their place, their marks, their areas, and what lies under the pointer.
import { expect, test } from 'vitest'
import { seatOf } from '../../../renderer/features/map/rough-place.ts'
import { areaShape, areaUnder, isDrawn, zoomOfArea } from '../../../renderer/map/area-shapes.ts'
import { RoughPoints } from '../../../renderer/map/rough-points.ts'
import { spreadOf } from '../../../renderer/map/spread.ts'
import { clusterLook, symbolKey, symbolOf } from '../../../renderer/map/symbol.ts'
import { IncidentIndex } from '../../../renderer/map/worker/incident-index.ts'
import type { MapPoint } from '../../../renderer/map/worker/map-point.ts'
import { AREA_FLAG, DIVISION_FLAG } from '../../../renderer/map/worker/map-point.ts'
import { mercatorX, mercatorY } from '../../../shared/geo/mercator.ts'
import type { Ring } from '../../../shared/geo/polygon.ts'
import type { Division } from '../../../shared/model/places.ts'
import type { PointRow } from '../../../shared/rpc/rows.ts'

const box = (west: number, south: number, side: number): Ring => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
]
const division = (code: string, level: Division['level'], lon?: number, lat?: number): [string, Division] => [
  code,
  {
    ...{ code, name: code, nameEn: code, parent: null, level, initials: '', pinyin: '' },
    ...(lon === undefined || lat === undefined ? {} : { lon, lat }),
  },
]
const divisionOf = new Map([
  division('350000', 'province', 119.3, 26.06),
  division('350100', 'city', 119.31, 26.07),
  division('350102', 'county', 119.29, 26.09),
  division('350102001', 'township'),
])
const seat = (code: string): ReturnType<typeof seatOf> => seatOf(code, { divisionOf })
const put = (...rows: readonly PointRow[]) => ({ reset: false, done: true, put: rows, del: [] })
const exact: PointRow = ['exact', 119, 26, 3, 0, '11B01', 2, null]
const byArea: PointRow = ['area', null, null, 2, 0, '11B01', 2, JSON.stringify(box(118, 25, 1))]
const byDivision: PointRow = ['division', null, null, 4, 0, '11B01', 0, '350102001']

test('an area lies in its middle, a division at its seat or the nearest one around it; both are marked', () => {
  const rough = new RoughPoints()
  expect(rough.place(put(exact, byArea, byDivision), seat).put).toEqual([
    exact,
    ['area', 118.5, 25.5, 2, 0, '11B01', 2 | AREA_FLAG],
    ['division', 119.29, 26.09, 4, 0, '11B01', DIVISION_FLAG],
  ])
  expect([...rough.areas.keys()]).toEqual(['area'])
  expect(['350102', '350181', '350301999', '110000'].map(seat)).toEqual([
    { lon: 119.29, lat: 26.09 },
    { lon: 119.31, lat: 26.07 },
    { lon: 119.3, lat: 26.06 },
    null,
  ])
})

test('what no table places is taken off the map and counted, until it can be placed', () => {
  const rough = new RoughPoints()
  const beijing: PointRow = ['division', null, null, 4, 0, '11B01', 0, '110000']
  rough.place(put(byDivision), seat)
  expect(rough.place(put(beijing), seat)).toEqual({ reset: false, done: true, put: [], del: ['division'] })
  expect(rough.beyond).toBe(1)
  const notARing: PointRow = ['area', null, null, 4, 0, '11B01', 0, '[[1,2]']
  rough.place(put(byArea), seat)
  expect(rough.place(put(notARing), seat).del).toEqual(['area'])
  expect([rough.beyond, rough.areas.size]).toEqual([2, 0])
  rough.place(put(byDivision), seat)
  rough.place({ ...put(), del: ['area'] }, seat)
  expect(rough.beyond).toBe(0)
})

test('an area goes when a position comes, when the incident goes, and with everything', () => {
  const rough = new RoughPoints()
  const areas = (): number => rough.areas.size
  rough.place(put(byArea), seat)
  rough.place(put(['area', 119, 26, 2, 0, '11B01', 2, null]), seat)
  expect(areas()).toBe(0)
  rough.place(put(byArea), seat)
  rough.place({ ...put(), del: ['area'] }, seat)
  expect(areas()).toBe(0)
  rough.place(put(byArea), seat)
  rough.clear()
  expect(areas()).toBe(0)
})

test('incidents of one division are laid apart on the screen, the same way every time; one alone stays', () => {
  const at = (id: string, flags = DIVISION_FLAG): MapPoint => [id, 119.29, 26.09, 4, 0, '11B01', flags]
  const ids = Array.from({ length: 20 }, (_, index) => `d${index}`)
  const offsets = spreadOf([...ids.map((id) => at(id)), at('exact', 0)])
  expect([...offsets.keys()].toSorted()).toEqual(ids.toSorted())
  const places = [...offsets.values()]
  for (const [index, one] of places.entries())
    for (const other of places.slice(index + 1))
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(32)
  expect(spreadOf(ids.toReversed().map((id) => at(id)))).toEqual(offsets)
  expect(spreadOf([at('alone'), at('exact', 0)]).size).toBe(0)
})

test('a symbol and a cluster say that only the division is known', () => {
  const [row, sure]: MapPoint[] = [
    ['d', 119.29, 26.09, 4, 0, '11B01', DIVISION_FLAG],
    ['d', 119.29, 26.09, 4, 0, '11B01', 0],
  ]
  expect([symbolOf(row!).isDivisionOnly, symbolOf(sure!).isDivisionOnly]).toEqual([true, false])
  expect(symbolKey(symbolOf(row!))).not.toBe(symbolKey(symbolOf(sure!)))
  const index = new IncidentIndex()
  const three = ['a', 'b', 'c'].map((id): MapPoint => [id, 119.29, 26.09, 4, 0, '11B01', DIVISION_FLAG])
  index.apply({ reset: true, done: true, put: three, del: [] })
  index.build()
  const cluster = index.query([115, 23, 121, 29], 12).clusters[0]!
  expect([cluster.count, cluster.divisionOnly, clusterLook(cluster).isDivisionOnly]).toEqual([3, 3, true])
  index.apply({ reset: false, done: true, put: [['e', 119.2901, 26.0901, 4, 0, '11B01', 0]], del: [] })
  index.build()
  const mixed = index.query([115, 23, 121, 29], 12).clusters[0]!
  expect([mixed.count, mixed.divisionOnly, clusterLook(mixed).isDivisionOnly]).toEqual([4, 3, false])
})

test('the pointer meets the smallest area it is in, a wide one on its outline only', () => {
  const side = 256 * 2 ** 8
  const large = areaShape(box(118, 25, 1))
  const small = areaShape(box(118.4, 25.4, 0.2))
  const lie = { side, left: mercatorX(118) * side, top: mercatorY(26) * side, width: 400, height: 400 }
  const at = (lon: number, lat: number): [number, number] => [
    mercatorX(lon) * side - lie.left,
    mercatorY(lat) * side - lie.top,
  ]
  const under = (lon: number, lat: number, view = 1_000) =>
    areaUnder([small, large], lie, ...at(lon, lat), { width: view, height: view })
  expect([zoomOfArea(large), zoomOfArea(areaShape(box(118, 25, 1e-5)))]).toEqual([9, 14])
  expect(under(118.5, 25.5)).toBe(small)
  expect(under(118.1, 25.1)).toBe(large)
  expect(under(119.5, 25.5)).toBeNull()
  expect(under(118.1, 25.1, 100)).toBeNull()
  expect(under(118.01, 25.1, 100)).toBe(large)
  expect([
    isDrawn(large, lie),
    isDrawn(large, { ...lie, side: 600 }),
    isDrawn(large, { ...lie, left: 0, top: 0 }),
  ]).toEqual([true, false, false])
})
