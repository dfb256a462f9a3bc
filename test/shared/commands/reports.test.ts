// Reports up the chain, by commands alone: the record states here are folded from the changes the commands would make.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RecordId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandContext } from '../../../shared/commands/command.ts'
import type { CommandName } from '../../../shared/commands/commands.ts'
import { decide } from '../../../shared/commands/commands.ts'
import { NO_PREVIOUS, makeChange } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { applyChange, emptyRecord, headsOf, shownFields } from '../../../shared/journal/merge.ts'
import { DESK_KINDS } from '../../../shared/model/desk-item.ts'
import { checkFields, rewritten } from '../../../shared/model/kinds.ts'
import { movedDeadlinesOf } from '../../../shared/model/log-entry.ts'
import { dueReports } from '../../../shared/model/report-clock.ts'
import type { Role } from '../../../shared/model/role.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'
import { sha256 } from '../../support/shared-crypto.ts'

const NOW_MS = Date.parse('2023-07-28T02:00:00Z')

/** A desk whose commands write into its own records. */
class Desk {
  readonly records: RecordState[] = []
  nowMs = NOW_MS
  #ids = 0

  constructor(incident: JsonFields = {}) {
    this.#write('incident', 'i1', {
      title: '火灾',
      category: '12G01',
      level: 4,
      status: 'reported',
      receivedAt: '2023-07-28T10:00:00+08:00',
      ...incident,
    })
  }

  run(name: CommandName, input: unknown, role: Role = 'commander'): string {
    const decided = decide(name, this.context(role), input)
    if (!decided.ok) return decided.fault.kind
    for (const { kind, id, fields } of decided.value.drafts) this.#write(kind, id, fields)
    return decided.value.subject.id
  }

  fields(id: string): JsonFields {
    const state = this.records.find((one) => one.id === id)
    return state === undefined ? {} : shownFields(state)
  }

  state(id: string): string | undefined {
    const state = this.records.find((one) => one.id === id)
    return state === undefined ? undefined : DESK_KINDS.get(state.kind)?.(shownFields(state)).state
  }

  /** Whose officer gives the commands. */
  agency = 'ag1'

  context(role: Role): CommandContext {
    return {
      nowMs: this.nowMs,
      station: asId('7K2Q4M9XABCDEFGH'),
      officer: asId('of1'),
      role,
      agency: asId(this.agency),
      agencyCode: 'FJZB',
      newId: () => asId<RecordId>(`n${(this.#ids += 1)}`),
      nextCount: () => 1,
      read: (kind, id) => this.records.find((one) => one.kind === kind && one.id === id),
      list: (kind, of) =>
        this.records.filter(
          (one) => one.kind === kind && (of.incident === undefined || shownFields(one)['incident'] === of.incident),
        ),
    }
  }

  #write(kind: string, id: string, fields: JsonFields): void {
    let state = this.records.find((one) => one.kind === kind && one.id === id)
    if (state === undefined) this.records.push((state = emptyRecord(kind, asId(id))))
    const sets = Object.entries(fields).map(([name, value]) => ({ name, value, over: headsOf(state, name) }))
    // The incident of the fixture is written as an older station left it, without every field.
    if (kind !== 'incident' && !checkFields(kind, sets).ok) throw new Error(`${kind} does not fit its model`)
    const head = {
      space: asId<never>('fujian'),
      station: asId<never>('A'),
      chain: 1,
      seq: this.records.length + 1,
      stamp: { ms: this.nowMs, counter: this.#ids },
      officer: asId<never>('of1'),
      kind,
      record: asId<never>(id),
      previous: NO_PREVIOUS,
    }
    applyChange(state, makeChange(head, { sets }, sha256))
  }
}

const TEXT = { title: '关于火灾的报告', text: '一、基本情况' }

