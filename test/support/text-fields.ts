// Which fields of a command's input are free texts, read from its schema: for tests that put hostile texts into every one.
import type { Json } from '../../shared/base/json.ts'

export type Path = readonly (string | number)[]

interface Parses {
  safeParse(input: unknown): { readonly success: boolean }
}

/** Ids and words of closed lists take no such text. */
const PROBE = '甲 <b> 乙'

/** Paths of the texts in `input` that take any words; ids, times and choices are none. */
export function textFieldsOf(schema: Parses, input: Json): readonly Path[] {
  return pathsOf(input).filter((path) => !isId(path) && schema.safeParse(withText(input, path, PROBE)).success)
}

/** The same input with another text in one place. */
export function withText(input: Json, [first, ...rest]: Path, text: string): Json {
  if (first === undefined) return text
  if (Array.isArray(input)) return input.map((one, index) => (index === first ? withText(one, rest, text) : one))
  const fields = (input ?? {}) as { readonly [name: string]: Json }
  return { ...fields, [first]: withText(fields[first] ?? null, rest, text) }
}

const IDS = new Set(['id', 'incident', 'agency', 'category'])

/** A name of a record is any text to the schema, and no words of an officer. */
function isId(path: Path): boolean {
  const last = path.at(-1)
  return typeof last === 'string' && IDS.has(last)
}

function pathsOf(input: Json, path: Path = []): readonly Path[] {
  if (typeof input === 'string') return [path]
  if (typeof input !== 'object' || input === null) return []
  return Object.entries(input).flatMap(([name, value]) =>
    pathsOf(value, [...path, Array.isArray(input) ? Number(name) : name]),
  )
}
