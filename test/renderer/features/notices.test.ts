// What the bell and the bar say: the gravest first, and ages that do not run ahead.
import { expect, test } from 'vitest'
import { deliveryHappening, reportHappening } from '../../../renderer/app/received-report-notices.ts'
import {
  alertHappening,
  incidentHappening,
  noticeOf,
  openGravestFirst,
} from '../../../renderer/features/notices/notice-book.ts'
import type { Happening } from '../../../renderer/features/notices/notice-book.ts'
import { refusedHappening } from '../../../renderer/features/notices/refused-happenings.ts'
import { ageOf } from '../../../renderer/features/status-bar/age.ts'
import { alertItem } from '../../../renderer/state/alert-book.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { ONCE_ONLY } from '../../../shared/model/disposition.ts'
import type { Level } from '../../../shared/model/level.ts'
import type { ItemRow, NoticeRow } from '../../../shared/rpc/rows.ts'

function notice(key: string, level: Level | null, receivedMs: number, acknowledgedMs: number | null = null): NoticeRow {
  return {
    key,
    incident: key,
    title: key,
    level,
    category: '11B01',
    receivedMs,
    acknowledgedMs,
    acknowledgedBy: acknowledgedMs === null ? null : 'Chen',
  }
}

function item(key: string, values: JsonFields, station = 'OTHER'): ItemRow {
  const fields = Object.entries(values).map(([name, value]) => [name, { value, atMs: 1, conflict: false }])
  return {
    key,
    kind: 'any',
    number: null,
    numberDoubtful: false,
    fields: Object.fromEntries(fields) as ItemRow['fields'],
    officer: 'lin',
    officerName: 'Lin',
    agencyName: 'Centre',
    agencyNameEn: 'Centre',
    station,
    stationName: station,
    writtenMs: 1,
    changedMs: 2,
    receivedMs: 2,
    state: 'agreed',
  }
}

const said = (disposition: string, at: string, more: JsonFields = {}): ItemRow =>
  item(at, { moment: ONCE_ONLY, disposition, at, ...more })

test('open notices stand before acknowledged ones, the gravest first, ungraded before level 4, then the newest', () => {
  const rows = [
    notice('done', 1, 9, 10),
    notice('four', 4, 8),
    notice('ungraded', null, 2),
    notice('one, old', 1, 1),
    notice('one, new', 1, 5),
    notice('three', 3, 7),
  ]
  const notices = rows.map((row) => noticeOf(incidentHappening(row), []))
  expect(notices.toSorted(openGravestFirst).map(({ subject }) => subject)).toEqual([
    'one, new',
    'one, old',
    'three',
    'ungraded',
    'four',
    'done',
  ])
})

test('a notice is closed by the agency from any station, open again when taken back, whatever this station acknowledged', () => {
  const here = incidentHappening(notice('i1', 2, 5, 6))
  const elsewhere = incidentHappening(notice('i1', 2, 50))
  expect(noticeOf(here, []).isOpen).toBe(false)
  expect(noticeOf(elsewhere, []).isOpen).toBe(true)
  const given = [said('duplicate', '2023-07-28T06:00:00+08:00')]
  expect([noticeOf(here, given).isOpen, noticeOf(elsewhere, given).isOpen]).toEqual([false, false])
  const back = [said('duplicate', '2023-07-28T06:00:00+08:00', { takenBack: { by: 'lin', reason: 'no' } })]
  expect([noticeOf(here, back).isOpen, noticeOf(elsewhere, back).isOpen]).toEqual([true, true])
  const both = [...given, said('relevant', '2023-07-28T07:00:00+08:00')]
  expect(noticeOf(elsewhere, both)).toMatchObject({ isOpen: false, isContradicted: true })
})

const ALERT = {
  title: 'Typhoon',
  category: '11B01',
  level: 2,
  issuedAt: '2023-07-27T06:00:00+08:00',
  startsAt: '2023-07-27T06:00:00+08:00',
} as const
const NOW_MS = Date.parse('2023-07-28T06:00:00+08:00')

