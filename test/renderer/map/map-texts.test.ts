// Small pure parts of the map: addresses of tile servers, coordinates in words, the whole picture, the typhoon's track.
import { expect, test } from 'vitest'
import { coordinateText, lengthText } from '../../../renderer/map/coordinate-text.ts'
import { readMapAddress, tiandituAddress } from '../../../renderer/map/map-address.ts'
import { readStormTrack, stormClassColor } from '../../../renderer/map/storm-track.ts'
import { wholePicture } from '../../../renderer/map/whole-picture.ts'

test('addresses are read in every common spelling', () => {
  const plain = { ok: true, address: 'https://a.example/{z}/{x}/{y}.png' }
  expect(readMapAddress(' https://a.example/{z}/{x}/{y}.png ')).toEqual(plain)
  expect(readMapAddress('https://a.example/${Z}/${x}/${y}.png')).toEqual(plain)
  expect(readMapAddress('https://a.example/{TileMatrix}/{TileCol}/{TileRow}.png')).toEqual(plain)
  expect(readMapAddress('https://{s}.a.example/{z}/{x}/{-y}{r}.png').ok).toBe(true)
  expect(readMapAddress(tiandituAddress('tiandituVector', ' my&key ')).ok).toBe(true)
  expect(tiandituAddress('tiandituImage', ' my&key ')).toContain('LAYER=img&')
  expect(tiandituAddress('tiandituImage', ' my&key ')).toMatch(/tk=my%26key$/)
})

test.each([
  ['no address', 'notAnAddress'],
  ['', 'notAnAddress'],
  ['file:///tmp/{z}/{x}/{y}', 'notHttp'],
  ['https://a.example/{x}/{y}', 'noZ'],
  ['https://a.example/{z}/{y}', 'noX'],
  ['https://a.example/{z}/{x}', 'noY'],
  ['https://a.example/{z}/{x}/{y}?k={key}', 'unknownPlaceholder'],
])('%s is refused as %s', (text, problem) => {
  expect(readMapAddress(text)).toEqual({ ok: false, problem })
})

test('coordinates in both ways of writing, and seconds that round up', () => {
  expect(coordinateText({ lon: 119.29651, lat: 26.07451 }, 'decimal')).toBe('26.07451°N 119.29651°E')
  expect(coordinateText({ lon: 119.29651, lat: 26.07451 }, 'dms')).toBe('26°04′28.2″N 119°17′47.4″E')
  expect(coordinateText({ lon: -0.5, lat: -10.99999 }, 'dms')).toBe('11°00′00.0″S 0°30′00.0″W')
})

test('lengths', () => {
  expect([0, 850, 1_000, 3_240, 123_900].map(lengthText)).toEqual(['0 m', '850 m', '1 km', '3.2 km', '124 km'])
})

test('the whole picture is Fujian, or what the filter leaves', () => {
  const fujian = wholePicture([{ lon: 0, lat: 0 }], false, 1_000, 950)
  expect(fujian.zoom).toBe(8)
  expect(fujian.lon).toBeCloseTo(118.3, 1)
  expect(wholePicture([], true, 1_000, 950)).toEqual(fujian)
  expect(wholePicture([], false, 480, 620).zoom).toBe(7)
  const narrowed = wholePicture(
    [
      { lon: 119.2, lat: 26 },
      { lon: 119.4, lat: 26.2 },
    ],
    true,
    1_000,
    900,
  )
  expect(narrowed.lon).toBeCloseTo(119.3)
  expect(narrowed.zoom).toBeGreaterThan(9)
  expect(wholePicture([{ lon: 119.2, lat: 26 }], true, 1_000, 900).zoom).toBe(13)
})

test('tracks are read from points or a line, anything else is no track', () => {
  const point = (lon: number, windMs: number) => ({
    geometry: { type: 'Point', coordinates: [lon, 24] },
    properties: { windMs, label: 'x' },
  })
  expect(readStormTrack({ features: [point(119, 50), point(118.9, 42)] })?.points[1]).toEqual({
    lon: 118.9,
    lat: 24,
    windMs: 42,
    label: 'x',
  })
  const line = { geometry: { type: 'LineString', coordinates: [[120, 20], [119, 22], 'bad'] }, properties: {} }
  expect(readStormTrack({ features: [line] })?.points).toHaveLength(2)
  for (const wrong of [null, {}, { features: 1 }, { features: [] }, 'text']) expect(readStormTrack(wrong)).toBeNull()
  expect(new Set([null, 20, 30, 35, 45, 60].map(stormClassColor)).size).toBe(6)
})
