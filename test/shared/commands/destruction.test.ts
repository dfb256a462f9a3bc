// The order to destroy personal data: what it names, what it says once more, what it refuses, and that nothing comes back whatever
// order changes arrive in.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RecordId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandContext, Draft } from '../../../shared/commands/command.ts'
import { decide } from '../../../shared/commands/commands.ts'
import type { Change } from '../../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { applyChange, emptyRecord, headsOf, isConflict, shownFields } from '../../../shared/journal/merge.ts'
import { recordDigest } from '../../../shared/journal/picture-code.ts'
import { ATTACHMENT, NO_FILE, namedFile } from '../../../shared/model/attachment.ts'
import { CALL } from '../../../shared/model/call.ts'
import {
  DOCUMENT_FIELDS,
  FREE_TEXTS,
  PERSONAL_FIELDS,
  destroyedValue,
  destructionSchema,
  saysNothing,
} from '../../../shared/model/destruction.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { checkFields } from '../../../shared/model/kinds.ts'
import { LOG_ENTRY } from '../../../shared/model/log-entry.ts'
import { REPORT } from '../../../shared/model/report.ts'
import type { Role } from '../../../shared/model/role.ts'
import { sha256 } from '../../support/shared-crypto.ts'

const NOW = Date.parse('2026-11-26T08:00:00Z')
const ORDER = { incident: 'i', basis: '法律', reason: '办结' }

/** A journal of an incident and a call, written by one station. */
class Desk {
  readonly changes: Change[] = []
  readonly records = new Map<string, RecordState>()
  /** Ids of changes without a body. */
  readonly erased = new Set<string>()

  write(kind: string, id: string, fields: JsonFields, apart = false): Change {
    const key = `${kind}/${id}`
    const state = this.records.get(key) ?? emptyRecord(kind, asId(id))
    this.records.set(key, state)
    const seq = this.changes.length + 1
    const sets = Object.entries(fields).map(([name, value]) => ({
      name,
      value,
      over: apart ? [] : headsOf(state, name),
    }))
    const change = makeChange(
      {
        ...{ space: asId<never>('s'), station: asId<never>('A'), chain: 1, seq, stamp: { ms: NOW + seq, counter: 0 } },
        ...{ officer: asId<never>('o'), kind, record: asId<never>(id), previous: NO_PREVIOUS },
      },
      { sets },
      sha256,
    )
    applyChange(state, change)
    this.changes.push(change)
    return change
  }

  context(role: Role = 'commander', isWhole = true): CommandContext {
    let ids = 0
    return {
      ...{ nowMs: NOW + 1_000, station: asId('A'), officer: asId('o'), role, agency: asId('a'), agencyCode: 'FJ' },
      newId: () => asId<RecordId>(`n${(ids += 1)}`),
      nextCount: () => 1,
      read: (kind, id) => this.records.get(`${kind}/${id}`),
      list: (kind) => [...this.records.values()].filter((one) => one.kind === kind && one.kind !== INCIDENT),
      changesOf: (kind, id) =>
        isWhole
          ? this.changes
              .filter((one) => one.head.kind === kind && one.head.record === id && !this.erased.has(one.id))
              .map((one) => ({
                id: one.id,
                fields: (one.content?.sets ?? []).filter(({ value }) => !saysNothing(value)).map(({ name }) => name),
              }))
          : null,
    }
  }

  order(role?: Role, input: object = ORDER, isWhole = true) {
    return decide('destroyPersonalData', this.context(role, isWhole), input)
  }
}

function closed(): Desk {
  const desk = new Desk()
  desk.write(INCIDENT, 'i', { title: '山洪', sourceName: '张三', sourceTelephone: '0591', status: 'reported' })
  desk.write(CALL, 'c', { incident: 'i', cause: '报告', callerName: '李四', callerTelephone: '0592' })
  desk.write(INCIDENT, 'i', { dead: 0 })
  desk.write(INCIDENT, 'i', { status: 'closed' })
  return desk
}

function draftsOf(result: ReturnType<Desk['order']>): readonly Draft[] {
  if (!result.ok) throw new Error(result.fault.kind)
  return result.value.drafts
}

