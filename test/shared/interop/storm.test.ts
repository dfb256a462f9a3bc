// Storms: read from our JSON and from the shape of the map, written as that shape, and the two are one another's way back.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStormTrack } from '../../../renderer/map/storm-track.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import { readGeoJsonValue } from '../../../shared/interop/geojson/read-geojson.ts'
import { readStorms } from '../../../shared/interop/storm/read-storms.ts'
import type { Storm } from '../../../shared/interop/storm/storm.ts'
import { stormRow, stormShape } from '../../../shared/interop/storm/write-storm.ts'
import { featureRow } from '../../../shared/model/ambient.ts'

const MAX = 1024 * 1024

const DOKSURI = {
  ...{
    number: '2305',
    name: '杜苏芮',
    nameEn: 'Doksuri',
    issuedBy: '示例气象台',
    issuedAt: '2023-07-27T20:00:00+08:00',
  },
  fixes: [
    { at: '2023-07-27T08:00:00+08:00', lon: 119.8, lat: 21.5, windMs: 42, pressureHpa: 950, grade: '强台风' },
    {
      ...{ at: '2023-07-27T20:00:00+08:00', lon: 119.2, lat: 23, windMs: 48, pressureHpa: 940, grade: '强台风' },
      radiiKm: { '7': { ne: 350, se: 300, sw: 250, nw: 300 }, '10': 130, '12': 60 },
    },
  ],
  forecasts: [{ by: '示例气象台', fixes: [{ at: '2023-07-28T08:00:00+08:00', lon: 118.6, lat: 24.6, windMs: 45 }] }],
}

function read(value: unknown, datum: 'WGS84' | 'GCJ02' = 'WGS84'): readonly Storm[] {
  const done = readStorms(new TextEncoder().encode(JSON.stringify(value)), datum, MAX)
  if (!done.ok) throw new Error(done.fault.message)
  if (done.value.refused[0] !== undefined) throw new Error(done.value.refused[0].fault.message)
  return done.value.storms
}

test('one storm, a list and an object of storms are read; times are put in order', () => {
  for (const sent of [DOKSURI, [DOKSURI], { storms: [DOKSURI] }])
    expect(read(sent)).toMatchObject([{ number: '2305', use: 'actual' }])
  const turned = { ...DOKSURI, fixes: DOKSURI.fixes.toReversed() }
  expect(read(turned)[0]!.fixes.map(({ at }) => at)).toEqual(DOKSURI.fixes.map(({ at }) => at))
})

test('the shape has track, fixes, forecast and wind circles whose quadrants reach as far as was said', () => {
  const [storm] = read(DOKSURI)
  const shape = stormShape(storm!)
  const reading = readGeoJsonValue(shape)
  if (!reading.ok) throw new Error(reading.fault.message)
  expect(reading.value.refused).toEqual([])
  expect(reading.value.odd).toEqual([])
  const parts = reading.value.features.map(({ properties }) => properties['part'])
  expect(parts).toEqual(['track', 'fix', 'fix', 'forecast', 'forecastFix', 'wind', 'wind', 'wind'])
  const seven = reading.value.features.find(({ properties }) => properties['force'] === 7)
  if (seven?.geometry?.type !== 'Polygon') throw new Error('no circle')
  const centre = { lon: 119.2, lat: 23 }
  const reach = (isIn: (lon: number, lat: number) => boolean): number[] =>
    (seven.geometry?.type === 'Polygon' ? seven.geometry.coordinates[0]! : [])
      .filter(([lon, lat]) => isIn(lon, lat))
      .map(([lon, lat]) => Math.round(distanceM(centre, { lon, lat }) / 1_000))
  expect(new Set(reach((lon, lat) => lon > 119.3 && lat > 23.1))).toEqual(new Set([350]))
  expect(new Set(reach((lon, lat) => lon < 119.1 && lat < 22.9))).toEqual(new Set([250]))
  expect(readStormTrack(shape)?.points[1]).toMatchObject({ lon: 119.2, lat: 23, windMs: 48, label: '27日20时' })
})

