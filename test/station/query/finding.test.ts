// Search over every kind and statistics by time of occurrence, on a real store: what is found where, what waits for the index,
// how clocks are counted, and that what was counted follows what is written.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonFields } from '../../../shared/base/json.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
import type { SearchAnswer, Statistics, StatisticsQuestion } from '../../../shared/rpc/finding.ts'
import type { CountedSpace } from '../../../station/query/statistics-book.ts'
import { StatisticsBook } from '../../../station/query/statistics-book.ts'
import { createReads } from '../../../station/store/reads/station-reads.ts'
import type { QueryDesk } from './query-desk.ts'
import { CHEN, FUJIAN, START_MS, incident, queryDesk } from './query-desk.ts'

const at = (minutes: number): string => new Date(START_MS + minutes * 60_000).toISOString()

async function desk(): Promise<QueryDesk> {
  const opened = await queryDesk()
  opened.store.ensureSpace(DIRECTORY)
  return opened
}

function find(of: QueryDesk, text: string, more: object = {}): SearchAnswer {
  return of.hub.methods.search({ space: FUJIAN, text, perKind: 10, ...more })
}

function keys(answer: SearchAnswer): readonly string[] {
  return answer.groups.flatMap(({ hits }) => hits.map(({ key }) => key))
}

function index(of: QueryDesk): void {
  while (of.drainWords(1_000) > 0);
}

function writeAll(of: QueryDesk): void {
  of.write('incident', 'i1', incident({ title: '油罐区火情', number: 'FJ-1', occurredAt: at(0) }))
  of.write('incident', 'i2', incident({ title: '内涝', number: 'FJ-2', description: '油罐车被淹' }))
  of.write('logEntry', 'l1', { incident: 'i1', text: '油罐区周边疏散完毕', at: at(5), corrects: null })
  of.write('report', 'r1', {
    incident: 'i1',
    type: 'initial',
    title: '关于油罐区火情的报告',
    text: '略',
    step: 'draft',
  })
  of.write('attachment', 'a1', { incident: 'i1', name: '油罐区平面图.pdf', note: '', at: at(6) })
  of.write('receipt', 'c1', { incident: 'i1', directive: 'd1', title: '速报油罐区情况', agency: 'fz', issuedAt: at(7) })
  of.write('agency', 'fz', { name: '福州油罐区管委会', nameEn: 'Tank farm', code: 'FZYG' }, 'chen', DIRECTORY)
  of.write('officer', 'lin', { displayName: '林油罐', name: 'lin', agency: 'fz' }, 'chen', DIRECTORY)
}

test('[FI-1] one question finds every kind, with what was found, where it stands and the incident it belongs to', async () => {
  const of = await desk()
  writeAll(of)
  index(of)
  const answer = find(of, '油罐区')
  expect(keys(answer).toSorted()).toEqual(
    ['agency/fz', 'attachment/a1', 'incident/i1', 'logEntry/l1', 'receipt/c1', 'report/r1'].toSorted(),
  )
  expect(answer.unindexed).toBe(0)
  const report = answer.groups.find(({ kind }) => kind === 'report')
  expect(report).toMatchObject({
    total: 1,
    hits: [
      {
        title: '关于油罐区火情的报告',
        state: 'draft',
        incident: { id: 'i1', number: 'FJ-1', title: '油罐区火情' },
        matches: [{ field: 'title', before: '关于', found: '油罐区', after: '火情的报告' }],
      },
    ],
  })
  expect(keys(find(of, '油罐')).includes('officer/lin')).toBe(true)
  expect(find(of, '油罐', { kinds: ['incident'] }).groups).toMatchObject([{ kind: 'incident', total: 2 }])
  expect(keys(find(of, '油罐区 疏散'))).toEqual(['logEntry/l1'])
  expect(find(of, '  ').groups).toEqual([])
  expect(find(of, '。，').groups).toEqual([])
  expect(find(of, '龙卷风').groups).toEqual([])
})

test('[FI-2] what waits for the index is found as it is now, and counted once', async () => {
  const of = await desk()
  writeAll(of)
  index(of)
  of.write('incident', 'i1', { title: '仓库火情' })
  of.write('logEntry', 'l9', { incident: null, text: '油罐区值守', at: at(9), corrects: null })
  for (const answer of [find(of, '油罐区'), (index(of), find(of, '油罐区'))]) {
    expect(keys(answer)).not.toContain('incident/i1')
    expect(answer.groups.find(({ kind }) => kind === 'logEntry')).toMatchObject({
      total: 2,
      hits: [{ id: 'l9' }, { id: 'l1' }],
    })
  }
})

test('[FI-3] a time narrows a search down; many hits give the newest first and their number', async () => {
  const of = await desk()
  for (let index = 0; index < 1_700; index += 1)
    of.write('logEntry', `l${String(index).padStart(4, '0')}`, {
      incident: null,
      text: `巡查第${index}次`,
      at: at(index),
      corrects: null,
    })
  index(of)
  expect(find(of, '巡查', { perKind: 3 }).groups).toMatchObject([
    { total: 1_700, hits: [{ id: 'l1699' }, { id: 'l1698' }, { id: 'l1697' }] },
  ])
  const bounds = { fromMs: START_MS + 100 * 60_000, toMs: START_MS + 110 * 60_000, perKind: 2 }
  expect(find(of, '巡查', bounds).groups).toMatchObject([{ total: 10, hits: [{ id: 'l0109' }, { id: 'l0108' }] }])
  expect(find(of, '第7次', bounds).groups).toEqual([])
})