describe('[CM-28] an order to destroy personal data', () => {
  test('names every change that held personal fields, empties those and says the others of them once more', () => {
    const desk = closed()
    const drafts = draftsOf(desk.order())
    expect(drafts.map(({ kind, fields }) => [kind, kind === 'destruction' ? null : fields])).toEqual([
      [INCIDENT, { title: '山洪', sourceName: '', sourceTelephone: '' }],
      [CALL, { incident: 'i', cause: '报告', callerName: '', callerTelephone: '' }],
      ['destruction', null],
    ])
    const order = destructionSchema.parse(drafts.at(-1)?.fields)
    expect(order.erases).toEqual([
      { kind: INCIDENT, id: 'i', changes: [desk.changes[0]?.id] },
      { kind: CALL, id: 'c', changes: [desk.changes[1]?.id] },
    ])
  })

  test('leaves alone what is kept as evidence, and says why', () => {
    const drafts = draftsOf(closed().order('commander', { ...ORDER, evidence: [{ id: 'c', reason: '立案' }] }))
    expect(drafts.map(({ kind }) => kind)).toEqual([INCIDENT, 'destruction'])
    expect(destructionSchema.parse(drafts.at(-1)?.fields).evidence).toEqual([{ id: 'c', reason: '立案' }])
  })

  test('takes the free texts of the records the officer chose, whole, and of no other', () => {
    const desk = closed()
    desk.write(INCIDENT, 'i', { description: '王某被困' })
    desk.write(LOG_ENTRY, 'l1', { incident: 'i', text: '王某电话 138…', at: 't', corrects: null })
    desk.write(LOG_ENTRY, 'l2', { incident: 'i', text: '道路中断', at: 't', corrects: null })
    const texts = [
      { kind: INCIDENT, id: 'i' },
      { kind: LOG_ENTRY, id: 'l1' },
      { kind: CALL, id: 'c' },
    ]
    const drafts = draftsOf(desk.order('commander', { ...ORDER, texts }))
    expect(drafts.map(({ kind, fields }) => [kind, kind === 'destruction' ? null : fields])).toEqual([
      [INCIDENT, { title: '山洪', sourceName: '', sourceTelephone: '', description: '' }],
      [CALL, { incident: 'i', cause: '', callerName: '', callerTelephone: '' }],
      [LOG_ENTRY, { incident: 'i', text: '—', at: 't', corrects: null }],
      ['destruction', null],
    ])
    expect(destructionSchema.parse(drafts.at(-1)?.fields).texts).toEqual(texts)
    for (const { kind, id, fields } of drafts) if (kind !== 'destruction') desk.write(kind, id, fields)
    const gone = destructionSchema.parse(drafts.at(-1)?.fields).erases.flatMap(({ changes }) => changes)
    for (const id of gone) desk.erased.add(id)
    const again = desk.order('commander', { ...ORDER, texts })
    expect(again.ok ? null : again.fault.kind).toBe('nothingToChange')
  })

  test.each([
    ['a line of another incident', [{ kind: LOG_ENTRY, id: 'x' }], [], 'notFound'],
    ['what is kept as evidence', [{ kind: CALL, id: 'c' }], [{ id: 'c', reason: '立案' }], 'invalidInput'],
  ])('is refused to take the text of %s', (_what, texts, evidence, fault) => {
    const result = closed().order('commander', { ...ORDER, texts, evidence })
    expect(result.ok ? null : result.fault.kind).toBe(fault)
  })

  test.each([
    ['whose role may not', (desk: Desk) => desk.order('dutyOfficer'), 'notAllowed'],
    ['of an incident nobody knows', (desk: Desk) => desk.order('commander', { ...ORDER, incident: 'x' }), 'notFound'],
    ['without a legal basis', (desk: Desk) => desk.order('commander', { ...ORDER, basis: ' ' }), 'invalidInput'],
    ['while older journal is missing', (desk: Desk) => desk.order('commander', ORDER, false), 'wrongState'],
    [
      'while the incident is open',
      (desk: Desk) => {
        desk.write(INCIDENT, 'i', { status: 'responding' })
        return desk.order()
      },
      'wrongState',
    ],
    [
      'while one of its fields is in conflict',
      (desk: Desk) => {
        desk.write(INCIDENT, 'i', { sourceName: '王五' }, true)
        return desk.order()
      },
      'wrongState',
    ],
    [
      'twice',
      (desk: Desk) => {
        const drafts = draftsOf(desk.order())
        const { erases } = destructionSchema.parse(drafts.at(-1)?.fields)
        for (const { kind, id, fields } of drafts) if (kind !== 'destruction') desk.write(kind, id, fields)
        for (const id of erases.flatMap(({ changes }) => changes)) desk.erased.add(id)
        return desk.order()
      },
      'nothingToChange',
    ],
  ])('is refused to one %s', (_who, order, fault) => {
    const result = order(closed())
    expect(result.ok ? null : result.fault.kind).toBe(fault)
  })
})

