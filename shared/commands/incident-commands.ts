// Commands on incidents: report, amend, move, change level, change status, void.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId, stationCodeOf } from '../base/ids.ts'
import type { Json, JsonFields } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import type { RecordState } from '../journal/merge.ts'
import { headsOf, isConflict, shownValue } from '../journal/merge.ts'
import { incidentNumber, dateKey, isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT, INCIDENT_STATUSES, areaSchema, incidentFields, positionSchema } from '../model/incident.ts'
import { isGraded } from '../model/level.ts'
import type { CommandContext, Decision } from './command.ts'
import { command } from './command.ts'
import { movedDeadlines } from './moved-deadlines.ts'
import { explainedOnClosing, unreportedSchema } from './unreported-command.ts'

const f = incidentFields
const id = z.string().min(1).max(60)
const reason = z.string().trim().max(500)

/** Details an officer may write about an incident, apart from number, status, level and void. */
const details = {
  title: f.title,
  category: f.category,
  position: f.position,
  area: f.area,
  division: f.division,
  place: f.place,
  occurredAt: f.occurredAt,
  receivedAt: f.receivedAt,
  sourceKind: f.sourceKind,
  sourceChannel: f.sourceChannel,
  sourceName: f.sourceName,
  sourceTelephone: f.sourceTelephone,
  dead: f.dead,
  missing: f.missing,
  injured: f.injured,
  trapped: f.trapped,
  evacuated: f.evacuated,
  description: f.description,
  sensitive: f.sensitive,
  agencies: f.agencies,
  agencyInCharge: f.agencyInCharge,
  linkedSystem: f.linkedSystem,
  linkedNumber: f.linkedNumber,
}

/** 接报: title, category and the time of the call are needed; everything else can follow. */
export const reportIncident = command({
  action: 'incident.report',
  input: z.strictObject({
    ...z.object(details).partial().shape,
    title: f.title,
    category: f.category,
    level: f.level.optional(),
    demonstration: f.demonstration.optional(),
    /** For importers and retries: the record id to use. */
    id: id.optional(),
  }),
  decide(context, input): Result<Decision> {
    const record: RecordId = input.id === undefined ? context.newId() : asId(input.id)
    if (context.read(INCIDENT, record) !== undefined)
      return refuse('alreadyExists', `incident ${record} exists`, { id: record })
    const level = input.level ?? null
    if (level !== null && !isGraded(input.category))
      return refuse('invalidInput', 'social-security events carry no statutory grade', { field: 'level' })
    const now = isoWithOffset(context.nowMs)
    const { id: _given, ...given } = input
    const fields: JsonFields = {
      ...BLANK_INCIDENT,
      receivedAt: now,
      ...(given as JsonFields),
      level,
      number: nextNumber(context),
      status: 'reported',
      recordedAt: now,
      demonstration: input.demonstration ?? false,
      voidReason: null,
    }
    return ok({ drafts: [{ kind: INCIDENT, id: record, fields }], subject: { kind: INCIDENT, id: record } })
  },
})

/** The next number of the day that nothing here bears yet. */
function nextNumber(context: CommandContext): string {
  const { agencyCode, station, nowMs, numberMark = '' } = context
  // Each mark counts for itself: what was counted before it went back to an older copy.
  const counter = ['incident', dateKey(nowMs), ...(numberMark === '' ? [] : [numberMark])].join('.')
  for (;;) {
    const number = incidentNumber(agencyCode, stationCodeOf(station) + numberMark, nowMs, context.nextCount(counter))
    if (context.isNumberTaken?.(number) !== true) return number
  }
}

/** An incident of which nothing is known yet, apart from what it must have. */
export const BLANK_INCIDENT: JsonFields = {
  position: null,
  area: null,
  division: null,
  place: '',
  occurredAt: null,
  sourceKind: 'other',
  sourceChannel: 'telephone',
  sourceName: '',
  sourceTelephone: '',
  dead: null,
  missing: null,
  injured: null,
  trapped: null,
  evacuated: null,
  description: '',
  sensitive: false,
  agencies: [],
  agencyInCharge: null,
  linkedSystem: null,
  linkedNumber: null,
}

