// Programs that die under the officers' hands: a station killed and started again, a server gone for a while. Nothing that
// was written is lost, and the bar tells the truth the whole time.
import { expect, test } from 'vitest'
import { CONNECTION_FAILED, usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { statusIs } from './support/rpc.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', '乙席'] })
const pages = usePages()

const SLIDE = { title: '山体滑坡阻断省道', category: '滑坡', coordinates: '25.6012, 118.2034' } as const
const FIRE = { title: '仓库起火', category: '火灾', coordinates: '24.8741, 118.6757' } as const

test('a station killed in the middle of work comes back with the same picture; the open window finds it again and asks who is on duty', async () => {
  pages.expectErrors(CONNECTION_FAILED)
  const [seat] = world().seats
  const a = await openConsole(pages, seat)
  await a.signIn(OFFICERS.lin)
  await a.isLinked()
  await a.incidents.report(SLIDE)
  await a.waits(0)
  const code = await a.pictureCode()

  await seat.runner.kill()
  await a.isStationLost()
  // Nothing is said of a link nobody hears of.
  await a.bar.getByText(a.say('app:bar.linked')).waitFor({ state: 'detached' })
  await seat.runner.start()

  // A session lives in the memory of the station: after a restart whoever sits there signs in again.
  await a.name.waitFor()
  await statusIs(seat.folder, ({ spaces }) => spaces.some(({ pictureCode }) => pictureCode === code))
  await a.signIn(OFFICERS.lin)
  await a.incidents.listed(SLIDE.title).waitFor()
  await a.mapHolds(1)
  await a.isLinked()
})

test('while the server is gone the bar says since when and the work goes on; when it is back everything is agreed', async () => {
  const { server, seats } = world()
  const [seatA, seatB] = seats
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { screen: 'small' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await Promise.all([a.isLinked(), b.isLinked()])

  await server.kill()
  await Promise.all([a.isCutOff(), b.isCutOff()])
  await a.incidents.report(FIRE)
  await a.waits(1)
  await a.keepPicture('server-gone')

  await server.start()
  await Promise.all([a.isLinked(), b.isLinked()])
  await b.incidents.listed(FIRE.title).waitFor()
  await a.waits(0)
  await a.showsPicture(await b.pictureCode())
  expect(await a.pictureCode()).toBe(await b.pictureCode())
})
