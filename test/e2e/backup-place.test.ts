// The second place of the backups and the authority of a closed network, set in the console in both languages and on both screens:
// what is wrong is said at the field, what is right counts at once.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { issueCertificate } from '../../server/tls/certificates.ts'
import { backupsIn } from '../../station/store/backups.ts'
import { CONNECTION_FAILED, usePages } from '../support/browser.ts'
import { scratchFolder } from '../support/scratch.ts'
import { openConsole } from './support/console-page.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', '乙席'] })
const pages = usePages()

test.each([
  ['zh-CN', 'wide', 0],
  ['en', 'small', 1],
] as const)(
  '[SB-11] [SE-25] %s: a folder that is not there and a key in place of a certificate are refused in words; copies go to a second place',
  async (language, screen, index) => {
    // Another authority counts from the next attempt on, which is made at once.
    pages.expectErrors(CONNECTION_FAILED)
    const seat = world().seats[index]
    const a = await openConsole(pages, seat, { language, screen })
    await a.signIn(OFFICERS.lin)
    await a.isLinked()
    await a.openSettings('data')
    const field = (name: string) => a.settings.getByLabel(a.say(`app:set.place.${name}`), { exact: true })
    await a.settings.getByRole('button', { name: a.say('app:set.backup'), exact: true }).click()
    const table = a.settings.getByRole('table', { name: a.say('app:set.backupList') })
    await table.getByText(a.say('app:set.backupHeld')).waitFor()
    const place = scratchFolder()
    await field('folder').fill(join(place, 'not-there'))
    const save = a.settings.getByRole('button', { name: a.say('app:set.place.save') })
    await save.click()
    await a.settings.getByText(a.say('app:set.place.why.missing')).waitFor()
    await field('folder').fill(place)
    await field('passphrase').fill('short')
    await field('again').fill('other')
    await a.settings.getByText(a.say('app:set.place.differs')).waitFor()
    await field('again').fill('short')
    await save.click()
    await a.settings.getByText(a.say('app:set.place.why.weak')).waitFor()
    await a.keepPicture(`backup-place-refused-${language}`)
    for (const name of ['passphrase', 'again']) await field(name).fill('a passphrase of the centre')
    await save.click()
    await a.settings.getByText(a.say('app:set.place.sealed', { folder: place })).waitFor()
    // What stood above of a copy elsewhere is no longer so.
    await a.settings.getByText(a.say('app:set.backupNoPlace')).waitFor({ state: 'detached' })
    await a.keepPicture(`backup-place-${language}`)
    await expect.poll(() => backupsIn(place).map(({ path }) => path.endsWith('.db.sealed'))).toEqual([true])
    await a.closeSettings()

    const issued = await issueCertificate(scratchFolder(), 'server', ['127.0.0.1'], Date.now())
    if (!issued.ok) throw new Error(issued.fault.message)
    await a.openSettings('servers')
    const choose = async (path: string): Promise<void> => {
      const chosen = a.page.waitForEvent('filechooser')
      await a.settings.getByRole('button', { name: a.say('app:set.authority.choose') }).click()
      await (await chosen).setFiles(path)
    }
    const nothing = join(scratchFolder(), 'nothing.pem')
    writeFileSync(nothing, 'no certificate')
    await choose(nothing)
    await a.page.getByText(a.say('app:set.authority.why.unreadable')).waitFor()
    await choose(issued.value.ca)
    await a.settings.getByText(/SHA-256 ([0-9A-F]{2}:){31}/).waitFor()
    await a.keepPicture(`authority-${language}`)
  },
)