test('an alert is told of when another station records it, when it is adjusted, and for a day after it was cancelled', () => {
  const told = (values: JsonFields, station = 'OTHER', nowMs = NOW_MS) =>
    alertHappening(alertItem(item('a1', { ...ALERT, ...values }, station), nowMs), 'OWN', nowMs, (key) => key).map(
      ({ title, moment, level }) => [title, moment, level],
    )
  expect(told({})).toEqual([['Typhoon', ALERT.issuedAt, 2]])
  expect(told({}, 'OWN')).toEqual([])
  const adjustedAt = '2023-07-28T04:00:00+08:00'
  expect(told({ adjustedAt, level: 1 }, 'OWN')).toEqual([['alertAdjusted', adjustedAt, 1]])
  const cancelled = { how: 'lifted', at: adjustedAt, by: 'lin', reason: 'weaker' }
  expect(told({ cancelled })).toEqual([['alertLifted', adjustedAt, 4]])
  expect(told({ cancelled }, 'OTHER', NOW_MS + 24 * 3_600_000)).toEqual([])
})

test('an age is told in its greatest unit, rounded down; a clock set back is just now', () => {
  expect([-60_000, 4_999, 5_000, 59_999, 60_000, 3_599_999, 7_200_000].map((ms) => ageOf(ms))).toEqual([
    { word: 'moment', count: 0 },
    { word: 'moment', count: 0 },
    { word: 'seconds', count: 5 },
    { word: 'seconds', count: 55 },
    { word: 'minutes', count: 1 },
    { word: 'minutes', count: 59 },
    { word: 'hours', count: 2 },
  ])
})

test('a report that came over a link is a notice for everyone, told once, and leads to its incident', () => {
  const row = {
    ...item('2023-07-28T06:00:00+08:00', { title: '火灾初报', number: '2023-1', incident: 'i1' }),
    key: 'r1',
  }
  const one = reportHappening(row, (title) => `收到 ${title}`)
  expect(one).toMatchObject({
    kind: 'report',
    subject: 'r1',
    moment: ONCE_ONLY,
    title: '收到 火灾初报',
    incident: 'i1',
  })
  expect([one.agency, one.officer, noticeOf(one, []).isOpen]).toEqual([null, null, true])
  expect(noticeOf(one, [said('noted', '2023-07-28T06:10:00+08:00')]).isOpen).toBe(false)
})

test('[CM-41] a report sent to our agency through the system is a notice for that agency, with what the report is called', () => {
  const sent = { channel: 'system', to: '省厅', agency: 'centre', takenBy: '', at: '2023-07-28T06:00:00+08:00' }
  const row = { ...item('2023-07-28T06:00:00+08:00', { report: 'r1', incident: 'i1', sent }), key: 'd1' }
  const report = item('2023-07-28T05:50:00+08:00', { title: '火灾初报', number: '2023-1' })
  const say = (title: string | null): string => `待签收 ${title ?? '?'}`
  expect(deliveryHappening(row, report, say)).toMatchObject({
    ...{ kind: 'report', subject: 'd1', title: '待签收 火灾初报', more: '2023-1', incident: 'i1' },
    ...{ agency: 'centre', officer: null },
  })
  expect(deliveryHappening(row, undefined, say).title).toBe('待签收 ?')
})

test('a directive sent back and a transfer refused are told to who gave them, for a week, with the reason', () => {
  const at = '2026-11-25T08:00:00+08:00'
  const nowMs = Date.parse(at) + 3_600_000
  const say = (): { readonly title: string; readonly by: string } => ({ title: 'sent back', by: 'Fuzhou' })
  const receipt = item('r1', {
    ...{ directive: 'd1', title: '转移', from: 'centre', agency: 'fz', incident: 'i1' },
    closed: { by: 'wu', at, how: 'returned', text: '不属本单位' },
  })
  const [told] = refusedHappening(receipt, 'centre', nowMs, say)
  expect(told).toMatchObject({
    ...{ kind: 'directive', subject: 'r1', parent: 'd1', incident: 'i1', agency: 'centre', moment: at },
    more: 'Fuzhou · 不属本单位',
  })
  expect(refusedHappening(receipt, 'fz', nowMs, say)).toEqual([])
  expect(refusedHappening(receipt, 'centre', nowMs + 8 * 86_400_000, say)).toEqual([])
  const decision = { by: 'wu', at, how: 'refused', reason: '已有主办单位' }
  const transfer = item('t1', { incident: 'i1', from: 'centre', agency: 'fz', decision })
  expect(refusedHappening(transfer, 'centre', nowMs, say)).toMatchObject([
    { parent: null, more: 'Fuzhou · 已有主办单位' },
  ])
  // What the receiver made of its own notice, when it was given, is no answer to this one.
  expect(noticeOf(told as Happening, [said('noted', at)])).toMatchObject({ isOpen: true })
  expect(noticeOf(told as Happening, [said('noted', at, { moment: at })])).toMatchObject({ isOpen: false })
})
