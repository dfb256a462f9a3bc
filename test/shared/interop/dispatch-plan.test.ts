// What is written for a message of a dispatch system: one thing stays one thing, officers' words stay, a status goes forward.
import { describe, expect, test } from 'vitest'
import type { RecordId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { COMMANDS } from '../../../shared/commands/commands.ts'
import type { DispatchMessage } from '../../../shared/interop/dispatch/message.ts'
import { verbSchemas } from '../../../shared/interop/dispatch/message.ts'
import type { Plan, PlanContext } from '../../../shared/interop/dispatch/plan.ts'
import { planFor } from '../../../shared/interop/dispatch/plan.ts'

const SENDER = { system: 'fire', name: '示例119', sourceKind: 'fire119', language: 'zh' } as const
const NOTHING: PlanContext = {
  sender: SENDER,
  spaceKind: 'live',
  idFor: (key) => `id:${key}` as RecordId,
  incident: undefined,
  call: undefined,
  lastSaid: undefined,
}
const SHOWN: JsonFields = { title: 'officers’ title', status: 'responding', category: '12G03' }

function message(verb: DispatchMessage['verb'], says: object): DispatchMessage {
  return { verb, says: verbSchemas[verb].parse(says) } as DispatchMessage
}
const FIRE = message('incident', {
  number: 'J1',
  title: '火灾',
  category: '12G03',
  level: 4,
  place: '五一路',
  callerName: '王',
})

/** The plan; every input in it fits its command. */
function plan(given: DispatchMessage, context: Partial<PlanContext> = {}): Plan {
  const result = planFor(given, { ...NOTHING, ...context })
  if (!result.ok) throw new Error(JSON.stringify(result.fault))
  for (const { name, input } of result.value.steps)
    expect(COMMANDS[name].input.safeParse(input), JSON.stringify(input)).toMatchObject({ success: true })
  return result.value
}
const names = ({ steps }: Plan): readonly string[] => steps.map(({ name }) => name)

describe('incidents', () => {
  test('the first message reports it under the id of its number, with the system as its source', () => {
    const { steps, subject } = plan(FIRE)
    expect(subject).toBe('id:incident/fire/J1')
    expect(steps).toMatchObject([
      {
        name: 'reportIncident',
        as: subject,
        input: {
          ...{ title: '火灾', category: '12G03', level: 4, place: '五一路', sourceName: '王', sourceKind: 'fire119' },
          ...{ sourceChannel: 'system', linkedSystem: 'fire', linkedNumber: 'J1', demonstration: false },
        },
      },
    ])
  })

  test('repeated word for word it writes nothing, whatever officers wrote since', () => {
    const { lastSaid } = plan(FIRE)
    expect(names(plan(FIRE, { incident: SHOWN, lastSaid }))).toEqual([])
  })

  test('of an update only what the system says anew is written', () => {
    const { lastSaid } = plan(FIRE)
    const next = message('incident', { ...FIRE.says, place: '五一北路', level: 3, trapped: 2 })
    expect(plan(next, { incident: SHOWN, lastSaid }).steps).toEqual([
      { name: 'amendIncident', input: { id: 'id:incident/fire/J1', fields: { place: '五一北路', trapped: 2 } } },
      { name: 'changeIncidentLevel', input: { id: 'id:incident/fire/J1', level: 3 } },
    ])
  })

  test('a level where the law gives none is left out and said so', () => {
    const crime = message('incident', { number: 'J2', title: '案件', category: '14B02', level: 2 })
    const { steps, odd } = plan(crime)
    expect(steps[0]!.input).not.toHaveProperty('level')
    expect(odd).toEqual(['level 2 left out: 14B02 carries no statutory grade'])
  })

  test('a status goes forward, never back', () => {
    const closed = message('incident', { ...FIRE.says, status: 'closed' })
    const { lastSaid } = plan(closed)
    expect(names(plan(closed))).toEqual(['reportIncident', 'changeIncidentStatus'])
    expect(names(plan(closed, { incident: SHOWN, lastSaid }))).toEqual(['changeIncidentStatus'])
    const back = plan(message('incident', { ...FIRE.says, status: 'verified' }), { incident: SHOWN, lastSaid })
    expect([names(back), back.odd]).toEqual([[], ['status verified left out: it is responding already']])
  })

  test('what is void stays void', () => {
    const result = planFor(FIRE, { ...NOTHING, incident: { ...SHOWN, status: 'void' } })
    expect(result).toMatchObject({ ok: false, fault: { kind: 'alreadyVoid' } })
  })
})

describe('exercises', () => {
  const drill = message('incident', { ...FIRE.says, exercise: true })
  test('do not enter a live space', () => {
    expect(planFor(drill, NOTHING)).toMatchObject({
      ok: false,
      fault: { kind: 'wrongState', detail: { field: 'exercise' } },
    })
  })
  test('are taken in an exercise space; a demonstration marks what it takes', () => {
    expect(names(plan(drill, { spaceKind: 'exercise' }))).toEqual(['reportIncident'])
    expect(plan(FIRE, { spaceKind: 'demonstration' }).steps[0]!.input).toMatchObject({ demonstration: true })
  })
})

describe('calls', () => {
  const call = message('call', { number: 'Z1', text: '冒烟', callerName: '王', at: '2023-07-28T09:50:00+08:00' })
  test('go into the telephone log book, once', () => {
    const first = plan(call)
    expect(first.steps).toMatchObject([
      { name: 'recordCall', as: 'id:call/fire/Z1', input: { cause: '冒烟', incident: null } },
    ])
    expect(names(plan(call, { call: { cause: '冒烟', incident: null } }))).toEqual([])
  })
  test('are joined to their incident, whichever comes first', () => {
    expect(plan(message('call', { ...call.says, incident: 'J1' }), { incident: SHOWN }).steps[0]!.input).toMatchObject({
      incident: 'id:incident/fire/J1',
    })
    const late = plan(message('incident', { ...FIRE.says, call: 'Z1' }), { call: { incident: null } })
    expect(late.steps[1]).toEqual({
      name: 'linkCall',
      input: { id: 'id:call/fire/Z1', incident: 'id:incident/fire/J1' },
    })
    const early = plan(message('call', { ...call.says, incident: 'J9' }))
    expect(early.odd).toEqual(['incident J9 is not known yet'])
  })
})

describe('lines about an incident', () => {
  const says = { incident: 'J1', number: 'C1', text: '两车十人', units: ['五一站', '特勤站'], by: '指挥中心' }
  test('a dispatch is a log line and sets the incident to responding, unless it is further', () => {
    const { steps } = plan(message('dispatch', says), { incident: { ...SHOWN, status: 'reported' } })
    expect(steps).toEqual([
      {
        name: 'addLogEntry',
        as: 'id:line/dispatch/fire/J1/C1',
        input: {
          incident: 'id:incident/fire/J1',
          text: '【处警】示例119：两车十人；单位：五一站、特勤站；来自：指挥中心；编号：C1',
        },
      },
      { name: 'changeIncidentStatus', input: { id: 'id:incident/fire/J1', status: 'responding' } },
    ])
    const later = plan(message('dispatch', says), { incident: { ...SHOWN, status: 'contained' } })
    expect([names(later), later.odd]).toEqual([['addLogEntry'], []])
  })

  test('a feedback brings casualties and a status', () => {
    const feedback = message('feedback', { incident: 'J1', text: '明火已灭', injured: 2, status: 'contained' })
    expect(names(plan(feedback, { incident: SHOWN }))).toEqual(['addLogEntry', 'amendIncident', 'changeIncidentStatus'])
  })

  test('a receipt passes through states under one number; the same words without a number are one line', () => {
    const as = (verb: 'receiptState' | 'reinforcement', more: object): unknown =>
      plan(message(verb, { incident: 'J1', ...more }), { incident: SHOWN }).steps[0]!.as
    const receipt = { number: 'R1' }
    expect(as('receiptState', { ...receipt, state: 'a' })).not.toBe(as('receiptState', { ...receipt, state: 'b' }))
    expect(as('reinforcement', { text: 'x', by: 'y' })).toBe(as('reinforcement', { by: 'y', text: 'x' }))
    expect(as('reinforcement', { text: 'x' })).not.toBe(as('reinforcement', { text: 'z' }))
  })

  test('about an incident nobody told of they are refused, to be taken again when it has come', () => {
    expect(planFor(message('dispatch', says), NOTHING)).toMatchObject({ ok: false, fault: { kind: 'notFound' } })
  })

  test('in English where the centre writes so', () => {
    const { steps } = plan(message('dispatch', says), { incident: SHOWN, sender: { ...SENDER, language: 'en' } })
    expect(steps[0]!.input).toMatchObject({ text: expect.stringContaining('【Dispatch】') })
  })
})
