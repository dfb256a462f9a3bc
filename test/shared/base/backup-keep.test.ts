// Which backups stay: properties over any times and rules, and a quarter of a year as it comes about.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backupFileName, backupTime, isSealedName, toKeep } from '../../../shared/base/backup-keep.ts'

const HOUR_MS = 3_600_000
const RULE = { hourly: 24, daily: 14, weekly: 8 }
const rules = fc.record({ hourly: fc.nat(30), daily: fc.nat(20), weekly: fc.nat(10) })
const times = fc.array(fc.integer({ min: 0, max: 4_000_000_000_000 }), { maxLength: 200 })
const near = fc.array(fc.integer({ min: 1_790_000_000_000, max: 1_790_000_000_000 + 60 * 24 * HOUR_MS }), {
  maxLength: 200,
})

describe('what the rule keeps', () => {
  test('is of what there is, within its number, with the newest always', () => {
    fc.assert(
      fc.property(fc.oneof(times, near), rules, (made, rule) => {
        const kept = toKeep(made, rule)
        for (const ms of kept) expect(made).toContain(ms)
        expect(kept.size).toBeLessThanOrEqual(Math.max(1, rule.hourly + rule.daily + rule.weekly))
        if (made.length > 0) expect(kept.has(Math.max(...made))).toBe(true)
        // Nothing goes while there is room for everything.
        if (
          new Set(made.map((ms) => Math.floor(ms / HOUR_MS))).size === new Set(made).size &&
          made.length <= rule.hourly
        )
          expect(kept.size).toBe(new Set(made).size)
      }),
    )
  })

  test('does not depend on order, and dropping what it drops changes nothing more', () => {
    fc.assert(
      fc.property(fc.oneof(times, near), rules, (made, rule) => {
        const kept = toKeep(made, rule)
        expect(toKeep(made.toReversed(), rule)).toEqual(kept)
        expect(toKeep([...kept], rule)).toEqual(kept)
      }),
    )
  })

  test('a clock that jumps years ahead makes at most one hour, one day and one week go', () => {
    fc.assert(
      fc.property(near, rules, (made, rule) => {
        const before = toKeep(made, rule)
        const after = toKeep([...made, 3_999_999_999_999], rule)
        expect([...before].filter((ms) => !after.has(ms)).length).toBeLessThanOrEqual(3)
      }),
    )
  })

  test('a quarter of a year, one an hour: a day by hours, two weeks by days, eight weeks', () => {
    let made: readonly number[] = []
    const beganMs = Date.UTC(2026, 0, 1)
    for (let hour = 0; hour < 90 * 24; hour += 1) {
      made = [...made, beganMs + hour * HOUR_MS]
      made = [...toKeep(made, RULE)]
    }
    const ageDays = made.map((ms) => (beganMs + 90 * 24 * HOUR_MS - ms) / (24 * HOUR_MS))
    expect(ageDays.filter((days) => days <= 1)).toHaveLength(24)
    expect(ageDays.filter((days) => days > 1 && days <= 14).length).toBeGreaterThanOrEqual(12)
    expect(Math.max(...ageDays)).toBeGreaterThan(42)
    expect(made.length).toBeLessThanOrEqual(46)
  })
})

test('a name tells when a backup was made and whether it is encrypted; other names tell nothing', () => {
  const madeMs = Date.UTC(2026, 10, 26, 0, 30, 5)
  expect(backupFileName('server', madeMs, true)).toBe('server-20261126T003005Z.db.sealed')
  for (const isSealed of [true, false]) {
    const name = backupFileName('server', madeMs, isSealed)
    expect([backupTime('server', name), isSealedName(name)]).toEqual([madeMs, isSealed])
    expect(backupTime('station', name)).toBeUndefined()
  }
  for (const name of ['server-20261126T003005Z.db.part', 'server-.db', 'server-20269926T003005Z.db', 'x', 'server.db'])
    expect(backupTime('server', name)).toBeUndefined()
})
