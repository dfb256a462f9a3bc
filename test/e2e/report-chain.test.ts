// Reports between agencies in a real browser: an administrator adds the office's own rule and says who reports as what; a report
// sent through the system comes to the other agency, which signs for it, and the sender sees that.
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { SCREENS, usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { atRest, goTo } from './support/duty-pages.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { Reports } from './support/report-page.ts'
import { ask } from './support/rpc.ts'
import { run, signInAt } from './support/scene.ts'
import { exactly } from './support/words.ts'
import type { Account } from './support/world.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['Seat A', 'Seat B'] })
const pages = usePages()

const TITLE = 'Tunnel fire 隧道火灾'
const CITY = '福州市应急管理局'
const CITY_EN = 'Fuzhou Emergency Bureau'
const CITY_OFFICER: Account = { name: 'wen', password: 'wen of the city', displayName: '温晴', role: 'dutyOfficer' }

/** Looked at on both screens, and read by axe. */
async function keepBoth(desk: ConsolePage, name: string): Promise<void> {
  await atRest(desk)
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`${name}-${desk.language}-${SCREENS[screen].width}`)
    expect([name, screen, await seriousFindings(desk.page)]).toEqual([name, screen, []])
  }
}

async function openTab(desk: ConsolePage, tab: 'inbox' | 'rules'): Promise<Locator> {
  await goTo(desk, 'reports')
  await desk.page
    .getByRole('radiogroup', { name: exactly(desk.say('reports:parts')) })
    .getByText(desk.say(`reports:${tab}`))
    .click()
  return desk.page.getByRole('region', { name: exactly(desk.say(`reports:${tab}`)) })
}

test('an administrator adds a rule of the office’s own by name and reason; it counts, and its changes are told', async () => {
  const [seatA] = world().seats
  for (const language of ['zh-CN', 'en'] as const) {
    const desk = await openConsole(pages, seatA, { language })
    await desk.signIn(OFFICERS.admin)
    await desk.isLinked()
    const rules = await openTab(desk, 'rules')
    await keepBoth(desk, 'reports-rules-open')
    await rules.getByRole('button', { name: exactly(desk.say('reports:ruleNew')) }).click()
    const dialog = desk.page.getByRole('dialog', { name: desk.say('reports:ruleNew') })
    const field = (key: string): Locator => dialog.getByLabel(desk.say(`reports:${key}`), { exact: true })
    const save = dialog.getByRole('button', { name: exactly(desk.say('reports:save')) })
    await desk.isDisabled(save)
    // Its own for each try.
    const citation = `值班制度 ${language} ${String(Date.now())}`
    await field('basis').fill(citation)
    for (const [key, office] of [
      ['from', '县应急局'],
      ['to', '县政府'],
    ] as const) {
      await field(key).fill(office)
      await field(key).press('Enter')
    }
    await field('minutes').fill('15')
    await field('ruleReason').fill('局务会议定')
    await keepBoth(desk, 'reports-rule-new')
    await save.click()
    await dialog.waitFor({ state: 'hidden' })
    const line = rules.getByRole('row').filter({ hasText: citation })
    await line.getByText('局务会议定').waitFor()
    await line.getByRole('button', { name: desk.say('reports:ruleOpenOf', { from: '县应急局', to: '县政府' }) }).click()
    const open = desk.page.getByRole('dialog', { name: desk.say('reports:ruleTitle') })
    const history = open.getByRole('region', { name: exactly(desk.say('reports:ruleHistory')) })
    await history.getByText('局务会议定').waitFor()
    await keepBoth(desk, 'reports-rule-history')
    await desk.page.keyboard.press('Escape')
    await open.waitFor({ state: 'hidden' })
    await desk.page.setViewportSize(SCREENS.small)
    await rules.getByRole('region', { name: exactly(desk.say('reports:roles')) }).scrollIntoViewIfNeeded()
    await desk.keepPicture(`reports-roles-${language}-1366`)
    const data = ['县应急局', '县政府', '局务会议定', '值班制度', 'Seat A', OFFICERS.admin.displayName]
    expect(strangers(await wordsOn(desk.page), language, data)).toEqual([])
    await seatA.signOut()
  }
})

