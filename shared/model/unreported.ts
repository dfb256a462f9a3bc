// Why a report that was due is not sent (未报说明): said by an officer when an incident is closed, or of one that is closed
// already. One record for each deadline, written once: evidence beside the deliveries, and what stops the clock of a closed
// incident. While the incident is open nothing but a delivery stops it.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { textField, timeField } from './fields.ts'
import { timeSchema } from './incident.ts'

export const UNREPORTED = 'unreported'

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)

export const unreportedFields = {
  incident: id,
  /** Rule whose clock it stops, and the office that was to be told. */
  rule: line(80).min(1),
  to: line(120),
  /** When that clock started, and until when it was due, as it stood. */
  startedAt: timeSchema,
  dueAt: timeSchema,
  reason: line(500).min(2),
  /** Who answers for it, by name. */
  name: line(80).min(1),
  by: id,
  at: timeSchema,
} as const

export const UNREPORTED_ONCE: readonly string[] = Object.keys(unreportedFields)

/** What the clock needs to know of it. */
export interface Explained {
  readonly rule: string
  readonly startedMs: number
}

/** What the clock needs of its fields; null when they tell nothing. */
export function explainedOf(fields: JsonFields): Explained | null {
  const [rule, startedMs] = [textField(fields, 'rule'), timeField(fields, 'startedAt')]
  return rule === null || startedMs === null ? null : { rule, startedMs }
}

/**
 * True when it is about this clock. It holds for the start it was said of, to the second: a time of the incident that is
 * corrected since makes another deadline, which nobody explained; minutes that a rule was given since do not.
 */
export function explains(
  { rule, startedMs }: Explained,
  of: { readonly rule: string; readonly startMs: number },
): boolean {
  return rule === of.rule && Math.floor(startedMs / 1000) === Math.floor(of.startMs / 1000)
}
