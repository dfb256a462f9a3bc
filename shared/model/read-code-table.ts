// A spreadsheet's rows as event codes. Every row that is not taken is named with the reason; nothing is guessed.
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import { eventCodeSchema } from './incident.ts'

const HEADS = {
  code: ['code', '编码', '代码', '类别代码', '事件代码'],
  name: ['name', '名称', '类别名称', '事件名称'],
  nameEn: ['english', 'english name', 'nameen', 'name (english)', '英文', '英文名称'],
  pinyin: ['pinyin', '拼音'],
  initials: ['initials', 'pinyin initials', '拼音首字母', '首字母'],
} as const
type Column = keyof typeof HEADS

export interface CodeRow {
  readonly code: string
  readonly name: string
  readonly nameEn: string
  /** '' where the file does not say. */
  readonly pinyin: string
  readonly initials: string
}

/** Why a row was not taken: its code has another form, it has no name, its code stands in an earlier row. */
export type CodeRowFlaw = 'badCode' | 'noName' | 'twice' | 'tooLong'

export interface ReadCodes {
  readonly codes: readonly CodeRow[]
  /** Line of the file, the first being 1. */
  readonly refused: readonly { readonly line: number; readonly text: string; readonly why: CodeRowFlaw }[]
}

/**
 * Reads rows of a sheet whose head names at least a column of codes and one of names, in Chinese or English, in any order.
 * Refused as malformed when there is no such head, or no row can be taken.
 */
export function readCodeRows(rows: readonly (readonly string[])[]): Result<ReadCodes> {
  const headAt = rows.findIndex((row) => columnsOf(row) !== null)
  const columns = columnsOf(rows[headAt] ?? [])
  if (columns === null) return refuse('malformed', 'no row names a column of codes and one of names')
  const codes: CodeRow[] = []
  const refused: ReadCodes['refused'][number][] = []
  const seen = new Set<string>()
  for (const [index, cells] of rows.entries()) {
    if (index <= headAt || cells.every((cell) => cell.trim() === '')) continue
    const cell = (column: Column): string => {
      const at = columns.get(column)
      return at === undefined ? '' : (cells[at] ?? '').trim()
    }
    const row = {
      code: cell('code').toUpperCase(),
      name: cell('name'),
      nameEn: cell('nameEn'),
      pinyin: cell('pinyin').toLowerCase(),
      initials: cell('initials').toLowerCase(),
    }
    const why = flawOf(row, seen)
    if (why === null) {
      seen.add(row.code)
      codes.push(row)
    } else refused.push({ line: index + 1, text: `${row.code} ${row.name}`.trim().slice(0, 80), why })
  }
  return codes.length === 0 ? refuse('malformed', 'no row holds an event code') : ok({ codes, refused })
}

function columnsOf(row: readonly string[]): ReadonlyMap<Column, number> | null {
  const found = new Map<Column, number>()
  for (const [at, cell] of row.entries()) {
    const head = cell.trim().toLowerCase()
    for (const column of Object.keys(HEADS) as Column[])
      if (!found.has(column) && (HEADS[column] as readonly string[]).includes(head)) found.set(column, at)
  }
  return found.has('code') && found.has('name') ? found : null
}

function flawOf(row: CodeRow, seen: ReadonlySet<string>): CodeRowFlaw | null {
  if (!eventCodeSchema.safeParse(row.code).success) return 'badCode'
  if (row.name === '') return 'noName'
  if (row.name.length > 100 || row.nameEn.length > 200 || row.pinyin.length > 400 || row.initials.length > 100)
    return 'tooLong'
  return seen.has(row.code) ? 'twice' : null
}
