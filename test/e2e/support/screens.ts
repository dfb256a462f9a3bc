// The main screens of the console and the views of the duty desk, opened one after the other by what an officer would press.
import type { ConsolePage } from './console-page.ts'
import { exactly } from './words.ts'
import type { Account } from './world.ts'

/** Called while a screen is open; anything about it may be looked at. */
export type Visit = (screen: string) => Promise<void>

/** From the sign-in on; leaves the window signed in. Administration has walks of its own (administration.test.ts). */
export async function walkScreens(desk: ConsolePage, officer: Account, title: string, visit: Visit): Promise<void> {
  await desk.name.waitFor()
  await visit('sign-in')
  await desk.signIn(officer)
  await desk.incidents.listed(title).waitFor()
  await desk.mapHolds(1)
  await visit('console')
  await desk.incidents.startIntake()
  await visit('intake')
  await desk.incidents.closePanel()
  await desk.incidents.open(title)
  await visit('detail')
  await desk.conflicts.open()
  await desk.conflicts.about(title, 'level').waitFor()
  await visit('conflicts')
  await desk.openLog()
  await visit('log')
  for (const tab of ['general', 'servers', 'data'] as const) {
    await desk.openSettings(tab)
    await visit(`settings-${tab}`)
  }
  await desk.closeSettings()
  await desk.openHelp()
  await visit('help')
  await desk.page.keyboard.press('Escape')
  await desk.openNotices()
  await visit('notices')
  await desk.closeNotices()
  await desk.incidents.panel.waitFor()
  await desk.openPalette()
  await visit('palette')
}

/** Views of the rail whose own tests look at them filled; here as a station finds them that has just begun. */
const OTHER_VIEWS = [
  'directives',
  'alerts',
  'log',
  'roster',
  'handover',
  'notices',
  'search',
  'statistics',
  'systems',
] as const

/** The views of the duty desk, from a signed-in window on; reports with the board, a series begun, all reports and rules. */
export async function walkViews(desk: ConsolePage, title: string, visit: Visit): Promise<void> {
  const { page, say } = desk
  await desk.openView('reports')
  const board = page.getByRole('region', { name: exactly(say('reports:board')) })
  const due = board.getByRole('row').filter({ hasText: title }).first()
  await due.waitFor()
  await visit('reports-board')
  await due.getByRole('button', { name: exactly(say('reports:report')) }).click()
  const series = page.getByRole('region', { name: exactly(say('reports:series')) })
  await series.getByText(title).first().waitFor()
  await visit('reports-series')
  await series.getByRole('button', { name: exactly(say('reports:new.initial')) }).click()
  await series.getByRole('form', { name: exactly(say('reports:send')) }).waitFor()
  await visit('reports-draft')
  await series.getByRole('button', { name: exactly(say('reports:back')) }).click()
  const tabs = page.getByRole('radiogroup', { name: exactly(say('reports:parts')) })
  for (const tab of ['reports', 'rules'] as const) {
    await tabs.getByText(say(`reports:${tab}`), { exact: true }).click()
    await page
      .getByRole('region', { name: exactly(say(`reports:${tab}`)) })
      .first()
      .waitFor()
    await visit(`reports-${tab}`)
  }
  for (const view of OTHER_VIEWS) {
    await desk.openView(view)
    await visit(view)
  }
}
