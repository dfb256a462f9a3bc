// Directives, receipts and transfers, by commands alone: the record states here are folded from the changes they would make.
import { expect, test } from 'vitest'
import type { RecordId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandContext } from '../../../shared/commands/command.ts'
import type { CommandName } from '../../../shared/commands/commands.ts'
import { COMMANDS, decide } from '../../../shared/commands/commands.ts'
import { withdrawalIn } from '../../../shared/commands/pass-withdrawal.ts'
import { actionOf, isStationsOwn } from '../../../shared/commands/rights.ts'
import { NO_PREVIOUS, makeChange } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { applyChange, conflictsOf, emptyRecord, headsOf, shownFields } from '../../../shared/journal/merge.ts'
import { DESK_KINDS } from '../../../shared/model/desk-item.ts'
import { checkFields, rewritten } from '../../../shared/model/kinds.ts'
import type { Role } from '../../../shared/model/role.ts'
import { sha256 } from '../../support/shared-crypto.ts'

const NOW_MS = Date.parse('2023-07-28T02:00:00Z')

interface Who {
  readonly agency?: string
  readonly officer?: string
  readonly role?: Role
}
const CENTRE: Who = { agency: 'centre', officer: 'lin', role: 'commander' }
const FUZHOU: Who = { agency: 'fuzhou', officer: 'chen', role: 'dutyOfficer' }
const XIAMEN: Who = { agency: 'xiamen', officer: 'weng', role: 'dutyOfficer' }

/** One picture several agencies write in; every change is checked as a station and a server would. */
class Desk {
  readonly records: RecordState[] = []
  nowMs = NOW_MS
  #ids = 0

  constructor() {
    this.write('incident', 'i1', { title: '水库险情', category: '11A03', status: 'reported', agencyInCharge: 'centre' })
  }

