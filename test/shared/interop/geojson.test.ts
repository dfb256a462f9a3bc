// GeoJSON as it is really sent: what is odd is mended and said, what could mean two things is refused, nothing ends the program.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DATUMS, toWgs84 } from '../../../shared/interop/datum.ts'
import { middleOf, moveGeometry, outerRing, positionsOf } from '../../../shared/interop/geojson/move-geometry.ts'
import type { GeoJsonReading } from '../../../shared/interop/geojson/read-geojson.ts'
import { parseJson, readGeoJson, refusedWords } from '../../../shared/interop/geojson/read-geojson.ts'
import { alertFeature, incidentFeature } from '../../../shared/interop/geojson/write-geojson.ts'
import { samples } from '../../support/samples.ts'

const SAMPLES = samples('geojson')

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
}

function read(value: unknown): GeoJsonReading {
  const done = readGeoJson(bytesOf(value))
  if (!done.ok) throw new Error(done.fault.message)
  return done.value
}

function point(lon: unknown, lat: unknown): unknown {
  return { type: 'Feature', properties: { name: '鼓楼' }, geometry: { type: 'Point', coordinates: [lon, lat] } }
}

const SQUARE = [
  [119, 26],
  [120, 26],
  [120, 27],
  [119, 27],
  [119, 26],
] as const

test('a collection, a feature, a geometry, a list and a text sequence are all read', () => {
  const one = point(119.3, 26.1)
  for (const sent of [
    { type: 'FeatureCollection', features: [one] },
    one,
    { type: 'Point', coordinates: [119.3, 26.1] },
    [one],
    `\uFEFF${JSON.stringify(one)}`,
    `\u001E${JSON.stringify(one)}\n`,
  ]) {
    const [feature] = read(sent).features
    expect(feature?.geometry).toEqual({ type: 'Point', coordinates: [119.3, 26.1] })
  }
})

test('rings against the right-hand rule are turned, open rings closed, and both are said', () => {
  const open = SQUARE.slice(0, 4).toReversed()
  const { features, odd } = read({ type: 'Polygon', coordinates: [open] })
  const ring = outerRing(features[0]!.geometry!)!
  expect(ring).toHaveLength(5)
  expect(ring[0]).toEqual(ring[4])
  expect(odd).toContain('rings were not closed')
  expect(odd).toContain('rings ran against the right-hand rule')
  const right = read({ type: 'Polygon', coordinates: [SQUARE] })
  expect(right.odd).toEqual(['a geometry without a feature'])
  expect(outerRing(right.features[0]!.geometry!)).toEqual(SQUARE)
})

test('one bad feature is refused by name and the others are read', () => {
  const { features, refused } = read({
    type: 'FeatureCollection',
    features: [
      point(119.3, 26.1),
      point(26.1, 119.3),
      point(1e300, 3),
      point('x', 3),
      point(null, null),
      7,
      point('119.5', '26'),
    ],
  })
  expect(features).toHaveLength(2)
  expect(refused.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5])
  expect(refusedWords(refused[0]!).message).toBe('feature 2 (鼓楼): latitude and longitude look swapped')
})

test('a missing geometry is read and reported', () => {
  const { features, odd } = read({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { a: 1 }, geometry: null }],
  })
  expect(features[0]?.geometry).toBeNull()
  expect(odd).toContain('features without a geometry: 1')
})

test('longitudes over the date line come back into the world', () => {
  const { features, odd } = read({
    type: 'LineString',
    coordinates: [
      [179, 10],
      [181, 11],
    ],
  })
  expect(positionsOf(features[0]!.geometry!)).toEqual([
    [179, 10],
    [-179, 11],
  ])
  expect(odd).toHaveLength(2)
  expect(middleOf(features[0]!.geometry!)).toEqual({ lon: 179, lat: 10 })
})

