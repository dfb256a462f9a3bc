// Shown fields of a record read as what they should be; what does not fit is null.
import type { JsonFields } from '../base/json.ts'

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
