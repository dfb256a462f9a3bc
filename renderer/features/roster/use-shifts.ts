// The shifts of a span as this window sees them: what began long before and still lasts is among them.
import { useMemo } from 'react'
import type { Shift } from '../../../shared/model/roster.ts'
import { shiftOf } from '../../../shared/model/roster.ts'
import { MAX_SHIFT_MS, SHIFT } from '../../../shared/model/shift.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { PAGE_ROWS, pageOf, shownOf } from '../../state/desk-items.ts'
import { useWatches } from '../../state/use-watch.ts'

export interface ShownShift extends Shift {
  readonly space: string
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

/** Shifts of an agency (null: of every agency) in these spaces that overlap a span, earliest first. */
export function useShifts(spaces: readonly string[], agency: string | null, fromMs: number, toMs: number): Shifts {
  const filter = {
    ...(agency === null ? {} : { agencies: [agency] }),
    states: ['held', 'open'],
    fromMs: fromMs - MAX_SHIFT_MS,
    toMs,
  }
  const page = (space: string, offset: number) => pageOf(space, SHIFT, filter, { descending: false, offset })
  const first = useWatches(
    'items',
    spaces.map((space) => page(space, 0)),
  )
  // A month of five roles in three shifts a day does not fit one page.
  const long = spaces.filter((_, at) => (first[at]?.meta?.total ?? 0) > PAGE_ROWS)
  const second = useWatches(
    'items',
    long.map((space) => page(space, PAGE_ROWS)),
  )
  const asked = long.join(' ')
  const shifts = useMemo(() => {
    const rest = asked === '' ? [] : asked.split(' ')
    const all = spaces.flatMap((space, at) =>
      [...(first[at]?.rows ?? []), ...(second[rest.indexOf(space)]?.rows ?? [])].flatMap(
        (row) => shownShift(space, row) ?? [],
      ),
    )
    const inSpan = all.filter((shift) => shift.toMs > fromMs && shift.fromMs < toMs)
    return spaces.length > 1 ? onceEach(inSpan).toSorted((a, b) => a.fromMs - b.fromMs) : inSpan
  }, [first, second, spaces, asked, fromMs, toMs])
  return {
    shifts,
    isLoading: [...first, ...second].some(({ phase }) => phase === 'loading'),
    beyond: first.reduce((sum, { meta }) => sum + Math.max(0, (meta?.total ?? 0) - 2 * PAGE_ROWS), 0),
  }
}

/** One space, as a list that stays the same. */
export function useOne(space: string): readonly string[] {
  return useMemo(() => [space], [space])
}

/** A roster kept in two spaces says the same shift twice: it is one, and the first space is where it is opened. */
function onceEach(shifts: readonly ShownShift[]): readonly ShownShift[] {
  const known = new Map<string, ShownShift>()
  for (const shift of shifts) {
    const { agency, role, holder, fromMs, toMs } = shift
    const key = JSON.stringify([agency, role, holder?.officer ?? null, holder?.name ?? null, fromMs, toMs])
    const before = known.get(key)
    // Two open places of one space are two.
    if (before === undefined || before.space === shift.space)
      known.set(before === undefined ? key : `${key} ${shift.id}`, shift)
  }
  return [...known.values()]
}

function shownShift(space: string, row: ItemRow): ShownShift | null {
  const shift = shiftOf(row.key, shownOf(row))
  if (shift === null) return null
  const conflicts = Object.entries(row.fields).flatMap(([name, { conflict }]) => (conflict ? [name] : []))
  return { ...shift, space, conflicts, isWaiting: row.state !== 'agreed' }
}
