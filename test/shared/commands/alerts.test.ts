// Alerts and what agencies make of notices, by commands alone.
import { expect, test } from 'vitest'
import type { JsonFields } from '../../../shared/base/json.ts'
import { alertPhase } from '../../../shared/model/alert.ts'
import { standingOf } from '../../../shared/model/disposition.ts'
import { rewritten } from '../../../shared/model/kinds.ts'
import { CommandDesk } from '../../support/command-desk.ts'

const NOW_MS = Date.parse('2023-07-28T06:30:00+08:00')
const LIN = { officer: 'lin' }
const CHEN = { officer: 'chen' }
const FUZHOU = { officer: 'huang', agency: 'fuzhou' }
const LOOKER = { officer: 'zheng', role: 'viewer' } as const

const TYPHOON = {
  category: '11B01',
  level: 2,
  title: '台风橙色预警',
  number: '35000041600000_20230727060000_1',
  startsAt: '2023-07-27T06:00:00+08:00',
  divisions: ['350500', '350200'],
  warnings: '台风“杜苏芮”将于28日登陆',
  measures: '船只回港，人员上岸',
  issuedBy: '福建省气象台',
  issuedAt: '2023-07-27T06:00:00+08:00',
  telephone: '0591-00000000',
} as const

function desk(): CommandDesk {
  const made = new CommandDesk(NOW_MS)
  made.write('incident', 'i1', { title: '风暴潮', category: '11E02', status: 'reported' })
  made.write('incident', 'i2', { title: '漫堤', category: '11A03', status: 'reported' })
  return made
}

const without = (...names: readonly string[]) =>
  Object.fromEntries(Object.entries(TYPHOON).filter(([name]) => !names.includes(name)))

test('[CM-25] an alert is recorded with every item the law asks for, and with nothing nobody said', () => {
  const room = desk()
  expect(room.run(LOOKER, 'recordAlert', TYPHOON)).toBe('notAllowed')
  for (const item of ['category', 'level', 'startsAt', 'divisions', 'warnings', 'measures', 'issuedBy', 'issuedAt'])
    expect(room.run(LIN, 'recordAlert', without(item)), item).toBe('invalidInput')
  expect(room.run(LIN, 'recordAlert', { ...TYPHOON, endsAt: TYPHOON.startsAt })).toBe('invalidInput')
  const alert = room.run(LIN, 'recordAlert', TYPHOON)
  expect(room.fields(alert)).toEqual({
    ...TYPHOON,
    use: 'actual',
    endsAt: null,
    ring: null,
    circle: null,
    areaText: '',
  })
  expect(room.state(alert)).toBe('openEnded')
  const circle = { centre: { lon: 118.6, lat: 24.9 }, radiusM: 20_000 }
  const ending = { ...without('divisions'), circle, endsAt: '2023-07-28T06:00:00+08:00' }
  expect(room.state(room.run(LIN, 'recordAlert', ending))).toBe('ending')
})

test('[CM-25] no level is invented for social security, and none left out where the law gives one', () => {
  const room = desk()
  expect(room.run(LIN, 'recordAlert', { ...TYPHOON, category: '14A01' })).toBe('invalidInput')
  expect(room.run(LIN, 'recordAlert', { ...TYPHOON, level: null })).toBe('invalidInput')
  const alert = room.run(LIN, 'recordAlert', { ...TYPHOON, category: '14A01', level: null })
  expect(room.fields(alert)).toMatchObject({ level: null })
})

