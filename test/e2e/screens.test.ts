// Every main screen in both languages: words of the one language only, no serious finding of axe, and pictures at both sizes.
import { beforeAll, expect, test } from 'vitest'
import { SCREENS, usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { contradiction } from './support/scene.ts'
import { walkScreens } from './support/screens.ts'
import type { Language } from './support/words.ts'
import { wordsOf } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
const TITLE = 'Underpass flooded 下穿通道积水'
/** What people wrote, what the directory holds, and languages by their own names; the rest is the console's own. */
const EN = wordsOf('en')
const DATA = [
  TITLE,
  '甲席',
  EN('app:act.language'),
  EN('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

beforeAll(async () => {
  const [a, b] = world().seats
  await contradiction([a, b], [OFFICERS.lin, OFFICERS.chen], TITLE)
  await Promise.all([a.signOut(), b.signOut()])
})

for (const [language, at] of [
  ['zh-CN', 0],
  ['en', 1],
] as const satisfies readonly (readonly [Language, 0 | 1])[]) {
  test(`${language}: words, accessibility and pictures of every screen`, async () => {
    const desk = await openConsole(pages, world().seats[at], { language })
    const strange: Record<string, readonly string[]> = {}
    const serious: Record<string, readonly string[]> = {}
    await walkScreens(desk, at === 0 ? OFFICERS.lin : OFFICERS.chen, TITLE, async (screen) => {
      strange[screen] = strangers(await wordsOn(desk.page), language, DATA)
      serious[screen] = await seriousFindings(desk.page)
      await desk.keepPicture(`${screen}-${language}-1920`)
      await desk.page.setViewportSize(SCREENS.small)
      await desk.keepPicture(`${screen}-${language}-1366`)
      await desk.page.setViewportSize(SCREENS.wide)
    })
    const none = Object.fromEntries(Object.keys(strange).map((screen) => [screen, []]))
    expect({ strange, serious }).toEqual({ strange: none, serious: none })
  })
}
