// An alert of our picture as a CAP 1.2 message. Every field the model holds stands in an element of CAP or, where CAP has none
// or would change it, in a parameter (own-words.ts); cap-to-alert.ts reads both back. Nothing is made up: urgency and certainty
// are Unknown, because the eight items of the law do not hold them.
import type { JsonFields } from '../../base/json.ts'
import { alertLevel, cancelOf, alertFields as f } from '../../model/alert.ts'
import type { AlertUse } from '../../model/alert.ts'
import { textField, timeField } from '../../model/fields.ts'
import { capTime } from '../alert/alert-time.ts'
import { EVENT_CODE_NAME, capCategoryOf } from './cap-categories.ts'
import { decimal } from './cap-geometry.ts'
import type {
  CapArea,
  CapCircle,
  CapInfo,
  CapMessage,
  CapMsgType,
  CapPair,
  CapReference,
  CapStatus,
} from './cap-model.ts'
import { DIVISION_NAME, OWN, OWN_CODE, colourOf, severityOf } from './own-words.ts'

export interface CapOutOptions {
  readonly sender: string
  readonly identifier: string
  /** When the message is sent, ms. */
  readonly sentMs: number
  /** Every message sent about this alert before; none for the first. */
  readonly references: readonly CapReference[]
  readonly language: string
  /** Who passes the alert on, where it is not the issuer. */
  readonly source?: string | undefined
  /** The first message about the alert; this one, where there is none before. */
  readonly origin?: CapReference | undefined
  /** ISO; since when the alert says this, where it is only passed on. */
  readonly version?: string | undefined
  /** Name of an event code in the message's language; '' when there is none. */
  readonly eventName: (code: string) => string
  /** Name of a division; '' when there is none. */
  readonly divisionName: (code: string) => string
}

const STATUS: Readonly<Record<AlertUse, CapStatus>> = { actual: 'Actual', exercise: 'Exercise', test: 'Test' }

/** The message about an alert with these fields. */
export function capOfAlert(fields: JsonFields, options: CapOutOptions): CapMessage {
  const cancelled = cancelOf(fields)
  const use = f.use.safeParse(fields['use'])
  const isFirst = options.references.length === 0
  // A Cancel without references would be about nothing: an alert cancelled before it was ever sent goes out as an Alert.
  const msgType: CapMsgType = isFirst ? 'Alert' : cancelled === null ? 'Update' : 'Cancel'
  return {
    version: '1.2',
    identifier: options.identifier,
    sender: options.sender,
    sent: capTime(options.sentMs) ?? '',
    status: STATUS[use.success ? use.data : 'actual'],
    msgType,
    source: options.source,
    scope: 'Public',
    addresses: [],
    codes: [OWN_CODE],
    note: cancelled?.reason,
    references: options.references,
    incidents: [],
    infos: [infoOf(fields, options)],
    signatures: 0,
  }
}

function infoOf(fields: JsonFields, options: CapOutOptions): CapInfo {
  const category = textField(fields, 'category') ?? ''
  const title = textField(fields, 'title') ?? ''
  const level = alertLevel(fields)
  const starts = timeOf(fields, 'startsAt', OWN.startsAt)
  const ends = timeOf(fields, 'endsAt', OWN.endsAt)
  const cancelled = cancelOf(fields)
  const sent = capTime(options.sentMs) ?? ''
  const origin = options.origin ?? { sender: options.sender, identifier: options.identifier, sent }
  const parameters: (CapPair | undefined)[] = [
    { name: OWN.origin, value: `${origin.sender},${origin.identifier},${origin.sent}` },
    options.version === undefined ? undefined : { name: OWN.version, value: options.version },
    { name: OWN.level, value: colourOf(level) },
    { name: OWN.number, value: textField(fields, 'number') ?? '' },
    exact(fields, 'issuedAt', OWN.issuedAt),
    starts.exact,
    ends.exact,
    exact(fields, 'adjustedAt', OWN.adjustedAt),
  ]
  if (cancelled !== null)
    parameters.push(
      { name: OWN.cancelledHow, value: cancelled.how },
      { name: OWN.cancelledAt, value: cancelled.at },
      { name: OWN.cancelledBy, value: cancelled.by },
      { name: OWN.cancelledReason, value: cancelled.reason },
    )
  const circle = circleOf(fields)
  if (circle?.exact !== undefined) parameters.push(circle.exact)
  const words = textField(fields, 'areaText')
  if (words === null) parameters.push({ name: OWN.madeArea, value: 'made' })
  return {
    language: options.language,
    categories: [capCategoryOf(category)],
    event: options.eventName(category) || title,
    responses: cancelled?.how === 'lifted' ? ['AllClear'] : [],
    urgency: 'Unknown',
    severity: severityOf(level),
    certainty: 'Unknown',
    eventCodes: category === '' ? [] : [{ name: EVENT_CODE_NAME, value: category }],
    effective: undefined,
    onset: starts.cap,
    expires: ends.cap,
    senderName: textField(fields, 'issuedBy') ?? undefined,
    headline: title,
    description: textField(fields, 'warnings') ?? undefined,
    instruction: textField(fields, 'measures') ?? undefined,
    contact: textField(fields, 'telephone') ?? undefined,
    parameters: parameters.filter((pair) => pair !== undefined),
    resources: [],
    areas: [areaOf(fields, words, circle?.circle, options)],
  }
}

function areaOf(
  fields: JsonFields,
  words: string | null,
  circle: CapCircle | undefined,
  options: CapOutOptions,
): CapArea {
  const divisions = f.divisions.safeParse(fields['divisions'])
  const codes = divisions.success ? divisions.data : []
  const ring = f.ring.safeParse(fields['ring'])
  const names = codes.map((code) => options.divisionName(code) || code)
  return {
    // CAP wants words for every area: where the issuer gave none, the names of the divisions, else the event's area alone.
    areaDesc: words ?? (names.join(' ') || '-'),
    polygons: ring.success && ring.data !== null ? [ring.data] : [],
    circles: circle === undefined ? [] : [circle],
    geocodes: codes.map((code) => ({ name: DIVISION_NAME, value: code })),
  }
}

/** The circle, and its radius in metres where kilometres would not give the very number back. */
function circleOf(fields: JsonFields): { readonly circle: CapCircle; readonly exact?: CapPair } | undefined {
  const circle = f.circle.safeParse(fields['circle'])
  if (!circle.success || circle.data === null) return undefined
  const { centre, radiusM } = circle.data
  const radiusKm = radiusM / 1000
  const out: CapCircle = { lat: centre.lat, lon: centre.lon, radiusKm }
  return radiusKm * 1000 === radiusM
    ? { circle: out }
    : { circle: out, exact: { name: OWN.radiusM, value: decimal(radiusM) } }
}

/** A time as CAP can say it, and the text itself where that is another. */
function timeOf(fields: JsonFields, name: string, own: string): { readonly cap?: string; readonly exact?: CapPair } {
  const text = textField(fields, name)
  const ms = timeField(fields, name)
  if (text === null) return {}
  const cap = ms === null ? undefined : capTime(ms)
  if (cap === undefined) return { exact: { name: own, value: text } }
  return cap === text ? { cap } : { cap, exact: { name: own, value: text } }
}

function exact(fields: JsonFields, name: string, own: string): CapPair | undefined {
  const text = textField(fields, name)
  return text === null ? undefined : { name: own, value: text }
}
