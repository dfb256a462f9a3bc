// A shift of the roster (班次): one role, one officer, from when to when. Its id is told from agency, role, beginning and
// place, so that two stations that give the same shift away while cut off write the same field of the same record, and
// people see the double claim as a conflict.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { dateKey, isoWithOffset } from './incident-number.ts'
import { timeSchema } from './incident.ts'

export const SHIFT = 'shift'

/** 驻守主要领导、带班领导、县级值班领导、值班领导、值班员 (domain.md 3.7). */
export const SHIFT_ROLES = ['principal', 'leader', 'countyLeader', 'dutyLeader', 'dutyOfficer'] as const
export type ShiftRole = (typeof SHIFT_ROLES)[number]

/** Leaders may be on duty for a week; a longer shift is a slip of the pen. */
export const MAX_SHIFT_MS = 8 * 86_400_000

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)

/** Leaders often have no account: a name alone will do. */
export const holderSchema = z.strictObject({ officer: id.nullable(), name: line(80).min(1) })
export type Holder = z.infer<typeof holderSchema>

export const shiftFields = {
  agency: id,
  role: z.enum(SHIFT_ROLES),
  /** Who has it: one field, so two claims made apart are a conflict people see. null: nobody yet. */
  officer: holderSchema.nullable(),
  from: timeSchema,
  to: timeSchema,
  telephone: line(40),
  note: line(200),
  voidReason: line(200).nullable(),
} as const

export type ShiftState = 'held' | 'open' | 'void'

export function shiftState(fields: JsonFields): ShiftState {
  if (typeof fields['voidReason'] === 'string') return 'void'
  return holderOf(fields) === null ? 'open' : 'held'
}

/** Who has a shift; null when nobody does. */
export function holderOf(fields: JsonFields): Holder | null {
  const read = holderSchema.safeParse(fields['officer'])
  return read.success ? read.data : null
}

/** The record id of the `place`-th shift of a role that begins then: ag1.dutyOfficer.202307280800.1 */
export function shiftId(agency: string, role: ShiftRole, fromMs: number, place: number): string {
  const minute = isoWithOffset(fromMs).slice(11, 16).replace(':', '')
  return `${agency.slice(-28)}.${role}.${dateKey(fromMs)}${minute}.${place}`
}
