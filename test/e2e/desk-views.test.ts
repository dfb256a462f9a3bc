// Every view of the duty desk in both languages: words of the one language only, no serious finding of axe, pictures at both
// sizes. Views with tests of their own are looked at there when they are filled; reports are filled here.
import { test } from 'vitest'
import { SHIPPED_CLOCK_RULES } from '../../shared/model/shipped-clock-rules.ts'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { expectFlawless } from './support/flawless.ts'
import { run } from './support/scene.ts'
import { walkViews } from './support/screens.ts'
import type { Language } from './support/words.ts'
import { wordsOf } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
/** An accident, so that order 493 starts clocks. */
const TITLE = 'Warehouse fire 仓库火灾'
const EN = wordsOf('en')
const DATA = [
  TITLE,
  '甲席',
  // Titles of reports drafted at the other seat, and the law's own text.
  '关于',
  '的报告（初报）',
  ...SHIPPED_CLOCK_RULES.map(({ citation }) => citation),
  EN('app:act.language'),
  EN('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

for (const [language, at, officer] of [
  ['zh-CN', 0, OFFICERS.lin],
  ['en', 1, OFFICERS.chen],
] as const satisfies readonly (readonly [Language, 0 | 1, (typeof OFFICERS)[keyof typeof OFFICERS]])[]) {
  test(`${language}: words, accessibility and pictures of every view of the duty desk`, async () => {
    const seat = world().seats[at]
    const desk = await openConsole(pages, seat, { language })
    await desk.signIn(officer)
    const title = `${TITLE} ${language}`
    await run(seat, 'reportIncident', { title, category: '12G00', level: 3, position: { lon: 119.31, lat: 26.04 } })
    await desk.incidents.listed(title).waitFor()
    await expectFlawless(desk, [title, ...DATA], (visit) => walkViews(desk, title, visit))
  })
}