test('a report through the system is a notice and a line of the other agency, which signs for it', async () => {
  const [seatA, seatB] = world().seats
  await signInAt(seatA, OFFICERS.admin)
  const agency = { code: 'FZYJ', name: CITY, nameEn: CITY_EN, kind: 'bureau', division: '350100', parent: CENTRE }
  const made = await ask(seatA.folder, 'admin', { order: { order: 'saveAgency', fields: agency } })
  const { displayName, name, role, password } = CITY_OFFICER
  const fields = { name, displayName, role, agency: made.id ?? '', active: true }
  await ask(seatA.folder, 'admin', { order: { order: 'saveOfficer', fields, password: 'given at first' } })
  await signInAt(seatB, { ...CITY_OFFICER, password: 'given at first' })
  await ask(seatB.folder, 'changePassword', { password: 'given at first', newPassword: password })
  await seatA.signOut()
  await seatB.signOut()

  const a = await openConsole(pages, seatA, { language: 'en', screen: 'small' })
  const b = await openConsole(pages, seatB, { screen: 'small' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(CITY_OFFICER)])
  await Promise.all([a.isLinked(), b.isLinked()])
  await run(seatA, 'reportIncident', { title: TITLE, category: '12G07', level: 4 })
  const writer = new Reports(a)
  await goTo(a, 'reports')
  await writer.openSeries(TITLE)
  await writer.draft('initial')
  // The document is Chinese whatever the language of the screen.
  const text = await writer.field('text').inputValue()
  await keepBoth(a, 'reports-addressed')
  await writer.sign()
  await writer.stands('signed')
  const form = writer.series.getByRole('form', { name: exactly(a.say('reports:send')) })
  await form.getByLabel(a.say('reports:way'), { exact: true }).click({ force: true })
  await a.page.locator('.ant-select-dropdown').getByText(a.say('reports:channel.system'), { exact: true }).click()
  await form.getByLabel(a.say('reports:throughSystem'), { exact: true }).fill('Fuzhou')
  await form.getByLabel(a.say('reports:throughSystem'), { exact: true }).press('Enter')
  await keepBoth(a, 'reports-send-system')
  await form.getByRole('button', { name: exactly(a.say('reports:recordSending')) }).click()
  await writer.series.getByText(a.say('reports:notReceived')).waitFor()

  const bell = new RegExp(b.say('app:notices.open', { count: 7 }).replace('7', String.raw`\d+`), 'u')
  await b.top.getByRole('button', { name: bell }).click()
  await b.page
    .getByText(b.say('notices:reportToSign', { title: '' }).trim())
    .first()
    .waitFor()
  await b.keepPicture('reports-bell-zh-1366')
  await b.page.keyboard.press('Escape')
  const inbox = await openTab(b, 'inbox')
  await inbox.getByText(TITLE).first().waitFor()
  await keepBoth(b, 'reports-inbox')
  await inbox.getByRole('button', { name: exactly(b.say('reports:receive')) }).click()
  const words = b.say('reports:receivedWords', { agency: CITY, name: displayName, at: '' }).trim()
  await inbox.getByText(words.split('  ')[0] ?? words).waitFor()
  await writer.series.getByText(`${CITY_EN}: ${displayName}`).waitFor()
  await keepBoth(a, 'reports-received')
  const data = [TITLE, CITY, displayName, 'Seat A', OFFICERS.lin.displayName, '县政府', ...text.split('\n')]
  const said = a.page.getByRole('heading', { name: TITLE })
  expect(strangers(await wordsOn(a.page), 'en', [await said.innerText(), text, ...data])).toEqual([])
})
