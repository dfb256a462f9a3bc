// A key for a dispatch system, made in the console: shown once, good over real HTTP at once, listed, dropped and good no
// more; and a message of that system tried by hand before it comes.
import { expect, test, vi } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { PATIENCE_MS, usePages } from '../support/browser.ts'
import { callerOf } from '../support/rest-world.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { ask } from './support/rpc.ts'
import { SPACE } from './support/scene.ts'
import { exactly, wordsOf } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const REST = 'Dispatch 接处警'
const CALLER = 'Fire 市消防'
const DATA = [
  ...[REST, CALLER, 'fire119', '甲席', '福建省应急指挥中心', '福建省态势'],
  wordsOf('en')('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

test('a key is made, works at once, is listed without itself, and works no more once it is dropped', async () => {
  const [seat] = world().seats
  const desk = await openConsole(pages, seat)
  await desk.signIn(OFFICERS.admin)
  const { page, say } = desk
  const order = {
    order: 'save' as const,
    kind: 'rest',
    name: REST,
    agency: CENTRE,
    space: SPACE,
    settings: { port: 0 },
  }
  const known = (await ask(seat.folder, 'gateways', { order: { order: 'list' } })).gateways ?? []
  if (known.length === 0) await ask(seat.folder, 'gateways', { order })
  await desk.openView('systems')
  await page.getByRole('row').filter({ hasText: REST }).getByRole('button').first().click()
  const drawer = page.getByRole('dialog', { name: REST })
  await drawer.getByRole('tab', { name: exactly(say('systems:part.keys')) }).click()
  await drawer.getByText(say('systems:keys.none')).waitFor()

  // What is missing or wrong is said beside its field.
  const press = (key: string): Promise<void> => drawer.getByRole('button', { name: exactly(say(key)) }).click()
  await drawer.getByRole('textbox', { name: say('systems:keys.system') }).fill('not a name')
  await press('systems:keys.make')
  await drawer.getByText(say('systems:setup.required')).waitFor()
  await drawer.getByText(say('systems:keys.systemWrong')).waitFor()
  await drawer.getByRole('textbox', { name: say('systems:keys.name') }).fill(CALLER)
  await drawer.getByRole('textbox', { name: say('systems:keys.system') }).fill('fire119')
  await press('systems:keys.make')
  const key = await drawer.getByRole('status', { name: say('systems:keys.key') }).innerText()
  expect(key).toMatch(/^fsk_/)
  await drawer.getByRole('listitem').filter({ hasText: CALLER }).getByText('fire119').waitFor()
  const found = {
    strange: strangers(await wordsOn(page), desk.language, [...DATA, key]),
    serious: await seriousFindings(page),
  }
  expect(found).toEqual({ strange: [], serious: [] })

  // Over real HTTP: it may tell of dispatches and nothing else.
  const listens = (await ask(seat.folder, 'gateways', { order: { order: 'list' } })).gateways?.[0]?.listens[0] ?? ''
  const call = callerOf(listens, { 'x-api-key': key })
  const says = { number: 'J1', title: '高层住宅火灾', category: '12G03' }
  expect((await call('POST', '/api/v1/dispatch/incidents', says)).body).toMatchObject({ ran: ['reportIncident'] })
  expect((await call('GET', '/api/v1/incidents')).status).toBe(403)

  // Asked again the list shows who has a key, never the key.
  await drawer.getByRole('tab', { name: exactly(say('systems:part.test')) }).click()
  await drawer.getByRole('textbox', { name: say('systems:test.message') }).fill(JSON.stringify({ ...says, level: 3 }))
  await press('systems:test.run')
  await drawer.getByText('title: 高层住宅火灾').waitFor()
  await page.reload()
  await desk.openView('systems')
  await page.getByRole('row').filter({ hasText: REST }).getByRole('button').first().click()
  await drawer.getByRole('tab', { name: exactly(say('systems:part.keys')) }).click()
  const listed = drawer.getByRole('listitem').filter({ hasText: CALLER })
  await listed.waitFor()
  expect(await drawer.innerText()).not.toContain(key.slice(13))
  await listed.getByRole('button', { name: say('systems:keys.dropOne', { name: CALLER }) }).click()
  await page
    .getByRole('tooltip')
    .getByRole('button', { name: /OK|确\s?定/ })
    .click()
  await listed.waitFor({ state: 'hidden' })
  await vi.waitFor(async () => expect((await call('POST', '/api/v1/dispatch/incidents', says)).status).toBe(401), {
    timeout: PATIENCE_MS,
  })
})
