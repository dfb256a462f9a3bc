// Reads a time as an officer types it while telephoning: 1432, 14:32, 28 0955, 0728 0955, 2023-07-28 09:55, -15
// (minutes ago), yesterday's with a leading word. Times are China Standard Time unless a zone stands behind them (0155Z,
// 0155 UTC, 10:55+09:00: ships speak UTC); the answer is ISO 8601 with its zone.
// A bare time of day that still lies ahead is taken as yesterday's: calls are about what has happened.
import { CHINA_OFFSET_MINUTES, isoWithOffset } from '../../../shared/model/incident-number.ts'

export type TimeReading = { readonly ok: true; readonly iso: string } | { readonly ok: false }

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Clocks differ a little; a time up to this far ahead still counts as today. */
const AHEAD_MS = 10 * MINUTE_MS
const NO: TimeReading = { ok: false }

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Reads `text`; `nowMs` is the wall clock. */
export function readTime(text: string, nowMs: number): TimeReading {
  const plain = normalize(text)
  if (/^(now|\u73b0\u5728)$/.test(plain)) return { ok: true, iso: isoWithOffset(nowMs) }
  const ago = /^-\s*(\d{1,4})$/.exec(plain)
  if (ago !== null) return { ok: true, iso: isoWithOffset(nowMs - Number(ago[1]) * MINUTE_MS) }
  if (/\dT\d.*(Z|[-+]\d\d:?\d\d)$/i.test(plain)) {
    const ms = Date.parse(plain)
    return Number.isNaN(ms) ? NO : { ok: true, iso: isoWithOffset(ms) }
  }
  const zoned = readZone(plain)
  if (zoned !== undefined) {
    // The same clock read as if it were China's, then moved by the difference of the zones.
    const shiftMs = (CHINA_OFFSET_MINUTES - zoned.offsetMinutes) * MINUTE_MS
    const there = readTime(zoned.rest, nowMs - shiftMs)
    return there.ok ? { ok: true, iso: isoWithOffset(Date.parse(there.iso) + shiftMs) } : NO
  }
  const yesterday = /^(?:\u6628\u5929|\u6628\u65e5|\u6628|yesterday|y)\s*(.+)$/.exec(plain)
  if (yesterday !== null) return at(localDay(nowMs - DAY_MS), yesterday[1] ?? '')
  const today = /^(?:\u4eca\u5929|\u4eca\u65e5|\u4eca|today|t)\s*(.+)$/.exec(plain)
  if (today !== null) return at(localDay(nowMs), today[1] ?? '')
  const withDate = readDate(plain, nowMs)
  if (withDate !== undefined) return at(withDate.day, withDate.rest)
  const reading = at(localDay(nowMs), plain)
  if (reading.ok && Date.parse(reading.iso) > nowMs + AHEAD_MS) return at(localDay(nowMs - DAY_MS), plain)
  return reading
}

/** `iso` as it stands in the field: 2023-07-28 09:55, with seconds when there are any. */
export function writeTime(iso: string): string {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return iso
  const local = isoWithOffset(ms)
  const seconds = local.slice(16, 19)
  return `${local.slice(0, 10)} ${local.slice(11, 16)}${seconds === ':00' ? '' : seconds}`
}

function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\u5e74\u6708]/g, '-')
    .replace(/[\u65e5\u53f7]/g, ' ')
    .replace(/[\u65f6\u70b9]/g, ':')
    .replace(/(\d)\s*\u5206/g, '$1:')
    .replace(/\u79d2/g, '')
    .replace(/:+\s*$/, (match) =>
      match.includes(':') && /^\d{1,2}\s*[:\u65f6\u70b9]\s*$/.test(text.trim()) ? match : '',
    )
    .replace(/t(?=\d\d:)/, (match) => match.toUpperCase())
    .replace(/\s+/g, ' ')
    .trim()
}

/** The zone behind a clock time; undefined when there is none. A bare sign needs its minutes, or 7-27 would be one. */
function readZone(plain: string): { readonly rest: string; readonly offsetMinutes: number } | undefined {
  const match =
    /^(.*\d)\s*(?:z|utc|gmt)\s*(?:([-+])(\d{1,2})(?::?(\d{2}))?)?$/.exec(plain) ??
    /^(.*\d\d)\s*([-+])(\d{2}):(\d{2})$/.exec(plain)
  if (match === null) return undefined
  const size = Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0)
  if (size > 14 * 60) return undefined
  return { rest: match[1] ?? '', offsetMinutes: match[2] === '-' ? -size : size }
}

function readDate(plain: string, nowMs: number): { readonly day: Day; readonly rest: string } | undefined {
  const here = localDay(nowMs)
  const full = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})[ T](.+)$/.exec(plain)
  if (full !== null)
    return { day: { year: Number(full[1]), month: Number(full[2]), day: Number(full[3]) }, rest: full[4] ?? '' }
  const short = /^(\d{1,2})[-/](\d{1,2}) (.+)$/.exec(plain) ?? /^(\d{2})(\d{2}) (\d{1,2}:?\d{2}.*)$/.exec(plain)
  if (short !== null) return { day: inThePast(here, Number(short[1]), Number(short[2])), rest: short[3] ?? '' }
  const dayOnly = /^(\d{1,2}) (\d{1,2}:?\d{2}.*)$/.exec(plain)
  if (dayOnly !== null) {
    const day = Number(dayOnly[1])
    const month = day > here.day ? here.month - 1 : here.month
    return {
      day: month === 0 ? { year: here.year - 1, month: 12, day } : { year: here.year, month, day },
      rest: dayOnly[2] ?? '',
    }
  }
  return undefined
}

/** A date without its year is the last such date, today included. */
function inThePast(here: Day, month: number, day: number): Day {
  const isLater = month > here.month || (month === here.month && day > here.day)
  return { year: isLater ? here.year - 1 : here.year, month, day }
}

function at({ year, month, day }: Day, clock: string): TimeReading {
  const match =
    /^(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?$/.exec(clock.trim()) ??
    /^(\d{1,2})(\d{2})(?:(\d{2}))?$/.exec(clock.trim()) ??
    /^(\d{1,2}):$/.exec(clock.trim())
  if (match === null) return NO
  const [hour, minute, second] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12 || day < 1) return NO
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  // 31 April rolls over into May: not a date.
  if (new Date(local).getUTCDate() !== day) return NO
  return { ok: true, iso: isoWithOffset(local - CHINA_OFFSET_MINUTES * MINUTE_MS) }
}

function localDay(ms: number): Day {
  const local = new Date(ms + CHINA_OFFSET_MINUTES * MINUTE_MS)
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() }
}
