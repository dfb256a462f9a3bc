// Statistics as tables and sheets, the office's calendar, what is open of an incident, and conditions read back from a station.
import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readSaved } from '../../../renderer/features/search/saved-conditions.ts'
import { orderOf } from '../../../renderer/features/search/search-store.ts'
import { chartOption } from '../../../renderer/features/statistics/chart-options.ts'
import { sheetsOf } from '../../../renderer/features/statistics/export-sheets.ts'
import { stretchOf, stretchText, stretchesBetween, unitOf } from '../../../renderer/features/statistics/periods.ts'
import { rateText, statisticsTables } from '../../../renderer/features/statistics/tables.ts'
import { readSheet, writeSheets } from '../../../renderer/ui/spreadsheet.ts'
import { OPEN_STATES, deliveredReports, unsentReports } from '../../../shared/model/open-matters.ts'
import type { Statistics } from '../../../shared/rpc/finding.ts'

const DAY_MS = 86_400_000
/** 07:30 on 1 January 2026 in Beijing, still the old year in UTC. */
const NEW_YEAR = Date.parse('2025-12-31T23:30:00Z')

test('stretches of time are cut by the calendar of the office, not by that of the machine or of UTC', () => {
  const start = Date.parse('2025-12-31T16:00:00Z')
  expect(stretchOf('today', NEW_YEAR, null, null)).toEqual({ fromMs: start, toMs: start + DAY_MS })
  expect(stretchOf('year', NEW_YEAR, null, null)).toEqual({ fromMs: start, toMs: Date.parse('2026-12-31T16:00:00Z') })
  expect(stretchOf('lastYear', NEW_YEAR, null, null)?.toMs).toBe(start)
  expect(stretchOf('week', NEW_YEAR, null, null)?.fromMs).toBe(start - 6 * DAY_MS)
  expect(stretchOf('own', NEW_YEAR, '2026-01-01', '2026-01-01')).toEqual({ fromMs: start, toMs: start + DAY_MS })
  expect(stretchOf('own', NEW_YEAR, '2026-01-02', '2026-01-01')).toBeNull()
  expect(stretchOf('own', NEW_YEAR, null, '2026-01-01')).toEqual({ fromMs: Date.UTC(1990, 0, 1), toMs: start + DAY_MS })
  expect(stretchOf('own', NEW_YEAR, '2025-12-31', null)).toEqual({ fromMs: start - DAY_MS, toMs: start + DAY_MS })
  expect([1, 7, 365, 5 * 365].map((days) => unitOf({ fromMs: 0, toMs: days * DAY_MS }))).toEqual([
    'hour',
    'day',
    'month',
    'year',
  ])
  expect((['hour', 'day', 'month', 'year'] as const).map((unit) => stretchText(start, unit))).toEqual([
    '2026-01-01 00:00',
    '2026-01-01',
    '2026-01',
    '2026',
  ])
  const months = stretchesBetween(start, Date.parse('2026-03-31T16:00:00Z'), 'month')
  expect(months.map((ms) => stretchText(ms, 'month'))).toEqual(['2026-01', '2026-02', '2026-03', '2026-04'])
})

const day = (of: string): string => String(Date.parse(`${of}T00:00:00+08:00`))
const STATISTICS: Statistics = {
  atMs: 0,
  total: 4,
  byReceipt: 0,
  voided: 0,
  sensitive: 0,
  byLevel: [1, 0, 1, 0, 2],
  byStatus: { reported: 4, closed: 0 },
  byTime: [
    { key: day('2026-01-01'), byLevel: [1, 0, 0, 0, 2] },
    { key: day('2026-01-03'), byLevel: [0, 0, 1, 0, 0] },
  ],
  byCategory: [
    { key: '11B', byLevel: [0, 0, 0, 0, 1] },
    { key: '12D', byLevel: [1, 0, 1, 0, 1] },
  ],
  byDivision: [{ key: '', byLevel: [1, 0, 1, 0, 2] }],
  byAgency: [{ key: 'evil', byLevel: [1, 0, 1, 0, 2] }],
  casualties: { dead: 0, missing: 0, injured: 0, trapped: 0, evacuated: 0 },
  reports: [{ key: 'r', met: 2, metLate: 1, never: 1, running: 3, explained: 0 }],
  deliveries: { sent: 0, confirmed: 0, medianMinutes: null },
  receipts: [{ key: 'fz', met: 0, metLate: 0, never: 0, running: 1 }],
  receiptsLeftOut: 0,
}
const EVIL = '=HYPERLINK("http://evil","x")'
const tables = statisticsTables(
  STATISTICS,
  { unit: 'day' },
  {
    say: (key) => key,
    level: (level) => `L${level}`,
    status: (status) => status,
    category: (family) => family,
    division: (code) => code,
    agency: (id) => (id === 'evil' ? EVIL : id),
    rule: (id) => [id, '法'],
  },
)

