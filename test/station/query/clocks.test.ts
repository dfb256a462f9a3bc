// The watch of report clocks: every incident that is not closed, whatever the number of incidents and of what was sent, and
// brought up to date by what is written.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonFields } from '../../../shared/base/json.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'
import { MAX_CLOCKS } from '../../../shared/rpc/watches.ts'
import { FUJIAN, START_MS, View, incident, queryDesk } from './query-desk.ts'

const at = (minutes: number): string => new Date(START_MS + minutes * 60_000).toISOString()
const accident = (given: JsonFields): JsonFields =>
  incident({ category: '12A01', receivedAt: at(0), occurredAt: null, ...given })
const sent = (about: string, rule: string | null, to: string, minutes: number): JsonFields => ({
  incident: about,
  report: `r-${about}`,
  sent: { rule, to, channel: 'writing', at: at(minutes) },
})
const OWN = '本级人民政府'

test('[FI-7] the clocks of an old incident stay met when more was sent since than any list shows', async () => {
  const desk = await queryDesk()
  desk.write('incident', 'old', accident({ title: '旧事故' }))
  desk.write('delivery', 'first', sent('old', 'order493-own-government', OWN, 30))
  desk.write('incident', 'busy', accident({ title: '新事故' }))
  for (let n = 0; n < 501; n += 1) desk.write('delivery', `d${n}`, sent('busy', 'order493-own-government', OWN, 60 + n))
  const clocks = new View(desk, 'clocks', { space: FUJIAN, limit: MAX_CLOCKS })
  expect(clocks.rows.map(({ key, metMs }) => [key, metMs === null ? null : (metMs - START_MS) / 60_000])).toEqual([
    ['busy/order493-next-level', null],
    ['old/order493-next-level', null],
    ['busy/order493-own-government', 60],
    ['old/order493-own-government', 30],
  ])
  expect(clocks.meta).toEqual({ total: 4, unmet: 2 })
})

test('[FI-7] clocks follow what is written: sending, regrading, closing, opening again and a changed rule', async () => {
  const desk = await queryDesk()
  desk.write('incident', 'i1', accident({}))
  const clocks = new View(desk, 'clocks', { space: FUJIAN, limit: MAX_CLOCKS })
  const said = () => {
    clocks.ack()
    desk.settle()
    return clocks.rows.map(({ rule, dueMs, metMs }) => [rule, (dueMs - START_MS) / 60_000, metMs !== null])
  }
  expect(said()).toEqual([
    ['order493-next-level', 120, false],
    ['order493-own-government', 120, false],
  ])
  desk.write('delivery', 'd1', sent('i1', null, OWN, 10))
  expect(said()).toEqual([
    ['order493-next-level', 120, false],
    ['order493-own-government', 120, true],
  ])
  desk.write('clockRule', 'order493-next-level', { minutes: 60 })
  expect(said()[0]).toEqual(['order493-next-level', 60, false])
  desk.write('incident', 'i1', { category: '11B01' })
  expect(said()).toEqual([])
  expect(clocks.meta).toEqual({ total: 0, unmet: 0 })
  desk.write('incident', 'i1', { category: '12A01', receivedAt: at(20) })
  expect(said()[0]).toEqual(['order493-next-level', 80, false])
  desk.write('incident', 'i1', { status: 'closed' })
  expect(said()).toEqual([])
  desk.write('incident', 'i1', { status: 'responding' })
  expect(said()).toHaveLength(2)
})

test('[FI-7] what the limit leaves out is the latest due, and is counted', async () => {
  const desk = await queryDesk()
  for (let n = 0; n < 5; n += 1) desk.write('incident', `i${n}`, accident({ receivedAt: at(n) }))
  const clocks = new View(desk, 'clocks', { space: FUJIAN, limit: 3 })
  expect(clocks.rows.map(({ incident: of }) => of)).toEqual(['i0', 'i0', 'i1'])
  expect(clocks.meta).toEqual({ total: 10, unmet: 10 })
})

const RULES = SHIPPED_CLOCK_RULES.map(({ id }) => id)
const step = fc.oneof(
  fc.record({
    kind: fc.constant('incident'),
    of: fc.nat(4),
    fields: fc.record(
      {
        category: fc.constantFrom('12A01', '13A01', '13E00', '11B01', '14A01'),
        level: fc.constantFrom(1, 2, 3, null),
        sensitive: fc.boolean(),
        status: fc.constantFrom('reported', 'responding', 'closed', 'void'),
        occurredAt: fc.option(fc.nat(500).map(at)),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    kind: fc.constant('delivery'),
    of: fc.nat(4),
    fields: fc.record({
      rule: fc.option(fc.constantFrom(...RULES)),
      to: fc.constantFrom(OWN, '省级人民政府', '国务院'),
      minutes: fc.nat(500),
    }),
  }),
  fc.record({
    kind: fc.constant('clockRule'),
    of: fc.nat(RULES.length - 1),
    fields: fc.record({ enabled: fc.boolean(), minutes: fc.integer({ min: 1, max: 500 }) }, { requiredKeys: [] }),
  }),
)

test('[FI-7] for anything written, a watch brought up to date shows what one just opened shows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const desk = await queryDesk()
      for (let n = 0; n < 5; n += 1) desk.write('incident', `i${n}`, accident({}))
      const followed = new View(desk, 'clocks', { space: FUJIAN, limit: 6 })
      for (const [n, { kind, of, fields }] of steps.entries()) {
        if (kind === 'delivery') {
          const { rule, to, minutes } = fields as { rule: string | null; to: string; minutes: number }
          desk.write('delivery', `d${n}`, sent(`i${of}`, rule, to, minutes))
        } else {
          // A word that is new each time: a store writes nothing where nothing is said.
          const said = kind === 'incident' ? { description: `${n}` } : { source: `${n}` }
          desk.write(kind, kind === 'incident' ? `i${of}` : (RULES[of] ?? ''), { ...fields, ...said })
        }
        followed.ack()
        desk.settle()
      }
      const opened = new View(desk, 'clocks', { space: FUJIAN, limit: 6 })
      expect(followed.rows).toEqual(opened.rows)
      expect(followed.meta).toEqual(opened.meta)
    }),
    { numRuns: 60 },
  )
})
