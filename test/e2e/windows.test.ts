// Every view of the console stands in a window of its own, for a second screen, and opens there again where it was left.
import { beforeAll, expect, test } from 'vitest'
import { VIEW_NAMES } from '../../shared/host/host.ts'
import { usePages } from '../support/browser.ts'
import { ConsolePage, openConsole } from './support/console-page.ts'
import { run, signInAt } from './support/scene.ts'
import { exactly } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const FLOOD = '晋安河水位超警'

beforeAll(async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.lin)
  await run(seat, 'reportIncident', {
    title: FLOOD,
    category: '11A02',
    level: 4,
    position: { lon: 119.31, lat: 26.04 },
  })
})

test('[HO-11] every view opens in a window of its own by the command palette: without a rail, under its own title', async () => {
  const desk = await openConsole(pages, world().seats[0])
  await desk.incidents.listed(FLOOD).waitFor()
  for (const view of VIEW_NAMES) {
    await desk.page.bringToFront()
    await desk.openPalette()
    const opened = desk.page.context().waitForEvent('page')
    const words = exactly(desk.say(`app:act.window.${view}`))
    await desk.palette.getByRole('option', { name: words }).click()
    const own = new ConsolePage(await opened, desk.language)
    await own.top.waitFor()
    const rail = own.page.getByRole('navigation', { name: desk.say('app:views') })
    expect([view, await rail.count(), new URL(own.page.url()).hash]).toEqual([
      view,
      view === 'console' ? 1 : 0,
      `#/${view}`,
    ])
    await own.page.waitForFunction((brand) => document.title.includes(brand), desk.say('app:brand'))
    if (view === 'handover') await own.keepPicture('window-handover-zh-CN')
    await own.page.close({ runBeforeUnload: true })
  }
})

test('[HO-11] the rail opens the shown view in its own window; left at another place, it opens there again', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.lin)
  const desk = await openConsole(pages, seat, { language: 'en' })
  await desk.openView('statistics')
  await desk.keepPicture('rail-own-window-en')
  const rail = desk.page.getByRole('navigation', { name: desk.say('app:views') })
  const name = exactly(desk.say('app:ownWindowOf', { view: desk.say('app:view.statistics') }))
  const open = async (): Promise<ConsolePage> => {
    const opened = desk.page.context().waitForEvent('page')
    await rail.getByRole('button', { name }).click()
    const own = new ConsolePage(await opened, desk.language)
    await own.top.waitFor()
    return own
  }
  const first = await open()
  const isSame = await first.markWindow()
  // Told apart from a browser that does it by itself: the window is asked to come forward.
  await first.page.evaluate(() => {
    globalThis.focus = () => Object.assign(globalThis, { wasBroughtForward: true })
  })
  await desk.page.bringToFront()
  await rail.getByRole('button', { name }).click()
  await first.page.waitForFunction(() => 'wasBroughtForward' in globalThis)
  expect([await isSame(), desk.page.context().pages().length]).toEqual([true, 2])
  await first.page.setViewportSize({ width: 900, height: 640 })
  await first.page.close({ runBeforeUnload: true })
  await desk.page.waitForFunction(() => localStorage.getItem('fengsui.place.statistics') !== null)
  const again = await open()
  const size = await again.page.evaluate(() => [innerWidth, innerHeight])
  expect(size).toEqual([900, 640])
})
