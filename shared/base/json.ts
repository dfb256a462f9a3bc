// The values a field of a record may hold: JSON and nothing else, so that every store, wire and view agrees on them.

/** Any JSON value. Numbers are finite; `undefined` does not exist. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The fields of a record or a change, by name. */
export type JsonFields = { readonly [name: string]: Json }

/** True when `value` consists of JSON only: no undefined, NaN, Infinity, bytes, dates or cycles deeper than `maxDepth`. */
export function isJson(value: unknown, maxDepth = 32): value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || maxDepth === 0) return false
  if (Array.isArray(value)) return value.every((item) => isJson(item, maxDepth - 1))
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) return false
  return Object.values(value).every((item) => isJson(item, maxDepth - 1))
}

/** Structural equality of two JSON values; key order does not matter, -0 equals 0. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item: Json, index) => sameJson(item, b[index] as Json))
  }
  const left = a as JsonFields
  const right = b as JsonFields
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
}

/** JSON text with sorted keys: equal values give equal text. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`
  const fields = value as JsonFields
  const members = Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key] as Json)}`)
  return `{${members.join(',')}}`
}
