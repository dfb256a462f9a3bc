// Commands decide; they write nothing themselves.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { RecordId, SpaceId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandContext } from '../../../shared/commands/command.ts'
import type { CommandName } from '../../../shared/commands/commands.ts'
import { COMMANDS, decide } from '../../../shared/commands/commands.ts'
import { ACTIONS, RIGHTS, actionOf, may } from '../../../shared/commands/rights.ts'
import { NO_PREVIOUS, makeChange } from '../../../shared/journal/change.ts'
import { applyChange, emptyRecord } from '../../../shared/journal/merge.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { incidentSchema } from '../../../shared/model/incident.ts'
import { logEntrySchema } from '../../../shared/model/log-entry.ts'
import { ROLES } from '../../../shared/model/role.ts'
import type { Role } from '../../../shared/model/role.ts'
import { sha256 } from '../../support/shared-crypto.ts'

const NOW = Date.parse('2023-07-28T01:55:00Z')
const space: SpaceId = asId('test')

function stateOf(
  kind: string,
  id: string,
  ...writes: readonly { readonly station: string; readonly fields: JsonFields }[]
): RecordState {
  const state = emptyRecord(kind, asId(id))
  writes.forEach(({ station, fields }, index) => {
    applyChange(
      state,
      makeChange(
        {
          space,
          station: asId(station),
          chain: 1,
          seq: 1,
          stamp: { ms: 1_000 + index, counter: 0 },
          officer: asId('o'),
          kind,
          record: asId(id),
          previous: NO_PREVIOUS,
        },
        { sets: Object.entries(fields).map(([name, value]) => ({ name, value, over: [] })) },
        sha256,
      ),
    )
  })
  return state
}

function context(records: readonly RecordState[] = [], role: Role = 'dutyOfficer'): CommandContext {
  let ids = 0
  const counts = new Map<string, number>()
  return {
    nowMs: NOW,
    station: asId('7K2Q4M9XABCDEFGH'),
    officer: asId('of1'),
    role,
    agency: asId('ag1'),
    agencyCode: 'FJZB',
    newId: () => asId<RecordId>(`new-${(ids += 1)}`),
    nextCount: (name) => {
      const next = (counts.get(name) ?? 0) + 1
      counts.set(name, next)
      return next
    },
    read: (kind, id) => records.find((state) => state.kind === kind && state.id === id),
    list: () => [],
  }
}

const flood = stateOf('incident', 'i1', {
  station: 'A',
  fields: { title: 'flood', category: '11A01', status: 'reported', level: null, dead: 1 },
})
const voided = stateOf('incident', 'i2', {
  station: 'A',
  fields: { title: 'x', category: '11A01', status: 'void', voidReason: 'doubled' },
})
const riot = stateOf('incident', 'i3', {
  station: 'A',
  fields: { title: 'crowd', category: '14A01', status: 'reported', level: null },
})
const line = stateOf('logEntry', 'l1', {
  station: 'A',
  fields: { incident: 'i1', text: 'water at 3 m', at: '2023-07-28T09:00:00+08:00', corrects: null },
})

