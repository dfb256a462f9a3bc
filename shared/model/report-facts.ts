// What changed of an incident since it was last reported: the facts of the newest signed report beside those of now. A
// follow-up carries only these (续报 only new facts, domain.md 3.5).
import type { Json, JsonFields } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import { timeField } from './fields.ts'

export interface FactChange {
  readonly field: string
  readonly from: Json
  readonly to: Json
}

/** In the order a report tells them. Fields that are about keeping the record and not about the event are left out. */
export const REPORTED_FIELDS = [
  'title',
  'category',
  'level',
  'status',
  'occurredAt',
  'place',
  'position',
  'area',
  'division',
  'dead',
  'missing',
  'injured',
  'trapped',
  'evacuated',
  'description',
  'agencies',
  'agencyInCharge',
] as const

/** Fields whose values differ, old beside new. */
export function changesSince(before: JsonFields, now: JsonFields): readonly FactChange[] {
  return REPORTED_FIELDS.flatMap((field): FactChange[] => {
    const [from, to] = [before[field] ?? null, now[field] ?? null]
    return sameJson(from, to) ? [] : [{ field, from, to }]
  })
}

/** Facts of the newest signed report of a series; null before the first. */
export function lastReported(reports: readonly JsonFields[]): JsonFields | null {
  let last: { readonly facts: JsonFields; readonly ms: number } | null = null
  for (const { signed } of reports) {
    if (typeof signed !== 'object' || signed === null || Array.isArray(signed)) continue
    const { facts } = signed as { readonly facts?: Json }
    const ms = timeField(signed as JsonFields, 'at') ?? 0
    if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) continue
    if (last === null || ms >= last.ms) last = { facts: facts as JsonFields, ms }
  }
  return last?.facts ?? null
}
