// What must hold of every screen, in both languages and at both sizes the console is made for.
import { expect } from 'vitest'
import { SCREENS } from '../../support/browser.ts'
import type { ConsolePage } from './console-page.ts'
import { seriousFindings, strangers, wordsOn } from './reading.ts'
import type { Visit } from './screens.ts'

/** Looks at every screen of a walk: words of the one language only, nothing serious for axe at both sizes, pictures of both. */
export async function expectFlawless(
  desk: ConsolePage,
  data: readonly string[],
  walk: (visit: Visit) => Promise<void>,
): Promise<void> {
  const strange: Record<string, readonly string[]> = {}
  const serious: Record<string, readonly string[]> = {}
  await walk(async (screen) => {
    strange[screen] = strangers(await wordsOn(desk.page), desk.language, data)
    const wide = await seriousFindings(desk.page)
    await desk.keepPicture(`${screen}-${desk.language}-1920`)
    await desk.page.setViewportSize(SCREENS.small)
    serious[screen] = [...wide, ...(await seriousFindings(desk.page))]
    await desk.keepPicture(`${screen}-${desk.language}-1366`)
    await desk.page.setViewportSize(SCREENS.wide)
  })
  const none = Object.fromEntries(Object.keys(strange).map((screen) => [screen, []]))
  expect({ strange, serious }).toEqual({ strange: none, serious: none })
}
