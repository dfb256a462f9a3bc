// The watch of report clocks: every incident that is not closed, and every closed one with a deadline nobody met or explained,
// whatever the number of incidents and of what was sent, and brought up to date by what is written.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { Change } from '../../../shared/journal/change.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
import { deliveredOf, dueReports, isOwed } from '../../../shared/model/report-clock.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'
import { explainedOf } from '../../../shared/model/unreported.ts'
import { MAX_CLOCKS } from '../../../shared/rpc/watches.ts'
import type { QueryDesk } from './query-desk.ts'
import { CHEN, FUJIAN, START_MS, View, incident, queryDesk } from './query-desk.ts'

const at = (minutes: number): string => new Date(START_MS + minutes * 60_000).toISOString()
const accident = (given: JsonFields): JsonFields =>
  incident({ category: '12A01', receivedAt: at(0), occurredAt: null, ...given })
const sent = (about: string, rule: string | null, to: string, minutes: number): JsonFields => ({
  incident: about,
  report: `r-${about}`,
  sent: { rule, to, channel: 'writing', at: at(minutes) },
})
const OWN = '本级人民政府'
const explained = (about: string, rule: string, startedMinutes: number): JsonFields => ({
  incident: about,
  rule,
  to: OWN,
  startedAt: at(startedMinutes),
  dueAt: at(startedMinutes + 120),
  reason: '未达到报送标准',
  name: '陈值班',
  by: 'chen',
  at: at(startedMinutes),
})

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
  expect(clocks.meta).toEqual({ total: 4, unmet: 2, closed: 0 })
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
  expect(clocks.meta).toEqual({ total: 0, unmet: 0, closed: 0 })
  desk.write('incident', 'i1', { category: '12A01', receivedAt: at(20) })
  expect(said()[0]).toEqual(['order493-next-level', 80, false])
  desk.write('incident', 'i1', { status: 'void', voidReason: '误报' })
  expect(said()).toEqual([])
})

test('[FI-10] closing ends no clock: it stays until it is sent or explained, comes back when the incident is opened, and goes with a void one', async () => {
  const desk = await queryDesk()
  desk.write('incident', 'i1', accident({}))
  const clocks = new View(desk, 'clocks', { space: FUJIAN, limit: MAX_CLOCKS })
  const said = () => {
    clocks.ack()
    desk.settle()
    return clocks.rows.map(({ rule, isClosed, metMs }) => [rule, isClosed, metMs !== null])
  }
  desk.write('incident', 'i1', { status: 'closed' })
  expect(said()).toEqual([
    ['order493-next-level', true, false],
    ['order493-own-government', true, false],
  ])
  expect(clocks.meta).toEqual({ total: 2, unmet: 2, closed: 2 })
  desk.write('delivery', 'd1', sent('i1', null, OWN, 200))
  expect(said()).toEqual([['order493-next-level', true, false]])
  desk.write('unreported', 'u1', explained('i1', 'order493-next-level', 0))
  expect(said()).toEqual([])
  // Another deadline than the one that was explained.
  desk.write('incident', 'i1', { receivedAt: at(30) })
  expect(said()).toEqual([['order493-next-level', true, false]])
  desk.write('incident', 'i1', { receivedAt: at(0) })
  desk.write('clockRule', 'order493-next-level', { minutes: 60 })
  expect(said()).toEqual([])
  desk.write('incident', 'i1', { status: 'responding' })
  expect(said()).toEqual([
    ['order493-next-level', false, false],
    ['order493-own-government', false, true],
  ])
  desk.write('incident', 'i1', { status: 'void', voidReason: '误报' })
  expect(said()).toEqual([])
})