test('[CM-29] whatever was written, afterwards no change with a body holds a personal value, no other shown value is lost, and both ways round give one digest', () => {
  const names = [...(PERSONAL_FIELDS.get(INCIDENT) ?? []), 'title', 'dead', 'description']
  const write = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(
      fc.array(write, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      fc.boolean(),
      (writes, isReversed, withText) => {
        const desk = new Desk()
        for (const [at, fields] of writes.entries())
          desk.write(INCIDENT, 'i', Object.fromEntries(fields.map((name) => [name, `${name} secret ${at}`])))
        desk.write(INCIDENT, 'i', { status: 'closed' })
        const before = shownFields(state(desk))
        const result = desk.order('commander', { ...ORDER, texts: withText ? [{ kind: INCIDENT, id: 'i' }] : [] })
        const personal = [
          ...(PERSONAL_FIELDS.get(INCIDENT) ?? []),
          ...(withText ? (FREE_TEXTS.get(INCIDENT) ?? []) : []),
        ]
        if (!writes.some((fields) => fields.some((name) => personal.includes(name)))) {
          expect(result.ok).toBe(false)
          return
        }
        const drafts = draftsOf(result)
        const { erases } = destructionSchema.parse(drafts.at(-1)?.fields)
        for (const { kind, id, fields } of drafts) if (kind !== 'destruction') desk.write(kind, id, fields)
        const gone = new Set<string>(erases.flatMap(({ changes }) => changes))
        const left = desk.changes.filter(({ id }) => !gone.has(id))
        for (const { content } of left)
          for (const { name, value } of content?.sets ?? []) if (personal.includes(name)) expect(value).toBe('')
        for (const [name, value] of Object.entries(shownFields(state(desk))))
          expect(value).toEqual(personal.includes(name) ? '' : before[name])
        // What arrives in another order makes the same picture.
        const folded = emptyRecord(INCIDENT, asId('i'))
        for (const change of isReversed ? desk.changes.toReversed() : desk.changes) applyChange(folded, change)
        expect(Buffer.from(recordDigest(folded, sha256))).toEqual(Buffer.from(recordDigest(state(desk), sha256)))
        expect([...folded.fields.values()].some(isConflict)).toBe(false)
      },
    ),
  )
})

function state(desk: Desk): RecordState {
  return desk.records.get(`${INCIDENT}/i`) ?? emptyRecord(INCIDENT, asId('i'))
}

const SHA = 'ab'.repeat(32)
const DATE = '2026-11-26T08:00:00+08:00'
const FILE = {
  ...{ incident: 'i', name: '张三.jpg', mime: 'image/jpeg', bytes: 9, sha256: SHA, note: '张三证件', at: DATE },
  voidReason: null,
}
const SIGNED = { title: '关于张三', text: '张三被困', facts: { sourceName: '张三' }, signer: 'o', at: DATE }
const PAPER = {
  ...{ incident: 'i', type: 'initial', ordinal: 0, agency: 'a', title: '关于张三', text: '张三被困', writtenAt: DATE },
  ...{ copyTo: ['张三单位'], editor: '林', telephone: '0591', step: 'draft', stepReason: null },
}

function withDocuments(): Desk {
  const desk = closed()
  desk.write(ATTACHMENT, 'f', FILE)
  desk.write(ATTACHMENT, 'g', { ...FILE, name: '李四.jpg', incident: 'other' })
  desk.write(REPORT, 'r', PAPER)
  desk.write(REPORT, 'r', { signed: SIGNED, number: '2026-1' })
  desk.write(REPORT, 'r2', { ...PAPER, type: 'followUp', ordinal: 1 })
  return desk
}
const CHOSEN = { ...ORDER, attachments: ['f'], reports: [{ id: 'r', reason: '含隐私' }] }

