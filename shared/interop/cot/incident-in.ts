import type { SOURCE_KINDS } from '../../model/incident.ts'
import { eventCodeSchema } from '../../model/incident.ts'
// Incidents in what others send: emergencies (`b-a-o-…`), alarms (`b-l-…`), requests to fetch casualties (`b-r-f-h-c`).
import { isGraded } from '../../model/level.ts'
import type { Level } from '../../model/level.ts'
import { eventCodeOfAlarm } from './alarm-types.ts'
import type { CotEvent } from './event.ts'
import { attribute, callsignOf, cut, detailOf, numberIn, remarksOf } from './event.ts'
import { MEDEVAC, WORDS, emergencyWords } from './wording.ts'

/** Our own detail element: category, level and number as we hold them, so that they come back whole. */
export const OWN_DETAIL = 'fengsui'
/** Uids of incidents of a Fengsui, and of the centre itself, begin so. */
export const OWN_UID = 'FENGSUI.'

/** Fields of an incident that an event says. */
export interface IncidentFacts {
  readonly title: string
  readonly category: string
  readonly level: Level | null
  readonly position: { readonly lon: number; readonly lat: number } | null
  readonly description: string
  readonly injured: number | null
  readonly sourceKind: (typeof SOURCE_KINDS)[number]
  readonly sourceName: string
}

/** What no statutory code names. */
const OTHER = '19000'

export function emergencyFacts(event: CotEvent): IncidentFacts {
  const who = callsignOf(event).replace(/-Alert$/, '')
  return {
    ...common(event),
    title: cut(`${emergencyWords(event)}：${who || event.uid}`, 120),
    category: OTHER,
    sourceName: cut(who, 80),
  }
}

export function alarmFacts(event: CotEvent): IncidentFacts {
  const own = detailOf(event, OWN_DETAIL)
  const given = eventCodeSchema.safeParse(attribute(own, 'category'))
  const category = given.success ? given.data : eventCodeOfAlarm(event.type)
  const level = numberIn(own, 'level')
  const isLevel = level === 1 || level === 2 || level === 3 || level === 4
  return {
    ...common(event),
    title: cut(callsignOf(event) || firstLine(remarksOf(event)) || `${WORDS.alarm} ${event.type}`, 120),
    category,
    level: isLevel && isGraded(category) ? level : null,
    sourceKind: sourceOf(event.type),
  }
}

/** Patients by precedence; the counts are people to be fetched, which our model calls injured. */
export function casevacFacts(event: CotEvent): IncidentFacts {
  const medevac = detailOf(event, '_medevac_')
  const counts = ['urgent', 'urgent_surgical', 'priority', 'routine', 'convenience'].map((name) =>
    numberIn(medevac, name),
  )
  const known = counts.filter((count) => count !== null && Number.isInteger(count) && count >= 0 && count < 100_000)
  const lines = MEDEVAC.flatMap(([name, words]) => {
    const value = attribute(medevac, name)
    return value === '' ? [] : [`${words}：${value}`]
  })
  const title = attribute(medevac, 'title') || callsignOf(event) || event.uid
  return {
    ...common(event),
    title: cut(`${WORDS.casevac}：${title}`, 120),
    category: OTHER,
    description: cut([remarksOf(event), ...lines].filter((line) => line !== '').join('\n'), 8_000),
    injured: known.length === 0 ? null : known.reduce<number>((sum, count) => sum + (count ?? 0), 0),
  }
}

function common(event: CotEvent): IncidentFacts {
  const { point } = event
  return {
    title: event.uid,
    category: OTHER,
    level: null,
    // 0/0 is what clients without a fix send.
    position: point === null || (point.lat === 0 && point.lon === 0) ? null : { lon: point.lon, lat: point.lat },
    description: cut(remarksOf(event), 8_000),
    injured: null,
    sourceKind: 'agency',
    sourceName: cut(callsignOf(event), 80),
  }
}

function sourceOf(type: string): IncidentFacts['sourceKind'] {
  if (type.startsWith('b-l-f')) return 'fire119'
  if (type.startsWith('b-l-h')) return 'medical120'
  if (type.startsWith('b-l-t')) return 'traffic122'
  if (type.startsWith('b-l-l')) return 'police110'
  return type.startsWith('b-l-m') ? 'weather' : 'agency'
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim() ?? ''
}
