// Two stations of one agency sign reports while both are cut off: both take the next number, both say afterwards that it is
// doubtful, and it is settled by one of them; never are two reports silently one number.
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { AGENCY, SPACE } from '../../../shared/model/directory.ts'
import { REPORT } from '../../../shared/model/report.ts'
import type { DeskList } from '../../support/desk-station.ts'
import { deskStation } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const CITY = 'fz'

const numbers = (list: DeskList): unknown =>
  list
    .rows()
    .map(({ number, numberDoubtful }) => `${number}${numberDoubtful ? '?' : ''}`)
    .toSorted()

test('[CM-14] one number signed for twice apart is doubtful at both stations until one report gets another', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'lin', 'commander')
  const seats = await Promise.all(
    ['甲席', '乙席'].map((name) => deskStation({ folder: scratchFolder(), name, server, agency: CENTRE })),
  )
  for (const seat of seats)
    expect(await seat.call('signIn', { name: 'lin', password: 'a long password' })).toMatchObject({ ok: true })
  const [a, b] = seats as [(typeof seats)[0], (typeof seats)[0]]
  const incident = await a.must('reportIncident', { title: '爆燃', category: '12G01' })
  const lists = seats.map((seat) => seat.items(REPORT, {}))
  await b.until(() => b.engine.store.read('fujian' as never, 'incident', incident as never) !== undefined)
  for (const seat of seats) await seat.call('setCutOff', { cutOff: true })
  const signed: string[] = []
  for (const seat of seats) {
    const id = await seat.must('draftReport', { incident, type: 'initial', title: '专报', text: '一、基本情况' })
    await seat.must('signReport', { id })
    signed.push(id)
  }
  const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
  for (const list of lists) {
    await list.until(() => list.rows().some(({ number }) => number !== null))
    expect(numbers(list)).toEqual([`${year}-1`])
  }
  for (const seat of seats) await seat.call('setCutOff', { cutOff: false })
  for (const list of lists) {
    await list.until(() => list.rows().length === 2 && list.rows().every(({ number }) => number !== null))
    expect(numbers(list)).toEqual([`${year}-1?`, `${year}-1?`])
  }
  const [, second = ''] = signed
  const taken = { id: second, number: `${year}-1`, reason: '与甲席重号' }
  expect(await b.run('renumberReport', taken)).toMatchObject({ ok: false, fault: { kind: 'alreadyExists' } })
  await b.must('renumberReport', { ...taken, number: `${year}-2` })
  for (const list of lists) {
    await list.until(() => list.rows().some(({ number }) => number === `${year}-2`))
    expect(numbers(list)).toEqual([`${year}-1`, `${year}-2`])
  }
  // What follows knows of both.
  const next = await a.must('draftReport', { incident, type: 'followUp', title: '续报', text: '二' })
  await a.must('signReport', { id: next })
  const [own] = lists
  await own?.until(() => own.rows().some(({ number }) => number === `${year}-3`))
  expect(own === undefined ? [] : numbers(own)).toEqual([`${year}-1`, `${year}-2`, `${year}-3`])
})

