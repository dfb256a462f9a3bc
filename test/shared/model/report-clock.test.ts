// The report clock: pure, so that restart, outage, regrading and merging cannot move it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { ClockRule, Delivered } from '../../../shared/model/report-clock.ts'
import { applies, dueReports, dueState, gradeByOrder493, rulesWith } from '../../../shared/model/report-clock.ts'
import { chineseOrdinal, nextReportNumber } from '../../../shared/model/report.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'

const NOW_MS = Date.parse('2023-07-28T02:00:00Z')
const MINUTE_MS = 60_000
const rule = (given: Partial<ClockRule> = {}): ClockRule => ({
  id: 'r',
  citation: 'test',
  categories: [],
  levels: [],
  sensitive: false,
  fromRole: '',
  toRole: '省级人民政府',
  channel: 'any',
  minutes: 60,
  startsAt: 'received',
  source: '',
  verified: true,
  enabled: true,
  confirmedBy: null,
  ...given,
})
const accident = { category: '12A01', level: 3, status: 'reported', receivedAt: isoWithOffset(NOW_MS) }
const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) })
const zone = fc.integer({ min: -14 * 60, max: 14 * 60 })

test('the same instant in whatever zone, daylight or not, gives the same deadline', () => {
  fc.assert(
    fc.property(instant, zone, zone, (ms, one, other) => {
      const wholeMs = Math.floor(ms / 1000) * 1000
      const due = [one, other].map((offset) =>
        dueReports({ ...accident, receivedAt: isoWithOffset(wholeMs, offset) }, [rule()], []).map(({ dueMs }) => dueMs),
      )
      expect(due).toEqual([[wholeMs + 60 * MINUTE_MS], [wholeMs + 60 * MINUTE_MS]])
    }),
  )
})

test('deliveries in any order, doubled or not, give the same clocks; the earliest counts', () => {
  const delivery = fc.record({
    rule: fc.constantFrom('r', 'other', null),
    to: fc.constantFrom('省级人民政府', '别处'),
    channel: fc.constantFrom('telephone', 'writing', 'system'),
    atMs: fc.integer({ min: NOW_MS, max: NOW_MS + 200 * MINUTE_MS }),
  })
  fc.assert(
    fc.property(fc.array(delivery, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }), (sent, picks) => {
      const again = [
        ...sent,
        ...picks.flatMap((pick): Delivered[] => sent.slice(pick % 9, (pick % 9) + 1)),
      ].toReversed()
      const clocks = dueReports(accident, [rule({ channel: 'telephone' })], sent)
      expect(dueReports(accident, [rule({ channel: 'telephone' })], again)).toEqual(clocks)
      const fits = sent
        .filter(({ rule: named, to }) => (named === null ? to === '省级人民政府' : named === 'r'))
        .filter(({ channel }) => channel !== 'writing')
      expect(clocks[0]?.metMs).toBe(fits.length === 0 ? null : Math.min(...fits.map(({ atMs }) => atMs)))
    }),
  )
})

test('regrading moves the clocks to those of the new grade, and back', () => {
  const rules = [
    rule({ id: 'grave', levels: [1, 2], minutes: 30 }),
    rule({ id: 'lesser', levels: [3, 4], minutes: 120 }),
  ]
  const of = (level: number | null): readonly string[] =>
    dueReports({ ...accident, level }, rules, []).map((due) => due.rule.id)
  expect([of(3), of(2), of(3), of(null)]).toEqual([['lesser'], ['grave'], ['lesser'], []])
})

test('social-security events have no grade and meet no rule that asks for one; sensitive ones meet theirs', () => {
  const crowd = { ...accident, category: '14A01', level: 1 }
  expect(applies(rule({ levels: [1] }), crowd)).toBe(false)
  expect(applies(rule({ levels: [1], sensitive: true }), { ...crowd, sensitive: true })).toBe(true)
  expect(applies(rule(), crowd)).toBe(true)
})

test('a rule nobody verified is off until somebody answers for it', () => {
  expect(applies(rule({ verified: false }), accident)).toBe(false)
  expect(applies(rule({ verified: false, confirmedBy: '陈主任' }), accident)).toBe(true)
  expect(applies(rule({ verified: false, confirmedBy: '陈主任', enabled: false }), accident)).toBe(false)
  for (const shipped of SHIPPED_CLOCK_RULES) expect(shipped.verified || !shipped.enabled).toBe(true)
})

test('met in time, met late, running, overdue; void incidents owe nothing; without an hour of occurrence the receipt counts', () => {
  const [due] = dueReports(accident, [rule({ startsAt: 'occurred' })], [])
  expect(due?.startMs).toBe(NOW_MS)
  if (due === undefined) throw new Error('no clock')
  expect(dueState(due, due.dueMs)).toBe('running')
  expect(dueState(due, due.dueMs + 1)).toBe('overdue')
  expect(dueState({ ...due, metMs: due.dueMs }, Infinity)).toBe('met')
  expect(dueState({ ...due, metMs: due.dueMs + 1 }, Infinity)).toBe('metLate')
  expect(dueReports({ ...accident, status: 'void' }, [rule()], [])).toEqual([])
})

test('an office changes a shipped rule by parts and adds its own; nonsense changes nothing', () => {
  const changed = rulesWith(
    [rule()],
    new Map([
      ['r', { minutes: 45 }],
      ['own', { ...rule({ minutes: 5 }) }],
      ['half', { minutes: 5 }],
    ]),
  )
  expect(changed.map(({ id, minutes }) => [id, minutes])).toEqual([
    ['r', 45],
    ['own', 5],
  ])
  expect(rulesWith([rule()], new Map([['r', { minutes: -1 }]]))).toEqual([rule()])
})

test.each([
  [{ dead: 30, seriouslyInjured: 0, directLossYuan: 0 }, 1],
  [{ dead: 29, seriouslyInjured: 0, directLossYuan: 0 }, 2],
  [{ dead: 10, seriouslyInjured: null, directLossYuan: null }, 2],
  [{ dead: 9, seriouslyInjured: 49, directLossYuan: 49_999_999 }, 3],
  [{ dead: 0, seriouslyInjured: 100, directLossYuan: 0 }, 1],
  [{ dead: 0, seriouslyInjured: 0, directLossYuan: 100_000_000 }, 1],
  [{ dead: 2, seriouslyInjured: 9, directLossYuan: 9_999_999 }, 4],
] as const)('order 493: %o is grade %i', (losses, level) => {
  expect(gradeByOrder493('12A01', losses)?.level).toBe(level)
})

test('order 493 says nothing of other classes, nor where no figure is known', () => {
  expect(gradeByOrder493('11B01', { dead: 50, seriouslyInjured: 0, directLossYuan: 0 })).toBeNull()
  expect(gradeByOrder493('12A01', { dead: null, seriouslyInjured: null, directLossYuan: null })).toBeNull()
})

test('numbers go up within a year, whatever is known in whatever order; ordinals as documents write them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 20 }), (counts) => {
      const known = counts.map((count) => `2024-${count}`)
      const next = nextReportNumber(2024, known)
      expect(known).not.toContain(next)
      expect(nextReportNumber(2024, known.toReversed())).toBe(next)
      expect(nextReportNumber(2025, known)).toBe('2025-1')
    }),
  )
  expect([1, 2, 10, 11, 20, 99, 100].map(chineseOrdinal)).toEqual(['一', '二', '十', '十一', '二十', '九十九', '100'])
})
