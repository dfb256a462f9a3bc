// What report clocks must survive, all at once and in any order: the program started again, clocks of machines that leap by days,
// times written in other zones, regrading, changed rules and roles, and two stations that write apart and are merged.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { Change } from '../../../shared/journal/change.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { deliveredOf, dueReports, rulesWith } from '../../../shared/model/report-clock.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'
import { MAX_CLOCKS } from '../../../shared/rpc/watches.ts'
import { scratchFolder } from '../../support/scratch.ts'
import type { QueryDesk } from './query-desk.ts'
import { FUJIAN, START_MS, View, queryDesk } from './query-desk.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const RULES = SHIPPED_CLOCK_RULES.map(({ id }) => id)

/** Minutes after the start, written in a zone: summer time is another zone and no other moment. */
const moment = fc.record({
  minutes: fc.integer({ min: 0, max: 3_000 }),
  zone: fc.constantFrom(480, 540, 0, -240, -300),
})
type Moment = typeof moment extends fc.Arbitrary<infer Of> ? Of : never
const iso = ({ minutes, zone }: Moment): string => isoWithOffset(START_MS + minutes * MINUTE_MS, zone)

const SIDE = fc.constantFrom(0 as const, 1 as const)
const act = fc.oneof(
  fc.record({
    act: fc.constant('incident' as const),
    side: SIDE,
    of: fc.nat(1),
    level: fc.constantFrom(1, 2, 4, null),
    category: fc.constantFrom('12A01', '13E00', '13A01'),
    occurred: fc.option(moment),
    received: moment,
  }),
  fc.record({
    act: fc.constant('delivery' as const),
    side: SIDE,
    of: fc.nat(1),
    rule: fc.constantFrom(...RULES),
    sent: moment,
  }),
  fc.record({
    act: fc.constant('rule' as const),
    side: SIDE,
    rule: fc.constantFrom(...RULES),
    minutes: fc.integer({ min: 1, max: 500 }),
    enabled: fc.boolean(),
  }),
  fc.record({ act: fc.constant('leap' as const), side: SIDE, hours: fc.integer({ min: -200, max: 200 }) }),
  fc.record({ act: fc.constant('restart' as const), side: SIDE }),
  fc.record({ act: fc.constant('exchange' as const), side: SIDE }),
)

/** Incident and rule → when it is due and when it was met, counted from the records alone. */
function counted(desk: QueryDesk): ReadonlyMap<string, readonly [dueMs: number, metMs: number | null]> {
  const { store, hub } = desk
  const changed = hub.methods
    .list(FUJIAN, 'clockRule', {})
    .map((state) => [String(state.id), shownFields(state)] as const)
  const rules = rulesWith(SHIPPED_CLOCK_RULES, new Map(changed))
  return new Map(
    ['i0', 'i1'].flatMap((id) => {
      const state = store.read(FUJIAN, 'incident', asId(id))
      const sent = hub.methods.list(FUJIAN, 'delivery', { incident: id }).map(shownFields)
      const due = dueReports(
        state === undefined ? {} : shownFields(state),
        rules,
        sent.flatMap((one) => deliveredOf(one) ?? []),
      )
      return due.map(({ rule, dueMs, metMs }) => [`${id}/${rule.id}`, [dueMs, metMs]] as const)
    }),
  )
}

function shown(desk: QueryDesk): ReadonlyMap<string, readonly [dueMs: number, metMs: number | null]> {
  const { rows } = new View(desk, 'clocks', { space: FUJIAN, limit: MAX_CLOCKS })
  return new Map(rows.map(({ key, dueMs, metMs }) => [key, [dueMs, metMs]]))
}

test('[FI-7] restarts, leaping clocks, zones, regrading and merging in any order: the clocks are those the records give, at both stations alike', async () => {
  let restarts = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 16 }), async (acts) => {
      const folders = [scratchFolder(), scratchFolder()] as const
      const desks: [QueryDesk, QueryDesk] = [await queryDesk(folders[0]), await queryDesk(folders[1])]
      const written: [Change[], Change[]] = [[], []]
      const exchange = (): void => {
        for (const side of [0, 1] as const) desks[side].receive(written[1 - side] ?? [])
      }
      const check = (): void => {
        for (const desk of desks) expect(shown(desk)).toEqual(counted(desk))
      }
      for (const [n, one] of acts.entries()) {
        const { side } = one
        const write = (kind: string, id: string, fields: JsonFields): void =>
          void written[side].push(desks[side].write(kind, id, fields))
        if (one.act === 'exchange') exchange()
        else if (one.act === 'leap') desks[side].clock.nowMs += one.hours * HOUR_MS
        else if (one.act === 'restart') {
          restarts += 1
          const { nowMs } = desks[side].clock
          desks[side].close()
          desks[side] = await queryDesk(folders[side])
          desks[side].clock.nowMs = nowMs
        } else if (one.act === 'rule')
          write('clockRule', one.rule, {
            minutes: one.minutes,
            enabled: one.enabled,
            confirmedBy: '陈',
            source: `${n}`,
          })
        else if (one.act === 'delivery') {
          const sent = { rule: one.rule, to: '某处', channel: 'system', at: iso(one.sent) }
          write('delivery', `d${n}`, { incident: `i${one.of}`, report: 'r', sent })
        } else
          write('incident', `i${one.of}`, {
            ...{ title: `${n}`, status: 'reported', level: one.level, category: one.category, sensitive: false },
            receivedAt: iso(one.received),
            occurredAt: one.occurred === null ? null : iso(one.occurred),
          })
        check()
      }
      exchange()
      check()
      expect(shown(desks[0])).toEqual(shown(desks[1]))
      for (const desk of desks) desk.close()
    }),
    { numRuns: 40 },
  )
  expect(restarts).toBeGreaterThan(0)
}, 120_000)
