// Writing CAP 1.2 strictly: elements in the order of the official schema (all of it is xs:sequence), times without Z,
// nothing where a value is missing. What the schema does not check but the standard demands is checked here and refused.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { capTime } from '../alert/alert-time.ts'
import type { XmlOut } from '../xml/write-xml.ts'
import { writeXml, xml } from '../xml/write-xml.ts'
import { circleText, polygonText } from './cap-geometry.ts'
import type { CapArea, CapInfo, CapMessage, CapPair, CapReference, CapResource } from './cap-model.ts'
import { CAP_1_2 } from './cap-model.ts'

/** The document, or `invalidInput` with the element that cannot be written. */
export function writeCap(message: CapMessage): Result<string> {
  const wrong = problemOf(message)
  if (wrong !== undefined) return refuse('invalidInput', `CAP cannot say this: ${wrong}`, { field: wrong })
  return ok(writeXml(alertOut(message)))
}

/** Identifier and sender hold no blank, comma, `<` or `&` (CAP 1.2, 3.2.1). */
export function isCapWord(text: string): boolean {
  return text !== '' && !/[\s,<&]/.test(text)
}

/** Name of the first element that would be wrong. */
function problemOf(message: CapMessage): string | undefined {
  if (!isCapWord(message.identifier)) return 'identifier'
  if (!isCapWord(message.sender)) return 'sender'
  if (timeText(message.sent) === undefined) return 'sent'
  if (message.msgType !== 'Alert' && message.references.length === 0) return 'references'
  if (!message.references.every(isReference)) return 'references'
  if (message.msgType === 'Error' && (message.note ?? '') === '') return 'note'
  if (message.scope === 'Restricted' && (message.restriction ?? '') === '') return 'restriction'
  if (message.scope === 'Private' && message.addresses.length === 0) return 'addresses'
  if (message.infos.some((info) => info.categories.length === 0)) return 'category'
  const rings = message.infos.flatMap((info) => info.areas.flatMap((area) => area.polygons))
  if (!rings.every(isClosed)) return 'polygon'
  return undefined
}

function isReference({ sender, identifier, sent }: CapReference): boolean {
  return isCapWord(sender) && isCapWord(identifier) && timeText(sent) !== undefined
}

function isClosed(ring: readonly (readonly [number, number])[]): boolean {
  const [first, last] = [ring[0], ring.at(-1)]
  return ring.length >= 4 && first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1]
}

function alertOut(message: CapMessage): XmlOut {
  return xml('alert', { xmlns: CAP_1_2 }, [
    leaf('identifier', message.identifier),
    leaf('sender', message.sender),
    leaf('sent', timeText(message.sent)),
    leaf('status', message.status),
    leaf('msgType', message.msgType),
    leaf('source', message.source),
    leaf('scope', message.scope),
    leaf('restriction', message.restriction),
    leaf('addresses', quoted(message.addresses)),
    ...message.codes.map((code) => leaf('code', code)),
    leaf('note', message.note),
    leaf('references', referencesText(message.references)),
    leaf('incidents', quoted(message.incidents)),
    ...message.infos.map(infoOut),
  ])
}

function referencesText(references: readonly CapReference[]): string | undefined {
  if (references.length === 0) return undefined
  return references.map(({ sender, identifier, sent }) => `${sender},${identifier},${timeText(sent) ?? ''}`).join(' ')
}

function infoOut(info: CapInfo): XmlOut {
  return xml('info', {}, [
    leaf('language', info.language),
    ...info.categories.map((word) => leaf('category', word)),
    leaf('event', info.event),
    ...info.responses.map((word) => leaf('responseType', word)),
    leaf('urgency', info.urgency),
    leaf('severity', info.severity),
    leaf('certainty', info.certainty),
    leaf('audience', info.audience),
    ...info.eventCodes.map((pair) => pairOut('eventCode', pair)),
    leaf('effective', timeText(info.effective)),
    leaf('onset', timeText(info.onset)),
    leaf('expires', timeText(info.expires)),
    leaf('senderName', info.senderName),
    leaf('headline', info.headline),
    leaf('description', info.description),
    leaf('instruction', info.instruction),
    leaf('web', info.web),
    leaf('contact', info.contact),
    ...info.parameters.map((pair) => pairOut('parameter', pair)),
    ...info.resources.map(resourceOut),
    ...info.areas.map(areaOut),
  ])
}

function resourceOut(resource: CapResource): XmlOut {
  return xml('resource', {}, [
    leaf('resourceDesc', resource.resourceDesc),
    leaf('mimeType', resource.mimeType),
    leaf('size', resource.size),
    leaf('uri', resource.uri),
    leaf('derefUri', resource.derefUri),
    leaf('digest', resource.digest),
  ])
}

function areaOut(area: CapArea): XmlOut {
  return xml('area', {}, [
    leaf('areaDesc', area.areaDesc),
    ...area.polygons.map((ring) => leaf('polygon', polygonText(ring))),
    ...area.circles.map((circle) => leaf('circle', circleText(circle))),
    ...area.geocodes.map((pair) => pairOut('geocode', pair)),
    leaf('altitude', area.altitude),
    leaf('ceiling', area.ceiling),
  ])
}

function pairOut(tag: string, { name, value }: CapPair): XmlOut {
  return xml(tag, {}, [leaf('valueName', name), leaf('value', value)])
}

function leaf(tag: string, text: string | undefined): XmlOut | undefined {
  return text === undefined ? undefined : xml(tag, {}, [text])
}

function timeText(iso: string | undefined): string | undefined {
  const ms = iso === undefined ? Number.NaN : Date.parse(iso)
  return Number.isNaN(ms) ? undefined : capTime(ms)
}

function quoted(words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined
  return words.map((word) => (/\s/.test(word) ? `"${word.replaceAll('"', "'")}"` : word)).join(' ')
}
