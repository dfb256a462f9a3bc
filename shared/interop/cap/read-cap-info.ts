// The parts of a CAP message that repeat: info, resource, area. Lenient as read-cap.ts says.
import { readTime } from '../alert/alert-time.ts'
import type { Odd } from '../alert/odd.ts'
import type { XmlElement } from '../xml/xml-tree.ts'
import { readCircle, readPolygon } from './cap-geometry.ts'
import type { CapArea, CapCertainty, CapInfo, CapResource } from './cap-model.ts'
import { CAP_CATEGORIES, CAP_CERTAINTIES, CAP_RESPONSES, CAP_SEVERITIES, CAP_URGENCIES } from './cap-model.ts'
import { firstText, named, pairsOf, texts, wordOf, wordsOf } from './read-words.ts'

const MAX_AREAS = 5_000
const MAX_RESOURCES = 100
/** CAP 1.2, `language`: what is meant when nothing is said. */
export const DEFAULT_LANGUAGE = 'en-US'

export function readInfo(info: XmlElement, odd: Odd): CapInfo {
  const areas = named(info, 'area')
  if (areas.length === 0) odd.add('no-area')
  if (areas.length > MAX_AREAS) odd.add('too-many-areas', areas.length)
  const language = firstText(info, 'language')
  if (language === undefined) odd.add('no-language')
  const categories = wordsOf(info, 'category', CAP_CATEGORIES, odd)
  if (categories.length === 0) odd.add('no-category')
  const expires = timeOf(info, 'expires', odd)
  if (expires === undefined) odd.add('no-expires')
  const event = firstText(info, 'event')
  if (event === undefined) odd.add('no-event')
  return {
    language: language ?? DEFAULT_LANGUAGE,
    categories,
    event: event ?? '',
    responses: wordsOf(info, 'responseType', CAP_RESPONSES, odd),
    urgency: wordOf(info, 'urgency', CAP_URGENCIES, odd) ?? 'Unknown',
    severity: wordOf(info, 'severity', CAP_SEVERITIES, odd) ?? 'Unknown',
    certainty: certaintyOf(info, odd),
    audience: firstText(info, 'audience'),
    eventCodes: pairsOf(info, 'eventCode', odd),
    effective: timeOf(info, 'effective', odd),
    onset: timeOf(info, 'onset', odd),
    expires,
    senderName: firstText(info, 'senderName'),
    headline: firstText(info, 'headline'),
    description: firstText(info, 'description'),
    instruction: firstText(info, 'instruction'),
    web: firstText(info, 'web'),
    contact: firstText(info, 'contact'),
    parameters: pairsOf(info, 'parameter', odd),
    resources: named(info, 'resource').slice(0, MAX_RESOURCES).map(readResource),
    areas: areas.slice(0, MAX_AREAS).map((area) => readArea(area, odd)),
  }
}

/** CAP 1.0 knew "Very Likely", which later versions read as Likely. */
function certaintyOf(info: XmlElement, odd: Odd): CapCertainty {
  if (firstText(info, 'certainty')?.toLowerCase() === 'very likely') return 'Likely'
  return wordOf(info, 'certainty', CAP_CERTAINTIES, odd) ?? 'Unknown'
}

function timeOf(info: XmlElement, name: string, odd: Odd): string | undefined {
  const text = firstText(info, name)
  if (text === undefined) return undefined
  const time = readTime(text)
  if (time === undefined) odd.add(`${name}-unreadable`, text)
  else if (time.odd !== undefined) odd.add(`${name}-${time.odd}`, text)
  return time?.iso
}

function readResource(resource: XmlElement): CapResource {
  return {
    resourceDesc: firstText(resource, 'resourceDesc') ?? '',
    mimeType: firstText(resource, 'mimeType') ?? '',
    size: firstText(resource, 'size'),
    uri: firstText(resource, 'uri'),
    derefUri: firstText(resource, 'derefUri'),
    digest: firstText(resource, 'digest'),
  }
}

function readArea(area: XmlElement, odd: Odd): CapArea {
  const areaDesc = firstText(area, 'areaDesc')
  if (areaDesc === undefined) odd.add('no-areaDesc')
  const polygons = texts(area, 'polygon')
  const circles = texts(area, 'circle')
  if (polygons.includes('')) odd.add('polygon-empty')
  if (circles.includes('')) odd.add('circle-empty')
  if (named(area, 'geocode').some((element) => element.name !== 'geocode')) odd.add('geocode-spelling')
  return {
    areaDesc: areaDesc ?? '',
    polygons: polygons.flatMap((text) => {
      const ring = readPolygon(text, odd)
      return ring === undefined ? [] : [ring]
    }),
    circles: circles.flatMap((text) => {
      const circle = readCircle(text, odd)
      return circle === undefined ? [] : [circle]
    }),
    geocodes: pairsOf(area, 'geocode', odd),
    altitude: firstText(area, 'altitude'),
    ceiling: firstText(area, 'ceiling'),
  }
}
