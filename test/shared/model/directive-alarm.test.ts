// What a receipt calls for, by rule and time alone.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alarm } from '../../../shared/model/directive-alarm.ts'
import {
  ALARM_RULES,
  alarmKey,
  graver,
  receiptAlarm,
  toneForChange,
  toneOf,
} from '../../../shared/model/directive-alarm.ts'
import { PRIORITIES } from '../../../shared/model/directive.ts'

const ISSUED = '2023-07-28T10:00:00+08:00'
const ISSUED_MS = Date.parse(ISSUED)
const MINUTE_MS = 60_000
const by = { by: 'x', at: ISSUED }

test('[CM-21] new, late and grave before the signature; soon, late and grave before the answer; then calm', () => {
  const open = { priority: 'urgent', issuedAt: ISSUED, dueAt: '2023-07-28T11:30:00+08:00' }
  const at = (minutes: number) => receiptAlarm(open, ISSUED_MS + minutes * MINUTE_MS)
  expect([0, 20, 21, 50, 51].map(at)).toEqual(['new', 'new', 'late', 'late', 'grave'])
  const signed = (minutes: number) => receiptAlarm({ ...open, signed: by }, ISSUED_MS + minutes * MINUTE_MS)
  expect([0, 69, 70, 90, 91, 120, 121].map(signed)).toEqual(['calm', 'calm', 'soon', 'soon', 'late', 'late', 'grave'])
  const answered = { ...open, signed: by, answer: { ...by, text: 'x', files: [] } }
  expect(receiptAlarm(answered, ISSUED_MS + 9_000 * MINUTE_MS)).toBe('calm')
  expect(receiptAlarm({ ...open, withdrawn: true }, ISSUED_MS + 9_000 * MINUTE_MS)).toBe('calm')
  expect(receiptAlarm({}, ISSUED_MS)).toBe('calm')
})

test('[CM-21] it never becomes calmer by waiting', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PRIORITIES),
      fc.integer({ min: 1, max: 2_000 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 4_000 }),
      fc.integer({ min: 0, max: 4_000 }),
      (priority, dueMinutes, isSigned, first, more) => {
        const dueAt = new Date(ISSUED_MS + dueMinutes * MINUTE_MS).toISOString()
        const fields = { priority, issuedAt: ISSUED, dueAt, ...(isSigned ? { signed: by } : {}) }
        const before = receiptAlarm(fields, ISSUED_MS + first * MINUTE_MS)
        const after = receiptAlarm(fields, ISSUED_MS + (first + more) * MINUTE_MS)
        expect(graver(before, after)).toBe(after)
      },
    ),
  )
  expect(ALARM_RULES.flash.signWithinMs).toBeLessThan(ALARM_RULES.urgent.signWithinMs)
})

test('[CM-21] a tone for what is new, the gravest of several, and again for a reminder; none for what is calm', () => {
  const now = (alarm: Alarm, reminders = 0) => new Map([['r', { alarm, priority: 'routine' as const, reminders }]])
  const known = (alarm: Alarm, reminders = 0) => new Map([['r', alarmKey(alarm, reminders)]])
  expect(toneForChange(new Map(), now('new'))).toBe(4)
  expect(toneForChange(known('new'), now('new'))).toBeNull()
  expect(toneForChange(known('new'), now('late'))).toBe(2)
  expect(toneForChange(known('late'), now('late', 1))).toBe(2)
  expect(toneForChange(known('late'), now('calm'))).toBeNull()
  const two = new Map([
    ['a', { alarm: 'soon' as const, priority: 'routine' as const, reminders: 0 }],
    ['b', { alarm: 'grave' as const, priority: 'routine' as const, reminders: 0 }],
  ])
  expect(toneForChange(new Map(), two)).toBe(1)
  expect(toneOf('new', 'flash')).toBe(2)
})
