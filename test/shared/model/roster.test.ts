// The roster read as a whole: who is on duty, gaps, people who stand twice, what rows brought in would change.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Shift } from '../../../shared/model/roster.ts'
import { doubledOf, gapsOf, moved, onDuty, placeRows, unhandedShift } from '../../../shared/model/roster.ts'
import type { ShiftRole } from '../../../shared/model/shift.ts'
import { SHIFT_ROLES, shiftId } from '../../../shared/model/shift.ts'

const HOUR = 3_600_000
const START = Date.parse('2023-07-28T08:00:00+08:00')

function shift(role: ShiftRole, name: string | null, fromHour: number, toHour: number, place = 1): Shift {
  const fromMs = START + fromHour * HOUR
  return {
    id: shiftId('ag1', role, fromMs, place),
    agency: 'ag1',
    role,
    holder: name === null ? null : { officer: null, name },
    fromMs,
    toMs: START + toHour * HOUR,
    telephone: '',
    note: '',
  }
}

test('an id says agency, role, Beijing time of the beginning and place', () => {
  expect(shiftId('ag1', 'dutyOfficer', START, 2)).toBe('ag1.dutyOfficer.202307280800.2')
})

test('who is on duty: from the first minute, not at the last, leaders first, never an open shift', () => {
  const shifts = [shift('dutyOfficer', '林', 0, 12), shift('leader', '王', 0, 24), shift('dutyLeader', null, 0, 24)]
  const names = (hour: number) => onDuty(shifts, START + hour * HOUR).map(({ holder }) => holder?.name)
  expect([names(0), names(12), names(24)]).toEqual([['王', '林'], ['王'], []])
})

test('gaps: of 值班员 always, of another role only where it is kept', () => {
  const hours = (shifts: readonly Shift[]) =>
    gapsOf(shifts, START, START + 24 * HOUR).map(({ role, fromMs, toMs }) => [
      role,
      (fromMs - START) / HOUR,
      (toMs - START) / HOUR,
    ])
  expect(hours([])).toEqual([['dutyOfficer', 0, 24]])
  expect(
    hours([shift('dutyOfficer', '林', -4, 8), shift('dutyOfficer', null, 8, 16), shift('leader', '王', 0, 20)]),
  ).toEqual([
    ['leader', 20, 24],
    ['dutyOfficer', 8, 24],
  ])
})

test('one person twice: shifts that touch are none, shifts that overlap are', () => {
  const [day, night, late] = [
    shift('dutyOfficer', '林', 0, 12),
    shift('dutyOfficer', '林', 12, 24),
    shift('leader', '林', 20, 30),
  ]
  expect(doubledOf([day, night])).toEqual([])
  expect(doubledOf([late, day, night])).toEqual([{ name: '林', first: night, second: late }])
})

test('rows brought in: a property against a slow count', () => {
  const person = fc.option(fc.constantFrom('林', '陈', '翁'), { nil: null })
  const one = fc.record({ role: fc.constantFrom(...SHIFT_ROLES), name: person, hour: fc.integer({ min: 0, max: 2 }) })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), fc.array(one, { maxLength: 8 }), (before, rows) => {
      const standing: Shift[] = []
      for (const { role, name, hour } of before) {
        const place = standing.filter((other) => other.role === role && other.fromMs === START + hour * HOUR).length + 1
        standing.push(shift(role, name, hour, hour + 12, place))
      }
      const wanted = rows.map(({ role, name, hour }) => {
        const { id: _id, agency: _agency, ...row } = shift(role, name, hour, hour + 12)
        return row
      })
      const placed = placeRows('ag1', wanted, standing)
      expect(placed.map(({ row }) => row)).toEqual(wanted)
      expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length)
      const after = new Map(standing.map((stands) => [stands.id, stands.holder?.name ?? null]))
      for (const { id, row } of placed) after.set(id, row.holder?.name ?? null)
      // Brought in twice, it says nothing new.
      const written = placed.map(({ id, row }): Shift => ({ ...row, id, agency: 'ag1' }))
      const kept = standing.filter(({ id }) => !placed.some((other) => other.id === id))
      expect(placeRows('ag1', wanted, [...kept, ...written]).every(({ what }) => what === 'same')).toBe(true)
      expect(after.size).toBe(kept.length + placed.length)
    }),
  )
})

test('a week copied forward keeps role, person and hours', () => {
  const rows = moved(
    [shift('dutyOfficer', '林', 0, 12), shift('leader', '王', 200, 212)],
    START,
    START + 168 * HOUR,
    168 * HOUR,
  )
  expect(rows.map(({ role, holder, fromMs }) => [role, holder?.name, (fromMs - START) / HOUR])).toEqual([
    ['dutyOfficer', '林', 168],
  ])
})

test('a shift that ended and nobody handed over is found for a day', () => {
  const shifts = [shift('dutyOfficer', '林', 0, 12), shift('dutyOfficer', '陈', 12, 24)]
  const at = (hour: number, handed: readonly number[] = []) =>
    unhandedShift(
      shifts,
      handed.map((one) => ({ atMs: START + one * HOUR })),
      START + hour * HOUR,
    )?.holder?.name
  expect([at(11), at(13), at(13, [12]), at(25, [12]), at(49)]).toEqual([undefined, '林', undefined, '陈', undefined])
})