test('[CM-13] draft, review, back with a reason, signed for good', () => {
  const desk = new Desk()
  const report = desk.run('draftReport', { incident: 'i1', type: 'initial' }, 'dutyOfficer')
  expect(desk.run('submitReport', { id: report })).toBe('invalidInput')
  desk.run('amendReport', { id: report, ...TEXT }, 'dutyOfficer')
  desk.run('submitReport', { id: report }, 'dutyOfficer')
  expect(desk.state(report)).toBe('review')
  expect(desk.run('amendReport', { id: report, title: 'x' })).toBe('wrongState')
  expect(desk.run('returnReport', { id: report, reason: '请补充伤亡' }, 'dutyOfficer')).toBe('notAllowed')
  desk.run('returnReport', { id: report, reason: '请补充伤亡' })
  expect([desk.state(report), desk.fields(report)['stepReason']]).toEqual(['returned', '请补充伤亡'])
  desk.run('submitReport', { id: report }, 'dutyOfficer')
  expect(desk.run('signReport', { id: report }, 'dutyOfficer')).toBe('notAllowed')
  desk.run('signReport', { id: report })
  expect(desk.state(report)).toBe('signed')
  expect(desk.fields(report)['signed']).toMatchObject({ ...TEXT, signer: 'of1', facts: { title: '火灾', level: 4 } })
  for (const again of ['signReport', 'submitReport'] as const)
    expect(desk.run(again, { id: report })).toBe('alreadySigned')
  expect(desk.run('amendReport', { id: report, text: '改' })).toBe('alreadySigned')
  expect(desk.run('voidReport', { id: report, reason: '错'.repeat(2) })).toBe('alreadySigned')
})

test('[CM-13] what was signed cannot be written again by a program that does not ask; two signings apart can be settled', () => {
  const set = (name: string, over: number) => [{ name, over: Array.from({ length: over }, () => 'change') }]
  expect(rewritten('report', set('signed', 1))).toBe('signed')
  expect(rewritten('report', set('signed', 0))).toBeUndefined()
  expect(rewritten('report', set('signed', 2))).toBeUndefined()
  expect(rewritten('report', set('title', 1))).toBeUndefined()
  expect(rewritten('incident', set('signed', 1))).toBeUndefined()
  expect(rewritten('toString', set('signed', 1))).toBeUndefined()
})

test('[CM-14] one initial report, then follow-ups in order, one final; void ones leave no gap in the rule', () => {
  const desk = new Desk()
  expect(desk.run('draftReport', { incident: 'i1', type: 'followUp' })).toBe('wrongState')
  expect(desk.run('draftReport', { incident: 'none', type: 'initial' })).toBe('notFound')
  const first = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  expect(desk.run('draftReport', { incident: 'i1', type: 'initial' })).toBe('alreadyExists')
  desk.run('voidReport', { id: first, reason: '重复了' })
  const initial = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  const [one, two] = [1, 2].map(() => desk.run('draftReport', { incident: 'i1', type: 'followUp', ...TEXT }))
  expect([one, two].map((id) => desk.fields(String(id))['ordinal'])).toEqual([1, 2])
  const final = desk.run('draftReport', { incident: 'i1', type: 'final', ...TEXT })
  for (const id of [initial, String(one), String(two), final]) desk.run('signReport', { id })
  const numbers = [initial, String(one), String(two), final].map((id) => desk.fields(id)['number'])
  expect(numbers).toEqual(['2023-1', '2023-2', '2023-3', '2023-4'])
  expect(desk.run('renumberReport', { id: final, number: '2023-2', reason: '两台同号' })).toBe('alreadyExists')
  desk.run('renumberReport', { id: final, number: '2023-9', reason: '两台同号' })
  expect(desk.fields(final)['number']).toBe('2023-9')
})

