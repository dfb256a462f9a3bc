// Taking in records over a link: the command alone.
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandContext } from '../../../shared/commands/command.ts'
import { decide } from '../../../shared/commands/commands.ts'
import { actionOf } from '../../../shared/commands/rights.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { IMPORTED } from '../../../shared/model/imported.ts'
import { movedDeadlinesOf } from '../../../shared/model/log-entry.ts'
import type { Role } from '../../../shared/model/role.ts'
import { ROLES } from '../../../shared/model/role.ts'

const IMPORT = [{ stamp: [5, 0, 'A'], base: null, path: ['S1'], passOn: true, link: 'l', by: 'G', fields: ['title'] }]

function stateOf(fields: JsonFields): RecordState {
  const mark = { id: asId<never>('0'.repeat(32)), station: asId<never>('X'), chain: 1, seq: 1, ms: 1, counter: 0 }
  const heads = (value: JsonFields[string]) => [{ mark: { ...mark, officer: asId<never>('') }, value }]
  return {
    kind: 'incident',
    id: asId('i'),
    fields: new Map(Object.entries(fields).map(([name, value]) => [name, { heads: heads(value), gone: [] }])),
  }
}

function context(role: Role = 'linkedSystem', state?: RecordState): CommandContext {
  return {
    ...{ nowMs: 0, station: asId('G'), officer: asId('g'), role, agency: asId('a'), agencyCode: 'XX' },
    newId: () => asId('n'),
    nextCount: () => 1,
    read: () => state,
    list: () => [],
  }
}

function run(input: unknown, state?: RecordState, role: Role = 'linkedSystem') {
  return decide('importRecord', context(role, state), input)
}

test('[CM-3] linked systems alone take records in', () => {
  const input = { kind: 'logEntry', id: 'l', fields: { text: 'a', at: '2026-11-26T08:00:00+08:00' }, imported: IMPORT }
  for (const role of ROLES) expect([role, run(input, undefined, role).ok]).toEqual([role, role === 'linkedSystem'])
})

test('[CM-10] a new record comes whole, with what is unknown left blank, and its change is an import, voiding as well', () => {
  const fields = { title: '火灾', category: '11A01', status: 'reported' }
  const made = run({ kind: 'incident', id: 'i', fields, imported: IMPORT })
  if (!made.ok) throw new Error(made.fault.message)
  const [draft] = made.value.drafts
  expect(draft).toMatchObject({
    kind: 'incident',
    id: 'i',
    fields: { ...fields, place: '', dead: null, imported: IMPORT },
  })
  expect(actionOf('incident', Object.keys(draft?.fields ?? {}), true)).toBe('record.import')
  expect(actionOf('incident', ['voidReason', IMPORTED], false)).toBe('record.import')
  expect(actionOf('report', ['title', IMPORTED], true)).toBe('record.import')
  expect(actionOf('delivery', ['sent', IMPORTED], true)).toBe('report.send')
})

test('[CM-26] what is written once is left as it stands; the rest is taken, over the values named', () => {
  const state = { ...stateOf({ number: '7', title: 'a' }), kind: 'alert' }
  const over = { title: ['ab'.repeat(16)] }
  const made = run({ kind: 'alert', id: 'i', fields: { number: '8', title: 'b' }, imported: IMPORT, over }, state)
  if (!made.ok) throw new Error(made.fault.message)
  const [draft] = made.value.drafts
  expect(draft?.fields['title']).toBe('b')
  expect(Object.keys(draft?.fields ?? {})).not.toContain('number')
  expect(draft?.over).toEqual(over)
  expect(run({ kind: 'alert', id: 'i', fields: { number: '8' }, imported: IMPORT }, state)).toMatchObject({
    ok: false,
    fault: { kind: 'nothingToChange' },
  })
})

test('[CM-31] what comes in over a link and moves deadlines leaves a line of the log, as an officer’s change does', () => {
  const received = '2026-11-26T08:00:00+08:00'
  const known = { category: '12D01', level: 4, status: 'reported', receivedAt: received, occurredAt: null }
  const state = stateOf({ ...known, title: '火灾', sensitive: false })
  const run1 = (fields: JsonFields) => run({ kind: 'incident', id: 'i', fields, imported: IMPORT }, state)
  const later = run1({ receivedAt: '2026-11-26T09:00:00+08:00' })
  if (!later.ok) throw new Error(later.fault.message)
  const [, line] = later.value.drafts
  expect(line).toMatchObject({ kind: 'logEntry', id: 'n', fields: { incident: 'i', corrects: null } })
  expect(movedDeadlinesOf(line?.fields['deadlines']).length).toBeGreaterThan(0)
  const other = run1({ title: '仓库火灾' })
  expect(other.ok && other.value.drafts).toHaveLength(1)
})

test('[CM-2] other kinds, unknown fields, values that do not fit and sources that are none are refused', () => {
  const base = { kind: 'incident', id: 'i', fields: { title: 'a' }, imported: IMPORT }
  for (const odd of [
    { ...base, kind: 'delivery' },
    { ...base, kind: 'officer' },
    { ...base, fields: { nothing: 1 } },
    { ...base, fields: { __proto__x: 1 } },
    { ...base, fields: { title: '' } },
    { ...base, fields: { dead: -1 } },
    { ...base, fields: { [IMPORTED]: [] } },
    { ...base, imported: [{ ...IMPORT[0], path: [] }] },
    { ...base, imported: [{ ...IMPORT[0], stamp: [1.5, 0, 'A'] }] },
    { ...base, over: { title: ['x'] } },
    { ...base, id: '' },
  ])
    expect(run(odd), JSON.stringify(odd)).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
})
