// An entry of the telephone log book (值班电话记录簿), with the columns of domain.md 3.5. What an entry says is written once:
// a correction is an entry of its own, and the one it corrects stays readable, struck through, and names it. Which incident
// it belongs to, and to whom it was reported, may be added later.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { timeSchema } from './incident.ts'

export const CALL = 'call'

export const CALL_DIRECTIONS = ['in', 'out'] as const

/** 起因、过程、措施、结果、影响、趋势, in the order of the book. */
export const CALL_TEXTS = ['cause', 'process', 'measures', 'result', 'impact', 'trend'] as const
/** 报告者单位、姓名、职务、电话. */
export const CALLER_FIELDS = ['callerUnit', 'callerName', 'callerPost', 'callerTelephone'] as const

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)

/** 已报告领导和单位及时间. */
export const reportedToSchema = z.strictObject({ to: line(120).min(1), at: timeSchema })

/** What an officer says of a call, and corrects. */
export const callDetails = {
  direction: z.enum(CALL_DIRECTIONS),
  /** When the telephone rang. */
  at: timeSchema,
  place: line(200),
  cause: line(2_000),
  process: line(2_000),
  measures: line(2_000),
  result: line(2_000),
  impact: line(2_000),
  trend: line(2_000),
  callerUnit: line(120),
  callerName: line(80),
  callerPost: line(80),
  callerTelephone: line(40),
} as const

export const callFields = {
  ...callDetails,
  incident: id.nullable(),
  reportedTo: z.array(reportedToSchema).max(40),
  recorder: id,
  recordedAt: timeSchema,
  /** Where it stands in the book: a correction stands on the page of the entry it corrects. */
  bookAt: timeSchema,
  corrects: id.nullable(),
  /** The entry that corrects this one. */
  correctedBy: id,
} as const

/** Written once, by any station. */
export const CALL_ONCE: readonly string[] = [
  ...Object.keys(callDetails),
  'recorder',
  'recordedAt',
  'bookAt',
  'corrects',
]

export type CallState = 'entry' | 'correction' | 'corrected'

/** An entry that stands, one that corrects another, one that was corrected. */
export function callState(fields: JsonFields): CallState {
  if (typeof fields['correctedBy'] === 'string') return 'corrected'
  return typeof fields['corrects'] === 'string' ? 'correction' : 'entry'
}
