// Times as dispatch systems write them, by the format a mapping file names.
import { isoWithOffset } from '../../model/incident-number.ts'

export interface TimeFormat {
  /** iso, epochSeconds, epochMs, or a pattern of yyyy MM dd HH mm ss SSS. */
  readonly format: string
  /** `+08:00` */
  readonly offset: string
}

/** What a centre of today can mean: anything else is a wrong format or a broken clock. */
const FIRST_YEAR = 1970
const LAST_YEAR = 2100

/** ISO 8601 in the zone of the format, or undefined when `value` is no such time. */
export function readTime(value: string | number, { format, offset }: TimeFormat): string | undefined {
  const minutes = offsetMinutes(offset)
  const ms = format === 'iso' ? isoMs(String(value), offset) : otherMs(value, format, minutes)
  if (ms === undefined || !Number.isFinite(ms) || Math.abs(ms) > 8.6e15) return undefined
  const year = new Date(ms).getUTCFullYear()
  return year >= FIRST_YEAR && year <= LAST_YEAR ? isoWithOffset(ms, minutes) : undefined
}

function otherMs(value: string | number, format: string, minutes: number): number | undefined {
  if (format === 'epochSeconds' || format === 'epochMs') {
    const text = String(value).trim()
    if (!/^\d{1,15}(\.\d{1,9})?$/.test(text)) return undefined
    return Math.round(Number(text) * (format === 'epochMs' ? 1 : 1_000))
  }
  return patternMs(String(value).trim(), format, minutes)
}

/** `2023-07-28T09:55:00`, with or without zone and seconds; a space for T is common. */
function isoMs(text: string, offset: string): number | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
    text.trim(),
  )
  if (found === null) return undefined
  const [, date = '', time = '', zone = offset] = found
  if (!isDate(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8)))) return undefined
  const ms = Date.parse(`${date}T${time}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`)
  return Number.isNaN(ms) ? undefined : ms
}

const PARTS = ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss', 'SSS'] as const

function patternMs(text: string, pattern: string, minutes: number): number | undefined {
  const read = new Map<string, number>()
  let at = 0
  for (let index = 0; index < pattern.length;) {
    const part = PARTS.find((name) => pattern.startsWith(name, index))
    if (part === undefined) {
      if (text[at] !== pattern[index]) return undefined
      at += 1
      index += 1
      continue
    }
    const digits = text.slice(at, at + part.length)
    if (digits.length !== part.length || !/^\d+$/.test(digits)) return undefined
    read.set(part, Number(digits))
    at += part.length
    index += part.length
  }
  const of = (name: (typeof PARTS)[number], otherwise: number): number => read.get(name) ?? otherwise
  const [year, month, day] = [of('yyyy', 0), of('MM', 1), of('dd', 1)]
  const [hour, minute, second] = [of('HH', 0), of('mm', 0), of('ss', 0)]
  // A fraction the pattern does not name is common (`2023-07-28 09:55:00.0`) and says nothing here.
  const isWhole = at === text.length || /^\.\d{1,9}$/.test(text.slice(at))
  if (!isWhole || !isDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second, of('SSS', 0)) - minutes * 60_000
}

/** February has no 30th: Date would quietly make it March. */
function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function offsetMinutes(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))
  return offset.startsWith('-') ? -minutes : minutes
}
