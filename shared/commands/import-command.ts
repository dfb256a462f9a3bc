// Takes a record, or newer values of one, over a link between servers: whole, under its own id, with where each value is from.
// Only what links systems may; which values are newer was decided before (interop/link/reconcile.ts).
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import type { ChangeId, Kind, RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import { headsOf, isConflict } from '../journal/merge.ts'
import { ALERT, ALERT_LINK } from '../model/alert.ts'
import { ATTACHMENT } from '../model/attachment.ts'
import { textField } from '../model/fields.ts'
import { isProgram } from '../model/file-types.ts'
import { IMPORTED, importedSchema } from '../model/imported.ts'
import { INCIDENT } from '../model/incident.ts'
import { KINDS, checkFields } from '../model/kinds.ts'
import { LOG_ENTRY } from '../model/log-entry.ts'
import { REPORT } from '../model/report.ts'
import { BLANK_ALERT } from './alert-commands.ts'
import type { Decision } from './command.ts'
import { command } from './command.ts'
import { BLANK_INCIDENT } from './incident-commands.ts'
import { movedDeadlines } from './moved-deadlines.ts'

const BLANKS: { readonly [kind: Kind]: JsonFields } = {
  [INCIDENT]: {
    ...BLANK_INCIDENT,
    level: null,
    demonstration: false,
    voidReason: null,
  },
  [ALERT]: BLANK_ALERT,
  [LOG_ENTRY]: { incident: null, corrects: null },
  [ALERT_LINK]: {},
  [ATTACHMENT]: { note: '', voidReason: null },
  [REPORT]: { step: 'draft', stepReason: null, to: [], copyTo: [], editor: '', telephone: '' },
}

/** What stands in a record of the kind where nothing came in. */
export function blankFields(kind: Kind): JsonFields {
  return BLANKS[kind] ?? {}
}

const NO_BYTES = new Uint8Array(0)
const id = z.string().min(1).max(200)
// The schema checks the form; the brand spares every reader a cast.
const change = z.string().regex(/^[0-9a-f]{32}$/) as unknown as z.ZodType<ChangeId>

export const importRecord = command({
  action: 'record.import',
  input: z.strictObject({
    kind: z.enum([INCIDENT, ALERT, LOG_ENTRY, ALERT_LINK, REPORT, ATTACHMENT]),
    id,
    fields: z.record(z.string().max(60), z.json()),
    /** Where each value is from, those of before included. */
    imported: importedSchema,
    /** Values each field replaces; others that stand here stay beside it. Fields not named replace all. */
    over: z.record(z.string().max(60), z.array(change).max(100)).optional(),
  }),
  decide(context, { kind, id: given, fields, imported, over }): Result<Decision> {
    const record: RecordId = asId(given)
    const state = context.read(kind, record)
    const model = KINDS[kind]
    const known = model?.fields ?? {}
    const unknown = Object.keys(fields).find((name) => !Object.hasOwn(known, name))
    if (unknown !== undefined) return refuse('invalidInput', `${kind} has no field ${unknown}`, { field: unknown })
    const checked = checkFields(
      kind,
      Object.entries(fields as JsonFields).map(([name, value]) => ({ name, value })),
    )
    if (!checked.ok) return checked
    const file = kind === ATTACHMENT ? (textField(fields as JsonFields, 'name') ?? '') : ''
    if (isProgram(file, NO_BYTES)) return refuse('fileTypeRefused', `${file} is a program`, { file })
    // What was signed or issued stays as it was.
    const once = model?.once ?? []
    const said = Object.entries(fields as JsonFields).filter(
      ([name]) => !once.includes(name) || headsOf(state, name).length === 0,
    )
    const torn = state?.fields.get(IMPORTED)
    const isTorn = torn !== undefined && isConflict(torn)
    if (said.length === 0 && !isTorn) return refuse('nothingToChange', 'it says so already', { id: given })
    // A record half of which came from elsewhere first, after a restore, is made whole as well.
    const blanks = Object.entries(blankFields(kind)).filter(([name]) => headsOf(state, name).length === 0)
    const whole = { ...Object.fromEntries([...blanks, ...said]), [IMPORTED]: imported }
    const subject = { kind, id: record }
    const draft = { ...subject, fields: whole }
    const moved =
      kind === INCIDENT && state !== undefined ? movedDeadlines(context, state, Object.fromEntries(said)) : []
    return ok({
      drafts: [over === undefined ? draft : { ...draft, over }, ...moved],
      subject,
    })
  },
})
