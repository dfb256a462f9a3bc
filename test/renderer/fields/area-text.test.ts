// An area as it is written: around a position, or by its corners.
import { expect, test } from 'vitest'
import { areaFacts, areaText, cornersOf, readArea, withCorner } from '../../../renderer/ui/fields/area-text.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import { areaSchema } from '../../../shared/model/incident.ts'

const CENTRE = { lon: 119.3, lat: 26.08 }

test.each([
  ['2 km', 2_000],
  ['2公里', 2_000],
  ['800 m', 800],
  ['８００米', 800],
  ['1.5千米', 1_500],
])('%s is a ring at that distance around the position', (text, radiusM) => {
  const ring = readArea(text, CENTRE)!
  expect(areaSchema.safeParse(ring).success).toBe(true)
  expect(ring[0]).toEqual(ring.at(-1))
  for (const [lon, lat] of ring) expect(Math.abs(distanceM(CENTRE, { lon, lat }) - radiusM)).toBeLessThan(1)
  expect(areaFacts(ring).squareKm / (Math.PI * (radiusM / 1_000) ** 2)).toBeCloseTo(1, 1)
})

test.each([
  ['2 km', null],
  ['0 m', CENTRE],
  ['900 km', CENTRE],
  ['26, 119; 26, 119.1', CENTRE],
  ['26, 119; somewhere; 26.1, 119', CENTRE],
  ['', CENTRE],
])('%s with centre %j is no area', (text, centre) => {
  expect(readArea(text, centre)).toBeUndefined()
})

test('corners may be written in any notation, one to a line or with semicolons of either script', () => {
  const ring = readArea('26.1, 119.2\n26°N 119.3°E；北纬26.05 东经119.25', null)!
  expect(ring).toEqual([
    [119.2, 26.1],
    [119.3, 26],
    [119.25, 26.05],
    [119.2, 26.1],
  ])
  expect(readArea(areaText(ring), null)).toEqual(ring)
})

test('corners clicked one after another make the text; a distance written before gives way', () => {
  const clicks = [
    { lon: 119.2, lat: 26.1 },
    { lon: 119.3, lat: 26 },
    { lon: 119.25, lat: 26.05 },
  ]
  const text = clicks.reduce(withCorner, '2 km')
  expect(text).toBe('26.1, 119.2; 26, 119.3; 26.05, 119.25')
  expect(cornersOf(text)).toHaveLength(3)
})
