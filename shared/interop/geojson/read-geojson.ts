// Reads GeoJSON (RFC 7946) as it is really sent: collections, single features, bare geometries, text sequences (RFC 8142),
// with byte order marks and the `crs` of the 2008 draft. One bad feature is refused by itself; the rest is read.
import type { Fault, Result } from '../../base/fault.ts'
import { fault, ok, refuse } from '../../base/fault.ts'
import type { JsonFields } from '../../base/json.ts'
import { isJson } from '../../base/json.ts'
import type { Geometry, ReadingRoom } from './geometry.ts'
import { readGeometry } from './geometry.ts'

export interface GeoFeature {
  /** As its source names it; null when it does not. */
  readonly id: string | null
  readonly properties: JsonFields
  /** null when the source gives none: it is read, but cannot be shown on a map. */
  readonly geometry: Geometry | null
}

export interface RefusedFeature {
  /** Place in the file, from 0. */
  readonly index: number
  readonly name: string
  readonly fault: Fault
  /** As it was sent. */
  readonly value: unknown
}

export interface GeoJsonReading {
  readonly features: readonly GeoFeature[]
  readonly refused: readonly RefusedFeature[]
  /** What was odd and was taken nevertheless. */
  readonly odd: readonly string[]
  /** Foreign members of the collection: `links` of OGC API, `metadata` of USGS. */
  readonly members: JsonFields
}

export interface GeoJsonLimits {
  readonly maxBytes: number
  readonly maxFeatures: number
  /** Of the whole file. */
  readonly maxPositions: number
  /** Brackets inside brackets. */
  readonly maxDepth: number
}

export const GEOJSON_LIMITS: GeoJsonLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxFeatures: 50_000,
  maxPositions: 1_000_000,
  maxDepth: 40,
}

/** Reads a whole file; refused only where nothing of it can be read. */
export function readGeoJson(bytes: Uint8Array, given: Partial<GeoJsonLimits> = {}): Result<GeoJsonReading> {
  const limits = { ...GEOJSON_LIMITS, ...given }
  const parsed = parseJson(bytes, limits)
  return parsed.ok ? readGeoJsonValue(parsed.value, limits) : parsed
}

/** Parses JSON from outside: size and depth are checked before anything is built. Text sequences give a list. */
export function parseJson(bytes: Uint8Array, given: Partial<GeoJsonLimits> = {}): Result<unknown> {
  const limits = { ...GEOJSON_LIMITS, ...given }
  if (bytes.length > limits.maxBytes)
    return refuse('tooLarge', `${String(bytes.length)} bytes are more than ${String(limits.maxBytes)}`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuse('malformed', 'the text is not UTF-8, which JSON has to be')
  }
  if (depthOf(text) > limits.maxDepth) return refuse('tooLarge', 'nested too deep')
  try {
    const pieces = text.startsWith('\u001E') ? text.split('\u001E').filter((piece) => piece.trim() !== '') : undefined
    const value: unknown = pieces === undefined ? JSON.parse(text) : pieces.map((piece): unknown => JSON.parse(piece))
    return ok(value)
  } catch {
    return refuse('malformed', 'the text is no JSON')
  }
}

/** Reads what was parsed already. */
export function readGeoJsonValue(value: unknown, given: Partial<GeoJsonLimits> = {}): Result<GeoJsonReading> {
  const limits = { ...GEOJSON_LIMITS, ...given }
  const odd = new Set<string>()
  const room: ReadingRoom = { positionsLeft: limits.maxPositions, odd }
  const found = featuresOf(value, odd)
  if (!found.ok) return found
  if (found.value.length > limits.maxFeatures)
    return refuse('tooLarge', `${String(found.value.length)} features are more than ${String(limits.maxFeatures)}`)
  const features: GeoFeature[] = []
  const refused: RefusedFeature[] = []
  let withoutPlace = 0
  for (const [index, one] of found.value.entries()) {
    const read = readFeature(one, room)
    if (!read.ok) refused.push({ index, name: nameOf(one), fault: read.fault, value: one })
    else {
      features.push(read.value)
      if (read.value.geometry === null) withoutPlace += 1
    }
  }
  if (withoutPlace > 0) odd.add(`features without a geometry: ${String(withoutPlace)}`)
  return ok({ features, refused, odd: [...odd], members: membersOf(value) })
}

