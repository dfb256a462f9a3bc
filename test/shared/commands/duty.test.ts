// The telephone log book, the roster and handovers, by commands alone.
import { expect, test } from 'vitest'
import { rewritten } from '../../../shared/model/kinds.ts'
import { CommandDesk } from '../../support/command-desk.ts'

const NOW_MS = Date.parse('2023-07-28T10:00:00+08:00')
const LIN = { officer: 'lin' }
const CHEN = { officer: 'chen' }
const WENG = { officer: 'weng' }
const LOOKER = { officer: 'zheng', role: 'viewer' } as const

const NOTHING = {
  at: '2023-07-28T20:00:00+08:00',
  incidents: [],
  incidentsBeyond: 0,
  clocks: [],
  clocksBeyond: 0,
  waiting: [],
  due: [],
  silent: [],
}
const NIGHT = { at: '2023-07-28T20:00:00+08:00', until: '2023-07-29T08:00:00+08:00' }
const CALL = {
  cause: '连江县渔港风暴潮漫堤',
  callerUnit: '连江县应急局',
  callerName: '郑志明',
  callerTelephone: '0591',
}

function desk(): CommandDesk {
  const made = new CommandDesk(NOW_MS)
  made.write('incident', 'i1', { title: '风暴潮', category: '11E02', status: 'reported' })
  return made
}

const once = (name: string) => [{ name, over: ['change'] }]

test('a call is stamped with time and recorder; nothing said is no entry', () => {
  const book = desk()
  expect(book.run(LIN, 'recordCall', { callerName: '郑志明' })).toBe('invalidInput')
  expect(book.run(LOOKER, 'recordCall', CALL)).toBe('notAllowed')
  expect(book.run(LIN, 'recordCall', { ...CALL, incident: 'i9' })).toBe('notFound')
  const call = book.run(LIN, 'recordCall', CALL)
  const now = '2023-07-28T10:00:00+08:00'
  expect(book.fields(call)).toMatchObject({ ...CALL, at: now, recordedAt: now, bookAt: now, recorder: 'lin' })
  expect(book.state(call)).toBe('entry')
})

test('[CM-22] a correction holds everything, stands on the page of the original, and the original names it', () => {
  const book = desk()
  const call = book.run(LIN, 'recordCall', { ...CALL, at: '2023-07-27T23:50:00+08:00', place: '黄岐' })
  expect(book.run(CHEN, 'correctCall', { id: call, fields: { place: '黄岐' } })).toBe('nothingToChange')
  const corrected = book.run(CHEN, 'correctCall', {
    id: call,
    fields: { place: '黄岐镇', at: '2023-07-28T00:05:00+08:00' },
    reason: '听错',
  })
  expect(book.fields(call)).toMatchObject({ place: '黄岐', correctedBy: corrected })
  expect(book.fields(corrected)).toMatchObject({
    ...CALL,
    place: '黄岐镇',
    corrects: call,
    recorder: 'chen',
    bookAt: '2023-07-27T23:50:00+08:00',
  })
  expect([book.state(call), book.state(corrected)]).toEqual(['corrected', 'correction'])
  expect(book.run(LIN, 'correctCall', { id: call, fields: { place: '苔菉' } })).toBe('wrongState')
  expect(book.run(LIN, 'correctCall', { id: corrected, fields: { cause: ' ' } })).toBe('invalidInput')
  expect(rewritten('call', once('cause'))).toBe('cause')
  expect(rewritten('call', once('reportedTo'))).toBeUndefined()
})

test('[CM-22] two corrections written apart contradict each other at the original', () => {
  const book = desk()
  const call = book.run(LIN, 'recordCall', CALL)
  const [a, b] = book.apart(
    [LIN, 'correctCall', { id: call, fields: { place: '黄岐' } }],
    [CHEN, 'correctCall', { id: call, fields: { place: '苔菉' } }],
  )
  expect(book.conflicts(call)).toEqual(['correctedBy'])
  expect([book.fields(a ?? '')['place'], book.fields(b ?? '')['place']]).toEqual(['黄岐', '苔菉'])
})

