// Stretches of time statistics are asked for, cut as the office's calendar cuts them (China Standard Time).
import type { StatisticsQuestion } from '../../../shared/rpc/finding.ts'
import { dayStart, dayText } from '../../ui/local-time.ts'

export const PERIODS = ['today', 'week', 'month', 'year', 'lastYear', 'all', 'own'] as const
export type Period = (typeof PERIODS)[number]
type Unit = StatisticsQuestion['unit']

export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

const DAY_MS = 86_400_000
/** Before any incident anyone enters, and after. */
export const FIRST_MS = Date.UTC(1990, 0, 1)
export const LAST_MS = Date.UTC(2100, 0, 1)

/** From and before; null where the own days are turned round. An own stretch may be open: since ever, until today. */
export function stretchOf(period: Period, nowMs: number, from: string | null, until: string | null): Stretch | null {
  const today = dayStart(dayText(nowMs)) ?? nowMs
  const year = Number(dayText(nowMs).slice(0, 4))
  const yearStart = (of: number): number => dayStart(`${of}-01-01`) ?? nowMs
  switch (period) {
    case 'today':
      return { fromMs: today, toMs: today + DAY_MS }
    case 'week':
      return { fromMs: today - 6 * DAY_MS, toMs: today + DAY_MS }
    case 'month':
      return { fromMs: today - 29 * DAY_MS, toMs: today + DAY_MS }
    case 'year':
      return { fromMs: yearStart(year), toMs: yearStart(year + 1) }
    case 'lastYear':
      return { fromMs: yearStart(year - 1), toMs: yearStart(year) }
    case 'all':
      return { fromMs: FIRST_MS, toMs: LAST_MS }
    default: {
      const fromMs = from === null ? FIRST_MS : dayStart(from)
      const untilMs = until === null ? today : dayStart(until)
      if (fromMs === null || untilMs === null || fromMs > untilMs) return null
      return { fromMs, toMs: untilMs + DAY_MS }
    }
  }
}

/** The unit a stretch is told by unless the officer chooses another: few enough bars to read. */
export function unitOf({ fromMs, toMs }: Stretch): Unit {
  const days = (toMs - fromMs) / DAY_MS
  if (days <= 2) return 'hour'
  if (days <= 62) return 'day'
  return days <= 366 * 4 ? 'month' : 'year'
}

/** More empty stretches than this are not drawn. */
const MAX_STRETCHES = 800

/** Beginnings of all stretches from the first to the last, those without anything between them too. */
export function stretchesBetween(firstMs: number, lastMs: number, unit: Unit): readonly number[] {
  const all: number[] = []
  for (let ms = firstMs; ms <= lastMs && all.length <= MAX_STRETCHES; ms = nextStretch(ms, unit)) all.push(ms)
  return all.length > MAX_STRETCHES ? [] : all
}

function nextStretch(ms: number, unit: Unit): number {
  if (unit === 'hour') return ms + 3_600_000
  if (unit === 'day') return ms + DAY_MS
  const date = new Date(ms + 8 * 3_600_000)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return (unit === 'month' ? Date.UTC(year, month + 1, 1) : Date.UTC(year + 1, 0, 1)) - 8 * 3_600_000
}

/** The beginning of a stretch as people write it: 2026-11-25 16:00, 2026-11-25, 2026-11, 2026. */
export function stretchText(ms: number, unit: Unit): string {
  const shifted = new Date(ms + 8 * 3_600_000).toISOString()
  const length = { hour: 16, day: 10, month: 7, year: 4 }[unit]
  return shifted.slice(0, length).replace('T', ' ')
}
