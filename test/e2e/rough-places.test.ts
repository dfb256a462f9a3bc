// Incidents whose position nobody knows: an area lies on the map as its shape, what only has a division lies around its seat
// with a mark of its own, and what has neither is counted beside the map. Each is found from the list and from the map.
import { expect, test } from 'vitest'
import { must } from '../../shared/base/assert.ts'
import type { Json } from '../../shared/base/json.ts'
import { usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { ask } from './support/rpc.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()

const AREA = [
  [119.9, 25.6],
  [120.3, 25.5],
  [120.4, 25.9],
  [120.1, 26.1],
  [119.9, 25.6],
]
const GIVEN: readonly Record<string, Json>[] = [
  { title: '鼓楼多处内涝', category: '11B01', level: 2, division: '350102' },
  { title: '鼓楼停电', category: '12J01', level: 4, division: '350102' },
  { title: '鼓楼树木倒伏', category: '11B03', level: null, division: '350102' },
  { title: '渔船集中避风海域', category: '11B01', level: 3, area: AREA },
  { title: '无人认领的来电', category: '12H02', level: 4 },
]

async function pointAt(desk: ConsolePage, right: number, down: number): Promise<void> {
  const box = must(await desk.map.boundingBox(), 'a map')
  await desk.page.mouse.move(box.x + box.width / 2 + right, box.y + box.height / 2 + down)
}

test('areas and divisions lie on the map for what they are, found from list and map; the rest is counted and listed', async () => {
  const [seat] = world().seats
  const desk = await openConsole(pages, seat, { language: 'zh-CN', screen: 'wide' })
  await desk.signIn(OFFICERS.lin)
  await desk.isLinked()
  for (const input of GIVEN)
    await ask(seat.folder, 'run', { space: 'fujian', command: 'reportIncident', input, callId: crypto.randomUUID() })
  await desk.mapHolds(4)

  const off = desk.map.getByRole('button', { name: desk.say('map:unplaced', { count: 1 }) })
  await off.click()
  await desk.incidents.countsTotal(1)
  await desk.incidents.listed('无人认领的来电').waitFor()
  await off.click()
  await desk.incidents.countsTotal(5)

  // From the list to the map: the division, and the words that it is not the position.
  await desk.incidents.open('鼓楼多处内涝')
  await desk.incidents.showOnMap()
  await desk.map.getByText(desk.say('map:rough.division')).waitFor()
  await desk.isAtMiddle('鼓楼多处内涝')
  await desk.page
    .getByRole('tooltip')
    .getByText(desk.say('map:rough.divisionNamed', { division: '福州市鼓楼区' }))
    .waitFor()
  await desk.keepPicture('rough-places-division-zh-CN-1920')

  // The area is met anywhere within, not only at its symbol.
  await desk.incidents.open('渔船集中避风海域')
  await desk.incidents.showOnMap()
  await desk.map.getByText(desk.say('map:rough.area')).waitFor()
  await desk.isAtMiddle('渔船集中避风海域')
  await desk.incidents.open('鼓楼停电')
  await pointAt(desk, 0, 60)
  await desk.page.getByRole('tooltip').getByText(desk.say('map:rough.area')).waitFor()
  await desk.keepPicture('rough-places-area-zh-CN-1920')
  await pointAt(desk, 0, 60)
  await desk.page.mouse.down()
  await desk.page.mouse.up()
  await desk.map.getByText(desk.say('map:rough.area')).first().waitFor()

  // Near enough, the three of one division stand apart around its seat.
  await desk.incidents.open('鼓楼停电')
  await desk.incidents.showOnMap()
  await desk.isAtMiddle('鼓楼停电')
  const nearer = desk.map.getByRole('button', { name: desk.say('map:zoomIn') })
  for (let zoom = 11; zoom <= 18; zoom++) {
    await nearer.click()
    await desk.page.waitForFunction(() => document.querySelector('.leaflet-zoom-anim') === null)
  }
  await desk.keepPicture('rough-places-spread-zh-CN-1920')
  const small = await openConsole(pages, seat, { language: 'en', screen: 'small' })
  await small.mapHolds(4)
  await small.map.getByRole('button', { name: small.say('map:legend') }).click()
  await small.keepPicture('rough-places-en-1366')
  expect(await small.map.getByText(small.say('map:legendDivision')).isVisible()).toBe(true)
})
