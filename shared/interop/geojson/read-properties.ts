// What the properties of somebody else's feature say: its key, name, time and facts, where a path tells or where such things
// usually stand; and whether it is meant for real.
import type { Json, JsonFields } from '../../base/json.ts'
import { parsePath, valueAt } from '../mapping/json-path.ts'
import { middleOf } from './move-geometry.ts'
import type { GeoFeature } from './read-geojson.ts'

const NAMES = ['name', 'title', '名称', '标题', 'NAME', 'Name', 'label', 'callsign'] as const
const TIMES = ['time', 'updated', 'datetime', 'timestamp', '时间', 'at'] as const
const KEYS = ['id', 'uid', 'code', 'number', '编号', 'ID', 'OBJECTID', 'fid'] as const
const MAX_FACTS = 24

/** The value at `path` in the feature (`$.properties.name`); undefined where nothing stands, also for an empty path. */
export function at(feature: GeoFeature, path: string): Json | undefined {
  if (path === '') return undefined
  const parsed = parsePath(path)
  const tree: Json = { id: feature.id, properties: feature.properties, geometry: feature.geometry as Json }
  return parsed.ok ? valueAt(tree, parsed.value) : undefined
}

/** A value as one line of text; '' for what is none. */
export function lineOf(value: Json | undefined): string {
  if (typeof value === 'string') return value.replaceAll(/\s+/g, ' ').trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function firstLine(properties: JsonFields, names: readonly string[]): string {
  for (const name of names) {
    const line = Object.hasOwn(properties, name) ? lineOf(properties[name]) : ''
    if (line !== '') return line
  }
  return ''
}

export function nameOf(feature: GeoFeature, path: string): string {
  return path === '' ? firstLine(feature.properties, NAMES) : lineOf(at(feature, path))
}

/** What the source itself calls the feature; where it has no such thing, its name and place stand for it. */
export function keyOf(feature: GeoFeature, path: string): string {
  const said = path === '' ? (feature.id ?? firstLine(feature.properties, KEYS)) : lineOf(at(feature, path))
  if (said !== '') return said.slice(0, 120)
  const middle = feature.geometry === null ? undefined : middleOf(feature.geometry)
  const place = middle === undefined ? '' : `@${middle.lat.toFixed(4)},${middle.lon.toFixed(4)}`
  return `${nameOf(feature, '').slice(0, 80)}${place}`
}

/** Milliseconds; null when nothing there is a time. */
export function timeOf(feature: GeoFeature, path: string): number | null {
  const said = path === '' ? TIMES.map((name) => feature.properties[name]) : [at(feature, path)]
  for (const value of said) {
    const ms = msOf(value)
    if (ms !== null) return ms
  }
  return null
}

/** Seconds, milliseconds, or a text with a date and a zone. */
function msOf(value: Json | undefined): number | null {
  if (typeof value === 'number') {
    if (value >= 1e11 && value < 1e13) return value
    return value >= 1e8 && value < 1e10 ? value * 1_000 : null
  }
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[-+]\d\d:?\d\d)$/.test(value)) return null
  const ms = Date.parse(value.replace(' ', 'T'))
  return Number.isNaN(ms) ? null : ms
}

/** Plain values by their names, as a map shows them. */
export function factsOf(properties: JsonFields): { readonly [label: string]: string } {
  const facts: [string, string][] = []
  for (const [name, value] of Object.entries(properties)) {
    const line = lineOf(value)
    if (line !== '' && name !== '' && name !== '__proto__') facts.push([name.slice(0, 40), line.slice(0, 200)])
    if (facts.length === MAX_FACTS) break
  }
  return Object.fromEntries(facts)
}

/** True for what says that it is a demonstration, an exercise or a test: our own words, and those of CAP. */
export function isNotReal(properties: JsonFields): boolean {
  if (properties['demonstration'] === true) return true
  return ['use', 'status'].some((name) => /^(exercise|test|draft|演练|测试)$/i.test(lineOf(properties[name])))
}
