// Our incidents for TAK clients: an alarm `b-l-…` with a callsign and remarks (ATAK draws the family generically), our own
// codes beside them, an end after which it is old unless it is sent again, and the mark of exercises.
import type { JsonFields } from '../../base/json.ts'
import { textField } from '../../model/fields.ts'
import { positionSchema } from '../../model/incident.ts'
import { xml } from '../xml/write-xml.ts'
import { alarmOfEventCode } from './alarm-types.ts'
import type { CotEvent, CotPoint } from './event.ts'
import { cut } from './event.ts'
import { OWN_DETAIL, OWN_UID } from './incident-in.ts'

export function uidOfIncident(id: string): string {
  return `${OWN_UID}${id}`
}

/** The incident a uid or a room of ours stands for. */
export function incidentOfUid(uid: string): string | null {
  return uid.startsWith(OWN_UID) && uid.length > OWN_UID.length ? uid.slice(OWN_UID.length) : null
}

export interface OutRules {
  readonly nowMs: number
  readonly staleMs: number
  /** Mark of what is not for real; null in a live space. */
  readonly opex: string | null
  /** Whether the free text goes along; it may hold what is not for every telephone in the field. */
  readonly withDescription: boolean
}

/** The event of an incident; null when it has no place or nothing is to be shown of it any more. */
export function incidentEvent(id: string, fields: JsonFields, rules: OutRules): CotEvent | null {
  const position = positionSchema.safeParse(fields['position'])
  if (!position.success || !isShown(fields)) return null
  const point: CotPoint = { lat: position.data.lat, lon: position.data.lon, hae: null, ce: null, le: null }
  const category = textField(fields, 'category') ?? '19000'
  const number = textField(fields, 'number') ?? ''
  const level = fields['level']
  const place = textField(fields, 'place')
  const title = textField(fields, 'title') ?? number
  const remarks = [title, number, place, rules.withDescription ? textField(fields, 'description') : null]
    .filter((line) => line !== null && line !== '')
    .join('\n')
  return {
    uid: uidOfIncident(id),
    type: alarmOfEventCode(category),
    how: 'h-g-i-g-o',
    timeMs: rules.nowMs,
    startMs: rules.nowMs,
    staleMs: rules.staleMs,
    opex: rules.opex,
    access: null,
    qos: null,
    point,
    detail: [
      xml('contact', { callsign: title }),
      xml('remarks', {}, [cut(remarks, 4_000)]),
      xml(OWN_DETAIL, {
        category,
        level: typeof level === 'number' ? String(level) : undefined,
        status: textField(fields, 'status') ?? undefined,
        number: number === '' ? undefined : number,
      }),
    ],
  }
}

/** Closed and void incidents leave the clients' maps; what is sensitive never gets there. */
export function isShown(fields: JsonFields): boolean {
  const { status, sensitive } = fields as { readonly status?: unknown; readonly sensitive?: unknown }
  return status !== 'closed' && status !== 'void' && sensitive !== true
}

/** How what is not for real is marked: exercises `e-`, demonstrations as simulations `s-`. */
export function opexOf(spaceKind: 'live' | 'exercise' | 'demonstration', space: string): string | null {
  if (spaceKind === 'live') return null
  return `${spaceKind === 'exercise' ? 'e' : 's'}-${space}`
}
