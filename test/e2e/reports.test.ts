// A series of reports in a real browser: returned with a reason, signed, followed up by what changed and nothing else; every
// state read in both languages and by axe.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { SCREENS, usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { IncidentFile, atRest, goTo } from './support/duty-pages.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { Reports } from './support/report-page.ts'
import { run, signInAt } from './support/scene.ts'
import { exactly } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['Seat A', 'Seat B'] })
const pages = usePages()

const TITLE = 'Tunnel fire 隧道火灾'
const WHY = 'Say how many are trapped 写明被困人数'
const MENDED = 'Three are trapped 三人被困'

/** Nothing in a wrong language or hard to read, as it stands. */
async function readsWell(desk: ConsolePage, data: readonly string[]): Promise<void> {
  expect(strangers(await wordsOn(desk.page), desk.language, data)).toEqual([])
  expect(await seriousFindings(desk.page)).toEqual([])
}

/** Looked at on both screens, and read by axe. */
async function keepBoth(desk: ConsolePage, name: string): Promise<void> {
  await atRest(desk)
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`${name}-${desk.language}-${SCREENS[screen].width}`)
    expect([name, screen, await seriousFindings(desk.page)]).toEqual([name, screen, []])
  }
}

test('a report is returned with a reason, mended, signed; its follow-up carries what changed and nothing else', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA, { language: 'en' })
  const b = await openConsole(pages, seatB, { screen: 'small' })
  await Promise.all([a.signIn(OFFICERS.chen), b.signIn(OFFICERS.lin)])
  await Promise.all([a.isLinked(), b.isLinked()])
  const id = await run(seatA, 'reportIncident', { title: TITLE, category: '12G07', level: 4 })
  const [writer, signer] = [new Reports(a), new Reports(b)]
  await Promise.all([goTo(a, 'reports'), goTo(b, 'reports')])
  await writer.openSeries(TITLE)
  await writer.draft('initial')
  const first = await writer.field('text').inputValue()
  await writer.press('submit')
  await writer.stands('review')
  // A duty officer sees the button and why it is not for them.
  await a.isDisabled(writer.series.getByTitle(a.say('reports:maySign')).first())

  await signer.openSeries(TITLE)
  await signer.stands('review')
  await signer.pressWithReason('return', WHY)
  await writer.stands('returned')
  await writer.series.getByText(a.say('reports:returned', { reason: WHY })).waitFor()
  await writer.field('text').fill(`${first}\n${MENDED}`)
  await writer.press('submit')
  await signer.stands('review')
  await signer.series.getByText(MENDED).waitFor()
  await signer.sign()
  await Promise.all([writer.stands('signed'), signer.stands('signed')])
  expect(await writer.number()).toBe(await signer.number())
  await readsWell(b, [TITLE, 'Seat B', MENDED, first, ...first.split('\n')])

  // Regraded: the follow-up knows the level and does not repeat the rest.
  await run(seatA, 'changeIncidentLevel', { id, level: 3 })
  await writer.draft('followUp')
  const changes = writer.series.getByRole('region', { name: a.say('reports:changes') })
  await changes.getByRole('row').nth(1).waitFor()
  expect(await changes.getByRole('row').count()).toBe(2)
  await changes.getByText(a.say('model:level.3'), { exact: true }).waitFor()
  const text = await writer.field('text').inputValue()
  expect(text.trim().split('\n')).toHaveLength(1)
})