test('[CM-15] by telephone at once, in writing only signed; late with a reason; confirmed once', () => {
  const desk = new Desk()
  const report = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  const to = { report, to: '上一级应急管理部门', takenBy: '林值班' }
  expect(desk.run('sendReport', { ...to, channel: 'writing' })).toBe('wrongState')
  const call = desk.run('sendReport', { ...to, channel: 'telephone', rule: 'order493-next-level' }, 'dutyOfficer')
  expect(desk.fields(call)['sent']).toMatchObject({ at: '2023-07-28T10:00:00+08:00', lateReason: null })
  desk.run('signReport', { id: report })
  desk.nowMs += 121 * 60_000
  const late = { ...to, channel: 'writing', rule: 'order493-next-level' }
  expect(desk.run('sendReport', late)).toBe('reasonNeeded')
  const letter = desk.run('sendReport', { ...late, lateReason: '道路中断，无法送达' })
  expect(desk.fields(letter)['sent']).toMatchObject({ lateReason: '道路中断，无法送达' })
  expect(desk.state(letter)).toBe('sent')
  desk.run('confirmDelivery', { id: letter, by: '王科长', how: 'telephone' })
  expect(desk.state(letter)).toBe('confirmed')
  expect(desk.run('confirmDelivery', { id: letter, by: '别人', how: 'telephone' })).toBe('alreadySigned')
  // Given with an earlier time, as it was told by telephone: not late.
  expect(desk.fields(desk.run('sendReport', { ...late, at: '2023-07-28T11:59:59+08:00' }))['sent']).toMatchObject({
    lateReason: null,
  })
})

test('[CM-15] late without naming the rule asks for the reason as well: whom it goes to stops the clock', () => {
  const desk = new Desk()
  const report = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  desk.run('signReport', { id: report })
  desk.nowMs += 121 * 60_000
  const letter = { report, to: '上一级应急管理部门', takenBy: '林值班', channel: 'writing', rule: null }
  expect(desk.run('sendReport', letter)).toBe('reasonNeeded')
  const sent = desk.run('sendReport', { ...letter, lateReason: '道路中断' })
  expect(desk.fields(sent)['sent']).toMatchObject({ rule: null, lateReason: '道路中断' })
  // Its clock is stopped: what goes there later owes nothing, and neither does what goes to somebody no rule names.
  expect(desk.fields(desk.run('sendReport', letter))['sent']).toMatchObject({ lateReason: null })
  expect(desk.fields(desk.run('sendReport', { ...letter, to: '友邻县' }))['sent']).toMatchObject({ lateReason: null })
})

test('[CM-15] a time that is to come, or lies before what it follows, is refused; a call before the draft is not', () => {
  const desk = new Desk()
  // Told by telephone at 10:05, written down when there was time for it.
  desk.nowMs += 20 * 60_000
  const report = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  const call = { report, to: 'x', takenBy: '', channel: 'telephone' }
  desk.nowMs += 10 * 60_000
  expect(desk.run('sendReport', { ...call, at: '2023-07-28T10:36:00+08:00' })).toBe('invalidInput')
  expect(desk.run('sendReport', { ...call, at: '2023-07-28T09:50:00+08:00' })).toBe('invalidInput')
  const sent = desk.run('sendReport', { ...call, at: '2023-07-28T10:05:00+08:00' })
  expect(desk.fields(sent)['sent']).toMatchObject({ at: '2023-07-28T10:05:00+08:00' })
  const confirm = { id: sent, by: '王科长', how: 'telephone' }
  expect(desk.run('confirmDelivery', { ...confirm, at: '2023-07-28T10:03:00+08:00' })).toBe('invalidInput')
  desk.run('confirmDelivery', { ...confirm, how: 'writing', at: '2023-07-28T10:25:00+08:00' })
  expect(desk.fields(sent)['confirmed']).toEqual({ by: '王科长', how: 'writing', at: '2023-07-28T10:25:00+08:00' })
})

test('[CM-36] each agency reports in a series of its own, with its own numbers; nobody writes, signs or sends another’s', () => {
  const desk = new Desk()
  const ours = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  desk.agency = 'ag2'
  for (const [name, input] of [
    ['amendReport', { id: ours, title: '改' }],
    ['submitReport', { id: ours }],
    ['signReport', { id: ours }],
    ['voidReport', { id: ours, reason: '不要' }],
    ['sendReport', { report: ours, to: 'x', takenBy: '', channel: 'telephone' }],
  ] as const)
    expect(desk.run(name, input)).toBe('notAllowed')
  const theirs = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  expect(desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })).toBe('alreadyExists')
  desk.run('signReport', { id: theirs })
  const sent = desk.run('sendReport', { report: theirs, to: 'x', takenBy: '', channel: 'telephone' })
  desk.agency = 'ag1'
  desk.run('signReport', { id: ours })
  expect([ours, theirs].map((id) => desk.fields(id)['number'])).toEqual(['2023-1', '2023-1'])
  expect(desk.run('confirmDelivery', { id: sent, by: '王科长', how: 'telephone' })).toBe('notAllowed')
  desk.run('confirmDelivery', { id: sent, by: '王科长', how: 'telephone' }, 'administrator')
  expect(desk.state(sent)).toBe('confirmed')
})

