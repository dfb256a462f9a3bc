import { existsSync, readFileSync, readdirSync } from 'node:fs'
// KML, KMZ and GPX: every sample is read or refused with a reason, hostile ones are refused before anything is built of them,
// links are not followed, and what is written is read back.
import { DOMParser } from '@xmldom/xmldom'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { incidentFeature } from '../../../shared/interop/geojson/write-geojson.ts'
import { geoOutcome } from '../../../shared/interop/markup/geo-outcome.ts'
import { isZip, unpackKmz } from '../../../shared/interop/markup/kmz.ts'
import type { MarkupReading } from '../../../shared/interop/markup/read-markup.ts'
import { readMarkup } from '../../../shared/interop/markup/read-markup.ts'
import { writeKml } from '../../../shared/interop/markup/write-kml.ts'
import { samples } from '../../support/samples.ts'

const SAMPLES = samples('')

function parse(text: string): unknown {
  return new DOMParser().parseFromString(text, 'text/xml')
}

function read(text: string | Uint8Array): MarkupReading {
  const done = readMarkup(typeof text === 'string' ? strToU8(text) : text, parse)
  if (!done.ok) throw new Error(done.fault.message)
  return done.value
}

function kmlOf(inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>${inner}</Document></kml>`
}

const POINT =
  '<Placemark id="p1"><name>鼓楼避难所</name><ExtendedData><Data name="容量"><value>300</value></Data></ExtendedData><Point><coordinates>119.3,26.1,5</coordinates></Point></Placemark>'

test('a placemark is a feature with its name, its data and its place', () => {
  const { features, format } = read(kmlOf(POINT))
  expect(format).toBe('kml')
  expect(features).toEqual([
    {
      id: 'p1',
      properties: { name: '鼓楼避难所', 容量: '300' },
      geometry: { type: 'Point', coordinates: [119.3, 26.1, 5] },
    },
  ])
})

test('waypoints and tracks of GPX are features; a track without two points is said', () => {
  const { features, format, odd } = read(
    '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="26.1" lon="119.3"><name>水位站</name></wpt><trk><name>巡查</name><trkseg><trkpt lat="26" lon="119"/><trkpt lat="26.1" lon="119.1"/></trkseg></trk><trk><trkseg/></trk></gpx>',
  )
  expect(format).toBe('gpx')
  expect(new Set(features.map(({ properties, geometry }) => [properties['name'], geometry?.type]))).toEqual(
    new Set([
      ['巡查', 'LineString'],
      ['水位站', 'Point'],
    ]),
  )
  expect(odd).toEqual(['without anything to show, left out: 1'])
})

test('GB2312 is read as it says, links are counted and not followed', () => {
  const gb = Uint8Array.from([
    ...strToU8('<?xml version="1.0" encoding="GB2312"?><kml><Placemark><name>'),
    0xb9,
    0xc4,
    0xc2,
    0xa5,
    ...strToU8('</name><Point><coordinates>119,26</coordinates></Point></Placemark></kml>'),
  ])
  expect(read(gb).features[0]?.properties['name']).toBe('鼓楼')
  const linked = read(
    kmlOf(
      `${POINT}<NetworkLink><name>外链</name><Region><LatLonAltBox><north>1</north><south>0</south><east>1</east><west>0</west></LatLonAltBox></Region><Link><href>http://127.0.0.1:1/x.kml</href></Link></NetworkLink>`,
    ),
  )
  expect(linked.features).toHaveLength(1)
  expect(linked.odd).toEqual(['links to other files, not followed: 1'])
})

