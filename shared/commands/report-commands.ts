// Commands on reports up the chain: draft, amend, submit, return, sign, void; send with proof and confirm. A report is
// signed once; what follows is written beside it.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import type { RecordState } from '../journal/merge.ts'
import { shownFields } from '../journal/merge.ts'
import { textField, timeField } from '../model/fields.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import { deliveredOf, dueReports, lateFor } from '../model/report-clock.ts'
import {
  DELIVERY,
  DELIVERY_CHANNELS,
  REPORT,
  REPORT_TYPES,
  deliveredTo,
  deliveryFields,
  deliveryState,
  isReceivedReport,
  nextReportNumber,
  reportFields,
  reportState,
} from '../model/report.ts'
import type { ReportState } from '../model/report.ts'
import { boundRulesOf } from './clock-rules.ts'
import type { CommandContext, Decision } from './command.ts'
import { command } from './command.ts'
import { isOwn, notOurs } from './own-agency.ts'
import { given, partial } from './parts.ts'

const MINUTE_MS = 60_000
const CLOCK_LEEWAY_MS = 5 * MINUTE_MS
const id = z.string().min(1).max(60)
const reason = z.string().trim().min(2).max(500)
const text = {
  title: reportFields.title,
  text: reportFields.text,
  to: reportFields.to,
  copyTo: reportFields.copyTo,
  editor: reportFields.editor,
  telephone: reportFields.telephone,
}

/** Begins 初报, the next 续报 or 终报 of an incident. */
export const draftReport = command({
  action: 'report.write',
  input: z.strictObject({ incident: id, type: z.enum(REPORT_TYPES), ...partial(text) }),
  decide(context, input): Result<Decision> {
    if (context.read(INCIDENT, asId(input.incident)) === undefined)
      return refuse('notFound', `no incident ${input.incident}`, { id: input.incident })
    // Each agency reports up the chain in a series of its own: the county, and then the province.
    const others = context
      .list(REPORT, { incident: input.incident })
      .map(shownFields)
      .filter((fields) => fields['agency'] === context.agency && !['void', 'received'].includes(reportState(fields)))
    const ofType = others.filter((fields) => fields['type'] === input.type)
    if (input.type !== 'followUp' && ofType.length > 0)
      return refuse('alreadyExists', `the incident has its ${input.type} report`, { type: input.type })
    if (input.type !== 'initial' && !others.some((fields) => fields['type'] === 'initial'))
      return refuse('wrongState', 'an initial report comes first', { type: input.type })
    const ordinals = ofType.map((fields) => (typeof fields['ordinal'] === 'number' ? fields['ordinal'] : 0))
    const record = context.newId()
    const fields = {
      incident: input.incident,
      type: input.type,
      ordinal: input.type === 'followUp' ? Math.max(0, ...ordinals) + 1 : 0,
      agency: context.agency,
      title: input.title ?? '',
      text: input.text ?? '',
      to: input.to ?? [],
      copyTo: input.copyTo ?? [],
      editor: input.editor ?? '',
      telephone: input.telephone ?? '',
      writtenAt: isoWithOffset(context.nowMs),
      step: 'draft',
      stepReason: null,
    }
    return ok({ drafts: [{ kind: REPORT, id: record, fields }], subject: { kind: REPORT, id: record } })
  },
})

/** Amends a report that is not signed and not under review. */
export const amendReport = command({
  action: 'report.write',
  input: z.strictObject({ id, ...partial(text) }),
  decide: (context, { id: report, ...fields }) =>
    change(context, report, ['draft', 'returned'], () => ok(given(fields))),
})

/** 送审. */
export const submitReport = command({
  action: 'report.write',
  input: z.strictObject({ id }),
  decide: (context, input) =>
    change(context, input.id, ['draft', 'returned'], (fields) => {
      const empty = ['title', 'text'].find((name) => (fields[name] ?? '') === '')
      return empty === undefined
        ? ok({ step: 'review', stepReason: null })
        : refuse('invalidInput', `${empty} is empty`, { field: empty })
    }),
})

/** 退回, with a reason. */
export const returnReport = command({
  action: 'report.sign',
  input: z.strictObject({ id, reason }),
  decide: (context, input) =>
    change(context, input.id, ['review'], () => ok({ step: 'returned', stepReason: input.reason }), input.reason),
})

/** 签发: what it says now is what was signed, for good; it gets its number. */
export const signReport = command({
  action: 'report.sign',
  input: z.strictObject({ id }),
  decide: (context, input) =>
    change(context, input.id, ['draft', 'review', 'returned'], (fields) => {
      const empty = ['title', 'text'].find((name) => (fields[name] ?? '') === '')
      if (empty !== undefined) return refuse('invalidInput', `${empty} is empty`, { field: empty })
      const incident = context.read(INCIDENT, asId(textField(fields, 'incident') ?? ''))
      const at = isoWithOffset(context.nowMs)
      const numbers = [
        ...numberedOf(context, fields).flatMap((state) => textField(shownFields(state), 'number') ?? []),
        ...numberedElsewhere(context, fields),
      ]
      return ok({
        signed: {
          title: fields['title'] ?? '',
          text: fields['text'] ?? '',
          facts: incident === undefined ? {} : shownFields(incident),
          signer: context.officer,
          at,
        },
        number: nextReportNumber(Number(at.slice(0, 4)), numbers),
      })
    }),
})