test('[FI-10] where the limit leaves some out, closed incidents give way to open ones, the oldest first', async () => {
  const desk = await queryDesk()
  for (let n = 0; n < 4; n += 1) desk.write('incident', `c${n}`, accident({ receivedAt: at(n), status: 'closed' }))
  desk.write('incident', 'open', accident({ receivedAt: at(100) }))
  const clocks = new View(desk, 'clocks', { space: FUJIAN, limit: 5 })
  expect(clocks.rows.map(({ incident: of }) => of)).toEqual(['c2', 'c3', 'c3', 'open', 'open'])
  expect(clocks.meta).toEqual({ total: 10, unmet: 10, closed: 8 })
})

const SIDE = fc.constantFrom(0, 1)
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('incident' as const),
      side: SIDE,
      fields: fc.record(
        {
          status: fc.constantFrom('responding', 'closed', 'closed', 'void'),
          level: fc.constantFrom(1, 4, null),
          category: fc.constantFrom('12A01', '13E00', '11B01'),
          receivedAt: fc.constantFrom(at(0), at(30)),
        },
        { requiredKeys: [] },
      ),
    }),
  },
  fc.record({
    act: fc.constantFrom('delivery' as const, 'unreported' as const),
    side: SIDE,
    rule: fc.constantFrom(...SHIPPED_CLOCK_RULES.slice(0, 8).map(({ id }) => id)),
    minutes: fc.constantFrom(0, 30),
  }),
  fc.record({ act: fc.constant('exchange' as const), side: SIDE }),
)

/** What is owed of an incident, by its fields, what was sent and what was explained. */
function owed(desk: QueryDesk, id: string): readonly string[] {
  const { store } = desk
  const state = store.read(FUJIAN, 'incident', asId(id))
  if (state === undefined) return []
  const fields = shownFields(state)
  const about = (kind: string) => desk.hub.methods.list(FUJIAN, kind, { incident: id }).map(shownFields)
  return dueReports(
    fields,
    SHIPPED_CLOCK_RULES,
    about('delivery').flatMap((one) => deliveredOf(one) ?? []),
    about('unreported').flatMap((one) => explainedOf(one) ?? []),
  ).flatMap((due) => (isOwed(due, fields['status'] === 'closed') ? [`${id}/${due.rule.id}`] : []))
}

test('[FI-10] no order of closing, opening, regrading and merging loses a deadline: each is sent, explained or shown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 14 }), async (acts) => {
      const desks = [await queryDesk(), await queryDesk()] as const
      const written: [Change[], Change[]] = [[], []]
      const exchange = (): void => {
        for (const side of [0, 1] as const) desks[side].receive(written[1 - side] ?? [])
      }
      written[0].push(desks[0].write('incident', 'i1', accident({})))
      exchange()
      const views = desks.map((desk) => new View(desk, 'clocks', { space: FUJIAN, limit: MAX_CLOCKS }))
      for (const [n, one] of acts.entries()) {
        const side = one.side === 0 ? 0 : 1
        const write = (kind: string, id: string, fields: JsonFields): void =>
          void written[side].push(desks[side].write(kind, id, fields))
        if (one.act === 'exchange') exchange()
        else if (one.act === 'incident') write('incident', 'i1', { ...one.fields, description: `${n}` })
        else if (one.act === 'delivery') write('delivery', `d${n}`, sent('i1', one.rule, '国务院', one.minutes))
        else write('unreported', `u${n}`, explained('i1', one.rule, one.minutes))
        for (const [at_, view] of views.entries()) {
          view.ack()
          desks[at_]?.settle()
        }
      }
      exchange()
      for (const [side, desk] of desks.entries()) {
        const view = views[side]
        if (view === undefined) throw new Error('no view')
        view.ack()
        desk.settle()
        const shown = view.rows.filter(({ metMs }) => metMs === null).map(({ key }) => key)
        expect(shown.toSorted()).toEqual(owed(desk, 'i1').toSorted())
      }
      expect(views[0]?.rows).toEqual(views[1]?.rows)
    }),
    { numRuns: 60 },
  )
})

