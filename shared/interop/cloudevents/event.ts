// A committed change as a CloudEvent 1.0 in structured JSON (`application/cloudevents+json`). Pure. `id` is the place of the
// change in its space: with `source` it names an event for ever, grows, and tells a receiver what it has seen already.
import * as z from 'zod'
import type { JsonFields } from '../../base/json.ts'
import { ALERT } from '../../model/alert.ts'
import { INCIDENT } from '../../model/incident.ts'
import { LOG_ENTRY } from '../../model/log-entry.ts'
import { TOLD_KINDS, toldFields } from '../told-fields.ts'

export const EVENT_TYPES = [
  'cn.fengsui.incident.reported',
  'cn.fengsui.incident.amended',
  'cn.fengsui.incident.voided',
  'cn.fengsui.alert.recorded',
  'cn.fengsui.alert.adjusted',
  'cn.fengsui.alert.cancelled',
  'cn.fengsui.log.added',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

export const EVENT_MEDIA_TYPE = 'application/cloudevents+json'

export const eventDataSchema = z.strictObject({
  kind: z.enum(TOLD_KINDS),
  id: z.string().meta({ description: 'Of the record.' }),
  position: z.int().min(1).meta({ description: 'Of the change in its space; grows, with gaps.' }),
  demonstration: z.boolean().meta({ description: 'The space holds no real events.' }),
  changed: z.array(z.string()).meta({ description: 'Fields the change set, of those that are told.' }),
  fields: z.record(z.string(), z.unknown()).meta({ description: 'Told fields as they are after it.' }),
})

export const eventSchema = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().meta({ description: '`<space>/<position>`' }),
  source: z.string().meta({ description: '`urn:fengsui:space:<space>`' }),
  type: z.enum(EVENT_TYPES),
  subject: z.string().meta({ description: '`incident/<id>`' }),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: eventDataSchema,
})
export type CloudEvent = z.infer<typeof eventSchema>

/** What is known of a change when it is told. */
export interface ChangeTold {
  readonly space: string
  /** Only in live spaces is anything real. */
  readonly isLive: boolean
  readonly kind: string
  readonly id: string
  readonly pos: number
  readonly atMs: number
  readonly set: readonly string[]
  readonly fields: JsonFields
}

/** The event of a change; undefined for kinds that are not told. `listed` are `kind.field` names. */
export function eventOf(change: ChangeTold, listed: readonly string[]): CloudEvent | undefined {
  const { space, isLive, kind, id, pos, atMs, set, fields } = change
  const type = eventType(kind, set)
  if (type === undefined) return undefined
  const told = toldFields(kind, fields, listed)
  return {
    specversion: '1.0',
    id: `${space}/${pos}`,
    source: `urn:fengsui:space:${space}`,
    type,
    subject: `${kind}/${id}`,
    time: new Date(atMs).toISOString(),
    datacontenttype: 'application/json',
    data: {
      kind: kind as CloudEvent['data']['kind'],
      id,
      position: pos,
      demonstration: !isLive || fields['demonstration'] === true,
      changed: set.filter((name) => listed.includes(`${kind}.${name}`)),
      fields: told,
    },
  }
}

/** The first change of a record sets what is written once. */
function eventType(kind: string, set: readonly string[]): EventType | undefined {
  if (kind === INCIDENT) {
    if (set.includes('recordedAt')) return 'cn.fengsui.incident.reported'
    return set.includes('voidReason') ? 'cn.fengsui.incident.voided' : 'cn.fengsui.incident.amended'
  }
  if (kind === ALERT) {
    if (set.includes('issuedBy')) return 'cn.fengsui.alert.recorded'
    return set.includes('cancelled') ? 'cn.fengsui.alert.cancelled' : 'cn.fengsui.alert.adjusted'
  }
  return kind === LOG_ENTRY ? 'cn.fengsui.log.added' : undefined
}

export interface EventFilter {
  readonly kinds: readonly string[]
  readonly levels: readonly number[]
  readonly categories: readonly string[]
  readonly withSensitive: boolean
}

/** What a filter looks at of an incident or an alert. */
export interface Weight {
  readonly level: number | null
  readonly category: string
  readonly sensitive: boolean
}

export function weightOf({ level, category, sensitive }: JsonFields): Weight {
  return {
    level: typeof level === 'number' ? level : null,
    category: typeof category === 'string' ? category : '',
    sensitive: sensitive === true,
  }
}

/**
 * Whether a record is told of. A log line is judged by the incident it belongs to; one of the general log (no weight) has
 * neither level nor category, and is told only where neither is asked for.
 */
export function isWanted(
  { kinds, levels, categories, withSensitive }: EventFilter,
  kind: string,
  weight: Weight | undefined,
): boolean {
  if (!kinds.includes(kind)) return false
  if (weight === undefined) return levels.length === 0 && categories.length === 0
  if (weight.sensitive && !withSensitive) return false
  if (levels.length > 0 && (weight.level === null || !levels.includes(weight.level))) return false
  return categories.length === 0 || categories.some((begin) => weight.category.startsWith(begin))
}