/** Gives a signed report whose number is doubtful another one. */
export const renumberReport = command({
  action: 'report.sign',
  input: z.strictObject({ id, number: reportFields.number, reason }),
  decide: (context, input) =>
    change(
      context,
      input.id,
      ['signed'],
      (fields) => {
        const isTaken =
          numberedElsewhere(context, fields).includes(input.number) ||
          numberedOf(context, fields).some(
            (state) => state.id !== input.id && shownFields(state)['number'] === input.number,
          )
        return isTaken
          ? refuse('alreadyExists', `number ${input.number} is taken`, { number: input.number })
          : ok({ number: input.number })
      },
      input.reason,
    ),
})

/** Voids a report that was never signed. */
export const voidReport = command({
  action: 'report.write',
  input: z.strictObject({ id, reason }),
  decide: (context, input) =>
    change(
      context,
      input.id,
      ['draft', 'review', 'returned'],
      () => ok({ step: 'void', stepReason: input.reason }),
      input.reason,
    ),
})

/** Writes down that a report went to somebody. In writing only what is signed; by telephone also what is still a draft. */
export const sendReport = command({
  action: 'report.send',
  input: z.strictObject({
    report: id,
    channel: z.enum(DELIVERY_CHANNELS),
    to: deliveryFields.sent.shape.to,
    agency: deliveryFields.sent.shape.agency,
    takenBy: deliveryFields.sent.shape.takenBy,
    at: deliveryFields.sent.shape.at.optional(),
    rule: deliveryFields.sent.shape.rule.optional(),
    lateReason: deliveryFields.sent.shape.lateReason.optional(),
    note: deliveryFields.note.optional(),
  }),
  decide(context, input): Result<Decision> {
    const report = ownReport(context, input.report)
    if (!report.ok) return report
    const state = reportState(report.value)
    if (state === 'void' || state === 'received' || (state !== 'signed' && input.channel !== 'telephone'))
      return refuse('wrongState', `a report that is ${state} cannot go out by ${input.channel}`, { state })
    if (input.agency !== undefined && (input.channel !== 'system' || input.agency === report.value['agency']))
      return refuse('invalidInput', 'through this system it goes to another agency', { field: 'agency' })
    const at = input.at ?? isoWithOffset(context.nowMs)
    const incident = textField(report.value, 'incident') ?? ''
    // Not before the draft was written: first comes the telephone.
    const untimely = timeProblem(context, at, beganMs(context, incident))
    if (untimely !== null) return refuse('invalidInput', `it was sent ${untimely}`, { field: 'at' })
    const late = lateBy(context, incident, { rule: input.rule ?? null, to: input.to, channel: input.channel }, at)
    if (late !== null && (input.lateReason ?? '') === '')
      return refuse('reasonNeeded', `it was due at ${late}`, { dueAt: late, field: 'lateReason' })
    const record = context.newId()
    const fields = {
      report: input.report,
      incident,
      sent: {
        channel: input.channel,
        to: input.to,
        ...(input.agency === undefined ? {} : { agency: input.agency }),
        takenBy: input.takenBy,
        at,
        rule: input.rule ?? null,
        lateReason: late === null ? null : (input.lateReason ?? null),
      },
      note: input.note ?? '',
    }
    return ok({ drafts: [{ kind: DELIVERY, id: record, fields }], subject: { kind: DELIVERY, id: record } })
  },
})

/** The receiver said that it is there. */
export const confirmDelivery = command({
  action: 'report.send',
  input: z.strictObject({
    id,
    by: deliveryFields.confirmed.shape.by,
    how: deliveryFields.confirmed.shape.how,
    at: deliveryFields.confirmed.shape.at.optional(),
  }),
  decide(context, input): Result<Decision> {
    const record = asId<RecordId>(input.id)
    const state = context.read(DELIVERY, record)
    if (state === undefined) return refuse('notFound', `no delivery ${input.id}`, { id: input.id })
    const fields = shownFields(state)
    if (deliveryState(fields) === 'confirmed') return refuse('alreadySigned', 'it is confirmed')
    const report = ownReport(context, textField(fields, 'report') ?? '')
    if (!report.ok) return report
    const untimely = timeProblem(context, input.at ?? null, deliveredOf(fields)?.atMs ?? null)
    if (untimely !== null) return refuse('invalidInput', `it was confirmed ${untimely}`, { field: 'at' })
    const confirmed = { by: input.by, at: input.at ?? isoWithOffset(context.nowMs), how: input.how }
    return ok({
      drafts: [{ kind: DELIVERY, id: record, fields: { confirmed } }],
      subject: { kind: DELIVERY, id: record },
    })
  },
})

