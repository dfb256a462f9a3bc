// What a field of the kind date or datetime-local holds, read as Beijing time whatever zone the machine is set to.
import { dateTimeText } from './time-text.ts'

const DAY_MS = 86_400_000

/** Milliseconds of a text like 2026-11-25T16:05; null when it is empty or no time. */
export function readLocal(text: string): number | null {
  const ms = Date.parse(`${text}+08:00`)
  return text === '' || Number.isNaN(ms) ? null : ms
}

/** 2026-11-25T16:05 */
export function writeLocal(ms: number): string {
  return dateTimeText(ms).slice(0, 16).replace(' ', 'T')
}

/** 2026-11-25 */
export function dayText(ms: number): string {
  return dateTimeText(ms).slice(0, 10)
}

/** The first millisecond of a day like 2026-11-25; null when it is none. */
export function dayStart(day: string): number | null {
  return readLocal(`${day}T00:00`)
}

/** The first millisecond of the Monday of the week `ms` lies in. */
export function weekStart(ms: number): number {
  const start = dayStart(dayText(ms)) ?? ms
  // 1970-01-01 was a Thursday.
  const weekday = (Math.floor((start + 8 * 3_600_000) / DAY_MS) + 3) % 7
  return start - weekday * DAY_MS
}
