import { isoWithOffset } from '../../../shared/model/incident-number.ts'
// Times of alerts as they are typed. Calls are about what has happened, alerts about what is to come as well: a time without
// its day is today's, a day without its year the nearest such day.
import { readTime } from '../../ui/fields/read-time.ts'

const DAY_MS = 86_400_000

/** Reads `text`; with `afterMs`, a time without its day is the first one after that. null when it is no time. */
export function readNear(text: string, nowMs: number, afterMs: number | null = null): string | null {
  const read = readTime(text, nowMs)
  if (!read.ok) return null
  const plain = text.normalize('NFKC').trim()
  const ms = Date.parse(read.iso)
  if (/^\d{1,2}[:.]?\d{2}$/.test(plain)) return isoWithOffset(clockAfter(ms, nowMs, afterMs))
  if (/^\d{4}[-/.\u5e74]/.test(plain) || !/^\d/.test(plain)) return read.iso
  const next = /^\d{1,2} /.test(plain)
    ? nextMonth(read.iso)
    : Date.parse(`${Number(read.iso.slice(0, 4)) + 1}${read.iso.slice(4)}`)
  return isSameDay(next, read.iso) && Math.abs(next - nowMs) < Math.abs(ms - nowMs) ? isoWithOffset(next) : read.iso
}

function nextMonth(iso: string): number {
  const [year, month] = [Number(iso.slice(0, 4)), Number(iso.slice(5, 7))]
  const beginning = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`
  return Date.parse(`${beginning}${iso.slice(7)}`)
}

/** Not every month has a 31st. */
function isSameDay(ms: number, iso: string): boolean {
  return !Number.isNaN(ms) && isoWithOffset(ms).slice(8, 10) === iso.slice(8, 10)
}

function clockAfter(ms: number, nowMs: number, afterMs: number | null): number {
  const isYesterday = isoWithOffset(ms).slice(0, 10) < isoWithOffset(nowMs).slice(0, 10)
  const today = isYesterday ? ms + DAY_MS : ms
  if (afterMs === null || today > afterMs) return today
  return today + Math.ceil((afterMs - today + 1) / DAY_MS) * DAY_MS
}
