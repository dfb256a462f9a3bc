// Commands on directives: issue, forward, supervise, withdraw; sign for, answer, complete, return, remind. A directive and
// the receipts of all its receivers are written in one go; each receiver then writes in its own receipt only.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import { shownFields } from '../journal/merge.ts'
import { ATTACHMENT } from '../model/attachment.ts'
import type { ReceiptState } from '../model/directive.ts'
import {
  DIRECTIVE,
  MAX_RECEIVERS,
  MISSING_STATES,
  RECEIPT,
  SETTLED_STATES,
  directiveFields,
  directiveState,
  givenBy,
  partField,
  receiptFields,
  receiptState,
} from '../model/directive.ts'
import { textField } from '../model/fields.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import type { CommandContext, Decision, Draft } from './command.ts'
import { command } from './command.ts'
import { isOwn, notOurs } from './own-agency.ts'
import { endForwarded } from './pass-withdrawal.ts'

const id = z.string().min(1).max(60)
const reason = z.string().trim().min(2).max(500)
const receivers = z
  .array(z.strictObject({ agency: id, officer: id.nullable().optional() }))
  .min(1)
  .max(MAX_RECEIVERS)
const orderInput = {
  type: directiveFields.type,
  title: directiveFields.title,
  text: directiveFields.text,
  priority: directiveFields.priority,
  dueAt: directiveFields.dueAt.optional(),
  leader: directiveFields.leader.optional(),
  supervised: z.boolean().optional(),
  receivers,
} as const
type OrderInput = z.infer<z.ZodObject<typeof orderInput>>

/** 下达: to one or many agencies or officers, about an incident or in general. */
export const issueDirective = command({
  action: 'directive.issue',
  input: z.strictObject({ incident: id.nullable(), ...orderInput }),
  decide(context, input): Result<Decision> {
    if (input.incident !== null && context.read(INCIDENT, asId(input.incident)) === undefined)
      return refuse('notFound', `no incident ${input.incident}`, { id: input.incident })
    return written(context, input, input.incident, null)
  },
})

/** 转办: hands a directive on to a lower agency or an officer; the new receipts name the one it came under. */
export const forwardDirective = command({
  action: 'directive.handle',
  input: z.strictObject({ receipt: id, ...orderInput }),
  decide(context, input): Result<Decision> {
    const found = ownReceipt(context, input.receipt, ['signed', 'answered'])
    return found.ok ? written(context, input, textField(found.value, 'incident'), input.receipt) : found
  },
})

/** 督办, or no more. */
export const superviseDirective = command({
  action: 'directive.issue',
  input: z.strictObject({ id, supervised: z.boolean() }),
  decide(context, input): Result<Decision> {
    const found = ownDirective(context, input.id)
    if (!found.ok) return found
    if ((found.value['supervised'] === true) === input.supervised)
      return refuse('nothingToChange', 'it is so already', { id: input.id })
    const subject = { kind: DIRECTIVE, id: asId<RecordId>(input.id) }
    return ok({ drafts: [{ ...subject, fields: { supervised: input.supervised } }], subject })
  },
})

/** 撤回, with a reason, and of what was forwarded of it as far as it is here. What a receiver has done stays done. */
export const withdrawDirective = command({
  action: 'directive.issue',
  input: z.strictObject({ id, reason }),
  decide(context, input): Result<Decision> {
    const found = ownDirective(context, input.id)
    if (!found.ok) return found
    const subject = { kind: DIRECTIVE, id: asId<RecordId>(input.id) }
    const withdrawn = { by: context.officer, at: isoWithOffset(context.nowMs), reason: input.reason }
    const open = context
      .list(RECEIPT, { parent: input.id })
      .filter((state) => !SETTLED_STATES.some((one) => one === receiptState(shownFields(state))))
    const drafts: Draft[] = open.map((state) => ({
      kind: RECEIPT,
      id: state.id,
      fields: { withdrawn: true },
      reason: input.reason,
    }))
    const below = endForwarded(context, input.id, withdrawn).map((draft) => ({ ...draft, reason: input.reason }))
    return ok({ drafts: [{ ...subject, fields: { withdrawn }, reason: input.reason }, ...drafts, ...below], subject })
  },
})

/** 签收. Where nobody has said yet that it was delivered, this says it as well. */
export const signReceipt = command({
  action: 'directive.handle',
  input: z.strictObject({ id }),
  decide(context, input): Result<Decision> {
    const found = ownReceipt(context, input.id, ['sent', 'delivered'])
    if (!found.ok) return found
    const named = textField(found.value, 'officer')
    if (named !== null && named !== context.officer && context.role === 'dutyOfficer')
      return refuse('notAllowed', `it is for officer ${named}`, { action: 'directive.handle', officer: named })
    const signed = signature(context)
    return change(input.id, found.value['delivered'] === true ? { signed } : { delivered: true, signed })
  },
})

/** 回执: text, and files of the incident it is about. */
export const answerReceipt = command({
  action: 'directive.handle',
  input: z.strictObject({
    id,
    text: receiptFields.answer.shape.text,
    files: receiptFields.answer.shape.files.optional(),
  }),
  decide(context, input): Result<Decision> {
    const found = ownReceipt(context, input.id, ['signed'])
    if (!found.ok) return found
    const files = input.files ?? []
    for (const file of files) {
      const attachment = context.read(ATTACHMENT, asId(file))
      if (attachment === undefined || shownFields(attachment)['incident'] !== found.value['incident'])
        return refuse('notFound', `no file ${file} of the incident`, { id: file })
    }
    return change(input.id, { answer: { ...signature(context), text: input.text, files } })
  },
})

