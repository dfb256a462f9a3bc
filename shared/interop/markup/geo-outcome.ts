// What becomes of one file of geodata, in one line: for the report over all samples and for whoever wants to know before.
import type { Fault, Result } from '../../base/fault.ts'
import type { GeoJsonReading } from '../geojson/read-geojson.ts'
import { readGeoJson } from '../geojson/read-geojson.ts'
import type { ParseXml } from './read-markup.ts'
import { readMarkup } from './read-markup.ts'

export interface FileOutcome {
  /** partly: something in it was refused; the rest was read. */
  readonly outcome: 'read' | 'partly' | 'refused'
  /** How many, what was odd, or why it was refused. */
  readonly said: string
  readonly fault?: Fault
}

/** `parse` makes a document of XML text: `(text) => new DOMParser().parseFromString(text, 'text/xml')`. Never throws. */
export function geoOutcome(name: string, bytes: Uint8Array, parse: ParseXml): FileOutcome {
  const read: Result<GeoJsonReading> = /\.(geo)?json$/i.test(name) ? readGeoJson(bytes) : readMarkup(bytes, parse)
  if (!read.ok) return { outcome: 'refused', said: read.fault.message, fault: read.fault }
  const { features, refused, odd } = read.value
  const why = [...new Set(refused.map(({ fault }) => fault.message))]
  return {
    outcome: refused.length === 0 ? 'read' : 'partly',
    said: [
      `${String(features.length)} features`,
      ...(refused.length === 0 ? [] : [`${String(refused.length)} refused: ${why.slice(0, 3).join(', ')}`]),
      ...odd,
    ].join('; '),
  }
}
