// A file from elsewhere as one table of texts: CSV and spreadsheets as they stand, features of KML, GPX and GeoJSON with their
// properties as columns and their place beside them. Nothing is written here.
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { LonLat } from '../../../shared/geo/coordinate-systems.ts'
import { middleOf, outerRing } from '../../../shared/interop/geojson/move-geometry.ts'
import type { GeoFeature, GeoJsonReading } from '../../../shared/interop/geojson/read-geojson.ts'
import { readGeoJson } from '../../../shared/interop/geojson/read-geojson.ts'
import { lineOf } from '../../../shared/interop/geojson/read-properties.ts'
import type { ParseXml } from '../../../shared/interop/markup/read-markup.ts'
import { readCsv } from '../../../shared/interop/table/read-csv.ts'
import { readSheet } from '../../ui/spreadsheet.ts'

export const IMPORT_EXTENSIONS = ['csv', 'txt', 'xlsx', 'geojson', 'json', 'kml', 'kmz', 'gpx'] as const
/** Rows of one import: what one person can answer for. */
export const MAX_IMPORT_ROWS = 5_000
const MAX_BYTES = 32 * 1024 * 1024
const MAX_COLUMNS = 200
/** Of an incident's area (model/incident.ts). */
const MAX_RING = 2_000

export interface SourceRow {
  /** Line of a table, the head being 1; number of a feature, from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** As the file has it: the datum is said by who imports. */
  readonly position: LonLat | null
  readonly ring: readonly (readonly [number, number])[] | null
}

export interface SourceTable {
  readonly columns: readonly string[]
  readonly rows: readonly SourceRow[]
  /** What could not even become a row. */
  readonly refused: readonly { readonly line: number; readonly name: string; readonly fault: Fault }[]
  readonly odd: readonly string[]
  /** The rows have places of their own; a table has them in its columns. */
  readonly hasPlaces: boolean
}

/** Reads a file by its name's ending; `parseXml` makes a document of XML that was found sound. */
export async function readSource(name: string, bytes: Uint8Array, parseXml: ParseXml): Promise<Result<SourceTable>> {
  if (bytes.length === 0) return refuse('fileUnreadable', 'the file is empty')
  if (bytes.length > MAX_BYTES) return refuse('tooLarge', 'the file is too large', { limit: MAX_BYTES })
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  switch (ending) {
    case 'xlsx': {
      const rows = await readSheet(bytes)
      return rows === null ? refuse('malformed', 'no spreadsheet that can be read') : tableOf(rows, [])
    }
    case 'csv':
    case 'txt':
    case 'tsv': {
      const read = readCsv(bytes)
      return read.ok ? tableOf(read.value.rows, read.value.odd) : read
    }
    case 'json':
    case 'geojson': {
      const read = readGeoJson(bytes)
      return read.ok ? tableOfFeatures(read.value) : read
    }
    case 'kml':
    case 'kmz':
    case 'gpx': {
      // Fetched when first needed: few windows ever import a map.
      const { readMarkup } = await import('../../../shared/interop/markup/read-markup.ts')
      const read = readMarkup(bytes, parseXml)
      return read.ok ? tableOfFeatures(read.value) : read
    }
    default:
      return refuse('fileTypeRefused', `no file that is imported: ${ending}`, { type: ending })
  }
}

/** The document of a browser; what a reader found sound may still be no document to it. */
export function browserXml(text: string): unknown {
  return new DOMParser().parseFromString(text, 'text/xml')
}

function tableOf(rows: readonly (readonly string[])[], odd: readonly string[]): Result<SourceTable> {
  const headAt = rows.findIndex((row) => row.some((cell) => cell !== ''))
  const head = rows[headAt]
  if (head === undefined) return refuse('malformed', 'the table is empty')
  const columns = head.slice(0, MAX_COLUMNS)
  const told = rows.flatMap((cells, index) =>
    index > headAt && cells.some((cell) => cell !== '')
      ? [{ line: index + 1, cells: columns.map((_, at) => cells[at] ?? ''), position: null, ring: null }]
      : [],
  )
  return withinLimit({ columns, rows: told, refused: [], odd, hasPlaces: false })
}

function tableOfFeatures({ features, refused, odd }: GeoJsonReading): Result<SourceTable> {
  const columns = [...new Set(features.flatMap(({ properties }) => Object.keys(properties)))].slice(0, MAX_COLUMNS)
  const hasIds = features.some(({ id }) => id !== null)
  const rows = features.map((feature, index) => ({
    line: index + 1,
    cells: [...(hasIds ? [feature.id ?? ''] : []), ...columns.map((name) => cellOf(feature, name))],
    ...placeOf(feature),
  }))
  return withinLimit({
    columns: [...(hasIds ? ['id'] : []), ...columns],
    rows,
    refused: refused.map(({ index, name, fault }) => ({ line: index + 1, name, fault })),
    odd,
    hasPlaces: true,
  })
}

function withinLimit(table: SourceTable): Result<SourceTable> {
  if (table.rows.length > MAX_IMPORT_ROWS)
    return refuse('tooLarge', 'more rows than one import takes', { limit: MAX_IMPORT_ROWS })
  return table.rows.length + table.refused.length === 0 ? refuse('malformed', 'nothing in it to import') : ok(table)
}

function cellOf({ properties }: GeoFeature, name: string): string {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (value === undefined || value === null) return ''
  // The HTML of a KML's description is told as { '@type': 'html', value }.
  if (typeof value !== 'object') return typeof value === 'string' ? value.trim() : lineOf(value)
  const { '@type': type, value: html } = value as { readonly '@type'?: unknown; readonly value?: unknown }
  if (type === 'html' && typeof html === 'string') return textOfHtml(html)
  return JSON.stringify(value)
}

/** Its words alone: markup from elsewhere is never shown as such. */
function textOfHtml(html: string): string {
  return html
    .replaceAll(/<(br|\/p|\/tr|\/div|\/li)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&nbsp;/g, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()
}

function placeOf({ geometry }: GeoFeature): Pick<SourceRow, 'position' | 'ring'> {
  if (geometry === null) return { position: null, ring: null }
  const ring = outerRing(geometry) ?? null
  return { position: middleOf(geometry) ?? null, ring: ring !== null && ring.length <= MAX_RING ? ring : null }
}