describe('reportIncident', () => {
  test('fills every field of an incident, with number, times and status', () => {
    const decision = decide('reportIncident', context(), { title: ' 台风 ', category: '11B01', level: 2, dead: 0 })
    const draft = decision.ok ? decision.value.drafts[0] : undefined
    const parsed = incidentSchema.parse(draft?.fields)
    expect({
      number: parsed.number,
      title: parsed.title,
      status: parsed.status,
      level: parsed.level,
      dead: parsed.dead,
      missing: parsed.missing,
      receivedAt: parsed.receivedAt,
      demonstration: parsed.demonstration,
    }).toEqual({
      number: 'FJZB-20230728-7K2Q-001',
      title: '台风',
      status: 'reported',
      level: 2,
      dead: 0,
      missing: null,
      receivedAt: '2023-07-28T09:55:00+08:00',
      demonstration: false,
    })
  })

  test('[CM-9] numbers differ by station and by counter', () => {
    const here = context()
    const numbers = [here, here, { ...context(), station: asId<CommandContext['station']>('ZZZZ4M9XABCDEFGH') }].map(
      (one) => {
        const decision = decide('reportIncident', one, { title: 'a', category: '11A01' })
        return decision.ok ? decision.value.drafts[0]?.fields['number'] : null
      },
    )
    expect(numbers).toEqual(['FJZB-20230728-7K2Q-001', 'FJZB-20230728-7K2Q-002', 'FJZB-20230728-ZZZZ-001'])
  })

  test('[CM-9] under a mark the counting begins anew, and numbers the picture has are passed over', () => {
    const here = { ...context(), numberMark: 'B7' }
    const taken = ['FJZB-20230728-7K2QB7-001', 'FJZB-20230728-7K2QB7-002']
    const numbers = [context(), here, { ...here, isNumberTaken: (number: string) => taken.includes(number) }].map(
      (one) => {
        const decision = decide('reportIncident', one, { title: 'a', category: '11A01' })
        return decision.ok ? decision.value.drafts[0]?.fields['number'] : null
      },
    )
    expect(numbers).toEqual(['FJZB-20230728-7K2Q-001', 'FJZB-20230728-7K2QB7-001', 'FJZB-20230728-7K2QB7-003'])
  })

  test('[CM-6] an incident that becomes a social-security event loses its grade by the same change', () => {
    const graded = stateOf('incident', 'i4', {
      station: 'A',
      fields: { title: 'x', category: '12A01', status: 'reported', level: 2 },
    })
    const become = (category: string): unknown => {
      const decision = decide('amendIncident', context([graded]), { id: 'i4', fields: { category, title: 'crowd' } })
      return decision.ok ? decision.value.drafts.map(({ fields }) => fields) : decision.fault.kind
    }
    expect(become('14A01')).toEqual([{ category: '14A01', title: 'crowd', level: null }])
    expect(become('11A01')).toEqual([{ category: '11A01', title: 'crowd' }])
  })

  test('[CM-6] a social-security event gets no grade, when reported or later', () => {
    const faults = [
      decide('reportIncident', context(), { title: 'a', category: '14A01', level: 3 }),
      decide('changeIncidentLevel', context([riot]), { id: 'i3', level: 2 }),
    ].map((decision) => (decision.ok ? 'ok' : `${decision.fault.kind} ${decision.fault.detail?.['field']}`))
    expect(faults).toEqual(['invalidInput level', 'invalidInput level'])
    expect(decide('reportIncident', context(), { title: 'a', category: '14A01' }).ok).toBe(true)
  })

  test('an id that exists is refused', () => {
    const decision = decide('reportIncident', context([flood]), { title: 'a', category: '11A01', id: 'i1' })
    expect(decision.ok ? 'ok' : decision.fault.kind).toBe('alreadyExists')
  })
})

describe('amending', () => {
  test('only fields that say something new are written', () => {
    const decision = decide('amendIncident', context([flood]), {
      id: 'i1',
      fields: { title: 'flood', dead: 2 },
      reason: 'hospital',
    })
    expect(decision.ok && decision.value.drafts).toEqual([
      { kind: 'incident', id: 'i1', fields: { dead: 2 }, reason: 'hospital' },
    ])
  })

  test('[CM-4] the shown value again is nothing to change, unless other heads stand beside it', () => {
    const again = decide('amendIncident', context([flood]), { id: 'i1', fields: { dead: 1 } })
    expect(again.ok ? 'ok' : again.fault.kind).toBe('nothingToChange')
    const torn = stateOf(
      'incident',
      'i1',
      { station: 'A', fields: { status: 'reported', dead: 1 } },
      { station: 'B', fields: { dead: 2 } },
    )
    const settled = decide('amendIncident', context([torn]), { id: 'i1', fields: { dead: 2 }, reason: '医院名单' })
    expect(settled.ok && settled.value.drafts[0]?.fields).toEqual({ dead: 2 })
  })

  test('[CM-5] void needs a reason and ends amendments', () => {
    const outcomes = [
      decide('voidIncident', context([flood], 'commander'), { id: 'i1', reason: '' }),
      decide('voidIncident', context([flood], 'commander'), { id: 'i1', reason: '重复' }),
      decide('amendIncident', context([voided]), { id: 'i2', fields: { dead: 1 } }),
      decide('voidIncident', context([voided], 'commander'), { id: 'i2', reason: 'again' }),
      decide('amendIncident', context([]), { id: 'nope', fields: { dead: 1 } }),
    ].map((decision) => (decision.ok ? 'ok' : decision.fault.kind))
    expect(outcomes).toEqual(['invalidInput', 'ok', 'alreadyVoid', 'alreadyVoid', 'notFound'])
  })
})

