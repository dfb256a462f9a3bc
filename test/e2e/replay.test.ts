// A recorded earthquake feed played into an exercise from the page of linked systems; into the live picture it cannot be.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { SCREENS, usePages } from '../support/browser.ts'
import { scratchFolder } from '../support/scratch.ts'
import { openConsole } from './support/console-page.ts'
import { atRest } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { ask, statusIs } from './support/rpc.ts'
import { SPACE, signInAt } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const EXERCISE = 'drill'
const PLACE = '演练震中'

function recording(): string {
  const now = Date.now()
  const geometry = { type: 'Point', coordinates: [119.4, 26, 5] }
  const properties = { mag: 5.6, time: now, updated: now, place: PLACE }
  const features = [{ type: 'Feature', id: 'q1', properties, geometry }]
  const path = join(scratchFolder(), 'quakes.ndjson')
  writeFileSync(path, `${JSON.stringify({ atMs: 0, text: JSON.stringify({ type: 'FeatureCollection', features }) })}\n`)
  return path
}

test('an administrator plays a recording into an exercise; a live space offers none', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.admin)
  const fields = { name: '演练一', nameEn: 'Drill 1', kind: 'exercise', members: '*', closed: false }
  await ask(seat.folder, 'admin', { order: { order: 'saveSpace', space: EXERCISE, fields } })
  await statusIs(seat.folder, ({ spaces }) => spaces.some(({ id }) => id === EXERCISE))
  const settings = { url: 'http://127.0.0.1:9/none', everyMinutes: 60 }
  for (const space of [EXERCISE, SPACE]) {
    const order = { order: 'save', kind: 'quake', name: `地震 ${space}`, agency: CENTRE, space, settings } as const
    await ask(seat.folder, 'gateways', { order })
  }
  const desk = await openConsole(pages, seat)
  await desk.isLinked()
  await desk.openView('systems')
  const open = async (name: string) => {
    await desk.page.getByRole('button', { name }).first().click()
    const drawer = desk.page.getByRole('dialog')
    await drawer.getByRole('tab', { name: desk.say('systems:part.replay') }).click()
    return drawer
  }
  const live = await open(`地震 ${SPACE}`)
  await live.getByText(desk.say('systems:replay.live')).waitFor()
  await desk.page.keyboard.press('Escape')
  await live.waitFor({ state: 'hidden' })

  const drill = await open(`地震 ${EXERCISE}`)
  const file = drill.getByRole('textbox', { name: desk.say('systems:replay.file') })
  await file.fill('/nowhere.ndjson')
  await drill.getByRole('button', { name: desk.say('systems:replay.start') }).click()
  await file.fill(recording())
  await drill.getByRole('button', { name: desk.say('systems:replay.start') }).click()
  await drill.getByText(desk.say('systems:replay.started')).waitFor()
  await atRest(desk)
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`replay-${desk.language}-${SCREENS[screen].width}`)
    expect([screen, await seriousFindings(desk.page)]).toEqual([screen, []])
  }
  await statusIs(seat.folder, ({ spaces }) => spaces.some(({ id, records }) => id === EXERCISE && records > 0))
})
