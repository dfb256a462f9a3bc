// Taking a call: nothing an officer has written is lost, whatever becomes of the window; and amending where a value stands.
import { beforeAll, expect, test } from 'vitest'
import type { IntakeField } from '../../renderer/features/intake/intake-entry.ts'
import { usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { run, signInAt } from './support/scene.ts'
import { exactly } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const OTHER = '乌山路口积水'
const ELSEWHERE = '三坊七巷停电'

beforeAll(async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  const position = { lon: 119.2992, lat: 26.0852 }
  await run(seat, 'reportIncident', { title: OTHER, category: '11A02', position, place: '乌山路' })
  await run(seat, 'reportIncident', { title: ELSEWHERE, category: '11A02' })
  await seat.signOut()
})

/** A field of the form: by its own name, or by the field's. */
function entry(desk: ConsolePage, field: IntakeField) {
  return desk.incidents.form.locator(`#intake-${field}`)
}

async function isEntered(desk: ConsolePage, field: IntakeField, pattern: RegExp): Promise<void> {
  await expect.poll(() => entry(desk, field).inputValue(), { timeout: 15_000 }).toMatch(pattern)
}

test('a call taken by keys alone, cut off by a closed window, taken up again, compared with another, saved once', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  const first = await openConsole(pages, seat, { screen: 'small' })
  await first.incidents.listed(OTHER).waitFor()
  await first.page.keyboard.press('n')
  await first.isFocused(entry(first, 'title'))
  await first.page.keyboard.type('鼓楼积水')
  await first.incidents.form.getByText(/^草稿已存/).waitFor()
  await isEntered(first, 'receivedAt', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  const received = await entry(first, 'receivedAt').inputValue()
  await first.page.close()

  const desk = await openConsole(pages, seat, { screen: 'small' })
  const { keyboard } = desk.page
  await desk.incidents.listed(OTHER).waitFor()
  await keyboard.press('n')
  await desk.incidents.form.getByText(desk.say('intake:draftOffer')).waitFor()
  await desk.incidents.form.getByText(/鼓楼积水 · (刚刚|1 分钟前)/).waitFor()
  await keyboard.press('Alt+d')
  await isEntered(desk, 'title', /^鼓楼积水$/)
  expect(await entry(desk, 'receivedAt').inputValue()).toBe(received)

  // Category by initials, level by initials, place by initials: Enter or Tab takes, Tab goes on.
  await keyboard.press('Tab')
  await keyboard.type('nl')
  await desk.incidents.isOffered('内涝')
  await keyboard.press('Tab')
  await desk.isFocused(entry(desk, 'level'))
  await keyboard.type('zd')
  await desk.incidents.isOffered('重大')
  await keyboard.press('Tab')
  await desk.isFocused(entry(desk, 'place'))
  await keyboard.type('glq')
  await desk.incidents.isOffered('鼓楼区')
  await keyboard.press('Enter')
  await isEntered(desk, 'position', /^26\.\d+, 119\.\d+$/)
  await isEntered(desk, 'division', /^350102 福州市鼓楼区$/)
  await desk.incidents.form.getByText(desk.say('intake:pointOnly', { name: '鼓楼区' })).waitFor()

  // A time ago is the time it was when it was written.
  await entry(desk, 'occurredAt').fill('-15')
  await keyboard.press('Tab')
  await isEntered(desk, 'occurredAt', /^\d{4}-\d\d-\d\d \d\d:\d\d/)

  // The likely same is looked at; the form waits and is gone back to.
  await desk.incidents.form.getByRole('button', { name: OTHER }).click()
  await desk.incidents.heading(OTHER).waitFor()
  await desk.page.getByRole('button', { name: exactly(desk.say('intake:back')) }).click()
  await isEntered(desk, 'place', /^鼓楼区$/)
  await desk.keepPicture('intake-drafted')

  // A mistake is said beside its field and nothing is sent; mended, the call is saved and its draft is gone.
  await entry(desk, 'missing').fill('two')
  await keyboard.press('Control+Enter')
  await desk.incidents.form.getByText(desk.say('fields:badCount')).waitFor()
  await desk.isFocused(entry(desk, 'missing'))
  await entry(desk, 'missing').fill('2')
  await keyboard.press('Control+Enter')
  await desk.incidents.heading('鼓楼积水').waitFor()
  await desk.incidents.countsTotal(3)
  await keyboard.press('n')
  await desk.isFocused(entry(desk, 'title'))
  expect(await desk.incidents.form.getByText(desk.say('intake:draftOffer')).count()).toBe(0)

  // Esc closes; what was written stays.
  await keyboard.type('又一起')
  await keyboard.press('Escape')
  await desk.incidents.form.waitFor({ state: 'hidden' })
  await keyboard.press('n')
  await desk.incidents.form.getByText(/又一起 · 刚刚/).waitFor()
})

