// A station no server knows: the sign-in screen says what it wants, and joining is one form whose address stands there already.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { must } from '../../shared/base/assert.ts'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { ask } from './support/rpc.ts'
import { signInAt } from './support/scene.ts'
import { exactly } from './support/words.ts'
import { OFFICERS, Runner, Seat, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
/** A second server, to be tried after the first. */
const SPARE = 'http://127.0.0.1:9'

test('a station that has not joined says so, joins from its window, and lets officers in', async () => {
  const { server, seats } = world()
  await signInAt(seats[0], OFFICERS.admin)
  const order = { order: 'inviteStation', agency: CENTRE, name: '丙席', minutes: 30 } as const
  const { joinCode } = await ask(seats[0].folder, 'admin', { order })
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-e2e-unjoined-'))
  const address = `http://127.0.0.1:${server.port}`
  const runner = new Runner('station/bin/node.ts', folder, ['--server', address, '--name', '丙席'])
  onTestFinished(async () => {
    await runner.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  await runner.start()

  const desk = await openConsole(pages, new Seat('丙席', runner), { screen: 'small' })
  await desk.says('app:signIn.unjoined')
  await desk.button('app:signIn.joinHint').click()
  const field = (key: string) => desk.settings.getByLabel(desk.say(key), { exact: true })
  expect(await field('app:set.address').inputValue()).toBe(address)
  await field('app:set.code').fill(must(joinCode, 'a join code'))
  await desk.settings.getByRole('button', { name: exactly(desk.say('app:set.join')) }).click()
  await desk.says('app:set.joined')
  // Good for one station only: it does not stay to be tried again.
  await desk.page.waitForFunction((id) => (document.getElementById(id) as HTMLInputElement).value === '', 'code')
  await desk.closeSettings()
  await desk.page.getByText(desk.say('app:signIn.unjoined'), { exact: true }).waitFor({ state: 'detached' })
  await desk.signIn(OFFICERS.lin)
  await desk.isLinked()

  // A second server is not lost by looking at the list again, which is saved as a whole.
  await desk.openSettings('servers')
  await field('app:set.order').fill(`${address}\n${SPARE}`)
  await desk.settings.getByRole('button', { name: exactly(desk.say('app:set.saveOrder')) }).click()
  await desk.says('app:set.saved')
  await desk.closeSettings()
  await desk.openSettings('servers')
  expect(await field('app:set.order').inputValue()).toBe(`${address}\n${SPARE}`)
})