describe('[CM-34] documents of an order', () => {
  test('stay unless they are chosen; a chosen attachment names its file no more, a chosen report keeps number, times and signer', () => {
    expect(draftsOf(withDocuments().order()).map(({ kind }) => kind)).toEqual([INCIDENT, CALL, 'destruction'])
    const desk = withDocuments()
    const drafts = draftsOf(desk.order('commander', CHOSEN))
    const fieldsOf = (id: string) => drafts.find((one) => one.id === id)?.fields ?? {}
    expect(fieldsOf('f')).toEqual({ ...FILE, name: '—', note: '', sha256: NO_FILE })
    expect(namedFile(fieldsOf('f'))).toBeUndefined()
    expect(fieldsOf('r')).toEqual({
      ...PAPER,
      ...{ title: '—', text: '—', copyTo: [], editor: '', telephone: '', number: '2026-1' },
      signed: { ...SIGNED, title: '—', text: '—', facts: {} },
    })
    const order = destructionSchema.parse(drafts.at(-1)?.fields)
    expect(order.files).toEqual([{ id: 'f', sha256: SHA }])
    expect(order.reports).toEqual(CHOSEN.reports)
    expect(order.erases.map(({ kind, id, changes }) => [kind, id, changes.length])).toEqual([
      [INCIDENT, 'i', 1],
      [CALL, 'c', 1],
      [ATTACHMENT, 'f', 1],
      [REPORT, 'r', 2],
    ])
  })

  test.each([
    ['an attachment of another incident', { ...CHOSEN, attachments: ['g'] }, 'notFound'],
    ['a report nobody knows', { ...CHOSEN, reports: [{ id: 'x', reason: '含隐私' }] }, 'notFound'],
    ['a report without a reason', { ...CHOSEN, reports: [{ id: 'r', reason: '' }] }, 'invalidInput'],
    ['what is kept as evidence', { ...CHOSEN, evidence: [{ id: 'f', reason: '立案' }] }, 'invalidInput'],
  ])('are refused where the order names %s', (_what, input, fault) => {
    const result = withDocuments().order('commander', input)
    expect(result.ok ? null : result.fault.kind).toBe(fault)
  })

  test('once destroyed there is nothing to destroy again', () => {
    const desk = withDocuments()
    const drafts = draftsOf(desk.order('commander', CHOSEN))
    for (const { erases } of [destructionSchema.parse(drafts.at(-1)?.fields)])
      for (const { changes } of erases) for (const id of changes) desk.erased.add(id)
    for (const { kind, id, fields } of drafts) if (kind !== 'destruction') desk.write(kind, id, fields)
    const again = desk.order('commander', CHOSEN)
    expect(again.ok ? null : again.fault.kind).toBe('nothingToChange')
  })
})

test('[CM-29] whatever was written of attachments and reports, no change that is left says anything of them, and each still fits its kind', () => {
  const text = fc.string({ minLength: 1, maxLength: 20 }).map((word) => `secret ${word}`.trim())
  const voidable = fc.option(text)
  const file = fc.record({ name: text, note: text, sha256: fc.constant(SHA), voidReason: voidable })
  const paper = fc.record({
    ...{ title: text, text, editor: text, telephone: text, stepReason: voidable },
    copyTo: fc.array(text, { maxLength: 3 }),
  })
  const signed = fc.option(fc.record({ title: text, text, facts: fc.dictionary(text, text), signer: fc.constant('o') }))
  fc.assert(
    fc.property(fc.array(fc.tuple(file, paper), { minLength: 1, maxLength: 4 }), signed, (writes, signing) => {
      const desk = closed()
      desk.write(ATTACHMENT, 'f', FILE)
      desk.write(REPORT, 'r', PAPER)
      for (const [attachment, report] of writes) {
        desk.write(ATTACHMENT, 'f', attachment)
        desk.write(REPORT, 'r', report)
      }
      if (signing !== null) desk.write(REPORT, 'r', { signed: { ...signing, at: DATE } })
      const drafts = draftsOf(desk.order('commander', CHOSEN))
      const { erases } = destructionSchema.parse(drafts.at(-1)?.fields)
      for (const { kind, id, fields } of drafts) if (kind !== 'destruction') desk.write(kind, id, fields)
      const gone = new Set<string>(erases.flatMap(({ changes }) => changes))
      for (const { id, head, content } of desk.changes) {
        if (gone.has(id) || !DOCUMENT_FIELDS.has(head.kind)) continue
        expect(checkFields(head.kind, content?.sets ?? []).ok).toBe(true)
        for (const { name, value } of content?.sets ?? [])
          if (DOCUMENT_FIELDS.get(head.kind)?.includes(name) === true) {
            expect([name, saysNothing(value)]).toEqual([name, true])
            expect(destroyedValue(head.kind, name, value)).toEqual(value)
          }
      }
    }),
  )
})