test('a value is amended where it stands, moved on the map, taken back in sight; half a text waits; a log line is corrected', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.chen)
  const desk = await openConsole(pages, seat)
  const { keyboard } = desk.page
  const { panel } = desk.incidents
  const value = (field: string, text: string) =>
    panel.getByRole('button', {
      name: desk.say('detail:edit', { field: desk.say(`model:field.${field}`), value: text }),
    })
  await desk.incidents.open(OTHER)

  // Enter opens, Esc leaves without a trace, Enter saves; the keyboard stays at the value.
  await value('place', '乌山路').press('Enter')
  await keyboard.type('x')
  await keyboard.press('Escape')
  await desk.isFocused(value('place', '乌山路'))
  await keyboard.press('Enter')
  await keyboard.press('Control+A')
  await keyboard.type('乌山路与白马路口')
  await keyboard.press('Tab')
  await keyboard.type('巡查更正')
  await keyboard.press('Enter')
  await desk.isFocused(value('place', '乌山路与白马路口'))
  await panel.getByText(desk.say('detail:reason', { reason: '巡查更正' })).waitFor()

  // Back in sight.
  const undo = panel.getByRole('status').getByRole('button', { name: desk.say('incidents:undo') })
  await undo.click()
  await value('place', '乌山路').waitFor()
  await undo.waitFor({ state: 'hidden' })

  // Moved by a click.
  await panel.getByRole('button', { name: desk.say('detail:moveOnMap') }).click()
  await desk.page.getByRole('application').click({ position: { x: 300, y: 420 } })
  await panel.getByText(/^距原位置/).waitFor()
  await keyboard.press('Enter')
  await panel
    .getByRole('status')
    .getByText(/坐标 26\.08520, 119\.29920 →/)
    .waitFor()

  // Half a description waits while another incident is looked at.
  await value('description', '—').click()
  await keyboard.type('水深约半米')
  await desk.incidents.open(ELSEWHERE)
  await desk.incidents.open(OTHER)
  const editor = panel.getByRole('group', { name: desk.say('model:field.description') })
  await expect.poll(() => editor.getByRole('textbox').first().inputValue()).toBe('水深约半米')
  await editor.getByRole('textbox').first().press('Control+Enter')
  await value('description', '水深约半米').waitFor()

  // A correction keeps the original, struck through.
  const line = panel.getByRole('textbox', { name: desk.say('incidents:addLog') })
  await line.fill('排水车已到')
  await line.press('Enter')
  await panel.getByRole('button', { name: `${desk.say('incidents:correct')}: 排水车已到` }).click()
  await keyboard.press('End')
  await keyboard.type('两辆')
  await keyboard.press('Enter')
  await panel.getByText('排水车已到两辆', { exact: true }).waitFor()
  expect(await panel.locator('del').allTextContents()).toEqual(['排水车已到'])
  await desk.keepPicture('detail-amended')
})
