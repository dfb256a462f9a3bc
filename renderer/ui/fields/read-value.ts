// What an officer enters as the value of one field, read as that field's value and checked by the model's own schema, and
// the way back: a value as the text its editor begins with. Whatever the schema does not take is refused, never bent into
// shape. Every field that may be amended can be said as one text, so that forms, drafts and editors hold nothing but texts.
import type { Json } from '../../../shared/base/json.ts'
import { readCoordinates } from '../../../shared/geo/read-coordinates.ts'
import type { IncidentField, Position } from '../../../shared/model/incident.ts'
import { INCIDENT_STATUSES, SOURCE_CHANNELS, SOURCE_KINDS, incidentFields } from '../../../shared/model/incident.ts'
import { areaText, pointText, readArea } from './area-text.ts'
import { readTime, writeTime } from './read-time.ts'

export type ValueReading = { readonly ok: true; readonly value: Json } | { readonly ok: false }

/** The form of editor a field wants. */
export type EditorKind =
  | 'line'
  | 'text'
  | 'count'
  | 'time'
  | 'choice'
  | 'category'
  | 'division'
  | 'place'
  | 'position'
  | 'area'
  | 'agency'

const EDITORS: ReadonlyMap<string, EditorKind> = new Map<string, EditorKind>(
  Object.entries({
    title: 'line',
    category: 'category',
    level: 'choice',
    status: 'choice',
    position: 'position',
    area: 'area',
    division: 'division',
    place: 'place',
    occurredAt: 'time',
    receivedAt: 'time',
    sourceKind: 'choice',
    sourceChannel: 'choice',
    sourceName: 'line',
    sourceTelephone: 'line',
    dead: 'count',
    missing: 'count',
    injured: 'count',
    trapped: 'count',
    evacuated: 'count',
    description: 'text',
    sensitive: 'choice',
    agencies: 'agency',
    agencyInCharge: 'agency',
    linkedSystem: 'line',
    linkedNumber: 'line',
  }),
)

const CHOICES: { readonly [field: string]: readonly Json[] } = {
  level: [1, 2, 3, 4, null],
  status: INCIDENT_STATUSES.filter((status) => status !== 'void'),
  sourceKind: SOURCE_KINDS,
  sourceChannel: SOURCE_CHANNELS,
  sensitive: [true, false],
}

/** Longest text a field takes, where it is a text. */
const LIMITS: { readonly [field: string]: number } = {
  title: 120,
  place: 200,
  sourceName: 80,
  sourceTelephone: 40,
  description: 8_000,
  linkedSystem: 60,
  linkedNumber: 80,
}

/** What reading a text may need besides it. */
export interface ReadContext {
  readonly nowMs: number
  /** Where a distance ("2 km around") is measured from. */
  readonly centre?: Position | null
  /** Codes by the exact name of what they stand for; undefined when no name or several fit. */
  readonly codeOf?: (field: 'category' | 'division', name: string) => string | undefined
}

/** The editor of a field; undefined for fields nobody writes (number, time of recording, reason for voiding …). */
export function editorOf(field: string): EditorKind | undefined {
  return EDITORS.get(field)
}

/** The values a field can have when they are few; undefined when it is typed. */
export function choicesOf(field: string): readonly Json[] | undefined {
  return CHOICES[field]
}

/** Longest text of a field; undefined where length says nothing. */
export function limitOf(field: string): number | undefined {
  return LIMITS[field]
}

/** Reads `text` as the value of `field`. An empty text is nothing where the field may be nothing. */
export function readValue(field: string, text: string, context: ReadContext): ValueReading {
  const editor = EDITORS.get(field)
  if (editor === undefined) return NO
  const plain = text.normalize('NFKC').trim()
  const value = plain === '' ? emptyOf(field) : valueOf(field, editor, text.trim(), plain, context)
  if (value === undefined) return NO
  const schema = incidentFields[field as IncidentField]
  return schema.safeParse(value).success ? { ok: true, value } : NO
}

const NO: ValueReading = { ok: false }

function valueOf(
  field: string,
  editor: EditorKind,
  text: string,
  plain: string,
  context: ReadContext,
): Json | undefined {
  switch (editor) {
    case 'count':
      return /^\d+$/.test(plain) ? Number(plain) : undefined
    case 'time': {
      const reading = readTime(text, context.nowMs)
      return reading.ok ? reading.iso : undefined
    }
    case 'choice':
      return CHOICES[field]?.find((choice) => choiceText(choice) === plain)
    case 'category':
      return /^\d{2}[0-9a-z]\d{2}(?![0-9a-z])/i.exec(plain)?.[0].toUpperCase() ?? context.codeOf?.('category', plain)
    case 'division':
      return /^(\d{12}|\d{9}|\d{6})(?!\d)/.exec(plain)?.[0] ?? context.codeOf?.('division', plain)
    case 'position': {
      const read = readCoordinates(text)
      return read.ok ? { lon: read.position.lon, lat: read.position.lat } : undefined
    }
    case 'area': {
      const ring = readArea(text, context.centre ?? null)
      return ring?.map(([lon, lat]) => [lon, lat])
    }
    case 'agency':
      return field === 'agencies' ? plain.split(/\s+/) : plain
    default:
      return text
  }
}

/** A value as the text of its editor; reading it gives the value back. */
export function editText(field: string, value: Json | undefined, names?: CodeNames): string {
  if (value === null || value === undefined) return field === 'level' ? 'none' : ''
  const editor = EDITORS.get(field)
  switch (editor) {
    case 'time':
      return typeof value === 'string' ? writeTime(value) : ''
    case 'choice':
      return choiceText(value)
    case 'category':
      return withName(value, names?.category)
    case 'division':
      return withName(value, names?.division)
    case 'position': {
      const { lon, lat } = value as { readonly lon?: Json; readonly lat?: Json }
      return typeof lon === 'number' && typeof lat === 'number' ? pointText(lon, lat) : ''
    }
    case 'area':
      return Array.isArray(value) ? areaText(value) : ''
    case 'agency':
      return Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : ''
    default:
      return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
}

/** Names put behind codes in an editor, for the eye; only the code is read back. */
export interface CodeNames {
  readonly category: (code: string) => string
  readonly division: (code: string) => string
}

/** A choice as the text that stands for it: 3, none, true, fire119. */
export function choiceText(choice: Json): string {
  if (choice === null) return 'none'
  return typeof choice === 'string' ? choice : JSON.stringify(choice)
}

function withName(value: Json, name: ((code: string) => string) | undefined): string {
  if (typeof value !== 'string') return ''
  const called = name?.(value) ?? value
  return called === value ? value : `${value} ${called}`
}

/** What an empty text means: '' or an empty list where the field takes it, else null. */
function emptyOf(field: string): Json {
  const schema = incidentFields[field as IncidentField]
  if (EDITORS.get(field) === 'choice') return null
  if (schema.safeParse('').success) return ''
  return field === 'agencies' ? [] : null
}
