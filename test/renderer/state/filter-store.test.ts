// The conditions of the list: days are Beijing's, one condition on time at most, and kept ones are checked before use.
import { beforeEach, expect, test } from 'vitest'
import {
  NO_FILTER,
  acceptKept,
  clearFilter,
  countConditions,
  filterStore,
  setFilter,
  setTime,
  startOfDay,
  stationFilter,
} from '../../../renderer/state/filter-store.ts'

const NOON_MS = Date.parse('2023-07-28T12:00:00+08:00')

beforeEach(clearFilter)

test('today begins at midnight in Beijing, whatever the zone of the machine', () => {
  expect([
    startOfDay(Date.parse('2023-07-28T00:00:00+08:00')),
    startOfDay(NOON_MS),
    startOfDay(Date.parse('2023-07-28T23:59:59.999+08:00')),
  ]).toEqual(Array(3).fill(Date.parse('2023-07-27T16:00:00Z')))
})

test('of the conditions on time one holds: today, the last hours, or a span', () => {
  const asked = (): unknown => stationFilter({ filter: filterStore.getState().filter, nowMs: NOON_MS })
  setTime({ receivedFromMs: 1, receivedToMs: 2 })
  const span = asked()
  setTime({ withinHours: 6 })
  const hours = asked()
  setTime({ today: true })
  expect([span, hours, asked()]).toEqual([
    { receivedFromMs: 1, receivedToMs: 2 },
    { receivedFromMs: NOON_MS - 6 * 3_600_000 },
    { receivedFromMs: Date.parse('2023-07-28T00:00:00+08:00') },
  ])
  setTime({})
  expect(asked()).toEqual({})
})

test('conditions are counted, the search text among them, and cleared all at once', () => {
  setFilter({ text: 'flood', levels: [1, 2], divisions: ['3501'], onlyUnread: true })
  expect(countConditions(filterStore.getState().filter)).toBe(4)
  clearFilter()
  expect(filterStore.getState().filter).toEqual(NO_FILTER)
})

test('kept conditions of another version are taken as far as they fit', () => {
  const kept = {
    filter: {
      levels: [1, 9],
      statuses: ['closed', 'gone'],
      categories: ['11B'],
      divisions: [350100],
      withinHours: 24,
      today: 'yes',
      onlyUnread: true,
      unheardOf: true,
    },
    sort: 'beauty',
    descending: false,
  }
  expect(acceptKept(kept as Parameters<typeof acceptKept>[0])).toEqual({
    filter: { ...NO_FILTER, categories: ['11B'], withinHours: 24, onlyUnread: true },
    descending: false,
  })
})
