// The main screens of the console, opened one after the other by what an officer would press.
import type { ConsolePage } from './console-page.ts'
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