/** The features of whatever was sent, unread. */
function featuresOf(value: unknown, odd: Set<string>): Result<readonly unknown[]> {
  if (Array.isArray(value)) {
    odd.add('a list of features without their collection')
    return ok(value)
  }
  if (typeof value !== 'object' || value === null) return refuse('malformed', 'no GeoJSON: neither object nor list')
  const { type, features, crs } = value as {
    readonly type?: unknown
    readonly features?: unknown
    readonly crs?: unknown
  }
  const system = systemOf(crs)
  if (system !== undefined && !KNOWN_SYSTEMS.test(system))
    return refuse('malformed', `coordinates in ${system.slice(0, 60)} are not read`, { system: system.slice(0, 60) })
  if (system !== undefined) odd.add('names a coordinate reference system, which RFC 7946 no longer does')
  if (Array.isArray(features)) {
    if (type !== 'FeatureCollection') odd.add('the collection does not say that it is one')
    return ok(features)
  }
  if (type === 'Feature') return ok([value])
  if (typeof type === 'string' && type !== 'FeatureCollection') {
    odd.add('a geometry without a feature')
    return ok([{ type: 'Feature', properties: {}, geometry: value }])
  }
  return refuse('malformed', 'no GeoJSON: no features')
}

/** CRS84, EPSG:4326 and CGCS2000 (EPSG:4490): the same within what a duty office can tell apart. */
const KNOWN_SYSTEMS = /(?:CRS84|EPSG:{1,2}(?:[\d.]*:)?(?:4326|4490))$/i

function systemOf(crs: unknown): string | undefined {
  if (crs === undefined || crs === null) return undefined
  const name = (crs as { readonly properties?: { readonly name?: unknown } | null }).properties?.name
  return typeof name === 'string' ? name : 'an unnamed coordinate reference system'
}

function readFeature(value: unknown, room: ReadingRoom): Result<GeoFeature> {
  if (typeof value !== 'object' || value === null) return refuse('malformed', 'the feature is no object')
  const { type, id, properties, geometry } = value as Readonly<Record<string, unknown>>
  if (geometry === undefined && properties === undefined) return refuse('malformed', 'the feature has nothing to read')
  if (type !== 'Feature') room.odd.add('a feature does not say that it is one')
  const read = geometry === null || geometry === undefined ? ok(null) : readGeometry(geometry, room)
  if (!read.ok) return read
  return ok({ id: idOf(id), properties: fieldsOf(properties), geometry: read.value })
}

function idOf(id: unknown): string | null {
  if (typeof id === 'number') return String(id)
  return typeof id === 'string' && id !== '' ? id.slice(0, 200) : null
}

function fieldsOf(value: unknown): JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value)
    ? (value as JsonFields)
    : {}
}

function membersOf(value: unknown): JsonFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const {
    features: _features,
    geometry: _geometry,
    geometries: _parts,
    coordinates: _coordinates,
    ...rest
  } = value as JsonFields
  return fieldsOf(rest)
}

/** What people would call it, for the list of refused ones. */
function nameOf(value: unknown): string {
  const { id, properties } = (value ?? {}) as { readonly id?: unknown; readonly properties?: unknown }
  const { name, title } = (properties ?? {}) as { readonly name?: unknown; readonly title?: unknown }
  for (const one of [name, title, id]) {
    if (typeof one === 'string' && one !== '') return one.slice(0, 80)
    if (typeof one === 'number') return String(one)
  }
  return ''
}

/** Deepest nesting of brackets outside strings, by one pass over the text. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0]
  let isInText = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (isInText) {
      if (unit === BACKSLASH) at += 1
      else if (unit === QUOTE) isInText = false
    } else if (unit === QUOTE) isInText = true
    else if (unit === OPEN_LIST || unit === OPEN_OBJECT) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (unit === CLOSE_LIST || unit === CLOSE_OBJECT) depth -= 1
  }
  return deepest
}
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** One refusal for a whole file, for those who keep the original. */
export function refusedWords({ index, name, fault: why }: Omit<RefusedFeature, 'value'>): Fault {
  return fault(why.kind, `feature ${String(index + 1)}${name === '' ? '' : ` (${name})`}: ${why.message}`, why.detail)
}
