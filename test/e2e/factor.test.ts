// Two-step sign-in as an officer does it: set up with an authenticator, recovery codes noted, signed out and in again with the code;
// required by role it cannot be passed by; an administrator resets it.
import { TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { SCREENS, usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { ask } from './support/rpc.ts'
import { signInAt } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()

async function look(desk: ConsolePage, name: string): Promise<void> {
  await atRest(desk)
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`${name}-${desk.language}-${SCREENS[screen].width}`)
    expect([name, screen, await seriousFindings(desk.page)]).toEqual([name, screen, []])
  }
}

async function menu(desk: ConsolePage, name: string, entry: string): Promise<void> {
  await desk.top.getByRole('button', { name }).click()
  await desk.page.getByRole('menuitem', { name: desk.say(entry) }).click()
}

/** What the telephone shows, of a step that was not used: the clock of the machine goes on by itself. */
function codeOf(key: string, aheadMs = 0): string {
  return new TOTP({ secret: key.replace(/\s/g, '') }).generate({ timestamp: Date.now() + aheadMs })
}

/** Sets it up in the open dialog; the key. */
async function setUp(desk: ConsolePage): Promise<string> {
  const dialog = desk.page.getByRole('dialog')
  await dialog.getByRole('button', { name: desk.say('factor:begin') }).click()
  await dialog.getByRole('figure', { name: desk.say('factor:qr') }).waitFor()
  const key = (await dialog.locator('code').textContent()) ?? ''
  await look(desk, 'factor-set-up')
  const code = dialog.getByLabel(desk.say('factor:first'))
  await code.fill('000000')
  await dialog.getByRole('button', { name: desk.say('factor:confirm') }).click()
  await dialog.getByText(desk.say('fault:wrongCode')).waitFor()
  await code.fill(codeOf(key))
  await dialog.getByRole('button', { name: desk.say('factor:confirm') }).click()
  const codes = desk.page.getByRole('list', { name: desk.say('factor:recovery') })
  await codes.waitFor()
  expect(await codes.getByRole('listitem').count()).toBe(10)
  await look(desk, 'factor-recovery')
  await desk.page
    .getByRole('dialog')
    .getByRole('button', { name: desk.say('factor:done') })
    .click()
  await codes.waitFor({ state: 'hidden' })
  return key
}

test('an officer sets it up, signs in with a code, and an administrator takes a lost one off', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA)
  await a.signIn(OFFICERS.lin)
  await a.isLinked()
  await menu(a, OFFICERS.lin.displayName, 'factor:open')
  const key = await setUp(a)
  await menu(a, OFFICERS.lin.displayName, 'app:signOut')
  await a.name.fill(OFFICERS.lin.name)
  await a.password.fill(OFFICERS.lin.password)
  const submit = a.button('app:signIn.submit')
  await submit.click()
  await a.says('fault:codeNeeded')
  const field = a.page.getByLabel(a.say('app:signIn.code'))
  await a.isFocused(field)
  await look(a, 'factor-sign-in')
  await field.fill(codeOf(key, 30_000))
  await submit.click()
  await a.barSays('app:bar.officer', { name: OFFICERS.lin.displayName })

  // The role must have it: the other seat cannot be used before.
  await signInAt(seatB, OFFICERS.admin)
  await ask(seatB.folder, 'admin', { order: { order: 'saveFactorRule', roles: ['administrator'] } })
  const b = await openConsole(pages, seatB, { language: 'en' })
  await menu(b, OFFICERS.admin.displayName, 'app:signOut')
  await b.name.fill(OFFICERS.admin.name)
  await b.password.fill(OFFICERS.admin.password)
  await b.button('app:signIn.submit').click()
  await b.page.getByRole('dialog').getByText(b.say('factor:due')).waitFor()
  await b.page.keyboard.press('Escape')
  await b.page.getByRole('dialog').getByText(b.say('factor:due')).waitFor()
  await setUp(b)

  await menu(b, OFFICERS.admin.displayName, 'admin:open')
  const row = b.page.getByRole('row', { name: OFFICERS.lin.displayName })
  await row.getByText(b.say('admin:officer.factorOn'), { exact: true }).waitFor()
  await look(b, 'factor-officers')
  await row.getByRole('button', { name: b.say('admin:more', { name: OFFICERS.lin.displayName }) }).click()
  await b.page.getByRole('menuitem', { name: b.say('admin:officer.resetFactor') }).click()
  await b.page
    .getByRole('dialog')
    .getByRole('button', { name: b.say('admin:officer.resetFactor') })
    .click()
  await row.getByText(b.say('admin:officer.factorOn'), { exact: true }).waitFor({ state: 'hidden' })
  await a.page.getByText(a.say('app:signIn.title')).first().waitFor()
})
