// Settling a conflict: an officer chooses (or writes) the value that holds; the change names all heads, with a reason.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import { asId } from '../base/ids.ts'
import type { Json } from '../base/json.ts'
import { isJson } from '../base/json.ts'
import { isConflict } from '../journal/merge.ts'
import { INCIDENT } from '../model/incident.ts'
import { checkFields } from '../model/kinds.ts'
import type { Decision } from './command.ts'
import { command } from './command.ts'
import { movedDeadlines } from './moved-deadlines.ts'

export const settleConflict = command({
  action: 'conflict.settle',
  input: z.strictObject({
    kind: z.string().min(1).max(60),
    id: z.string().min(1).max(60),
    field: z.string().min(1).max(60),
    value: z.custom<Json>((value) => isJson(value)),
    reason: z.string().trim().min(1).max(500),
  }),
  decide(context, input): Result<Decision> {
    const record = asId<Decision['subject']['id']>(input.id)
    const state = context.read(input.kind, record)
    const field = state?.fields.get(input.field)
    if (state === undefined || field === undefined)
      return refuse('notFound', `no field ${input.field} of ${input.kind}/${input.id}`, { id: input.id })
    if (!isConflict(field)) return refuse('noConflict', `${input.field} is agreed`, { field: input.field })
    const checked = checkFields(input.kind, [{ name: input.field, value: input.value }])
    if (!checked.ok) return checked
    const fields = { [input.field]: input.value }
    return ok({
      drafts: [
        { kind: input.kind, id: record, fields, reason: input.reason },
        ...(input.kind === INCIDENT ? movedDeadlines(context, state, fields) : []),
      ],
      subject: { kind: input.kind, id: record },
    })
  },
})
