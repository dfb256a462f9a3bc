// What may not be done is said in words, where it was tried, and nothing is lost by it.
import { test } from 'vitest'
import { must } from '../../shared/base/assert.ts'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { ask, statusIs } from './support/rpc.ts'
import { signInAt } from './support/scene.ts'
import { fitting } from './support/words.ts'
import { NEWCOMER, OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', '乙席'] })
const pages = usePages()
const TITLE = '乌山隧道追尾'

test('signing in: an empty form, a wrong password, and the first password that must be changed', async () => {
  const desk = await openConsole(pages, world().seats[0])
  const submit = desk.button('app:signIn.submit')
  await submit.click()
  await desk.says('app:signIn.nameMissing')
  await desk.says('app:signIn.passwordMissing')

  await desk.name.fill(NEWCOMER.name)
  await desk.password.fill('not the password')
  await submit.click()
  await desk.says('fault:wrongCredentials')

  await desk.password.fill(NEWCOMER.password)
  await submit.click()
  const first = desk.page.getByRole('dialog', { name: desk.say('app:signIn.changeTitle') })
  const change = first.getByRole('button', { name: desk.say('app:signIn.change') })
  await first.getByLabel(desk.say('app:signIn.oldPassword')).fill(NEWCOMER.password)
  await first.getByLabel(desk.say('app:signIn.newPassword')).fill('short')
  await first.getByLabel(desk.say('app:signIn.repeat')).fill('another')
  await change.click()
  await desk.says('app:signIn.tooShort')
  await desk.says('app:signIn.notSame')
  await desk.keepPicture('first-password')
  await first.getByLabel(desk.say('app:signIn.newPassword')).fill('a password of my own')
  await first.getByLabel(desk.say('app:signIn.repeat')).fill('a password of my own')
  await change.click()
  await first.waitFor({ state: 'hidden' })
  await desk.barSays('app:bar.officer', { name: NEWCOMER.displayName })
})

test('an empty intake form says what is needed and is not sent', async () => {
  const desk = await openConsole(pages, world().seats[0], { language: 'en' })
  await desk.signIn(OFFICERS.lin)
  await desk.incidents.startIntake()
  await desk.incidents.save.click()
  await desk.says('fields:needTitle')
  await desk.says('fields:needCategory')
  await desk.barSays('app:bar.records', { count: 0 })
})

test('who may only look finds the ways of changing greyed, with the reason', async () => {
  const desk = await openConsole(pages, world().seats[0])
  await desk.signIn(OFFICERS.viewer)
  const start = desk.top.getByRole('button', { name: desk.say('app:act.newIncident') })
  await desk.isDisabled(start)
  await start.hover({ force: true })
  await desk.says('app:why.role', { role: desk.say('model:role.viewer') })
})

test('a change made while cut off, by someone whose role was taken back meanwhile, is refused in words and counts nowhere', async () => {
  const [seatA, seatB] = world().seats
  const b = await openConsole(pages, seatB, { screen: 'small' })
  await b.signIn(OFFICERS.chen)
  await b.isLinked()
  await b.setCutOff(true)

  await signInAt(seatA, OFFICERS.admin)
  const { officer } = await statusIs(seatB.folder, (status) => status.officer !== null)
  const order = { order: 'saveOfficer', officer: must(officer, 'chen').id, fields: { role: 'viewer' } } as const
  await ask(seatA.folder, 'admin', { order })

  await b.incidents.report({ title: TITLE, category: '道路交通' })
  await b.waits(2)
  await b.setCutOff(false)
  const name = OFFICERS.chen.displayName
  await b.page.getByText(fitting(b.say, 'session:ended.changed', { name })).waitFor()
  await b.keepPicture('session-ended')

  await b.signIn(OFFICERS.chen)
  await b.barSays('app:bar.refusedChanges', { count: 1 })
  await b.waits(0)
  await b.incidents.countsTotal(0)
  await b.mapHolds(0)
  await b.bar.getByText(b.say('app:bar.refusedChanges', { count: 1 })).click()
  const refused = b.page.getByRole('dialog', { name: b.say('app:bar.refusedTitle') })
  await refused.getByText(TITLE).waitFor()
  await refused.getByText(b.say('fault:notAllowed')).first().waitFor()
  await b.keepPicture('refused-change')
  const code = await b.pictureCode()
  await statusIs(seatA.folder, ({ spaces }) => spaces.some(({ pictureCode }) => pictureCode === code))
})
