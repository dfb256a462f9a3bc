// How rows are narrowed down to the records of some ids without a statement for every one of them.
import type { Cell } from '../database.ts'
import { SHIFT } from '../journal-book.ts'
import type { Look } from './incident-filter.ts'

/** The record numbers of the ids of a kind; its parameters are those of `idParams`. */
export const OF_IDS = `(SELECT ? + s.subject FROM json_each(?) f CROSS JOIN subject s
  WHERE s.space = ? AND s.kind = ? AND s.id = f.value)`

/** Parameters of OF_IDS; none when there are no ids to narrow down to. */
export function idParams(look: Look, kind: string, ids: readonly string[] | null): readonly Cell[] {
  return ids === null ? [] : [look.picture * SHIFT, JSON.stringify(ids), look.space, kind]
}
