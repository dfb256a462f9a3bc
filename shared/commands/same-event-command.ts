// Saying that two incidents are one event, that they are not, or taking it back.
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import { shownFields } from '../journal/merge.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import { SAME_EVENT, sameEventFields, sameEventId } from '../model/same-event.ts'
import type { Decision } from './command.ts'
import { command } from './command.ts'

const { incident, other, state } = sameEventFields

export const sayWhetherSame = command({
  action: 'incident.amend',
  input: z.strictObject({ incident, other, state }),
  decide(context, input): Result<Decision> {
    if (input.incident === input.other) return refuse('invalidInput', 'that is one incident', { field: 'other' })
    for (const id of [input.incident, input.other])
      if (context.read(INCIDENT, asId(id)) === undefined) return refuse('notFound', `no incident ${id}`, { id })
    const id = asId<RecordId>(sameEventId(input.incident, input.other))
    const known = context.read(SAME_EVENT, id)
    const before = known === undefined ? 'open' : shownFields(known)['state']
    if (before === input.state) return refuse('nothingToChange', 'it is so already', { id })
    const [first, second] = [input.incident, input.other].toSorted((a, b) => (a < b ? -1 : 1))
    const said = { state: input.state, by: context.officer, at: isoWithOffset(context.nowMs) }
    const fields = known === undefined ? { incident: first ?? '', other: second ?? '', ...said } : said
    return ok({ drafts: [{ kind: SAME_EVENT, id, fields }], subject: { kind: SAME_EVENT, id } })
  },
})
