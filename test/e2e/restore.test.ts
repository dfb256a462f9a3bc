// A backup put back from the console while officers work: what came after it is not lost, whether the server has it or not; a
// damaged backup changes nothing; who may not set up the station is told so.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { DATABASE_FILE } from '../../station/store/open-store.ts'
import { CONNECTION_FAILED, usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { statusIs } from './support/rpc.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()

const BEFORE = { title: '备份之前的滑坡', category: '滑坡', coordinates: '25.6012, 118.2034' } as const
const SENT = { title: '备份之后已送达的火灾', category: '火灾', coordinates: '24.8741, 118.6757' } as const
const UNSENT = { title: '断网期间的内涝', category: '火灾', coordinates: '25.1, 118.7' } as const

test('[SB-9] a backup is restored by hand: what was sent since comes from the server, what was not from the old database', async () => {
  pages.expectErrors(CONNECTION_FAILED)
  const { server, seats } = world()
  const [seat] = seats
  const a = await openConsole(pages, seat)
  await a.signIn(OFFICERS.lin)
  await a.isLinked()
  await a.incidents.report(BEFORE)
  await a.waits(0)
  await a.openSettings('data')
  await a.settings.getByRole('button', { name: a.say('app:set.backup'), exact: true }).click()
  const table = a.settings.getByRole('table', { name: a.say('app:set.backupList') })
  await table.getByText(a.say('app:set.backupHeld')).waitFor()
  await a.closeSettings()

  await a.incidents.report(SENT)
  await a.waits(0)
  await server.kill()
  await a.isCutOff()
  await a.incidents.report(UNSENT)
  await a.waits(1)

  await a.openSettings('data')
  await a.keepPicture('restore-list')
  await table
    .getByRole('button', { name: new RegExp(a.say('app:set.restoreOf', { time: '' }).slice(0, 3)) })
    .first()
    .click()
  const sure = a.page.getByRole('dialog', { name: new RegExp(a.say('app:set.restoreTitle', { time: '' }).slice(0, 3)) })
  await sure.waitFor()
  await a.keepPicture('restore-sure')
  await sure.getByRole('button', { name: a.say('app:set.restoreNow') }).click()
  await a.name.waitFor()
  await statusIs(seat.folder, ({ spaces }) => spaces.some(({ waiting, records }) => waiting >= 1 && records >= 3))

  await server.start()
  await a.signIn(OFFICERS.lin)
  await a.isLinked()
  for (const { title } of [BEFORE, SENT, UNSENT]) await a.incidents.listed(title).waitFor()
  await a.waits(0)
  await a.openSettings('data')
  await a.settings.getByText(/station-before-restore-/).waitFor()
  await a.keepPicture('restore-done')
})

test('[VF-4] one altered byte in the database of a station at work is told in words, in Chinese and in English', async () => {
  const [seat] = world().seats
  const a = await openConsole(pages, seat)
  await a.signIn(OFFICERS.lin)
  const verify = async (page: ConsolePage): Promise<void> => {
    await page.openSettings('data')
    await page.settings.getByRole('button', { name: page.say('verify:start'), exact: true }).click()
  }
  await verify(a)
  await a.settings.getByText(a.say('verify:good', { chains: '', changes: '' }).slice(0, 5)).waitFor()
  await a.closeSettings()

  const flip = flipLastByte(seat.folder, SENT.title)
  const words = [a, await openConsole(pages, seat, { language: 'en' })]
  try {
    for (const page of words) {
      await verify(page)
      const problem = page.settings.locator('.fs-verify-problem')
      await problem.waitFor()
      const told = (await problem.textContent()) ?? ''
      const says = page.say('verify:wrong.content', { seq: '7' }).split('7').at(-1) ?? ''
      for (const part of [
        says,
        SENT.title,
        OFFICERS.lin.displayName,
        '甲席',
        page.say('verify:do.journal').slice(0, 12),
      ])
        expect(told).toContain(part)
      await problem.scrollIntoViewIfNeeded()
      await page.keepPicture(`verify-${page === a ? 'zh-CN' : 'en'}`)
      await page.closeSettings()
    }
  } finally {
    flip()
  }
})

/** Alters the last byte of what a change says whose content has these words; gives how to undo it. */
function flipLastByte(folder: string, words: string): () => void {
  const sqlite = new Sqlite(join(folder, DATABASE_FILE), { timeout: 5_000 })
  sqlite.function('flip', (blob: unknown) => {
    const bytes = Buffer.from(blob as Uint8Array)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    return bytes
  })
  const at = sqlite.prepare('SELECT max(at) FROM journal WHERE instr(body, CAST(? AS BLOB)) > 0').pluck().get(words)
  const turn = (): void => void sqlite.prepare('UPDATE journal SET body = flip(body) WHERE at = ?').run(at)
  turn()
  return () => {
    turn()
    sqlite.close()
  }
}

test('[SB-9] a backup that does not hold is not put back, and says why', async () => {
  const [seat] = world().seats
  const a = await openConsole(pages, seat)
  await a.signIn(OFFICERS.lin)
  const folder = join(seat.folder, 'backups')
  const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.db'))
  const bytes = readFileSync(join(folder, name))
  for (let at = 8_192; at < bytes.length; at += 8_192) bytes.fill(0xab, at, Math.min(at + 200, bytes.length))
  writeFileSync(join(folder, name), bytes)
  const kept = (): number =>
    readdirSync(seat.folder).filter((one) => /^station-before-restore-.*\.db$/.test(one)).length
  const before = kept()
  await a.openSettings('data')
  const rows = a.settings.getByRole('table', { name: a.say('app:set.backupList') }).getByRole('row')
  await rows.last().getByRole('button').last().click()
  await a.page.getByRole('button', { name: a.say('app:set.restoreNow') }).click()
  await a.page.locator('.ant-message-error').waitFor()
  await a.page.getByRole('button', { name: a.say('app:set.restoreNow') }).waitFor({ state: 'hidden' })
  await a.settings.getByRole('tab').first().press('Escape')
  await a.settings.waitFor({ state: 'hidden' })
  await a.incidents.listed(UNSENT.title).waitFor()
  expect(kept()).toBe(before)
})
