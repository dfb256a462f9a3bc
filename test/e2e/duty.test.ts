// A day at the duty desk at two seats, by keyboard and words: the roster brought in from a spreadsheet, a call written down
// and corrected, a shift handed over while the outgoing seat is cut off. Every view is read by axe and in its language.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { SHEET_COLUMNS } from '../../renderer/features/roster/roster-sheet.ts'
import { sheetWords } from '../../renderer/features/roster/roster-words.ts'
import { dayText } from '../../renderer/ui/local-time.ts'
import { writeSheet } from '../../renderer/ui/spreadsheet.ts'
import { CALLER_FIELDS, CALL_TEXTS } from '../../shared/model/call.ts'
import { SCREENS, usePages } from '../support/browser.ts'
import { scratchFolder } from '../support/scratch.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { exactly, wordsOf } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
const DAY_MS = 86_400_000

const CAUSE = 'Storm surge over the sea wall'
const DATA = [
  '甲席',
  '福建省应急指挥中心',
  CAUSE,
  'Lianjiang county office, Zheng Zhiming',
  'Huangqi',
  'Huangqi town',
  wordsOf('en')('app:act.language'),
  wordsOf('en')('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

function view(desk: ConsolePage, name: string): Promise<void> {
  return desk.page
    .getByRole('navigation', { name: desk.say('app:views') })
    .getByRole('button', { name: new RegExp(desk.say(`app:view.${name}`)) })
    .click()
}

function region(desk: ConsolePage, key: string): Locator {
  return desk.page.getByRole('region', { name: desk.say(key), exact: true })
}

/** Reads the view at both sizes as a person and as axe would. */
async function look(desk: ConsolePage, name: string): Promise<void> {
  expect([name, strangers(await wordsOn(desk.page), desk.language, DATA)]).toEqual([name, []])
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`duty-${name}-${desk.language}-${SCREENS[screen].width}`)
    expect([name, screen, await seriousFindings(desk.page)]).toEqual([name, screen, []])
  }
}

test('a roster from a spreadsheet: refused rows are named, the rest is on every screen of both seats', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await Promise.all([a.isLinked(), b.isLinked()])

  const words = sheetWords('zh-CN')
  const columns = SHEET_COLUMNS.map((column) => ({ title: words.column[column], width: 12 }))
  const now = Date.now()
  const [from, to] = [`${dayText(now - DAY_MS)} 20:00`, `${dayText(now + 2 * DAY_MS)} 08:00`]
  const line = (role: string, account: string) => [role, '', account, from, to, '', '']
  const rows = [line(words.role.dutyOfficer, 'lin'), line('nobody', 'lin'), line(words.role.leader, 'nobody')]
  const file = join(scratchFolder(), 'roster.xlsx')
  writeFileSync(file, await writeSheet('1', columns, rows))
  await view(b, 'roster')
  const chosen = b.page.waitForEvent('filechooser')
  await b.button('roster:import').click()
  await (await chosen).setFiles(file)
  const dialog = b.page.getByRole('dialog')
  for (const problem of ['role', 'account'])
    await dialog.getByText(b.say('roster:refused', { why: b.say(`roster:problem.${problem}`) })).waitFor()
  await dialog.getByRole('button', { name: b.say('roster:write', { count: 1 }) }).click()
  await dialog.waitFor({ state: 'hidden' })

  const onDuty = (desk: ConsolePage) =>
    desk.say('roster:bar', { words: `${desk.say('roster:roleShort.dutyOfficer')} ${OFFICERS.lin.displayName}` })
  for (const desk of [a, b]) await desk.bar.getByText(onDuty(desk), { exact: true }).waitFor()
  await view(a, 'roster')
  await region(a, 'roster:title').getByText(OFFICERS.lin.displayName).first().waitFor()
  for (const desk of [a, b]) await look(desk, 'roster')
})

test('one shift given away at two seats that are cut off is seen at both and settled by people', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await Promise.all([a.isLinked(), b.isLinked()])
  const roster = (desk: ConsolePage) => region(desk, 'roster:title')
  for (const desk of [a, b]) {
    await view(desk, 'roster')
    await roster(desk).getByRole('button', { name: OFFICERS.lin.displayName }).first().waitFor()
    await desk.setCutOff(true)
  }
  for (const [desk, name] of [
    [a, OFFICERS.chen.displayName],
    [b, OFFICERS.viewer.displayName],
  ] as const) {
    await roster(desk).getByRole('button', { name: OFFICERS.lin.displayName }).first().click()
    const who = desk.page.getByRole('dialog').getByRole('combobox', { name: desk.say('roster:column.name') })
    await desk.isFocused(who)
    await who.fill(name)
    await desk.page.keyboard.press('Escape')
    await desk.page
      .getByRole('dialog')
      .getByRole('button', { name: exactly(desk.say('common:save')) })
      .click()
    await desk.waits(2)
  }
  await Promise.all([a.setCutOff(false), b.setCutOff(false)])
  for (const desk of [a, b]) {
    await desk.barSays('app:bar.conflicts', { count: 1 })
    await roster(desk)
      .getByRole('button', { name: desk.say('roster:conflict') })
      .first()
      .waitFor()
  }
  await roster(b)
    .getByRole('button', { name: b.say('roster:conflict') })
    .first()
    .click()
  const conflict = b.page.getByRole('region', { name: new RegExp(b.say('model:field.officer')) })
  await conflict.getByText(OFFICERS.viewer.displayName).waitFor()
  await look(b, 'roster-conflict')
  await b.conflicts.settle(conflict, seatA.name, 'Agreed by telephone')
  for (const desk of [a, b]) {
    await desk.barSays('app:bar.conflicts', { count: 0 })
    await roster(desk).getByRole('button', { name: OFFICERS.chen.displayName }).first().waitFor()
  }
})

