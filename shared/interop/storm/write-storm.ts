// A storm in the one shape the map shows (renderer/map/storm-track.ts, seeds/demo/typhoon-track.geojson): a collection of a
// line with the name, points in order of time with wind and grade, and here also forecasts and wind circles, told apart by
// `part`: track, fix, forecast, forecastFix, wind.
import type { Json, JsonFields } from '../../base/json.ts'
import { destination } from '../../geo/distance.ts'
import type { FeatureRow } from '../../model/ambient.ts'
import { CHINA_OFFSET_MINUTES } from '../../model/incident-number.ts'
import type { Fix, Radii, Storm } from './storm.ts'
import { WIND_FORCES } from './storm.ts'

/** Corners of a quarter of a wind circle. */
const QUARTER_CORNERS = 12
const MAX_GEOMETRY = 64 * 1024

export interface StormRowContext {
  readonly gateway: string
  readonly nowMs: number
  readonly staleMs: number
}

/** A row of the topic `features`. A track too long for a row loses its oldest fixes, never its present. */
export function stormRow(storm: Storm, { gateway, nowMs, staleMs }: StormRowContext): FeatureRow {
  const last = storm.fixes.at(-1)
  let fixes = storm.fixes
  let geometry = stormShape({ ...storm, fixes })
  while (JSON.stringify(geometry).length > MAX_GEOMETRY && fixes.length > 2) {
    fixes = fixes.slice(Math.ceil(fixes.length / 4))
    geometry = stormShape({ ...storm, fixes })
  }
  return {
    id: `${gateway}/${storm.number}`,
    gateway,
    sort: 'storm',
    name: [storm.number, storm.name || storm.nameEn].filter((text) => text !== '').join(' '),
    atMs: Math.max(0, Date.parse(last?.at ?? '') || nowMs),
    heardMs: nowMs,
    staleMs,
    geometry: geometry as FeatureRow['geometry'],
    facts: last === undefined ? {} : factsOf(storm, last),
  }
}

/** GeoJSON of a storm. */
export function stormShape(storm: Storm): Json {
  const { number, name, nameEn, issuedBy, issuedAt, use, ended, demonstration, fixes, forecasts } = storm
  const named = {
    number,
    name,
    nameEn,
    issuedBy,
    ...(issuedAt === null ? {} : { issuedAt }),
    use,
    ended,
    demonstration,
  }
  const last = fixes.at(-1)
  const features: Json[] = [
    feature({ part: 'track', ...named }, lineThrough(fixes)),
    ...fixes.map((fix) => feature({ part: 'fix', ...pointFields(fix) }, pointAt(fix))),
    ...forecasts.flatMap(({ by, fixes: expected }) => [
      feature({ part: 'forecast', by }, lineThrough(last === undefined ? expected : [last, ...expected])),
      ...expected.map((fix) => feature({ part: 'forecastFix', by, ...pointFields(fix) }, pointAt(fix))),
    ]),
    ...(last === undefined ? [] : windCircles(last)),
  ]
  return { type: 'FeatureCollection', features }
}

function feature(properties: JsonFields, geometry: Json): Json {
  return { type: 'Feature', properties, geometry }
}

function pointFields({ at, windMs, pressureHpa, grade, label, radiiKm }: Fix): JsonFields {
  return {
    at,
    ...(windMs === null ? {} : { windMs }),
    ...(pressureHpa === null ? {} : { pressureHpa }),
    ...(grade === '' ? {} : { grade }),
    label: label === '' ? labelOf(at) : label,
    ...(Object.keys(radiiKm).length === 0 ? {} : { radiiKm: radiiKm as JsonFields }),
  }
}

function pointAt({ lon, lat }: Fix): Json {
  return { type: 'Point', coordinates: [lon, lat] }
}

/** One line, or two where it crosses the date line. One fix alone is a line of no length, which RFC 7946 allows. */
function lineThrough(fixes: readonly Fix[]): Json {
  const lines: [number, number][][] = []
  let before: Fix | undefined
  for (const fix of fixes) {
    const current = lines.at(-1)
    if (current === undefined || (before !== undefined && Math.abs(fix.lon - before.lon) > 180))
      lines.push([[fix.lon, fix.lat]])
    else current.push([fix.lon, fix.lat])
    before = fix
  }
  const whole = lines.map((line) => (line.length > 1 ? line : [...line, ...line]))
  const [first] = whole
  return whole.length === 1 && first !== undefined
    ? { type: 'LineString', coordinates: first }
    : { type: 'MultiLineString', coordinates: whole }
}

function windCircles(fix: Fix): readonly Json[] {
  return WIND_FORCES.flatMap((force) => {
    const radii = fix.radiiKm[force]
    const ring = radii === undefined ? null : windRing(fix, radii)
    return ring === null
      ? []
      : [feature({ part: 'wind', force: Number(force), at: fix.at }, { type: 'Polygon', coordinates: [ring] })]
  })
}

/** Counterclockwise from north; each quadrant an arc of its own radius, joined by straight steps. */
function windRing(centre: Fix, radii: Radii): [number, number][] | null {
  const { ne, se, sw, nw } = typeof radii === 'number' ? { ne: radii, se: radii, sw: radii, nw: radii } : radii
  const quarters = [
    [nw, 360],
    [sw, 270],
    [se, 180],
    [ne, 90],
  ] as const
  if (quarters.every(([radius]) => radius === 0)) return null
  const ring = quarters.flatMap(([radius, from]) =>
    Array.from({ length: QUARTER_CORNERS + 1 }, (_, step): [number, number] => {
      const at = destination(centre, from - (90 * step) / QUARTER_CORNERS, radius * 1_000)
      return [unwrapped(at.lon, centre.lon), Math.round(at.lat * 1e4) / 1e4]
    }),
  )
  const [first] = ring
  return first === undefined ? null : [...ring, first]
}

/** Beside its centre also over the date line, so that the ring does not run around the world. */
function unwrapped(lon: number, beside: number): number {
  const near = lon - beside > 180 ? lon - 360 : lon - beside < -180 ? lon + 360 : lon
  return Math.round(near * 1e4) / 1e4
}

/** 28日09时 in China's time, as forecasters say it. */
function labelOf(at: string): string {
  const local = new Date(Date.parse(at) + CHINA_OFFSET_MINUTES * 60_000).toISOString()
  return `${String(Number(local.slice(8, 10)))}日${local.slice(11, 13)}时`
}

function factsOf(storm: Storm, last: Fix): FeatureRow['facts'] {
  const { windMs, pressureHpa, grade } = last
  return {
    编号: storm.number,
    ...(storm.name === '' ? {} : { 名称: storm.name }),
    ...(storm.nameEn === '' ? {} : { 英文名: storm.nameEn }),
    定位时间: last.at,
    ...(grade === '' ? {} : { 强度: grade }),
    ...(windMs === null ? {} : { 风速: `${String(windMs)} m/s` }),
    ...(pressureHpa === null ? {} : { 气压: `${String(pressureHpa)} hPa` }),
    ...(storm.issuedBy === '' ? {} : { 发布单位: storm.issuedBy }),
    ...(storm.ended ? { 状态: '已停编' } : {}),
  }
}
