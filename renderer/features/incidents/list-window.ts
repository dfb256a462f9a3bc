// Which part of the list is asked from the station: whole steps, so that small scrolls keep one watch; and how the numbers
// of a row are put in words.
import { CASUALTY_FIELDS } from '../../../shared/model/incident.ts'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'

const STEP = 100
/** Rows per window: the screen and a step on either side. */
export const WINDOW_ROWS = 400

/** Where the window starts so that `firstVisible` lies well inside it. */
export function windowStart(firstVisible: number): number {
  return Math.max(0, Math.floor(firstVisible / STEP) * STEP - STEP)
}

/** Index of the row to go to: `by` steps on from `at` (-1: none yet), kept within the list; -1 in an empty list. */
export function stepFrom(at: number, by: number, total: number): number {
  if (total === 0) return -1
  if (at < 0) return by > 0 ? 0 : total - 1
  return Math.min(total - 1, Math.max(0, at + by))
}

/** Casualties above zero, for one line; empty when there are none. */
export function casualtyWords(
  row: Pick<IncidentRow, (typeof CASUALTY_FIELDS)[number]>,
  word: (field: string) => string,
): string {
  return CASUALTY_FIELDS.filter((field) => (row[field] ?? 0) > 0)
    .map((field) => `${word(field)} ${row[field]}`)
    .join(' ')
}
