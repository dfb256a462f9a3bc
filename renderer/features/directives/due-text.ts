// Until when an answer is due, as an officer types it: +30 or 30m (minutes from now), 2h, 18:30 or 1830 (the next time the
// clock says so), or a full date. And how long there is left, in parts a sentence can be made of.
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { readTime } from '../../ui/fields/read-time.ts'

export type DueReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'due'; readonly iso: string; readonly ms: number }

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const BAD: DueReading = { kind: 'bad' }

/** Reads `text` at `nowMs`; nothing written is no limit, what is past or no time is bad. */
export function readDue(text: string, nowMs: number): DueReading {
  const plain = text.normalize('NFKC').trim().toLowerCase()
  if (plain === '') return { kind: 'none' }
  const minutes = /^(?:\+\s*(\d{1,4})|(\d{1,4})\s*(?:m|min|\u5206|\u5206\u949f))$/.exec(plain)
  if (minutes !== null) return due(nowMs + Number(minutes[1] ?? minutes[2]) * MINUTE_MS, nowMs)
  const hours = /^\+?\s*(\d{1,3}(?:\.\d)?)\s*(?:h|\u5c0f\u65f6)$/.exec(plain)
  if (hours !== null) return due(nowMs + Number(hours[1]) * 60 * MINUTE_MS, nowMs)
  const read = readTime(text, nowMs)
  if (!read.ok) return BAD
  const ms = Date.parse(read.iso)
  // A bare time of day means the next one to come.
  const isBare = /^\d{1,2}:?\d\d$/.test(plain)
  return due(isBare && ms <= nowMs ? ms + DAY_MS : ms, nowMs)
}

function due(ms: number, nowMs: number): DueReading {
  return ms > nowMs ? { kind: 'due', iso: isoWithOffset(ms), ms } : BAD
}

export interface Span {
  readonly unit: 'minutes' | 'hours' | 'days'
  readonly days: number
  readonly hours: number
  readonly minutes: number
}

/** A length of time in the parts that matter at its size. */
export function spanOf(ms: number): Span {
  const total = Math.floor(Math.abs(ms) / MINUTE_MS)
  if (total < 60) return { unit: 'minutes', days: 0, hours: 0, minutes: total }
  if (total < 48 * 60) return { unit: 'hours', days: 0, hours: Math.floor(total / 60), minutes: total % 60 }
  return { unit: 'days', days: Math.floor(total / 1440), hours: Math.floor((total % 1440) / 60), minutes: 0 }
}
