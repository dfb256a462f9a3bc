// What the base map shows: GeoJSON layers with the properties named in seeds/basemap/README.md.
// Promise: only npm and Debian data and a few names placed by hand; nothing of OpenStreetMap.
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { adminLines, minRiverAtFuzhou } from './admin-lines.ts'
import { baseOf, romanised } from './chinese-names.ts'
import { decodeDelta } from './delta.ts'
import type { DeltaLine } from './delta.ts'
import type { Division } from './divisions.ts'
import { handPlaced, neighbourCities } from './gazetteer.ts'
import { landRings, landTest } from './land.ts'
import { sourceJson } from './output.ts'

export type LayerName = 'land' | 'own_land' | 'water' | 'river' | 'admin_line' | 'place'
export type Layers = Readonly<Record<LayerName, FeatureCollection>>

type Properties = Readonly<Record<string, string | number>> & { readonly min_zoom: number }

function feature(geometry: Geometry, properties: Properties): Feature {
  return { type: 'Feature', geometry, properties }
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}

const plain = (ring: readonly (readonly [number, number])[]): [number, number][] => ring.map(([x, y]) => [x, y])

function waterLayer(): FeatureCollection {
  const { scale, rings } = sourceJson<{ scale: number; rings: DeltaLine[] }>('lakes.json')
  const polygons = rings.map((ring) => decodeDelta(ring, scale))
  return collection(
    polygons.map((ring) => feature({ type: 'Polygon', coordinates: [ring] }, { kind: 'lake', min_zoom: 6 })),
  )
}

const RIVER_MIN_ZOOM: Readonly<Record<number, number>> = { 1: 5, 2: 6, 3: 7, 4: 9 }

function riverLayer(): FeatureCollection {
  const { scale, rivers } = sourceJson<{ scale: number; rivers: { level: number; line: DeltaLine }[] }>('rivers.json')
  const river = (level: number, coordinates: [number, number][]): Feature =>
    feature({ type: 'LineString', coordinates }, { kind: 'river', level, min_zoom: RIVER_MIN_ZOOM[level] ?? 9 })
  return collection([
    ...rivers.map(({ level, line }) => river(level, decodeDelta(line, scale))),
    ...minRiverAtFuzhou().map((line) => river(3, plain(line))),
  ])
}

const ADMIN_MIN_ZOOM = { province: 4, city: 7, county: 8 } as const

function adminLayer(rings: ReturnType<typeof landRings>): FeatureCollection {
  const own = adminLines(landTest(rings)).map(({ kind, points }) =>
    feature({ type: 'LineString', coordinates: plain(points) }, { kind, min_zoom: ADMIN_MIN_ZOOM[kind] }),
  )
  const { scale, lines } = sourceJson<{ scale: number; lines: DeltaLine[] }>('province-borders.json')
  const neighbours = lines.map((line) =>
    feature({ type: 'LineString', coordinates: decodeDelta(line, scale) }, { kind: 'neighbour', min_zoom: 5 }),
  )
  return collection([...neighbours, ...own])
}

/** Where the names of the neighbouring provinces stand: well inside, clear of large cities. */
const PROVINCES: readonly (readonly [name: string, nameEn: string, lon: number, lat: number])[] = [
  ['浙江省', 'Zhejiang', 120.1, 28.7],
  ['江西省', 'Jiangxi', 115.7, 27.3],
  ['广东省', 'Guangdong', 114.3, 23.9],
  ['台湾省', 'Taiwan', 121.0, 23.8],
  ['湖南省', 'Hunan', 111.9, 27.6],
  ['安徽省', 'Anhui', 117.4, 31.2],
]

const FUJIAN: readonly [lon: number, lat: number] = [117.9, 25.9]

function placeLayer(divisions: readonly Division[]): FeatureCollection {
  const places: Feature[] = []
  function add(lon: number, lat: number, kind: string, name: string, nameEn: string, rank: number, zoom: number): void {
    const properties = { kind, name, name_en: nameEn, rank, min_zoom: zoom }
    places.push(feature({ type: 'Point', coordinates: [lon, lat] }, properties))
  }
  add(FUJIAN[0], FUJIAN[1], 'province', '福建省', 'Fujian', 0, 4)
  for (const [name, nameEn, lon, lat] of PROVINCES) add(lon, lat, 'province', name, nameEn, 1, 5)
  const firstZoom = { city: 6, county: 8, township: 10 } as const
  for (const { level, name, nameEn, lon, lat, code } of divisions) {
    if (level === 'province' || lon === undefined || lat === undefined) continue
    const capital = code === '350100'
    const english = level === 'city' ? nameEn : romanised(baseOf(name))
    add(lon, lat, level, name, english, capital ? 0 : 1, capital ? 5 : firstZoom[level])
  }
  for (const city of neighbourCities()) {
    add(city.lon, city.lat, 'neighbour_city', city.name, city.nameEn, city.rank, [4, 5, 6, 8][city.rank] ?? 8)
  }
  const handZoom = { river: 8, sea: 5, island: 9, airport: 10 } as const
  for (const { kind, name, nameEn, lon, lat, rank } of handPlaced()) {
    add(
      lon,
      lat,
      kind,
      name,
      nameEn,
      rank,
      kind === 'sea' && rank > 1 ? 9 : handZoom[kind] + (kind === 'river' ? rank - 1 : 0),
    )
  }
  return collection(places)
}

/** All layers. */
export function basemapLayers(divisions: readonly Division[]): Layers {
  const rings = landRings()
  const own = sourceJson<{ scale: number; polygons: DeltaLine[][] }>('fujian-on-land.json')
  return {
    land: collection(
      rings.map((ring) => feature({ type: 'Polygon', coordinates: [plain(ring)] }, { kind: 'land', min_zoom: 4 })),
    ),
    own_land: collection(
      own.polygons.map((polygon) =>
        feature(
          { type: 'Polygon', coordinates: polygon.map((ring) => decodeDelta(ring, own.scale)) },
          { kind: 'own_land', min_zoom: 4 },
        ),
      ),
    ),
    water: waterLayer(),
    river: riverLayer(),
    admin_line: adminLayer(rings),
    place: placeLayer(divisions),
  }
}
