// A received alert as it came, at the desk of an officer who administers nothing: looked at beside the alert, kept as a file, and
// the saving stands in the audit. Looked at in both languages.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { SCREENS, usePages } from '../support/browser.ts'
import { capMessage } from '../support/cap-messages.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { ask } from './support/rpc.ts'
import { SPACE, signInAt } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const LIMIT_MS = 240_000

async function look(desk: ConsolePage): Promise<void> {
  for (const [size, screen] of [
    ['1366', SCREENS.small],
    ['1920', SCREENS.wide],
  ] as const) {
    await desk.page.setViewportSize(screen)
    await atRest(desk)
    await desk.keepPicture(`alert-original-${desk.language}-${size}`)
  }
  expect(await seriousFindings(desk.page), desk.language).toEqual([])
}

test(
  '[GW-6] an officer looks at a received alert as it came, and saves it byte for byte',
  { timeout: LIMIT_MS },
  async () => {
    const [seat] = world().seats
    await signInAt(seat, OFFICERS.admin)
    const saved = await ask(seat.folder, 'gateways', {
      order: {
        order: 'save',
        ...{ kind: 'cap', name: '气象台 Weather', agency: CENTRE, space: SPACE, settings: { serves: true, port: 0 } },
      },
    })
    const address = saved.gateways?.[0]?.listens[0] ?? ''
    const message = capMessage({ identifier: 'E2E-1', headline: 'Gale 大风预警' })
    const taken = await fetch(`${address}/alerts`, { method: 'POST', body: message })
    expect(taken.status).toBe(200)
    await seat.signOut()

    for (const language of ['zh-CN', 'en'] as const) {
      const desk = await openConsole(pages, seat, { language })
      await desk.signIn(OFFICERS.chen)
      await desk.openView('alerts')
      await desk.page.getByRole('button', { name: 'Gale 大风预警' }).first().click()
      await desk.button('alerts:received.showOriginal').click()
      const dialog = desk.page.getByRole('dialog')
      await dialog.getByText(desk.say('common:original.save'), { exact: true }).waitFor()
      const text = dialog.getByRole('textbox')
      await text.waitFor()
      expect(await text.inputValue()).toBe(message)
      await look(desk)
      const download = desk.page.waitForEvent('download')
      await desk.button('common:original.save').click()
      expect(readFileSync(await (await download).path(), 'utf8')).toBe(message)
      await desk.page.context().close()
      await seat.signOut()
    }
  },
)
