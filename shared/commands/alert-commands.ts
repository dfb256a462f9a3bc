// Commands on alerts: record one as it was issued, adjust it, cancel it, say which incidents it has to do with.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { Json, JsonFields } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import { headsOf, shownFields } from '../journal/merge.ts'
import { ALERT, ALERT_LINK, CANCEL_WAYS, alertFields as f, alertLinkId, cancelOf, missingItem } from '../model/alert.ts'
import { textField, timeField } from '../model/fields.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT, timeSchema } from '../model/incident.ts'
import { isGraded } from '../model/level.ts'
import type { CommandContext, Decision } from './command.ts'
import { command } from './command.ts'

const id = z.string().min(1).max(60)
const reason = z.string().trim().min(2).max(500)

const adjustable = z.strictObject({
  level: f.level.optional(),
  title: f.title.optional(),
  startsAt: f.startsAt.optional(),
  endsAt: f.endsAt.optional(),
  divisions: f.divisions.optional(),
  ring: f.ring.optional(),
  circle: f.circle.optional(),
  areaText: f.areaText.optional(),
  warnings: f.warnings.optional(),
  measures: f.measures.optional(),
  telephone: f.telephone.optional(),
  received: f.received.optional(),
})

/** An alert of which nothing is known yet, apart from what it must have. */
export const BLANK_ALERT: JsonFields = {
  level: null,
  use: 'actual',
  number: '',
  endsAt: null,
  divisions: [],
  ring: null,
  circle: null,
  areaText: '',
  warnings: '',
  measures: '',
  telephone: '',
}

/** Records an alert with the eight items the law asks for; none of them is made up here. */
export const recordAlert = command({
  action: 'alert.write',
  input: z.strictObject({
    ...adjustable.shape,
    category: f.category,
    title: f.title,
    startsAt: f.startsAt,
    issuedBy: f.issuedBy,
    issuedAt: f.issuedAt,
    use: f.use.optional(),
    number: f.number.optional(),
    /** Incidents it has to do with. */
    incidents: z.array(id).max(40).optional(),
    /** For gateways and retries: the record id to use. */
    id: id.optional(),
  }),
  decide(context, { id: given, incidents = [], ...said }): Result<Decision> {
    const record: RecordId = given === undefined ? context.newId() : asId(given)
    if (context.read(ALERT, record) !== undefined)
      return refuse('alreadyExists', `alert ${record} exists`, { id: record })
    const fields: JsonFields = { ...BLANK_ALERT, ...(said as JsonFields) }
    const wrong = pretended(context, said) ?? problemOf(fields) ?? unknownIncident(context, incidents)
    if (wrong !== undefined) return wrong
    const subject = { kind: ALERT, id: record }
    const links = [...new Set(incidents)].map((incident) => linkDraft(record, incident, true))
    return ok({ drafts: [{ ...subject, fields }, ...links], subject })
  },
})

/** 调整: what the issuer has changed, since when, and why. A cancelled alert takes none. */
export const adjustAlert = command({
  action: 'alert.write',
  input: z.strictObject({ id, fields: adjustable, adjustedAt: timeSchema.optional(), reason }),
  decide(context, input): Result<Decision> {
    const state = context.read(ALERT, asId(input.id))
    if (state === undefined) return refuse('notFound', `no alert ${input.id}`, { id: input.id })
    const before = shownFields(state)
    if (cancelOf(before) !== null) return refuse('wrongState', 'it is cancelled', { state: 'cancelled' })
    const said = Object.entries(input.fields as { readonly [name: string]: Json | undefined }).filter(
      (entry): entry is [string, Json] =>
        entry[1] !== undefined &&
        (!sameJson(before[entry[0]] ?? null, entry[1]) || headsOf(state, entry[0]).length > 1),
    )
    if (said.length === 0) return refuse('nothingToChange', 'the alert says so already', { id: input.id })
    const fields = Object.fromEntries(said)
    const wrong = pretended(context, input.fields) ?? problemOf({ ...before, ...fields })
    if (wrong !== undefined) return wrong
    const subject = { kind: ALERT, id: asId<RecordId>(input.id) }
    const adjustedAt = input.adjustedAt ?? isoWithOffset(context.nowMs)
    return ok({ drafts: [{ ...subject, fields: { ...fields, adjustedAt }, reason: input.reason }], subject })
  },
})

