// A message of China's warning form as alerts of our picture. Colour and level are the same thing in other words; codes of
// divisions lose the zeros the form pads them with, and get them back when written.
import type { Received } from '../../model/alert.ts'
import type { Position } from '../../model/incident.ts'
import { isGraded } from '../../model/level.ts'
import type { AlertInput, AlertReading } from '../alert/alert-reading.ts'
import { withSlots } from '../alert/alert-reading.ts'
import { Odd, cut, isLonger } from '../alert/odd.ts'
import { areaOfInfo } from '../cap/area-to-alert.ts'
import { categoryOfWords } from '../cap/cap-categories.ts'
import { DIVISION_NAME, levelOfColour } from '../cap/own-words.ts'
import type { GtInfo, GtMessage, GtMsgType } from './gt-model.ts'
import type { ReadGt } from './read-gt.ts'

export interface GtInOptions {
  /** Level of alerts without a colour, where the law demands a level. */
  readonly levelOfUnknown: 1 | 2 | 3 | 4
  /** To WGS-84, from the datum the source declares. */
  readonly toWgs84: (point: Position) => Position
  readonly original: string
  readonly nowMs: number
}

const NOT_SAID = '—'
const CODE = /^\d{2}[0-9A-Z]\d{2}$/

const KINDS: Readonly<Record<GtMsgType, AlertReading['kind']>> = {
  Alert: 'alert',
  Update: 'update',
  Cancel: 'cancel',
  Ack: 'ack',
  Error: 'error',
}

/** What the message says to our picture. */
export function readingOfGt({ message, odd: found }: ReadGt, options: GtInOptions): AlertReading {
  const odd = new Odd()
  for (const line of found) odd.add(line)
  const sent = message.sendTime === '' ? new Date(options.nowMs).toISOString() : message.sendTime
  const inputs = message.infos.map((info) => alertOf(message, info, sent, options, odd))
  const { status } = message
  return {
    // References name the identifier alone, so it alone is the identity.
    name: {
      sender: '',
      identifier:
        message.identifier === ''
          ? `unnamed ${sent} ${cut(message.infos[0]?.headline ?? '', 120)}`
          : message.identifier,
      sentMs: null,
    },
    kind: status === 'System' ? 'system' : status === 'Draft' ? 'draft' : KINDS[message.msgType],
    use: status === 'Actual' ? 'actual' : status === 'Exercise' ? 'exercise' : 'test',
    references: message.references.map((identifier) => ({ sender: '', identifier, sentMs: null })),
    items: withSlots(
      inputs.map((fields) => ({ fields })),
      odd.lines,
    ),
    sent,
    note: message.note,
    odd: odd.lines,
    line: cut(
      `国突 ${status} ${message.msgType} ${message.senderCode} ${message.identifier} ${message.sendTime}: ${message.infos[0]?.colour ?? ''} ${message.infos[0]?.headline ?? ''}`,
      300,
    ),
  }
}

function alertOf(message: GtMessage, info: GtInfo, sent: string, options: GtInOptions, odd: Odd): AlertInput {
  const category = categoryOf(info, odd)
  const startsAt = info.onset ?? info.effective ?? sent
  const text = (value: string, max: number, what: string, missing: string) => {
    if (isLonger(value, max)) odd.add('text-cut', what)
    if (value === '') odd.add(`no-${what}`)
    return value === '' ? missing : cut(value, max)
  }
  const title = text(info.headline, 120, 'headline', NOT_SAID)
  const endsAt = info.expires ?? null
  const isEndSound = endsAt === null || Date.parse(endsAt) > Date.parse(startsAt)
  if (!isEndSound) odd.add('expires-before-start', endsAt)
  const number = message.identifier
  return {
    category,
    level: levelOf(info, category, options, odd),
    title,
    use: message.status === 'Actual' ? 'actual' : message.status === 'Exercise' ? 'exercise' : 'test',
    number: isLonger(number, 60) ? '' : number,
    startsAt: isEndSound ? startsAt : new Date(Date.parse(endsAt) - 60_000).toISOString(),
    endsAt,
    ...areaFields(info, options, odd),
    warnings: text(info.description, 4_000, 'description', title),
    // Real messages mostly leave it empty: that is nothing odd.
    measures: info.instruction === '' ? NOT_SAID : text(info.instruction, 4_000, 'instruction', NOT_SAID),
    issuedBy: cut(message.sender === '' ? message.senderCode : message.sender, 120) || NOT_SAID,
    issuedAt: sent,
    telephone: '',
    received: {
      form: 'gt',
      sender: cut(message.senderCode, 200),
      identifier: cut(message.identifier, 300),
      sent: cut(message.sendTime, 60),
      signature: 'none',
      odd: [],
      facts: factsOf(message, info),
      original: options.original,
    },
  }
}

function categoryOf(info: GtInfo, odd: Odd): string {
  if (CODE.test(info.eventType)) return info.eventType
  const code = categoryOfWords(info.headline) ?? '19000'
  odd.add('category-guessed', `${info.eventType} ${cut(info.headline, 60)} = ${code}`)
  return code
}

function levelOf(info: GtInfo, category: string, options: GtInOptions, odd: Odd): 1 | 2 | 3 | 4 | null {
  const level = levelOfColour(info.colour) ?? null
  if (!isGraded(category)) {
    if (level !== null) odd.add('level-not-graded', info.colour)
    return null
  }
  if (level === null) odd.add('severity-unknown', `level ${String(options.levelOfUnknown)}`)
  return level ?? options.levelOfUnknown
}

/** The area by CAP's rules, converted to WGS-84. */
function areaFields(info: GtInfo, options: GtInOptions, odd: Odd) {
  const areas = info.areas.map((area) => ({
    areaDesc: area.areaDesc,
    polygons: area.polygons.map((ring) =>
      ring.map(([lon, lat]): readonly [number, number] => {
        const point = options.toWgs84({ lon, lat })
        return [point.lon, point.lat]
      }),
    ),
    circles: area.circles.map(({ lat, lon, radiusKm }) => ({ ...options.toWgs84({ lat, lon }), radiusKm })),
    geocodes: area.geocodes.map((code) => ({ name: DIVISION_NAME, value: shortDivision(code) })),
  }))
  return areaOfInfo({ areas }, () => undefined, odd)
}

/** 410000000000 is 410000: the form pads every code to 12 digits. */
export function shortDivision(code: string): string {
  return code.replace(/^(\d{6})0{6}$/, '$1').replace(/^(\d{9})0{3}$/, '$1')
}

/** What our fields cannot hold, in the form's own words. */
function factsOf(message: GtMessage, info: GtInfo): Received['facts'] {
  const facts: [string, string][] = []
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') facts.push([cut(name, 80), cut(value, 400)])
  }
  add('msgType', message.msgType)
  add('severity', info.colour)
  if (message.scope !== 'Public') add('scope', message.scope)
  if (message.secClassification !== 'None') add('secClassification', message.secClassification)
  add('senderName', info.senderName)
  add('urgency', info.urgency)
  add('certainty', info.certainty)
  add('effective', info.effective)
  add('web', info.web)
  add('note', message.note)
  for (const method of message.methods) {
    add(`method ${method.name}`, method.message)
    add(`audienceGrp ${method.name}`, method.audienceGroup)
    add(`audenceprt ${method.name}`, method.audience)
  }
  return facts.slice(0, 60)
}
