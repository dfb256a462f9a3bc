// A time left or overdue as a clock shows it: 1:05:09, −0:12:30; from two days on in days, which the caller says in words.

/** Hours, minutes, seconds; a minus sign once it is overdue. */
export function leftText(leftMs: number): string {
  const total = Math.floor(Math.abs(leftMs) / 1000)
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60]
  const clock = `${hours}:${String(minutes).padStart(2, '0')}:${String(seconds).padStart(2, '0')}`
  return leftMs < 0 ? `−${clock}` : clock
}

const DAY_MS = 24 * 3_600_000

/** Whole days left or overdue when it is two or more; null when the clock says it better. */
export function wholeDays(leftMs: number): number | null {
  const days = Math.floor(Math.abs(leftMs) / DAY_MS)
  return days < 2 ? null : days
}
