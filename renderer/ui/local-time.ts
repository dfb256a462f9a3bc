// Days and moments as they are typed and shown, read as Beijing time whatever zone the machine is set to.
import { dateTimeText } from './time-text.ts'

const DAY_MS = 86_400_000

/** Milliseconds of a text like 2026-11-25T16:05; null when it is empty or no time. */
export function readLocal(text: string): number | null {
  const ms = Date.parse(`${text}+08:00`)
  return text === '' || Number.isNaN(ms) ? null : ms
}

/** 2026-11-25, 2026/11/25, 20261125, 2026\u5e7411\u670825\u65e5, or 11-25 and 1125 of the year of `nowMs`; null when it is no day. */
export function readDay(text: string, nowMs: number): string | null {
  const match =
    /^(?:(\d{4})[-/.\u5e74])?(\d{1,2})[-/.\u6708](\d{1,2})\u65e5?$/.exec(text.trim()) ??
    /^(\d{4})?(\d{2})(\d{2})$/.exec(text.trim())
  if (match === null) return null
  const [year = dayText(nowMs).slice(0, 4), month = '', day = ''] = match.slice(1)
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const ms = dayStart(date)
  // 31 April rolls over into May: not a date.
  return ms === null || dayText(ms) !== date ? null : date
}

/** 2026-11-25 8:00, 2026/11/25 08:00:00, 2026\u5e7411\u670825\u65e5 8:00; null when it is no moment. */
export function readMoment(text: string): number | null {
  const match =
    /^(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?[T ]*(\d{1,2})[:\uff1a](\d{2})(?::\d{2})?$/.exec(
      text.trim(),
    )
  if (match === null) return null
  const [year, month, day, hour, minute] = match.slice(1).map((part) => part.padStart(2, '0'))
  const date = `${year ?? ''}-${month ?? ''}-${day ?? ''}`
  const ms = readLocal(`${date}T${hour ?? ''}:${minute ?? ''}`)
  // 31 April rolls over into May: not a date.
  return ms === null || dayText(ms) !== date ? null : ms
}

/** 2026-11-25 16:05 */
export function writeMoment(ms: number): string {
  return dateTimeText(ms).slice(0, 16)
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
