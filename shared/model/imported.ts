// What came into a record over links between servers: per field, which change anywhere first said it, over which servers it
// travelled, and whether it may be passed on. It stands in the record itself, in the same change as the values, so that a value
// and where it is from are never apart. Decision 0013.
import * as z from 'zod'
import { compareStamps } from '../base/hybrid-clock.ts'
import type { Stamp } from '../base/hybrid-clock.ts'
import type { Json } from '../base/json.ts'

/** Name of the field; a change that sets it is an import (commands/rights.ts). */
export const IMPORTED = 'imported'
/** Servers a value may pass on its way; longer ways are not taken further. */
export const MAX_HOPS = 8

const id = z.string().min(1).max(200)
const count = z.int().min(0)
/** Wall milliseconds, counter and station of the change that first said a value. */
export const sourceStampSchema = z.tuple([count, count, id])

export const importedGroupSchema = z.strictObject({
  stamp: sourceStampSchema,
  /** The newest value its author had seen in this field; null when none. */
  base: sourceStampSchema.nullable(),
  /** Servers it came through, the first one first. */
  path: z.array(id).min(1).max(MAX_HOPS),
  /** The giver agreed that it may be passed on. */
  passOn: z.boolean(),
  /** The link it came by, and the station of the link's author here. */
  link: z.string().min(1).max(60),
  by: id,
  fields: z.array(z.string().min(1).max(60)).min(1).max(100),
})
export const importedSchema = z.array(importedGroupSchema).max(100)
export type ImportedGroup = z.infer<typeof importedGroupSchema>

/** Orders values of one field everywhere: by time, counter, then station. Two different changes are never equal. */
export interface SourceStamp extends Stamp {
  readonly station: string
}

/** Where one value is from. */
export interface Source {
  readonly stamp: SourceStamp
  readonly base: SourceStamp | null
  readonly path: readonly string[]
}

export interface ImportedSource extends Source {
  readonly passOn: boolean
  readonly link: string
  readonly by: string
}

/** Negative when `a` is older; a missing one is older than all. */
export function compareSources(a: SourceStamp | null | undefined, b: SourceStamp | null | undefined): number {
  if (!a || !b) return (a ? 1 : 0) - (b ? 1 : 0)
  return compareStamps(a, b) || (a.station < b.station ? -1 : a.station > b.station ? 1 : 0)
}

/** A stamp out of its tuple, and back. */
export function stampOf([ms, counter, station]: z.infer<typeof sourceStampSchema>): SourceStamp {
  return { ms, counter, station }
}

export function tupleOf({ ms, counter, station }: SourceStamp): [number, number, string] {
  return [ms, counter, station]
}

/** The sources of a record's fields; what cannot be read is left out. */
export function importedSources(value: Json | undefined): ReadonlyMap<string, ImportedSource> {
  const sources = new Map<string, ImportedSource>()
  const parsed = importedSchema.safeParse(value ?? [])
  if (!parsed.success) return sources
  for (const { stamp, base, path, passOn, link, by, fields } of parsed.data) {
    const source = { stamp: stampOf(stamp), base: base === null ? null : stampOf(base), path, passOn, link, by }
    for (const field of fields) sources.set(field, source)
  }
  return sources
}

/** Where a record's values are from, by the heads of its field. After a restore there may be several: the newest of each counts. */
export function newestSources(heads: readonly { readonly value: Json }[]): Map<string, ImportedSource> {
  const known = new Map<string, ImportedSource>()
  for (const { value } of heads)
    for (const [name, source] of importedSources(value))
      if (compareSources(source.stamp, known.get(name)?.stamp) > 0) known.set(name, source)
  return known
}

/** The same as a field's value: fields of one source share a group. Equal sources give equal values. */
export function importedValue(sources: ReadonlyMap<string, ImportedSource>): ImportedGroup[] {
  const groups = new Map<string, ImportedGroup>()
  for (const field of [...sources.keys()].sort()) {
    const source = sources.get(field) as ImportedSource
    const { stamp, base, path, passOn, link, by } = source
    const shared = {
      stamp: tupleOf(stamp),
      base: base === null ? null : tupleOf(base),
      path: [...path],
      passOn,
      link,
      by,
    }
    const key = JSON.stringify(shared)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { ...shared, fields: [field] })
    else group.fields.push(field)
  }
  return [...groups.values()]
}