test('[CM-26] adjusting and cancelling need a reason; what was issued is never written again; a cancelled alert takes nothing', () => {
  const room = desk()
  const alert = room.run(LIN, 'recordAlert', TYPHOON)
  const red = { id: alert, fields: { level: 1, title: '台风红色预警' }, adjustedAt: '2023-07-28T04:00:00+08:00' }
  expect(room.run(CHEN, 'adjustAlert', red)).toBe('invalidInput')
  expect(room.run(CHEN, 'adjustAlert', { ...red, fields: { level: 2 }, reason: '升级' })).toBe('nothingToChange')
  expect(room.run(CHEN, 'adjustAlert', { id: alert, fields: { divisions: [] }, reason: '缩小' })).toBe('invalidInput')
  expect(room.run(CHEN, 'adjustAlert', { id: alert, fields: { issuedBy: '别处' }, reason: '改' })).toBe('invalidInput')
  expect(room.run(CHEN, 'adjustAlert', { ...red, reason: '省气象台升级' })).toBe(alert)
  expect(room.fields(alert)).toMatchObject({ level: 1, adjustedAt: red.adjustedAt, issuedAt: TYPHOON.issuedAt })
  for (const name of ['category', 'use', 'number', 'issuedBy', 'issuedAt', 'cancelled'])
    expect(rewritten('alert', [{ name, over: ['change'] }]), name).toBe(name)
  expect(room.run(LIN, 'cancelAlert', { id: alert, how: 'lifted' })).toBe('invalidInput')
  expect(room.run(LIN, 'cancelAlert', { id: alert, how: 'lifted', reason: '台风减弱' })).toBe(alert)
  expect(room.state(alert)).toBe('cancelled')
  expect(room.run(LIN, 'cancelAlert', { id: alert, how: 'mistake', reason: '误录' })).toBe('wrongState')
  expect(room.run(LIN, 'adjustAlert', { id: alert, fields: { level: 3 }, reason: '降级' })).toBe('wrongState')
})

test('[CM-26] what an exercise or a test says is in no list of real alerts, whatever happens to it', () => {
  const room = desk()
  for (const use of ['exercise', 'test'] as const) {
    const alert = room.run(LIN, 'recordAlert', { ...TYPHOON, use })
    expect(room.state(alert)).toBe('notReal')
    room.run(LIN, 'cancelAlert', { id: alert, how: 'lifted', reason: '演练结束' })
    expect(room.state(alert)).toBe('notReal')
  }
})

test('an alert comes, holds, is over at its end, and stays what it was cancelled as', () => {
  const fields: JsonFields = { startsAt: '2023-07-27T06:00:00+08:00', endsAt: '2023-07-28T06:00:00+08:00' }
  const at = (time: string) => alertPhase(fields, Date.parse(time))
  expect(at('2023-07-27T05:59:59+08:00')).toBe('coming')
  expect(at('2023-07-27T06:00:00+08:00')).toBe('active')
  expect(at('2023-07-28T06:00:00+08:00')).toBe('over')
  expect(alertPhase({ ...fields, endsAt: null }, Date.parse('2030-01-01T00:00:00Z'))).toBe('active')
  const cancelled = { how: 'mistake', at: '2023-07-27T07:00:00+08:00', by: 'lin', reason: '误录' }
  expect(alertPhase({ ...fields, cancelled }, NOW_MS)).toBe('mistake')
})

test('[CM-26] links to incidents made apart all stay, and the same one made twice is one', () => {
  const room = desk()
  const alert = room.run(LIN, 'recordAlert', { ...TYPHOON, incidents: ['i1'] })
  expect(room.run(LIN, 'linkAlert', { alert, incident: 'i9', linked: true })).toBe('notFound')
  expect(room.run(LIN, 'linkAlert', { alert, incident: 'i1', linked: true })).toBe('nothingToChange')
  room.apart(
    [LIN, 'linkAlert', { alert, incident: 'i2', linked: true }],
    [CHEN, 'linkAlert', { alert, incident: 'i2', linked: true }],
  )
  const links = room.records.filter(({ kind }) => kind === 'alertLink')
  expect(links.map(({ id }) => [id, room.state(id)])).toEqual([
    [`${alert}.i1`, 'linked'],
    [`${alert}.i2`, 'linked'],
  ])
  expect(room.run(CHEN, 'linkAlert', { alert, incident: 'i1', linked: false })).toBe(alert)
  expect(room.state(`${alert}.i1`)).toBe('unlinked')
})

