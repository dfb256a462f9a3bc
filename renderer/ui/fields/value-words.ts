// Values of fields as people read them: level, status, times in China Standard Time, positions, codes by their names.
import type { Json } from '../../../shared/base/json.ts'

/** Looks words up; the caller brings its translator and names. */
export interface WordSources {
  readonly word: (key: string) => string
  readonly category: (code: string) => string
  readonly division: (code: string) => string
}

const TIME = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** One value of one field of an incident in words; '—' for nothing. */
export function valueWords(field: string, value: Json | undefined, sources: WordSources): string {
  if (value === null || value === undefined || value === '') return field === 'level' ? sources.word('level.0') : '—'
  if (typeof value === 'number') return field === 'level' ? sources.word(`level.${value}`) : String(value)
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  if (typeof value === 'string') {
    if (field === 'status') return sources.word(`status.${value}`)
    if (field === 'sourceKind') return sources.word(`source.${value}`)
    if (field === 'sourceChannel') return sources.word(`channel.${value}`)
    if (field === 'category') return sources.category(value)
    if (field === 'division') return sources.division(value)
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return TIME.format(new Date(value))
    return value
  }
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map((one) => JSON.stringify(one)).join(', ')
  const position = value as { readonly lon?: Json; readonly lat?: Json }
  if (typeof position.lon === 'number' && typeof position.lat === 'number')
    return `${position.lat.toFixed(5)}, ${position.lon.toFixed(5)}`
  return JSON.stringify(value)
}
