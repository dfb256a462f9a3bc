// A directive from one seat to another that was cut off meanwhile, in two browsers and both languages: it arrives, is signed
// for without the link, answered, and both screens say the same; nothing is in a wrong language or hard to read.
import { expect, test } from 'vitest'
import { keepPicture, usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { exactly } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()

const TITLE = 'Move the people below the dam 转移下游群众'
const TEXT = '请于一小时内完成。'
const INCIDENT = 'Vessel missing 渔船失联'
const AGENCY = '福建省应急指挥中心'
const REASON = 'It lies at sea 在海上'
const ANSWER = '312 people moved 已转移'
const DATA = [
  TITLE,
  TEXT,
  ANSWER,
  INCIDENT,
  REASON,
  '甲席',
  '福建省应急指挥中心',
  '全省态势',
  '中文',
  '烽燧',
  OFFICERS.lin.displayName,
  OFFICERS.chen.displayName,
]

/** The view of directives as it stands open in a window. */
class Directives {
  readonly desk: ConsolePage

  constructor(desk: ConsolePage) {
    this.desk = desk
  }

  async open(): Promise<void> {
    // The rail names the view and what waits in it.
    await this.desk.page
      .getByRole('navigation', { name: this.desk.say('app:views') })
      .getByRole('button', { name: this.desk.say('app:view.directives') })
      .click()
    await this.part('unsigned').waitFor()
  }

  part(part: 'unsigned' | 'inHand' | 'settled') {
    return this.desk.page.getByRole('region', { name: this.desk.say(`directives:inboxPart.${part}`), exact: true })
  }

  line(part: 'unsigned' | 'inHand' | 'settled') {
    return this.part(part).getByRole('button', { name: TITLE })
  }

  field(key: string) {
    return this.desk.page.getByLabel(this.desk.say(key), { exact: true })
  }

  press(key: string) {
    return this.desk.page.getByRole('button', { name: exactly(this.desk.say(key)) }).click()
  }

  /** Waits until the receiver's line says so. */
  async says(state: string): Promise<void> {
    await this.desk.page
      .getByRole('table')
      .getByText(this.desk.say(`directives:state.${state}`), { exact: true })
      .waitFor()
  }

  /** What is in a wrong language or hard to read on the screen as it is; the screen is kept as a picture. */
  async findings(name: string): Promise<readonly string[]> {
    const { page, language } = this.desk
    await keepPicture(page, `directives-${name}-${language}`)
    return [...strangers(await wordsOn(page), language, DATA), ...(await seriousFindings(page))]
  }
}

test('written while the other seat was cut off, signed for and answered there without the link, seen here', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en', screen: 'small' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await Promise.all([a.isLinked(), b.isLinked()])
  const [sender, receiver] = [new Directives(a), new Directives(b)]
  await Promise.all([sender.open(), receiver.open()])
  await b.setCutOff(true)

  await sender.press('directives:new')
  await sender.field('directives:form.title').fill(TITLE)
  await sender.field('directives:form.text').fill(TEXT)
  await sender.field('directives:form.due').fill('+60')
  await sender.field('directives:form.receivers').fill('FJYJ')
  await a.page.keyboard.press('Enter')
  await a.page.keyboard.press('Escape')
  expect(await sender.findings('form')).toEqual([])
  await sender.field('directives:form.title').focus()
  await a.page.keyboard.press('Control+Enter')
  await sender.says('delivered')
  expect(await sender.findings('issued')).toEqual([])
  expect(await receiver.line('unsigned').count()).toBe(0)

  await b.setCutOff(false)
  await receiver.line('unsigned').waitFor()
  await receiver.part('unsigned').getByRole('heading').getByText('1', { exact: true }).waitFor()
  await b.setCutOff(true)
  // By keyboard alone: to the line, open, sign for it.
  await receiver.line('unsigned').focus()
  await b.page.keyboard.press('Enter')
  await b.page.getByRole('article', { name: TITLE }).waitFor()
  expect(await receiver.findings('received')).toEqual([])
  await receiver.press('directives:sign')
  await receiver.line('inHand').waitFor()
  await receiver.field('directives:answerText').fill(ANSWER)
  await b.page.keyboard.press('Control+Enter')
  await receiver.says('answered')
  expect(await a.page.getByRole('table').getByText(ANSWER).count()).toBe(0)

  await b.setCutOff(false)
  await sender.says('answered')
  await a.page.getByRole('table').getByText(ANSWER).waitFor()
  expect(await receiver.line('unsigned').count()).toBe(0)
  await b.showsPicture(await a.pictureCode())
  expect(await receiver.findings('answered')).toEqual([])
})

test('an incident is transferred and answered in its detail; every list reads well in both languages', async () => {
  const [seatA] = world().seats
  const zh = await openConsole(pages, seatA, { screen: 'small' })
  await zh.signIn(OFFICERS.lin)
  await zh.isLinked()
  await zh.incidents.report({ title: INCIDENT, category: '船舶失踪', coordinates: '24.4052, 118.9120', level: 3 })
  await zh.incidents.open(INCIDENT)
  const transfers = zh.page.getByRole('region', { name: zh.say('directives:transfer.title'), exact: true })
  await transfers.getByRole('button', { name: exactly(zh.say('directives:transfer.offer')) }).click()
  const view = new Directives(zh)
  // The keyboard stands in the first field of what has opened.
  await zh.page.locator('form :focus').waitFor()
  await zh.page.keyboard.type(AGENCY)
  await zh.page.keyboard.press('Enter')
  await view.field('directives:transfer.reason').fill(REASON)
  await zh.page.keyboard.press('Control+Enter')
  await transfers.getByText(REASON).waitFor()
  await view.open()
  await zh.page
    .getByRole('region', { name: zh.say('directives:inboxPart.transfers') })
    .getByText(REASON)
    .waitFor()
  expect(await view.findings('transfer')).toEqual([])
  await transfers.getByRole('button', { name: exactly(zh.say('directives:transfer.accept')) }).click()
  await zh.page.getByRole('textbox', { name: zh.say('directives:transfer.acceptNote') }).waitFor()
  await zh.page.keyboard.press('Control+Enter')
  await transfers.getByText(zh.say('directives:transfer.inCharge', { name: AGENCY })).waitFor()
  await transfers.getByText(zh.say('directives:transfer.state.accepted'), { exact: true }).waitFor()

  const en = new Directives(await zh.switchLanguage())
  for (const tab of ['outbox', 'supervised', 'missing', 'inbox'] as const) {
    await en.desk.page
      .getByText(en.desk.say(`directives:tab.${tab}`), { exact: true })
      .first()
      .click()
    await en.desk.page.getByRole('region', { name: en.desk.say(`directives:tab.${tab}`), exact: true }).waitFor()
    expect(await en.findings(tab)).toEqual([])
  }
})