/** 签收: an officer of the agency a report went to through this system says that it is there. */
export const receiveReport = command({
  action: 'report.send',
  input: z.strictObject({ id }),
  decide(context, input): Result<Decision> {
    const subject = { kind: DELIVERY, id: asId<RecordId>(input.id) }
    const state = context.read(DELIVERY, subject.id)
    if (state === undefined) return refuse('notFound', `no delivery ${input.id}`, { id: input.id })
    const fields = shownFields(state)
    const agency = deliveredTo(fields)
    if (agency !== context.agency) return notOurs(agency)
    if ((fields['received'] ?? null) !== null) return refuse('alreadySigned', 'it is signed for')
    const received = { by: context.officer, at: isoWithOffset(context.nowMs) }
    return ok({ drafts: [{ ...subject, fields: { received } }], subject })
  },
})

/** When the first of the clocks ran out that this delivery is late for, as ISO text; null when it is in time. */
function lateBy(
  context: CommandContext,
  incident: string,
  delivery: Parameters<typeof lateFor>[1],
  at: string,
): string | null {
  const state = context.read(INCIDENT, asId(incident))
  const atMs = timeField({ at }, 'at')
  if (state === undefined || atMs === null) return null
  const before = context.list(DELIVERY, { incident }).flatMap((one) => deliveredOf(shownFields(one)) ?? [])
  const late = lateFor(dueReports(shownFields(state), boundRulesOf(context), before), delivery, atMs)
  return late === null ? null : isoWithOffset(late.dueMs)
}

/** When there can have been something to report of an incident: it occurred, or was heard of; null where no time is known. */
function beganMs(context: CommandContext, incident: string): number | null {
  const state = context.read(INCIDENT, asId(incident))
  const fields = state === undefined ? {} : shownFields(state)
  const times = ['occurredAt', 'receivedAt'].flatMap((name) => timeField(fields, name) ?? [])
  return times.length === 0 ? null : Math.min(...times)
}

/** Why something cannot have been at this time: still to come (five minutes are left to clocks), or before what it follows. */
function timeProblem(context: CommandContext, at: string | null, afterMs: number | null): string | null {
  const atMs = at === null ? null : timeField({ at }, 'at')
  if (atMs === null) return null
  if (atMs > context.nowMs + CLOCK_LEEWAY_MS) return 'at a time to come'
  return afterMs !== null && atMs < afterMs - MINUTE_MS ? 'before it was there' : null
}

/** Reports of the same agency that have a number: those that were signed. */
function numberedOf(context: CommandContext, { agency }: JsonFields): readonly RecordState[] {
  return context
    .list(REPORT, { states: ['signed'], ...(typeof agency === 'string' ? { agencies: [agency] } : {}) })
    .filter((state) => shownFields(state)['agency'] === agency && reportState(shownFields(state)) === 'signed')
}

/** Numbers of the same agency's reports in other spaces: one agency has one series, however many live spaces it signs in. */
function numberedElsewhere(context: CommandContext, { agency }: JsonFields): readonly string[] {
  return typeof agency === 'string' ? (context.numbersElsewhere?.(REPORT, agency) ?? []) : []
}

/** A report of the officer's own agency: nobody writes, signs or sends another's. */
function ownReport(context: CommandContext, report: string): Result<JsonFields> {
  const found = reportOf(context, report)
  if (!found.ok) return found
  // Of another server's report nobody here is the agency; what may not be done to it, its state says.
  return isOwn(context, found.value['agency']) || isReceivedReport(found.value) ? found : notOurs(found.value['agency'])
}

function reportOf(context: CommandContext, report: string): Result<JsonFields> {
  const state = context.read(REPORT, asId(report))
  return state === undefined ? refuse('notFound', `no report ${report}`, { id: report }) : ok(shownFields(state))
}

/** Changes a report that is in one of these states. */
function change(
  context: CommandContext,
  report: string,
  states: readonly ReportState[],
  fieldsOf: (fields: JsonFields) => Result<JsonFields>,
  why?: string,
): Result<Decision> {
  const found = ownReport(context, report)
  if (!found.ok) return found
  const state = reportState(found.value)
  if (!states.includes(state))
    return state === 'signed'
      ? refuse('alreadySigned', 'what was signed stays as it was signed', { id: report })
      : refuse('wrongState', `the report is ${state}`, { state })
  const fields = fieldsOf(found.value)
  if (!fields.ok) return fields
  if (Object.keys(fields.value).length === 0) return refuse('nothingToChange', 'nothing was given to change')
  const subject = { kind: REPORT, id: asId<RecordId>(report) }
  const draft = { ...subject, fields: fields.value }
  return ok({ drafts: [why === undefined ? draft : { ...draft, reason: why }], subject })
}
