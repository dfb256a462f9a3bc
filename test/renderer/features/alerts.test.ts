// The form of an alert and its area on the map: what is entered is read or refused by name, and nothing is added.
import { expect, test } from 'vitest'
import type { AlertEntry } from '../../../renderer/features/alerts/alert-entry.ts'
import { EMPTY_ENTRY, entryOf, readEntry } from '../../../renderer/features/alerts/alert-entry.ts'
import { readNear } from '../../../renderer/features/alerts/time-near.ts'
import { alertPolygons, northernmost, outlines, viewOfPolygons } from '../../../renderer/map/alert-area.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import { divisionPolygons, shapeBeginning } from '../../../shared/model/division-shapes.ts'

const SAID: AlertEntry = {
  ...EMPTY_ENTRY,
  category: '11B01 台风',
  level: 2,
  title: '台风橙色预警',
  startsAt: '2023-07-27 06:00',
  divisions: ['350500'],
  warnings: '将登陆',
  measures: '回港',
  issuedBy: '省气象台',
  issuedAt: '2023-07-27 06:00',
}

const NOW_MS = Date.parse('2023-07-27T08:00:00+08:00')
const problem = (change: Partial<AlertEntry>, isAdjusting = false) => {
  const read = readEntry({ ...SAID, ...change }, isAdjusting, NOW_MS)
  return read.ok ? null : read.problem
}

test('every item the law asks for is asked for by its name', () => {
  expect(problem({})).toBeNull()
  expect(problem({ category: '' })).toEqual({ field: 'category', kind: 'missing' })
  expect(problem({ category: '台风' })).toEqual({ field: 'category', kind: 'category' })
  expect(problem({ level: null })).toEqual({ field: 'level', kind: 'missing' })
  for (const field of ['title', 'startsAt', 'warnings', 'measures', 'issuedBy', 'issuedAt'])
    expect(problem({ [field]: '' })).toEqual({ field, kind: 'missing' })
  expect(problem({ divisions: [] })).toEqual({ field: 'area', kind: 'missing' })
  expect(problem({ divisions: [], areaText: '闽江口以南海面' })).toBeNull()
})

test('times, shapes and reasons that cannot be are refused where they stand', () => {
  expect(problem({ endsAt: '2023-07-27 05:59' })).toEqual({ field: 'endsAt', kind: 'endBeforeStart' })
  expect(problem({ ring: '24.9, 118.6; 25, 118.7' })).toEqual({ field: 'ring', kind: 'badRing' })
  expect(problem({ centre: '24.9, 118.6' })).toEqual({ field: 'circle', kind: 'badCircle' })
  expect(problem({ centre: '24.9, 118.6', radiusKm: '501' })).toEqual({ field: 'circle', kind: 'badCircle' })
  expect(problem({ reason: '' }, true)).toEqual({ field: 'reason', kind: 'noReason' })
})

test('what was read stands in the form again as it was entered', () => {
  const whole = { ...SAID, ring: '24.9, 118.6; 25, 118.7; 24.8, 118.8', centre: '24.9, 118.6', radiusKm: '20' }
  const read = readEntry(whole, false, NOW_MS)
  if (!read.ok) throw new Error(read.problem.field)
  expect(read.recorded).toMatchObject({
    category: '11B01',
    level: 2,
    startsAt: '2023-07-27T06:00:00+08:00',
    endsAt: null,
  })
  expect(read.recorded.circle).toEqual({ centre: { lon: 118.6, lat: 24.9 }, radiusM: 20_000 })
  const again = entryOf({ ...read.recorded } as never, Date.parse('2023-07-28T00:00:00+08:00'))
  expect(again).toEqual({ ...whole, category: '11B01', adjustedAt: '2023-07-28 00:00' })
})

const square = (west: number, south: number) => [
  [
    [west, south],
    [west + 1, south],
    [west + 1, south + 1],
    [west, south + 1],
    [west, south],
  ] as [number, number][],
]
const SHAPES = new Map([
  ['350102', [square(119, 26)]],
  ['350104', [square(120, 26)]],
  ['350203', [square(118, 24)]],
])

test('a city is drawn as its counties, a township as its county, each county once', () => {
  expect(['350000', '350100', '350102', '350102003'].map(shapeBeginning)).toEqual(['35', '3501', '350102', '350102'])
  expect(divisionPolygons(SHAPES, ['350100', '350102'])).toHaveLength(2)
  expect(divisionPolygons(SHAPES, ['350000'])).toHaveLength(3)
  expect(divisionPolygons(SHAPES, ['350900'])).toEqual([])
})

test('divisions, ring and circle are drawn together, the label at the northern edge, and the view holds them all', () => {
  const centre = { lon: 118.5, lat: 24.5 }
  const polygons = alertPolygons({ divisions: ['350203'], circle: { centre, radiusM: 50_000 }, ring: null }, SHAPES)
  expect(polygons).toHaveLength(2)
  for (const [lon, lat] of polygons[1]?.[0] ?? []) expect(distanceM(centre, { lon, lat })).toBeCloseTo(50_000, 0)
  expect(northernmost(polygons)?.lat).toBeCloseTo(25, 6)
  expect(northernmost([])).toBeNull()
  expect(viewOfPolygons(polygons)).toMatchObject({ position: { lon: 118.5 } })
  expect(viewOfPolygons([])).toBeNull()
})

test('a time without its day is today’s, or the first after the start; a day without its year the nearest', () => {
  const read = (text: string, after: string | null = null) =>
    readNear(text, NOW_MS, after === null ? null : Date.parse(`${after}+08:00`))
  expect(read('2000')).toBe('2023-07-27T20:00:00+08:00')
  expect(read('0600')).toBe('2023-07-27T06:00:00+08:00')
  expect(read('0600', '2023-07-27T20:00')).toBe('2023-07-28T06:00:00+08:00')
  expect(read('20:00', '2023-07-29T20:00')).toBe('2023-07-30T20:00:00+08:00')
  expect(read('28 0600')).toBe('2023-07-28T06:00:00+08:00')
  expect(read('26 0600')).toBe('2023-07-26T06:00:00+08:00')
  expect(read('07-29 06:00')).toBe('2023-07-29T06:00:00+08:00')
  expect(read('07-26 06:00')).toBe('2023-07-26T06:00:00+08:00')
  expect(read('2022-07-29 06:00')).toBe('2022-07-29T06:00:00+08:00')
  expect(read('soon')).toBeNull()
})

test('of neighbours only the outer edge is drawn', () => {
  const edges = outlines([square(119, 26), square(120, 26)])
  const drawn = edges.flatMap((line) => line.slice(1).map((to, at) => [line[at], to]))
  expect(drawn).toHaveLength(6)
  const isBetween = drawn.some((edge) => edge.every((vertex) => vertex?.[0] === 120))
  expect(isBetween).toBe(false)
})
