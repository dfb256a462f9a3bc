// Reading China's warning form leniently: any order, empty elements as absent, codes doubled as they often are, times with a
// blank for T and of Beijing where no zone is said. What was odd is said; refused is only what is not this form.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { readTime } from '../alert/alert-time.ts'
import { Odd, cut } from '../alert/odd.ts'
import { readCircle, readPolygon } from '../cap/cap-geometry.ts'
import { isChineseForm } from '../cap/read-cap.ts'
import { firstText, named, texts, wordOf } from '../cap/read-words.ts'
import type { XmlLimits } from '../xml/read-xml.ts'
import { readXml } from '../xml/read-xml.ts'
import type { XmlElement } from '../xml/xml-tree.ts'
import { elementsNamed } from '../xml/xml-tree.ts'
import type { GtArea, GtColour, GtInfo, GtMessage, GtMethod } from './gt-model.ts'
import { GT_MSG_TYPES, GT_SCOPES, GT_STATUSES, SENDER_CODE } from './gt-model.ts'

const BEIJING_MINUTES = 480
const MAX_METHODS = 50
const MAX_INFOS = 100
const MAX_AREAS = 1_000
const MAX_CODES = 5_000

export interface ReadGt {
  readonly message: GtMessage
  readonly odd: readonly string[]
}

/** The message of a document. */
export function readGt(bytes: Uint8Array, limits: Partial<XmlLimits> = {}): Result<ReadGt> {
  const root = readXml(bytes, limits)
  if (!root.ok) return root
  const alerts = elementsNamed(root.value, 'alert').filter(isChineseForm)
  const [alert] = alerts
  if (alert === undefined)
    return refuse('malformed', `<${cut(root.value.name, 60)}> is not China's warning form: no senderCode, no sendTime`)
  if (alerts.length > 1) return refuse('malformed', 'more than one message in one document')
  return ok(readAlert(alert))
}

function readAlert(alert: XmlElement): ReadGt {
  const odd = new Odd()
  const identifier = firstText(alert, 'identifier') ?? ''
  if (identifier === '') odd.add('no-identifier')
  const senderCode = firstText(alert, 'senderCode') ?? ''
  if (!SENDER_CODE.test(senderCode)) odd.add('senderCode-form', senderCode)
  const msgType = wordOf(alert, 'msgType', GT_MSG_TYPES, odd) ?? 'Alert'
  const references = texts(alert, 'references')
    .flatMap((text) => text.split(/[\s,;]+/, 1_000))
    .filter((text) => text !== '')
  if (msgType !== 'Alert' && references.length === 0) odd.add('no-references', msgType)
  const infos = named(alert, 'info')
  if (infos.length === 0) odd.add('no-info')
  const methods = named(alert, 'code').flatMap((code) => named(code, 'method'))
  return {
    message: {
      identifier,
      sender: firstText(alert, 'sender') ?? '',
      senderCode,
      sendTime: timeOf(alert, 'sendTime', odd) ?? '',
      status: wordOf(alert, 'status', GT_STATUSES, odd) ?? 'Actual',
      msgType,
      scope: wordOf(alert, 'scope', GT_SCOPES, odd) ?? 'Public',
      methods: methods.slice(0, MAX_METHODS).map(methodOf),
      secClassification: firstText(alert, 'secClassification') ?? 'None',
      note: firstText(alert, 'note') ?? '',
      references,
      infos: infos.slice(0, MAX_INFOS).map((info) => infoOf(info, odd)),
    },
    odd: odd.lines,
  }
}

/** Lists of groups end in a comma, and an empty one is a comma alone. */
function methodOf(method: XmlElement): GtMethod {
  const list = (name: string) => (firstText(method, name) ?? '').replace(/^,$/, '')
  return {
    name: firstText(method, 'methodName') ?? '',
    message: firstText(method, 'message') ?? '',
    audienceGroup: list('audienceGrp'),
    audience: list('audenceprt'),
  }
}

function infoOf(info: XmlElement, odd: Odd): GtInfo {
  const eventType = firstText(info, 'eventType') ?? ''
  if (eventType === '') odd.add('no-eventType')
  return {
    language: firstText(info, 'language') ?? 'zh-CN',
    eventType,
    urgency: firstText(info, 'urgency') ?? 'Unknown',
    colour: colourOf(firstText(info, 'severity'), odd),
    certainty: firstText(info, 'certainty') ?? 'Unknown',
    effective: timeOf(info, 'effective', odd),
    onset: timeOf(info, 'onset', odd),
    expires: timeOf(info, 'expires', odd),
    senderName: firstText(info, 'senderName') ?? '',
    headline: firstText(info, 'headline') ?? '',
    description: firstText(info, 'description') ?? '',
    instruction: firstText(info, 'instruction') ?? '',
    web: firstText(info, 'web') ?? '',
    areas: named(info, 'area')
      .slice(0, MAX_AREAS)
      .map((area) => areaOf(area, odd)),
  }
}

/** Colours, and the other words senders use for them: CAP's, Roman numbers, Chinese. */
const COLOURS: ReadonlyMap<string, GtColour> = new Map([
  ['red', 'Red'],
  ['orange', 'Orange'],
  ['yellow', 'Yellow'],
  ['blue', 'Blue'],
  ['unknown', 'Unknown'],
  ['extreme', 'Red'],
  ['severe', 'Orange'],
  ['moderate', 'Yellow'],
  ['minor', 'Blue'],
  ['i', 'Red'],
  ['ii', 'Orange'],
  ['iii', 'Yellow'],
  ['iv', 'Blue'],
  ['红色', 'Red'],
  ['橙色', 'Orange'],
  ['黄色', 'Yellow'],
  ['蓝色', 'Blue'],
])

function colourOf(text: string | undefined, odd: Odd): GtColour {
  const colour = COLOURS.get((text ?? '').toLowerCase())
  if (colour === undefined) odd.add(text === undefined ? 'no-severity' : 'severity-word', text)
  else if (colour.toLowerCase() !== text?.toLowerCase()) odd.add('severity-not-colour', text)
  return colour ?? 'Unknown'
}

function areaOf(area: XmlElement, odd: Odd): GtArea {
  const polygons = texts(area, 'polygon').map((text) => readPolygon(text, odd))
  const circles = texts(area, 'circle').map((text) => readCircle(text, odd))
  const codes = texts(area, 'geocode').flatMap((text) => text.split(/[\s,;]+/, MAX_CODES))
  return {
    areaDesc: areaWords(firstText(area, 'areaDesc') ?? '', codes.length),
    polygons: polygons.filter((ring) => ring !== undefined),
    circles: circles.filter((circle) => circle !== undefined),
    geocodes: [...new Set(codes)].filter((code) => code !== ''),
  }
}

/** Names stand beside the codes and are doubled with them; words of another kind stay as they are. */
function areaWords(text: string, codes: number): string {
  const names = text.split(',')
  return names.length === codes ? [...new Set(names)].join(',') : text
}

function timeOf(of: XmlElement, name: string, odd: Odd): string | undefined {
  const text = firstText(of, name)
  if (text === undefined) {
    if (name === 'sendTime') odd.add('no-sendTime')
    return undefined
  }
  const time = readTime(text, BEIJING_MINUTES)
  if (time === undefined) odd.add(`${name}-unreadable`, text)
  // A blank for T is the form's own way of writing.
  else if (time.odd === 'zone' || time.odd === 'form') odd.add(`${name}-${time.odd}`, text)
  return time?.iso
}
