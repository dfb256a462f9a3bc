// How incidents look: never by colour alone, marks for what must be noticed, the grave ones on top.
import { expect, test } from 'vitest'
import {
  clusterLook,
  countText,
  drawRank,
  shapeOf,
  symbolKey,
  symbolOf,
  worstOf,
} from '../../../renderer/map/symbol.ts'
import {
  CLOSED_STATUS,
  CONFLICT_FLAG,
  UNREAD_FLAG,
  VOID_STATUS,
  WAITING_FLAG,
} from '../../../renderer/map/worker/incident-messages.ts'
import type { MapPoint } from '../../../renderer/map/worker/map-point.ts'
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'

const row = (level: number, status = 0, flags = 0, code = '11B01'): MapPoint => [
  'i',
  119,
  26,
  level,
  status,
  code,
  flags,
]

test('statuses are where the map thinks they are', () => {
  expect(INCIDENT_STATUSES[CLOSED_STATUS]).toBe('closed')
  expect(INCIDENT_STATUSES[VOID_STATUS]).toBe('void')
})

test('every level has a shape of its own', () => {
  expect(new Set([0, 1, 2, 3, 4].map(shapeOf)).size).toBe(5)
  expect(symbolOf(row(1))).toMatchObject({ shape: 'octagon', family: 'wind', level: 1, fading: 'none' })
})

test('marks follow the flags; demonstration and sensitive are no marks', () => {
  expect(symbolOf(row(4, 0, CONFLICT_FLAG))).toMatchObject({ hasConflict: true, isUnread: false, isWaiting: false })
  expect(symbolOf(row(4, 0, UNREAD_FLAG))).toMatchObject({ hasConflict: false, isUnread: true, isWaiting: false })
  expect(symbolOf(row(4, 0, WAITING_FLAG))).toMatchObject({ hasConflict: false, isUnread: false, isWaiting: true })
  expect(symbolOf(row(4, 0, 4 | 8))).toMatchObject({ hasConflict: false, isUnread: false, isWaiting: false })
})

test('closed and void incidents fade', () => {
  expect(symbolOf(row(2, CLOSED_STATUS)).fading).toBe('closed')
  expect(symbolOf(row(2, VOID_STATUS)).fading).toBe('void')
})

test('sprites are shared by equal looks only', () => {
  expect(symbolKey(symbolOf(row(2, 0, 4)))).toBe(symbolKey(symbolOf(row(2, 1, 0))))
  const keys = [row(2), row(3), row(2, 0, 1), row(2, 0, 2), row(2, 0, 16), row(2, 5), row(2, 0, 0, '12G01')]
  expect(new Set(keys.map((point) => symbolKey(symbolOf(point)))).size).toBe(keys.length)
})

test('clusters show their worst level; ungraded is below IV and nothing is left when all are over', () => {
  expect(worstOf([5, 0, 0, 1, 9])).toBe(3)
  expect(worstOf([5, 0, 0, 0, 0])).toBe(0)
  expect(worstOf([0, 0, 0, 0, 0])).toBeNull()
  const cluster = {
    id: 1,
    lon: 119,
    lat: 26,
    count: 1_234,
    levels: [0, 1, 0, 0, 1_200],
    flags: CONFLICT_FLAG,
    divisionOnly: 0,
  }
  expect(clusterLook(cluster)).toMatchObject({ worst: 1, text: '1.2k', hasConflict: true, isUnread: false })
})

test('counts fit into the symbol', () => {
  expect([1, 999, 1_000, 1_999, 12_345, 100_000].map(countText)).toEqual(['1', '999', '1k', '1.9k', '12k', '100k'])
})

test('what matters most is drawn last', () => {
  const rows = [row(1), row(4), row(0), row(1, VOID_STATUS), row(2), row(1, CLOSED_STATUS)]
  const sorted = rows.toSorted((a, b) => drawRank(a) - drawRank(b))
  expect(sorted.map((point) => [point[3], point[4]])).toEqual([
    [1, VOID_STATUS],
    [1, CLOSED_STATUS],
    [0, 0],
    [4, 0],
    [2, 0],
    [1, 0],
  ])
})
