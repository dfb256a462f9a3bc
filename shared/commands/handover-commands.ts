// Commands on handovers: begin one, amend it, sign as the outgoing officer, sign as the incoming one, give it up with a
// reason. Whoever signs does so in their own name, signed in at any station.
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { Json, JsonFields } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import { shownFields } from '../journal/merge.ts'
import { timeField } from '../model/fields.ts'
import type { HandoverState } from '../model/handover.ts'
import { HANDOVER, gatheredSchema, handoverFields, handoverState } from '../model/handover.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import type { CommandContext, Decision } from './command.ts'
import { command } from './command.ts'

const id = z.string().min(1).max(60)
const f = handoverFields

/** Begins the handover of the officer who is signed in. */
export const draftHandover = command({
  action: 'handover.write',
  input: z.strictObject({
    at: f.at,
    until: f.until,
    incoming: f.incoming.optional(),
    remarks: f.remarks.optional(),
    act: f.act.optional(),
  }),
  decide(context, input): Result<Decision> {
    const wrong = wrongTimes(input.at, input.until) ?? ownSuccessor(context.officer, input.incoming ?? null)
    if (wrong !== undefined) return wrong
    const record = context.newId()
    const fields = {
      agency: context.agency,
      at: input.at,
      until: input.until,
      outgoing: context.officer,
      incoming: input.incoming ?? null,
      remarks: input.remarks ?? '',
      voidReason: null,
      ...(input.act === undefined ? {} : { act: input.act }),
    }
    return ok({ drafts: [{ kind: HANDOVER, id: record, fields }], subject: { kind: HANDOVER, id: record } })
  },
})

/** Amends a handover: times and remarks before it is signed, who takes over until somebody has. */
export const amendHandover = command({
  action: 'handover.write',
  input: z.strictObject({
    id,
    at: f.at.optional(),
    until: f.until.optional(),
    incoming: f.incoming.optional(),
    remarks: f.remarks.optional(),
  }),
  decide(context, { id: handover, ...given }): Result<Decision> {
    const isOnlyWho = Object.entries(given).every(([name, value]) => name === 'incoming' || value === undefined)
    return change(context, handover, isOnlyWho ? ['draft', 'given'] : ['draft'], (fields) => {
      const after: JsonFields = { ...fields, ...defined(given) }
      const wrong =
        wrongTimes(after['at'], after['until']) ?? ownSuccessor(after['outgoing'], after['incoming'] ?? null)
      if (wrong !== undefined) return wrong
      const said = Object.entries(defined(given)).filter(([name, value]) => !sameJson(fields[name] ?? null, value))
      return said.length === 0 ? refuse('nothingToChange', 'it says this already') : ok(Object.fromEntries(said))
    })
  },
})

/** 交出: the outgoing officer signs what was gathered and remarked. */
export const giveShift = command({
  action: 'handover.write',
  input: z.strictObject({ id, gathered: gatheredSchema }),
  decide: (context, input) =>
    change(context, input.id, ['draft'], (fields) => {
      if (fields['outgoing'] !== context.officer)
        return refuse('notAllowed', 'the outgoing officer signs', { action: 'handover.write' })
      const remarks = typeof fields['remarks'] === 'string' ? fields['remarks'] : ''
      const at = isoWithOffset(context.nowMs)
      return ok({ outgoingSigned: { officer: context.officer, at, remarks, gathered: input.gathered } })
    }),
})

/** 接收: the incoming officer signs, after the outgoing one. Somebody else than was named, or nobody named: whoever comes. */
export const takeShift = command({
  action: 'handover.write',
  input: z.strictObject({ id, remarks: f.incomingSigned.shape.remarks.optional() }),
  decide: (context, input) =>
    change(context, input.id, ['given'], (fields) => {
      const named = fields['incoming'] ?? null
      if (fields['outgoing'] === context.officer || (named !== null && named !== context.officer))
        return refuse('notAllowed', 'the incoming officer signs', { action: 'handover.write' })
      const at = isoWithOffset(context.nowMs)
      return ok({ incomingSigned: { officer: context.officer, at, remarks: input.remarks ?? '' } })
    }),
})

/** Gives a handover up: begun by mistake, or signed on paper. Needs a reason; what was signed stays. */
export const voidHandover = command({
  action: 'handover.write',
  input: z.strictObject({ id, reason: z.string().trim().min(2).max(500) }),
  decide: (context, input) =>
    change(context, input.id, ['draft', 'given'], () => ok({ voidReason: input.reason }), input.reason),
})

function change(
  context: CommandContext,
  handover: string,
  states: readonly HandoverState[],
  fieldsOf: (fields: JsonFields) => Result<JsonFields>,
  reason?: string,
): Result<Decision> {
  const record = asId<RecordId>(handover)
  const found = context.read(HANDOVER, record)
  if (found === undefined) return refuse('notFound', `no handover ${handover}`, { id: handover })
  const before = shownFields(found)
  const state = handoverState(before)
  if (!states.includes(state)) {
    const isSigned = state === 'taken' || (state === 'given' && states.includes('draft'))
    return isSigned
      ? refuse('alreadySigned', 'what was signed stays as it was signed', { id: handover })
      : refuse('wrongState', `the handover is ${state}`, { state })
  }
  const fields = fieldsOf(before)
  if (!fields.ok) return fields
  const draft = { kind: HANDOVER, id: record, fields: fields.value }
  return ok({
    drafts: [reason === undefined ? draft : { ...draft, reason }],
    subject: { kind: HANDOVER, id: record },
  })
}

function wrongTimes(at: Json | undefined, until: Json | undefined): ReturnType<typeof refuse> | undefined {
  const [atMs, untilMs] = [timeField({ at: at ?? null }, 'at'), timeField({ until: until ?? null }, 'until')]
  const holds = atMs !== null && untilMs !== null && untilMs > atMs
  return holds ? undefined : refuse('invalidInput', 'the next shift ends after this one', { field: 'until' })
}

function ownSuccessor(outgoing: Json | undefined, incoming: Json): ReturnType<typeof refuse> | undefined {
  return incoming === outgoing
    ? refuse('invalidInput', 'nobody takes over from themselves', { field: 'incoming' })
    : undefined
}

function defined(fields: object): JsonFields {
  return Object.fromEntries(Object.entries(fields as JsonFields).filter(([, value]) => value !== undefined))
}
