// Every main screen in both languages: words of the one language only, no serious finding of axe, and pictures at both sizes.
import { beforeAll, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { expectFlawless } from './support/flawless.ts'
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
    const officer = at === 0 ? OFFICERS.lin : OFFICERS.chen
    await expectFlawless(desk, DATA, (visit) => walkScreens(desk, officer, TITLE, visit))
  })
}