test('a KMZ gives its KML; too many files, too much, a broken one and one without KML are refused', () => {
  const kmz = zipSync({ 'files/a.png': new Uint8Array(9), 'doc.kml': strToU8(kmlOf(POINT)) })
  expect(isZip(kmz)).toBe(true)
  expect(read(kmz).features).toHaveLength(1)
  expect(read(zipSync({ 'doc.kml': [strToU8(kmlOf(POINT)), { level: 0 }] })).features).toHaveLength(1)
  const refusal = (bytes: Uint8Array, limits = {}) => {
    const done = unpackKmz(bytes, limits)
    return done.ok ? 'read' : done.fault.kind
  }
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${String(index)}.txt`, new Uint8Array(1)]))
  expect(refusal(zipSync(many), { maxEntries: 20 })).toBe('tooLarge')
  // Seventy megabytes of nothing in some seventy kilobytes.
  const bomb = zipSync({ 'doc.kml': new Uint8Array(70 * 1024 * 1024) })
  expect(bomb.length).toBeLessThan(100_000)
  expect(refusal(bomb)).toBe('tooLarge')
  expect(refusal(kmz.subarray(0, kmz.length - 200))).not.toBe('read')
  expect(refusal(zipSync({ 'a.txt': new Uint8Array(1) }))).toBe('malformed')
  expect(refusal(strToU8('PK\u0003\u0004 not a zip'))).toBe('malformed')
})

test('entities, deep nesting, what is no XML and what is neither KML nor GPX are refused', () => {
  const refused = (text: string): string => {
    const done = readMarkup(strToU8(text), parse)
    return done.ok ? 'read' : done.fault.kind
  }
  expect(refused('<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>')).toBe(
    'malformed',
  )
  expect(refused(`<kml>${'<Folder>'.repeat(500)}${'</Folder>'.repeat(500)}</kml>`)).toBe('tooLarge')
  expect(refused('<kml><Placemark></kml>')).toBe('malformed')
  expect(refused('<html/>')).toBe('malformed')
  expect(refused('')).toBe('malformed')
  expect(readMarkup(strToU8(kmlOf(POINT)), parse, { maxBytes: 10 })).toMatchObject({ fault: { kind: 'tooLarge' } })
})

test('coordinates outside the world are refused by the feature, and the rest is read', () => {
  const { features, refused } = read(
    kmlOf(`${POINT}<Placemark><name>远</name><Point><coordinates>1e12,26</coordinates></Point></Placemark>`),
  )
  expect(features).toHaveLength(1)
  expect(refused).toMatchObject([{ index: 1, name: '远', fault: { kind: 'malformed' } }])
})

test('any file is read or refused, never thrown at', () => {
  const piece = fc.constantFrom(
    '<kml>',
    '</kml>',
    '<Placemark>',
    '</Placemark>',
    '<Point>',
    '</Point>',
    '<coordinates>',
    '</coordinates>',
    '1,2',
    'x',
    '<gpx>',
    '</gpx>',
    '<wpt lat="x">',
    '</wpt>',
    '<gx:Track>',
    '&lt;',
    '<!--',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 20 }).map((pieces) => strToU8(pieces.join(''))),
        fc.uint8Array({ maxLength: 100 }),
      ),
      (bytes) => {
        expect(['read', 'partly', 'refused']).toContain(geoOutcome('x.kml', bytes, parse).outcome)
        expect(['read', 'partly', 'refused']).toContain(
          geoOutcome('x.kmz', Uint8Array.from([0x50, 0x4b, 3, 4, ...bytes]), parse).outcome,
        )
      },
    ),
    { numRuns: 300 },
  )
})

test('incidents written as KML are read back with title, place and area, whatever stands in their texts', () => {
  const allowed = new Set(['title', 'position', 'area', 'place'])
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
      fc.integer({ min: -18_000, max: 18_000 }),
      fc.integer({ min: -9_000, max: 9_000 }),
      (title, lon, lat) => {
        const position = { lon: lon / 100, lat: lat / 100 }
        const { features } = read(writeKml([incidentFeature('I1', { title, position, place: '乌山路 <&>' }, allowed)]))
        expect(features[0]?.geometry).toEqual({ type: 'Point', coordinates: [position.lon, position.lat] })
        expect(features[0]?.properties['place']).toBe('乌山路 <&>')
      },
    ),
    { numRuns: 100 },
  )
  const area = [
    [119, 26],
    [120, 26],
    [120, 27],
    [119, 26],
  ]
  expect(read(writeKml([incidentFeature('I2', { title: '积水', area }, allowed)])).features[0]?.geometry).toEqual({
    type: 'Polygon',
    coordinates: [area],
  })
})

const hasSamples = existsSync(`${SAMPLES}/kml`)
if (!hasSamples) console.log(`not run: no samples in ${SAMPLES}`)
describe.skipIf(!hasSamples)('samples', () => {
  test.each(['kml', 'gpx', 'geojson'])('every sample of %s has an outcome, and what is read has places', (kind) => {
    for (const name of readdirSync(`${SAMPLES}/${kind}`)) {
      const { outcome, said } = geoOutcome(name, readFileSync(`${SAMPLES}/${kind}/${name}`), parse)
      expect(outcome, `${name}: ${said}`).toBe('read')
      expect(said, name).not.toBe('')
    }
  })
})
