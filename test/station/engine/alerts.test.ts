// Alerts and dispositions between two real stations of one agency over a real server: written apart, nothing is lost, what
// contradicts is seen, and lists, counts and the station's own states agree.
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { conflictsOf } from '../../../shared/journal/merge.ts'
import { ALERT, ALERT_LINK, alertLinkId } from '../../../shared/model/alert.ts'
import { OFFICER } from '../../../shared/model/directory.ts'
import { DISPOSITION, ONCE_ONLY, standingOf } from '../../../shared/model/disposition.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import type { DeskStation } from '../../support/desk-station.ts'
import { SPACE, deskStation } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'

const PASSWORD = 'a long password'
const LIMIT_MS = 120_000
const ISSUED = {
  category: '11B01',
  level: 2 as const,
  title: '台风橙色预警',
  number: '35000041600000_20230727060000_1',
  startsAt: '2023-07-27T06:00:00+08:00',
  divisions: ['350500'],
  warnings: '台风登陆',
  measures: '船只回港',
  issuedBy: '省气象台',
  issuedAt: '2023-07-27T06:00:00+08:00',
}
const shown = (row: ItemRow) => Object.fromEntries(Object.entries(row.fields).map(([name, { value }]) => [name, value]))

async function twoSeats(): Promise<readonly [DeskStation, DeskStation]> {
  const server = await liveServer(scratchFolder())
  const seat = async (name: string): Promise<DeskStation> => {
    const fields = { name, displayName: name, agency: CENTRE, role: 'dutyOfficer', active: true, credentialVersion: 1 }
    await server.access.setPassword(name, PASSWORD, 1, false)
    await server.access.setUp([{ kind: OFFICER, id: asId(name), fields }])
    const station = await deskStation({ folder: scratchFolder(), name, server, agency: CENTRE })
    const signedIn = await station.call('signIn', { name, password: PASSWORD })
    if (!signedIn.ok) throw new Error(signedIn.fault.message)
    return station
  }
  return [await seat('lin'), await seat('chen')]
}

const cutOff = (stations: readonly DeskStation[], off: boolean) =>
  Promise.all(stations.map((station) => station.call('setCutOff', { cutOff: off })))

test(
  '[CM-26] adjusted apart both values stay and contradict each other; linked apart it is one link; states, lists and counts agree',
  async () => {
    const [a, b] = await twoSeats()
    const listA = a.items(ALERT, { states: ['openEnded'] })
    const listB = b.items(ALERT, { states: ['openEnded'] })
    const badgeB = b.items(ALERT, { states: ['openEnded'] }, 0)
    const incident = await a.must('reportIncident', { title: '风暴潮', category: '11E02' })
    const alert = await a.must('recordAlert', ISSUED)
    await a.must('recordAlert', { ...ISSUED, use: 'exercise' })
    await listB.until(() => listB.rows().length === 1 && listB.rows()[0]?.state === 'agreed')
    expect(badgeB.meta()).toEqual({ total: 1, byState: { openEnded: 1 } })
    await cutOff([a, b], true)
    await a.must('adjustAlert', { id: alert, fields: { level: 1 }, reason: '升级' })
    await b.must('adjustAlert', { id: alert, fields: { level: 3 }, reason: '降级' })
    for (const station of [a, b]) await station.must('linkAlert', { alert, incident, linked: true })
    await cutOff([a, b], false)
    const hasBoth = (list: typeof listA) => () =>
      list.rows()[0]?.fields['level']?.conflict === true && list.rows()[0]?.state === 'agreed'
    await Promise.all([listA.until(hasBoth(listA)), listB.until(hasBoth(listB))])
    const link = a.engine.store.read(asId(SPACE), ALERT_LINK, asId(alertLinkId(alert, incident)))
    expect(link === undefined ? null : conflictsOf(link)).toEqual([])
    await b.must('cancelAlert', { id: alert, how: 'lifted', reason: '解除' })
    await listA.until(() => listA.rows().length === 0)
    expect(await b.run('adjustAlert', { id: alert, fields: { level: 4 }, reason: '再改' })).toMatchObject({
      ok: false,
      fault: { kind: 'wrongState' },
    })
  },
  LIMIT_MS,
)

test(
  '[CM-27] two officers who dispose of one notice apart are both heard at both stations, and one who takes it back is too',
  async () => {
    const [a, b] = await twoSeats()
    const incident = await a.must('reportIncident', { title: '火灾', category: '12G01' })
    const [ofA, ofB] = [a, b].map((station) => station.items(DISPOSITION, { parent: incident }))
    if (ofA === undefined || ofB === undefined) throw new Error('two lists')
    const notices = [{ noticeKind: 'incident' as const, subject: incident, moment: ONCE_ONLY, incident }]
    await cutOff([a, b], true)
    await a.must('disposeNotices', { notices, disposition: 'relevant' })
    const wrong = await b.must('disposeNotices', { notices, disposition: 'falseAlarm' })
    await cutOff([a, b], false)
    await Promise.all([ofA, ofB].map((list) => list.until(() => list.rows().length === 2)))
    const standing = (list: typeof ofA) => standingOf(Date.parse(ONCE_ONLY), list.rows(), shown)
    expect([standing(ofA).isContradicted, standing(ofB).isContradicted]).toEqual([true, true])
    await a.must('takeBackDisposition', { id: wrong, reason: '确有火情' })
    await ofB.until(() => ofB.meta().byState['takenBack'] === 1)
    expect(standing(ofB)).toMatchObject({ isContradicted: false, wasGiven: true })
    const { given } = standing(ofB)
    expect(given === null ? null : shown(given)['disposition']).toBe('relevant')
  },
  LIMIT_MS,
)
