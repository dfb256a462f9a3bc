// Commands on notices: say what one's agency makes of them, and take that back. What the notice is about is not touched.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import { shownFields } from '../journal/merge.ts'
import { DISPOSITION, dispositionFields, dispositionState, noticeSubject, standingOf } from '../model/disposition.ts'
import { textField } from '../model/fields.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import type { CommandContext, Decision, Draft } from './command.ts'
import { command } from './command.ts'

const id = z.string().min(1).max(60)
/** So many notices at once, for the button that acknowledges all. */
export const MAX_NOTICES = 200

/** Acknowledges notices for the officer's agency with one word for all of them. What stands so already is left alone. */
export const disposeNotices = command({
  action: 'notice.dispose',
  input: z.strictObject({
    notices: z.array(z.strictObject(noticeSubject)).min(1).max(MAX_NOTICES),
    disposition: dispositionFields.disposition,
    note: dispositionFields.note.optional(),
  }),
  decide(context, { notices, disposition, note = '' }): Result<Decision> {
    if (disposition === 'other' && note === '')
      return refuse('reasonNeeded', 'another disposition needs words', { field: 'note' })
    const drafts = notices
      .filter(({ subject, moment }) => !isSaid(context, subject, Date.parse(moment), disposition, note))
      .map((notice): Draft => ({
        kind: DISPOSITION,
        id: context.newId(),
        fields: {
          ...notice,
          agency: context.agency,
          disposition,
          note,
          by: context.officer,
          at: isoWithOffset(context.nowMs),
        },
      }))
    const [first] = drafts
    if (first === undefined) return refuse('nothingToChange', 'they stand so already')
    return ok({ drafts, subject: { kind: DISPOSITION, id: first.id } })
  },
})

/** Takes a disposition of the officer's own agency back, with a reason: the notice is open again. */
export const takeBackDisposition = command({
  action: 'notice.dispose',
  input: z.strictObject({ id, reason: z.string().trim().min(2).max(500) }),
  decide(context, input): Result<Decision> {
    const state = context.read(DISPOSITION, asId(input.id))
    if (state === undefined) return refuse('notFound', `no disposition ${input.id}`, { id: input.id })
    const fields = shownFields(state)
    if (fields['agency'] !== context.agency && context.role !== 'administrator')
      return refuse('notAllowed', 'it is another agency’s', { agency: textField(fields, 'agency') ?? '' })
    if (dispositionState(fields) === 'takenBack')
      return refuse('wrongState', 'it was taken back already', { state: 'takenBack' })
    const subject = { kind: DISPOSITION, id: asId<RecordId>(input.id) }
    const takenBack = { by: context.officer, at: isoWithOffset(context.nowMs), reason: input.reason }
    return ok({ drafts: [{ ...subject, fields: { takenBack }, reason: input.reason }], subject })
  },
})

function isSaid(
  context: CommandContext,
  subject: string,
  momentMs: number,
  disposition: string,
  note: string,
): boolean {
  const own = context
    .list(DISPOSITION, { parent: subject })
    .map(shownFields)
    .filter((fields) => fields['agency'] === context.agency)
  const { given } = standingOf(momentMs, own, (fields) => fields)
  return given !== null && given['disposition'] === disposition && (given['note'] ?? '') === note
}
