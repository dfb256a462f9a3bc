// What the bell and the bar say: the gravest first, and ages that do not run ahead.
import { expect, test } from 'vitest'
import { gravestFirst } from '../../../renderer/features/notices/notice-list.tsx'
import { ageOf } from '../../../renderer/features/status-bar/age.ts'
import type { Level } from '../../../shared/model/level.ts'
import type { NoticeRow } from '../../../shared/rpc/rows.ts'

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

test('open notices stand before acknowledged ones, the gravest first, ungraded before level 4, then the newest', () => {
  const rows = [
    notice('done', 1, 9, 10),
    notice('four', 4, 8),
    notice('ungraded', null, 2),
    notice('one, old', 1, 1),
    notice('one, new', 1, 5),
    notice('three', 3, 7),
  ]
  expect(gravestFirst(rows).map(({ key }) => key)).toEqual([
    'one, new',
    'one, old',
    'three',
    'ungraded',
    'four',
    'done',
  ])
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
