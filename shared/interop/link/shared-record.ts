// How a record stands in the space two linked servers share: kind `linked:<kind>`, the same id, and each field as one value with
// where it is from. They are one field so that a value is never folded apart from its source.
import * as z from 'zod'
import type { Kind } from '../../base/ids.ts'
import type { Json, JsonFields } from '../../base/json.ts'
import type { Head, RecordState } from '../../journal/merge.ts'
import type { Source } from '../../model/imported.ts'
import { MAX_HOPS, sourceStampSchema, stampOf, tupleOf } from '../../model/imported.ts'

const PREFIX = 'linked:'
/** Each side's terms: one record, named by the side's server. */
export const LINK_TERMS = 'linkTerms'

/** [value, stamp, base, path] */
const sharedValue = z.tuple([
  z.json(),
  sourceStampSchema,
  sourceStampSchema.nullable(),
  z.array(z.string().min(1).max(200)).min(1).max(MAX_HOPS),
])

/** A value of the shared space, read. */
export interface SharedValue extends Source {
  readonly value: Json
}

/** The shared space's kind for a kind, and back. */
export function sharedKind(kind: Kind): Kind {
  return `${PREFIX}${kind}`
}

export function plainKind(kind: Kind): Kind | undefined {
  return kind.startsWith(PREFIX) ? kind.slice(PREFIX.length) : undefined
}

/** As it is written. */
export function writeShared({ value, stamp, base, path }: SharedValue): Json {
  return [value, tupleOf(stamp), base === null ? null : tupleOf(base), [...path]]
}

/** What is shown of a record of the shared space: its values without where they are from. */
export function linkedFields({ fields }: RecordState): JsonFields {
  const shown: { [name: string]: Json } = {}
  for (const [name, { heads }] of fields) {
    const value = heads[0] === undefined ? undefined : readShared(heads[0])
    if (value !== undefined) shown[name] = value.value
  }
  return shown
}

/** As it was written; undefined when it is none. */
export function readShared({ value }: Pick<Head, 'value'>): SharedValue | undefined {
  const parsed = sharedValue.safeParse(value)
  if (!parsed.success) return undefined
  const [given, stamp, base, path] = parsed.data
  return { value: given as Json, stamp: stampOf(stamp), base: base === null ? null : stampOf(base), path }
}
