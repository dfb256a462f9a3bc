// A handover of a shift (交接班): what the program gathered, what the outgoing officer remarks, and two signatures in turn.
// What was signed is written once. A handover that is not signed by both is shown until somebody settles it.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { timeField } from './fields.ts'
import { INCIDENT_STATUSES, timeSchema } from './incident.ts'

export const HANDOVER = 'handover'

/** Drafted, signed by the outgoing officer (交出), signed by both (接收), given up with a reason. */
export const HANDOVER_STATES = ['draft', 'given', 'taken', 'void'] as const
export type HandoverState = (typeof HANDOVER_STATES)[number]
/** Not settled: shown to everybody on duty. */
export const UNSETTLED: readonly HandoverState[] = ['draft', 'given']

/** Lines of each list a handover carries; what lies beyond is counted. */
export const MAX_GATHERED = 200

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)
const beyond = z.int().min(0)

/** What is open when the shift changes, as the outgoing officer saw and signed it. */
export const gatheredSchema = z.strictObject({
  at: timeSchema,
  incidents: z
    .array(
      z.strictObject({
        id,
        number: line(40),
        title: line(120),
        level: z.int().min(1).max(4).nullable(),
        status: z.enum(INCIDENT_STATUSES),
      }),
    )
    .max(MAX_GATHERED),
  incidentsBeyond: beyond,
  /** Report clocks that run or are overdue. */
  clocks: z
    .array(z.strictObject({ incident: id, title: line(120), to: line(80), dueAt: timeSchema }))
    .max(MAX_GATHERED),
  clocksBeyond: beyond,
  /** What waits for somebody, by kind and state: unsigned directives, deliveries nobody confirmed, reports under review. */
  waiting: z.array(z.strictObject({ kind: id, state: line(40), count: z.int().min(1) })).max(60),
  /** Due before the next shift ends. */
  due: z.array(z.strictObject({ kind: id, id, title: line(200), dueAt: timeSchema })).max(MAX_GATHERED),
  /** Systems not heard from, and since when: the coordination server, or a linked system by its name. */
  silent: z
    .array(z.strictObject({ kind: z.enum(['server', 'system']), name: line(80), since: timeSchema.nullable() }))
    .max(50),
})
export type Gathered = z.infer<typeof gatheredSchema>

export const handoverFields = {
  agency: id,
  /** When the shift changes. */
  at: timeSchema,
  /** Until when the next shift lasts. */
  until: timeSchema,
  outgoing: id,
  /** Who takes over; null: whoever comes. */
  incoming: id.nullable(),
  remarks: line(8_000),
  voidReason: line(500).nullable(),
  outgoingSigned: z.strictObject({ officer: id, at: timeSchema, remarks: line(8_000), gathered: gatheredSchema }),
  incomingSigned: z.strictObject({ officer: id, at: timeSchema, remarks: line(2_000) }),
} as const

export const HANDOVER_ONCE: readonly string[] = ['agency', 'outgoing', 'outgoingSigned', 'incomingSigned']

export function handoverState(fields: JsonFields): HandoverState {
  if ((fields['incomingSigned'] ?? null) !== null) return 'taken'
  if (typeof fields['voidReason'] === 'string') return 'void'
  return (fields['outgoingSigned'] ?? null) === null ? 'draft' : 'given'
}

/** The officer whose signature a handover waits for; null when for nobody, or for whoever comes. */
export function waitsFor(fields: JsonFields): string | null {
  const state = handoverState(fields)
  const who = state === 'draft' ? fields['outgoing'] : state === 'given' ? fields['incoming'] : null
  return typeof who === 'string' ? who : null
}

/** What the outgoing officer signed; null before. */
export function givenOf(fields: JsonFields): z.infer<typeof handoverFields.outgoingSigned> | null {
  const read = handoverFields.outgoingSigned.safeParse(fields['outgoingSigned'])
  return read.success ? read.data : null
}

/** The signature of the incoming officer; null before. */
export function takenOf(fields: JsonFields): z.infer<typeof handoverFields.incomingSigned> | null {
  const read = handoverFields.incomingSigned.safeParse(fields['incomingSigned'])
  return read.success ? read.data : null
}

/** Until when an unsettled handover should be settled. */
export function settleByMs(fields: JsonFields): number | null {
  return UNSETTLED.includes(handoverState(fields)) ? timeField(fields, 'at') : null
}
