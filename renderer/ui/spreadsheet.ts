// Spreadsheets (.xlsx) in and out: tables of texts, nothing else. The libraries are fetched when they are first needed.

import { unpackWithin } from './zip-size.ts'

/** Larger files are not opened: a roster of a year has a few hundred kilobytes. */
export const MAX_SHEET_BYTES = 5 * 1024 * 1024
const MAX_UNPACKED_BYTES = 100 * 1024 * 1024
/** A year of a roster has a few thousand cells. One cell named at the far end of a sheet makes the reader fill all before it. */
const MAX_ROWS = 100_000
const MAX_CELLS = 1_000_000

const MINUTE_MS = 60_000

export interface Column {
  readonly title: string
  /** In characters. */
  readonly width: number
}

/** One sheet with a head that stays in sight. */
export async function writeSheet(
  name: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): Promise<Uint8Array> {
  const { default: write } = await import('write-excel-file/universal')
  const head = columns.map(({ title }) => ({ value: title, fontWeight: 'bold' as const, backgroundColor: '#e6e6e6' }))
  const body = rows.map((row) => row.map((value) => ({ value, type: String })))
  const written = write([head, ...body], {
    sheet: name,
    stickyRowsCount: 1,
    columns: columns.map(({ width }) => ({ width })),
  })
  return new Uint8Array(await (await written.toBlob()).arrayBuffer())
}

export interface Sheet {
  readonly name: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** Several sheets, numbers as numbers. Texts are texts whatever they begin with: none is ever a formula. */
export async function writeSheets(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const { default: write } = await import('write-excel-file/universal')
  const written = write(
    sheets.map(({ name, columns, rows }) => ({
      sheet: name.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 31),
      stickyRowsCount: 1,
      columns: columns.map(({ width }) => ({ width })),
      data: [
        columns.map(({ title }) => ({ value: title, fontWeight: 'bold' as const, backgroundColor: '#e6e6e6' })),
        ...rows.map((row) =>
          row.map((value) => (typeof value === 'number' ? { value, type: Number } : { value, type: String })),
        ),
      ],
    })),
  )
  return new Uint8Array(await (await written.toBlob()).arrayBuffer())
}

/** The first sheet as texts, dates as 2026-11-25 16:05; null when it is no spreadsheet that can be read. */
export async function readSheet(bytes: Uint8Array): Promise<readonly (readonly string[])[] | null> {
  if (bytes.length > MAX_SHEET_BYTES) return null
  const file = new Uint8Array(bytes)
  const sheets = await unpackWithin(file, MAX_UNPACKED_BYTES, /worksheets\/[^/]*$/)
  if (sheets === undefined || [...sheets.values()].some(isTooWide)) return null
  const { readSheet: read } = await import('read-excel-file/universal')
  try {
    const rows = await read(new Blob([file]))
    return rows.map((row) => row.map(cellText))
  } catch {
    return null
  }
}

/** The end of `A1` and `A1:C3`, and the number of a row, in the attributes `r` and `ref`. */
const CELL_NAME = /\b(?:r|ref)\s*=\s*["'](?:[^"']*:)?\s*\$?([A-Z]*)\$?(\d+)\s*["']/gi

/** True when the cells a sheet names span more than is read; also where a name is written so that it cannot be told. */
function isTooWide(xml: string): boolean {
  if (/<(?:\w+:)?(?:c|row|dimension)\b[^>]*&|<!DOCTYPE/i.test(xml)) return true
  let [rows, columns] = [1, 1]
  for (const [, letters = '', digits = ''] of xml.matchAll(CELL_NAME)) {
    rows = Math.max(rows, Number(digits))
    columns = Math.max(columns, columnOf(letters))
  }
  return rows > MAX_ROWS || rows * columns > MAX_CELLS
}

/** 1 for A, 27 for AA. */
function columnOf(letters: string): number {
  let column = 0
  for (const letter of letters.toUpperCase()) column = column * 26 + (letter.codePointAt(0) ?? 64) - 64
  return column
}

/** Spreadsheets know no zone: what they show is what was meant. */
function cellText(value: unknown): string {
  // Times of day are fractions of a day there: 07:59:59.999 was 08:00.
  if (value instanceof Date) {
    const minutes = Math.round(value.getTime() / MINUTE_MS)
    return new Date(minutes * MINUTE_MS).toISOString().slice(0, 16).replace('T', ' ')
  }
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
