// Commands on attachments: what is written, what is refused, and which right each needs.
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { RecordId, SpaceId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandContext } from '../../../shared/commands/command.ts'
import { COMMANDS, decide } from '../../../shared/commands/commands.ts'
import { actionOf } from '../../../shared/commands/rights.ts'
import { NO_PREVIOUS, makeChange } from '../../../shared/journal/change.ts'
import { applyChange, emptyRecord } from '../../../shared/journal/merge.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { attachmentSchema } from '../../../shared/model/attachment.ts'
import type { Role } from '../../../shared/model/role.ts'
import { sha256 } from '../../support/shared-crypto.ts'

const space: SpaceId = asId('test')
const FILE = { incident: 'i1', name: '现场.jpg', mime: 'image/jpeg', bytes: 1_200, sha256: 'ab'.repeat(32) }

function stateOf(kind: string, id: string, fields: JsonFields): RecordState {
  const state = emptyRecord(kind, asId(id))
  const head = {
    space,
    station: asId<CommandContext['station']>('A'),
    chain: 1,
    seq: 1,
    kind,
    record: asId<RecordId>(id),
  }
  const sets = Object.entries(fields).map(([name, value]) => ({ name, value, over: [] }))
  const stamp = { ms: 1_000, counter: 0 }
  applyChange(state, makeChange({ ...head, stamp, officer: asId('o'), previous: NO_PREVIOUS }, { sets }, sha256))
  return state
}

const incident = stateOf('incident', 'i1', { title: 'flood', status: 'reported' })
const attached = stateOf('attachment', 'f1', { ...FILE, note: '', voidReason: null })
const voided = stateOf('attachment', 'f2', { ...FILE, note: '', voidReason: 'wrong file' })

function context(role: Role = 'dutyOfficer'): CommandContext {
  const records = [incident, attached, voided]
  return {
    nowMs: Date.parse('2023-07-28T01:55:00Z'),
    station: asId('7K2Q4M9XABCDEFGH'),
    officer: asId('of1'),
    role,
    agency: asId('ag1'),
    agencyCode: 'FJZB',
    newId: () => asId<RecordId>('new'),
    nextCount: () => 1,
    read: (kind, id) => records.find((state) => state.kind === kind && state.id === id),
    list: () => [],
  }
}

test('[CM-11] a file is attached with every field, under a plain name', () => {
  const decision = decide('attachFile', context(), { ...FILE, name: '..\\..\\现场\u202E.jpg', note: ' 桥面积水 ' })
  const draft = decision.ok ? decision.value.drafts[0] : undefined
  expect(attachmentSchema.parse(draft?.fields)).toEqual({
    ...FILE,
    note: '桥面积水',
    at: '2023-07-28T09:55:00+08:00',
    voidReason: null,
  })
})

test('[CM-11] programs, sizes and hashes that cannot be, and incidents nobody knows are refused', () => {
  const inputs = [
    { ...FILE, name: 'photo.jpg.exe' },
    { ...FILE, bytes: 0 },
    { ...FILE, bytes: 51 * 1024 * 1024 },
    { ...FILE, sha256: '../../../etc/passwd' },
    { ...FILE, mime: 'text/html; charset=x' },
    { ...FILE, incident: 'nobody' },
  ]
  const kinds = inputs.map((input) => {
    const decision = decide('attachFile', context(), input)
    return decision.ok ? 'ok' : decision.fault.kind
  })
  expect(kinds).toEqual(['fileTypeRefused', 'invalidInput', 'invalidInput', 'invalidInput', 'invalidInput', 'notFound'])
})

test('[CM-12] an attachment is voided once, with a reason; its other fields stay', () => {
  const done = decide('voidAttachment', context(), { id: 'f1', reason: 'wrong incident' })
  expect(done.ok && done.value.drafts).toEqual([
    { kind: 'attachment', id: 'f1', fields: { voidReason: 'wrong incident' }, reason: 'wrong incident' },
  ])
  const refused = [
    decide('voidAttachment', context(), { id: 'f1', reason: ' ' }),
    decide('voidAttachment', context(), { id: 'f2', reason: 'again' }),
    decide('voidAttachment', context(), { id: 'f3', reason: 'unknown' }),
    decide('voidAttachment', context('viewer'), { id: 'f1', reason: 'no right' }),
    decide('attachFile', context('viewer'), FILE),
  ]
  expect(refused.map((one) => (one.ok ? 'ok' : one.fault.kind))).toEqual([
    'invalidInput',
    'alreadyVoid',
    'notFound',
    'notAllowed',
    'notAllowed',
  ])
})

test('[CM-10] what attaching and voiding need can be told from the changes', () => {
  const add = decide('attachFile', context(), FILE)
  const drop = decide('voidAttachment', context(), { id: 'f1', reason: 'wrong' })
  const fields = (one: typeof add): readonly string[] => (one.ok ? Object.keys(one.value.drafts[0]?.fields ?? {}) : [])
  expect([actionOf('attachment', fields(add), true), actionOf('attachment', fields(drop), false)]).toEqual([
    COMMANDS.attachFile.action,
    COMMANDS.voidAttachment.action,
  ])
})
