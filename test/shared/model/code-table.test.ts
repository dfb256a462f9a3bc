// The table of event codes an office puts in the place of the one that ships.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { conflictsOf, shownFields } from '../../../shared/journal/merge.ts'
import {
  EVENT_CODES_ID,
  MAX_CODE_TABLE_BYTES,
  codeTableDifference,
  codeTableOf,
  codesOf,
  tableOfShipped,
} from '../../../shared/model/code-table.ts'
import { depthOf, eventCodesSchema, parentOf, searchEventCodes } from '../../../shared/model/event-codes.ts'
import { readCodeRows } from '../../../shared/model/read-code-table.ts'
import type { Who } from '../../support/command-desk.ts'
import { CommandDesk } from '../../support/command-desk.ts'

const shipped = eventCodesSchema.parse(
  JSON.parse(readFileSync(new URL('../../../seeds/event-codes/event-codes.json', import.meta.url), 'utf8')),
)
const table = {
  version: '2027.1',
  source: '本单位.xlsx',
  codes: [
    { code: '11B00', name: '气象灾害', nameEn: '', initials: 'qxzh', pinyin: 'qixiangzaihai' },
    { code: '11B99', name: '海雾', nameEn: 'Sea fog', initials: 'hw', pinyin: 'haiwu' },
  ],
}

test('where a code stands follows from its form, for every code that ships', () => {
  for (const { code, parent, depth } of shipped.codes)
    expect([code, parentOf(code), depthOf(code)]).toEqual([code, parent, depth])
})

test('the shipped table goes through the form of an office’s own without loss, and fits into one change', () => {
  const own = tableOfShipped(shipped)
  expect(codeTableOf(own)).toEqual(own)
  expect(codesOf(own)).toEqual(
    shipped.codes.map(({ code, name, nameEn, parent, depth, initials, pinyin }) => ({
      ...{ code, name, nameEn, parent, depth, initials, pinyin },
    })),
  )
  expect(JSON.stringify(own).length).toBeLessThan(MAX_CODE_TABLE_BYTES / 2)
})

test('a table without classes hangs its codes on what is there; English names it lacks are the Chinese ones', () => {
  const codes = codesOf(table)
  expect(codes.map(({ code, parent, nameEn }) => [code, parent, nameEn])).toEqual([
    ['11B00', null, '气象灾害'],
    ['11B99', '11B00', 'Sea fog'],
  ])
  expect(searchEventCodes(codes, 'hw').map(({ code }) => code)).toEqual(['11B99'])
})

test('a table with a code twice, without codes, or larger than a change is none', () => {
  const [first] = table.codes
  expect(codeTableOf({ ...table, codes: [first, first] })).toBeNull()
  expect(codeTableOf({ ...table, codes: [] })).toBeNull()
  const many = Array.from({ length: 3_000 }, (_, at) => ({
    ...{ code: `${10 + Math.floor(at / 100)}A${String(at % 100).padStart(2, '0')}`, name: '很长的名字'.repeat(20) },
    ...{ nameEn: '', initials: '', pinyin: '' },
  }))
  expect(codeTableOf({ ...table, codes: many })).toBeNull()
})

test('what a new table changes is told by code', () => {
  const before = [
    { code: '11B01', name: '台风事件' },
    { code: '11B02', name: '龙卷风事件' },
  ]
  const after = [
    { code: '11B99', name: '海雾' },
    { code: '11B01', name: '台风' },
  ]
  expect(codeTableDifference(before, after)).toEqual({
    added: ['11B99'],
    removed: ['11B02'],
    renamed: [{ code: '11B01', from: '台风事件', to: '台风' }],
  })
})

test('rows of a sheet are read by their head, and every row left out is named with the reason', () => {
  const read = readCodeRows([
    ['突发事件分类（本单位）'],
    ['名称', '编码', '英文名称'],
    ['海雾', '11b99', 'Sea fog'],
    ['', ''],
    ['没有编码', '', ''],
    ['', '11B98', ''],
    ['又是海雾', '11B99', ''],
    ['名'.repeat(101), '11B97', ''],
  ])
  expect(read.ok && read.value.codes).toEqual([
    { code: '11B99', name: '海雾', nameEn: 'Sea fog', pinyin: '', initials: '' },
  ])
  expect(read.ok && read.value.refused.map(({ line, why }) => [line, why])).toEqual([
    [5, 'badCode'],
    [6, 'noName'],
    [7, 'twice'],
    [8, 'tooLong'],
  ])
  expect(readCodeRows([['a', 'b']]).ok).toBe(false)
  expect(readCodeRows([['编码', '名称']]).ok).toBe(false)
})

test('[CM-40] an administrator alone replaces the table of a space, and the one that ships is back when it is taken away', () => {
  const desk = new CommandDesk(Date.UTC(2026, 10, 28))
  const admin = { officer: 'wu', role: 'administrator' } as const
  const run = (who: Who, next: unknown): string => desk.run(who, 'setCodeTable', { table: next })
  const held = (): unknown => desk.records.map((state) => shownFields(state)['table'])
  expect(run({ officer: 'chen', role: 'commander' }, table)).toBe('notAllowed')
  expect(run(admin, null)).toBe('nothingToChange')
  expect(run(admin, { ...table, codes: [] })).toBe('invalidInput')
  expect(run(admin, table)).toBe(EVENT_CODES_ID)
  expect(run(admin, table)).toBe('nothingToChange')
  expect(held()).toEqual([table])
  expect(run(admin, null)).toBe(EVENT_CODES_ID)
  expect(held()).toEqual([null])
})

test('[CM-40] two tables put there apart contradict each other', () => {
  const desk = new CommandDesk(Date.UTC(2026, 10, 28))
  const admin = { officer: 'wu', role: 'administrator' } as const
  desk.apart([admin, 'setCodeTable', { table }], [admin, 'setCodeTable', { table: { ...table, version: '2027.2' } }])
  expect(desk.records.flatMap((state) => conflictsOf(state))).toEqual(['table'])
})
