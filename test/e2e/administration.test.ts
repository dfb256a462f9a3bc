// Administration in the console, by hand: an officer taken in, signed out everywhere, a station let in and revoked; nothing of
// it while cut off; and that all of it can be read, in both languages, by everyone.
import { expect, test } from 'vitest'
import { ADMIN_TABS } from '../../renderer/features/admin/admin-store.ts'
import { ACTIONS, may } from '../../shared/commands/rights.ts'
import { ROLES } from '../../shared/model/role.ts'
import { usePages } from '../support/browser.ts'
import { Administration } from './support/administration-page.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { choose, openOptions } from './support/controls.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { statusIs } from './support/rpc.ts'
import { run } from './support/scene.ts'
import { exactly, fitting } from './support/words.ts'
import { NEWCOMER, OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', '乙席'] })
const pages = usePages()
const AGENCY = 'FJYJ 福建省应急指挥中心'
const HALF = '只写了一半的标题'
/** What officers and the directory wrote on these screens. */
const DATA = ['山洪', '甲席', '乙席', '丙席', '协同服务器', '全省态势', '福建省应急指挥中心', '吴敏', '烽燧']

async function administration(
  options: Parameters<typeof openConsole>[2] = {},
): Promise<{ readonly desk: ConsolePage; readonly admin: Administration }> {
  const desk = await openConsole(pages, world().seats[0], options)
  await desk.signIn(OFFICERS.admin)
  await desk.isLinked()
  const admin = new Administration(desk)
  await admin.open(OFFICERS.admin.displayName)
  return { desk, admin }
}

test('an officer is taken in, gets a one-time password, signs in, is signed out by order, and goes on where they were', async () => {
  const { desk, admin } = await administration()
  const { page, say } = desk
  await admin.press(admin.drawer, 'admin:officer.add')
  const form = admin.dialog('admin:officer.addTitle')
  await desk.isFocused(form.getByLabel(say('admin:officer.displayName')))
  await page.keyboard.press('Enter')
  await form.getByText(say('admin:officer.agencyMissing')).waitFor()
  await form.getByLabel(say('admin:officer.displayName')).fill('吴敏')
  await form.getByLabel(say('admin:officer.name')).fill('chen')
  await choose(form.getByLabel(say('admin:officer.agency')), AGENCY)
  await form.getByLabel(say('admin:officer.name')).press('Enter')
  await form.getByText(say('admin:officer.nameTaken')).waitFor()
  await form.getByLabel(say('admin:officer.name')).fill('wumin')
  await page.keyboard.press('Enter')
  const title = say('admin:officer.newPasswordFor', { name: '吴敏' })
  await page.getByRole('dialog', { name: title }).waitFor()
  await desk.keepPicture('admin-one-time-password')
  const oneTime = await admin.noteSecret(title, say('admin:officer.password'))

  const b = await openConsole(pages, world().seats[1])
  await b.name.fill('wumin')
  await b.password.fill(oneTime)
  await b.button('app:signIn.submit').click()
  const first = b.page.getByRole('dialog', { name: say('app:signIn.changeTitle') })
  await first.getByLabel(say('app:signIn.oldPassword')).fill(oneTime)
  await first.getByLabel(say('app:signIn.newPassword')).fill('wu min’s own')
  await first.getByLabel(say('app:signIn.repeat')).fill('wu min’s own')
  await first.getByRole('button', { name: say('app:signIn.change') }).click()
  await b.barSays('app:bar.officer', { name: '吴敏' })
  // Who may not administrate is not told of it.
  await b.top.getByRole('button', { name: '吴敏' }).click()
  await b.page.getByRole('menuitem', { name: say('app:signOut') }).waitFor()
  expect(await b.page.getByText(say('admin:open')).count()).toBe(0)
  await b.page.keyboard.press('Escape')
  await b.incidents.startIntake()
  const half = b.incidents.panel.getByLabel(say('model:field.title'), { exact: true })
  await half.fill(HALF)

  await page.getByRole('button', { name: say('admin:more', { name: '吴敏' }) }).click()
  await page.getByRole('menuitem', { name: say('admin:officer.endSessions') }).click()
  await admin.press(admin.dialog('admin:officer.endSessionsTitle', { name: '吴敏' }), 'admin:officer.endSessions')
  await b.page.getByText(fitting(say, 'session:ended.ordered', { name: '吴敏' })).waitFor()
  await b.isFocused(b.password)
  await half.waitFor({ state: 'hidden' })
  // Nobody sees the picture here now, but what comes in is said.
  const seat = world().seats[0]
  await run(seat, 'reportIncident', { title: '山洪', category: '11B01' })
  await b.page.getByText(fitting(say, 'session:meanwhile')).waitFor()
  await b.keepPicture('session-ended-by-order')
  await b.page.keyboard.type('wu min’s own')
  await b.page.keyboard.press('Enter')
  await b.barSays('app:bar.officer', { name: '吴敏' })
  await half.waitFor()
  expect(await half.inputValue()).toBe(HALF)
})

test('cut off, everything can be read and nothing changed, with the reason; linked again it can', async () => {
  const { desk, admin } = await administration({ screen: 'small' })
  const add = admin.drawer.getByRole('button', { name: exactly(desk.say('admin:officer.add')) })
  await add.waitFor()
  await desk.page.keyboard.press('Escape')
  await admin.drawer.waitFor({ state: 'hidden' })
  await desk.setCutOff(true)
  await admin.open(OFFICERS.admin.displayName)
  await admin.drawer.getByText(fitting(desk.say, 'admin:gate.cutOff')).waitFor()
  await desk.isDisabled(add)
  await admin.drawer.getByText(OFFICERS.chen.displayName).first().waitFor()
  await desk.keepPicture('admin-cut-off-small')
  await desk.page.keyboard.press('Escape')
  await admin.drawer.waitFor({ state: 'hidden' })
  await desk.setCutOff(false)
  await admin.open(OFFICERS.admin.displayName)
  await add.and(desk.page.locator(':enabled')).waitFor()
})

test.for(['zh-CN', 'en'] as const)(
  'every part reads in %s, at both sizes, and axe finds nothing serious',
  async (language) => {
    const { desk, admin } = await administration({ language, screen: language === 'en' ? 'small' : 'wide' })
    const data = [...DATA, ...[...Object.values(OFFICERS), NEWCOMER].map(({ displayName }) => displayName)]
    for (const tab of ADMIN_TABS) {
      await admin.tab(tab)
      expect({ tab, found: strangers(await wordsOn(desk.page), language, data) }).toEqual({ tab, found: [] })
      expect({ tab, found: await seriousFindings(desk.page) }).toEqual({ tab, found: [] })
      await desk.keepPicture(`admin-${tab}-${language}`)
    }
  },
)

test.for(['zh-CN', 'en'] as const)(
  '[AD-19] %s: a station is kept for officers and a space names who is cleared; both say so in their lists',
  async (language) => {
    const { desk, admin } = await administration({ language, screen: language === 'en' ? 'small' : 'wide' })
    const { page, say } = desk
    await admin.tab('stations')
    await admin.drawer.getByRole('button', { name: `${say('admin:station.keep')} 乙席`, exact: true }).click()
    const keep = admin.dialog('admin:station.keepTitle', { name: '乙席' })
    const choose = async (label: string, names: readonly string[]): Promise<void> => {
      await page.getByRole('combobox', { name: label }).click()
      for (const name of names) await page.locator('.ant-select-item-option', { hasText: name }).click()
      await page.keyboard.press('Escape')
    }
    await choose(say('admin:station.keepFor'), [OFFICERS.lin.displayName])
    await desk.keepPicture(`admin-keep-station-${language}`)
    await admin.press(keep, 'common:save')
    await admin.drawer.getByText(say('admin:station.keptCount', { count: 1 })).waitFor()

    await admin.tab('spaces')
    await admin.press(admin.drawer, 'admin:space.add')
    const form = admin.dialog('admin:space.addTitle')
    await form.getByLabel(say('admin:space.name'), { exact: true }).fill(`专项 ${language}`)
    await form.getByLabel(say('admin:space.nameEn'), { exact: true }).fill(`Closed ${language}`)
    await choose(say('admin:space.cleared'), [OFFICERS.lin.displayName])
    await desk.keepPicture(`admin-cleared-${language}`)
    await admin.press(form, 'common:save')
    await admin.drawer
      .getByText(say('admin:space.clearedCount', { count: 1 }))
      .first()
      .waitFor()
    await desk.keepPicture(`admin-cleared-list-${language}`)

    // And back: for all.
    await admin.tab('stations')
    await admin.drawer.getByRole('button', { name: `${say('admin:station.keep')} 乙席`, exact: true }).click()
    await keep.getByText(say('admin:station.keepWarning')).waitFor()
    await page.getByRole('combobox', { name: say('admin:station.keepFor') }).press('Backspace')
    await admin.press(keep, 'common:save')
    await admin.drawer.getByText(say('admin:station.keptCount', { count: 1 })).waitFor({ state: 'hidden' })
  },
)

test('the table of rights in the console is the one everything judges by, cell by cell', async () => {
  const { desk, admin } = await administration()
  await admin.tab('rights')
  const table = admin.drawer.getByRole('tabpanel', { name: desk.say('admin:tabs.rights') }).getByRole('table')
  const heads = await table.getByRole('columnheader').allInnerTexts()
  expect(heads.slice(1)).toEqual(ROLES.map((role) => desk.say(`model:role.${role}`)))
  const rows = await table
    .getByRole('row')
    .evaluateAll((all) =>
      all.slice(1).map((row) => [...row.querySelectorAll('td .fs-unseen')].map((cell) => cell.textContent)),
    )
  const [yes, no] = [desk.say('admin:rights.yes'), desk.say('admin:rights.no')]
  expect(rows).toEqual(ACTIONS.map((action) => ROLES.map((role) => (may(role, action) ? yes : no))))
})

test('an office’s own codes are put there once and every seat chooses by them; incidents keep the old ones', async () => {
  const { desk, admin } = await administration()
  const [seatA, seatB] = world().seats
  const before = '换表以前的台风'
  await run(seatA, 'reportIncident', { title: before, category: '11B01' })
  const b = await openConsole(pages, seatB, { language: 'en', screen: 'small' })
  await b.signIn(OFFICERS.chen)
  await b.isLinked()
  await admin.tab('tables')
  const chosen = desk.page.waitForEvent('filechooser')
  await admin.press(admin.drawer, 'admin:tables.replace')
  const csv = '编码,名称,英文名称\n11A02,山洪灾害（本单位）,Flash flood\n11B99,海雾,Sea fog\n99,坏的,\n'
  await (await chosen).setFiles({ name: '本单位编码.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  const dialog = admin.dialog('admin:tables.putTitle')
  await dialog.getByText(desk.say('admin:tables.refused', { count: 1 })).waitFor()
  await atRest(desk)
  await desk.keepPicture('admin-tables-put-zh-CN')
  await admin.press(dialog, 'admin:tables.put')
  await admin.drawer.getByText(desk.say('admin:tables.own', { version: '本单位编码', count: 2 })).waitFor()
  await desk.keepPicture('admin-tables-own-zh-CN')
  // The other seat, in English, finds the new code by the first letters of its pinyin, and none that is gone.
  await b.incidents.startIntake()
  const field = b.incidents.field('incidents:category')
  await field.fill('hw')
  await b.incidents.isOffered('Sea fog')
  await field.fill('11B01')
  await b.page.getByText('Sea fog').first().waitFor({ state: 'hidden' })
  expect(await openOptions(b.page).filter({ hasText: 'Typhoon' }).count()).toBe(0)
  // What bears the old code is named as before.
  await b.incidents.listed(before).filter({ hasText: 'Typhoon' }).waitFor()
  await admin.press(admin.drawer, 'admin:tables.back')
  await desk.page
    .getByRole('dialog')
    .getByRole('button', { name: exactly(desk.say('admin:tables.back')) })
    .last()
    .click()
  await field.fill('11B01')
  await b.incidents.isOffered('Typhoon')
})

test('a join code is told once and stands among the unused; a revoked station is told and lets nobody in', async () => {
  const { desk, admin } = await administration()
  const { say, page } = desk
  await admin.tab('codes')
  await choose(admin.drawer.getByLabel(say('admin:code.agency')), AGENCY)
  await admin.drawer.getByLabel(say('admin:code.name')).fill('丙席')
  await admin.drawer.getByLabel(say('admin:code.minutes')).fill('0')
  await admin.press(admin.drawer, 'admin:code.make')
  await admin.drawer.getByText(say('admin:code.minutesHint')).waitFor()
  await admin.drawer.getByLabel(say('admin:code.minutes')).fill('5')
  await admin.press(admin.drawer, 'admin:code.make')
  const code = await admin.noteSecret(say('admin:code.shown', { name: '丙席' }), say('admin:code.code'))
  expect(code).toMatch(/^(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}$/)
  await admin.drawer.getByRole('cell', { name: '丙席', exact: true }).waitFor()
  expect(await page.getByText(code).count()).toBe(0)

  const b = await openConsole(pages, world().seats[1])
  await b.signIn(OFFICERS.chen)
  await admin.tab('stations')
  await admin.drawer.getByRole('button', { name: `${say('admin:station.revoke')} 乙席` }).click()
  const revoke = admin.dialog('admin:station.revokeTitle', { name: '乙席' })
  await admin.press(revoke, 'admin:station.revoke')
  await revoke.getByText(say('admin:station.reasonMissing')).waitFor()
  await revoke.getByLabel(say('admin:station.reason')).fill('遗失')
  await admin.press(revoke, 'admin:station.revoke')
  await b.page.getByText(fitting(say, 'session:ended.revoked')).waitFor()
  await statusIs(world().seats[1].folder, ({ link }) => link === 'refused')
  await b.password.fill(OFFICERS.chen.password)
  await b.button('app:signIn.submit').click()
  await b.says('fault:stationRevoked')
  await b.keepPicture('station-revoked')
})