  run(who: Who, name: CommandName, input: unknown): string {
    const decided = decide(name, this.#context(who), input)
    if (!decided.ok) return decided.fault.kind
    for (const { kind, id, fields } of decided.value.drafts) {
      const isFirst = !this.records.some((one) => one.kind === kind && one.id === id)
      if (kind !== 'incident' && actionOf(kind, Object.keys(fields), isFirst) !== COMMANDS[name].action)
        throw new Error(`[CM-10] ${name} writes ${kind} as ${actionOf(kind, Object.keys(fields), isFirst)}`)
      this.write(kind, id, fields)
    }
    return decided.value.subject.id
  }

  write(kind: string, id: string, fields: JsonFields, over?: readonly string[], station = 'A'): void {
    let state = this.records.find((one) => one.kind === kind && one.id === id)
    if (state === undefined) this.records.push((state = emptyRecord(kind, asId(id))))
    const sets = Object.entries(fields).map(([name, value]) => ({
      name,
      value,
      over: (over ?? headsOf(state, name)) as never[],
    }))
    // The incident of the fixture is written without every field.
    const checked = checkFields(kind, sets)
    if (kind !== 'incident' && !checked.ok) throw new Error(checked.fault.message)
    if (rewritten(kind, sets) !== undefined) throw new Error(`${kind} ${id} is written again`)
    this.#ids += 1
    const head = {
      space: asId<never>('fujian'),
      station: asId<never>(station),
      chain: 1,
      seq: this.#ids,
      stamp: { ms: this.nowMs, counter: this.#ids },
      officer: asId<never>('of1'),
      kind,
      record: asId<never>(id),
      previous: NO_PREVIOUS,
    }
    applyChange(state, makeChange(head, { sets }, sha256))
  }

  of(kind: string, id: string): RecordState {
    const state = this.records.find((one) => one.kind === kind && one.id === id)
    if (state === undefined) throw new Error(`no ${kind} ${id}`)
    return state
  }

  fields(kind: string, id: string): JsonFields {
    return shownFields(this.of(kind, id))
  }

  item(kind: string, id: string) {
    return DESK_KINDS.get(kind)?.(this.fields(kind, id))
  }

  /** Receipt of a directive for an agency. */
  receipt(directive: string, agency: string): string {
    const found = this.records.find((one) => {
      const fields = shownFields(one)
      return one.kind === 'receipt' && fields['directive'] === directive && fields['agency'] === agency
    })
    return String(found?.id)
  }

  #context({ agency = '', officer = '', role = 'dutyOfficer' }: Who): CommandContext {
    return {
      nowMs: this.nowMs,
      station: asId('7K2Q4M9XABCDEFGH'),
      officer: asId(officer),
      role,
      agency: asId(agency),
      agencyCode: 'FJZB',
      newId: () => asId<RecordId>(`n${(this.#ids += 1)}`),
      nextCount: () => 1,
      read: (kind, id) => this.records.find((one) => one.kind === kind && one.id === id),
      list: (kind, of) =>
        this.records.filter((one) => {
          const item = one.kind === kind ? DESK_KINDS.get(kind)?.(shownFields(one)) : undefined
          if (item === undefined) return false
          if (of.incident !== undefined && item.incident !== of.incident) return false
          return of.parent === undefined || item.parent === of.parent
        }),
    }
  }
}

const ORDER = {
  type: 'instruction',
  title: '立即转移下游群众',
  text: '请于一小时内完成下游三个村的转移。',
  priority: 'urgent',
  dueAt: '2023-07-28T11:00:00+08:00',
} as const
const TO_BOTH = { incident: 'i1', ...ORDER, receivers: [{ agency: 'fuzhou' }, { agency: 'xiamen' }] }

test('[CM-16] issued once to everyone in one go, by a leader; never twice to the same; never rewritten', () => {
  const desk = new Desk()
  expect(desk.run(FUZHOU, 'issueDirective', TO_BOTH)).toBe('notAllowed')
  expect(desk.run(CENTRE, 'issueDirective', { ...TO_BOTH, incident: 'none' })).toBe('notFound')
  expect(desk.run(CENTRE, 'issueDirective', { ...TO_BOTH, receivers: [] })).toBe('invalidInput')
  const twice = [{ agency: 'fuzhou' }, { agency: 'fuzhou', officer: null }]
  expect(desk.run(CENTRE, 'issueDirective', { ...TO_BOTH, receivers: twice })).toBe('invalidInput')
  expect(desk.run(CENTRE, 'issueDirective', { ...TO_BOTH, dueAt: '2023-07-28T09:00:00+08:00' })).toBe('invalidInput')
  const id = desk.run(CENTRE, 'issueDirective', TO_BOTH)
  expect(desk.item('directive', id)).toMatchObject({
    incident: 'i1',
    state: 'issued',
    agency: 'centre',
    officer: 'lin',
  })
  expect(desk.item('receipt', desk.receipt(id, 'fuzhou'))).toMatchObject({
    incident: 'i1',
    parent: id,
    state: 'sent',
    agency: 'fuzhou',
    dueMs: Date.parse(ORDER.dueAt),
  })
  const set = (name: string) => [{ name, over: ['change'] }]
  for (const name of ['text', 'title', 'withdrawn']) expect(rewritten('directive', set(name))).toBe(name)
  for (const name of ['signed', 'answer', 'closed', 'agency']) expect(rewritten('receipt', set(name))).toBe(name)
  expect(rewritten('directive', set('supervised'))).toBeUndefined()
  const general = desk.run(CENTRE, 'issueDirective', { ...TO_BOTH, incident: null, supervised: true, dueAt: null })
  expect(desk.item('directive', general)).toMatchObject({ incident: null, state: 'supervised' })
  expect(desk.run(CENTRE, 'superviseDirective', { id: general, supervised: true })).toBe('nothingToChange')
  expect(desk.run({ ...CENTRE, agency: 'other' }, 'superviseDirective', { id, supervised: true })).toBe('notAllowed')
})

test('[CM-16] withdrawn with a reason; what a receiver had done stays done', () => {
  const desk = new Desk()
  const id = desk.run(CENTRE, 'issueDirective', TO_BOTH)
  const [fuzhou, xiamen] = [desk.receipt(id, 'fuzhou'), desk.receipt(id, 'xiamen')]
  desk.run(FUZHOU, 'signReceipt', { id: fuzhou })
  desk.run(FUZHOU, 'completeReceipt', { id: fuzhou, text: '已转移 312 人' })
  expect(desk.run(CENTRE, 'withdrawDirective', { id, reason: ' ' })).toBe('invalidInput')
  desk.run(CENTRE, 'withdrawDirective', { id, reason: '情况有变' })
  expect(desk.item('directive', id)?.state).toBe('withdrawn')
  expect([fuzhou, xiamen].map((one) => desk.item('receipt', one)?.state)).toEqual(['completed', 'withdrawn'])
  expect(desk.item('receipt', xiamen)?.dueMs).toBeNull()
  expect(desk.run(XIAMEN, 'signReceipt', { id: xiamen })).toBe('wrongState')
  expect(desk.run(CENTRE, 'withdrawDirective', { id, reason: '再来' })).toBe('wrongState')
})

test('[CM-17] signed, answered, completed in this order, each once, by the receiver alone', () => {
  const desk = new Desk()
  const id = desk.receipt(desk.run(CENTRE, 'issueDirective', TO_BOTH), 'fuzhou')
  expect(desk.run(XIAMEN, 'signReceipt', { id })).toBe('notAllowed')
  expect(desk.run({ ...FUZHOU, role: 'viewer' }, 'signReceipt', { id })).toBe('notAllowed')
  expect(desk.run(FUZHOU, 'answerReceipt', { id, text: '收到' })).toBe('wrongState')
  desk.run(FUZHOU, 'signReceipt', { id })
  expect(desk.fields('receipt', id)).toMatchObject({
    delivered: true,
    signed: { by: 'chen', at: '2023-07-28T10:00:00+08:00' },
  })
  expect(desk.run(FUZHOU, 'signReceipt', { id })).toBe('wrongState')
  expect(desk.run(FUZHOU, 'completeReceipt', { id })).toBe('reasonNeeded')
  expect(desk.run(FUZHOU, 'answerReceipt', { id, text: '正在转移', files: ['f9'] })).toBe('notFound')
  desk.write('attachment', 'f1', { incident: 'i1', name: '现场.png' })
  desk.run(FUZHOU, 'answerReceipt', { id, text: '正在转移', files: ['f1'] })
  expect(desk.item('receipt', id)).toMatchObject({ state: 'answered', dueMs: null })
  desk.run(FUZHOU, 'completeReceipt', { id })
  expect(desk.item('receipt', id)?.state).toBe('completed')
  expect(desk.run(FUZHOU, 'returnReceipt', { id, reason: '不是我们' })).toBe('wrongState')
})

test('[CM-17] returned with a reason; for a named officer that officer or a leader signs', () => {
  const desk = new Desk()
  const receivers = [{ agency: 'fuzhou', officer: 'zhang' }]
  const id = desk.receipt(desk.run(CENTRE, 'issueDirective', { ...TO_BOTH, receivers }), 'fuzhou')
  expect(desk.run(FUZHOU, 'signReceipt', { id })).toBe('notAllowed')
  expect(desk.run({ ...FUZHOU, role: 'commander' }, 'signReceipt', { id })).toBe(id)
  expect(desk.run(FUZHOU, 'returnReceipt', { id, reason: '' })).toBe('invalidInput')
  desk.run(FUZHOU, 'returnReceipt', { id, reason: '不属本单位职责' })
  expect(desk.item('receipt', id)?.state).toBe('returned')
  expect(desk.fields('receipt', id)['closed']).toMatchObject({ how: 'returned', text: '不属本单位职责' })
})

test('[CM-17] completed at one station and returned at another, apart: a contradiction, nothing lost', () => {
  const desk = new Desk()
  const id = desk.receipt(desk.run(CENTRE, 'issueDirective', TO_BOTH), 'fuzhou')
  const closed = { by: 'x', at: '2023-07-28T10:30:00+08:00', text: '说明' }
  desk.write('receipt', id, { closed: { ...closed, how: 'completed' } }, [], 'B')
  desk.write('receipt', id, { closed: { ...closed, how: 'returned' } }, [], 'C')
  expect(conflictsOf(desk.of('receipt', id))).toEqual(['closed'])
})

test('[CM-18] delivered is the station’s own word and says nothing else; said twice it is one', () => {
  const desk = new Desk()
  const id = desk.receipt(desk.run(CENTRE, 'issueDirective', TO_BOTH), 'fuzhou')
  expect(isStationsOwn('receipt', ['delivered'])).toBe(true)
  expect(isStationsOwn('transfer', ['delivered'])).toBe(true)
  expect(isStationsOwn('receipt', ['delivered', 'signed'])).toBe(false)
  expect(isStationsOwn('receipt', [])).toBe(false)
  expect(isStationsOwn('incident', ['delivered'])).toBe(false)
  desk.write('receipt', id, { delivered: true }, [], 'B')
  desk.write('receipt', id, { delivered: true }, [], 'C')
  expect(desk.item('receipt', id)?.state).toBe('delivered')
  expect(conflictsOf(desk.of('receipt', id))).toEqual([])
})

test('[CM-19] forwarded only once signed for, by an officer on duty; the chain can be followed both ways', () => {
  const desk = new Desk()
  const id = desk.receipt(desk.run(CENTRE, 'issueDirective', TO_BOTH), 'fuzhou')
  const on = { receipt: id, ...ORDER, title: '转：立即转移下游群众', receivers: [{ agency: 'minhou' }] }
  expect(desk.run(FUZHOU, 'forwardDirective', on)).toBe('wrongState')
  desk.run(FUZHOU, 'signReceipt', { id })
  expect(desk.run(XIAMEN, 'forwardDirective', on)).toBe('notAllowed')
  const lower = desk.run(FUZHOU, 'forwardDirective', on)
  expect(desk.item('directive', lower)).toMatchObject({ incident: 'i1', parent: id, agency: 'fuzhou' })
  const receipt = desk.receipt(lower, 'minhou')
  expect(desk.fields('receipt', receipt)).toMatchObject({ forwards: id, from: 'fuzhou', incident: 'i1' })
  expect(desk.run(XIAMEN, 'remindReceipt', { id: receipt })).toBe('notAllowed')
  desk.run(FUZHOU, 'remindReceipt', { id: receipt })
  desk.run(FUZHOU, 'remindReceipt', { id: receipt })
  expect(desk.fields('receipt', receipt)['reminded']).toMatchObject({ by: 'chen', times: 2 })
})

test('[CM-38] a withdrawal goes down the chain with its reason; what was done stays done; first-hand orders are their giver’s', () => {
  const desk = new Desk()
  const forward = (who: Who, receipt: string, to: string) => {
    desk.run(who, 'signReceipt', { id: receipt })
    return desk.run(who, 'forwardDirective', { receipt, ...ORDER, title: `转${to}`, receivers: [{ agency: to }] })
  }
  const top = desk.run(CENTRE, 'issueDirective', TO_BOTH)
  const city = forward(FUZHOU, desk.receipt(top, 'fuzhou'), 'minhou')
  const minhou = { agency: 'minhou', officer: 'gao', role: 'dutyOfficer' } as const
  const county = forward(minhou, desk.receipt(city, 'minhou'), 'town')
  const done = forward(XIAMEN, desk.receipt(top, 'xiamen'), 'tongan')
  const tongan = { agency: 'tongan', officer: 'su', role: 'dutyOfficer' } as const
  desk.run(tongan, 'signReceipt', { id: desk.receipt(done, 'tongan') })
  desk.run(tongan, 'completeReceipt', { id: desk.receipt(done, 'tongan'), text: '已办妥' })
  const other = desk.run(FUZHOU, 'forwardDirective', {
    receipt: desk.receipt(top, 'fuzhou'),
    ...ORDER,
    receivers: [{ agency: 'changle' }],
  })
  desk.run({ ...FUZHOU, role: 'commander' }, 'withdrawDirective', { id: other, reason: '自行撤回' })
  desk.run(CENTRE, 'withdrawDirective', { id: top, reason: '险情解除' })
  for (const [id, receiver] of [
    [city, 'minhou'],
    [county, 'town'],
  ] as const) {
    expect(desk.item('directive', id)?.state).toBe('withdrawn')
    expect(withdrawalIn(desk.fields('directive', id))).toMatchObject({ by: 'lin', reason: '险情解除' })
    expect(desk.item('receipt', desk.receipt(id, receiver))).toMatchObject({ state: 'withdrawn', dueMs: null })
  }
  expect(desk.fields('directive', county)['withdrawnAbove']).toMatchObject({ directive: city })
  expect(desk.item('receipt', desk.receipt(done, 'tongan'))?.state).toBe('completed')
  expect(desk.fields('directive', other)['withdrawnAbove']).toBeUndefined()

  // A station says it by itself, and nothing beside; of an order given at first hand it ends nothing.
  for (const kind of ['directive', 'receipt']) expect(isStationsOwn(kind, ['withdrawnAbove'])).toBe(true)
  expect(isStationsOwn('directive', ['withdrawn'])).toBe(false)
  expect(isStationsOwn('directive', ['withdrawnAbove', 'text'])).toBe(false)
  expect(actionOf('directive', ['issuedAt', 'forwards', 'withdrawnAbove'], true)).toBe('directive.issue')
  const first = desk.run(CENTRE, 'issueDirective', TO_BOTH)
  const lie = { by: 'x', at: '2023-07-28T10:00:00+08:00', reason: '谎称', directive: top }
  desk.write('directive', first, { withdrawnAbove: lie }, [], 'B')
  desk.write('receipt', desk.receipt(first, 'fuzhou'), { withdrawnAbove: true }, [], 'B')
  expect(desk.item('directive', first)?.state).toBe('issued')
  expect(desk.item('receipt', desk.receipt(first, 'fuzhou'))?.state).toBe('sent')
})

test('[CM-20] offered, refused with a reason or accepted, once, by the agency it was offered to', () => {
  const desk = new Desk()
  const offer = { incident: 'i1', agency: 'fuzhou', reason: '属地处置' }
  expect(desk.run(CENTRE, 'offerTransfer', { ...offer, agency: 'centre' })).toBe('nothingToChange')
  const id = desk.run(CENTRE, 'offerTransfer', offer)
  expect(desk.item('transfer', id)).toMatchObject({ state: 'offered', agency: 'fuzhou', incident: 'i1' })
  expect(desk.run(CENTRE, 'offerTransfer', offer)).toBe('alreadyExists')
  expect(desk.run(XIAMEN, 'answerTransfer', { id, accept: true })).toBe('notAllowed')
  expect(desk.run(FUZHOU, 'answerTransfer', { id, accept: false })).toBe('reasonNeeded')
  desk.run(FUZHOU, 'answerTransfer', { id, accept: false, reason: '在闽侯县境内' })
  expect([desk.item('transfer', id)?.state, desk.fields('incident', 'i1')['agencyInCharge']]).toEqual([
    'refused',
    'centre',
  ])
  expect(desk.run(FUZHOU, 'answerTransfer', { id, accept: true })).toBe('alreadySigned')
  const again = desk.run(CENTRE, 'offerTransfer', offer)
  desk.run(FUZHOU, 'answerTransfer', { id: again, accept: true })
  expect(desk.fields('incident', 'i1')['agencyInCharge']).toBe('fuzhou')
})

test('[CM-20] two agencies that accept apart contradict each other in the one field', () => {
  const desk = new Desk()
  const before = headsOf(desk.of('incident', 'i1'), 'agencyInCharge')
  for (const who of [FUZHOU, XIAMEN]) {
    const agency = String(who.agency)
    const id = desk.run(CENTRE, 'offerTransfer', { incident: 'i1', agency, reason: '请接收' })
    expect(desk.item('transfer', id)?.state).toBe('offered')
    desk.write('incident', 'i1', { agencyInCharge: agency }, before, agency)
  }
  expect(conflictsOf(desk.of('incident', 'i1'))).toEqual(['agencyInCharge'])
})

test('[SY-36] what a receiver writes is handling, whether or not the server has the directive; issuing and withdrawing are not', () => {
  for (const isFirst of [true, false]) {
    expect(actionOf('receipt', ['delivered', 'signed'], isFirst)).toBe('directive.handle')
    expect(actionOf('receipt', ['answer'], isFirst)).toBe('directive.handle')
    expect(actionOf('receipt', ['withdrawn'], isFirst)).toBe('directive.issue')
    expect(actionOf('receipt', ['directive', 'agency', 'issuedAt'], isFirst)).toBe('directive.issue')
    expect(actionOf('receipt', ['signed', 'agency'], isFirst)).toBe('directive.issue')
    expect(actionOf('receipt', ['directive', 'agency', 'issuedAt', 'forwards'], isFirst)).toBe('directive.handle')
    expect(actionOf('directive', ['title', 'issuedAt', 'supervised', 'forwards'], isFirst)).toBe('directive.handle')
    // Put beside what only an issuer may write, it opens nothing.
    expect(actionOf('receipt', ['withdrawn', 'forwards'], isFirst)).toBe('directive.issue')
    expect(actionOf('directive', ['withdrawn', 'issuedAt', 'forwards'], isFirst)).toBe('directive.issue')
    expect(actionOf('directive', ['supervised', 'dueAt', 'forwards'], isFirst)).toBe('directive.issue')
    expect(actionOf('directive', ['supervised'], isFirst)).toBe('directive.issue')
  }
})
