// A link that can be read on the way: warned of before joining and before the order of servers is saved, and said in the bar while it
// stands. 0.0.0.0 leads to this machine too, by an address that does not say so.
import { expect, test } from 'vitest'
import { SCREENS, usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { ask, statusIs } from './support/rpc.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()

test.for(['zh-CN', 'en'] as const)(
  'an address without encryption is said before and while it is used: %s',
  async (language) => {
    const { server, seats } = world()
    const [seat] = seats
    const plain = `http://0.0.0.0:${server.port}`
    const desk = await openConsole(pages, seat, { language })
    await desk.signIn(OFFICERS.lin)
    expect(await desk.bar.getByText(desk.say('app:bar.plain')).count()).toBe(0)
    await desk.openSettings('servers')
    const warning = desk.settings.getByText(desk.say('app:set.plain'), { exact: true })
    const address = desk.settings.getByLabel(desk.say('app:set.address'), { exact: true })
    expect(await warning.count()).toBe(0)
    await address.fill(plain)
    await warning.waitFor()
    await atRest(desk)
    await desk.page.setViewportSize(SCREENS.small)
    await desk.keepPicture(`plain-join-${language}`)
    expect(await seriousFindings(desk.page)).toEqual([])
    await address.fill(plain.replace('http:', 'https:'))
    await warning.waitFor({ state: 'detached' })

    await desk.settings.getByLabel(desk.say('app:set.order')).fill(plain)
    await warning.waitFor()
    await desk.button('app:set.saveOrder').click()
    await statusIs(seat.folder, (status) => status.link === 'linked' && status.server === plain)
    await desk.closeSettings()
    const said = desk.bar.getByText(desk.say('app:bar.plain'), { exact: true })
    await said.waitFor()
    expect(await said.getAttribute('title')).toContain(plain)
    await atRest(desk)
    await desk.keepPicture(`plain-bar-${language}`)
    await ask(seat.folder, 'setServers', { servers: [`http://127.0.0.1:${server.port}`] })
    await said.waitFor({ state: 'detached' })
  },
)