test('[CM-14] [CM-36] two agencies of one space count each for itself: the same number of both is doubtful at neither', async () => {
  const server = await liveServer(scratchFolder())
  const agency = { code: 'FZYJ', name: '福州市应急管理局', nameEn: 'Fuzhou', division: '350100', parent: CENTRE }
  await server.access.setUp([{ kind: AGENCY, id: asId(CITY), fields: agency }])
  await officer(server, 'lin', 'commander')
  await officer(server, 'wu', 'commander', CITY)
  const seats = await Promise.all(
    [
      { name: '甲席', of: CENTRE, who: 'lin' },
      { name: '乙席', of: CITY, who: 'wu' },
    ].map(async ({ name, of, who }) => {
      const seat = await deskStation({ folder: scratchFolder(), name, server, agency: of })
      expect(await seat.call('signIn', { name: who, password: 'a long password' })).toMatchObject({ ok: true })
      return seat
    }),
  )
  const [province, city] = seats as [(typeof seats)[0], (typeof seats)[0]]
  const incident = await city.must('reportIncident', { title: '爆燃', category: '12G01' })
  await province.until(() => province.engine.store.read('fujian' as never, 'incident', incident as never) !== undefined)
  const signed: string[] = []
  for (const seat of [city, province]) {
    const id = await seat.must('draftReport', { incident, type: 'initial', title: '专报', text: '一、基本情况' })
    await seat.must('signReport', { id })
    signed.push(id)
  }
  const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
  for (const seat of seats) {
    const list = seat.items(REPORT, {})
    await list.until(() => list.rows().filter(({ number }) => number !== null).length === 2)
    expect(numbers(list)).toEqual([`${year}-1`, `${year}-1`])
  }
  const [citys = ''] = signed
  expect(await province.run('renumberReport', { id: citys, number: `${year}-2`, reason: '别人的' })).toMatchObject({
    ok: false,
    fault: { kind: 'notAllowed' },
  })
})

test('[CM-14] one agency has one series through all its live spaces, also when it signs in two of them apart; an exercise counts by itself', async () => {
  const server = await liveServer(scratchFolder())
  const named = { nameEn: 'x', members: '*' }
  await server.access.setUp([
    { kind: SPACE, id: asId('flood'), fields: { ...named, name: '防汛', kind: 'live' } },
    { kind: SPACE, id: asId('drill'), fields: { ...named, name: '演练', kind: 'exercise' } },
  ])
  await officer(server, 'lin', 'commander')
  const seats = await Promise.all(
    ['甲席', '乙席'].map((name) => deskStation({ folder: scratchFolder(), name, server, agency: CENTRE })),
  )
  const [a, b] = seats as [(typeof seats)[0], (typeof seats)[0]]
  for (const seat of seats) {
    expect(await seat.call('signIn', { name: 'lin', password: 'a long password' })).toMatchObject({ ok: true })
    await seat.until(() => ['flood', 'drill'].every((space) => seat.engine.store.spaces().includes(asId(space))))
  }
  const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
  const sign = async (seat: typeof a, space: string): Promise<string> => {
    const incident = await seat.must('reportIncident', { title: '内涝', category: '11A01' }, space)
    const id = await seat.must('draftReport', { incident, type: 'initial', title: '专报', text: '一' }, space)
    return seat.must('signReport', { id }, space)
  }
  const lists = seats.map((seat) => ({
    live: seat.items(REPORT, {}),
    flood: seat.items(REPORT, {}, 500, 'flood'),
    drill: seat.items(REPORT, {}, 500, 'drill'),
  }))
  const say = async (expected: { readonly [name in 'live' | 'flood' | 'drill']: readonly string[] }): Promise<void> => {
    for (const seat of lists)
      for (const name of ['live', 'flood', 'drill'] as const)
        await seat[name].until(() => JSON.stringify(numbers(seat[name])) === JSON.stringify(expected[name]))
  }
  await sign(a, 'fujian')
  await sign(a, 'flood')
  await sign(a, 'drill')
  await say({ live: [`${year}-1`], flood: [`${year}-2`], drill: [`${year}-1`] })
  for (const seat of seats) await seat.call('setCutOff', { cutOff: true })
  await sign(a, 'fujian')
  const second = await sign(b, 'flood')
  for (const seat of seats) await seat.call('setCutOff', { cutOff: false })
  const doubtful = `${year}-3?`
  await say({ live: [`${year}-1`, doubtful], flood: [`${year}-2`, doubtful], drill: [`${year}-1`] })
  const taken = { id: second, number: `${year}-1`, reason: '与另一空间重号' }
  expect(await b.run('renumberReport', taken, 'flood')).toMatchObject({ ok: false, fault: { kind: 'alreadyExists' } })
  await b.must('renumberReport', { ...taken, number: `${year}-4` }, 'flood')
  await say({ live: [`${year}-1`, `${year}-3`], flood: [`${year}-2`, `${year}-4`], drill: [`${year}-1`] })
})
