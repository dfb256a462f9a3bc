// Two servers that share several spaces: a link of its own for each, with its own terms. Real servers, sockets, files.
import { expect, test, vi } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { STATION } from '../../../shared/model/directory.ts'
import type { LinkServer, TestLink } from '../../support/link-world.ts'
import { ask, incident, linkServer, linkUp, must } from '../../support/link-world.ts'

const WAIT = { timeout: 15_000, interval: 10 }

interface Both {
  readonly province: LinkServer
  readonly city: LinkServer
  readonly drillProvince: LinkServer
  readonly drillCity: LinkServer
  readonly live: TestLink
  readonly drill: TestLink
}

/** A province and a city that share the live space and an exercise, in which the city gives and takes nothing. */
async function twoSpaces(exercise: Readonly<Record<string, unknown>> = {}): Promise<Both> {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const [drillProvince, drillCity] = [await province.beside('exercise'), await city.beside('exercise')]
  const live = await linkUp(province, city)
  await live.agreed()
  const drill = await linkUp(drillProvince, drillCity, exercise)
  await drill.agreed()
  return { province, city, drillProvince, drillCity, live, drill }
}

test('[LK-20] two servers share the live space and an exercise by a link each, with their own terms, and neither shows in the other', async () => {
  const { province, city, drillProvince, drillCity, live, drill } = await twoSpaces({ take: [] })
  await city.write('incident', 'fire', incident('真火灾'))
  await province.until('incident', 'fire', 'title', '真火灾')
  await drillProvince.write('incident', 'drill', incident('演练火灾'))
  await drillCity.until('incident', 'drill', 'title', '演练火灾')
  // One-way in the exercise, both ways in what is real.
  await drillCity.write('incident', 'own', incident('县里演练'))
  await city.write('incident', 'second', incident('第二起'))
  await province.until('incident', 'second', 'title', '第二起')
  expect(await drillProvince.shown('incident', 'own')).toBeUndefined()
  expect(await Promise.all([province, city].map((server) => server.shown('incident', 'drill')))).toEqual([
    undefined,
    undefined,
  ])
  expect(await drillProvince.shown('incident', 'fire')).toBeUndefined()
  await Promise.all([live.same(), drill.same()])
  const spaces = await Promise.all([live.state('upper'), drill.state('upper')])
  expect(new Set(spaces.map(({ space }) => space)).size).toBe(2)
  expect(spaces.map(({ peer }) => peer)).toEqual([city.id, city.id])
})

test('[LK-20] each link is paused, healed and ended by itself; an ended one lets nothing through and its code opens nothing', async () => {
  const { province, city, drillProvince, drillCity, live, drill } = await twoSpaces()
  const { hub, access } = province.world.server
  await province.world.order({ order: 'pause', gateway: drill.upper.id })
  await drill.lower.until(({ row }) => row.fault?.kind === 'offline' && row.peers === 0)
  await drillCity.write('incident', 'while', incident('暂停时'))
  await city.write('incident', 'fire', incident('照常'))
  await province.until('incident', 'fire', 'title', '照常')
  expect(await drillProvince.shown('incident', 'while')).toBeUndefined()
  await province.world.order({ order: 'resume', gateway: drill.upper.id })
  await drillProvince.until('incident', 'while', 'title', '暂停时')

  const drillSpace = (await drill.state('upper')).space
  must(await ask(drillProvince, drill.upper, 'end'))
  await drill.lower.until(({ row }) => row.fault?.kind === 'stationRevoked' && row.peers === 0)
  expect((await drill.state('upper')).isCutOff).toBe(true)
  expect(hub.follows(city.id, drillSpace)).toBe(false)
  await drillCity.write('incident', 'after', incident('结束后'))
  await city.write('incident', 'more', incident('仍然照常'))
  await province.until('incident', 'more', 'title', '仍然照常')
  expect(await drillProvince.shown('incident', 'after')).toBeUndefined()
  expect(access.directory.stations.get(city.id)).toMatchObject({ active: true, ended: [drillSpace] })
  expect((await live.state('upper')).isCutOff).toBe(false)
  // After a restart as well.
  await province.stop()
  await province.start()
  await live.agreed()
  expect(province.world.server.hub.follows(city.id, drillSpace)).toBe(false)

  // The exercise begins anew by another invitation, the live link goes on.
  const next = await province.beside('exercise')
  await city.world.order({ order: 'remove', gateway: drill.lower.id, reason: '重新连接' })
  await province.world.order({ order: 'remove', gateway: drill.upper.id, reason: '重新连接' })
  const again = await linkUp(next, drillCity)
  await again.agreed()
  await next.until('incident', 'after', 'title', '结束后')
  await live.agreed()
})

test('[LK-20] one space goes by one link; a server cut off as a whole comes back by no link it had', async () => {
  const { province, city, drill, live } = await twoSpaces()
  const up = await province.world.gateway('link', { address: province.world.server.url }, 'second')
  const invitation = must(await ask(province, up, 'invitation')) as string
  const { gateways: [second] = [] } = await city.world.order({
    order: 'save',
    ...{ kind: 'link', name: 'second', agency: CENTRE, space: city.space, settings: { side: 'accept', invitation } },
  })
  expect(second?.row).toMatchObject({ state: 'failed', fault: { kind: 'alreadyExists' } })
  await city.world.order({ order: 'remove', gateway: second?.id ?? '', reason: '不用' })
  await province.world.order({ order: 'remove', gateway: up.id, reason: '不用' })

  const { access } = province.world.server
  await access.setUp([{ kind: STATION, id: city.id as never, fields: { active: false }, reason: '整台切断' }])
  for (const link of [live, drill]) await link.lower.until(({ row }) => row.fault?.kind === 'stationRevoked')
  const drillSpace = (await drill.state('upper')).space
  for (const [server, gateway] of [
    [province, live.upper],
    [city, live.lower],
  ] as const)
    await server.world.order({ order: 'remove', gateway: gateway.id, reason: '重新连接' })
  const again = await linkUp(province, city)
  await again.agreed()
  await vi.waitFor(
    async () => expect((await drill.lower.view()).row).toMatchObject({ peers: 0, fault: { kind: 'stationRevoked' } }),
    WAIT,
  )
  expect(province.world.server.hub.follows(city.id, drillSpace)).toBe(false)
})