test('what goes out late asks for its reason before it can be recorded, and keeps it', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  const receivedAt = new Date(Date.now() - 3 * 3_600_000).toISOString().replace('Z', '+00:00')
  const title = 'Collapsed scaffold'
  await run(seat, 'reportIncident', { title, category: '12C01', receivedAt })
  const desk = await openConsole(pages, seat, { language: 'en', screen: 'small' })
  await goTo(desk, 'reports')
  const reports = new Reports(desk)
  await reports.clocks(title).getByText(desk.say('reports:overdue')).first().waitFor()
  // Overdue for three hours: the leader on duty is called in, on the board and by a notice.
  await reports.clocks(title).getByText(desk.say('reports:escalated')).first().waitFor()
  await desk.keepPicture('reports-late-en-1366')
  const bell = new RegExp(desk.say('app:notices.open', { count: 7 }).replace('7', '\\d+'), 'u')
  await desk.top.getByRole('button', { name: bell }).click()
  const told = desk.say('notices:clockTitle.grave', { title, to: 'People’s government of this level' })
  await desk.page.getByText(told).first().waitFor()
  await desk.keepPicture('reports-late-bell-en-1366')
  await desk.page.keyboard.press('Escape')
  await reports.openSeries(title)
  await reports.draft('initial')
  const record = reports.series.getByRole('button', { name: desk.say('reports:recordSending'), exact: true })
  await desk.isDisabled(record)
  // A time that is still to come is told, and does not ask why it is late.
  const sentAt = reports.series.getByRole('textbox', { name: desk.say('reports:sentWhen') })
  await sentAt.fill('2099-01-01 08:00')
  await reports.series.getByText(desk.say('reports:lacks.timeToCome')).waitFor()
  await desk.isDisabled(record)
  await sentAt.fill('')
  await reports.series.getByRole('textbox', { name: desk.say('reports:lateReason') }).fill('Line was down')
  const proposed = (): Promise<string> =>
    reports.series
      .getByRole('form', { name: exactly(desk.say('reports:send')) })
      .locator('.ant-select')
      .first()
      .innerText()
  const met = await proposed()
  await desk.keepPicture('reports-send-en-1366')
  await reports.recordSending('Zhou')
  // Come back to, the form proposes what is still owed, never what was met.
  await goTo(desk, 'log')
  await goTo(desk, 'reports')
  await reports.series.getByText(desk.say('reports:takenByWords', { name: 'Zhou' })).waitFor()
  expect(await proposed()).not.toBe(met)
  await reports.series.getByText(desk.say('reports:lateBecause', { reason: 'Line was down' })).waitFor()
  await desk.keepPicture('reports-sent-en-1366')
  await reports.leaveSeries()
  await reports.showMet()
  await reports
    .clocks(title)
    .filter({ hasText: desk.say('reports:met.metLate', { at: '' }).trim() })
    .waitFor()
})

test('closing asks about every deadline; one closed elsewhere stays on the board until it is explained', async () => {
  const [seatA, seatB] = world().seats
  await signInAt(seatA, OFFICERS.chen)
  const receivedAt = new Date(Date.now() - 3 * 3_600_000).toISOString().replace('Z', '+00:00')
  const [title, other] = ['Sunken barge 沉船', 'Crane down 塔吊倒塌']
  const id = await run(seatA, 'reportIncident', { title, category: '12C01', receivedAt })
  const elsewhere = await run(seatA, 'reportIncident', { title: other, category: '12C01' })
  const a = await openConsole(pages, seatA, { language: 'en' })
  const b = await openConsole(pages, seatB)
  await b.signIn(OFFICERS.lin)
  await Promise.all([a.isLinked(), b.isLinked()])
  await a.incidents.open(title)
  const file = new IncidentFile(a)
  const dialog = await file.askToClose(title)
  const ok = dialog.getByRole('button', { name: a.say('archive:closeAnyway'), exact: true })
  await a.isDisabled(ok)
  await keepBoth(a, 'reports-closing')
  // The report first: the dialog gives way to the series, for the rule that was chosen.
  await dialog
    .getByRole('button', { name: a.say('reports:unreported.firstOf', { to: 'People’s government of this level' }) })
    .click()
  await new Reports(a).series.waitFor()
  await new Reports(a).leaveSeries()
  await goTo(a, 'console')
  await file.askToClose(title)
  await file
    .owed(title)
    .getByRole('textbox', { name: a.say('reports:unreported.reason') })
    .fill('Below the grade')
  await file
    .owed(title)
    .getByRole('textbox', { name: a.say('reports:unreported.ownOf', { to: 'People’s government of this level' }) })
    .fill('Told by the province')
  await ok.click()
  await dialog.waitFor({ state: 'hidden' })
  await a.incidents.panel.getByText('Told by the province').first().waitFor()
  await a.incidents.panel.getByText('Told by the province').first().scrollIntoViewIfNeeded()
  await keepBoth(a, 'reports-closed-log')

  // A system that closes says nothing of deadlines: they stay, also at the other seat.
  await run(seatA, 'changeIncidentStatus', { id: elsewhere, status: 'closed' })
  await goTo(b, 'reports')
  const board = new Reports(b).board
  const closed = board.getByRole('region', { name: b.say('reports:unreported.closedTitle') })
  await closed.getByText(other).first().waitFor()
  expect(await new Reports(b).clocks(title).count()).toBe(0)
  await keepBoth(b, 'reports-closed-board')
  // The next shift is told of both: what is owed of closed incidents, and what was explained away.
  await goTo(b, 'handover')
  await b.button('handover:begin').click()
  for (const state of ['closed', 'explained']) await b.says(`handover:state.unreported.${state}`)
  await b.page.getByText(b.say('handover:state.unreported.closed')).first().scrollIntoViewIfNeeded()
  await keepBoth(b, 'reports-closed-handover')
  await goTo(b, 'reports')
  await closed.getByRole('button', { name: b.say('reports:unreported.all', { count: 2 }) }).click()
  const explain = b.page.getByRole('dialog', { name: b.say('reports:unreported.dialog') })
  await explain.getByRole('textbox', { name: b.say('reports:unreported.reason') }).fill('未达到报送标准')
  await keepBoth(b, 'reports-explain')
  await explain.getByRole('button', { name: b.say('reports:unreported.ok') }).click()
  await closed.waitFor({ state: 'detached' })
  await run(seatA, 'changeIncidentStatus', { id, status: 'responding' })
  await new Reports(b).openSeries(title)
  await new Reports(b).series.getByRole('region', { name: b.say('reports:unreported.list') }).waitFor()
  await keepBoth(b, 'reports-unreported-list')
})

