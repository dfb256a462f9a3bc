// Where a value stands in somebody else's JSON (or in XML read as such): a small subset of JSONPath (RFC 9535) that cannot
// search, compute or run for long: `$`, `.name`, `['any name']`, `[0]`, and `[*]` for every item of a list.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { Json, JsonFields } from '../../base/json.ts'

/** A member's name, an item's place (from 0), or every item. */
export type PathStep = string | number | typeof EVERY
export const EVERY = Symbol('every')

export interface JsonPath {
  readonly text: string
  readonly steps: readonly PathStep[]
}

const MAX_STEPS = 20
/** Names may be Chinese, and carry what XML read as JSON needs: `@` for attributes, `#` for text. */
const NAME = /^\.([\p{L}\p{N}_@#$:-]+)/u
const QUOTED = /^\[(?:'([^'\\]{1,200})'|"([^"\\]{1,200})")\]/
const INDEX = /^\[(\d{1,6})\]/

/** Reads a path; the fault says where it stops being one. */
export function parsePath(text: string): Result<JsonPath> {
  if (!text.startsWith('$')) return refuse('invalidInput', `a path begins with $: ${text}`, { path: text })
  const steps: PathStep[] = []
  let rest = text.slice(1)
  while (rest !== '') {
    const found = nextStep(rest)
    if (found === undefined || steps.length === MAX_STEPS)
      return refuse('invalidInput', `not understood in the path ${text}: ${rest.slice(0, 40)}`, { path: text })
    steps.push(found.step)
    rest = rest.slice(found.length)
  }
  return ok({ text, steps })
}

function nextStep(rest: string): { readonly step: PathStep; readonly length: number } | undefined {
  if (rest.startsWith('[*]')) return { step: EVERY, length: 3 }
  const name = NAME.exec(rest)
  if (name?.[1] !== undefined) return { step: name[1], length: name[0].length }
  const quoted = QUOTED.exec(rest)
  if (quoted !== null) return { step: quoted[1] ?? quoted[2] ?? '', length: quoted[0].length }
  const index = INDEX.exec(rest)
  return index === null ? undefined : { step: Number(index[1]), length: index[0].length }
}

/** Every value the path leads to, in order; at most `limit`. */
export function valuesAt(tree: Json, path: JsonPath, limit = 10_000): readonly Json[] {
  let found: readonly Json[] = [tree]
  for (const step of path.steps) found = found.flatMap((value) => stepInto(value, step)).slice(0, limit)
  return found
}

/** The first value the path leads to. */
export function valueAt(tree: Json, path: JsonPath): Json | undefined {
  return valuesAt(tree, path)[0]
}

function stepInto(value: Json, step: PathStep): readonly Json[] {
  // One thing where a list is expected: XML, and senders that leave the list away for one.
  const alone = value !== null && (step === EVERY || step === 0) ? [value] : []
  if (typeof value !== 'object' || value === null) return alone
  if (Array.isArray(value)) {
    const items: readonly Json[] = value
    if (step === EVERY) return items
    return typeof step === 'number' && step < items.length ? [items[step] as Json] : []
  }
  const members = value as JsonFields
  if (typeof step !== 'string') return alone
  return Object.hasOwn(members, step) ? [members[step] as Json] : []
}
