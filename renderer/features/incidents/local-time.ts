// What a field of the kind datetime-local holds, read as Beijing time whatever zone the machine is set to.
import { dateTimeText } from '../../ui/time-text.ts'

/** Milliseconds of a text like 2026-11-25T16:05; null when it is empty or no time. */
export function readLocalTime(text: string): number | null {
  const ms = Date.parse(`${text}+08:00`)
  return text === '' || Number.isNaN(ms) ? null : ms
}

/** 2026-11-25T16:05 */
export function writeLocalTime(ms: number): string {
  return dateTimeText(ms).slice(0, 16).replace(' ', 'T')
}
