// Where a value of a mapping comes from, written as one text: `$.data.level` is a path into the message, `{station}` the level
// of the topic of that name, anything else stands for itself (levels in it filled in). Nothing is computed.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { Json } from '../../base/json.ts'
import type { JsonPath } from '../mapping/json-path.ts'
import { parsePath, valueAt } from '../mapping/json-path.ts'
import type { Levels } from './topic.ts'

export type Source =
  | { readonly form: 'none' }
  | { readonly form: 'path'; readonly path: JsonPath }
  | { readonly form: 'text'; readonly text: string }

const LEVEL = /\{([A-Za-z][A-Za-z0-9_]*)\}/g

/** Reads a source. `levels` are the names its topic has; another one in it is refused. */
export function parseSource(text: string, levels: readonly string[]): Result<Source> {
  if (text === '') return ok({ form: 'none' })
  if (text.startsWith('$')) {
    const path = parsePath(text)
    return path.ok ? ok({ form: 'path', path: path.value }) : path
  }
  for (const [, name = ''] of text.matchAll(LEVEL))
    if (!levels.includes(name)) return refuse('invalidInput', `the topic has no level ${name}`, { source: text })
  return ok({ form: 'text', text })
}

/** The value; null where the source is empty or leads nowhere. */
export function valueOf(source: Source, message: Json, levels: Levels): Json {
  if (source.form === 'none') return null
  if (source.form === 'path') return valueAt(message, source.path) ?? null
  return source.text.replaceAll(LEVEL, (_, name: string) => levels[name] ?? '')
}

/** The value as text of at most `most` characters; '' when there is none. Objects and lists are none. */
export function textOf(source: Source, message: Json, levels: Levels, most: number): string {
  const value = valueOf(source, message, levels)
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  return text.trim().slice(0, most)
}

/** The value as a number, also from text such as `12.5`; null when it is none. */
export function numberOf(source: Source, message: Json, levels: Levels): number | null {
  const value = valueOf(source, message, levels)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || !/^\s*[+-]?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,3})?\s*$/.test(value)) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** True for true, a number other than 0, and words that mean it. */
export function isSaid(source: Source, message: Json, levels: Levels): boolean {
  const value = valueOf(source, message, levels)
  if (typeof value === 'string') return !['', '0', 'false', 'no', 'off', 'normal', 'null'].includes(value.toLowerCase())
  return value === true || (typeof value === 'number' && value !== 0)
}
