// What a caller says is shown as it was said: markup in the texts of incidents and of the log makes nothing in the page, in
// the list, the detail, the map and the log. A script that the content policy stopped would be an error of the page.
import { expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { run, signInAt } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()

const IMAGE = '<img src=x onerror="document.title=1">'
const SCRIPT = '"><script>document.title=2</script>'
const FRAME = '<iframe srcdoc="<b>x</b>"></iframe>{{title}} $t(app:title)'

test('markup in incidents and in the log is words wherever it is seen', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  const incident = await run(seat, 'reportIncident', {
    title: `甲 ${IMAGE}`,
    category: '11A02',
    position: { lon: 119.2992, lat: 26.0852 },
    place: `乙 ${SCRIPT}`,
    description: `丙 ${FRAME}`,
  })
  await run(seat, 'addLogEntry', { incident, text: `戊 ${SCRIPT}` })
  await run(seat, 'addLogEntry', { incident: null, text: `己 ${FRAME} \u202e倒` })
  await signInAt(seat, OFFICERS.lin)
  await run(seat, 'issueDirective', {
    ...{ incident, type: 'instruction', title: `癸 ${IMAGE}`, text: `${SCRIPT} ${FRAME}`, priority: 'urgent' },
    receivers: [{ agency: 'fjyj' }],
  })

  const desk = await openConsole(pages, seat)
  await desk.incidents.open(`甲 ${IMAGE}`)
  for (const text of [`乙 ${SCRIPT}`, `丙 ${FRAME}`]) await desk.incidents.panel.getByText(text).first().waitFor()
  await desk.keepPicture('hostile-text')
  // Named on the map, and in what is shown when the pointer rests on it.
  await desk.page.mouse.move(900, 400)
  await desk.openLog()
  await desk.incidents.panel.getByText(`己 ${FRAME}`).first().waitFor()

  // An order is a list and a paper of its own.
  await desk.openView('directives')
  await desk.page.getByText(`癸 ${IMAGE}`).first().waitFor()
  await desk.keepPicture('hostile-text-directives')
  // What turns the reading direction round ends where the words end, and leaves the words beside them alone.
  const turning = await desk.page.evaluate(() =>
    [...document.querySelectorAll('#root *')].every(
      (one) =>
        !['inline', 'inline-block'].includes(getComputedStyle(one).display) ||
        getComputedStyle(one).unicodeBidi !== 'normal',
    ),
  )
  expect(turning).toBe(true)

  const made = await desk.page.evaluate(() => ({
    images: [...document.querySelectorAll('img[src="x"], [onerror]')].length,
    scripts: [...document.querySelectorAll('script:not([src])')].length,
    frames: document.querySelectorAll('iframe').length,
    title: document.title,
  }))
  expect(made).toMatchObject({ images: 0, scripts: 0, frames: 0 })
  expect(made.title).not.toMatch(/^[12]$/)
}, 120_000)