test('[CM-15] a rule nobody verified is switched on only with a name; the deadline follows the changed rule', () => {
  const desk = new Desk()
  const change = { id: 'duty2015-telephone', enabled: true }
  const answered = { name: '陈主任', reason: '省政府总值班室来函' }
  expect(desk.run('changeClockRule', { ...change, ...answered }, 'commander')).toBe('notAllowed')
  expect(desk.run('changeClockRule', change, 'administrator')).toBe('invalidInput')
  expect(desk.run('changeClockRule', { ...change, ...answered, name: ' ' }, 'administrator')).toBe('invalidInput')
  expect(desk.run('changeClockRule', { ...change, ...answered }, 'administrator')).toBe('duty2015-telephone')
  expect(desk.fields('duty2015-telephone')).toMatchObject({
    confirmedBy: '陈主任',
    answer: { name: '陈主任', by: 'of1', at: '2023-07-28T10:00:00+08:00', why: '省政府总值班室来函' },
  })
  expect(desk.run('changeClockRule', { ...change, ...answered }, 'administrator')).toBe('nothingToChange')
  expect(desk.run('changeClockRule', { id: 'own-rule', minutes: 5, ...answered }, 'administrator')).toBe('invalidInput')
  desk.run('changeClockRule', { id: 'order493-next-level', minutes: 1, ...answered }, 'administrator')
  // What was read in the law is nobody's to answer for.
  expect(desk.fields('order493-next-level')['confirmedBy']).toBeUndefined()
  const report = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  desk.nowMs += 2 * 60_000
  const call = { report, to: 'x', takenBy: '', channel: 'telephone', rule: 'order493-next-level' }
  expect(desk.run('sendReport', call)).toBe('reasonNeeded')
})

/** Deadlines told by the lines of the log, the newest of each rule; null: none any more. */
function toldDeadlines(desk: Desk): ReadonlyMap<string, string | null> {
  const lines = desk.records.filter(({ kind }) => kind === 'logEntry').map(shownFields)
  return new Map(
    lines.flatMap((line) => movedDeadlinesOf(line['deadlines']).map(({ rule, until }) => [rule, until] as const)),
  )
}

test('[CM-31] an accident told as something else, and back, leaves a line of the log each time with what was due and what is', () => {
  const desk = new Desk()
  desk.run('amendIncident', { id: 'i1', fields: { description: '无关时限' } })
  desk.run('changeIncidentLevel', { id: 'i1', level: 3 })
  expect(toldDeadlines(desk).size).toBe(0)
  desk.run('amendIncident', { id: 'i1', fields: { receivedAt: '2023-07-28T10:30:00+08:00' } })
  const line = desk.records.filter(({ kind }) => kind === 'logEntry').map(shownFields)[0]
  expect(line).toMatchObject({ incident: 'i1', corrects: null, at: '2023-07-28T10:00:00+08:00' })
  expect(line?.['deadlines']).toEqual([
    {
      rule: 'order493-next-level',
      to: '上一级应急管理部门',
      from: '2023-07-28T12:00:00+08:00',
      until: '2023-07-28T12:30:00+08:00',
    },
    {
      rule: 'order493-own-government',
      to: '本级人民政府',
      from: '2023-07-28T12:00:00+08:00',
      until: '2023-07-28T12:30:00+08:00',
    },
  ])
  desk.run('amendIncident', { id: 'i1', fields: { category: '11B01' } })
  expect([...toldDeadlines(desk).values()]).toEqual([null, null])
  desk.run('voidIncident', { id: 'i1', reason: '误报' })
  expect(desk.records.filter(({ kind }) => kind === 'logEntry')).toHaveLength(2)
})

