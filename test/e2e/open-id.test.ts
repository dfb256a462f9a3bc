// Signing in with an existing directory as an officer does it, in a real browser with a real OpenID provider: its page opens beside the
// console, the code it shows is typed, and the officer is on duty.
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freePort } from '../../tools/free-port.ts'
import { SCREENS, usePages } from '../support/browser.ts'
import type { OpenIdDirectory } from '../support/openid-directory.ts'
import { openIdDirectory } from '../support/openid-directory.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings } from './support/reading.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const LABEL = '省统一身份认证'
const secretFile = join(tmpdir(), `fengsui-openid-${process.pid}.secret`)
let directory: OpenIdDirectory | undefined
afterAll(async () => {
  await directory?.close()
  rmSync(secretFile, { force: true })
})

const world = useWorld({
  seats: ['甲席'],
  async serverArgs() {
    const port = await freePort()
    const publicUrl = `http://127.0.0.1:${port}`
    directory = await openIdDirectory(publicUrl)
    writeFileSync(secretFile, `${directory.clientSecret}\n`, { mode: 0o600 })
    const { issuer, clientId } = directory
    const openId = ['--openid-issuer', issuer, '--openid-client', clientId, '--openid-secret-file', secretFile]
    return ['--port', String(port), '--public-url', publicUrl, '--openid-label', LABEL, ...openId]
  },
})
const pages = usePages()

test.each(['zh-CN', 'en'] as const)('the page opens, the code is typed, a wrong one is told (%s)', async (language) => {
  const [seat] = world().seats
  const desk = await openConsole(pages, seat, { language })
  const section = desk.page.getByRole('region', { name: desk.say('app:openId.title', { label: LABEL }) })
  const opened = desk.page.context().waitForEvent('page')
  await section.getByRole('button', { name: desk.say('app:openId.title', { label: LABEL }) }).click()
  const page = await opened
  await page.getByPlaceholder('Enter any login').fill(OFFICERS.lin.name)
  await page.getByPlaceholder('and password').fill('known to the directory alone')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  const shown = (await page.locator('output').textContent()) ?? ''
  expect(shown).toMatch(/^\d{3} \d{3}$/)
  await page.close()

  const code = section.getByLabel(desk.say('app:openId.code'))
  const submit = section.getByRole('button', { name: desk.say('app:signIn.submit') })
  await code.fill(shown === '000 000' ? '000001' : '000000')
  await submit.click()
  await section.getByText(desk.say('app:openId.wrongCode')).waitFor()
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`sign-in-directory-${language}-${SCREENS[screen].width}`)
    expect(await seriousFindings(desk.page)).toEqual([])
  }
  await code.fill(shown)
  await code.press('Enter')
  await desk.top.getByRole('button', { name: OFFICERS.lin.displayName }).waitFor()
})
