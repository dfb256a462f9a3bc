// Reads what a dispatch system sent, by the mapping file of its city: one message or a list of them, each taken or refused
// by itself, with lines for everything odd. Nothing of a message goes unnoticed: members no rule reads are named.
import type * as z from 'zod'
import type { Fault, Result } from '../../base/fault.ts'
import { fault, ok, refuse } from '../../base/fault.ts'
import type { Json } from '../../base/json.ts'
import type { Datum } from '../datum.ts'
import { toWgs84 } from '../datum.ts'
import { valuesAt } from '../mapping/json-path.ts'
import { readBody } from './body.ts'
import type { DispatchMapping, MappedEndpoint } from './mapping-file.ts'
import { placeOf } from './mapping-file.ts'
import type { DispatchMessage, Verb } from './message.ts'
import { verbSchemas } from './message.ts'
import { pathOf, readRule } from './read-rule.ts'

const MAX_MESSAGES = 500
const MAX_ODD = 40
const MAX_LEAVES = 500

export interface ReadItem {
  readonly message?: DispatchMessage
  /** Why it is none. */
  readonly fault?: Fault
  readonly odd: readonly string[]
}

export interface ReadMessages {
  readonly verb: Verb
  readonly items: readonly ReadItem[]
  /** About the body as a whole. */
  readonly odd: readonly string[]
}

/** Reads a body that came to `endpoint`. A fault is about the body; what is wrong with one message stands in its item. */
export function readMessages(
  mapping: DispatchMapping,
  endpoint: MappedEndpoint,
  bytes: Uint8Array,
  charset?: string,
): Result<ReadMessages> {
  const body = readBody(bytes, { format: endpoint.format, encoding: mapping.encoding, charset })
  if (!body.ok) return body
  const { tree } = body.value
  const items = endpoint.each === undefined ? [tree] : valuesAt(tree, pathOf(endpoint.each), MAX_MESSAGES + 1)
  if (items.length === 0)
    return refuse('malformed', `nothing stands at ${endpoint.each ?? '$'}`, { field: endpoint.each ?? '$' })
  if (items.length > MAX_MESSAGES)
    return refuse('tooLarge', `more than ${MAX_MESSAGES} messages in one body`, { max: MAX_MESSAGES })
  const read = items.map((item) => readItem(mapping, endpoint, item, tree))
  return ok({ verb: endpoint.verb, items: read, odd: body.value.odd })
}

function readItem(mapping: DispatchMapping, endpoint: MappedEndpoint, item: Json, body: Json): ReadItem {
  const odd: string[] = []
  const source = { mapping, item, body, say: (line: string) => void (odd.length < MAX_ODD && odd.push(line)) }
  const found = new Map<string, Json>()
  for (const [field, rule] of Object.entries(endpoint.fields)) {
    const value = readRule(source, field, rule)
    if (value !== undefined && value !== null) found.set(field, value)
  }
  for (const leaf of unread(endpoint, item)) source.say(`no rule reads ${leaf}`)
  placePosition(mapping, found, source.say)
  const read = asMessage(endpoint.verb, found, source.say)
  return read.ok ? { message: read.value, odd } : { fault: read.fault, odd }
}

/** Two numbers become one position, converted to WGS-84; what is no place on Earth is named and left out. */
function placePosition(mapping: DispatchMapping, found: Map<string, Json>, say: (line: string) => void): void {
  const lon = found.get('lon')
  const lat = found.get('lat')
  found.delete('lon')
  found.delete('lat')
  if (lon === undefined && lat === undefined) return
  const position = positionIn(mapping.datum, Number(lon), Number(lat))
  if (position === undefined) say(`position: ${JSON.stringify(lon)}, ${JSON.stringify(lat)} is no place`)
  else found.set('position', { lon: position.lon, lat: position.lat })
}

/** WGS-84 of a position in a declared datum; undefined when it is none. 0, 0 is how systems write that they have none. */
export function positionIn(
  datum: Datum,
  lon: number,
  lat: number,
): { readonly lon: number; readonly lat: number } | undefined {
  if (!Number.isFinite(lon) || !Number.isFinite(lat) || Math.abs(lon) > 180 || Math.abs(lat) > 90) return undefined
  if (lon === 0 && lat === 0) return undefined
  return toWgs84({ lon, lat }, datum)
}

/** Fields that can be left away when they do not fit are; the needed ones refuse the message. */
function asMessage(verb: Verb, found: ReadonlyMap<string, Json>, say: (line: string) => void): Result<DispatchMessage> {
  const schema = verbSchemas[verb]
  const given = new Map<string, Json>(found)
  for (const [name, value] of found) {
    const field = (schema.shape as { readonly [name: string]: z.ZodType })[name]
    if (field === undefined || field.safeParse(value).success) continue
    const shorter = typeof value === 'string' ? shortened(field, value) : undefined
    if (shorter !== undefined) {
      say(`${name}: cut at ${shorter.length} characters`)
      given.set(name, shorter)
    } else if (field.safeParse(undefined).success) {
      say(`${name}: “${JSON.stringify(value).slice(0, 60)}” does not fit and is left out`)
      given.delete(name)
    }
  }
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (parsed.success) return ok({ verb, says: parsed.data } as DispatchMessage)
  const issue = parsed.error.issues[0]
  const field = placeOf(issue?.path ?? [])
  return { ok: false, fault: fault('invalidInput', issue?.message ?? 'does not fit', { field, verb }) }
}

/** A text that is only too long is cut, never dropped. */
function shortened(field: z.ZodType, value: string): string | undefined {
  for (const max of [8_000, 4_000, 3_000, 2_000, 200, 120, 80, 40]) {
    if (value.length <= max) continue
    const cut = value.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')
    if (field.safeParse(cut).success) return cut
  }
  return undefined
}

/** Places with a value that no rule of the endpoint reads or ignores. */
function unread(endpoint: MappedEndpoint, item: Json): readonly string[] {
  const known = knownPaths(endpoint)
  const leaves = new Set<string>()
  walk(item, [], leaves)
  return [...leaves].filter((leaf) => !known.some((path) => leaf === path || leaf.startsWith(`${path}.`)))
}

function knownPaths(endpoint: MappedEndpoint): readonly string[] {
  const paths: string[] = [...endpoint.ignored]
  for (const rule of Object.values(endpoint.fields)) {
    if ('path' in rule && rule.from !== 'body') paths.push(rule.path)
    if ('list' in rule) paths.push(rule.list)
    if ('join' in rule) for (const part of rule.join) if ('path' in part && part.from !== 'body') paths.push(part.path)
  }
  return paths.map((text) => ['$', ...pathOf(text).steps.filter((step) => typeof step === 'string')].join('.'))
}

function walk(value: Json, steps: readonly string[], leaves: Set<string>): void {
  if (leaves.size >= MAX_LEAVES || value === null || value === '') return
  if (Array.isArray(value)) {
    const items: readonly Json[] = value
    for (const inner of items.slice(0, MAX_LEAVES)) walk(inner, steps, leaves)
  } else if (typeof value === 'object')
    for (const [name, inner] of Object.entries(value as { readonly [name: string]: Json }))
      walk(inner, [...steps, name], leaves)
  else leaves.add(['$', ...steps].join('.').replace(/\.#text$/, ''))
}
