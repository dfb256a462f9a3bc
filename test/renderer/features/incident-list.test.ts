// What the list computes without a screen: its window, its steps, its words, its file.
import { expect, test } from 'vitest'
import { csvCell, incidentsCsv } from '../../../renderer/features/incidents/incident-csv.ts'
import { WINDOW_ROWS, casualtyWords, stepFrom, windowStart } from '../../../renderer/features/incidents/list-window.ts'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'

const ROW: IncidentRow = {
  key: 'i1',
  number: 'FZ-20230728-A-001',
  title: '=HYPERLINK("http://x","台风")',
  category: '11B01',
  level: null,
  status: 'reported',
  lon: 119.3,
  lat: 26.07,
  division: null,
  place: '鼓楼区, "五一"广场',
  occurredAt: null,
  receivedAt: '2023-07-28T09:55:00+08:00',
  dead: 0,
  missing: null,
  injured: 12,
  trapped: null,
  evacuated: 300,
  sensitive: false,
  demonstration: true,
  conflicts: 0,
  unread: false,
  waiting: false,
  changedMs: 0,
}
const words = {
  field: (name: string) => name,
  level: (level: number) => `L${level}`,
  status: (status: string) => status,
  category: (code: string) => code,
  division: (code: string) => code,
  time: (iso: string) => iso.slice(0, 16),
}

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['=1+1', "'=1+1"],
  ['  =1+1', "'  =1+1"],
  ['+cmd', "'+cmd"],
  ['-x', "'-x"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1', "'＝1"],
  ['\tx', "'\tx"],
  ['-12.5', '-12.5'],
  ['two\nlines', '"two\nlines"'],
])('cell %j is %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell)
})

test('the file opens with a byte order mark, names its columns and defuses titles', () => {
  const lines = incidentsCsv([ROW], words).split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]?.startsWith('\uFEFFnumber,title,')).toBe(true)
  expect(lines[1]).toBe(
    `FZ-20230728-A-001,"'=HYPERLINK(""http://x"",""台风"")",11B01,L0,reported,"鼓楼区, ""五一""广场",,2023-07-28T09:55,,0,,12,,300,"26.07000, 119.30000",demonstration`,
  )
})

test('every visible row lies in the window, also at its edges', () => {
  for (const first of [0, 1, 99, 100, 101, 250, 12_345]) {
    const start = windowStart(first)
    expect(start).toBeLessThanOrEqual(first)
    expect(start + WINDOW_ROWS).toBeGreaterThan(first + 100)
  }
})

test('steps stay within the list', () => {
  expect([stepFrom(-1, 1, 5), stepFrom(-1, -1, 5), stepFrom(4, 1, 5), stepFrom(0, -1, 5), stepFrom(2, 1, 5)]).toEqual([
    0, 4, 4, 0, 3,
  ])
  expect(stepFrom(-1, 1, 0)).toBe(-1)
})

test('only casualties above zero are named in the line', () => {
  expect(casualtyWords(ROW, (field) => field)).toBe('injured 12 evacuated 300')
})
