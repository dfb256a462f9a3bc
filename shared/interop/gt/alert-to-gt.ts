// An alert of our picture in China's warning form. The form has no place for the telephone and no number of the issuer beside
// its own identifier; everything else of the eight items of the law stands in it.
import type { JsonFields } from '../../base/json.ts'
import { alertLevel, cancelOf, alertFields as f } from '../../model/alert.ts'
import type { AlertLevel, AlertUse } from '../../model/alert.ts'
import { textField } from '../../model/fields.ts'
import { isoWithOffset } from '../../model/incident-number.ts'
import type { Position } from '../../model/incident.ts'
import type { GtArea, GtColour, GtMessage, GtStatus } from './gt-model.ts'

export interface GtOutOptions {
  readonly senderCode: string
  /** Name of the sending unit; the issuer's where it is ''. */
  readonly senderName: string
  readonly identifier: string
  readonly sentMs: number
  /** Identifiers of every message sent about this alert before. */
  readonly references: readonly string[]
  /** Channels to be used: the text of the alert is given to each. */
  readonly methods: readonly string[]
  readonly divisionName: (code: string) => string
  /** From WGS-84 to the datum the receiver wants. */
  readonly fromWgs84: (point: Position) => Position
}

const STATUS: Readonly<Record<AlertUse, GtStatus>> = { actual: 'Actual', exercise: 'Exercise', test: 'Test' }
const COLOURS: Readonly<Record<AlertLevel, GtColour>> = { 1: 'Red', 2: 'Orange', 3: 'Yellow', 4: 'Blue' }

/** 一级 is red (突发事件应对法 art. 63); no level is Unknown. */
export function gtColour(level: AlertLevel | null): GtColour {
  return level === null ? 'Unknown' : COLOURS[level]
}

/** The message about an alert with these fields. */
export function gtOfAlert(fields: JsonFields, options: GtOutOptions): GtMessage {
  const text = (name: string) => textField(fields, name) ?? ''
  const use = f.use.safeParse(fields['use'])
  const cancelled = cancelOf(fields)
  const isFirst = options.references.length === 0
  const said = text('measures')
  const warnings = text('warnings')
  return {
    identifier: options.identifier,
    sender: options.senderName === '' ? text('issuedBy') : options.senderName,
    senderCode: options.senderCode,
    sendTime: isoWithOffset(options.sentMs),
    status: STATUS[use.success ? use.data : 'actual'],
    msgType: isFirst ? 'Alert' : cancelled === null ? 'Update' : 'Cancel',
    scope: 'Public',
    methods: options.methods.map((name) => ({ name, message: warnings, audienceGroup: '', audience: '' })),
    secClassification: 'None',
    note: cancelled?.reason ?? '',
    references: options.references,
    infos: [
      {
        language: 'zh-CN',
        eventType: text('category'),
        urgency: 'Unknown',
        colour: gtColour(alertLevel(fields)),
        certainty: 'Unknown',
        effective: text('issuedAt'),
        onset: text('startsAt'),
        expires: text('endsAt'),
        senderName: text('issuedBy'),
        headline: text('title'),
        description: warnings,
        instruction: said === '—' ? '' : said,
        web: '',
        areas: [areaOf(fields, options)],
      },
    ],
  }
}

function areaOf(fields: JsonFields, options: GtOutOptions): GtArea {
  const divisions = f.divisions.safeParse(fields['divisions'])
  const codes = divisions.success ? divisions.data : []
  const ring = f.ring.safeParse(fields['ring'])
  const circle = f.circle.safeParse(fields['circle'])
  const out = (lon: number, lat: number) => options.fromWgs84({ lon, lat })
  return {
    areaDesc: textField(fields, 'areaText') ?? codes.map((code) => options.divisionName(code) || code).join(','),
    polygons:
      ring.success && ring.data !== null
        ? [
            ring.data.map(([lon, lat]): [number, number] => {
              const point = out(lon, lat)
              return [point.lon, point.lat]
            }),
          ]
        : [],
    circles:
      circle.success && circle.data !== null
        ? [{ ...out(circle.data.centre.lon, circle.data.centre.lat), radiusKm: circle.data.radiusM / 1000 }]
        : [],
    geocodes: codes.map((code) => code.padEnd(12, '0')),
  }
}
