// What must hold of every screen, in both languages and at both sizes the console is made for.
import { expect } from 'vitest'
import { SCREENS } from '../../support/browser.ts'
import type { ConsolePage } from './console-page.ts'
import { atRest } from './duty-pages.ts'
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

/** The same of what is on the screen now, pictures of both sizes, the wide one last. */
export async function looksFlawless(desk: ConsolePage, name: string, data: readonly string[]): Promise<void> {
  await atRest(desk)
  const found = {
    strange: strangers(await wordsOn(desk.page), desk.language, data),
    serious: await seriousFindings(desk.page),
  }
  for (const [size, screen] of [
    ['1366', SCREENS.small],
    ['1920', SCREENS.wide],
  ] as const) {
    await desk.page.setViewportSize(screen)
    await atRest(desk)
    await desk.keepPicture(`${name}-${desk.language}-${size}`)
  }
  expect(found, `${name} ${desk.language}`).toEqual({ strange: [], serious: [] })
}
