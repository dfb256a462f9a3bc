// A shift without a mouse: sign in, take an incident in, find it, walk through the list, go to it on the map.
import { beforeAll, expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { run, signInAt } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const EARLIER = ['金山大道树木倒伏', '晋安河水位超警'] as const
const TYPED = '南后街地下室进水'

beforeAll(async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.lin)
  for (const [at, title] of EARLIER.entries())
    await run(seat, 'reportIncident', { title, category: '11A02', position: { lon: 119.3 + at, lat: 26.07 - at } })
  await seat.signOut()
})

test('sign in, report with a type-ahead category, search, next and previous, map, palette and help by keys alone', async () => {
  const desk = await openConsole(pages, world().seats[0])
  const { keyboard } = desk.page
  const { incidents } = desk

  await desk.isFocused(desk.name)
  await keyboard.type(OFFICERS.lin.name)
  await keyboard.press('Tab')
  await keyboard.type(OFFICERS.lin.password)
  await keyboard.press('Enter')
  await incidents.countsTotal(2)

  await keyboard.press('n')
  await desk.isFocused(incidents.field('incidents:title'))
  await keyboard.type(TYPED)
  await keyboard.press('Tab')
  await desk.isFocused(incidents.field('incidents:category'))
  await keyboard.type('nl')
  await incidents.isOffered('内涝')
  await keyboard.press('Enter')
  await keyboard.press('Control+Enter')
  await incidents.heading(TYPED).waitFor()
  await incidents.countsTotal(3)

  await keyboard.press('/')
  await desk.isFocused(incidents.search)
  await keyboard.type('晋安河')
  await incidents.countsTotal(1)
  await keyboard.press('ArrowDown')
  await incidents.heading(EARLIER[1]).waitFor()
  await keyboard.press('Control+A')
  await keyboard.press('Delete')
  await incidents.countsTotal(3)
  await keyboard.press('Escape')

  // The newest stands first: down from the second is the oldest, up is the one just reported.
  await keyboard.press('j')
  await incidents.heading(EARLIER[0]).waitFor()
  await keyboard.press('k')
  await incidents.heading(EARLIER[1]).waitFor()
  await keyboard.press('g')
  await desk.isAtMiddle(EARLIER[1])

  await keyboard.press('Control+K')
  await desk.palette.waitFor()
  await keyboard.type(TYPED)
  await desk.palette.getByRole('option', { name: TYPED }).waitFor()
  await keyboard.press('Enter')
  await desk.palette.waitFor({ state: 'hidden' })
  await incidents.heading(TYPED).waitFor()

  await keyboard.press('?')
  const help = desk.page.getByRole('dialog', { name: desk.say('app:help') })
  await help.waitFor()
  await keyboard.press('Escape')
  await help.waitFor({ state: 'hidden' })
  await keyboard.press('Escape')
  await incidents.panel.waitFor({ state: 'hidden' })
  expect(await desk.pictureCode()).not.toBe('')
})
