// The shifts of a span as this window sees them: what began long before and still lasts is among them.
import { useMemo } from 'react'
import type { Shift } from '../../../shared/model/roster.ts'
import { shiftOf } from '../../../shared/model/roster.ts'
import { MAX_SHIFT_MS, SHIFT } from '../../../shared/model/shift.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { PAGE_ROWS, pageOf, shownOf } from '../../state/desk-items.ts'
import { useWatch } from '../../state/use-watch.ts'

export interface ShownShift extends Shift {
  /** Fields whose values contradict each other. */
  readonly conflicts: readonly string[]
  readonly isWaiting: boolean
}

export interface Shifts {
  readonly shifts: readonly ShownShift[]
  readonly isLoading: boolean
  /** Shifts of the span beyond those read. */
  readonly beyond: number
}

/** Shifts of an agency (null: of every agency) that overlap a span, earliest first. `space` null: nothing is asked. */
export function useShifts(space: string | null, agency: string | null, fromMs: number, toMs: number): Shifts {
  const filter = {
    ...(agency === null ? {} : { agencies: [agency] }),
    states: ['held', 'open'],
    fromMs: fromMs - MAX_SHIFT_MS,
    toMs,
  }
  const page = (offset: number) => (space === null ? null : pageOf(space, SHIFT, filter, { descending: false, offset }))
  const first = useWatch('items', page(0))
  const total = first.meta?.total ?? 0
  // A month of five roles in three shifts a day does not fit one page.
  const second = useWatch('items', total > PAGE_ROWS ? page(PAGE_ROWS) : null)
  const shifts = useMemo(
    () =>
      [...first.rows, ...second.rows]
        .flatMap((row) => shownShift(row) ?? [])
        .filter((shift) => shift.toMs > fromMs && shift.fromMs < toMs),
    [first.rows, second.rows, fromMs, toMs],
  )
  return {
    shifts,
    isLoading: first.phase === 'loading' || second.phase === 'loading',
    beyond: Math.max(0, total - 2 * PAGE_ROWS),
  }
}

function shownShift(row: ItemRow): ShownShift | null {
  const shift = shiftOf(row.key, shownOf(row))
  if (shift === null) return null
  const conflicts = Object.entries(row.fields).flatMap(([name, { conflict }]) => (conflict ? [name] : []))
  return { ...shift, conflicts, isWaiting: row.state !== 'agreed' }
}
