// What a window saves and prints by itself stands in the audit, in words, for the administrator of another seat.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SCREENS, usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { run } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', '乙席'] })
const pages = usePages()

test('a list saved and printed at one seat is read in the audit at another', async () => {
  const { seats } = world()
  const [seatA, seatB] = seats
  const a = await openConsole(pages, seatA)
  await a.signIn(OFFICERS.lin)
  await run(seatA, 'reportIncident', { title: '山洪', category: '11B01' })
  await a.incidents.open('山洪')
  const saved = a.page.waitForEvent('download')
  await a.openPalette()
  await a.page.keyboard.type('CSV')
  await a.palette.getByRole('option', { name: a.say('app:act.exportCsv') }).click()
  const lines = readFileSync(await (await saved).path(), 'utf8')
    .trim()
    .split('\n')
  expect(lines.at(-1)).toContain('山洪')
  await a.page.evaluate(() => (globalThis.print = () => undefined))
  await a.page.keyboard.press('Control+P')

  for (const language of ['zh-CN', 'en'] as const) {
    const b = await openConsole(pages, seatB, { language })
    if (language === 'zh-CN') await b.signIn(OFFICERS.admin)
    await b.top.getByRole('button', { name: OFFICERS.admin.displayName }).click()
    await b.page.getByRole('menuitem', { name: b.say('admin:open') }).click()
    const drawer = b.page.getByRole('dialog', { name: b.say('admin:title'), exact: true })
    await atRest(b)
    await drawer.getByRole('tab', { name: b.say('admin:tabs.audit'), exact: true }).click()
    for (const form of ['csv', 'paper']) {
      const words = b.say('admin:audit.exportLine', {
        what: b.say('admin:audit.exported.incidentList'),
        form: b.say(`admin:audit.form.${form}`),
        count: lines.length - 1,
        subject: '',
      })
      await drawer.getByRole('cell', { name: words.trim(), exact: true }).waitFor()
    }
    await atRest(b)
    await b.page.setViewportSize(SCREENS.small)
    await b.keepPicture(`audit-exports-${language}`)
    expect(await seriousFindings(b.page)).toEqual([])
  }
})
