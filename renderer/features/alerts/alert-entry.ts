import type { JsonFields } from '../../../shared/base/json.ts'
// What an officer enters of an alert, as texts, and what the station is told: read by the model's own rules, nothing added.
import type { CommandInput } from '../../../shared/commands/commands.ts'
import type { AlertLevel, AlertUse } from '../../../shared/model/alert.ts'
import { ALERT_USES, alertLevel, circleSchema, missingItem } from '../../../shared/model/alert.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { areaSchema } from '../../../shared/model/incident.ts'
import { isGraded } from '../../../shared/model/level.ts'
import { areaText, cornersOf, pointText, readArea } from '../../ui/fields/area-text.ts'
import { writeTime } from '../../ui/fields/read-time.ts'
import { readNear } from './time-near.ts'

export interface AlertEntry {
  readonly use: AlertUse
  readonly number: string
  /** "11B01 台风" as chosen. */
  readonly category: string
  readonly level: AlertLevel | null
  readonly title: string
  readonly startsAt: string
  readonly endsAt: string
  readonly divisions: readonly string[]
  readonly ring: string
  readonly centre: string
  readonly radiusKm: string
  readonly areaText: string
  readonly warnings: string
  readonly measures: string
  readonly issuedBy: string
  readonly issuedAt: string
  readonly telephone: string
  readonly adjustedAt: string
  readonly reason: string
}

export type EntryProblem =
  | { readonly field: string; readonly kind: 'missing' }
  | {
      readonly field: string
      readonly kind: 'badTime' | 'endBeforeStart' | 'badRing' | 'badCircle' | 'noReason' | 'category'
    }

/** An empty form: only what nobody has to say is set. */
export const EMPTY_ENTRY: AlertEntry = {
  use: 'actual',
  number: '',
  category: '',
  level: null,
  title: '',
  startsAt: '',
  endsAt: '',
  divisions: [],
  ring: '',
  centre: '',
  radiusKm: '',
  areaText: '',
  warnings: '',
  measures: '',
  issuedBy: '',
  issuedAt: '',
  telephone: '',
  adjustedAt: '',
  reason: '',
}

/** The form as an alert stands; `nowMs` is when it is adjusted. */
export function entryOf(fields: JsonFields, nowMs: number): AlertEntry {
  const ring = areaSchema.safeParse(fields['ring'])
  const circle = circleSchema.safeParse(fields['circle'])
  const said = (name: string): string => textField(fields, name) ?? ''
  const time = (name: string): string => {
    const ms = timeField(fields, name)
    return ms === null ? '' : writeTime(isoWithOffset(ms))
  }
  return {
    use: ALERT_USES.find((use) => use === fields['use']) ?? 'actual',
    number: said('number'),
    category: said('category'),
    level: alertLevel(fields),
    title: said('title'),
    startsAt: time('startsAt'),
    endsAt: time('endsAt'),
    divisions: codesOf(fields),
    ring: ring.success ? areaText(ring.data) : '',
    centre: circle.success ? pointText(circle.data.centre.lon, circle.data.centre.lat) : '',
    radiusKm: circle.success ? String(circle.data.radiusM / 1_000) : '',
    areaText: said('areaText'),
    warnings: said('warnings'),
    measures: said('measures'),
    issuedBy: said('issuedBy'),
    issuedAt: time('issuedAt'),
    telephone: said('telephone'),
    adjustedAt: writeTime(isoWithOffset(nowMs).replace(/:\d\d\+/, ':00+')),
    reason: '',
  }
}

/** Division codes of an alert. */
export function codesOf(fields: JsonFields): readonly string[] {
  const { divisions } = fields
  return Array.isArray(divisions) ? divisions.filter((code) => typeof code === 'string') : []
}

/** The code of a chosen category; '' when none was chosen. */
export function categoryCode(text: string): string {
  return /^\d{2}[0-9A-Z]\d{2}(?=\s|$)/.exec(text.trim())?.[0] ?? ''
}

