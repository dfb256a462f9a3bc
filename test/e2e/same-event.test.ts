// One event told twice, at two seats: both are offered it, one says so, and it is marked at the other and can be taken back.
import { test } from 'vitest'
import { expect } from 'vitest'
import { SCREENS, usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { run, signInAt } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
const [FIRE, SMOKE] = ['青洲路仓库起火', '青洲路冒烟（110 转）']

test('two reports of one event are offered as one, said to be one, marked at both seats, and taken apart again', async () => {
  const [seatA, seatB] = world().seats
  await signInAt(seatA, OFFICERS.chen)
  const report = { category: '12G01', position: { lon: 119.456, lat: 25.995 } }
  await run(seatA, 'reportIncident', { ...report, title: FIRE })
  await run(seatA, 'reportIncident', { ...report, title: SMOKE, position: { lon: 119.457, lat: 25.996 } })
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en' })
  await b.signIn(OFFICERS.lin)
  await a.incidents.open(FIRE)
  const section = (desk: typeof a) =>
    desk.incidents.panel.getByRole('region', { name: desk.say('incidents:same.title'), exact: true })
  await section(a).getByText(a.say('incidents:same.maybe')).waitFor()
  for (const screen of ['small', 'wide'] as const) {
    await a.page.setViewportSize(SCREENS[screen])
    await a.keepPicture(`same-offered-${a.language}-${SCREENS[screen].width}`)
  }
  await section(a)
    .getByRole('button', { name: a.say('incidents:same.is'), exact: true })
    .click()
  for (const desk of [a, b]) {
    const marks = desk.page.getByText(desk.say('incidents:same.count', { count: 2 }), { exact: true })
    await marks.nth(1).waitFor()
  }
  await b.incidents.open(SMOKE)
  await section(b)
    .getByRole('button', { name: new RegExp(FIRE) })
    .waitFor()
  await atRest(b)
  await b.keepPicture(`same-said-${b.language}-1920`)
  expect(await seriousFindings(b.page)).toEqual([])
  await section(b)
    .getByRole('button', { name: b.say('incidents:same.takeBack') })
    .click()
  await section(a).getByText(a.say('incidents:same.maybe')).waitFor()
  await section(a)
    .getByRole('button', { name: a.say('incidents:same.isNot'), exact: true })
    .click()
  await section(b).getByText(b.say('incidents:same.different')).waitFor()
})

test('two calls that name only the county are offered as one in the form and in the detail, with the reason, zh and en', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  const [first, second] = ['某村山洪', `村民被困 ${Date.now() % 10_000}`]
  for (const title of [first, second])
    await run(seat, 'reportIncident', { title, category: '11A01', division: '350121' })
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = await openConsole(pages, seat, { language, screen: 'small' })
    await desk.incidents.open(second)
    const section = desk.incidents.panel.getByRole('region', { name: desk.say('incidents:same.title'), exact: true })
    await section.getByText(language === 'en' ? /^same division \(.*Minhou/ : /^同属.*闽侯县，/).waitFor()
    await desk.keepPicture(`same-division-${language}-1366`)
    await desk.page.keyboard.press('Escape')
    await desk.page.keyboard.press('n')
    const { form } = desk.incidents
    await form.locator('#intake-category').fill('11A01')
    await form.locator('#intake-division').fill('350121')
    await form
      .getByText(language === 'en' ? /same division \(.*Minhou.*\), / : /同属.*闽侯县，/)
      .first()
      .waitFor()
    await desk.keepPicture(`same-division-form-${language}-1366`)
    await desk.page.close()
  }
})
