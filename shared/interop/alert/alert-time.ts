// Times of warnings: read as senders really write them, written as CAP 1.2 demands (`YYYY-MM-DDThh:mm:ss±hh:mm`, no Z).
import { isoWithOffset } from '../../model/incident-number.ts'

const TIME =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]{1,4}([0-9]{1,2}:[0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?\s?(Z|z|[+-][0-9]{2}:?[0-9]{2})?$/

export interface ReadTime {
  readonly ms: number
  /** ISO 8601 with zone; the text itself where it is one. */
  readonly iso: string
  /** What was odd: `zone` missing, `blank` for T, `form` otherwise; undefined when it is as CAP writes it. */
  readonly odd?: 'zone' | 'blank' | 'form'
}

/** Reads a time; one without a zone is of `zoneMinutes` east of UTC. Undefined when it is no time. */
export function readTime(text: string, zoneMinutes = 0): ReadTime | undefined {
  const trimmed = text.trim()
  const [, date, clock, seconds = '00', fraction, zone] = TIME.exec(trimmed) ?? []
  if (date === undefined || clock === undefined) return undefined
  const offset =
    zone === undefined ? zoneText(zoneMinutes) : zone.replace(/^z$/, 'Z').replace(/(\d{2})(\d{2})$/, '$1:$2')
  const millis = fraction === undefined ? '' : `.${fraction.padEnd(3, '0').slice(0, 3)}`
  const iso = `${date}T${clock.padStart(5, '0')}:${seconds}${millis}${offset.replace('-00:00', '+00:00')}`
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return undefined
  if (zone === undefined) return { ms, iso, odd: 'zone' }
  if (trimmed.includes(' ')) return { ms, iso, odd: 'blank' }
  return iso === trimmed || trimmed.endsWith('-00:00') || zone === 'Z' ? { ms, iso } : { ms, iso, odd: 'form' }
}

function zoneText(minutes: number): string {
  const absolute = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(absolute / 60))}:${two(absolute % 60)}`
}

/** First and last moment a time of CAP can name: the years 0001 to 9999 in any zone. */
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-02T00:00:00Z'), Date.parse('9999-12-30T00:00:00Z')]

/** The moment as CAP writes it, in the time of China; undefined where CAP has no way to write it. */
export function capTime(ms: number): string | undefined {
  return ms >= FIRST_MS && ms <= LAST_MS ? isoWithOffset(Math.floor(ms / 1000) * 1000) : undefined
}
