// The columns of table `incident` from a record's shown values. Nothing is trusted: a value that does not fit its column
// (from a newer program, or hostile) gives the column's empty value, and stays as it is in the record.
import type { Json } from '../../shared/base/json.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { areaSchema, INCIDENT_STATUSES } from '../../shared/model/incident.ts'

export interface IncidentColumns {
  readonly number: string
  readonly title: string
  readonly category: string
  /** 1 to 4, or 0 when ungraded. */
  readonly level: number
  /** Index into INCIDENT_STATUSES. */
  readonly status: number
  readonly lon: number | null
  readonly lat: number | null
  readonly division: string | null
  readonly place: string
  readonly occurredAt: string | null
  readonly receivedAt: string
  readonly occurredMs: number | null
  readonly receivedMs: number
  readonly dead: number | null
  readonly missing: number | null
  readonly injured: number | null
  readonly trapped: number | null
  readonly evacuated: number | null
  readonly sensitive: number
  readonly demonstration: number
  /** The time of the newest value shown. */
  readonly changedMs: number
  /** The ring of its area as JSON text. */
  readonly area: string | null
}

const CLOSED = INCIDENT_STATUSES.indexOf('closed')

/** True when the incident is closed or void. */
export function isOver(columns: IncidentColumns): boolean {
  return columns.status >= CLOSED
}

/** The columns of an incident. */
export function incidentColumns(state: RecordState): IncidentColumns {
  const position = positionOf(state)
  const occurredAt = textOrNull(shownValue(state, 'occurredAt'))
  const receivedAt = text(shownValue(state, 'receivedAt'))
  const level = shownValue(state, 'level')
  const status = INCIDENT_STATUSES.indexOf(shownValue(state, 'status') as (typeof INCIDENT_STATUSES)[number])
  let changedMs = 0
  for (const field of state.fields.values()) {
    const ms = field.heads[0]?.mark.ms ?? 0
    if (ms > changedMs) changedMs = ms
  }
  return {
    number: text(shownValue(state, 'number')),
    title: text(shownValue(state, 'title')),
    category: text(shownValue(state, 'category')),
    level: level === 1 || level === 2 || level === 3 || level === 4 ? level : 0,
    status: Math.max(0, status),
    lon: position?.lon ?? null,
    lat: position?.lat ?? null,
    division: textOrNull(shownValue(state, 'division')),
    place: text(shownValue(state, 'place')),
    occurredAt,
    receivedAt,
    occurredMs: occurredAt === null ? null : timeMs(occurredAt),
    receivedMs: timeMs(receivedAt) ?? changedMs,
    dead: count(shownValue(state, 'dead')),
    missing: count(shownValue(state, 'missing')),
    injured: count(shownValue(state, 'injured')),
    trapped: count(shownValue(state, 'trapped')),
    evacuated: count(shownValue(state, 'evacuated')),
    sensitive: shownValue(state, 'sensitive') === true ? 1 : 0,
    demonstration: shownValue(state, 'demonstration') === true ? 1 : 0,
    changedMs,
    area: areaOf(state),
  }
}

/** Milliseconds of an ISO time; null when it is none. */
export function timeMs(iso: string): number | null {
  const ms = Date.parse(iso)
  return Number.isNaN(ms) ? null : ms
}

/** A value as text; '' when it is not one. */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** A value as text or null. */
export function textOrNull(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function count(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
}

function areaOf(state: RecordState): string | null {
  const value = shownValue(state, 'area')
  if (value === null || value === undefined) return null
  const ring = areaSchema.safeParse(value)
  return ring.success ? JSON.stringify(ring.data) : null
}

function positionOf(state: RecordState): { readonly lon: number; readonly lat: number } | null {
  const value = shownValue(state, 'position')
  if (typeof value !== 'object' || value === null || !('lon' in value) || !('lat' in value)) return null
  const { lon, lat } = value
  if (typeof lon !== 'number' || typeof lat !== 'number') return null
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : null
}
