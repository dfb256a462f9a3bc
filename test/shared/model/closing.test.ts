// When a station closes: whatever its clock does.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClosingState } from '../../../shared/model/closing.ts'
import { EXTENSION_MS, closesAtMs, extended, isClosed, linkedNow, seen } from '../../../shared/model/closing.ts'

const DAY_MS = 24 * 3_600_000
const START = 1_700_000_000_000
const OPEN: ClosingState = { days: 14, secret: '', linkedMs: START, seenMs: START, openMs: 0, used: 0 }

test('[SE-22] it closes after its days, not before; without days never', () => {
  expect(isClosed(seen(OPEN, START + 14 * DAY_MS - 1))).toBe(false)
  expect(isClosed(seen(OPEN, START + 14 * DAY_MS))).toBe(true)
  expect(closesAtMs({ ...OPEN, days: 0 })).toBeNull()
  expect(isClosed(seen({ ...OPEN, days: 0 }, START + 10_000 * DAY_MS))).toBe(false)
})

test('[SE-22] a code opens it for a week from then, and a link at once', () => {
  const closed = seen(OPEN, START + 20 * DAY_MS)
  const again = extended(closed)
  expect([isClosed(again), again.used]).toEqual([false, 1])
  expect(isClosed(seen(again, closed.seenMs + EXTENSION_MS - 1))).toBe(false)
  expect(isClosed(seen(again, closed.seenMs + EXTENSION_MS))).toBe(true)
  expect(isClosed(linkedNow(closed, START + 20 * DAY_MS))).toBe(false)
})

test('[SE-22] cut off, no setting of the clock opens what is closed or moves the time it closes', () => {
  const jumps = fc.array(fc.integer({ min: -400 * DAY_MS, max: 400 * DAY_MS }), { maxLength: 30 })
  fc.assert(
    fc.property(jumps, (clock) => {
      let state = OPEN
      let wasClosed = false
      for (const jump of clock) {
        state = seen(state, START + jump)
        expect(closesAtMs(state)).toBe(closesAtMs(OPEN))
        expect(wasClosed && !isClosed(state)).toBe(false)
        wasClosed = isClosed(state)
      }
    }),
  )
})
