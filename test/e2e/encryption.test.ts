// The station's database is encrypted from the console: the code is shown once and outlives the station that starts again behind it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DATABASE_FILE } from '../../station/store/open-store.ts'
import { CONNECTION_FAILED, usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const KEY_FILE = join(tmpdir(), `fengsui-e2e-${process.pid}.key`)
writeFileSync(KEY_FILE, 'a passphrase of the centre', { mode: 0o600 })
afterAll(() => rmSync(KEY_FILE, { force: true }))

const world = useWorld({ seats: ['甲席'], seatArgs: ['--database-key-file', KEY_FILE] })
const pages = usePages()
const INCIDENT = { title: '加密之前的滑坡', category: '滑坡', coordinates: '25.6012, 118.2034' } as const
const PLAIN = 'SQLite format 3'

function beginning(folder: string): string {
  return readFileSync(join(folder, DATABASE_FILE)).subarray(0, PLAIN.length).toString('latin1')
}

test.each(['zh-CN', 'en'] as const)(
  '[ENC-7] in %s: encrypted, or given a new key, and everything is there again',
  async (language) => {
    pages.expectErrors(CONNECTION_FAILED)
    const [seat] = world().seats
    const isFirst = language === 'zh-CN'
    expect(beginning(seat.folder) === PLAIN).toBe(isFirst)
    const a = await openConsole(pages, seat, { language })
    await a.signIn(OFFICERS.lin)
    await a.isLinked()
    if (isFirst) await a.incidents.report(INCIDENT)
    await a.waits(0)
    await a.openSettings('data')
    const act = a.settings.getByRole('button', { name: a.say(`app:set.crypt.${isFirst ? 'encrypt' : 'change'}`) })
    await act.scrollIntoViewIfNeeded()
    await a.keepPicture(`encryption-${language}`)
    await act.click()
    const sure = a.page.getByRole('dialog', { name: a.say(`app:set.crypt.${isFirst ? 'title' : 'changeTitle'}`) })
    await sure.waitFor()
    await a.keepPicture(`encryption-sure-${language}`)
    await sure.getByRole('button', { name: a.say(`app:set.crypt.${isFirst ? 'now' : 'changeNow'}`) }).click()
    const code = a.page.locator('.fs-secret')
    await code.waitFor()
    const shown = await code.textContent()
    expect(shown).toMatch(/^([2-9A-HJ-NP-Z]{4}-){6}[2-9A-HJ-NP-Z]{4}$/)
    // The station ends and starts again behind it: nobody is signed in then.
    await a.name.waitFor()
    expect(await code.textContent()).toBe(shown)
    await a.keepPicture(`encryption-code-${language}`)
    await a.page.getByRole('button', { name: a.say('common:once.done') }).click()
    expect(beginning(seat.folder)).not.toBe(PLAIN)
    await a.signIn(OFFICERS.lin)
    await a.isLinked()
    await a.incidents.listed(INCIDENT.title).waitFor()
    await a.openSettings('data')
    await a.settings.getByText(a.say('app:set.crypt.isEncrypted'), { exact: false }).waitFor()
  },
)