test('the shape is read back as the same storm, and so is the demonstration’s', () => {
  const [storm] = read(DOKSURI)
  const [again] = read(stormShape(storm!))
  const labelled = (one: Storm) => ({
    ...one,
    fixes: one.fixes.map((fix) => ({ ...fix, label: '' })),
    forecasts: one.forecasts.map(({ by, fixes }) => ({ by, fixes: fixes.map((fix) => ({ ...fix, label: '' })) })),
  })
  expect(labelled(again!)).toEqual(labelled(storm!))
  const [demo] = read(JSON.parse(readFileSync('seeds/demo/typhoon-track.geojson', 'utf8')))
  expect(demo).toMatchObject({ number: '2305', name: '杜苏芮', demonstration: true })
  expect(demo!.fixes).toHaveLength(12)
})

test('a track over the date line is two lines, a long one loses its oldest fixes and fits', () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 7, 1, hours)).toISOString()
  const [over] = read({
    number: '1',
    fixes: [
      { at: at(0), lon: 179, lat: 10 },
      { at: at(6), lon: 181, lat: 11 },
      { at: at(12), lon: 183, lat: 12 },
    ],
  })
  const { features } = stormShape(over!) as { features: { geometry: { type: string; coordinates: unknown[] } }[] }
  expect(features[0]?.geometry).toMatchObject({ type: 'MultiLineString' })
  const [long] = read({
    number: '2',
    name: '长',
    fixes: Array.from({ length: 900 }, (_, hour) => ({
      at: at(hour),
      lon: 120 + hour / 100,
      lat: 10,
      label: '标'.repeat(60),
    })),
  })
  const row = stormRow(long!, { gateway: 'G', nowMs: 1, staleMs: 2 })
  expect(JSON.stringify(row.geometry).length).toBeLessThanOrEqual(64 * 1024)
  expect(JSON.stringify(row.geometry)).toContain(at(899))
  expect(featureRow.safeParse(row).success).toBe(true)
})

test('a declared datum moves the fixes; what is no storm is refused by name', () => {
  expect(read(DOKSURI, 'GCJ02')[0]!.forecasts[0]!.fixes[0]!.lon).not.toBe(118.6)
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  expect(readStorms(bytes([{ number: '9', fixes: [] }]), 'WGS84', MAX)).toMatchObject({
    value: { storms: [], refused: [{ name: '9', fault: { kind: 'malformed', detail: { field: 'fixes' } } }] },
  })
  expect(
    readStorms(bytes([{ number: '9', fixes: [{ at: '2026-08-01T00:00:00Z', lon: 1e9, lat: 3 }] }]), 'WGS84', MAX),
  ).toMatchObject({
    value: { refused: [{ fault: { detail: { field: 'fixes.0.lon' } } }] },
  })
  for (const sent of ['', '7', '{}', '{"type":"FeatureCollection","features":[7'])
    expect(readStorms(new TextEncoder().encode(sent), 'WGS84', MAX).ok).toBe(false)
  expect(readStorms(bytes(Array.from({ length: 51 }, () => DOKSURI)), 'WGS84', MAX)).toMatchObject({
    fault: { kind: 'tooLarge' },
  })
})

test('any JSON is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.record({ number: fc.jsonValue(), fixes: fc.array(fc.jsonValue(), { maxLength: 2 }) }),
        fc.record({ type: fc.constant('FeatureCollection'), features: fc.array(fc.jsonValue(), { maxLength: 3 }) }),
      ),
      (value) => {
        const done = readStorms(new TextEncoder().encode(JSON.stringify(value)), 'BD09', MAX)
        expect(typeof done.ok).toBe('boolean')
      },
    ),
    { numRuns: 300 },
  )
})
