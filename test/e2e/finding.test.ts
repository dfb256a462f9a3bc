// Search and statistics when there is something to find and to count: from the box to the record by keys alone, words of the
// one language, nothing serious for axe, pictures at both sizes.
import { expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { expectFlawless } from './support/flawless.ts'
import { run } from './support/scene.ts'
import type { Language } from './support/words.ts'
import { exactly, wordsOf } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
const EN = wordsOf('en')
const TITLES = { 'zh-CN': '罐区泄漏 tank', en: 'tank leak 罐区' } as const
const DATA = [
  ...Object.values(TITLES),
  // What was found stands apart in its title.
  '罐区泄漏',
  '罐区',
  '甲席',
  EN('app:act.language'),
  EN('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

for (const [language, at, officer] of [
  ['zh-CN', 0, OFFICERS.lin],
  ['en', 1, OFFICERS.chen],
] as const satisfies readonly (readonly [Language, 0 | 1, (typeof OFFICERS)[keyof typeof OFFICERS]])[]) {
  test(`${language}: what is searched for is found and opened by keys, and counted`, async () => {
    const seat = world().seats[at]
    const desk = await openConsole(pages, seat, { language })
    await desk.signIn(officer)
    const title = TITLES[language]
    await run(seat, 'reportIncident', { title, category: '12D02', level: 3, position: { lon: 119.31, lat: 26.04 } })
    await desk.incidents.listed(title).waitFor()
    const { page, say } = desk
    await expectFlawless(desk, DATA, async (visit) => {
      await desk.openView('search')
      const box = page.getByRole('textbox', { name: exactly(say('search:box')) })
      await desk.isFocused(box)
      await page.keyboard.type(title.split(' ')[0] ?? '')
      const hit = page
        .getByRole('region', { name: exactly(say('search:kind.incident')) })
        .getByRole('button')
        .filter({ hasText: title })
      await hit.waitFor()
      await page.keyboard.press('ArrowDown')
      await desk.isFocused(hit)
      await visit('search-found')
      await page.keyboard.press('ArrowUp')
      await desk.isFocused(box)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await desk.incidents.panel.getByRole('heading', { name: title }).waitFor()
      await page.keyboard.press('Escape')
      await desk.openView('statistics')
      const reports = page.getByRole('region', { name: exactly(say('statistics:reports')) })
      await reports.getByRole('row').nth(1).waitFor()
      await reports.locator('svg').waitFor()
      await visit('statistics-filled')
      // Own days as they are typed: short forms are written out, what is no day makes way.
      await page.getByText(say('statistics:periods.own'), { exact: true }).click()
      const from = page.getByRole('textbox', { name: exactly(say('statistics:from')) })
      await from.fill('0101')
      await from.press('Enter')
      const newYear = `${new Date().getFullYear()}-01-01`
      expect(await from.inputValue()).toBe(newYear)
      await from.fill('31-31')
      await from.press('Enter')
      expect(await from.inputValue()).toBe(newYear)
      await reports.locator('svg').waitFor()
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: exactly(say('statistics:exportXlsx')) }).click()
      expect((await download).suggestedFilename()).toMatch(/\d{4}-\d\d-\d\d\.xlsx$/)
    })
  })
}
