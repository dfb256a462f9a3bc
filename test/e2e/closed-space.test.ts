// A space of chosen agencies in the console: it says what it is, no window opens with it by itself, and where everybody sees what
// is entered the form says that “sensitive” is only a mark.
import { expect, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings } from './support/reading.ts'
import { ask, statusIs } from './support/rpc.ts'
import { run, signInAt } from './support/scene.ts'
import type { Language } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const NAME = '专项一'
const NAME_EN = 'Special one'

test('a space of chosen agencies is marked in both languages; the form says where “sensitive” is only a mark', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.admin)
  const fields = { name: NAME, nameEn: NAME_EN, kind: 'live', members: [CENTRE] }
  await ask(seat.folder, 'admin', { order: { order: 'saveSpace', space: 'a-few', fields } })
  await statusIs(seat.folder, ({ spaces }) => spaces.some(({ id, restricted }) => id === 'a-few' && restricted))
  await seat.signOut()
  await signInAt(seat, OFFICERS.chen)
  // Another one for every try: a test that is repeated finds what it wrote before.
  const title = `山洪${crypto.randomUUID().slice(0, 4)}`
  await run(seat, 'reportIncident', { title, category: '11A02' })
  for (const [language, screen] of [
    ['zh-CN', 'wide'],
    ['en', 'small'],
  ] as const satisfies readonly (readonly [Language, string])[]) {
    const desk = await openConsole(pages, seat, { language, screen })
    const banner = desk.page.getByText(desk.say('app:restrictedSpace'), { exact: true })
    const hint = desk.page.getByText(desk.say('intake:sensitiveIsSeen'), { exact: true })
    const mark = desk.page.getByRole('checkbox', { name: desk.say('intake:sensitiveNote') })
    await desk.incidents.listed(title).waitFor()
    expect(await banner.count()).toBe(0)
    await desk.page.keyboard.press('n')
    await mark.waitFor()
    expect(await hint.count()).toBe(0)
    await mark.check()
    await hint.waitFor()
    await hint.scrollIntoViewIfNeeded()
    await desk.keepPicture(`sensitive-mark-${language}`)
    await mark.uncheck()
    await desk.page.keyboard.press('Escape')
    await mark.waitFor({ state: 'detached' })

    await desk.page.getByRole('combobox', { name: desk.say('app:space') }).click()
    await desk.page
      .getByText(`${language === 'en' ? NAME_EN : NAME} · `, { exact: false })
      .last()
      .click()
    await banner.waitFor()
    await desk.top.getByRole('button', { name: desk.say('app:newIncident') }).click()
    await mark.waitFor()
    if (!(await mark.isChecked())) await mark.check()
    expect(await hint.count()).toBe(0)
    expect(await seriousFindings(desk.page)).toEqual([])
    await desk.keepPicture(`closed-space-${language}`)
    await mark.uncheck()
    await desk.page.keyboard.press('Escape')
    await mark.waitFor({ state: 'detached' })
    await desk.page.close()
  }
})

test('a report that is overdue in a space that is not shown is told of, and one click shows it', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  const desk = await openConsole(pages, seat)
  await desk.isLinked()
  const told = desk.page.locator('.fs-elsewhere')
  const countOf = async (): Promise<number> =>
    (await told.count()) === 0 ? 0 : Number(/(\d+)$/.exec((await told.innerText()).trim())?.[1] ?? 0)
  const before = await countOf()
  const receivedAt = new Date(Date.now() - 3 * 3_600_000).toISOString().replace('Z', '+00:00')
  const title = `瓦斯突出${crypto.randomUUID().slice(0, 4)}`
  const input = { title, category: '12A01', receivedAt }
  await ask(seat.folder, 'run', { space: 'a-few', command: 'reportIncident', input, callId: crypto.randomUUID() })
  // Two deadlines of order 493 ran out an hour ago; what this station reported itself is no news here.
  await expect.poll(countOf, { timeout: 20_000 }).toBe(before + 2)
  await desk.keepPicture('elsewhere-overdue')
  await told.click()
  await desk.incidents.listed(title).waitFor()
})
