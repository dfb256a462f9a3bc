import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Topology } from '../../../shared/geo/topology.ts'
import { countyFinder, divisionsSchema, gazetteerSchema, searchNamed } from '../../../shared/model/places.ts'

const seed = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../seeds/${path}`, import.meta.url), 'utf8'))
const { divisions } = divisionsSchema.parse(seed('divisions/divisions.json'))
const { places } = gazetteerSchema.parse(seed('gazetteer/gazetteer.json'))
const nameOf = (code: string | null) => divisions.find((division) => division.code === code)?.name ?? null

test('places are found by name, part of a name, initials, pinyin and English', () => {
  const first = (query: string) => searchNamed(places, query)[0]?.name
  expect([first('福州'), first('fzs'), first('fuzhou'), first('Min River'), first('闽江'), first('')]).toEqual([
    '福州市',
    '福州市',
    '福州市',
    '闽江',
    '闽江',
    undefined,
  ])
})

test('a point is given to the county around it; off the coast to the nearest seat; far away to none', () => {
  const finder = countyFinder(seed('basemap/divisions.topojson') as Topology, divisions)
  expect(
    [
      [119.296, 26.083],
      [118.55, 24.75],
      [119.95, 25.45],
      [123.3, 27.6],
    ].map(([lon = 0, lat = 0]) => nameOf(finder.find(lon, lat))),
  ).toEqual(['鼓楼区', '晋江市', '平潭县', null])
})

test('every county seat lies in its own county', () => {
  const finder = countyFinder(seed('basemap/divisions.topojson') as Topology, divisions)
  const wrong = divisions.filter(
    ({ level, lon, lat, code }) =>
      level === 'county' && lon !== undefined && lat !== undefined && finder.find(lon, lat) !== code,
  )
  expect(wrong.map((division) => division.name)).toEqual([])
})