/** True when the chosen category has a level by law; also while none is chosen. */
export function hasLevel(entry: Pick<AlertEntry, 'category'>): boolean {
  const code = categoryCode(entry.category)
  return code === '' || isGraded(code)
}

type Adjusted = CommandInput<'adjustAlert'>['fields']
export type ReadEntry =
  | {
      readonly ok: true
      readonly recorded: CommandInput<'recordAlert'>
      readonly adjusted: Adjusted
      readonly adjustedAt: string | null
    }
  | { readonly ok: false; readonly problem: EntryProblem }

/** Reads the form: all of it, or the first thing that is wrong. */
export function readEntry(entry: AlertEntry, isAdjusting: boolean, nowMs: number): ReadEntry {
  const wrong = (field: string, kind: EntryProblem['kind']): ReadEntry => ({ ok: false, problem: { field, kind } })
  const category = categoryCode(entry.category)
  if (category === '') return wrong('category', entry.category.trim() === '' ? 'missing' : 'category')
  if (isGraded(category) && entry.level === null) return wrong('level', 'missing')
  const times: { [name: string]: string | null } = {}
  for (const name of ['startsAt', 'endsAt', 'issuedAt', 'adjustedAt'] as const) {
    const text = entry[name].trim()
    const iso = text === '' ? null : readNear(text, nowMs, name === 'endsAt' ? startMs(entry, nowMs) : null)
    if (iso === null && text !== '') return wrong(name, 'badTime')
    times[name] = iso
  }
  const ring = entry.ring.trim() === '' ? null : (readArea(entry.ring, null) ?? undefined)
  if (ring === undefined) return wrong('ring', 'badRing')
  const circle = circleOf(entry)
  if (circle === undefined) return wrong('circle', 'badCircle')
  const fields = {
    level: isGraded(category) ? entry.level : null,
    title: entry.title.trim(),
    startsAt: times['startsAt'] ?? '',
    endsAt: times['endsAt'] ?? null,
    divisions: [...entry.divisions],
    ring: ring === null ? null : ring.map(([lon, lat]): [number, number] => [lon, lat]),
    circle,
    areaText: entry.areaText.trim(),
    warnings: entry.warnings.trim(),
    measures: entry.measures.trim(),
    telephone: entry.telephone.trim(),
  }
  const issued = { category, issuedBy: entry.issuedBy.trim(), issuedAt: times['issuedAt'] ?? '' }
  const missing = missingItem({ ...fields, ...issued })
  if (missing !== null) return wrong(missing === 'areaText' ? 'area' : missing, 'missing')
  if (fields.endsAt !== null && Date.parse(fields.endsAt) <= Date.parse(fields.startsAt))
    return wrong('endsAt', 'endBeforeStart')
  if (isAdjusting && entry.reason.trim().length < 2) return wrong('reason', 'noReason')
  return {
    ok: true,
    recorded: { ...fields, ...issued, use: entry.use, number: entry.number.trim() },
    adjusted: fields,
    adjustedAt: times['adjustedAt'] ?? null,
  }
}

/** When the alert starts as it is entered now; null while that is no time. */
export function startMs({ startsAt }: Pick<AlertEntry, 'startsAt'>, nowMs: number): number | null {
  const iso = startsAt.trim() === '' ? null : readNear(startsAt, nowMs)
  return iso === null ? null : Date.parse(iso)
}

/** null: no circle is said; undefined: what is said is none. */
function circleOf(entry: Pick<AlertEntry, 'centre' | 'radiusKm'>) {
  if (entry.centre.trim() === '' && entry.radiusKm.trim() === '') return null
  const [centre] = cornersOf(entry.centre) ?? []
  if (centre === undefined) return undefined
  const circle = circleSchema.safeParse({
    centre: { lon: centre[0], lat: centre[1] },
    radiusM: Math.round(Number(entry.radiusKm) * 1_000),
  })
  return circle.success ? circle.data : undefined
}