const question: StatisticsQuestion = {
  space: FUJIAN,
  fromMs: START_MS - 86_400_000,
  toMs: START_MS + 86_400_000,
  division: '',
  category: '',
  divisionDigits: 6,
  unit: 'day',
}

function count(of: QueryDesk, more: Partial<StatisticsQuestion> = {}): Statistics {
  return of.hub.methods.statistics({ ...question, ...more })
}

const accident = (given: JsonFields): JsonFields => incident({ category: '12D01', receivedAt: at(0), ...given })
const delivery = (of: string, minutes: number, more: JsonFields = {}): JsonFields => ({
  incident: of,
  report: 'r',
  sent: { channel: 'writing', to: '本级人民政府', takenBy: '陈', at: at(minutes), rule: null, lateReason: null },
  ...more,
})

test('[FI-4] incidents count by when they occurred, not by when they were entered; void ones are told apart', async () => {
  const of = await desk()
  // Entered today, occurred a month ago.
  of.write('incident', 'old', incident({ occurredAt: at(-30 * 24 * 60), receivedAt: at(0) }))
  of.write('incident', 'i1', incident({ occurredAt: at(-60), level: 2, dead: 3, agencyInCharge: 'fz' }))
  of.write('incident', 'i2', incident({ level: null, category: '14A01', division: '350203', sensitive: true }))
  of.write('incident', 'gone', incident({ status: 'void', occurredAt: at(0) }))
  const { total, byReceipt, voided, sensitive, byLevel, byCategory, byDivision, byAgency, casualties } = count(of)
  expect({ total, byReceipt, voided, sensitive }).toEqual({ total: 2, byReceipt: 1, voided: 1, sensitive: 1 })
  expect(byLevel).toEqual([1, 0, 1, 0, 0])
  expect(byCategory.map(({ key }) => key)).toEqual(['11B', '14A'])
  expect(byDivision.map(({ key }) => key)).toEqual(['350102', '350203'])
  expect(byAgency).toEqual([
    { key: '', byLevel: [1, 0, 0, 0, 0] },
    { key: 'fz', byLevel: [0, 0, 1, 0, 0] },
  ])
  expect(casualties.dead).toBe(3)
  expect(count(of, { division: '3502', divisionDigits: 4 }).byDivision.map(({ key }) => key)).toEqual(['3502'])
  expect(count(of, { category: '14' }).total).toBe(1)
  // Months are those of the office's calendar: 02:00Z is 10:00 there, and the month began at 16:00Z the day before.
  expect(count(of, { unit: 'month' }).byTime.map(({ key }) => key)).toEqual([
    String(Date.parse('2023-06-30T16:00:00Z')),
  ])
})

test('[FI-5] clocks are counted as the board shows them: met, met late, never, still running, explained', async () => {
  const of = await desk()
  of.write('incident', 'in-time', accident({}))
  of.write('incident', 'late', accident({}))
  of.write('incident', 'never', accident({}))
  of.write('incident', 'running', accident({ receivedAt: at(170) }))
  for (const [id, status] of [
    ['explained', 'closed'],
    ['reopened', 'responding'],
    ['gone', 'void'],
  ] as const) {
    of.write('incident', id, accident({ status, receivedAt: at(170) }))
    of.write('unreported', `u-${id}`, {
      incident: id,
      rule: 'order493-own-government',
      to: '本级人民政府',
      startedAt: at(170),
      dueAt: at(290),
      reason: '未达到报送标准',
      name: '陈值班',
      by: 'chen',
      at: at(175),
    })
  }
  of.write('delivery', 'd1', delivery('in-time', 30, { confirmed: { by: '林', at: at(40), how: 'telephone' } }))
  of.write('delivery', 'd2', delivery('late', 150))
  of.clock.nowMs = START_MS + 180 * 60_000
  const counted = count(of)
  expect(counted.reports.find(({ key }) => key === 'order493-own-government')).toEqual({
    key: 'order493-own-government',
    met: 1,
    metLate: 1,
    never: 1,
    running: 2,
    explained: 1,
  })
  expect(counted.deliveries).toEqual({ sent: 2, confirmed: 1, medianMinutes: 10 })
})