describe('duty log', () => {
  test('[CM-7] a correction is a new line that names the old one', () => {
    const decision = decide('correctLogEntry', context([flood, line]), {
      id: 'l1',
      text: 'water at 4 m',
      reason: 'misread',
    })
    const draft = decision.ok ? decision.value.drafts[0] : undefined
    expect(draft).toEqual({
      kind: 'logEntry',
      id: 'new-1',
      fields: { incident: 'i1', text: 'water at 4 m', at: '2023-07-28T09:00:00+08:00', corrects: 'l1' },
      reason: 'misread',
    })
    expect(logEntrySchema.safeParse(draft?.fields).success).toBe(true)
  })

  test('a line for an unknown incident is refused', () => {
    const decision = decide('addLogEntry', context([]), { incident: 'nope', text: 'x' })
    expect(decision.ok ? 'ok' : decision.fault.kind).toBe('notFound')
  })
})

describe('settling', () => {
  const torn = stateOf(
    'incident',
    'i1',
    { station: 'A', fields: { status: 'reported', dead: 1 } },
    { station: 'B', fields: { dead: 2 } },
  )
  test('[CM-8] needs a conflict and a reason, and a value that fits the field', () => {
    const outcomes = [
      decide('settleConflict', context([torn]), {
        kind: 'incident',
        id: 'i1',
        field: 'dead',
        value: 2,
        reason: 'hospital list',
      }),
      decide('settleConflict', context([torn]), { kind: 'incident', id: 'i1', field: 'dead', value: 2, reason: ' ' }),
      decide('settleConflict', context([torn]), { kind: 'incident', id: 'i1', field: 'dead', value: -1, reason: 'x' }),
      decide('settleConflict', context([flood]), { kind: 'incident', id: 'i1', field: 'dead', value: 2, reason: 'x' }),
      decide('settleConflict', context([flood]), {
        kind: 'incident',
        id: 'i1',
        field: 'nothing',
        value: 2,
        reason: 'x',
      }),
    ].map((decision) => (decision.ok ? 'ok' : decision.fault.kind))
    expect(outcomes).toEqual(['ok', 'invalidInput', 'invalidInput', 'noConflict', 'notFound'])
  })

  test('[CM-8] amending a field that is in conflict settles it, and needs a reason; other fields do not', () => {
    const amend = (fields: object, reason?: string): string => {
      const decision = decide('amendIncident', context([torn]), {
        id: 'i1',
        fields,
        ...(reason === undefined ? {} : { reason }),
      })
      return decision.ok ? 'ok' : decision.fault.kind
    }
    expect([amend({ dead: 7 }), amend({ dead: 7 }, 'hospital list'), amend({ injured: 7 })]).toEqual([
      'reasonNeeded',
      'ok',
      'ok',
    ])
  })
})

