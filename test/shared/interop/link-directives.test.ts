// What linked servers say of directives, and what is taken of it: the rules and the commands alone.
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import type { CommandContext } from '../../../shared/commands/command.ts'
import { decide } from '../../../shared/commands/commands.ts'
import { actionOf } from '../../../shared/commands/rights.ts'
import {
  isWholeOrder,
  newSayings,
  orderOf,
  progressOf,
  saidBy,
  valuesOf,
  wordsFor,
} from '../../../shared/interop/link/directive-rules.ts'
import { writeShared } from '../../../shared/interop/link/shared-record.ts'
import { agree, termsSchema } from '../../../shared/interop/link/terms.ts'
import type { ChangeMark, RecordState } from '../../../shared/journal/merge.ts'
import { PROGRESS, givenBy, officerElsewhere, wordsElsewhere } from '../../../shared/model/directive.ts'
import { ROLES } from '../../../shared/model/role.ts'
import { METHODS } from '../../../shared/rpc/methods.ts'
import { ANSWERED, AT, COMPLETED, SIGNED, directiveFields, receiptFields } from '../../support/link-directives.ts'
import { openTerms } from '../../support/link-model.ts'
import { SeededDice } from '../../support/seeded.ts'

const LINK_AUTHOR = 'G'
const WORDS = { words: () => '-市局', carriesFiles: false }

interface Value {
  readonly value: Json
  readonly station?: string
  readonly ms?: number
}

function stateOf(kind: string, fields: { readonly [name: string]: readonly Value[] }): RecordState {
  let count = 0
  const mark = ({ station = 'X', ms = 1 }: Value): ChangeMark => ({
    ...{ id: asId(String((count += 1)).padStart(32, '0')), station: asId(station), chain: 1, seq: count },
    ...{ ms, counter: 0, officer: asId('') },
  })
  const heads = (values: readonly Value[]) => values.map((one) => ({ mark: mark(one), value: one.value }))
  const read = Object.entries(fields).map(([name, values]) => [name, { heads: heads(values), gone: [] }] as const)
  return { kind, id: asId('r'), fields: new Map(read) }
}

function plain(kind: string, fields: JsonFields): RecordState {
  return stateOf(
    kind,
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [{ value: value ?? null }]])),
  )
}

function shared(value: Json, ms: number): Json {
  return writeShared({ value, stamp: { ms, counter: 0, station: 'x' }, base: null, path: ['S'] })
}

function from(ms: number, fields: readonly string[], path = 'S1'): Json {
  const group = { stamp: [ms, 0, 'D'], base: null, path: [path], passOn: false, link: 'l', by: LINK_AUTHOR }
  return [{ ...group, fields: [...fields] }]
}

function context(states: { readonly [kind: string]: RecordState | undefined }): CommandContext {
  return {
    ...{ nowMs: 0, station: asId(LINK_AUTHOR), officer: asId('g'), role: 'linkedSystem', agency: asId('a') },
    agencyCode: 'XX',
    newId: () => asId('n'),
    nextCount: () => 1,
    read: (kind) => states[kind],
    list: () => [],
  }
}

function progress(fields: JsonFields, ms = 10): JsonFields {
  const names = Object.keys(fields)
  const inWords = names.map((name): [string, Json] => {
    const value = fields[name] ?? null
    return [name, value === true ? true : { ...(value as JsonFields), by: '-市局' }]
  })
  return { receipt: 'r', agency: 'city', progress: Object.fromEntries(inWords), imported: from(ms, names) }
}

const OURS = receiptFields('d', 'city')

test('[LK-18] what counts of a shared record is what the server whose word it is wrote, the newest of it', () => {
  const state = stateOf('linked:receipt', {
    signed: [
      { value: shared('old', 1), station: 'S2' },
      { value: shared('new', 2), station: 'S2' },
      { value: shared('forged', 9), station: 'S1' },
    ],
    closed: [{ value: 'odd', station: 'S2' }],
  })
  expect([...saidBy(state, 'S2')]).toEqual([['signed', { value: 'new', stamp: { ms: 2, counter: 0, station: 'x' } }]])
  expect(saidBy(undefined, 'S2').size).toBe(0)
})

