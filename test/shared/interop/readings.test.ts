import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Measure } from '../../../shared/interop/readings/reading-book.ts'
import { ReadingBook } from '../../../shared/interop/readings/reading-book.ts'
import { stateOf, thresholdFor, thresholdSchema } from '../../../shared/interop/readings/thresholds.ts'
import { readingRow } from '../../../shared/model/ambient.ts'

const threshold = (given: object) => thresholdSchema.parse({ quantity: 'level', ...given })
const MEASURE: Measure = {
  sensor: 's1',
  name: '桥头站',
  latitude: 26.1,
  longitude: 119.3,
  quantity: 'level',
  unit: 'm',
  value: 1,
  atMs: 1_000,
}

describe('thresholds', () => {
  test('a value that swings around a threshold does not swing the state', () => {
    const flood = threshold({ attention: 4, danger: 5, margin: 0.2 })
    const states = [3.9, 4, 5, 4.9, 4.81, 5.1, 4.79, 3.9, 3.79].reduce<string[]>((list, value) => {
      const before = (list.at(-1) ?? 'normal') as 'normal'
      return [...list, stateOf(value, flood, before)]
    }, [])
    expect(states).toEqual([
      'normal',
      'attention',
      'danger',
      'danger',
      'danger',
      'danger',
      'attention',
      'attention',
      'normal',
    ])
  })

  test('small values can be the dangerous ones', () => {
    const battery = threshold({ attention: 11.5, danger: 11, isBelow: true })
    expect(stateOf(12, battery, 'normal')).toBe('normal')
    expect(stateOf(11.2, battery, 'normal')).toBe('attention')
    expect(stateOf(10.9, battery, 'normal')).toBe('danger')
  })

  test('a state is never better than its value is by the bare thresholds', () => {
    const any = fc.double({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(
        any,
        any,
        any,
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.boolean(),
        (value, attention, danger, margin, isBelow) => {
          const limit = threshold({ attention, danger, margin, isBelow })
          const rank = ['normal', 'attention', 'danger']
          const bare = stateOf(value, { ...limit, margin: 0 }, 'normal')
          for (const before of ['normal', 'attention', 'danger'] as const)
            expect(rank.indexOf(stateOf(value, limit, before))).toBeGreaterThanOrEqual(rank.indexOf(bare))
        },
      ),
    )
  })

  test('a sensor has its own threshold before the one for all', () => {
    const [all, own] = [threshold({ danger: 5 }), threshold({ sensor: 's1', danger: 3 })]
    expect(thresholdFor([all, own], 's1', 'level')).toBe(own)
    expect(thresholdFor([all, own], 's2', 'level')).toBe(all)
    expect(thresholdFor([all, own], 's1', 'rain')).toBeUndefined()
    expect(stateOf(99, undefined, 'danger')).toBe('normal')
  })
})

describe('the newest values', () => {
  test('a series is in order and bounded, whatever order the values come in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 0, max: 9 })), { maxLength: 200 }), (values) => {
        const book = new ReadingBook('gw', [])
        const last = values
          .map(([atMs, value]) => book.take({ ...MEASURE, atMs, value }, 1_000))
          .findLast((booked) => booked !== undefined)
        if (last === undefined) return
        const row = readingRow.parse(last.row)
        const times = row.series.map(([at]) => at)
        expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b))
        expect(row.atMs).toBe(Math.max(...values.map(([at]) => at)))
        expect(row.series.length).toBeLessThanOrEqual(96)
      }),
    )
  })

  test('the same value twice says nothing new; a late one does not become the newest', () => {
    const book = new ReadingBook('gw', [threshold({ danger: 5 })])
    expect(book.take({ ...MEASURE, value: 6, atMs: 500 }, 1_000)).toMatchObject({ before: 'normal', hasWorsened: true })
    expect(book.take({ ...MEASURE, value: 6, atMs: 500 }, 1_000)).toBeUndefined()
    const late = book.take({ ...MEASURE, value: 1, atMs: 400 }, 1_000)
    expect(late).toMatchObject({ hasWorsened: false, row: { value: 6, atMs: 500, state: 'danger' } })
    expect(late?.row.series).toEqual([
      [400, 1],
      [500, 6],
    ])
  })

  test('a clock far ahead is not believed, no time is now', () => {
    const book = new ReadingBook('gw', [])
    expect(book.take({ ...MEASURE, atMs: 9e12 }, 1_000)?.row.atMs).toBe(1_000)
    expect(book.take({ ...MEASURE, value: 2, atMs: null }, 2_000)?.row.atMs).toBe(2_000)
  })

  test('sensors are bounded, and the silent are forgotten', () => {
    const book = new ReadingBook('gw', [])
    for (let index = 0; index < 20_100; index += 1) book.take({ ...MEASURE, sensor: String(index) }, index)
    expect(book.size).toBe(20_000)
    expect(book.forgetBefore(20_099)).toHaveLength(19_999)
    expect(book.size).toBe(1)
  })
})