describe('rights', () => {
  test('[CM-3] cell by cell: a role runs exactly the commands whose action it holds', () => {
    // Rights come before input: a command not named here is asked with nothing.
    const inputs: { readonly [name in CommandName]?: unknown } = {
      reportIncident: { title: 'a', category: '11A01' },
      amendIncident: { id: 'i1', fields: { dead: 9 } },
      moveIncident: { id: 'i1', position: { lon: 119, lat: 26 } },
      changeIncidentLevel: { id: 'i1', level: 2 },
      changeIncidentStatus: { id: 'i1', status: 'verified' },
      voidIncident: { id: 'i1', reason: 'doubled' },
      addLogEntry: { incident: 'i1', text: 'x' },
      correctLogEntry: { id: 'l1', text: 'y' },
      attachFile: { incident: 'i1', name: 'a.jpg', mime: 'image/jpeg', bytes: 5, sha256: 'ab'.repeat(32) },
      voidAttachment: { id: 'f1', reason: 'wrong' },
      settleConflict: { kind: 'incident', id: 'i1', field: 'dead', value: 1, reason: 'r' },
    }
    for (const role of ROLES)
      for (const name of Object.keys(COMMANDS) as CommandName[]) {
        const decision = decide(name, context([flood, line], role), inputs[name])
        const refused = !decision.ok && decision.fault.kind === 'notAllowed'
        expect([role, name, refused]).toEqual([role, name, !may(role, COMMANDS[name].action)])
      }
  })

  test('[CM-10] the action can be told from the change alone', () => {
    const known: RecordState[] = [
      flood,
      line,
      stateOf(
        'incident',
        'torn',
        { station: 'A', fields: { status: 'reported', dead: 1 } },
        { station: 'B', fields: { dead: 2 } },
      ),
    ]
    const cases: readonly (readonly [CommandName, unknown])[] = [
      ['reportIncident', { title: 'a', category: '11A01' }],
      ['amendIncident', { id: 'i1', fields: { dead: 9 } }],
      ['voidIncident', { id: 'i1', reason: 'doubled' }],
      ['changeIncidentStatus', { id: 'i1', status: 'closed' }],
      ['addLogEntry', { incident: null, text: 'x' }],
      ['correctLogEntry', { id: 'l1', text: 'y' }],
    ]
    for (const [name, input] of cases) {
      const decision = decide(name, context(known, 'commander'), input)
      const draft = decision.ok ? decision.value.drafts[0] : undefined
      const isFirst = draft === undefined || !known.some((state) => state.id === draft.id)
      expect([name, draft === undefined ? null : actionOf(draft.kind, Object.keys(draft.fields), isFirst)]).toEqual([
        name,
        COMMANDS[name].action,
      ])
    }
  })

  test('[CM-3] no role holds an action that does not exist, and nobody but a server writes verdicts', () => {
    for (const role of ROLES) for (const action of RIGHTS[role]) expect(ACTIONS).toContain(action)
    expect(ROLES.filter((role) => may(role, 'verdict.write'))).toEqual([])
  })
})

describe('purity and input', () => {
  test('[CM-1] equal context and input give equal decisions', () => {
    fc.assert(
      fc.property(
        fc.record({
          title: fc.string({ minLength: 1, maxLength: 60 }),
          category: fc.constantFrom('11A01', '14A01'),
          dead: fc.nat(9),
        }),
        (input) => {
          expect(decide('reportIncident', context(), input)).toEqual(
            decide('reportIncident', context(), structuredClone(input)),
          )
        },
      ),
    )
  })

  test('[CM-2] anything that does not fit is refused by field and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(COMMANDS) as CommandName[])), fc.anything(), (name, input) => {
        // No role may run all of them: what comes in by a link is written by linked systems alone.
        const role = may('administrator', COMMANDS[name].action) ? 'administrator' : 'linkedSystem'
        const decision = decide(name, context([flood, line], role), input)
        expect(decision.ok || decision.fault.kind === 'invalidInput').toBe(true)
      }),
      { numRuns: 500 },
    )
    const decision = decide('amendIncident', context([flood]), { id: 'i1', fields: { dead: -1 } })
    expect(decision.ok ? 'ok' : decision.fault.detail).toEqual({ command: 'amendIncident', field: 'fields.dead' })
  })
})