test('[FI-6] what was counted follows what is written: statistics asked twice equal those of a station just started', async () => {
  const of = await desk()
  of.write('incident', 'i1', accident({}))
  expect(count(of).reports.map(({ met }) => met)).toEqual([0, 0])
  of.write('delivery', 'd1', delivery('i1', 30))
  of.write('incident', 'i1', { level: 1 })
  of.write('incident', 'i2', accident({ level: 4 }))
  of.write('delivery', 'd1', { confirmed: { by: '林', at: at(50), how: 'telephone' } })
  const now = count(of)
  expect(now.byLevel).toEqual([0, 1, 0, 0, 1])
  expect(now.deliveries).toEqual({ sent: 1, confirmed: 1, medianMinutes: 20 })
  const fresh = await desk()
  const records = ['incident/i1', 'incident/i2', 'delivery/d1'].map((key) => key.split('/'))
  const changes = records.flatMap(([kind = '', id]) => of.store.history(FUJIAN, { kind, id: id as never }))
  fresh.receive(changes.map(({ change }) => change).toSorted((a, b) => a.head.seq - b.head.seq))
  fresh.clock.nowMs = of.clock.nowMs
  expect(count(fresh)).toEqual(now)
})

test('[FI-9] what is read ahead, stretch by stretch while officers write and ask, is what is read at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('warm', 'incident', 'delivery', 'void', 'ask'), fc.nat(5)), {
        minLength: 5,
        maxLength: 40,
      }),
      async (steps) => {
        const of = await desk()
        const reads = createReads(of.db)
        for (let index = 0; index < 6; index += 1) of.write('incident', `i${index}`, accident({ level: 1 }))
        const book = new StatisticsBook(of.store, reads)
        for (const [step, [what, number]] of steps.entries()) {
          if (what === 'warm') book.warm(FUJIAN, 1 + number)
          else if (what === 'incident')
            of.write('incident', `i${number}`, { level: 1 + (number % 4), title: `t${step}` })
          else if (what === 'void') of.write('incident', `i${number}`, { status: 'void', title: `t${step}` })
          else if (what === 'delivery') of.write('delivery', `d${number}`, delivery(`i${number % 3}`, step))
          else book.of(FUJIAN)
        }
        while (book.warm(FUJIAN, 2));
        const fresh = new StatisticsBook(of.store, reads)
        expect(plainOf(book.of(FUJIAN))).toEqual(plainOf(fresh.of(FUJIAN)))
        book.close()
        fresh.close()
      },
    ),
    { numRuns: 60 },
  )
})

test('[FI-9] a space somebody looks at is read ahead for search and statistics, once', async () => {
  const of = await desk()
  of.write('incident', 'i1', accident({}))
  expect(of.idleWork).toBe(0)
  const params = { space: FUJIAN, filter: {}, sort: 'received', descending: true, offset: 0, limit: 10 } as const
  of.hub.open('incidents', params, CHEN).close()
  of.hub.open('incidents', params, CHEN).close()
  expect(of.idleWork).toBe(1)
  expect(of.hub.warm(1_000)).toBe(false)
  index(of)
  expect(keys(find(of, '火情'))).toEqual(['incident/i1'])
  expect(count(of).byLevel.reduce((sum, one) => sum + one, 0)).toBe(1)
})

function plainOf({ incidents, ofIncident }: CountedSpace) {
  return {
    incidents: new Map(incidents),
    deliveries: new Map([...ofIncident].filter(([, all]) => all.size > 0).map(([id, all]) => [id, new Map(all)])),
  }
}

test('answers to directives count by their time limit; withdrawn ones and those without a limit do not', async () => {
  const of = await desk()
  const receipt = (more: JsonFields): JsonFields => ({
    agency: 'fz',
    directive: 'd',
    title: 't',
    issuedAt: at(0),
    dueAt: at(60),
    ...more,
  })
  of.write('receipt', 'c1', receipt({ answer: { by: 'lin', at: at(30), text: '已办', files: [] } }))
  of.write('receipt', 'c2', receipt({ closed: { by: 'lin', at: at(90), how: 'completed', text: '' } }))
  of.write('receipt', 'c3', receipt({}))
  of.write('receipt', 'c4', receipt({ dueAt: null }))
  of.write('receipt', 'c5', receipt({ withdrawn: true }))
  of.clock.nowMs = START_MS + 120 * 60_000
  expect(count(of).receipts).toEqual([{ key: 'fz', met: 1, metLate: 1, never: 1, running: 0 }])
})

test('asked for a division or a category, answers about other incidents and to general directives are not counted', async () => {
  const of = await desk()
  of.write('incident', 'i1', incident({ category: '12G01', division: '350100' }))
  of.write('incident', 'i2', incident({ category: '11A01', division: '350200' }))
  for (const [id, incident] of [
    ['c1', 'i1'],
    ['c2', 'i2'],
    ['c3', null],
  ] as const)
    of.write('receipt', id, { agency: 'fz', directive: 'd', title: 't', issuedAt: at(0), dueAt: at(60), incident })
  of.clock.nowMs = START_MS + 120 * 60_000
  const never = (more: object): readonly [number, number] => {
    const { receipts, receiptsLeftOut } = count(of, more)
    return [receipts[0]?.never ?? 0, receiptsLeftOut]
  }
  expect(never({})).toEqual([3, 0])
  expect(never({ category: '12' })).toEqual([1, 1])
  expect(never({ division: '3502' })).toEqual([1, 1])
  expect(never({ division: '3503' })).toEqual([0, 1])
})
