// The roster as a real spreadsheet and back, in both languages; every row that cannot be taken is named with its reason.
import { expect, test } from 'vitest'
import type { RosterOfficer } from '../../../renderer/features/roster/officers.ts'
import { holderNamed } from '../../../renderer/features/roster/officers.ts'
import { SHEET_COLUMNS, readRoster, sheetRows } from '../../../renderer/features/roster/roster-sheet.ts'
import {
  SHEET_LANGUAGES,
  longSpanWords,
  sheetWords,
  spanWords,
} from '../../../renderer/features/roster/roster-words.ts'
import { readMoment, weekStart, writeMoment } from '../../../renderer/ui/local-time.ts'
import { readSheet, writeSheet } from '../../../renderer/ui/spreadsheet.ts'
import { must } from '../../../shared/base/assert.ts'
import type { ShiftRow } from '../../../shared/model/roster.ts'

const OFFICERS: readonly RosterOfficer[] = [
  { id: 'o1', account: 'lin', name: '林岚', agency: 'a1' },
  { id: 'o2', account: 'chen', name: '陈坤', agency: 'a1' },
  { id: 'o3', account: 'chen2', name: '陈坤', agency: 'a2' },
]
const at = (text: string): number => must(readMoment(text), text)
const ROWS: readonly ShiftRow[] = [
  {
    role: 'dutyOfficer',
    holder: { officer: 'o1', name: '林岚' },
    fromMs: at('2026-11-25 08:00'),
    toMs: at('2026-11-25 20:00'),
    telephone: '0591-8755 0001',
    note: '=1+1',
  },
  {
    role: 'leader',
    holder: { officer: null, name: '王建国' },
    fromMs: at('2026-11-25 20:00'),
    toMs: at('2026-11-26 08:00'),
    telephone: '',
    note: '',
  },
  {
    role: 'principal',
    holder: null,
    fromMs: at('2026-11-25 08:00'),
    toMs: at('2026-12-02 08:00'),
    telephone: '',
    note: '',
  },
]

test.each([['zh-CN'], ['en']] as const)(
  'what was exported in %s is read back the same, in either language',
  async (language) => {
    const words = sheetWords(language)
    const columns = SHEET_COLUMNS.map((column) => ({ title: words.column[column], width: 10 }))
    const bytes = await writeSheet('1', columns, sheetRows(ROWS, words, OFFICERS))
    const read = must(readRoster(must(await readSheet(bytes), 'cells'), SHEET_LANGUAGES, OFFICERS), 'rows')
    expect(read.map(({ row }) => row)).toEqual(ROWS)
    expect(read.map(({ line, problem }) => [line, problem])).toEqual([
      [2, null],
      [3, null],
      [4, null],
    ])
  },
)

const HEAD = ['角色', '姓名', '账号', '开始', '结束', '值班电话', '备注']
const GOOD = ['值班员', '林岚', '', '2026-11-25 8:00', '2026/11/25 20:00:00', '', '']
const but = (column: number, text: string): readonly string[] =>
  GOOD.map((cell, index) => (index === column ? text : cell))

test.each([
  ['a role nobody knows', but(0, '值日生'), 'role'],
  ['an account nobody has', but(2, 'nobody'), 'account'],
  ['a name of two officers', but(1, '陈坤'), 'nameDoubtful'],
  ['a name too long', but(1, '林'.repeat(81)), 'nameTooLong'],
  ['no beginning', but(3, '明天'), 'from'],
  ['a day that is none', but(3, '2026-11-31 08:00'), 'from'],
  ['no end', but(4, ''), 'to'],
  ['an end before the beginning', but(4, '2026-11-25 07:00'), 'endsBefore'],
  ['a shift of a month', but(4, '2026-12-25 07:00'), 'tooLong'],
  ['a telephone too long', but(5, '1'.repeat(41)), 'telephone'],
  ['a note too long', but(6, '1'.repeat(201)), 'note'],
])('refused with the reason: %s', (_what, line, problem) => {
  expect(readRoster([HEAD, line], SHEET_LANGUAGES, OFFICERS)).toMatchObject([{ line: 2, row: null, problem }])
})

test('an account decides between officers of one name; the same row twice is refused; empty lines are none', () => {
  const named = [...GOOD]
  named[1] = '陈坤'
  named[2] = 'CHEN2'
  const read = readRoster([HEAD, named, GOOD.map(() => ' '), GOOD, GOOD], SHEET_LANGUAGES, OFFICERS)
  expect(read?.map(({ line, row, problem }) => [line, row?.holder?.officer ?? null, problem])).toEqual([
    [2, 'o3', null],
    [4, 'o1', null],
    [5, null, 'twice'],
  ])
})

test('a table without the columns is none, and a file that is no spreadsheet is not read', async () => {
  expect(readRoster([['a', 'b']], SHEET_LANGUAGES, OFFICERS)).toBeNull()
  expect(readRoster([], SHEET_LANGUAGES, OFFICERS)).toBeNull()
  expect(await readSheet(new TextEncoder().encode('no spreadsheet'))).toBeNull()
})

test('who a typed name means: the one officer of that name, else a person without an account', () => {
  expect([' 林岚 ', '陈坤', '王建国', ' '].map((name) => holderNamed(name, OFFICERS))).toEqual([
    { officer: 'o1', name: '林岚' },
    { officer: null, name: '陈坤' },
    { officer: null, name: '王建国' },
    null,
  ])
})

test('moments, spans and weeks are those of Beijing', () => {
  expect(writeMoment(at('2026\u5e7411\u67085\u65e5 8:05'))).toBe('2026-11-05 08:05')
  expect(readMoment('2026-13-01 08:00')).toBeNull()
  expect(spanWords(at('2026-11-25 20:00'), at('2026-11-26 08:00'))).toBe('20:00–08:00 +1')
  expect(longSpanWords(at('2026-11-25 08:00'), at('2026-11-25 20:00'))).toBe('11-25 08:00 – 11-25 20:00')
  for (const day of ['2026-11-23 00:00', '2026-11-26 07:59', '2026-11-29 23:59'])
    expect(writeMoment(weekStart(at(day)))).toBe('2026-11-23 00:00')
})