test('[FI-7] what the limit leaves out is the latest due, and is counted', async () => {
  const desk = await queryDesk()
  for (let n = 0; n < 5; n += 1) desk.write('incident', `i${n}`, accident({ receivedAt: at(n) }))
  const clocks = new View(desk, 'clocks', { space: FUJIAN, limit: 3 })
  expect(clocks.rows.map(({ incident: of }) => of)).toEqual(['i0', 'i0', 'i1'])
  expect(clocks.meta).toEqual({ total: 10, unmet: 10, closed: 0 })
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
    kind: fc.constant('unreported'),
    of: fc.nat(4),
    fields: fc.record({ rule: fc.constantFrom(...RULES), minutes: fc.constantFrom(0, 30) }),
  }),
  fc.record({
    kind: fc.constant('clockRule'),
    of: fc.nat(RULES.length - 1),
    fields: fc.record({ enabled: fc.boolean(), minutes: fc.integer({ min: 1, max: 500 }) }, { requiredKeys: [] }),
  }),
  fc.record({
    kind: fc.constant('reportingRole'),
    of: fc.nat(1),
    fields: fc.record({ roles: fc.subarray([...new Set(SHIPPED_CLOCK_RULES.map(({ fromRole }) => fromRole))]) }),
  }),
)

test('[FI-7] for anything written, a watch brought up to date shows what one just opened shows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const desk = await queryDesk()
      for (let n = 0; n < 5; n += 1) desk.write('incident', `i${n}`, accident({}))
      desk.store.ensureSpace(DIRECTORY)
      desk.write('officer', 'chen', { displayName: '陈', agency: 'ag0' }, '', DIRECTORY)
      const followed = new View(desk, 'clocks', { space: FUJIAN, limit: 6 })
      for (const [n, { kind, of, fields }] of steps.entries()) {
        if (kind === 'delivery') {
          const { rule, to, minutes } = fields as { rule: string | null; to: string; minutes: number }
          desk.write('delivery', `d${n}`, sent(`i${of}`, rule, to, minutes))
        } else if (kind === 'unreported') {
          const { rule, minutes } = fields as { rule: string; minutes: number }
          desk.write('unreported', `u${n}`, explained(`i${of}`, rule, minutes))
        } else if (kind === 'reportingRole') desk.write('reportingRole', `ag${of}`, { ...fields, n })
        else {
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

test('[CM-42] an office said to report in some roles has the clocks of those alone, open and closed; nothing said, all of them', async () => {
  const desk = await queryDesk()
  desk.store.ensureSpace(DIRECTORY)
  desk.write('officer', 'chen', { displayName: '陈', agency: 'fz' }, '', DIRECTORY)
  desk.write('incident', 'open', accident({}))
  desk.write('incident', 'shut', accident({ status: 'closed' }))
  desk.write('incident', 'plague', incident({ category: '13E00', receivedAt: at(0), occurredAt: null }))
  const clocks = new View(desk, 'clocks', { space: FUJIAN, limit: MAX_CLOCKS })
  const said = () => {
    clocks.ack()
    desk.settle()
    return clocks.rows.map(({ key }) => key).toSorted()
  }
  const all = said()
  expect(all.length).toBe(6)
  desk.write('reportingRole', 'fz', { roles: ['县级动物防疫监督机构'] })
  expect(said()).toEqual(['plague/animal-county-to-province'])
  expect(clocks.meta).toEqual({ total: 1, unmet: 1, closed: 0 })
  desk.write('reportingRole', 'fz', { roles: ['县级动物防疫监督机构', '应急管理（安全生产监督管理）部门'] })
  expect(said()).toEqual(all.filter((key) => key !== 'plague/animal-province-government-to-state'))
  expect(clocks.meta).toMatchObject({ closed: 2 })
  // Of another agency nothing was said, and what is taken back is as if nothing had been.
  const other = new View(desk, 'clocks', { space: FUJIAN, limit: MAX_CLOCKS }, { ...CHEN, officer: asId('wu') })
  expect(other.rows.length).toBe(6)
  desk.write('reportingRole', 'fz', { roles: [] })
  expect(said()).toEqual(all)
})