test('an administrator puts the agency’s template there once: every station of it fills its reports into that one', async () => {
  const [seatA, seatB] = world().seats
  await signInAt(seatA, OFFICERS.admin)
  const title = 'Gas leak 燃气泄漏'
  const incident = await run(seatA, 'reportIncident', { title, category: '12G07' })
  const report = await run(seatA, 'draftReport', { incident, type: 'initial', title, text: '一、基本情况' })
  await run(seatA, 'signReport', { id: report })
  const a = await openConsole(pages, seatA, { language: 'en' })
  const b = await openConsole(pages, seatB, { screen: 'small' })
  await b.signIn(OFFICERS.chen)
  await Promise.all([a.isLinked(), b.isLinked()])
  await Promise.all([goTo(a, 'reports'), goTo(b, 'reports')])
  const dialogs = await Promise.all(
    [a, b].map(async (desk) => {
      await new Reports(desk).openSeries(title)
      await new Reports(desk).press('openDocument')
      return desk.page.getByRole('dialog')
    }),
  )
  const [own, theirs] = dialogs as [Locator, Locator]
  await b.isDisabled(theirs.getByRole('button', { name: b.say('reports:replaceTemplate') }))
  const chosen = a.page.waitForEvent('filechooser')
  await own.getByRole('button', { name: a.say('reports:replaceTemplate') }).click()
  const buffer = readFileSync(join(import.meta.dirname, '../../seeds/templates/report.docx'))
  await (await chosen).setFiles({ name: '值班室模板.docx', mimeType: 'application/octet-stream', buffer })
  const name = '值班室模板.docx'
  await Promise.all([
    own.getByText(a.say('reports:ownTemplate', { name })).waitFor(),
    theirs.getByText(b.say('reports:ownTemplate', { name })).waitFor(),
  ])
  const saved = b.page.waitForEvent('download')
  await theirs.getByRole('button', { name: b.say('reports:saveDocx') }).click()
  expect(
    readFileSync(await (await saved).path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
  await b.keepPicture('report-document-template-zh-CN-1366')
  await own.getByRole('button', { name: a.say('reports:restoreTemplate') }).click()
  await theirs.getByText(b.say('reports:ownTemplate', { name })).waitFor({ state: 'detached' })
})