const change = fc.record(
  {
    category: fc.constantFrom('12G01', '13A01', '13E01', '11B01'),
    sensitive: fc.boolean(),
    receivedAt: fc.constantFrom('2023-07-28T10:00:00+08:00', '2023-07-28T23:50:00+08:00', '2023-07-27T08:00:00+08:00'),
    occurredAt: fc.constantFrom(null, '2023-07-28T09:00:00+08:00', '2023-07-28T09:00:00+09:00'),
  },
  { requiredKeys: [] },
)
const regrade = fc.constantFrom(1, 2, 3, 4, null)

test('[CM-33] closing says of every clock why nothing is reported, or of none; each is kept with the name, and in the log', () => {
  const desk = new Desk()
  const [OWN_GOVERNMENT, NEXT_LEVEL] = ['order493-own-government', 'order493-next-level']
  const close = (unreported?: unknown, role: Role = 'dutyOfficer'): string =>
    desk.run(
      'changeIncidentStatus',
      { id: 'i1', status: 'closed', ...(unreported === undefined ? {} : { unreported }) },
      role,
    )
  const decision = (rule: string, reason = '未达到报送标准') => ({ rule, reason })
  const name = '林值班'
  expect(close({ name, decisions: [decision(OWN_GOVERNMENT)] })).toBe('reasonNeeded')
  expect(close({ name, decisions: [decision(OWN_GOVERNMENT), decision(NEXT_LEVEL, '')] })).toBe('invalidInput')
  expect(close({ name: '', decisions: [decision(OWN_GOVERNMENT), decision(NEXT_LEVEL)] })).toBe('invalidInput')
  const both = { name, decisions: [decision(OWN_GOVERNMENT), decision(NEXT_LEVEL, '已由省厅直接上报')] }
  expect(close({ name, decisions: [...both.decisions, decision('animal-county-to-province')] })).toBe('notFound')
  expect(close({ name, decisions: [...both.decisions, decision(NEXT_LEVEL)] })).toBe('invalidInput')
  // A linked system may close; what it closes it does not explain.
  expect(close(both, 'linkedSystem')).toBe('notAllowed')
  expect(desk.records).toHaveLength(1)
  expect(desk.run('changeIncidentStatus', { id: 'i1', status: 'responding', unreported: both }, 'dutyOfficer')).toBe(
    'invalidInput',
  )
  expect(desk.run('explainUnreported', { incident: 'i1', ...both }, 'dutyOfficer')).toBe('wrongState')
  expect(close(both)).toBe('i1')
  expect(desk.fields('i1')['status']).toBe('closed')
  const kept = desk.records.filter(({ kind }) => kind === 'unreported').map(shownFields)
  expect(kept.map(({ rule, reason, name: who, by, dueAt }) => [rule, reason, who, by, dueAt])).toEqual([
    [NEXT_LEVEL, '已由省厅直接上报', name, 'of1', '2023-07-28T12:00:00+08:00'],
    [OWN_GOVERNMENT, '未达到报送标准', name, 'of1', '2023-07-28T12:00:00+08:00'],
  ])
  const [line] = desk.records.filter(({ kind }) => kind === 'logEntry').map(shownFields)
  for (const word of ['已由省厅直接上报', name]) expect(line?.['text']).toEqual(expect.stringContaining(word))
  expect(movedDeadlinesOf(line?.['deadlines']).map(({ rule, until, unreported }) => [rule, until, unreported])).toEqual(
    [
      [NEXT_LEVEL, null, true],
      [OWN_GOVERNMENT, null, true],
    ],
  )
  // Nothing runs any more: it is not said twice.
  expect(desk.run('explainUnreported', { incident: 'i1', ...both }, 'dutyOfficer')).toBe('notFound')
})

