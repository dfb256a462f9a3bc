// What an officer types as the value of one field, read as that field's value and checked by the model's own schema.
// Places on the map are not typed here; whatever the schema does not take is refused, never bent into shape.
import type { Json } from '../../../shared/base/json.ts'
import type { IncidentField } from '../../../shared/model/incident.ts'
import { INCIDENT_STATUSES, SOURCE_CHANNELS, SOURCE_KINDS, incidentFields } from '../../../shared/model/incident.ts'
import { readTime } from './read-time.ts'

export type ValueReading = { readonly ok: true; readonly value: Json } | { readonly ok: false }

const COUNTS = new Set(['dead', 'missing', 'injured', 'trapped', 'evacuated'])
const TIMES = new Set(['occurredAt', 'receivedAt'])
/** Fields one line of text can say. */
const TEXTS = new Set([
  'title',
  'place',
  'description',
  'category',
  'division',
  'sourceName',
  'sourceTelephone',
  'linkedSystem',
  'linkedNumber',
])
const CHOICES: { readonly [field: string]: readonly Json[] } = {
  level: [1, 2, 3, 4, null],
  status: INCIDENT_STATUSES.filter((status) => status !== 'void'),
  sourceKind: SOURCE_KINDS,
  sourceChannel: SOURCE_CHANNELS,
  sensitive: [true, false],
}

/** The values a field can have when they are few; undefined when it is typed. */
export function choicesOf(field: string): readonly Json[] | undefined {
  return CHOICES[field]
}

/** True when `readValue` can read this field. */
export function isTyped(field: string): boolean {
  return COUNTS.has(field) || TIMES.has(field) || TEXTS.has(field)
}

/** Reads `text` as the value of `field`. An empty text is nothing where the field may be nothing. */
export function readValue(field: string, text: string, nowMs: number): ValueReading {
  if (!isTyped(field)) return { ok: false }
  const plain = text.normalize('NFKC').trim()
  let value: Json = text.trim()
  if (plain === '') value = isEmptyText(field) ? '' : null
  else if (COUNTS.has(field)) value = /^\d+$/.test(plain) ? Number(plain) : text
  else if (TIMES.has(field)) {
    const reading = readTime(text, nowMs)
    if (!reading.ok) return { ok: false }
    value = reading.iso
  } else if (field === 'category') value = plain.toUpperCase()
  else if (field === 'division') value = plain
  const schema = incidentFields[field as IncidentField]
  return schema.safeParse(value).success ? { ok: true, value } : { ok: false }
}

/** These are '' when empty; the others are null. */
function isEmptyText(field: string): boolean {
  return incidentFields[field as IncidentField].safeParse('').success
}
