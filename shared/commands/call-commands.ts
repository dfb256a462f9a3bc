// Commands on the telephone log book: write an entry, correct it by another that keeps the original, note to whom it was
// reported, say which incident it belongs to.
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import { shownFields } from '../journal/merge.ts'
import { CALL, CALL_TEXTS, callDetails, callFields, reportedToSchema } from '../model/call.ts'
import { textField } from '../model/fields.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import type { CommandContext, Decision } from './command.ts'
import { command } from './command.ts'

const id = z.string().min(1).max(60)
const reason = z.string().trim().max(500)
const details = z.object(callDetails).partial()

const EMPTY: JsonFields = {
  direction: 'in',
  place: '',
  cause: '',
  process: '',
  measures: '',
  result: '',
  impact: '',
  trend: '',
  callerUnit: '',
  callerName: '',
  callerPost: '',
  callerTelephone: '',
}

/** Writes a call into the book. Something must be said of it; the time is now when none is given. */
export const recordCall = command({
  action: 'log.add',
  input: z.strictObject({
    ...details.shape,
    incident: callFields.incident.optional(),
    reportedTo: callFields.reportedTo.optional(),
  }),
  decide(context, { incident = null, reportedTo = [], ...said }): Result<Decision> {
    const missing = incident === null ? undefined : noIncident(context, incident)
    if (missing !== undefined) return missing
    const now = isoWithOffset(context.nowMs)
    const fields: JsonFields = { ...EMPTY, at: now, ...(said as JsonFields), incident, reportedTo }
    return entry(context, { ...fields, bookAt: fields['at'] ?? now, corrects: null })
  },
})

/** Corrects an entry: the new one holds everything, what was not corrected included; the old one stays, struck through. */
export const correctCall = command({
  action: 'log.add',
  input: z.strictObject({ id, fields: details.strict(), reason: reason.optional() }),
  decide(context, input): Result<Decision> {
    const found = callOf(context, input.id)
    if (!found.ok) return found
    const original = found.value
    if (textField(original, 'correctedBy') !== null)
      return refuse('wrongState', 'it was corrected already: correct the correction', { state: 'corrected' })
    const said = Object.entries(input.fields as JsonFields).filter(([name, value]) => !same(original, name, value))
    if (said.length === 0) return refuse('nothingToChange', 'the correction says the same')
    const kept = Object.fromEntries(Object.keys(callDetails).map((name) => [name, original[name] ?? '']))
    const decided = entry(
      context,
      {
        ...kept,
        ...Object.fromEntries(said),
        incident: original['incident'] ?? null,
        reportedTo: original['reportedTo'] ?? [],
        bookAt: original['bookAt'] ?? original['at'] ?? isoWithOffset(context.nowMs),
        corrects: input.id,
      },
      input.reason,
    )
    if (!decided.ok) return decided
    const { drafts, subject } = decided.value
    const mark = { kind: CALL, id: asId<RecordId>(input.id), fields: { correctedBy: String(subject.id) } }
    return ok({ drafts: [...drafts, mark], subject })
  },
})

/** Notes that a call was reported to somebody. */
export const noteCallReported = command({
  action: 'log.add',
  input: z.strictObject({ id, to: reportedToSchema.shape.to, at: reportedToSchema.shape.at.optional() }),
  decide(context, input): Result<Decision> {
    const found = callOf(context, input.id)
    if (!found.ok) return found
    const known = Array.isArray(found.value['reportedTo']) ? found.value['reportedTo'] : []
    const reportedTo = [...known, { to: input.to, at: input.at ?? isoWithOffset(context.nowMs) }]
    if (!callFields.reportedTo.safeParse(reportedTo).success)
      return refuse('tooLarge', 'too many lines', { field: 'reportedTo' })
    return change(input.id, { reportedTo })
  },
})

/** Says which incident a call belongs to; null: to none. */
export const linkCall = command({
  action: 'log.add',
  input: z.strictObject({ id, incident: callFields.incident }),
  decide(context, input): Result<Decision> {
    const found = callOf(context, input.id)
    if (!found.ok) return found
    const missing = input.incident === null ? undefined : noIncident(context, input.incident)
    if (missing !== undefined) return missing
    if ((found.value['incident'] ?? null) === input.incident)
      return refuse('nothingToChange', 'it belongs there already')
    return change(input.id, { incident: input.incident })
  },
})

function entry(context: CommandContext, fields: JsonFields, why?: string): Result<Decision> {
  if (!CALL_TEXTS.some((name) => textField(fields, name)?.trim()))
    return refuse('invalidInput', 'nothing is said of the call', { field: 'cause' })
  const record = context.newId()
  const whole = { ...fields, recorder: context.officer, recordedAt: isoWithOffset(context.nowMs) }
  const draft = { kind: CALL, id: record, fields: whole }
  const hasReason = why !== undefined && why !== ''
  return ok({ drafts: [hasReason ? { ...draft, reason: why } : draft], subject: { kind: CALL, id: record } })
}

function change(call: string, fields: JsonFields): Result<Decision> {
  const subject = { kind: CALL, id: asId<RecordId>(call) }
  return ok({ drafts: [{ ...subject, fields }], subject })
}

function same(fields: JsonFields, name: string, value: JsonFields[string] | undefined): boolean {
  return value === undefined || sameJson(fields[name] ?? '', value)
}

function callOf(context: CommandContext, call: string): Result<JsonFields> {
  const state = context.read(CALL, asId(call))
  return state === undefined ? refuse('notFound', `no call ${call}`, { id: call }) : ok(shownFields(state))
}

function noIncident(context: CommandContext, incident: string): ReturnType<typeof refuse> | undefined {
  const isThere = context.read(INCIDENT, asId(incident)) !== undefined
  return isThere ? undefined : refuse('notFound', `no incident ${incident}`, { id: incident })
}
