// Commands on transfers (移送): one agency offers an incident to the one in charge, which accepts or refuses. Who is in
// charge stays one field of the incident: two acceptances written apart are a conflict people see.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import { shownFields } from '../journal/merge.ts'
import { OPEN_TRANSFER_STATES, TRANSFER, transferFields, transferState } from '../model/directive.ts'
import { textField } from '../model/fields.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import type { Decision, Draft } from './command.ts'
import { command } from './command.ts'

const id = z.string().min(1).max(60)

/** 移送: to an agency that is not in charge yet, with the reason. */
export const offerTransfer = command({
  action: 'incident.transfer',
  input: z.strictObject({ incident: id, agency: id, reason: transferFields.reason }),
  decide(context, input): Result<Decision> {
    const incident = context.read(INCIDENT, asId(input.incident))
    if (incident === undefined) return refuse('notFound', `no incident ${input.incident}`, { id: input.incident })
    const { status, agencyInCharge } = shownFields(incident)
    if (status === 'void') return refuse('alreadyVoid', `incident ${input.incident} is void`, { id: input.incident })
    if (agencyInCharge === input.agency)
      return refuse('nothingToChange', 'that agency is in charge already', { agency: input.agency })
    const isOpen = context.list(TRANSFER, { incident: input.incident }).some((state) => {
      const fields = shownFields(state)
      return fields['agency'] === input.agency && OPEN_TRANSFER_STATES.some((one) => one === transferState(fields))
    })
    if (isOpen) return refuse('alreadyExists', 'it was offered to that agency already', { agency: input.agency })
    const subject = { kind: TRANSFER, id: context.newId() }
    const fields = {
      incident: input.incident,
      from: context.agency,
      agency: input.agency,
      reason: input.reason,
      offered: { by: context.officer, at: isoWithOffset(context.nowMs) },
    }
    return ok({ drafts: [{ ...subject, fields }], subject })
  },
})

/** 接收 or 不接收; a refusal needs its reason. Accepting makes the agency the one in charge. */
export const answerTransfer = command({
  action: 'incident.transfer',
  input: z.strictObject({
    id,
    accept: z.boolean(),
    reason: transferFields.decision.shape.reason.optional(),
  }),
  decide(context, input): Result<Decision> {
    const record = asId<RecordId>(input.id)
    const state = context.read(TRANSFER, record)
    if (state === undefined) return refuse('notFound', `no transfer ${input.id}`, { id: input.id })
    const fields = shownFields(state)
    if (fields['agency'] !== context.agency && context.role !== 'administrator')
      return refuse('notAllowed', 'it was offered to another agency', { agency: textField(fields, 'agency') ?? '' })
    if (!OPEN_TRANSFER_STATES.some((one) => one === transferState(fields)))
      return refuse('alreadySigned', 'it was answered', { state: transferState(fields) })
    const reason = input.reason ?? ''
    if (!input.accept && reason.length < 2)
      return refuse('reasonNeeded', 'a refusal needs its reason', { field: 'reason' })
    const subject = { kind: TRANSFER, id: record }
    const decision = {
      by: context.officer,
      at: isoWithOffset(context.nowMs),
      how: input.accept ? 'accepted' : 'refused',
      reason,
    }
    const drafts: Draft[] = [
      { ...subject, fields: fields['delivered'] === true ? { decision } : { delivered: true, decision } },
    ]
    const incident = asId<RecordId>(textField(fields, 'incident') ?? '')
    if (input.accept) {
      const about = context.read(INCIDENT, incident)
      if (about === undefined) return refuse('notFound', `no incident ${incident}`, { id: incident })
      if (shownFields(about)['status'] === 'void')
        return refuse('alreadyVoid', `incident ${incident} is void`, { id: incident })
      drafts.push({ kind: INCIDENT, id: incident, fields: { agencyInCharge: fields['agency'] ?? null } })
    }
    return ok({ drafts, subject })
  },
})
