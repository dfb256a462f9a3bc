// Incidents that look like one event, at a real server with two stations: offered, said to be the same, counted once.
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import type { DeskStation } from '../../support/desk-station.ts'
import { SPACE, deskStation } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const PASSWORD = 'a long password'
const FIRE = { category: '12G01', position: { lon: 119.3, lat: 26.08 } }

async function pairs(station: DeskStation): Promise<readonly string[]> {
  const answer = await station.call('likelyPairs', { space: SPACE })
  if (!answer.ok) throw new Error(answer.fault.message)
  return answer.value.map(({ incident, other }) => [incident.title, other.title].toSorted().join(' = '))
}

async function total(station: DeskStation): Promise<number> {
  const day = 24 * 3_600_000
  const question = {
    fromMs: Date.now() - day,
    toMs: Date.now() + day,
    unit: 'day',
    category: '',
    division: '',
  } as const
  const answer = await station.call('statistics', { space: SPACE, ...question, divisionDigits: 4 })
  if (!answer.ok) throw new Error(answer.fault.message)
  return answer.value.total
}

test('[CM-30] near in place, time and kind is offered at every station until somebody says; statistics count it once', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'lin')
  const seats: DeskStation[] = []
  for (const name of ['A', 'B']) {
    const station = await deskStation({ folder: scratchFolder(), name, server, agency: CENTRE })
    expect(await station.call('signIn', { name: 'lin', password: PASSWORD })).toMatchObject({ ok: true })
    seats.push(station)
  }
  const [a, b] = seats as [DeskStation, DeskStation]
  const one = await a.must('reportIncident', { ...FIRE, title: 'fire told by 119' })
  const two = await b.must('reportIncident', {
    ...FIRE,
    title: 'smoke told by 110',
    position: { lon: 119.301, lat: 26.081 },
  })
  await a.must('reportIncident', { ...FIRE, title: 'far away', position: { lon: 118.1, lat: 24.5 } })
  await a.must('reportIncident', { title: 'another kind', category: '14A01', position: FIRE.position })
  await a.until(() => a.engine.store.facts(SPACE as never).records >= 4)
  await b.until(() => b.engine.store.facts(SPACE as never).records >= 4)
  const offered = 'fire told by 119 = smoke told by 110'
  expect(await pairs(a)).toEqual([offered])
  expect(await pairs(b)).toEqual([offered])
  expect(await total(a)).toBe(4)

  const id = await b.must('sayWhetherSame', { incident: one, other: two, state: 'same' })
  await a.until(() => a.engine.store.read(SPACE as never, 'sameEvent', id as never) !== undefined)
  expect([await pairs(a), await total(a), await total(b)]).toEqual([[], 3, 3])
  await a.must('sayWhetherSame', { incident: two, other: one, state: 'open' })
  expect([await pairs(a), await total(a)]).toEqual([[offered], 4])
  await a.must('sayWhetherSame', { incident: two, other: one, state: 'different' })
  expect([await pairs(a), await total(a)]).toEqual([[], 4])
})