/** Amends any details of an incident. One that becomes a social-security event loses its grade by the same change. */
export const amendIncident = command({
  action: 'incident.amend',
  input: z.strictObject({ id, fields: z.object(details).partial().strict(), reason: reason.optional() }),
  decide(context, input): Result<Decision> {
    const fields = input.fields as JsonFields
    const becomesUngraded = input.fields.category !== undefined && !isGraded(input.fields.category)
    return write(context, input.id, becomesUngraded ? { ...fields, level: null } : fields, input.reason)
  },
})

/** Moves an incident to a position (and optionally another division). */
export const moveIncident = command({
  action: 'incident.amend',
  input: z.strictObject({
    id,
    position: positionSchema.nullable(),
    area: areaSchema.nullable().optional(),
    division: f.division.optional(),
    place: f.place.optional(),
    reason: reason.optional(),
  }),
  decide(context, { id: record, reason: why, ...fields }): Result<Decision> {
    return write(context, record, fields as JsonFields, why)
  },
})

/** Changes the grade. Social-security events have none to change. */
export const changeIncidentLevel = command({
  action: 'incident.amend',
  input: z.strictObject({ id, level: f.level, reason: reason.optional() }),
  decide(context, input): Result<Decision> {
    const state = context.read(INCIDENT, asId(input.id))
    const category = state === undefined ? undefined : shownValue(state, 'category')
    if (input.level !== null && typeof category === 'string' && !isGraded(category)) {
      return refuse('invalidInput', 'social-security events carry no statutory grade', { field: 'level' })
    }
    return write(context, input.id, { level: input.level }, input.reason)
  },
})

/**
 * Changes the status; voiding has its own command. Closing may say of each report clock that runs why nothing is reported
 * (`unreported`); clocks of which nothing is said go on running.
 */
export const changeIncidentStatus = command({
  action: 'incident.amend',
  input: z.strictObject({
    id,
    status: z.enum(INCIDENT_STATUSES).exclude(['void']),
    reason: reason.optional(),
    unreported: unreportedSchema.optional(),
  }),
  decide(context, { id: record, status, reason: why, unreported }): Result<Decision> {
    const changed = write(context, record, { status }, why)
    if (!changed.ok || unreported === undefined) return changed
    const state = context.read(INCIDENT, asId(record))
    if (status !== 'closed' || state === undefined)
      return refuse('invalidInput', 'only closing says why nothing is reported', { field: 'unreported' })
    const said = explainedOnClosing(context, state, unreported)
    // What is said stands before the status: cut off between the two, nothing is closed without it.
    return said.ok ? ok({ ...changed.value, drafts: [...said.value, ...changed.value.drafts] }) : said
  },
})

/** Voids an incident (wrong, doubled, false alarm), with a reason. Nothing is deleted. */
export const voidIncident = command({
  action: 'incident.void',
  input: z.strictObject({ id, reason: reason.min(2) }),
  decide(context, input): Result<Decision> {
    return write(context, input.id, { status: 'void', voidReason: input.reason }, input.reason)
  },
})

function write(context: CommandContext, given: string, fields: JsonFields, why: string | undefined): Result<Decision> {
  const record: RecordId = asId(given)
  const state = context.read(INCIDENT, record)
  if (state === undefined) return refuse('notFound', `no incident ${record}`, { id: record })
  if (shownValue(state, 'status') === 'void') return refuse('alreadyVoid', `incident ${record} is void`, { id: record })
  const said = Object.entries(fields).filter(
    ([name, value]) => value !== undefined && saysSomething(state, name, value),
  )
  if (said.length === 0) return refuse('nothingToChange', 'every field already has this value', { id: record })
  // Writing over values that contradict each other settles them, and settling is never without a reason.
  const torn = said.find(([name]) => isTorn(state, name))
  if (torn !== undefined && (why ?? '') === '')
    return refuse('reasonNeeded', `${torn[0]} is in conflict: settle it with a reason`, { field: torn[0] })
  const draft = { kind: INCIDENT, id: record, fields: Object.fromEntries(said) }
  return ok({
    drafts: [
      why === undefined || why === '' ? draft : { ...draft, reason: why },
      ...movedDeadlines(context, state, draft.fields),
    ],
    subject: { kind: INCIDENT, id: record },
  })
}

function isTorn(state: RecordState, name: string): boolean {
  const field = state.fields.get(name)
  return field !== undefined && isConflict(field)
}

/** A value already shown says something only while other heads stand beside it. */
function saysSomething(state: RecordState, name: string, value: Json): boolean {
  return !sameJson(shownValue(state, name), value) || headsOf(state, name).length > 1
}
