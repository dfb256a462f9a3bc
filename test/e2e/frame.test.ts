// The frame of the console at work: conditions that stay, windows of one's own, paper, the bell, rights, and a window that
// shows a demonstration while real incidents come in.
import { beforeAll, expect, test } from 'vitest'
import { must } from '../../shared/base/assert.ts'
import { usePages } from '../support/browser.ts'
import { ConsolePage, openConsole } from './support/console-page.ts'
import { choose } from './support/controls.ts'
import { Reports } from './support/report-page.ts'
import { ask, statusIs } from './support/rpc.ts'
import { run, signInAt } from './support/scene.ts'
import { exactly, fitting } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', '乙席'] })
const pages = usePages()
const DEMO = 'demo'
/** The live picture of a new server. */
const LIVE = '全省态势'
const FLOOD = '晋安河水位超警'
const FIRE = '高层住宅火灾'
/** Comes last: the tests before count what is there. */
const REPORTED = '码头仓库火灾'

beforeAll(async () => {
  const [a] = world().seats
  await signInAt(a, OFFICERS.admin)
  const fields = { name: '演示', nameEn: 'Demonstration', kind: 'demonstration', members: '*' }
  await ask(a.folder, 'admin', { order: { order: 'saveSpace', space: DEMO, fields } })
  await statusIs(a.folder, ({ spaces }) => spaces.some(({ id, kind }) => id === DEMO && kind === 'demonstration'))
  await ask(a.folder, 'run', {
    space: DEMO,
    command: 'reportIncident',
    input: { title: '演示事件', category: '11A02', position: { lon: 119.3, lat: 26 } },
    callId: crypto.randomUUID(),
  })
  await a.signOut()
})

test('a window that shows the demonstration stays there when real incidents come, says so, and goes when told', async () => {
  const [a, b] = world().seats
  await signInAt(a, OFFICERS.lin)
  const desk = await openConsole(pages, a)
  await desk.saysDemonstration()
  await desk.incidents.listed('演示事件').waitFor()
  await signInAt(b, OFFICERS.chen)
  await run(b, 'reportIncident', { title: FLOOD, category: '11A02', level: 4, position: { lon: 119.31, lat: 26.04 } })
  const goLive = exactly(desk.say('app:goLive', { name: LIVE }))
  const offer = desk.page.getByRole('alert').getByRole('button', { name: goLive })
  await offer.waitFor()
  await desk.saysDemonstration()
  await desk.page.reload()
  await offer.waitFor()
  await desk.saysDemonstration()
  await offer.click()
  await desk.incidents.listed(FLOOD).waitFor()
  expect(await desk.page.getByText(desk.say('app:notReal.demonstration')).count()).toBe(0)
})

test('on a small screen magnified by half the panel lies over the view: it can be closed, and nothing is off the screen', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  const desk = await openConsole(pages, seat, { screen: 'small', language: 'en' })
  const narrow = { width: Math.round(1366 / 1.5), height: Math.round(768 / 1.5) }
  await desk.page.setViewportSize(narrow)
  await desk.incidents.startIntake()
  const close = desk.incidents.panel.getByRole('button', { name: exactly(desk.say('app:closePanel')) })
  const box = must(await close.boundingBox(), 'the button that closes the panel')
  expect(box.x + box.width).toBeLessThanOrEqual(narrow.width)
  const links = desk.page.getByRole('navigation', { name: desk.say('app:views') }).getByRole('button')
  const heights = await links.evaluateAll((all) => all.map((link) => link.scrollHeight - link.clientHeight))
  expect(heights.every((over) => over <= 0)).toBe(true)
  await desk.incidents.closePanel()
})

test('a grave incident from another seat rings by its level, counts in title and bell, and is acknowledged', async () => {
  const [a, b] = world().seats
  await signInAt(b, OFFICERS.chen)
  const desk = await openConsole(pages, b)
  await desk.page.evaluate(() => {
    const tones: number[] = []
    Object.assign(globalThis, { tones })
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function note(this: OscillatorNode, ...when) {
      tones.push(this.frequency.value)
      start.apply(this, when)
    }
  })
  await desk.top.click()
  await desk.incidents.listed(FLOOD).waitFor()
  await signInAt(a, OFFICERS.lin)
  await run(a, 'reportIncident', { title: FIRE, category: '12G01', level: 1, position: { lon: 119.3, lat: 26.07 } })
  const bell = desk.top.getByRole('button', { name: fitting(desk.say, 'app:notices.open') })
  await bell.waitFor()
  await desk.page.waitForFunction(() => document.title.startsWith('(1) '))
  await desk.page.waitForFunction(() => (globalThis as unknown as { tones: number[] }).tones.length > 0)
  expect(await desk.page.evaluate(() => (globalThis as unknown as { tones: number[] }).tones)).toEqual(
    Array(4).fill(988),
  )
  await bell.click()
  const list = desk.page.getByRole('region', { name: exactly(desk.say('app:notices.title')) })
  await list.getByRole('button', { name: exactly(desk.say('app:notices.acknowledge')) }).click()
  const said = desk.say('app:notices.acknowledgedBy', { name: OFFICERS.chen.displayName })
  await list.getByText(said, { exact: false }).waitFor()
  await bell.waitFor({ state: 'hidden' })
})

