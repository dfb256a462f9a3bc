// What a dispatch system (110 police, 119 fire, 120 medical, 122 traffic) tells a command centre, in our own words: the six
// verbs of interop.md 5. The interface `/api/v1/dispatch/…` takes them as they stand here; a city's mapping file turns what
// its system sends into them. Positions are in the datum the sender declares, times are ISO 8601 with zone.
import * as z from 'zod'
import { INCIDENT_STATUSES, eventCodeSchema, incidentFields, positionSchema, timeSchema } from '../../model/incident.ts'

export const VERBS = ['call', 'incident', 'dispatch', 'feedback', 'reinforcement', 'receiptState'] as const
export type Verb = (typeof VERBS)[number]

const f = incidentFields
const text = (max: number) => z.string().trim().max(max)
const number = text(80).min(1)
const status = z.enum(INCIDENT_STATUSES).exclude(['void'])

/** What every message may say of itself. */
const common = {
  /** True for drills and tests: refused in a live space. */
  exercise: z.boolean().optional(),
}

const casualties = {
  dead: f.dead.optional(),
  missing: f.missing.optional(),
  injured: f.injured.optional(),
  trapped: f.trapped.optional(),
  evacuated: f.evacuated.optional(),
}

/** A line about an incident the system told us of before: `incident` is the system's own number of it. */
const line = {
  ...common,
  incident: number,
  /** The system's number of this message; without one, the same words at the same time are the same message. */
  number: number.optional(),
  at: timeSchema.optional(),
  by: text(120).optional(),
  units: z.array(text(80).min(1)).max(100).optional(),
  status: status.optional(),
}

export const verbSchemas = {
  /** 来电: somebody rang. */
  call: z.strictObject({
    ...common,
    number,
    /** The system's number of the incident it belongs to, once there is one. */
    incident: number.optional(),
    at: timeSchema.optional(),
    place: text(200).optional(),
    text: text(2_000).min(1),
    callerUnit: text(120).optional(),
    callerName: text(80).optional(),
    callerTelephone: text(40).optional(),
  }),
  /** 警情: a new incident, or what is now known of one. */
  incident: z.strictObject({
    ...common,
    ...casualties,
    number,
    /** Number of the call it came from; the incident's own number when the system has only one. */
    call: number.optional(),
    title: f.title,
    category: eventCodeSchema,
    level: f.level.optional(),
    status: status.optional(),
    position: positionSchema.nullable().optional(),
    division: f.division.optional(),
    place: f.place.optional(),
    occurredAt: f.occurredAt.optional(),
    receivedAt: f.receivedAt.optional(),
    description: f.description.optional(),
    callerName: text(80).optional(),
    callerTelephone: text(40).optional(),
    sensitive: f.sensitive.optional(),
  }),
  /** 处警: units were sent. */
  dispatch: z.strictObject({ ...line, text: text(3_000).optional() }),
  /** 反馈: what they found and did. */
  feedback: z.strictObject({ ...line, ...casualties, text: text(3_000).min(1) }),
  /** 增援: more is asked for. */
  reinforcement: z.strictObject({ ...line, text: text(3_000).min(1) }),
  /** 接收状态: how far the other side has got with what it was told. */
  receiptState: z.strictObject({ ...line, text: text(3_000).optional(), state: text(80).min(1) }),
} as const

export type VerbMessage<Of extends Verb> = z.infer<(typeof verbSchemas)[Of]>
export type DispatchMessage = { readonly [Of in Verb]: { readonly verb: Of; readonly says: VerbMessage<Of> } }[Verb]

/** Names a mapping file may fill for a verb. A position is filled by its two numbers, `lon` and `lat`. */
export function fieldsOf(verb: Verb): readonly string[] {
  const names = Object.keys(verbSchemas[verb].shape)
  return names.flatMap((name) => (name === 'position' ? ['lon', 'lat'] : [name]))
}
