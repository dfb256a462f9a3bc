// Destroying personal data as a commander does it, at two seats: the order with its second look, the certificate on the screen and as
// PDF, and nothing of the name left at the other seat.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SCREENS, usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { ask, statusIs } from './support/rpc.ts'
import { SPACE, run, signInAt } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
const TITLE = '宁德山洪'
const [CALLER, TELEPHONE, KEPT] = ['欧阳佚名', '0593-1234567', '司徒证人']
const [FILE, PAPER] = [`${CALLER}证件.txt`, `关于${CALLER}的报告`]

function section(desk: ConsolePage) {
  return desk.incidents.panel.getByRole('region', { name: desk.say('destruction:title'), exact: true })
}

async function look(desk: ConsolePage, name: string): Promise<void> {
  await atRest(desk)
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`${name}-${desk.language}-${SCREENS[screen].width}`)
    expect([name, screen, await seriousFindings(desk.page)]).toEqual([name, screen, []])
  }
}

test('a commander orders it, keeps a call as evidence, and prints the certificate; the other seat has no word of it', async () => {
  const [seatA, seatB] = world().seats
  await signInAt(seatA, OFFICERS.lin)
  const id = await run(seatA, 'reportIncident', {
    ...{ title: TITLE, category: '11B01', sourceName: CALLER, sourceTelephone: TELEPHONE },
    position: { lon: 119.5, lat: 26.6 },
  })
  const call = { incident: id, direction: 'in', at: '2026-11-26T08:00:00+08:00' } as const
  await run(seatA, 'recordCall', { ...call, cause: '报告山洪', callerName: CALLER, callerTelephone: TELEPHONE })
  await run(seatA, 'recordCall', { ...call, cause: '证言', callerName: KEPT })
  await run(seatA, 'addLogEntry', { incident: id, text: `${CALLER}已安置` })
  await run(seatA, 'addLogEntry', { incident: id, text: '道路已抢通' })
  for (const name of [FILE, 'evidence.txt']) {
    const bytes = Buffer.from(`${name} ${CALLER}`)
    const put = await ask(seatA.folder, 'putAttachment', {
      ...{ upload: randomBytes(8).toString('hex'), name, total: bytes.length, offset: 0 },
      base64: bytes.toString('base64'),
    })
    if (put.file === null) throw new Error('the file was not taken')
    await run(seatA, 'attachFile', { incident: id, name, ...put.file, note: name === FILE ? `${CALLER}证件` : '现场' })
  }
  const paper = { incident: id, type: 'initial', title: PAPER, text: `${CALLER}被困` } as const
  const report = await run(seatA, 'draftReport', paper)
  await run(seatA, 'signReport', { id: report })
  await run(seatA, 'changeIncidentStatus', { id, status: 'closed', reason: '处置完毕' })
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en' })
  await b.signIn(OFFICERS.chen)
  await Promise.all([a.isLinked(), b.isLinked()])
  await Promise.all([a.incidents.open(TITLE), b.incidents.open(TITLE)])
  await b.isDisabled(section(b).getByRole('button', { name: b.say('destruction:order') }))
  await b.incidents.panel.getByText(CALLER).first().waitFor()

  await section(a)
    .getByRole('button', { name: a.say('destruction:order') })
    .click()
  const dialog = a.page.getByRole('dialog')
  await dialog.getByText(KEPT).waitFor()
  const order = dialog.getByRole('button', { name: a.say('destruction:dialog.ok') })
  await a.isDisabled(order)
  await dialog.locator('.fs-archive-call', { hasText: KEPT }).getByRole('checkbox').check()
  await dialog.getByLabel(a.say('destruction:dialog.keepReason'), { exact: true }).fill('已立案')
  const texts = dialog.getByRole('group', { name: a.say('destruction:dialog.texts') })
  await texts.getByRole('checkbox', { name: CALLER }).check()
  await texts.getByText(a.say('destruction:dialog.textsChosen', { count: 1, of: 3 })).waitFor()
  const files = dialog.getByRole('group', { name: a.say('destruction:dialog.files') })
  await files.getByRole('checkbox', { name: FILE }).check()
  const papers = dialog.getByRole('group', { name: a.say('destruction:dialog.papers') })
  await papers.getByRole('checkbox', { name: PAPER }).check()
  await dialog.getByLabel(a.say('destruction:dialog.reason'), { exact: true }).fill('事件办结')
  const number = (
    await dialog
      .getByText(/[A-Z]+-\d{8}-/)
      .first()
      .textContent()
  )?.match(/[A-Z]+-\d{8}-[0-9A-Z]+-\d+/)?.[0]
  const confirm = dialog.getByLabel(a.say('destruction:dialog.confirm', { number }))
  await confirm.fill('FJ-wrong')
  await dialog.getByText(a.say('destruction:dialog.confirmWrong')).waitFor()
  await a.isDisabled(order)
  await confirm.fill(number ?? '')
  // A report that goes needs its own reason.
  await a.isDisabled(order)
  await papers.getByRole('textbox', { name: a.say('destruction:dialog.paperReason', { title: PAPER }) }).fill('含隐私')
  await papers.scrollIntoViewIfNeeded()
  await look(a, 'destroy-dialog')
  await order.click()
  await dialog.waitFor({ state: 'hidden' })

  // Two seats and the server carry it out.
  for (const desk of [a, b])
    await section(desk)
      .getByText(/3\/3|3 of 3/)
      .waitFor()
  await b.incidents.panel.getByText(b.say('detail:destroyed')).first().waitFor()
  await b.incidents.panel.getByText(b.say('desklog:destroyed')).waitFor()
  await b.incidents.panel.getByText('道路已抢通').first().waitFor()
  await b.incidents.panel.getByText(b.say('attachments:destroyed')).waitFor()
  await b.incidents.panel.getByText('evidence.txt').first().waitFor()
  await b.incidents.panel.getByText(b.say('attachments:destroyed')).scrollIntoViewIfNeeded()
  await b.keepPicture('destroyed-attachment-en-1366')
  expect(await b.page.getByText(CALLER).count()).toBe(0)
  expect(await a.page.getByText(CALLER).count()).toBe(0)
  await statusIs(seatB.folder, ({ spaces }) => spaces.some((one) => one.id === SPACE && one.waiting === 0))

  for (const desk of [a, b]) {
    await section(desk)
      .getByRole('button', { name: desk.say('destruction:list.certificate') })
      .click()
    const certificate = desk.page.getByRole('dialog')
    await certificate.getByText(desk.say('destruction:paper.openNone')).waitFor()
    await certificate.getByText('已立案').waitFor()
    await certificate
      .getByText(desk.language === 'en' ? /1 attachment files removed/ : /删除附件文件 1 个/)
      .first()
      .waitFor()
    await look(desk, 'destroy-certificate')
    const saved = desk.page.waitForEvent('download')
    await certificate.getByRole('button', { name: desk.say('destruction:certificate.pdf') }).click()
    const path = await (await saved).path()
    expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-')
    await desk.page.keyboard.press('Escape')
    await certificate.waitFor({ state: 'hidden' })
  }
})
