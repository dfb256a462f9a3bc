// What a newcomer is promised (issue 3, "Done when"): from the call to the file, at two seats. Seat A is Chinese on a large
// screen, seat B English on a small one. The pictures named guide-… are those of docs/guide/{zh,en}/first-shift.md.
import { expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { fengsui } from './support/command-line.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import {
  atRest,
  badgeIsList,
  Directives,
  firstSignIn,
  goTo,
  Handovers,
  IncidentFile,
  relieve,
} from './support/duty-pages.ts'
import { Reports } from './support/report-page.ts'
import { NEWCOMER, OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
const { chen, lin } = OFFICERS

const CALL = {
  title: '马尾危化品仓库爆炸起火',
  category: '12D01',
  level: 3,
  place: '福州市马尾区青洲路',
  coordinates: '25.9950, 119.4560',
  description: '仓库起火，两人受伤，周边一百户正在疏散。',
} as const
const TAKEN_BY = '省厅值班室 周敏'
/** Receivers of the two deadlines of order 493, article 11. */
const OWED_TO = ['上一级应急管理部门', '本级人民政府'] as const
const AGENCY = '福建省应急指挥中心'
const ORDER = { title: '疏散下风向居民', text: '请立即组织疏散并回报人数。', to: 'FJYJ' }
const ANSWER = '312 people moved 已转移'
const REMARKS = '盯住马尾现场的复燃情况'
const WHY = 'The fire is out; the rest is followed up by letter'

/** Keeps the window as it is for the guide of its language. */
async function keep(desk: ConsolePage, name: string): Promise<void> {
  await atRest(desk)
  await desk.keepPicture(`guide-${name}-${desk.language === 'en' ? 'en' : 'zh'}`)
}

/** Keeps the window as it is in both languages, for the guides; the language is as before afterwards. */
async function picture(desk: ConsolePage, name: string): Promise<void> {
  await keep(desk, name)
  const other = await desk.switchLanguage()
  await other.page.locator(`html[lang^="${other.language}"]`).waitFor()
  await keep(other, name)
  await other.switchLanguage()
}

test('a call is taken, reported in time, signed, ordered about across a cut link, handed over, closed and filed', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en', screen: 'small' })
  await Promise.all([a.signIn(chen), b.isLinked()])
  await firstSignIn(b, NEWCOMER, 'a password of my own')
  await a.isLinked()

  // The call becomes an incident, on both pictures.
  await a.incidents.report(CALL)
  await b.incidents.listed(CALL.title).waitFor()
  await picture(a, 'incident')

  // Its clocks run at both; the number beside the view is what the board shows.
  const [reportsA, reportsB] = [new Reports(a), new Reports(b)]
  await Promise.all([goTo(a, 'reports'), goTo(b, 'reports')])
  const running = (desk: ConsolePage, count: number): string =>
    desk.say('reports:countWords', { late: 0, running: count })
  await badgeIsList(a, running(a, 2), reportsA.clocks(CALL.title), 2)
  await badgeIsList(b, running(b, 2), reportsB.clocks(CALL.title), 2)
  await picture(a, 'clocks')

  // The initial report goes out by telephone before its deadline, then up for signature.
  await reportsA.openSeries(CALL.title)
  await reportsA.draft('initial')
  expect(await reportsA.field('text').inputValue()).toContain(CALL.description)
  await reportsA.field('editor').fill(chen.displayName)
  await picture(a, 'report')
  await reportsA.recordSending(TAKEN_BY)
  await reportsA.press('submit')
  await reportsA.stands('review')
  await reportsA.leaveSeries()
  await badgeIsList(a, running(a, 1), reportsA.clocks(CALL.title), 1)
  await badgeIsList(b, running(b, 1), reportsB.clocks(CALL.title), 1)
  await reportsB.showMet()
  await reportsB.met(CALL.title).waitFor()

  // A commander sits down at A, signs, reads the document and keeps it as DOCX.
  await relieve(a, chen, lin)
  await goTo(a, 'reports')
  await reportsA.openSeries(CALL.title)
  await reportsA.sign()
  await reportsA.stands('signed')
  const number = await reportsA.number()
  await reportsA.openDocument()
  await reportsA.document.getByText(a.say('reports:number', { number }), { exact: true }).waitFor()
  const words = await reportsA.saveDocx()
  for (const part of [number, CALL.title, CALL.description, lin.displayName, chen.displayName])
    expect(words).toContain(part)
  // Addressed to all whose deadlines ran when it was begun, whoever it was sent to since.
  expect(OWED_TO.filter((receiver) => words.includes(receiver))).toEqual(OWED_TO)
  await keep(a, 'document')
  await reportsA.closeDocument()
  const inEnglish = await a.switchLanguage()
  await new Reports(inEnglish).openDocument()
  // The document goes up the chain in Chinese, also from an English screen.
  await inEnglish.page.getByRole('dialog').getByText(AGENCY).waitFor()
  await keep(inEnglish, 'document')
  await new Reports(inEnglish).closeDocument()
  await inEnglish.switchLanguage()
  await reportsA.leaveSeries()

  // An order while B is cut off; linked again B has it exactly once, signs for it and answers.
  await goTo(b, 'directives')
  await b.setCutOff(true)
  await goTo(a, 'console')
  await a.incidents.open(CALL.title)
  const [sender, receiver] = [new Directives(a), new Directives(b)]
  await sender.issueAbout(ORDER)
  const orders = (desk: ConsolePage): string => desk.say('directives:count', { count: 1 })
  expect(await receiver.lines('unsigned').count()).toBe(0)
  await b.setCutOff(false)
  await badgeIsList(b, orders(b), receiver.lines('unsigned'), 1)
  await receiver.open(ORDER.title)
  await picture(b, 'directive')
  await receiver.signFor()
  await badgeIsList(b, orders(b), receiver.lines('unsigned'), 0)
  await receiver.answer(ANSWER)
  await sender.says('answered')
  await sender.told(ANSWER).waitFor()
  expect(await receiver.lines('inHand').count()).toBe(1)

  // The shift goes from A to B, one signature after the other.
  await relieve(a, lin, chen)
  const [outgoing, incoming] = [new Handovers(a), new Handovers(b)]
  await Promise.all([goTo(a, 'handover'), goTo(b, 'handover')])
  await outgoing.begin(NEWCOMER, REMARKS)
  await outgoing.record.getByText(CALL.title).first().waitFor()
  await outgoing.sign('give')
  await badgeIsList(b, b.say('handover:bar', { count: 1 }), incoming.list, 1)
  await b.says('handover:step.given')
  await picture(b, 'handover')
  await incoming.sign('take')
  for (const [desk, { record }] of [
    [a, outgoing],
    [b, incoming],
  ] as const) {
    await desk.says('handover:step.taken')
    for (const signer of [chen, NEWCOMER]) await record.getByText(signer.displayName).first().waitFor()
    await desk.page
      .getByRole('navigation', { name: desk.say('app:views') })
      .getByTitle(desk.say('handover:bar', { count: 1 }))
      .waitFor({ state: 'detached' })
  }

  // What is still open is shown before B closes; then no clock runs anywhere.
  await goTo(b, 'console')
  await b.incidents.open(CALL.title)
  const chinese = await b.switchLanguage()
  await new IncidentFile(chinese).askToClose(CALL.title)
  await keep(chinese, 'close')
  await new IncidentFile(chinese).cancelClosing(CALL.title)
  await chinese.switchLanguage()
  const file = new IncidentFile(b)
  const closing = await file.askToClose(CALL.title)
  await file.owed(CALL.title).waitFor()
  for (const matter of ['unconfirmed', 'receipts'])
    await closing.getByText(b.say(`archive:open.${matter}`), { exact: true }).waitFor()
  await keep(b, 'close')
  await file.closeAnyway(CALL.title, WHY)
  await goTo(a, 'reports')
  await badgeIsList(a, running(a, 1), reportsA.clocks(CALL.title), 0)

  // The file of the incident holds by itself, without any station.
  const bundle = await file.exportBundle()
  await picture(b, 'archive')
  expect(await fengsui('verify-bundle', bundle)).toContain('everything holds')
  await b.showsPicture(await a.pictureCode())
})
