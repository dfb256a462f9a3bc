// An entry of the telephone log book as the form holds it, and back to what the commands take.
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import { CALLER_FIELDS, CALL_TEXTS } from '../../../shared/model/call.ts'
import { textField } from '../../../shared/model/fields.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { readTime, writeTime } from '../../ui/fields/read-time.ts'

export const FORM_FIELDS = [...CALLER_FIELDS, 'place', ...CALL_TEXTS] as const
export type FormField = (typeof FORM_FIELDS)[number]

/** All texts; `at` as it was typed, '' for the time the form was begun. */
export interface CallForm {
  readonly direction: 'in' | 'out'
  readonly at: string
  readonly incident: string | null
  readonly reportedTo: string
  readonly reportedAt: string
  readonly texts: { readonly [field in FormField]?: string }
  /** When the first letter was typed: the time of the call, unless another is given. */
  readonly begunMs: number | null
}

export const EMPTY_FORM: CallForm = {
  direction: 'in',
  at: '',
  incident: null,
  reportedTo: '',
  reportedAt: '',
  texts: {},
  begunMs: null,
}

/** True once something was typed. */
export function isBegun(form: CallForm): boolean {
  return form.reportedTo !== '' || Object.values(form.texts).some((text) => text.trim() !== '')
}

/** True when something is said of the call itself. */
export function saysSomething({ texts }: CallForm): boolean {
  return CALL_TEXTS.some((field) => (texts[field] ?? '').trim() !== '')
}

/** What an entry holds, for correcting it. */
export function formOf(fields: JsonFields): CallForm {
  const texts = Object.fromEntries(FORM_FIELDS.map((field) => [field, textField(fields, field) ?? '']))
  return {
    ...EMPTY_FORM,
    direction: fields['direction'] === 'out' ? 'out' : 'in',
    at: writeTime(textField(fields, 'at') ?? ''),
    texts,
  }
}

/** ISO time of a field, null when it is empty, undefined when it cannot be read. */
export function timeOf(text: string, nowMs: number): string | null | undefined {
  if (text.trim() === '') return null
  const read = readTime(text, nowMs)
  return read.ok ? read.iso : undefined
}

/** Input of `recordCall`; null when a time cannot be read. */
export function callInput(form: CallForm, nowMs: number): CommandInput<'recordCall'> | null {
  const [at, reportedAt] = [timeOf(form.at, nowMs), timeOf(form.reportedAt, nowMs)]
  if (at === undefined || reportedAt === undefined) return null
  const to = form.reportedTo.trim()
  return {
    ...form.texts,
    direction: form.direction,
    at: at ?? isoWithOffset(form.begunMs ?? nowMs),
    incident: form.incident,
    reportedTo: to === '' ? [] : [{ to, at: reportedAt ?? isoWithOffset(nowMs) }],
  }
}

/** Fields of `correctCall`; null when the time cannot be read. */
export function correctionFields(form: CallForm, nowMs: number): CommandInput<'correctCall'>['fields'] | null {
  const at = timeOf(form.at, nowMs)
  if (at === undefined) return null
  const texts = Object.fromEntries(Object.entries(form.texts).map(([field, text]) => [field, text.trim()]))
  return { ...texts, direction: form.direction, ...(at === null ? {} : { at }) }
}
