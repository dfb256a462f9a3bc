// Which columns were which fields, last time a table with this head was imported at this seat.
import type { ColumnMap } from '../../../shared/interop/table/guess-columns.ts'
import { IMPORT_FIELDS, guessColumns } from '../../../shared/interop/table/guess-columns.ts'
import { keep, readKept } from '../../state/storage.ts'

interface Kept {
  readonly head: string
  readonly columns: ColumnMap
}

const MAX_KEPT = 20
const NAME = 'importColumns'

function isKept(value: unknown): value is readonly Kept[] {
  return (
    Array.isArray(value) &&
    value.every((one: unknown) => {
      const { head, columns } = (one ?? {}) as Partial<Kept>
      return typeof head === 'string' && typeof columns === 'object'
    })
  )
}

/** What was chosen for this head before, else a guess. */
export function columnsFor(head: readonly string[]): ColumnMap {
  const known = readKept(NAME, isKept)?.find((kept) => kept.head === keyOf(head))
  if (known === undefined) return guessColumns(head)
  const columns: { [field in (typeof IMPORT_FIELDS)[number]]?: number } = {}
  for (const field of IMPORT_FIELDS) {
    const column = known.columns[field]
    if (typeof column === 'number' && column >= 0 && column < head.length) columns[field] = column
  }
  return columns
}

export function keepColumns(head: readonly string[], columns: ColumnMap): void {
  const others = (readKept(NAME, isKept) ?? []).filter((kept) => kept.head !== keyOf(head))
  keep(NAME, [{ head: keyOf(head), columns }, ...others].slice(0, MAX_KEPT))
}

function keyOf(head: readonly string[]): string {
  return head.join('\u0001').slice(0, 2_000)
}