test('conditions stand in one line on a small screen, are said in words, stay over a reload and go at once', async () => {
  const [a] = world().seats
  await signInAt(a, OFFICERS.lin)
  const desk = await openConsole(pages, a, { screen: 'small', language: 'en' })
  const { list } = desk.incidents
  await desk.incidents.listed(FLOOD).waitFor()
  const controls = [
    list.getByLabel(desk.say('incidents:level'), { exact: true }),
    list.getByLabel(desk.say('model:field.status'), { exact: true }),
    list.getByLabel(desk.say('incidents:filter.time'), { exact: true }),
    list.getByRole('button', { name: exactly(desk.say('incidents:filter.more')) }),
  ]
  const middles = await Promise.all(
    controls.map(async (control) => {
      const { y, height } = must(await control.boundingBox(), 'a control')
      return y + height / 2
    }),
  )
  expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(4)

  await choose(must(controls[0], 'level'), desk.say('model:level.1'))
  await desk.page.keyboard.press('Escape')
  await desk.incidents.countsTotal(1)
  const said = desk.say('incidents:filter.active', { conditions: 'level I' })
  await list.getByText(said).waitFor()
  await desk.page.reload()
  await list.getByText(said).waitFor()
  await desk.incidents.countsTotal(1)
  await list.getByRole('button', { name: exactly(desk.say('incidents:clear')) }).click()
  await desk.incidents.countsTotal(2)
})

test('the list has a window of its own, in which a click selects in both', async () => {
  const [a] = world().seats
  await signInAt(a, OFFICERS.lin)
  const desk = await openConsole(pages, a)
  await desk.incidents.open(FLOOD)
  const opened = desk.page.context().waitForEvent('page')
  await desk.incidents.list.getByRole('button', { name: desk.say('app:act.window.incidents') }).click()
  const other = new ConsolePage(await opened, desk.language)
  await other.page.getByRole('button', { name: FIRE }).click()
  await other.incidents.heading(FIRE).waitFor()
  await desk.incidents.heading(FIRE).waitFor()
  // It has no map: the one in the first window goes there.
  await other.page.keyboard.press('g')
  await desk.page.bringToFront()
  await desk.isAtMiddle(FIRE)
})

test('from another view of the rail, G leads to the map and the incident on it', async () => {
  const [a] = world().seats
  await signInAt(a, OFFICERS.lin)
  const desk = await openConsole(pages, a)
  await desk.incidents.open(FIRE)
  const rail = desk.page.getByRole('navigation', { name: desk.say('app:views') })
  await rail.getByRole('button', { name: desk.say('app:view.log') }).click()
  await desk.map.waitFor({ state: 'detached' })
  await desk.incidents.heading(FIRE).waitFor()
  await desk.page.keyboard.press('g')
  await desk.map.waitFor()
  await desk.isAtMiddle(FIRE)
})

test('the list on paper has heading, conditions in words, who printed it when, and every row', async () => {
  const [a] = world().seats
  await signInAt(a, OFFICERS.lin)
  const desk = await openConsole(pages, a, { language: 'en' })
  await desk.incidents.listed(FLOOD).waitFor()
  await desk.page.evaluate(() => {
    globalThis.print = () =>
      void Object.assign(globalThis, { printed: document.querySelector('.fs-print')?.textContent })
  })
  await desk.page.keyboard.press('Control+p')
  await desk.page.waitForFunction(() => 'printed' in globalThis)
  const text = await desk.page.evaluate(() => (globalThis as unknown as { printed: string }).printed)
  for (const part of [
    desk.say('incidents:print.title'),
    desk.say('incidents:print.conditions', { conditions: desk.say('incidents:filter.none') }),
    desk.say('incidents:print.count', { total: 2 }),
    OFFICERS.lin.displayName,
    FLOOD,
    FIRE,
  ])
    expect(text).toContain(part)
})

test('who may only look sees what cannot be done greyed, with the reason', async () => {
  const [a] = world().seats
  await signInAt(a, OFFICERS.viewer)
  const desk = await openConsole(pages, a)
  await desk.isDisabled(desk.top.getByRole('button', { name: exactly(desk.say('app:act.newIncident')) }))
  await desk.page.keyboard.press('n')
  await desk.openPalette()
  const why = desk.say('app:why.role', { role: desk.say('model:role.viewer') })
  const item = desk.palette.getByRole('option', { name: fitting(desk.say, 'app:act.newIncident') }).first()
  expect([await item.getAttribute('aria-disabled'), await item.innerText()]).toEqual([
    'true',
    expect.stringContaining(why),
  ])
  expect(await desk.incidents.form.count()).toBe(0)
})

test('another space opens with nothing of the one before: no report is begun there on an incident it does not have', async () => {
  const [, seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  await run(seat, 'reportIncident', { title: REPORTED, category: '12G07', level: 4 })
  const desk = await openConsole(pages, seat)
  const space = desk.top.getByRole('combobox', { name: desk.say('app:space') })
  await choose(space, `${LIVE} · ${desk.say('app:spaceKind.live')}`)
  await desk.openView('reports')
  const reports = new Reports(desk)
  await reports.openSeries(REPORTED)
  await choose(space, `演示 · ${desk.say('app:spaceKind.demonstration')}`)
  await desk.saysDemonstration()
  await reports.board.waitFor()
  await choose(space, `${LIVE} · ${desk.say('app:spaceKind.live')}`)
  await reports.clocks(REPORTED).first().waitFor()
})