const NOTICE = { noticeKind: 'incident', subject: 'i1', moment: '2023-07-28T05:00:00+08:00', incident: 'i1' } as const

test('[CM-27] a notice is acknowledged for the officer’s agency with a disposition, and open again when that is taken back', () => {
  const room = desk()
  expect(room.run(LOOKER, 'disposeNotices', { notices: [NOTICE], disposition: 'noted' })).toBe('notAllowed')
  expect(room.run(LIN, 'disposeNotices', { notices: [NOTICE], disposition: 'other' })).toBe('reasonNeeded')
  const act = room.run(LIN, 'disposeNotices', { notices: [NOTICE], disposition: 'duplicate', note: '同 i2' })
  expect(room.fields(act)).toMatchObject({ ...NOTICE, disposition: 'duplicate', by: 'lin' })
  expect(room.run(LIN, 'disposeNotices', { notices: [NOTICE], disposition: 'duplicate', note: '同 i2' })).toBe(
    'nothingToChange',
  )
  const standing = () => {
    const rows = room.records.filter(({ kind }) => kind === 'disposition').map(({ id }) => room.fields(id))
    return standingOf(Date.parse(NOTICE.moment), rows, (fields) => fields)
  }
  expect(standing()).toMatchObject({ given: { disposition: 'duplicate' }, isContradicted: false, wasGiven: true })
  expect(room.run(FUZHOU, 'takeBackDisposition', { id: act, reason: '不对' })).toBe('notAllowed')
  expect(room.run(LIN, 'takeBackDisposition', { id: act })).toBe('invalidInput')
  expect(room.run(LIN, 'takeBackDisposition', { id: act, reason: '不是同一起' })).toBe(act)
  expect(room.state(act)).toBe('takenBack')
  expect(room.run(LIN, 'takeBackDisposition', { id: act, reason: '再撤' })).toBe('wrongState')
  expect(standing()).toEqual({ given: null, isContradicted: false, wasGiven: true })
})

test('[CM-27] dispositions given apart both stay and say that they differ; what happens later is not covered by them', () => {
  const room = desk()
  room.apart(
    [LIN, 'disposeNotices', { notices: [NOTICE], disposition: 'relevant' }],
    [CHEN, 'disposeNotices', { notices: [NOTICE], disposition: 'falseAlarm' }],
  )
  const rows = room.records.filter(({ kind }) => kind === 'disposition').map(({ id }) => room.fields(id))
  expect(rows).toHaveLength(2)
  const momentMs = Date.parse(NOTICE.moment)
  expect(standingOf(momentMs, rows, (fields) => fields).isContradicted).toBe(true)
  expect(standingOf(momentMs + 1, rows, (fields) => fields)).toEqual({
    given: null,
    isContradicted: false,
    wasGiven: false,
  })
})

test('only a linked system says where an alert came from', () => {
  const room = desk()
  const received = {
    ...{ form: 'cap', sender: 'wx@example.org', identifier: 'A', sent: '2023-07-27T06:00:00+08:00' },
    ...{ signature: 'valid', odd: ['no-expires'], facts: [['urgency', 'Expected']], original: '' },
  }
  expect(room.run(LIN, 'recordAlert', { ...TYPHOON, received })).toBe('notAllowed')
  const gateway = { officer: 'wx', role: 'linkedSystem' } as const
  const alert = room.run(gateway, 'recordAlert', { ...TYPHOON, received })
  expect(room.fields(alert)).toMatchObject({ received })
  const broken = { ...received, signature: 'broken' }
  expect(room.run(LIN, 'adjustAlert', { id: alert, fields: { received: broken }, reason: '改签名' })).toBe('notAllowed')
  expect(room.run(gateway, 'adjustAlert', { id: alert, fields: { received: broken }, reason: 'update B' })).toBe(alert)
  expect(room.fields(alert)).toMatchObject({ received: broken })
  expect(room.run(gateway, 'recordAlert', { ...TYPHOON, received: { ...received, signature: 'surely' } })).toBe(
    'invalidInput',
  )
})