test('systems of coordinates of the 2008 draft: what is WGS-84 by another name is read, a projection is refused', () => {
  const named = (name: string) => ({
    type: 'FeatureCollection',
    crs: { type: 'name', properties: { name } },
    features: [point(119, 26)],
  })
  for (const name of ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326', 'urn:ogc:def:crs:EPSG::4490'])
    expect(read(named(name)).features).toHaveLength(1)
  expect(readGeoJson(bytesOf(named('urn:ogc:def:crs:EPSG::3857')))).toMatchObject({
    ok: false,
    fault: { kind: 'malformed', detail: { system: 'urn:ogc:def:crs:EPSG::3857' } },
  })
})

test('too much of anything is refused: bytes, depth, features, positions, collections in collections', () => {
  expect(readGeoJson(new Uint8Array(100), { maxBytes: 99 })).toMatchObject({ fault: { kind: 'tooLarge' } })
  expect(parseJson(bytesOf('['.repeat(200_000)))).toMatchObject({ fault: { kind: 'tooLarge' } })
  expect(parseJson(bytesOf(`{"a":"${'['.repeat(1000)}\\""}`))).toMatchObject({ ok: true })
  expect(readGeoJson(bytesOf([point(1, 1), point(1, 1)]), { maxFeatures: 1 })).toMatchObject({
    fault: { kind: 'tooLarge' },
  })
  const long = { type: 'LineString', coordinates: Array.from({ length: 20 }, () => [1, 1]) }
  const reading = readGeoJson(bytesOf([{ type: 'Feature', geometry: long }]), { maxPositions: 10 })
  expect(reading).toMatchObject({ ok: true, value: { features: [], refused: [{ fault: { kind: 'tooLarge' } }] } })
  let nested: unknown = { type: 'Point', coordinates: [1, 1] }
  for (let depth = 0; depth < 8; depth += 1) nested = { type: 'GeometryCollection', geometries: [nested] }
  expect(read(nested).refused[0]?.fault.kind).toBe('tooLarge')
})

test('what is no GeoJSON is refused with a reason', () => {
  for (const sent of ['', '7', '{}', '{"features":', 'null', '"text"'])
    expect(readGeoJson(bytesOf(sent))).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
  expect(readGeoJson(new Uint8Array([0xd6, 0xd0]))).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
})

test('the name __proto__ is a name like others and changes nothing', () => {
  const { features } = read('{"type":"Feature","properties":{"__proto__":{"x":1}},"geometry":null}')
  expect(({} as { x?: number }).x).toBeUndefined()
  expect(Object.getPrototypeOf(features[0]!.properties)).toBe(Object.prototype)
})

test('a declared datum is converted: GCJ-02 in Fuzhou lies some hundred metres off, CGCS2000 does not', () => {
  const at = { lon: 119.3, lat: 26.08 }
  const moved = DATUMS.map((datum) => toWgs84(at, datum))
  expect(moved[0]).toEqual(at)
  expect(moved[1]).toEqual(at)
  expect(Math.abs(moved[2]!.lon - at.lon)).toBeGreaterThan(0.003)
  expect(Math.abs(moved[3]!.lon - at.lon)).toBeGreaterThan(0.006)
  const shifted = moveGeometry({ type: 'Point', coordinates: [at.lon, at.lat, 12] }, (one) => toWgs84(one, 'GCJ02'))
  expect(shifted).toEqual({ type: 'Point', coordinates: [moved[2]!.lon, moved[2]!.lat, 12] })
})

test('an incident written holds the allowed fields alone and is read back', () => {
  const fields = {
    title: '鼓楼积水',
    sourceTelephone: '13900000000',
    position: { lon: 119.3, lat: 26.1 },
    area: SQUARE.toReversed().map(([lon, lat]) => [lon, lat]),
  }
  const feature = incidentFeature('I1', fields, new Set(['title', 'position', 'area']))
  expect(JSON.stringify(feature)).not.toContain('13900000000')
  const { features, odd, refused } = read(feature)
  expect([odd, refused]).toEqual([[], []])
  expect(features[0]).toMatchObject({ id: 'I1', properties: { title: '鼓楼积水', area: SQUARE } })
  expect(incidentFeature('I1', fields, new Set(['title'])).geometry).toBeNull()
})

test("an alert's circle is a ring around its centre, and is told as well", () => {
  const circle = { centre: { lon: 119.3, lat: 26.1 }, radiusM: 5_000 }
  const feature = alertFeature(
    'A1',
    { title: '暴雨红色预警', circle, ring: null },
    new Set(['title', 'circle', 'ring']),
  )
  const { features, odd } = read(feature)
  expect(odd).toEqual([])
  expect(outerRing(features[0]!.geometry!)).toHaveLength(65)
  expect(feature.properties['circle']).toEqual({ lon: 119.3, lat: 26.1, radiusM: 5_000 })
  expect(alertFeature('A2', { divisions: ['350100'] }, new Set(['divisions'])).geometry).toBeNull()
})

test('any JSON and any bytes give a reading or a fault, never a throw', () => {
  const shape = fc.record(
    {
      type: fc.oneof(
        fc.constantFrom('Feature', 'FeatureCollection', 'Point', 'Polygon', 'MultiPolygon', 'GeometryCollection'),
        fc.string(),
      ),
      features: fc.array(fc.jsonValue(), { maxLength: 3 }),
      geometry: fc.record({ type: fc.constantFrom('Point', 'Polygon', 'MultiPolygon'), coordinates: fc.jsonValue() }),
      coordinates: fc.jsonValue(),
      geometries: fc.jsonValue(),
      crs: fc.jsonValue(),
      properties: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), shape, fc.array(shape, { maxLength: 3 })), (value) => {
      const done = readGeoJson(bytesOf(value))
      expect(typeof done.ok).toBe('boolean')
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof readGeoJson(bytes).ok).toBe('boolean')
    }),
    { numRuns: 300 },
  )
})

test('polygons of any corners read to rings that are closed and run counterclockwise, and reading again changes nothing', () => {
  const corner = fc.tuple(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
  )
  fc.assert(
    fc.property(fc.array(corner, { minLength: 3, maxLength: 12 }), (corners) => {
      const first = read({ type: 'Polygon', coordinates: [corners] })
      const geometry = first.features[0]?.geometry
      if (geometry === undefined || geometry === null) return expect(first.refused).toHaveLength(1)
      const again = read({ type: 'Feature', properties: {}, geometry })
      expect(again.features[0]?.geometry).toEqual(geometry)
      expect(again.odd).toEqual([])
    }),
    {
      numRuns: 300,
      // Two corners told nearly twice: the rounding of the sum alone gave this ring a direction, and another in reverse.
      examples: [
        [
          [
            [-5e-324, 0],
            [0, -89.9999999999998],
            [-4.084119977669674e-94, 0],
            [0, -89.99999999999982],
            [-7.569706382236729e-110, 0],
          ],
        ],
      ],
    },
  )
})

const hasSamples = existsSync(SAMPLES)
if (!hasSamples) console.log(`not run: no samples in ${SAMPLES}`)
describe.skipIf(!hasSamples)('samples', () => {
  test('every sample is read whole', () => {
    for (const name of readdirSync(SAMPLES)) {
      const done = readGeoJson(readFileSync(`${SAMPLES}/${name}`))
      expect(done, name).toMatchObject({ ok: true, value: { refused: [] } })
      if (done.ok) expect(done.value.features.length, name).toBeGreaterThan(0)
    }
  })
})