test('to whom a call was reported, and its incident, are added later', () => {
  const book = desk()
  const call = book.run(LIN, 'recordCall', { ...CALL, reportedTo: [{ to: '带班领导', at: NIGHT.at }] })
  book.run(CHEN, 'noteCallReported', { id: call, to: '省防指' })
  expect(book.fields(call)['reportedTo']).toEqual([
    { to: '带班领导', at: NIGHT.at },
    { to: '省防指', at: '2023-07-28T10:00:00+08:00' },
  ])
  book.run(CHEN, 'linkCall', { id: call, incident: 'i1' })
  expect(book.fields(call)['incident']).toBe('i1')
  expect(book.run(CHEN, 'linkCall', { id: call, incident: 'i1' })).toBe('nothingToChange')
  expect(book.run(CHEN, 'linkCall', { id: call, incident: 'i9' })).toBe('notFound')
  expect(book.run(CHEN, 'linkCall', { id: call, incident: null })).toBe(call)
})

const person = (name: string) => ({ officer: name, name })
const row = (who: string | null, from = NIGHT.at, to = NIGHT.until) => ({
  role: 'dutyOfficer',
  officer: who === null ? null : person(who),
  from,
  to,
})

test('[CM-23] one shift given away apart is a conflict in one field; two officers of a shift are two shifts', () => {
  const roster = desk()
  const [a, b] = roster.apart(
    [LIN, 'writeRoster', { agency: 'ag1', rows: [row('lin')], adds: true }],
    [CHEN, 'writeRoster', { agency: 'ag1', rows: [row('chen')], adds: true }],
  )
  expect(a).toBe(b)
  expect(roster.conflicts(a ?? '')).toEqual(['officer'])
  expect(roster.run(LIN, 'amendShift', { id: a, officer: person('lin') })).toBe(a)
  expect(roster.conflicts(a ?? '')).toEqual([])

  const second = roster.run(LIN, 'writeRoster', { agency: 'ag1', rows: [row('weng')], adds: true })
  expect(second).not.toBe(a)
  expect([roster.state(a ?? ''), roster.state(second)]).toEqual(['held', 'held'])
})

test('[CM-23] bringing rows in writes over what stands at their place and leaves alone what stands there already', () => {
  const roster = desk()
  const rows = [row('lin'), row('chen')]
  roster.run(LIN, 'writeRoster', { agency: 'ag1', rows })
  const written = roster.records.length
  expect(roster.run(LIN, 'writeRoster', { agency: 'ag1', rows: rows.toReversed() })).toBe('nothingToChange')
  roster.run(LIN, 'writeRoster', { agency: 'ag1', rows: [row('chen'), row('weng')] })
  const shifts = roster.records.filter((one) => one.kind === 'shift')
  expect(roster.records).toHaveLength(written)
  expect(shifts.map(({ id }) => roster.fields(id)['officer'])).toEqual([person('weng'), person('chen')])
})

test('shifts that cannot be are refused; a voided one gives its place back; moved ones keep theirs', () => {
  const roster = desk()
  const write = (one: object) => roster.run(LIN, 'writeRoster', { agency: 'ag1', rows: [one], adds: true })
  expect(write(row('lin', NIGHT.until, NIGHT.at))).toBe('invalidInput')
  expect(write(row('lin', NIGHT.at, '2023-08-28T08:00:00+08:00'))).toBe('invalidInput')
  expect(roster.run(LOOKER, 'writeRoster', { agency: 'ag1', rows: [row('lin')] })).toBe('notAllowed')
  const shift = write(row(null))
  expect(roster.state(shift)).toBe('open')
  expect(roster.run(LIN, 'amendShift', { id: shift, to: NIGHT.at })).toBe('invalidInput')
  expect(roster.run(LIN, 'voidShift', { id: shift, reason: '排错' })).toBe(shift)
  expect(roster.run(LIN, 'amendShift', { id: shift, officer: person('lin') })).toBe('wrongState')
  expect(write(row('chen'))).toBe(shift)
  expect([roster.state(shift), roster.fields(shift)['officer']]).toEqual(['held', person('chen')])
  roster.run(LIN, 'amendShift', { id: shift, from: '2023-07-28T21:00:00+08:00' })
  expect(write(row('weng'))).not.toBe(shift)
})

