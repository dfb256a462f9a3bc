// Writes an event of CoT as its schema wants it (MITRE CoT Event 2.0): every attribute there, times in UTC with milliseconds,
// unknown heights and errors as 9999999.0, the declaration on a line of its own before it and nothing after it.
import type { XmlOut } from '../xml/write-xml.ts'
import { writeXml, xml } from '../xml/write-xml.ts'
import type { CotEvent } from './event.ts'

const UNKNOWN = '9999999.0'

/** The event as a tree; `point` 0/0 with unknown errors where it has none, as control messages of TAK have it. */
export function cotTree(event: CotEvent): XmlOut {
  const { point } = event
  return xml(
    'event',
    {
      version: '2.0',
      uid: event.uid,
      type: event.type,
      how: event.how === '' ? 'm-g' : event.how,
      time: cotTime(event.timeMs),
      start: cotTime(event.startMs),
      stale: cotTime(event.staleMs),
      access: event.access ?? undefined,
      qos: event.qos ?? undefined,
      opex: event.opex ?? undefined,
    },
    [
      xml('point', {
        lat: decimal(point?.lat ?? 0),
        lon: decimal(point?.lon ?? 0),
        hae: known(point?.hae),
        ce: known(point?.ce),
        le: known(point?.le),
      }),
      xml('detail', {}, event.detail),
    ],
  )
}

/** One message of a TAK stream. */
export function writeCotXml(event: CotEvent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(cotTree(event), { declaration: false, newline: '' })}`
}

/** Detail elements without a root, as protobuf messages carry them. */
export function writeDetailText(detail: readonly XmlOut[]): string {
  return detail.map((element) => writeXml(element, { declaration: false, newline: '' })).join('')
}

export function cotTime(ms: number): string {
  return new Date(Math.trunc(ms)).toISOString()
}

/** Never in exponents: `xs:decimal` has none. */
function decimal(value: number): string {
  return /e/i.test(String(value)) ? value.toFixed(12) : String(value)
}

function known(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : decimal(value)
}
