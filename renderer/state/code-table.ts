// The event codes the shown space has of its own.
import type { CodeTable } from '../../shared/model/code-table.ts'
import { CODE_TABLE, EVENT_CODES_ID, codeTableOf } from '../../shared/model/code-table.ts'
import { useSpaceId } from './space-store.ts'
import { useWatch } from './use-watch.ts'

/** Tables already read, by the value they were read from: the same one while nothing changes. */
const readTables = new WeakMap<object, CodeTable | null>()

function tableOf(value: unknown): CodeTable | null {
  if (typeof value !== 'object' || value === null) return null
  const known = readTables.get(value)
  if (known !== undefined) return known
  const table = codeTableOf(value)
  readTables.set(value, table)
  return table
}

/** The table the shown space has of its own, and whether two contradict each other. */
export function useOwnCodeTable(): { readonly own: CodeTable | null; readonly isContradicted: boolean } {
  const space = useSpaceId()
  const { rows } = useWatch('record', space === null ? null : { space, kind: CODE_TABLE, id: EVENT_CODES_ID })
  const field = rows[0]?.fields['table']
  return { own: tableOf(field?.value), isContradicted: field?.conflict === true }
}