test('[CM-24] a handover is signed in turn, each in their own name, and stays as it was signed', () => {
  const duty = desk()
  expect(duty.run(LIN, 'draftHandover', { ...NIGHT, until: NIGHT.at })).toBe('invalidInput')
  expect(duty.run(LIN, 'draftHandover', { ...NIGHT, incoming: 'lin' })).toBe('invalidInput')
  const id = duty.run(LIN, 'draftHandover', { ...NIGHT, incoming: 'chen', remarks: '关注黄岐' })
  expect(duty.run(CHEN, 'takeShift', { id })).toBe('wrongState')
  expect(duty.run(CHEN, 'giveShift', { id, gathered: NOTHING })).toBe('notAllowed')
  duty.run(LIN, 'amendHandover', { id, remarks: '关注黄岐镇' })
  expect(duty.run(LIN, 'giveShift', { id, gathered: NOTHING })).toBe(id)
  expect(duty.state(id)).toBe('given')
  expect(duty.run(LIN, 'amendHandover', { id, remarks: '改' })).toBe('alreadySigned')
  expect(duty.run(LIN, 'giveShift', { id, gathered: NOTHING })).toBe('alreadySigned')
  for (const who of [LIN, WENG]) expect(duty.run(who, 'takeShift', { id })).toBe('notAllowed')
  duty.run(LIN, 'amendHandover', { id, incoming: 'weng' })
  expect(duty.run(WENG, 'takeShift', { id, remarks: '已核对' })).toBe(id)
  expect(duty.fields(id)).toMatchObject({
    outgoingSigned: { officer: 'lin', remarks: '关注黄岐镇', gathered: NOTHING },
    incomingSigned: { officer: 'weng', remarks: '已核对' },
  })
  expect(duty.state(id)).toBe('taken')
  expect(duty.run(LIN, 'voidHandover', { id, reason: '误签' })).toBe('alreadySigned')
  for (const name of ['outgoingSigned', 'incomingSigned']) expect(rewritten('handover', once(name))).toBe(name)
})

test('[CM-37] a handover keeps what it named, and says once which one of another space it is part of', () => {
  const duty = desk()
  const id = duty.run(LIN, 'draftHandover', { ...NIGHT, act: 'main' })
  const matter = { kind: 'issued', id: 'd1', incident: null, state: 'sent', title: '疏散', with: 'ag2', dueAt: null }
  const gathered = { ...NOTHING, waiting: [{ kind: 'issued', state: 'sent', count: 1 }], matters: [matter] }
  expect(duty.run(LIN, 'giveShift', { id, gathered })).toBe(id)
  expect(duty.fields(id)).toMatchObject({ act: 'main', outgoingSigned: { gathered } })
  expect(rewritten('handover', once('act'))).toBe('act')
})

test('[CM-24] where nobody is named whoever comes signs; two who sign apart are seen; giving up needs a reason', () => {
  const duty = desk()
  const id = duty.run(LIN, 'draftHandover', NIGHT)
  duty.run(LIN, 'giveShift', { id, gathered: NOTHING })
  expect(duty.run(LIN, 'takeShift', { id })).toBe('notAllowed')
  duty.apart([CHEN, 'takeShift', { id }], [WENG, 'takeShift', { id }])
  expect(duty.conflicts(id)).toEqual(['incomingSigned'])

  const other = duty.run(CHEN, 'draftHandover', NIGHT)
  expect(duty.run(LIN, 'voidHandover', { id: other, reason: '' })).toBe('invalidInput')
  expect(duty.run(LIN, 'voidHandover', { id: other, reason: '纸质交接' })).toBe(other)
  expect(duty.state(other)).toBe('void')
  expect(duty.run(CHEN, 'giveShift', { id: other, gathered: NOTHING })).toBe('wrongState')
})
