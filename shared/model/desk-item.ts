// What the desk's lists know of a record besides its fields: one set of columns for every kind that is worked through on a
// desk (reports, directives, receipts, shifts, handovers, alerts …), so that one watch lists, filters and counts them all.
// A kind says here how its fields give them; a kind that is not here is in no list.
import type { Kind } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import { LOG_ENTRY } from './log-entry.ts'

/** null: the kind has no such thing, or it is not known. */
export interface DeskItem {
  /** Incident the record belongs to. */
  readonly incident: string | null
  /** Record of another kind it belongs to: a receipt's directive, a report's series. */
  readonly parent: string | null
  /** Where it stands: a word of its kind's own closed list. */
  readonly state: string
  /** Agency it is addressed to or of. */
  readonly agency: string | null
  /** Officer it is addressed to or who holds it. */
  readonly officer: string | null
  /** Number people call it by. Two records of a kind with the same number are doubtful. */
  readonly number: string | null
  /** When it counts for lists, milliseconds. */
  readonly atMs: number | null
  /** Until when something is due, milliseconds; null when nothing is, or is no more. */
  readonly dueMs: number | null
}

export type DeskItemOf = (fields: JsonFields) => DeskItem

/** Kind → its columns. Every kind of the duty desk has its line here. */
export const DESK_KINDS: ReadonlyMap<Kind, DeskItemOf> = new Map<Kind, DeskItemOf>([
  [
    LOG_ENTRY,
    (fields) => ({
      incident: textField(fields, 'incident'),
      parent: textField(fields, 'corrects'),
      state: fields['corrects'] === null ? 'line' : 'correction',
      agency: null,
      officer: null,
      number: null,
      atMs: timeField(fields, 'at'),
      dueMs: null,
    }),
  ],
])

/** A field as text, or null. */
export function textField(fields: JsonFields, name: string): string | null {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** An ISO time field in milliseconds, or null. */
export function timeField(fields: JsonFields, name: string): number | null {
  const value = fields[name]
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}
