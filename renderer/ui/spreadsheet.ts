// Spreadsheets (.xlsx) in and out: tables of texts, nothing else. The libraries are fetched when they are first needed.

/** Larger files are not opened: a roster of a year has a few hundred kilobytes. */
export const MAX_SHEET_BYTES = 5 * 1024 * 1024

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

/** The first sheet as texts, dates as 2026-11-25 16:05; null when it is no spreadsheet that can be read. */
export async function readSheet(bytes: Uint8Array): Promise<readonly (readonly string[])[] | null> {
  if (bytes.length > MAX_SHEET_BYTES) return null
  const { readSheet: read } = await import('read-excel-file/universal')
  try {
    const rows = await read(new Blob([new Uint8Array(bytes)]))
    return rows.map((row) => row.map(cellText))
  } catch {
    return null
  }
}

/** Spreadsheets know no zone: what they show is what was meant. */
function cellText(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 16).replace('T', ' ')
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