test('a call written down by keyboard alone stands at the other seat; its correction strikes it through at both', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await view(a, 'log')
  await a.page.getByText(a.say('desklog:calls'), { exact: true }).click()
  await b.bar.getByText(b.say('app:bar.linked')).waitFor()
  await b.page.keyboard.press('t')
  const form = region(b, 'desklog:newCall')
  await b.isFocused(form.getByLabel(b.say('desklog:field.callerUnit'), { exact: true }))
  const keys = b.page.keyboard
  const next = async (field: string): Promise<void> => {
    await keys.press('Enter')
    await b.isFocused(form.getByLabel(b.say(`desklog:field.${field}`), { exact: true }))
  }
  await keys.type('Lianjiang county office, Zheng Zhiming')
  // Why it cannot be saved yet stands beside the button.
  await form.getByText(b.say('desklog:needText'), { exact: true }).waitFor()
  for (const field of ['callerName', 'callerPost', 'callerTelephone', 'place']) await next(field)
  await keys.type('Huangqi')
  await next('cause')
  await keys.type(CAUSE)
  await keys.press('Control+Enter')
  const entries = (desk: ConsolePage) => region(desk, 'desklog:entries').getByRole('listitem')
  for (const desk of [a, b]) await entries(desk).getByText(CAUSE).waitFor()
  await b.isFocused(form.getByLabel(b.say('desklog:field.callerUnit'), { exact: true }))

  await entries(a)
    .getByRole('button', { name: exactly(a.say('desklog:correct')) })
    .click()
  const correction = region(a, 'desklog:correctTitle')
  await correction.getByLabel(a.say('desklog:field.place'), { exact: true }).fill('Huangqi town')
  await a.page.keyboard.press('Control+Enter')
  await correction.waitFor({ state: 'hidden' })
  for (const desk of [a, b]) {
    await entries(desk).getByText('Huangqi town').waitFor()
    await entries(desk).locator('del').getByText('Huangqi', { exact: true }).waitFor()
    await desk.says('desklog:corrected')
    await look(desk, 'calls')
  }

  // On paper at once, with every column of the book.
  await a.page.evaluate(() => {
    globalThis.print = () =>
      void Object.assign(globalThis, { printed: document.querySelector('.fs-print')?.textContent })
  })
  await entries(a)
    .first()
    .getByRole('button', { name: a.say('desklog:printOne') })
    .click()
  await a.page.waitForFunction(() => 'printed' in globalThis)
  const text = await a.page.evaluate(() => (globalThis as unknown as { printed: string }).printed)
  const columns = ['at', ...CALL_TEXTS, ...CALLER_FIELDS, 'place', 'reportedTo', 'recorder', 'recordedAt']
  for (const part of [...columns.map((name) => a.say(`desklog:field.${name}`)), CAUSE, 'Huangqi town', '甲席'])
    expect(text).toContain(part)
})

test('a shift is handed over: signed while cut off, seen and signed at the other seat, settled at both', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await Promise.all([a.isLinked(), b.isLinked()])
  await view(a, 'handover')
  await a.button('handover:begin').click()
  const remarks = a.page.getByRole('textbox', { name: a.say('handover:remarks') })
  await remarks.fill('Huangqi')
  await a.page.keyboard.press('Control+Enter')
  await a.isDisabled(a.button('common:save'))
  for (const desk of [a, b])
    await desk.bar
      .getByText(new RegExp(desk.say(desk === a ? 'handover:barMine' : 'handover:bar', { count: 1 })))
      .waitFor()
  await look(a, 'handover-draft')

  await a.setCutOff(true)
  await a.button('handover:give').click()
  await a.page
    .getByRole('tooltip')
    .getByRole('button', { name: exactly(a.say('handover:give')) })
    .click()
  await a.says('handover:step.given')
  await a.waits(2)
  await view(b, 'handover')
  await b.says('handover:step.draft')
  await a.setCutOff(false)
  await a.waits(0)

  await b.says('handover:step.given')
  await look(b, 'handover-given')
  await b.button('handover:take').click()
  await b.page
    .getByRole('tooltip')
    .getByRole('button', { name: exactly(b.say('handover:take')) })
    .click()
  for (const desk of [a, b]) {
    await desk.says('handover:step.taken')
    await desk.bar.getByText(new RegExp(desk.say('handover:bar', { count: 1 }))).waitFor({ state: 'hidden' })
    await desk.page.getByRole('article').getByText('Huangqi').waitFor()
  }
  await b.showsPicture(await a.pictureCode())
})
