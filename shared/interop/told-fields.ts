// What of a record may be told to other programs, field by field, and what is told when nobody says otherwise: nothing that
// names people, and no free text, where people write names and telephone numbers.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { ALERT, alertFields } from '../model/alert.ts'
import { INCIDENT, incidentFields } from '../model/incident.ts'
import { LOG_ENTRY, logEntryFields } from '../model/log-entry.ts'

export const TOLD_KINDS = [INCIDENT, ALERT, LOG_ENTRY] as const
export type ToldKind = (typeof TOLD_KINDS)[number]

/** `kind.field` of what names people or is free text about them. */
const PERSONAL: ReadonlySet<string> = new Set([
  'incident.sourceName',
  'incident.sourceTelephone',
  'incident.description',
  'incident.voidReason',
  'logEntry.text',
  'alert.cancelled',
  'alert.received',
])

const FIELDS: { readonly [kind in ToldKind]: readonly string[] } = {
  incident: Object.keys(incidentFields),
  alert: Object.keys(alertFields),
  logEntry: Object.keys(logEntryFields),
}

/** `kind.field` of everything that may be listed. */
export const TELLABLE: readonly string[] = TOLD_KINDS.flatMap((kind) => FIELDS[kind].map((field) => `${kind}.${field}`))
export const TOLD_AT_FIRST: readonly string[] = TELLABLE.filter((name) => !PERSONAL.has(name))

export const tellableField = z.enum(TELLABLE as [string, ...string[]])

/** The listed fields of a record, in the order of the list. */
export function toldFields(kind: string, fields: JsonFields, listed: readonly string[]): JsonFields {
  const told = listed.flatMap((name) => {
    const [of, field = ''] = name.split('.')
    const value = of === kind ? fields[field] : undefined
    return value === undefined ? [] : [[field, value] as const]
  })
  return Object.fromEntries(told)
}