/** 办结, with an answer given before or a word of how it was done now. */
export const completeReceipt = command({
  action: 'directive.handle',
  input: z.strictObject({ id, text: receiptFields.closed.shape.text.optional() }),
  decide(context, input): Result<Decision> {
    const found = ownReceipt(context, input.id, ['signed', 'answered'])
    if (!found.ok) return found
    const text = input.text ?? ''
    if (text === '' && partField(found.value, 'answer') === null)
      return refuse('reasonNeeded', 'nothing was answered: say how it was done', { field: 'text' })
    return change(input.id, { closed: { ...signature(context), how: 'completed', text } })
  },
})

/** 退回: not ours, or not possible, with the reason. */
export const returnReceipt = command({
  action: 'directive.handle',
  input: z.strictObject({ id, reason }),
  decide(context, input): Result<Decision> {
    const found = ownReceipt(context, input.id, ['sent', 'delivered', 'signed', 'answered'])
    if (!found.ok) return found
    return change(input.id, { closed: { ...signature(context), how: 'returned', text: input.reason } }, input.reason)
  },
})

/** 催办: the agency that issued it reminds a receiver who owes a signature or an answer. */
export const remindReceipt = command({
  action: 'directive.handle',
  input: z.strictObject({ id }),
  decide(context, input): Result<Decision> {
    const found = receiptOf(context, input.id, MISSING_STATES)
    if (!found.ok) return found
    if (!isOwn(context, found.value['from'])) return notOurs(found.value['from'])
    if (givenBy(found.value) !== null) return givenElsewhere(input.id)
    const times = partField(found.value, 'reminded')?.['times']
    return change(input.id, {
      reminded: { ...signature(context), times: (typeof times === 'number' ? times : 0) + 1 },
    })
  },
})

function signature(context: CommandContext): { readonly by: string; readonly at: string } {
  return { by: context.officer, at: isoWithOffset(context.nowMs) }
}

/** A directive and a receipt for each receiver; nobody gets it twice. */
function written(
  context: CommandContext,
  input: OrderInput,
  incident: string | null,
  forwards: string | null,
): Result<Decision> {
  const seen = new Set<string>()
  for (const { agency, officer } of input.receivers) {
    const key = `${agency} ${officer ?? ''}`
    if (seen.has(key)) return refuse('invalidInput', `${agency} is named twice`, { field: 'receivers' })
    seen.add(key)
  }
  const directive = context.newId()
  const issuedAt = isoWithOffset(context.nowMs)
  if (input.dueAt !== undefined && input.dueAt !== null && Date.parse(input.dueAt) <= context.nowMs)
    return refuse('invalidInput', 'the answer would be due before it is asked for', { field: 'dueAt' })
  const order = {
    incident,
    title: input.title,
    priority: input.priority,
    dueAt: input.dueAt ?? null,
    issuedAt,
    ...(forwards === null ? {} : { forwards }),
  }
  const subject = { kind: DIRECTIVE, id: directive }
  const fields: JsonFields = {
    ...order,
    type: input.type,
    text: input.text,
    leader: input.leader ?? '',
    agency: context.agency,
    issuedBy: context.officer,
    supervised: input.supervised ?? false,
  }
  const receipts = input.receivers.map(({ agency, officer }) => ({
    kind: RECEIPT,
    id: context.newId(),
    fields: { ...order, directive, from: context.agency, agency, officer: officer ?? null },
  }))
  return ok({ drafts: [{ ...subject, fields }, ...receipts], subject })
}

function change(receipt: string, fields: JsonFields, why?: string): Result<Decision> {
  const subject = { kind: RECEIPT, id: asId<RecordId>(receipt) }
  const draft = { ...subject, fields }
  return ok({ drafts: [why === undefined ? draft : { ...draft, reason: why }], subject })
}

/** What another server gave is that server's to remind of, to supervise and to withdraw. */
function givenElsewhere(record: string): ReturnType<typeof refuse> {
  return refuse('notAllowed', `${record} was given by another server`, { id: record })
}

function receiptOf(context: CommandContext, receipt: string, states: readonly ReceiptState[]): Result<JsonFields> {
  const found = context.read(RECEIPT, asId(receipt))
  if (found === undefined) return refuse('notFound', `no receipt ${receipt}`, { id: receipt })
  const fields = shownFields(found)
  const state = receiptState(fields)
  if (states.includes(state)) return ok(fields)
  return refuse('wrongState', `the receipt is ${state}`, { state })
}

/** A receipt of the officer's own agency. */
function ownReceipt(context: CommandContext, receipt: string, states: readonly ReceiptState[]): Result<JsonFields> {
  const found = receiptOf(context, receipt, states)
  return !found.ok || isOwn(context, found.value['agency']) ? found : notOurs(found.value['agency'])
}

/** A directive of the officer's own agency that was not withdrawn. */
function ownDirective(context: CommandContext, directive: string): Result<JsonFields> {
  const found = context.read(DIRECTIVE, asId(directive))
  if (found === undefined) return refuse('notFound', `no directive ${directive}`, { id: directive })
  const fields = shownFields(found)
  if (!isOwn(context, fields['agency'])) return notOurs(fields['agency'])
  if (givenBy(fields) !== null) return givenElsewhere(directive)
  return directiveState(fields) === 'withdrawn'
    ? refuse('wrongState', 'it is withdrawn', { state: 'withdrawn' })
    : ok(fields)
}
