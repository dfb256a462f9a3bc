// Values of fields as people read them: level, status, times in China Standard Time, positions, codes and agencies by
// their names, an area by its size.
import type { Json } from '../../../shared/base/json.ts'
import type { AreaRing } from './area-text.ts'
import { areaFacts } from './area-text.ts'

/** Looks words up; the caller brings its translator and names. */
export interface WordSources {
  readonly word: (key: string, values?: { readonly [name: string]: string | number }) => string
  readonly category: (code: string) => string
  readonly division: (code: string) => string
  readonly agency: (id: string) => string
}

const TIME = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** How a receipt or a transfer was closed, or an alert cancelled. */
const HOWS: readonly string[] = ['completed', 'returned', 'accepted', 'refused', 'lifted', 'mistake']

/** One value of one field of an incident in words; '—' for nothing. */
export function valueWords(field: string, value: Json | undefined, sources: WordSources): string {
  if (value === null || value === undefined || value === '') return field === 'level' ? sources.word('level.0') : '—'
  // An alert's level is not an incident's.
  if (field === 'alertLevel' && typeof value === 'number') return sources.word(`alertLevel.${value}`)
  if (typeof value === 'number') return field === 'level' ? sources.word(`level.${value}`) : String(value)
  if (typeof value === 'boolean') return sources.word(value ? 'flag.yes' : 'flag.no')
  if (typeof value === 'string') return textWords(field, value, sources)
  if (Array.isArray(value)) return listWords(field, value, sources)
  const { lon, lat, name, at, how, text, reason } = value as { readonly [key: string]: Json }
  if (typeof lon === 'number' && typeof lat === 'number') return positionWords(lon, lat)
  if (field === 'circle') return circleWords(value as { readonly [key: string]: Json }, sources)
  // Who has a shift; when something was signed.
  if (typeof name === 'string') return name
  if (typeof at === 'string') {
    const done = typeof how === 'string' && HOWS.includes(how) ? sources.word(`how.${how}`) : ''
    const said = [text, reason].find((words) => typeof words === 'string') ?? ''
    return [done, said, textWords('at', at, sources)].filter((words) => words !== '').join(' · ')
  }
  return JSON.stringify(value)
}

function textWords(field: string, value: string, sources: WordSources): string {
  switch (field) {
    case 'status':
      return sources.word(`status.${value}`)
    case 'sourceKind':
      return sources.word(`source.${value}`)
    case 'sourceChannel':
      return sources.word(`channel.${value}`)
    case 'category':
      return sources.category(value)
    case 'division':
      return sources.division(value)
    case 'agencyInCharge':
      return sources.agency(value)
    default:
      return /^\d{4}-\d\d-\d\dT/.test(value) ? TIME.format(new Date(value)) : value
  }
}

function listWords(field: string, value: readonly Json[], sources: WordSources): string {
  if (value.length === 0) return '—'
  if (field === 'agencies')
    return value
      .map((id) => (typeof id === 'string' ? sources.agency(id) : JSON.stringify(id)))
      .join(sources.word('and'))
  if (field === 'divisions')
    return value
      .map((code) => (typeof code === 'string' ? sources.division(code) : JSON.stringify(code)))
      .join(sources.word('and'))
  if ((field === 'area' || field === 'ring') && value.every((point) => Array.isArray(point))) {
    const { squareKm, corners, middle } = areaFacts(value as unknown as AreaRing)
    return sources.word('areaWords', {
      size: sizeText(squareKm),
      corners,
      middle: positionWords(middle.lon, middle.lat),
    })
  }
  return value.map((one) => JSON.stringify(one)).join(', ')
}

function circleWords(value: { readonly [key: string]: Json }, sources: WordSources): string {
  const { lon, lat } = (value['centre'] ?? {}) as { readonly lon?: Json; readonly lat?: Json }
  const radiusM = value['radiusM']
  if (typeof lon !== 'number' || typeof lat !== 'number' || typeof radiusM !== 'number') return JSON.stringify(value)
  return sources.word('circleWords', { km: radiusM / 1_000, middle: positionWords(lon, lat) })
}

function positionWords(lon: number, lat: number): string {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`
}

/** 0.025, 3.4, 128: three figures are plenty for an area drawn by hand. */
function sizeText(squareKm: number): string {
  if (squareKm >= 100) return String(Math.round(squareKm))
  return String(Number(squareKm.toPrecision(2)))
}