test('[CM-33] an incident that was closed without a word is explained afterwards, deadline by deadline; what was sent needs no word', () => {
  const desk = new Desk()
  const said = (rule: string): unknown => ({
    incident: 'i1',
    name: '林值班',
    decisions: [{ rule, reason: '未达到报送标准' }],
  })
  const report = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  expect(desk.run('changeIncidentStatus', { id: 'i1', status: 'closed' }, 'linkedSystem')).toBe('i1')
  desk.run('sendReport', {
    report,
    channel: 'telephone',
    to: '本级人民政府',
    takenBy: '陈',
    rule: 'order493-own-government',
  })
  expect(desk.run('explainUnreported', said('order493-own-government'))).toBe('notFound')
  expect(desk.run('explainUnreported', said('order493-next-level'), 'viewer')).toBe('notAllowed')
  expect(desk.run('explainUnreported', said('order493-next-level'))).not.toBe('notFound')
  expect(desk.records.filter(({ kind }) => kind === 'unreported')).toHaveLength(1)
  // Opened and closed again it has to be said again.
  desk.run('changeIncidentStatus', { id: 'i1', status: 'responding' })
  const again = {
    id: 'i1',
    status: 'closed',
    unreported: { name: '陈', decisions: [{ rule: 'order493-next-level', reason: '仍未达到' }] },
  }
  expect(desk.run('changeIncidentStatus', again)).toBe('i1')
  expect(desk.records.filter(({ kind }) => kind === 'unreported')).toHaveLength(2)
  expect(rewritten('unreported', [{ name: 'reason', over: ['before'] }])).toBe('reason')
  const gone = new Desk({ status: 'void' })
  expect(gone.run('explainUnreported', said('order493-next-level'))).toBe('wrongState')
})

test('[CM-31] for any changes, the lines of the log tell the deadlines that hold in the end', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(change, regrade), { maxLength: 12 }), (steps) => {
      const desk = new Desk()
      desk.run(
        'changeClockRule',
        { id: 'duty2015-telephone', enabled: true, name: '陈主任', reason: '来函' },
        'administrator',
      )
      const rules = SHIPPED_CLOCK_RULES.map((rule) =>
        rule.id === 'duty2015-telephone' ? { ...rule, enabled: true, confirmedBy: '陈主任' } : rule,
      )
      const due = (): ReadonlyMap<string, number> =>
        new Map(dueReports(desk.fields('i1'), rules, []).map(({ rule, dueMs }) => [rule.id, dueMs]))
      const atFirst = due()
      for (const step of steps) {
        if (typeof step === 'object' && step !== null) desk.run('amendIncident', { id: 'i1', fields: step })
        else desk.run('changeIncidentLevel', { id: 'i1', level: step })
      }
      const told = toldDeadlines(desk)
      for (const { id } of rules) {
        const until = told.get(id)
        const said = until === undefined ? atFirst.get(id) : until === null ? undefined : Date.parse(until)
        expect(said).toBe(due().get(id))
      }
    }),
  )
})

test('[CM-32] the template of an agency is replaced by its administrator, and the one that ships is back when it is taken away', () => {
  const desk = new Desk()
  const template = { name: '模板.docx', docx: 'UEsDBA==' }
  expect(desk.run('setReportTemplate', { template }, 'commander')).toBe('notAllowed')
  expect(desk.run('setReportTemplate', { template: null }, 'administrator')).toBe('nothingToChange')
  expect(desk.run('setReportTemplate', { template }, 'administrator')).toBe('ag1')
  expect(desk.run('setReportTemplate', { template }, 'administrator')).toBe('nothingToChange')
  expect(desk.fields('ag1')).toEqual({ template })
  for (const docx of ['no base64!', 'A'.repeat(4 * 80 * 1024)])
    expect(desk.run('setReportTemplate', { template: { ...template, docx } }, 'administrator')).toBe('invalidInput')
  desk.run('setReportTemplate', { template: null }, 'administrator')
  expect(desk.fields('ag1')).toEqual({ template: null })
})

