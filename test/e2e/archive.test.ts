// A journal archive whose file is not where it was: the officer is told, the history says where its content lies, and work goes
// on; put back, everything can be read without a restart.
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { archiveJournal as archiveServer } from '../../server/log/archive-journal.ts'
import { archiveJournal } from '../../station/store/archive-journal.ts'
import { openStore } from '../../station/store/open-store.ts'
import { CONNECTION_FAILED, usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import type { Seat } from './support/world.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()

const SLIDE = { title: '山体滑坡阻断省道', category: '滑坡', coordinates: '25.6012, 118.2034' } as const

/** Everything this station holds of the journal goes into an archive; gives its path. */
async function archived({ folder }: Seat): Promise<string> {
  const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
  const opened = await openStore({ folder, nowMs: Date.now, random, log: () => undefined })
  if (!opened.ok) throw new Error(opened.fault.message)
  const nowMs = Date.now() + 1
  const done = archiveJournal(opened.value, { folder, beforeMs: nowMs, nowMs, random })
  opened.value.store.close()
  if (!done.ok) throw new Error(done.fault.message)
  return join(folder, 'archives', done.value.path.split('/').at(-1) ?? '')
}

test('[OP-3] an archive that is away is told in both languages, and read again as soon as it is back', async () => {
  pages.expectErrors(CONNECTION_FAILED)
  const [seat] = world().seats
  const a = await openConsole(pages, seat)
  await a.signIn(OFFICERS.lin)
  await a.isLinked()
  await a.incidents.report(SLIDE)
  await a.incidents.open(SLIDE.title)
  await a.incidents.setLevel(2)
  await a.waits(0)
  await seat.runner.stop()
  const path = await archived(seat)
  const file = `archives/${path.split('/').at(-1) ?? ''}`
  renameSync(path, `${path}.aside`)
  await seat.runner.start()

  await a.name.waitFor()
  await a.signIn(OFFICERS.lin)
  await a.incidents.listed(SLIDE.title).waitFor()
  await a.openNotices()
  await a.page.getByText(a.say('app:alert.archive', { file })).waitFor()
  await a.keepPicture('archive-away')
  await a.page.keyboard.press('Escape')
  await a.incidents.open(SLIDE.title)
  const away = a.page.getByText(a.say('detail:archived', { file }))
  await away.first().waitFor()
  expect(await away.count()).toBeGreaterThan(1)
  await away.last().scrollIntoViewIfNeeded()
  await a.keepPicture('archive-history')
  const en = await a.switchLanguage()
  await en.page.getByText(en.say('detail:archived', { file })).first().waitFor()
  await en.keepPicture('archive-history-en')

  renameSync(`${path}.aside`, path)
  await en.incidents.setLevel(3, 'fewer casualties than first reported')
  await en.page.getByText(en.say('detail:archived', { file })).first().waitFor({ state: 'hidden' })
})

test('[SL-25] [SL-26] the administrator is told of a server’s archive that is away, and that it is back', async () => {
  pages.expectErrors(CONNECTION_FAILED)
  const { server, seats } = world()
  await server.stop()
  const nowMs = Date.now() + 1
  const done = archiveServer({ folder: server.folder, beforeMs: nowMs, nowMs })
  if (!done.ok) throw new Error(done.fault.message)
  const { path } = done.value
  renameSync(path, `${path}.aside`)
  await server.start()
  const a = await openConsole(pages, seats[0], { screen: 'small' })
  await a.signIn(OFFICERS.admin)
  await a.isLinked()
  await a.top.getByRole('button', { name: OFFICERS.admin.displayName }).click()
  await a.page.getByRole('menuitem', { name: a.say('admin:open') }).click()
  const drawer = a.page.getByRole('dialog', { name: a.say('admin:title'), exact: true })
  const told = drawer.getByText(a.say('admin:disk.archives', { files: `archives/${path.split('/').at(-1) ?? ''}` }))
  await told.waitFor()
  await a.keepPicture('server-archive-away')
  renameSync(`${path}.aside`, path)
  await drawer.getByRole('button', { name: a.say('admin:refresh') }).click()
  await told.waitFor({ state: 'hidden' })
})
