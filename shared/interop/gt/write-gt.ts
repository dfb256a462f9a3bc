// Writing China's warning form: the order of elements of real messages, CRLF, Beijing time with a blank for T, empty elements
// where a value is missing. What a receiver could not file is refused here.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { capTime } from '../alert/alert-time.ts'
import { circleText, polygonText } from '../cap/cap-geometry.ts'
import type { XmlOut } from '../xml/write-xml.ts'
import { writeXml, xml } from '../xml/write-xml.ts'
import type { GtArea, GtInfo, GtMessage, GtMethod } from './gt-model.ts'
import { SENDER_CODE } from './gt-model.ts'

/** The document, or `invalidInput` with the element that cannot be written. */
export function writeGt(message: GtMessage): Result<string> {
  const wrong = problemOf(message)
  if (wrong !== undefined) return refuse('invalidInput', `the warning form cannot say this: ${wrong}`, { field: wrong })
  return ok(writeXml(alertOut(message), { newline: '\r\n' }))
}

function problemOf(message: GtMessage): string | undefined {
  if (!SENDER_CODE.test(message.senderCode)) return 'senderCode'
  if (!message.identifier.startsWith(`${message.senderCode}_`)) return 'identifier'
  if (timeText(message.sendTime) === '') return 'sendTime'
  if (message.infos.length === 0) return 'info'
  if (message.msgType !== 'Alert' && message.references.length === 0) return 'references'
  if (message.infos.some((info) => !/^\d{2}[0-9A-Z]\d{2}$/.test(info.eventType))) return 'eventType'
  return undefined
}

function alertOut(message: GtMessage): XmlOut {
  return xml('alert', {}, [
    leaf('identifier', message.identifier),
    leaf('sender', message.sender),
    leaf('senderCode', message.senderCode),
    leaf('sendTime', timeText(message.sendTime)),
    leaf('status', message.status),
    leaf('msgType', message.msgType),
    leaf('scope', message.scope),
    xml('code', {}, message.methods.map(methodOut)),
    leaf('secClassification', message.secClassification),
    leaf('note', message.note),
    leaf('references', message.references.join(',')),
    ...message.infos.map(infoOut),
  ])
}

function methodOut(method: GtMethod): XmlOut {
  return xml('method', {}, [
    leaf('methodName', method.name),
    leaf('message', method.message),
    leaf('audienceGrp', method.audienceGroup),
    leaf('audenceprt', method.audience),
  ])
}

function infoOut(info: GtInfo): XmlOut {
  return xml('info', {}, [
    leaf('language', info.language),
    leaf('eventType', info.eventType),
    leaf('urgency', info.urgency),
    leaf('severity', info.colour),
    leaf('certainty', info.certainty),
    leaf('effective', timeText(info.effective)),
    leaf('onset', timeText(info.onset)),
    leaf('expires', timeText(info.expires)),
    leaf('senderName', info.senderName),
    leaf('headline', info.headline),
    leaf('description', info.description),
    leaf('instruction', info.instruction),
    leaf('web', info.web),
    ...info.areas.map(areaOut),
  ])
}

function areaOut(area: GtArea): XmlOut {
  const many = (tag: string, all: readonly string[]) =>
    all.length === 0 ? [leaf(tag, '')] : all.map((text) => leaf(tag, text))
  return xml('area', {}, [
    leaf('areaDesc', area.areaDesc),
    ...many('polygon', area.polygons.map(polygonText)),
    ...many('circle', area.circles.map(circleText)),
    leaf('geocode', area.geocodes.join(',')),
  ])
}

function leaf(tag: string, text: string): XmlOut {
  return xml(tag, {}, text === '' ? [] : [text])
}

/** `2020-02-05 10:45:00+08:00`; '' for no time. */
function timeText(iso: string | undefined): string {
  const ms = iso === undefined ? Number.NaN : Date.parse(iso)
  return Number.isNaN(ms) ? '' : (capTime(ms) ?? '').replace('T', ' ')
}