/** 解除, or taken out because it was recorded by mistake; once, with a reason. The alert stays. */
export const cancelAlert = command({
  action: 'alert.write',
  input: z.strictObject({ id, how: z.enum(CANCEL_WAYS), at: timeSchema.optional(), reason }),
  decide(context, input): Result<Decision> {
    const state = context.read(ALERT, asId(input.id))
    if (state === undefined) return refuse('notFound', `no alert ${input.id}`, { id: input.id })
    if (cancelOf(shownFields(state)) !== null)
      return refuse('wrongState', 'it is cancelled already', { state: 'cancelled' })
    const subject = { kind: ALERT, id: asId<RecordId>(input.id) }
    const at = input.at ?? isoWithOffset(context.nowMs)
    const cancelled = { how: input.how, at, by: context.officer, reason: input.reason }
    return ok({ drafts: [{ ...subject, fields: { cancelled }, reason: input.reason }], subject })
  },
})

/** Says that an alert has to do with an incident, or no more. */
export const linkAlert = command({
  action: 'alert.write',
  input: z.strictObject({ alert: id, incident: id, linked: z.boolean() }),
  decide(context, { alert, incident, linked }): Result<Decision> {
    if (context.read(ALERT, asId(alert)) === undefined) return refuse('notFound', `no alert ${alert}`, { id: alert })
    const wrong = unknownIncident(context, [incident])
    if (wrong !== undefined) return wrong
    const known = context.read(ALERT_LINK, asId(alertLinkId(alert, incident)))
    const isLinked = known !== undefined && shownFields(known)['linked'] === true
    if (isLinked === linked) return refuse('nothingToChange', 'it is so already', { id: alert })
    const draft = linkDraft(alert, incident, linked, known === undefined)
    return ok({ drafts: [draft], subject: { kind: ALERT, id: asId<RecordId>(alert) } })
  },
})

function linkDraft(alert: string, incident: string, linked: boolean, isNew = true) {
  const fields: JsonFields = isNew ? { alert, incident, linked } : { linked }
  return { kind: ALERT_LINK, id: asId<RecordId>(alertLinkId(alert, incident)), fields }
}

/** Only a linked system may say that a linked system sent it, and what was found of its signature. */
function pretended(
  context: CommandContext,
  said: { readonly received?: unknown },
): ReturnType<typeof refuse> | undefined {
  return said.received === undefined || context.role === 'linkedSystem'
    ? undefined
    : refuse('notAllowed', 'only a linked system says where an alert came from', { field: 'received' })
}

/** What an alert with these fields lacks or cannot be. */
function problemOf(fields: JsonFields): ReturnType<typeof refuse> | undefined {
  const missing = missingItem(fields)
  if (missing !== null) return refuse('invalidInput', `${missing} is missing`, { field: missing })
  const isLevelled = typeof fields['level'] === 'number'
  if (isLevelled !== isGraded(textField(fields, 'category') ?? ''))
    return refuse(
      'invalidInput',
      isLevelled ? 'the law gives no level for this category' : 'an alert of this category has a level',
      { field: 'level' },
    )
  const [startMs, endMs] = [timeField(fields, 'startsAt'), timeField(fields, 'endsAt')]
  if (startMs !== null && endMs !== null && endMs <= startMs)
    return refuse('invalidInput', 'it ends before it starts', { field: 'endsAt' })
  return undefined
}

function unknownIncident(context: CommandContext, incidents: readonly string[]): ReturnType<typeof refuse> | undefined {
  const unknown = incidents.find((incident) => context.read(INCIDENT, asId(incident)) === undefined)
  return unknown === undefined ? undefined : refuse('notFound', `no incident ${unknown}`, { id: unknown })
}
