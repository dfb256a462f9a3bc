// A file of event codes as an office has it: a spreadsheet or CSV with a column of codes and one of names. Pinyin it does not
// say is made here, so that the codes are found by their first letters.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { readCsv } from '../../../shared/interop/table/read-csv.ts'
import type { CodeTable } from '../../../shared/model/code-table.ts'
import { codeTableOf } from '../../../shared/model/code-table.ts'
import type { ReadCodes } from '../../../shared/model/read-code-table.ts'
import { readCodeRows } from '../../../shared/model/read-code-table.ts'
import { pinyinReader } from '../../ui/pinyin.ts'
import { readSheet } from '../../ui/spreadsheet.ts'

export const CODE_FILE_EXTENSIONS = ['xlsx', 'csv', 'tsv', 'txt'] as const

export interface CodeFile {
  /** Its name without the ending; who puts it there may change it. */
  readonly version: string
  readonly source: string
  readonly codes: CodeTable['codes']
  readonly refused: ReadCodes['refused']
}

/** Reads a file by its name's ending. */
export async function readCodeFile(name: string, bytes: Uint8Array): Promise<Result<CodeFile>> {
  const rows = await rowsOf(name, bytes)
  if (!rows.ok) return rows
  const read = readCodeRows(rows.value)
  if (!read.ok) return read
  const spell = await pinyinReader()
  const codes = read.value.codes.map((row) => {
    const { whole, initials } = spell(row.name)
    return {
      ...row,
      pinyin: row.pinyin === '' ? whole.slice(0, 400) : row.pinyin,
      initials: row.initials === '' ? initials.slice(0, 100) : row.initials,
    }
  })
  const version = name.replace(/\.[^.]*$/, '').slice(0, 60) || name.slice(0, 60)
  const table = codeTableOf({ version, source: name.slice(0, 500), codes })
  if (table === null) return refuse('tooLarge', 'more codes than one table takes')
  return ok({ version, source: table.source, codes: table.codes, refused: read.value.refused })
}

async function rowsOf(name: string, bytes: Uint8Array): Promise<Result<readonly (readonly string[])[]>> {
  if (/\.xlsx$/i.test(name)) {
    const rows = await readSheet(bytes)
    return rows === null ? refuse('malformed', 'no spreadsheet that can be read') : ok(rows)
  }
  const read = readCsv(bytes)
  return read.ok ? ok(read.value.rows) : read
}
