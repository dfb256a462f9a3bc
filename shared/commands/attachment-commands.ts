// Commands on attachments: name a file as belonging to an incident; void one with a reason. The file itself was taken in
// by the station before (station/files): commands know only its name, size, type and SHA-256.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import { asId } from '../base/ids.ts'
import { shownValue } from '../journal/merge.ts'
import { ATTACHMENT, attachmentFields, cleanFileName } from '../model/attachment.ts'
import { isProgram } from '../model/file-types.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import type { Decision } from './command.ts'
import { command } from './command.ts'

const id = z.string().min(1).max(60)
const NO_BYTES = new Uint8Array(0)

/** Attaches a file to an incident. The name is cleaned; what its name gives away as a program is refused. */
export const attachFile = command({
  action: 'attachment.add',
  input: z.strictObject({
    incident: id,
    name: z.string().min(1).max(1_000),
    mime: attachmentFields.mime,
    bytes: attachmentFields.bytes,
    sha256: attachmentFields.sha256,
    note: attachmentFields.note.optional(),
  }),
  decide(context, input): Result<Decision> {
    if (context.read(INCIDENT, asId(input.incident)) === undefined)
      return refuse('notFound', `no incident ${input.incident}`, { id: input.incident })
    const name = cleanFileName(input.name)
    if (isProgram(name, NO_BYTES)) return refuse('fileTypeRefused', `${name} is a program`, { file: name })
    const record = context.newId()
    const fields = {
      incident: input.incident,
      name,
      mime: input.mime,
      bytes: input.bytes,
      sha256: input.sha256,
      note: input.note ?? '',
      at: isoWithOffset(context.nowMs),
      voidReason: null,
    }
    return ok({ drafts: [{ kind: ATTACHMENT, id: record, fields }], subject: { kind: ATTACHMENT, id: record } })
  },
})

/** Voids an attachment (wrong file, wrong incident), with a reason. Nothing is deleted. */
export const voidAttachment = command({
  action: 'attachment.void',
  input: z.strictObject({ id, reason: z.string().trim().min(2).max(500) }),
  decide(context, input): Result<Decision> {
    const record = asId<Decision['subject']['id']>(input.id)
    const state = context.read(ATTACHMENT, record)
    if (state === undefined) return refuse('notFound', `no attachment ${input.id}`, { id: input.id })
    const before = shownValue(state, 'voidReason')
    if (before !== undefined && before !== null)
      return refuse('alreadyVoid', `attachment ${input.id} is void`, { id: input.id })
    const draft = { kind: ATTACHMENT, id: record, fields: { voidReason: input.reason }, reason: input.reason }
    return ok({ drafts: [draft], subject: { kind: ATTACHMENT, id: record } })
  },
})
