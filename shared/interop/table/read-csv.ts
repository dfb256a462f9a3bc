// Tables of texts (RFC 4180, leniently): commas, semicolons or tabs, quoted or not, any line end; UTF-8 with or without its
// mark, UTF-16 with its mark, else GB18030, which Chinese spreadsheets still write.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'

export interface CsvTable {
  /** Rows as they stand, the head among them; empty lines left out. */
  readonly rows: readonly (readonly string[])[]
  readonly separator: string
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'
  readonly odd: readonly string[]
}

export interface TableLimits {
  readonly maxBytes: number
  readonly maxRows: number
  readonly maxColumns: number
  /** Letters of one cell; what is longer is cut and said. */
  readonly maxCell: number
}
export const TABLE_LIMITS: TableLimits = {
  maxBytes: 16 * 1024 * 1024,
  maxRows: 20_000,
  maxColumns: 200,
  maxCell: 10_000,
}

const SEPARATORS = [',', ';', '\t', '，'] as const

export function readCsv(bytes: Uint8Array, given: Partial<TableLimits> = {}): Result<CsvTable> {
  const limits = { ...TABLE_LIMITS, ...given }
  if (bytes.length > limits.maxBytes)
    return refuse('tooLarge', `${String(bytes.length)} bytes are more than ${String(limits.maxBytes)}`, {
      limit: limits.maxBytes,
    })
  const decoded = decode(bytes)
  if (decoded === undefined) return refuse('malformed', 'the text is neither UTF-8, UTF-16 nor GB18030')
  const { text, encoding } = decoded
  if (text.includes('\0')) return refuse('malformed', 'the file is no text')
  const separator = separatorOf(text)
  const odd = new Set<string>()
  const rows = rowsOf(text, separator, limits, odd)
  if (rows === 'rows') return refuse('tooLarge', `more than ${String(limits.maxRows)} rows`, { limit: limits.maxRows })
  if (rows === 'columns')
    return refuse('tooLarge', `more than ${String(limits.maxColumns)} columns`, { limit: limits.maxColumns })
  if (rows.length === 0) return refuse('malformed', 'the table is empty')
  return ok({ rows, separator, encoding, odd: [...odd] })
}

/** UTF-8 is told from GB18030 by its bytes: a text of the second is hardly ever one of the first. */
const PLAIN: readonly CsvTable['encoding'][] = ['utf-8', 'gb18030']

function decode(bytes: Uint8Array): (Pick<CsvTable, 'encoding'> & { readonly text: string }) | undefined {
  const marked: readonly CsvTable['encoding'][] =
    bytes[0] === 0xff && bytes[1] === 0xfe ? ['utf-16le'] : bytes[0] === 0xfe && bytes[1] === 0xff ? ['utf-16be'] : []
  for (const encoding of marked.length > 0 ? marked : PLAIN) {
    try {
      return { encoding, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) }
    } catch {
      continue
    }
  }
  return undefined
}

/** The one that stands most often in the first line outside quotes. */
function separatorOf(text: string): string {
  const [head = ''] = text
    .slice(0, 10_000)
    .replaceAll(/"[^"]*"/g, '')
    .split(/[\r\n]/)
  const counted = SEPARATORS.map((separator) => ({ separator, count: head.split(separator).length }))
  return counted.toSorted((a, b) => b.count - a.count)[0]?.separator ?? ','
}

function rowsOf(
  text: string,
  separator: string,
  limits: TableLimits,
  odd: Set<string>,
): string[][] | 'rows' | 'columns' {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = (): void => {
    const plain = cell.trim()
    if (plain.length > limits.maxCell) odd.add('cells that are too long were cut')
    row.push(plain.slice(0, limits.maxCell))
    cell = ''
  }
  const endRow = (): void => {
    endCell()
    if (row.some((one) => one !== '')) rows.push(row)
    row = []
  }
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (isQuoted) {
      if (letter !== '"') cell += letter
      else if (text.charAt(at + 1) === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (letter === '"' && cell.trim() === '') {
      isQuoted = true
      cell = ''
    } else if (letter === separator) endCell()
    else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text.charAt(at + 1) === '\n') at += 1
      endRow()
    } else cell += letter
    if (rows.length > limits.maxRows) return 'rows'
    if (row.length > limits.maxColumns) return 'columns'
  }
  if (isQuoted) odd.add('a quote is never closed')
  endRow()
  return rows.length > limits.maxRows ? 'rows' : row.length > limits.maxColumns ? 'columns' : rows
}
