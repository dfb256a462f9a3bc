// What a new handover begins with: when this shift ends, when the next does, and who has it, as the roster tells; else the
// next eight o'clock.
import type { Shift } from '../../../shared/model/roster.ts'
import { dayStart, dayText } from '../../ui/local-time.ts'

const HOUR_MS = 3_600_000

export interface NextShift {
  readonly atMs: number
  readonly untilMs: number
  readonly incoming: string | null
}

/** `outgoing` is the officer who hands over now. */
export function nextShift(shifts: readonly Shift[], outgoing: string, nowMs: number): NextShift {
  const duty = shifts.filter(({ role }) => role === 'dutyOfficer').toSorted((a, b) => a.fromMs - b.fromMs)
  const present = duty.filter(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs)
  const own = present.find(({ holder }) => holder?.officer === outgoing) ?? present[0]
  const atMs = own?.toMs ?? nextEight(nowMs)
  const next = duty.find(({ fromMs, toMs, holder }) => fromMs <= atMs && toMs > atMs && holder?.officer !== outgoing)
  return { atMs, untilMs: next?.toMs ?? atMs + 12 * HOUR_MS, incoming: next?.holder?.officer ?? null }
}

/** The next eight o'clock, of the morning or the evening. */
function nextEight(nowMs: number): number {
  const day = dayStart(dayText(nowMs)) ?? nowMs
  const hours = [8, 20, 32].find((hour) => day + hour * HOUR_MS > nowMs) ?? 32
  return day + hours * HOUR_MS
}
