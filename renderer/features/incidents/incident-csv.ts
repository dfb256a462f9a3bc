// The list as a file for spreadsheets: CSV (RFC 4180) with a byte order mark. Texts come from callers and other systems, so
// a text that a spreadsheet would run as a formula is defused with an apostrophe.
import type { IncidentRow } from '../../../shared/rpc/rows.ts'

/** Words and names of the language in use. */
export interface CsvWords {
  readonly field: (name: string) => string
  readonly level: (level: number) => string
  readonly status: (status: string) => string
  readonly category: (code: string) => string
  readonly division: (code: string) => string
  readonly time: (iso: string) => string
}

const COLUMNS = [
  'number',
  'title',
  'category',
  'level',
  'status',
  'place',
  'division',
  'receivedAt',
  'occurredAt',
  'dead',
  'missing',
  'injured',
  'trapped',
  'evacuated',
] as const

/** The whole file. Position stands as latitude, longitude in WGS-84. */
export function incidentsCsv(rows: readonly IncidentRow[], words: CsvWords): string {
  const header = [...COLUMNS.map((name) => words.field(name)), words.field('position'), words.field('demonstration')]
  const lines = rows.map((row) => [
    ...COLUMNS.map((name) => cellOf(row, name, words)),
    row.lat === null || row.lon === null ? '' : `${row.lat.toFixed(5)}, ${row.lon.toFixed(5)}`,
    row.demonstration ? words.field('demonstration') : '',
  ])
  return `\uFEFF${[header, ...lines].map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`
}

/** Where a spreadsheet set to semicolons or tabs begins a new cell, or a new line within the quotes of another separator. */
const INNER_FORMULA = /([;\t\r\n]["\s]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g

/** One cell: quoted when needed, defused when a spreadsheet would take it, or a part of it, for a formula. */
export function csvCell(given: string): string {
  const text = given.replaceAll(INNER_FORMULA, "$1'")
  const isFormula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text)
  const isNumber = /^-?\d+(\.\d+)?(, -?\d+(\.\d+)?)?$/.test(text)
  const safe = isFormula && !isNumber ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function cellOf(row: IncidentRow, name: (typeof COLUMNS)[number], words: CsvWords): string {
  switch (name) {
    case 'category':
      return words.category(row.category)
    case 'level':
      return words.level(row.level ?? 0)
    case 'status':
      return words.status(row.status)
    case 'division':
      return row.division === null ? '' : words.division(row.division)
    case 'receivedAt':
      return words.time(row.receivedAt)
    case 'occurredAt':
      return row.occurredAt === null ? '' : words.time(row.occurredAt)
    default:
      return String(row[name] ?? '')
  }
}
