// What an agency made of a notice: relevant, no impact, doubled, false alarm … Each act is a record of its own, written once
// with who and when; taking it back is written beside it. So two stations may dispose of the same notice apart, both acts
// stay, and where they differ people see it.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { textField, timeField } from './fields.ts'
import { timeSchema } from './incident.ts'

export const DISPOSITION = 'disposition'

/** 已知悉, 有关, 无影响, 重复, 误报, 其他. */
export const DISPOSITIONS = ['noted', 'relevant', 'noImpact', 'duplicate', 'falseAlarm', 'other'] as const
export type DispositionWord = (typeof DISPOSITIONS)[number]

/** What notices are about. */
export const NOTICE_KINDS = [
  'incident',
  'alert',
  'directive',
  'clock',
  'system',
  'distress',
  'reading',
  'sameEvent',
  'report',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)

export const noticeSubject = {
  noticeKind: z.enum(NOTICE_KINDS),
  /** Incident, alert or receipt; of a clock its incident and rule; a linked system, a unit, a quantity of a sensor. */
  subject: z.string().min(1).max(160),
  /** When it happened: what happens to the same thing later is a notice of its own. Of what happens once, ONCE_ONLY. */
  moment: timeSchema,
  incident: id.nullable(),
} as const

export const dispositionFields = {
  ...noticeSubject,
  agency: id,
  disposition: z.enum(DISPOSITIONS),
  note: line(500),
  by: id,
  at: timeSchema,
  takenBack: z.strictObject({ by: id, at: timeSchema, reason: line(500).min(2) }),
} as const

export const DISPOSITION_ONCE = [
  'noticeKind',
  'subject',
  'moment',
  'incident',
  'agency',
  'disposition',
  'note',
  'by',
  'at',
  'takenBack',
] as const

export const DISPOSITION_STATES = ['given', 'takenBack'] as const
export type DispositionState = (typeof DISPOSITION_STATES)[number]

/** Whether it still stands. */
export function dispositionState(fields: JsonFields): DispositionState {
  return fields['takenBack'] === undefined || fields['takenBack'] === null ? 'given' : 'takenBack'
}

/** The moment of what happens once to its subject: every station says the same, whenever it heard of it. */
export const ONCE_ONLY = '1970-01-01T08:00:00+08:00'

/** How a notice stands with one agency. */
export interface Standing<Row> {
  /** The newest that stands; null while the notice is open. */
  readonly given: Row | null
  /** Others stand that say something else. */
  readonly isContradicted: boolean
  /** Somebody has spoken before, even if it was taken back. */
  readonly wasGiven: boolean
}

/** How a notice of `momentMs` stands, from one agency's dispositions of its subject. */
export function standingOf<Row>(
  momentMs: number,
  rows: readonly Row[],
  fieldsOf: (row: Row) => JsonFields,
): Standing<Row> {
  const about = rows
    .map((row) => ({ row, fields: fieldsOf(row) }))
    .filter(({ fields }) => (timeField(fields, 'moment') ?? 0) >= momentMs)
  const stand = about
    .filter(({ fields }) => dispositionState(fields) === 'given')
    .toSorted((a, b) => (timeField(b.fields, 'at') ?? 0) - (timeField(a.fields, 'at') ?? 0))
  const [newest] = stand
  const said = newest === undefined ? null : textField(newest.fields, 'disposition')
  return {
    given: newest?.row ?? null,
    isContradicted: stand.some(({ fields }) => textField(fields, 'disposition') !== said),
    wasGiven: about.length > 0,
  }
}