test('[LK-18] an order goes in words, a leader’s name only as personal data, and says nothing twice', () => {
  const directive = plain('directive', directiveFields({ leader: '省领导' }))
  const receipt = plain('receipt', OURS)
  const terms = { words: () => '-省厅', personal: false, withdrawalOnly: false }
  const { directive: said, receipt: of } = orderOf(directive, receipt, terms)
  expect(isWholeOrder(said)).toBe(true)
  expect(valuesOf(said, ['issuedBy', 'leader'])).toEqual({ issuedBy: '-省厅', leader: '' })
  expect([said.has('agency'), [...of.keys()]]).toEqual([false, ['directive']])
  expect(orderOf(directive, receipt, { ...terms, personal: true }).directive.get('leader')?.value).toBe('省领导')
  expect(newSayings(said, said, 'S1')).toBe(null)
  expect(Object.keys(newSayings(said, new Map(), 'S1') ?? {})).toHaveLength(said.size)
})

test('[LK-14] [LK-19] of an order about what is sensitive by now only the withdrawal goes, without why', () => {
  const withdrawn = { by: 'o', at: AT, reason: '内情' }
  const directive = plain('directive', { ...directiveFields(), withdrawn })
  const receipt = plain('receipt', { ...OURS, reminded: { by: 'o', at: AT, times: 1 } })
  const said = orderOf(directive, receipt, { words: () => '-', personal: true, withdrawalOnly: true })
  expect(valuesOf(said.directive, [...said.directive.keys()])).toEqual({ withdrawn: { by: '-', at: AT, reason: '--' } })
  expect(said.receipt.size).toBe(0)
})

test('[CM-38] [LK-17] to the other side an order withdrawn further up is withdrawn by whoever gave it, with the reason', () => {
  const withdrawnAbove = { by: 'o', at: AT, reason: '险情解除', directive: 'top' }
  const directive = plain('directive', { ...directiveFields(), forwards: 'r0', withdrawnAbove })
  const said = (withdrawalOnly: boolean) =>
    orderOf(directive, plain('receipt', OURS), { words: () => '-市局', personal: true, withdrawalOnly }).directive
  expect(said(false).get('withdrawn')?.value).toEqual({ by: '-市局', at: AT, reason: '险情解除' })
  expect(said(false).has('withdrawnAbove')).toBe(false)
  expect(said(true).get('withdrawn')?.value).toEqual({ by: '-市局', at: AT, reason: '--' })
})

test('[LK-17] an answer names its files only where attachments go', () => {
  const receipt = plain('receipt', { ...OURS, answer: { ...ANSWERED.answer, files: ['f'] } })
  expect(progressOf(receipt, WORDS).get('answer')?.value).toMatchObject({ by: '-市局', files: [] })
  expect(progressOf(receipt, { ...WORDS, carriesFiles: true }).get('answer')?.value).toMatchObject({ files: ['f'] })
})

test('who it was elsewhere reads back, fits the field however long, and is never an id of ours', () => {
  expect(wordsElsewhere(wordsFor('福州市应急管理局', '李四'))).toBe('李四 · 福州市应急管理局')
  expect([wordsFor('', ''), wordsElsewhere('-'), wordsElsewhere('01JABC')]).toEqual(['-', '', null])
  expect(officerElsewhere('长'.repeat(200)).length).toBe(60)
})

test('[LK-3] a side’s terms keep the form older servers read; directives flow each way by themselves', () => {
  expect(Object.keys(termsSchema.shape).toSorted()).toEqual(
    [
      ...['name', 'spaceKind', 'give', 'take', 'giveFields', 'takeFields', 'personal', 'sensitive', 'passOn'],
      ...['fromMs', 'untilMs'],
    ].toSorted(),
  )
  const agreed = agree(openTerms({ give: ['directive'] }), openTerms({ give: [], take: ['directive'] }), 0)
  expect(agreed).toMatchObject({ givesDirectives: true, takesDirectives: false })
  // Of an older server, which knows no such kind, nothing comes and nothing goes.
  expect(agree(openTerms({ give: ['directive'], take: ['directive'] }), openTerms(), 0)).toMatchObject({
    givesDirectives: false,
    takesDirectives: false,
  })
})

test('[CM-3] [CM-10] linked systems alone take orders and receipts, and the changes are imports', () => {
  for (const role of ROLES) {
    const given = { ...context({ receipt: plain('receipt', OURS) }), role }
    const taken = decide('importReceipt', given, progress({ delivered: true }))
    expect([role, taken.ok]).toEqual([role, role === 'linkedSystem'])
    if (taken.ok)
      expect(actionOf('receipt', Object.keys(taken.value.drafts[0]?.fields ?? {}), false)).toBe('record.import')
  }
})