test('[CM-41] a report sent through this system is signed for once, by an officer of the agency it went to, and is then confirmed', () => {
  const desk = new Desk()
  const report = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT }, 'dutyOfficer')
  const send = { report, channel: 'system', to: '省应急管理厅', agency: 'ag2', takenBy: '' } as const
  expect(desk.run('sendReport', send)).toBe('wrongState')
  desk.run('signReport', { id: report })
  expect(desk.run('sendReport', { ...send, agency: 'ag1' })).toBe('invalidInput')
  expect(desk.run('sendReport', { ...send, channel: 'writing' })).toBe('invalidInput')
  const sent = desk.run('sendReport', send)
  expect([desk.state(sent), desk.fields(sent)['sent']]).toMatchObject(['sent', { agency: 'ag2', to: '省应急管理厅' }])
  expect(desk.run('receiveReport', { id: sent }, 'administrator')).toBe('notAllowed')
  desk.agency = 'ag2'
  expect(desk.run('receiveReport', { id: sent }, 'viewer')).toBe('notAllowed')
  desk.run('receiveReport', { id: sent }, 'dutyOfficer')
  expect([desk.state(sent), desk.fields(sent)['received']]).toEqual([
    'confirmed',
    { by: 'of1', at: '2023-07-28T10:00:00+08:00' },
  ])
  expect(desk.run('receiveReport', { id: sent })).toBe('alreadySigned')
  desk.agency = 'ag1'
  expect(desk.run('confirmDelivery', { id: sent, by: '王科长', how: 'telephone' })).toBe('alreadySigned')
  expect(rewritten('delivery', [{ name: 'received', over: ['change'] }])).toBe('received')
  // What went out of this system is signed for by nobody here.
  const letter = desk.run('sendReport', { report, channel: 'writing', to: '市政府', takenBy: '' })
  expect(desk.run('receiveReport', { id: letter })).toBe('notAllowed')
})

const OWN_RULE = {
  id: 'own-1',
  citation: '本单位值班制度第三条',
  categories: ['12'],
  levels: [],
  sensitive: false,
  fromRole: '县应急局',
  toRole: '县政府',
  channel: 'telephone',
  minutes: 15,
  startsAt: 'received',
  source: '闽侯县应急管理局',
  enabled: true,
} as const

test('[CM-42] an office’s own rule counts by the name of who answers for it, and binds the agencies it was said of', () => {
  const desk = new Desk({ category: '12G01' })
  const answered = { name: '陈主任', reason: '局务会议定' }
  expect(desk.run('changeClockRule', { ...OWN_RULE, ...answered }, 'commander')).toBe('notAllowed')
  desk.run('changeClockRule', { ...OWN_RULE, ...answered }, 'administrator')
  expect(desk.fields('own-1')).toMatchObject({ verified: false, confirmedBy: '陈主任', minutes: 15 })
  const report = desk.run('draftReport', { incident: 'i1', type: 'initial', ...TEXT })
  const call = { report, to: '县政府', takenBy: '', channel: 'telephone' }
  desk.nowMs += 16 * 60_000
  // Nothing was said of this agency: every rule binds it.
  expect(desk.run('sendReport', call)).toBe('reasonNeeded')
  const said = { agency: 'ag1', roles: ['市应急局'], reason: '职责分工' }
  expect(desk.run('setReportingRoles', said, 'commander')).toBe('notAllowed')
  expect(desk.run('setReportingRoles', { agency: said.agency, roles: said.roles }, 'administrator')).toBe(
    'invalidInput',
  )
  desk.run('setReportingRoles', said, 'administrator')
  expect(desk.run('setReportingRoles', said, 'administrator')).toBe('nothingToChange')
  expect(desk.run('sendReport', call)).toMatch(/^n/)
  desk.run('setReportingRoles', { ...said, roles: ['市应急局', '县应急局'] }, 'administrator')
  const again = { ...call, rule: 'own-1' }
  expect(desk.run('sendReport', again)).toBe('reasonNeeded')
  // Closing asks for the clocks of the officer's own agency alone.
  const close = {
    id: 'i1',
    status: 'closed',
    unreported: { name: '陈值班', decisions: [{ rule: 'own-1', reason: '未达标准' }] },
  } as const
  const other = new Desk({ category: '12G01' })
  other.run('changeClockRule', { ...OWN_RULE, ...answered }, 'administrator')
  expect(other.run('changeIncidentStatus', close)).toBe('reasonNeeded')
  other.run('setReportingRoles', { ...said, roles: ['县应急局'] }, 'administrator')
  expect(other.run('changeIncidentStatus', close)).toBe('i1')
})
