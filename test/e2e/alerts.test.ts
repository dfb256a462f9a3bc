// An alert from its recording to its end, between two seats and in both languages; and what an agency makes of a notice,
// seen at its other seat and taken back.
import { expect, test } from 'vitest'
import { SCREENS, usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { run, signInAt } from './support/scene.ts'
import type { Language } from './support/words.ts'
import { exactly, wordsOf } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
/** Many screens, each in two sizes and two languages. */
const LIMIT_MS = 240_000
const TITLE = 'Typhoon orange 台风橙色预警'
const RAIN = 'Rain 暴雨橙色预警'
const AREA = 'Coast south of the Min 闽江口以南沿海'
const RAISED = 'raised by the issuer 升级'
const WEAKER = 'weaker 台风减弱'
const MISTAKEN = 'not the same 不是同一起'
const FLOOD = 'Coastal flooding 风暴潮漫堤'
const ALERT = {
  category: '11B01',
  level: 2 as const,
  title: TITLE,
  startsAt: '2023-07-27T06:00:00+08:00',
  divisions: ['350500', '350200', '350300'],
  warnings: 'Doksuri makes landfall on the 28th 台风登陆',
  measures: 'Boats back to port 船只回港',
  issuedBy: 'Fujian Weather 省气象台',
  issuedAt: '2023-07-27T06:00:00+08:00',
  telephone: '0591-00000000',
  number: '35000041600000_20230727060000_1',
}
const DATA = [
  TITLE,
  RAIN,
  AREA,
  RAISED,
  WEAKER,
  MISTAKEN,
  FLOOD,
  // As it was chosen in Chinese.
  '11B01 台风事件',
  ALERT.warnings,
  ALERT.measures,
  ALERT.issuedBy,
  ALERT.number,
  '甲席',
  '福建省应急指挥中心',
  '国务院',
  wordsOf('en')('app:act.language'),
  wordsOf('en')('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

async function goTo(desk: ConsolePage, view: 'alerts' | 'notices' | 'console'): Promise<void> {
  await desk.page.goto(desk.page.url().replace(/(#.*)?$/, `#/${view}`))
}

/** Words, axe and pictures of what is on the screen now. */
async function look(desk: ConsolePage, name: string, language: Language, isFirst = true): Promise<void> {
  for (const [size, screen] of [
    ['1920', SCREENS.wide],
    ['1366', SCREENS.small],
  ] as const) {
    await desk.page.setViewportSize(screen)
    await desk.keepPicture(`${name}-${language}-${size}`)
  }
  const found = {
    strange: strangers(await wordsOn(desk.page), language, DATA),
    // What axe looks at is the same in every language.
    serious: isFirst ? await seriousFindings(desk.page) : [],
  }
  expect(found, `${name} ${language}`).toEqual({ strange: [], serious: [] })
}

/** In both languages, where nothing lies over the button that switches them. */
async function lookBoth(desk: ConsolePage, name: string): Promise<void> {
  await look(desk, name, desk.language)
  const other = await desk.switchLanguage()
  await look(other, name, other.language, false)
  await other.switchLanguage()
}

test('a notice settled at one seat is settled at the other, with its disposition, and open again when it is taken back', async () => {
  const [a, b] = world().seats
  await signInAt(a, OFFICERS.lin)
  const desk = await openConsole(pages, b, { language: 'zh-CN' })
  await desk.signIn(OFFICERS.chen)
  const flood = await run(a, 'reportIncident', {
    title: FLOOD,
    category: '11E02',
    level: 2,
    division: '350500',
    position: { lon: 118.7, lat: 24.9 },
  })
  const alert = await run(a, 'recordAlert', { ...ALERT, title: RAIN, incidents: [flood] })
  await run(a, 'recordAlert', { ...ALERT, title: `${RAIN} exercise`, number: '', use: 'exercise' })
  await goTo(desk, 'notices')
  const { page, say } = desk
  const centre = page.getByRole('region', { name: exactly(say('notices:title')) })
  const lineOf = (text: string) => centre.getByRole('article').filter({ hasText: text })
  await lineOf(FLOOD).waitFor()
  await lineOf(RAIN).waitFor()
  expect(await lineOf(RAIN).count()).toBe(1)
  await lookBoth(desk, 'notices')
  await lineOf(FLOOD)
    .getByRole('button', { name: exactly(say('notices:dispose')) })
    .click()
  const settle = page.getByRole('radiogroup', { name: exactly(say('notices:dispose')) })
  await settle.getByText(say('notices:disposition.duplicate'), { exact: true }).click()
  await look(desk, 'notice-settle', 'zh-CN')
  await page.getByRole('button', { name: exactly(say('notices:give')) }).click()
  await lineOf(FLOOD).waitFor({ state: 'hidden' })
  const bell = desk.top.getByRole('button', { name: exactly(say('app:notices.open', { count: 1 })) })
  await bell.waitFor()
  await centre.getByText(say('notices:tab.done', { count: 1 }), { exact: true }).click()
  await lineOf(FLOOD).getByText(say('notices:disposition.duplicate'), { exact: false }).waitFor()
  await lineOf(FLOOD)
    .getByRole('button', { name: exactly(say('notices:others')) })
    .click()
  await lookBoth(desk, 'notices-done')

  // The other seat wrote both itself: its own record shows what was made of them.
  const other = await openConsole(pages, a, { language: 'en' })
  await other.page.getByText(FLOOD).first().waitFor()
  await goTo(other, 'notices')
  await other.page.getByText(other.say('notices:tab.log'), { exact: true }).click()
  await other.page.getByText(other.say('notices:disposition.duplicate'), { exact: true }).waitFor()
  await lookBoth(other, 'notices-record')

  await lineOf(FLOOD)
    .getByRole('button', { name: exactly(say('notices:takeBack')) })
    .click()
  await page.getByLabel(say('notices:reason'), { exact: true }).fill(MISTAKEN)
  await page
    .locator('.fs-settle:visible')
    .getByRole('button', { name: exactly(say('notices:takeBack')) })
    .click()
  await desk.top.getByRole('button', { name: exactly(say('app:notices.open', { count: 2 })) }).waitFor()

  await desk.top.getByRole('button', { name: exactly(say('app:notices.open', { count: 2 })) }).click()
  const bells = page.locator('.fs-notices')
  await look(desk, 'bell', 'zh-CN')
  await bells.getByRole('button', { name: new RegExp(RAIN, 'u') }).click()
  await page.getByRole('region', { name: exactly(RAIN) }).waitFor()
  await lookBoth(desk, 'alert-linked')

  await goTo(desk, 'console')
  await desk.incidents.open(FLOOD)
  await page
    .getByRole('region', { name: exactly(say('alerts:forIncident')) })
    .getByText(RAIN)
    .first()
    .waitFor()
  await lookBoth(desk, 'incident-alerts')
  expect(alert).not.toBe('')
})

test(
  'an alert is recorded from a form with its area drawn, is on the other seat’s map and list, is adjusted and lifted',
  async () => {
    const [a, b] = world().seats
    const desk = await openConsole(pages, a)
    await desk.signIn(OFFICERS.chen)
    await goTo(desk, 'alerts')
    const { page, say } = desk
    await desk.button('alerts:record').click()
    const form = page.getByRole('form', { name: exactly(say('alerts:recordTitle')) })
    const field = (key: string) => form.getByLabel(say(`alerts:field.${key}`), { exact: true })
    await form.getByRole('button', { name: exactly(say('alerts:save')) }).click()
    await form
      .getByText(say('alerts:problem.missing', { field: say('alerts:field.category') }))
      .first()
      .waitFor()
    await field('category').fill('11B01')
    await field('category').press('Enter')
    await form.getByRole('radio', { name: exactly(say('alerts:level.2')) }).check()
    await form.getByRole('button', { name: exactly(say('alerts:suggest', { title: '台风橙色预警' })) }).click()
    await field('title').fill(TITLE)
    await field('startsAt').fill('2023-07-27 06:00')
    await field('issuedAt').fill('2023-07-27 06:00')
    await field('warnings').fill(ALERT.warnings)
    await field('measures').fill(ALERT.measures)
    await field('issuedBy').fill(ALERT.issuedBy)
    await field('areaText').fill(AREA)
    await form.getByRole('button', { name: exactly(say('alerts:draw')) }).click()
    const canvas = page.locator('.fs-map-canvas')
    for (const [x, y] of [
      [300, 300],
      [420, 300],
      [420, 420],
      [300, 420],
    ] as const)
      await canvas.click({ position: { x, y } })
    await page.keyboard.press('Escape')
    await expect
      .poll(() => form.getByLabel(say('alerts:corners')).inputValue())
      .toMatch(/^[\d.]+, [\d.]+(; [\d.]+, [\d.]+){3}$/)
    await lookBoth(desk, 'alert-form')
    await form.getByRole('button', { name: exactly(say('alerts:save')) }).click()
    const opened = page.getByRole('region', { name: exactly(TITLE) })
    await opened.getByText(ALERT.issuedBy).first().waitFor()
    await lookBoth(desk, 'alert')

    const other = await openConsole(pages, b, { language: 'en' })
    await other.signIn(OFFICERS.lin)
    await other.page.locator('.fs-map-alert span', { hasText: TITLE }).waitFor()
    await goTo(other, 'alerts')
    await other.page.locator('.fs-alert-line', { hasText: TITLE }).waitFor()
    await lookBoth(other, 'alerts')
    await other.page.locator('.fs-alert-line', { hasText: TITLE }).click()
    await other.button('alerts:adjust').click()
    const change = other.page.getByRole('form', { name: exactly(other.say('alerts:adjustTitle')) })
    await change.getByRole('radio', { name: exactly(other.say('alerts:level.1')) }).check()
    await change.getByRole('button', { name: exactly(other.say('alerts:save')) }).click()
    await change.getByText(other.say('alerts:problem.noReason')).first().waitFor()
    await change.getByLabel(other.say('alerts:reason'), { exact: true }).fill(RAISED)
    await lookBoth(other, 'alert-adjust')
    await change.getByRole('button', { name: exactly(other.say('alerts:save')) }).click()
    await other.page.getByText(other.say('alerts:because', { reason: RAISED })).waitFor()
    await lookBoth(other, 'alert')
    await opened.getByText(say('alerts:level.1'), { exact: true }).first().waitFor()

    await desk.button('alerts:cancel').click()
    const dialog = page.getByRole('dialog', { name: exactly(say('alerts:cancelTitle')) })
    await dialog.getByLabel(say('alerts:reason'), { exact: true }).fill(WEAKER)
    await look(desk, 'alert-cancel', 'zh-CN')
    await dialog.getByRole('button', { name: exactly(say('alerts:cancel')) }).click()
    await dialog.waitFor({ state: 'hidden' })
    await other.page.getByText(other.say('alerts:phase.lifted'), { exact: true }).first().waitFor()
    await desk.button('alerts:back').click()
    await desk.button('alerts:record').waitFor()
    await expect.poll(() => page.locator('.fs-alert-line', { hasText: TITLE }).count()).toBe(0)
  },
  LIMIT_MS,
)