test('[LK-18] a receipt is written by its own agency alone, in words, and only one of ours', () => {
  const refused = (state: RecordState, input: JsonFields) => {
    const taken = decide('importReceipt', context({ receipt: state }), input)
    return taken.ok ? null : taken.fault.kind
  }
  const ours = plain('receipt', OURS)
  expect(refused(ours, progress(SIGNED))).toBe(null)
  expect(refused(ours, { ...progress(SIGNED), progress: SIGNED })).toBe('invalidInput')
  expect(refused(plain('receipt', receiptFields('d', 'another')), progress(SIGNED))).toBe('notAllowed')
  const theirs = plain('receipt', { ...OURS, imported: from(1, ['directive']) })
  expect([givenBy({ imported: from(1, ['directive']) }), refused(theirs, progress(SIGNED))]).toEqual([
    'S1',
    'notAllowed',
  ])
})

test('[LK-18] what stands is never replaced: a word of ours beside it is for officers, what the other side settled is settled', () => {
  const take = (values: readonly Value[], ms: number, known: readonly string[] = []) => {
    const signed = { signed: values, imported: [{ value: from(5, known), station: LINK_AUTHOR }] }
    const receipt = stateOf('receipt', {
      ...Object.fromEntries(Object.entries(OURS).map(([name, value]) => [name, [{ value: value ?? null }]])),
      ...signed,
    })
    const taken = decide('importReceipt', context({ receipt }), progress(SIGNED, ms))
    return taken.ok ? (taken.value.drafts[0]?.over?.['signed'] ?? 'all') : taken.fault.kind
  }
  const theirs = { value: { by: '-市局', at: AT } }
  const before = { value: { by: '-市局', at: '2026-11-26T08:00:00+08:00' } }
  // By telephone an administrator of ours had signed for them.
  expect(take([{ value: { by: 'o', at: AT } }], 10)).toEqual([])
  // Officers have settled it: the same word says nothing more.
  expect(take([{ value: { by: 'o', at: AT } }], 5, ['signed'])).toBe('nothingToChange')
  // The other side settled its own contradiction: beside first, then over both.
  expect(take([{ ...before, station: LINK_AUTHOR }], 10, ['signed'])).toEqual([])
  expect(
    take(
      [
        { ...theirs, station: LINK_AUTHOR },
        { ...before, station: LINK_AUTHOR },
      ],
      10,
      ['signed'],
    ),
  ).toHaveLength(2)
  expect(take([theirs, before], 10)).toBe('nothingToChange')
})

test('[LK-17] in whatever order and how often steps come in, the receipt is the same in the end', () => {
  const steps: JsonFields = { delivered: true, ...SIGNED, ...ANSWERED, ...COMPLETED }
  for (let seed = 1; seed <= 50; seed += 1) {
    const dice = new SeededDice(seed)
    let fields: JsonFields = OURS
    const seen = new Set<string>()
    while (seen.size < PROGRESS.length) {
      const names = PROGRESS.filter(() => dice.happens(0.4))
      const part = Object.fromEntries(names.map((name) => [name, steps[name] ?? null]))
      const taken = decide('importReceipt', context({ receipt: plain('receipt', fields) }), progress(part))
      if (taken.ok) fields = { ...fields, ...taken.value.drafts[0]?.fields }
      for (const name of names) seen.add(name)
    }
    const whole = decide('importReceipt', context({ receipt: plain('receipt', fields) }), progress(steps))
    expect(whole).toMatchObject({ ok: false, fault: { kind: 'nothingToChange' } })
    expect(fields['closed']).toEqual({ ...COMPLETED.closed, by: '-市局' })
  }
})

test('[LK-18] what another server gave is not ours to remind of, to supervise or to withdraw', () => {
  const imported = from(1, ['issuedAt', 'directive'])
  const given = { ...directiveFields({ from: 'a' }), imported }
  const office: CommandContext = {
    ...context({
      directive: plain('directive', given),
      receipt: plain('receipt', { ...receiptFields('d', 'b', { from: 'a' }), imported }),
    }),
    role: 'administrator',
  }
  for (const [name, input] of [
    ['withdrawDirective', { id: 'd', reason: '不办了' }],
    ['superviseDirective', { id: 'd', supervised: true }],
    ['remindReceipt', { id: 'r' }],
  ] as const)
    expect([name, decide(name, office, input)]).toMatchObject([name, { ok: false, fault: { kind: 'notAllowed' } }])
})

test('no window may take in what another server gave', () => {
  for (const command of ['importRecord', 'importDirective', 'importReceipt'])
    expect(METHODS.run.input.safeParse({ space: 's', command, input: {}, callId: 'c' }).success).toBe(false)
  const signing = { space: 's', command: 'signReceipt', input: {}, callId: 'c' }
  expect(METHODS.run.input.safeParse(signing).success).toBe(true)
})
