import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTime, writeTime } from '../../../renderer/ui/fields/read-time.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'

const NOW = Date.parse('2023-07-28T15:10:20+08:00')
const read = (text: string) => {
  const reading = readTime(text, NOW)
  return reading.ok ? reading.iso : null
}

test.each([
  ['1432', '2023-07-28T14:32:00+08:00'],
  ['932', '2023-07-28T09:32:00+08:00'],
  ['14:32', '2023-07-28T14:32:00+08:00'],
  ['14：32', '2023-07-28T14:32:00+08:00'],
  ['14.32', '2023-07-28T14:32:00+08:00'],
  ['14:32:05', '2023-07-28T14:32:05+08:00'],
  ['14时32分', '2023-07-28T14:32:00+08:00'],
  ['14点32', '2023-07-28T14:32:00+08:00'],
  ['9点', '2023-07-28T09:00:00+08:00'],
  ['1515', '2023-07-28T15:15:00+08:00'],
  ['2350', '2023-07-27T23:50:00+08:00'],
  ['昨天 2350', '2023-07-27T23:50:00+08:00'],
  ['昨2350', '2023-07-27T23:50:00+08:00'],
  ['y 0005', '2023-07-27T00:05:00+08:00'],
  ['今天 2350', '2023-07-28T23:50:00+08:00'],
  ['now', '2023-07-28T15:10:20+08:00'],
  ['现在', '2023-07-28T15:10:20+08:00'],
  ['-15', '2023-07-28T14:55:20+08:00'],
  ['27 0955', '2023-07-27T09:55:00+08:00'],
  ['30 0955', '2023-06-30T09:55:00+08:00'],
  ['0727 0955', '2023-07-27T09:55:00+08:00'],
  ['7-27 9:55', '2023-07-27T09:55:00+08:00'],
  ['12/31 2359', '2022-12-31T23:59:00+08:00'],
  ['7月27日9时55分', '2023-07-27T09:55:00+08:00'],
  ['2023年7月27日 9:55', '2023-07-27T09:55:00+08:00'],
  ['2023-07-27 09:55', '2023-07-27T09:55:00+08:00'],
  ['20230727 0955', '2023-07-27T09:55:00+08:00'],
  ['2023-07-28T01:55:00Z', '2023-07-28T09:55:00+08:00'],
])('%s is %s', (text, iso) => {
  expect(read(text)).toBe(iso)
})

test.each(['', '2560', '12', 'soon', '31 April', '2023-02-30 1200', '0431 1200', '14:32:99', '-'])(
  '%j is no time',
  (text) => {
    expect(read(text)).toBeNull()
  },
)

test('what the field shows is read as the same second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
      const iso = isoWithOffset(seconds * 1000)
      expect(read(writeTime(iso))).toBe(iso)
    }),
  )
})

test('never throws, whatever is typed', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof readTime(text, NOW).ok === 'boolean'))
})
