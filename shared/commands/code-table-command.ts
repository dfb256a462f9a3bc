// The event codes an office puts in the place of those that ship.
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import { sameJson } from '../base/json.ts'
import { shownFields } from '../journal/merge.ts'
import { CODE_TABLE, EVENT_CODES_ID, codeTableFields } from '../model/code-table.ts'
import type { Decision } from './command.ts'
import { command } from './command.ts'

/** Puts a table in the place of the one the space uses; null: the one that ships. */
export const setCodeTable = command({
  action: 'rule.write',
  input: z.strictObject({ table: codeTableFields.table }),
  decide(context, { table }): Result<Decision> {
    const id = asId<RecordId>(EVENT_CODES_ID)
    const before = context.read(CODE_TABLE, id)
    if (sameJson(before === undefined ? null : (shownFields(before)['table'] ?? null), table))
      return refuse('nothingToChange', 'it is the table in use')
    return ok({ drafts: [{ kind: CODE_TABLE, id, fields: { table } }], subject: { kind: CODE_TABLE, id } })
  },
})
