// What the forms of the duty desk make of what is typed, and what a new handover begins with.
import { expect, test } from 'vitest'
import { nextShift } from '../../../renderer/features/handover/next-shift.ts'
import {
  EMPTY_FORM,
  callInput,
  correctionFields,
  formOf,
  isBegun,
  saysSomething,
} from '../../../renderer/features/log/call-text.ts'
import { filterOf } from '../../../renderer/features/log/log-store.ts'
import { readMoment, writeMoment } from '../../../renderer/ui/local-time.ts'
import { recordTitle } from '../../../renderer/ui/record-title.ts'
import { must } from '../../../shared/base/assert.ts'
import type { Shift } from '../../../shared/model/roster.ts'
import { shiftId } from '../../../shared/model/shift.ts'

const at = (text: string): number => must(readMoment(text), text)
const NOW = at('2026-11-25 10:00')

test('a call has the time its form was begun, unless another is given; a time that cannot be read stops it', () => {
  const begun = { ...EMPTY_FORM, begunMs: NOW - 120_000, texts: { cause: '漫堤' } }
  expect(callInput(begun, NOW)).toMatchObject({ at: '2026-11-25T09:58:00+08:00', cause: '漫堤', reportedTo: [] })
  expect(callInput({ ...begun, at: '0930', reportedTo: ' 省防指 ', reportedAt: '0945' }, NOW)).toMatchObject({
    at: '2026-11-25T09:30:00+08:00',
    reportedTo: [{ to: '省防指', at: '2026-11-25T09:45:00+08:00' }],
  })
  expect(callInput({ ...begun, at: 'soon' }, NOW)).toBeNull()
  expect(callInput({ ...begun, reportedAt: 'soon' }, NOW)).toBeNull()
})

test('who called is no call yet: something must be said of it', () => {
  const named = { ...EMPTY_FORM, texts: { callerName: '郑志明' } }
  expect([isBegun(EMPTY_FORM), isBegun(named), saysSomething(named)]).toEqual([false, true, false])
  expect(saysSomething({ ...named, texts: { trend: '回落' } })).toBe(true)
})

test('a correction begins with what the entry says', () => {
  const form = formOf({ direction: 'out', at: '2026-11-25T09:58:00+08:00', cause: '漫堤', place: '黄岐' })
  expect(form).toMatchObject({ direction: 'out', at: '2026-11-25 09:58', texts: { cause: '漫堤', place: '黄岐' } })
  const corrected = correctionFields({ ...form, texts: { ...form.texts, place: ' 黄岐镇 ' } }, NOW)
  expect(corrected).toMatchObject({ direction: 'out', at: '2026-11-25T09:58:00+08:00', place: '黄岐镇' })
})

test('a day of the books is a day of Beijing', () => {
  expect(filterOf({ book: 'calls', day: '2026-11-25', incident: null, text: ' 漫堤 ' })).toEqual({
    fromMs: at('2026-11-25 00:00'),
    toMs: at('2026-11-26 00:00'),
    text: '漫堤',
  })
  expect(filterOf({ book: 'lines', day: null, incident: 'i1', text: '' })).toEqual({ incident: 'i1' })
})

function shift(officer: string, from: string, to: string): Shift {
  const [fromMs, toMs] = [at(from), at(to)]
  return {
    id: shiftId('a1', 'dutyOfficer', fromMs, 1),
    agency: 'a1',
    role: 'dutyOfficer',
    holder: { officer, name: officer },
    fromMs,
    toMs,
    telephone: '',
    note: '',
  }
}

test('a handover begins with what the roster tells, else with the next eight o’clock', () => {
  const roster = [
    shift('lin', '2026-11-25 08:00', '2026-11-25 20:00'),
    shift('chen', '2026-11-25 20:00', '2026-11-26 08:00'),
  ]
  const told = nextShift(roster, 'lin', NOW)
  expect([writeMoment(told.atMs), writeMoment(told.untilMs), told.incoming]).toEqual([
    '2026-11-25 20:00',
    '2026-11-26 08:00',
    'chen',
  ])
  const untold = nextShift([], 'lin', at('2026-11-25 21:00'))
  expect([writeMoment(untold.atMs), writeMoment(untold.untilMs), untold.incoming]).toEqual([
    '2026-11-26 08:00',
    '2026-11-26 20:00',
    null,
  ])
})

test('a shift is called by role and beginning', () => {
  const id = shiftId('a1', 'dutyOfficer', at('2026-11-25 20:00'), 1)
  expect(recordTitle('shift', id, id, (key) => key)).toBe('app:view.roster roster:role.dutyOfficer 2026-11-25 20:00')
  expect(recordTitle('incident', 'i1', '漫堤', (key) => key)).toBe('漫堤')
})
