// What an officer has entered in an intake form: one text per field, read only when it is saved; and the form it has as a
// draft. Pure: no screen, no station.
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import { isGraded } from '../../../shared/model/level.ts'
import type { Draft } from '../../../shared/rpc/methods.ts'
import type { FieldProblem } from '../../ui/fields/field-problem.ts'
import { fieldProblem } from '../../ui/fields/field-problem.ts'
import type { ReadContext } from '../../ui/fields/read-value.ts'
import { readValue } from '../../ui/fields/read-value.ts'

export const INTAKE_FIELDS = [
  'title',
  'category',
  'level',
  'place',
  'position',
  'division',
  'area',
  'occurredAt',
  'receivedAt',
  'sourceKind',
  'sourceChannel',
  'sourceName',
  'sourceTelephone',
  'dead',
  'missing',
  'injured',
  'trapped',
  'evacuated',
  'description',
  'agencies',
  'agencyInCharge',
  'sensitive',
  'linkedSystem',
  'linkedNumber',
] as const
export type IntakeField = (typeof INTAKE_FIELDS)[number]

export type Entered = { readonly [field in IntakeField]: string }
export type Problems = { readonly [field in IntakeField]?: FieldProblem | 'ungraded' }

/** An empty form: a call from a citizen is the usual case. */
export const NOTHING_ENTERED: Entered = {
  title: '',
  category: '',
  level: 'none',
  place: '',
  position: '',
  division: '',
  area: '',
  occurredAt: '',
  receivedAt: '',
  sourceKind: 'citizen',
  sourceChannel: 'telephone',
  sourceName: '',
  sourceTelephone: '',
  dead: '',
  missing: '',
  injured: '',
  trapped: '',
  evacuated: '',
  description: '',
  agencies: '',
  agencyInCharge: '',
  sensitive: 'false',
  linkedSystem: '',
  linkedNumber: '',
}

/** Fields that stay out of the input when left empty: the command then sets what belongs there. */
const LEFT_OUT: ReadonlySet<string> = new Set(['receivedAt'])

export type IntakeReading =
  | { readonly ok: true; readonly input: CommandInput<'reportIncident'> }
  | { readonly ok: false; readonly problems: Problems }

/** Reads the whole form, or says what is wrong with which field. */
export function readIntake(entered: Entered, context: Omit<ReadContext, 'centre'>): IntakeReading {
  const position = readValue('position', entered.position, context)
  const centre = position.ok && isPoint(position.value) ? position.value : null
  const whole = { ...context, centre }
  const problems: { [field in IntakeField]?: FieldProblem | 'ungraded' } = {}
  const input: { [field: string]: Json } = {}
  for (const field of INTAKE_FIELDS) {
    const text = entered[field]
    if (text.trim() === '' && LEFT_OUT.has(field)) continue
    const problem = fieldProblem(field, text, whole)
    if (problem !== undefined) problems[field] = problem
    const read = readValue(field, text, whole)
    if (read.ok) input[field] = read.value
  }
  const { category, level } = input
  if (typeof category === 'string' && !isGraded(category) && typeof level === 'number') problems.level = 'ungraded'
  return Object.keys(problems).length === 0
    ? { ok: true, input: input as CommandInput<'reportIncident'> }
    : { ok: false, problems }
}

/** True while nothing was entered that would be a loss. The time of receipt is noted by itself and alone says nothing. */
export function isUntouched(entered: Entered): boolean {
  return INTAKE_FIELDS.every((field) => field === 'receivedAt' || entered[field] === NOTHING_ENTERED[field])
}

/** A draft of this form, found again. */
export interface IntakeDraft {
  readonly id: string
  readonly savedMs: number
  readonly entered: Entered
}

const PREFIX = 'intake.'
const FORM = 1

/** Id of a new draft; `chance` is any unique text. */
export function draftId(chance: string): string {
  return PREFIX + chance
}

/** What is kept of a form in `space`. */
export function draftContent(space: string, entered: Entered): Json {
  return { form: FORM, space, entered: { ...entered } }
}

/**
 * The drafts of this form that belong to `space`, newest first. Content of another version is taken as far as it fits:
 * unknown fields are left out, missing ones are empty.
 */
export function intakeDrafts(drafts: readonly Draft[], space: string): readonly IntakeDraft[] {
  return drafts
    .flatMap(({ id, savedMs, content }) => {
      if (!id.startsWith(PREFIX) || !isJsonObject(content) || content['space'] !== space) return []
      const kept = content['entered'] ?? null
      if (!isJsonObject(kept)) return []
      const texts = INTAKE_FIELDS.map((field) => {
        const text = kept[field]
        return [field, typeof text === 'string' ? text : NOTHING_ENTERED[field]] as const
      })
      return [{ id, savedMs, entered: Object.fromEntries(texts) as Entered }]
    })
    .toSorted((a, b) => b.savedMs - a.savedMs)
}

/** Name of a draft in a list: its title, else its place, else its description's beginning; '' when it has none of them. */
export function draftTitle({ title, place, description }: Entered): string {
  return [title, place, description.slice(0, 40)].map((text) => text.trim()).find((text) => text !== '') ?? ''
}

function isPoint(value: Json): value is { lon: number; lat: number } {
  return isJsonObject(value) && typeof value['lon'] === 'number' && typeof value['lat'] === 'number'
}

function isJsonObject(value: Json): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
