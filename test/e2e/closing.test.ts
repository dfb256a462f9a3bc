// A station that stays away: warned of in the bar, closed with the reason and the number to read out, opened with a code. Its clock is
// shifted; the server is gone.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { extend } from '../../server/bin/extend.ts'
import { SCREENS, usePages } from '../support/browser.ts'
import { ROOT } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { ask, statusIs } from './support/rpc.ts'
import { signInAt } from './support/scene.ts'
import { fitting } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
const DAY_MS = 86_400_000
const PRELOAD = pathToFileURL(join(ROOT, 'test/support/shifted-clock.ts')).href

async function look(desk: ConsolePage, name: string): Promise<void> {
  await atRest(desk)
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`${name}-${desk.language}-${SCREENS[screen].width}`)
    expect([name, screen, await seriousFindings(desk.page)]).toEqual([name, screen, []])
  }
}

test('warned of, closed, and opened with a code made on the server’s machine', async () => {
  const { server, seats } = world()
  const [seatA, seatB] = seats
  await signInAt(seatB, OFFICERS.admin)
  await ask(seatB.folder, 'admin', { order: { order: 'saveClosingDays', days: 14 } })
  await signInAt(seatA, OFFICERS.lin)
  await ask(seatA.folder, 'relink', {})
  await statusIs(seatA.folder, ({ closing, link }) => closing !== null && link === 'linked')
  const b = await openConsole(pages, seatB, { language: 'en' })
  await b.top.getByRole('button', { name: OFFICERS.admin.displayName }).click()
  await b.page.getByRole('menuitem', { name: b.say('admin:open') }).click()
  await b.page.getByRole('tab', { name: b.say('admin:tabs.stations') }).click()
  await b.page.getByRole('spinbutton', { name: b.say('admin:station.closing') }).waitFor()
  await look(b, 'closing-stations')

  pages.expectErrors(/WebSocket connection to .* failed/)
  await server.stop()
  const clock = join(scratchFolder(), 'clock')
  const restart = async (days: number): Promise<void> => {
    await seatA.runner.stop()
    writeFileSync(clock, String(days * DAY_MS))
    await seatA.runner.start([], { FENGSUI_TEST_CLOCK: clock, NODE_OPTIONS: `--import=${PRELOAD}` })
  }
  await restart(12)
  const warned = await openConsole(pages, seatA)
  await warned.signIn(OFFICERS.lin)
  await warned.bar.getByText(fitting(warned.say, 'session:closing.soon', {})).waitFor()
  await look(warned, 'closing-soon')

  await restart(20)
  const closed = await openConsole(pages, seatA)
  await closed.says('session:closing.title')
  await look(closed, 'closing-closed')
  const status = await statusIs(seatA.folder, ({ closing }) => closing?.isClosed === true)
  const code = await extend(server.folder, status.station, status.closing?.number ?? -1)
  await closed.page.getByLabel(closed.say('session:closing.code')).fill(code.ok ? code.value : '')
  await closed.button('session:closing.open').click()
  await closed.says('session:closing.opened')
  await closed.signIn(OFFICERS.lin)
  await server.start()
})