test('tables hold every figure with its sum, days without incidents, the most first, and the share in time', () => {
  const table = (id: string) => tables.find((one) => one.id === id)
  expect(table('byTime')?.rows.map(({ name, values }) => [name, ...values])).toEqual([
    ['2026-01-01', 0, 0, 0, 2, 1, 3],
    ['2026-01-02', 0, 0, 0, 0, 0, 0],
    ['2026-01-03', 0, 1, 0, 0, 0, 1],
  ])
  expect(table('byCategory')?.rows.map(({ name }) => name)).toEqual(['12D', '11B'])
  expect(table('byDivision')?.rows.map(({ name }) => name)).toEqual(['none'])
  // What still runs is not late: it counts for no share.
  expect(table('reports')?.rows.map(({ rate }) => rateText(rate))).toEqual(['50.0%'])
  expect(table('receipts')?.rows.map(({ rate }) => rateText(rate))).toEqual(['–'])
  expect(table('byStatus')?.rows.map(({ key }) => key)).toEqual(['reported'])
})

test('a chart shows the figures of its table, with a pattern beside every colour', () => {
  const [byTime] = tables
  if (byTime === undefined) throw new Error('no table')
  const option = chartOption(byTime) as { series: { data: number[] }[]; aria: unknown }
  expect(option.series.map(({ data }) => data)).toEqual([
    [0, 0, 0],
    [0, 0, 1],
    [0, 0, 0],
    [2, 0, 0],
    [1, 0, 0],
  ])
  expect(option.aria).toEqual({ enabled: true, decal: { show: true } })
})

test('the spreadsheet has a sheet for every table, numbers as numbers, and no text of a record becomes a formula', async () => {
  const bytes = await writeSheets(sheetsOf('statistics', [['total', 4]], tables, 'rate'))
  expect(await readSheet(bytes)).toEqual([
    ['statistics', ''],
    ['total', '4'],
  ])
  const files = unzipSync(bytes)
  const sheets = Object.keys(files).filter((name) => /worksheets\/sheet\d+\.xml$/.test(name))
  expect(sheets).toHaveLength(1 + tables.length)
  for (const name of sheets) expect(new TextDecoder().decode(files[name])).not.toMatch(/<f[ >/]/)
  const texts = new TextDecoder().decode(files['xl/sharedStrings.xml'] ?? new Uint8Array())
  const all = texts + sheets.map((name) => new TextDecoder().decode(files[name])).join('')
  expect(all).toContain('=HYPERLINK(')
})

test('a report counts as not sent until it went to somebody; void ones do not count', () => {
  const reports = [
    { id: 'draft', fields: { title: '起草中' } },
    { id: 'signed', fields: { title: '已签未报', signed: { title: 't' } } },
    { id: 'sent', fields: { title: '已报', signed: { title: 't' } } },
    { id: 'void', fields: { title: '作废', step: 'void' } },
  ]
  expect(unsentReports(reports, deliveredReports([{ report: 'sent' }, {}]))).toEqual(['起草中', '已签未报'])
  expect(OPEN_STATES.receipt).toEqual(['sent', 'delivered', 'signed', 'answered'])
})

test('saved conditions of another program are read as far as they fit', () => {
  const good = { name: '台风', conditions: { text: '台风', kinds: ['incident', 3], from: '2026-01-01', until: 5 } }
  expect(readSaved([good, null, 'x', { name: 1 }, { name: 'a', conditions: { text: 1, kinds: [] } }])).toEqual([
    { name: '台风', conditions: { text: '台风', kinds: ['incident'], from: '2026-01-01', until: null } },
  ])
  expect(readSaved(null)).toEqual([])
  expect(['place', 'unknown', 'incident', 'log'].toSorted((a, b) => orderOf(a) - orderOf(b))[0]).toBe('incident')
})
