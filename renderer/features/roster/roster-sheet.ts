// The roster as a spreadsheet and back. Every row that cannot be taken is named with its reason; nothing is guessed.
import type { ShiftRow } from '../../../shared/model/roster.ts'
import { spanProblem } from '../../../shared/model/roster.ts'
import type { Holder, ShiftRole } from '../../../shared/model/shift.ts'
import { SHIFT_ROLES } from '../../../shared/model/shift.ts'
import { readMoment, writeMoment } from '../../ui/local-time.ts'
import type { RosterOfficer } from './officers.ts'

export const SHEET_COLUMNS = ['role', 'name', 'account', 'from', 'to', 'telephone', 'note'] as const
export type SheetColumn = (typeof SHEET_COLUMNS)[number]
export const COLUMN_WIDTHS: { readonly [column in SheetColumn]: number } = {
  role: 18,
  name: 14,
  account: 14,
  from: 18,
  to: 18,
  telephone: 18,
  note: 30,
}

/** Words of one language. */
export interface SheetWords {
  readonly column: { readonly [column in SheetColumn]: string }
  readonly role: { readonly [role in ShiftRole]: string }
}

export type RowProblem =
  | 'role'
  | 'account'
  | 'nameDoubtful'
  | 'nameTooLong'
  | 'from'
  | 'to'
  | 'endsBefore'
  | 'tooLong'
  | 'telephone'
  | 'note'
  | 'twice'

export interface ReadRow {
  /** Line of the sheet, its head being 1. */
  readonly line: number
  readonly cells: readonly string[]
  readonly row: ShiftRow | null
  readonly problem: RowProblem | null
}

/** The cells of shifts, in the order of SHEET_COLUMNS. */
export function sheetRows(
  shifts: readonly ShiftRow[],
  words: SheetWords,
  officers: readonly RosterOfficer[],
): readonly (readonly string[])[] {
  return shifts.map(({ role, holder, fromMs, toMs, telephone, note }) => [
    words.role[role],
    holder?.name ?? '',
    officers.find(({ id }) => id === holder?.officer)?.account ?? '',
    writeMoment(fromMs),
    writeMoment(toMs),
    telephone,
    note,
  ])
}

/** What a sheet says; null when its first row does not name the columns role, from and to in one of the languages. */
export function readRoster(
  cells: readonly (readonly string[])[],
  languages: readonly SheetWords[],
  officers: readonly RosterOfficer[],
): readonly ReadRow[] | null {
  const at = columnsOf(cells[0] ?? [], languages)
  if (at === null) return null
  const seen = new Set<string>()
  return cells.slice(1).flatMap((line, index): ReadRow[] => {
    if (line.every((cell) => cell.trim() === '')) return []
    const value = (column: SheetColumn): string => (line[at[column] ?? -1] ?? '').trim()
    const read = readRow(value, languages, officers)
    const key = read.row === null ? '' : `${read.row.role} ${read.row.fromMs} ${JSON.stringify(read.row.holder)}`
    const isTwice = read.row !== null && read.row.holder !== null && seen.has(key)
    seen.add(key)
    const cellsOf = SHEET_COLUMNS.map(value)
    return [{ line: index + 2, cells: cellsOf, ...(isTwice ? { row: null, problem: 'twice' as const } : read) }]
  })
}

type Columns = { readonly [column in SheetColumn]?: number }

function columnsOf(head: readonly string[], languages: readonly SheetWords[]): Columns | null {
  const titles = head.map((title) => title.trim().toLowerCase())
  const at = Object.fromEntries(
    SHEET_COLUMNS.flatMap((column) => {
      const index = titles.findIndex((title) => languages.some((words) => words.column[column].toLowerCase() === title))
      return index < 0 ? [] : [[column, index]]
    }),
  ) as Columns
  return at.role === undefined || at.from === undefined || at.to === undefined ? null : at
}

function readRow(
  value: (column: SheetColumn) => string,
  languages: readonly SheetWords[],
  officers: readonly RosterOfficer[],
): Pick<ReadRow, 'row' | 'problem'> {
  const refused = (problem: RowProblem): Pick<ReadRow, 'row' | 'problem'> => ({ row: null, problem })
  const said = value('role').toLowerCase()
  const role = SHIFT_ROLES.find((one) => languages.some((words) => words.role[one].toLowerCase() === said))
  if (role === undefined) return refused('role')
  const holder = readHolder(value('name'), value('account'), officers)
  if (typeof holder === 'string') return refused(holder)
  const [fromMs, toMs] = [readMoment(value('from')), readMoment(value('to'))]
  if (fromMs === null) return refused('from')
  if (toMs === null) return refused('to')
  const problem = spanProblem(fromMs, toMs)
  if (problem !== null) return refused(problem)
  const [telephone, note] = [value('telephone'), value('note')]
  if (telephone.length > 40) return refused('telephone')
  if (note.length > 200) return refused('note')
  return { row: { role, holder, fromMs, toMs, telephone, note }, problem: null }
}

/** An account decides; a name alone must be nobody's or one officer's. Neither: a shift still open. */
function readHolder(name: string, account: string, officers: readonly RosterOfficer[]): Holder | null | RowProblem {
  if (name.length > 80) return 'nameTooLong'
  if (account !== '') {
    const officer = officers.find((one) => one.account === account.toLowerCase())
    return officer === undefined ? 'account' : { officer: officer.id, name: name === '' ? officer.name : name }
  }
  if (name === '') return null
  const known = officers.filter((one) => one.name === name)
  if (known.length > 1) return 'nameDoubtful'
  return { officer: known[0]?.id ?? null, name }
}
