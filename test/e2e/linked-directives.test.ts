// A directive of the province over a link to a county's own server: the link is set up by the form, an officer at the county signs
// for it and completes it, the province's page of the directive shows it. The form and the pages are looked at in both languages.
import { test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { GatewayOrderInput } from '../../shared/rpc/gateway-orders.ts'
import { usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { choose, openOptions } from './support/controls.ts'
import { looksFlawless } from './support/flawless.ts'
import { ask } from './support/rpc.ts'
import { SPACE, signInAt } from './support/scene.ts'
import { exactly, wordsOf } from './support/words.ts'
import type { Seat } from './support/world.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const upper = useWorld({ seats: ['省席'] })
const lower = useWorld({ seats: ['County seat'] })
const pages = usePages()
const LIMIT_MS = 300_000

const COUNTY = '闽侯县应急管理局'
const PROVINCE = '福建省应急管理厅'
const LINK = '闽侯县 Minhou'
const TITLE = '立即转移下游群众 Move the people below the dam'
const TEXT = '请于一小时内完成。'
const DONE = '312 people moved 已转移'
const DATA = [
  ...[
    COUNTY,
    PROVINCE,
    LINK,
    TITLE,
    TEXT,
    DONE,
    '省席',
    '全省态势',
    '福建省应急指挥中心',
    '中文',
    '烽燧',
    '福建省态势',
  ],
  ...['2026-08-01T00:00:00+08:00', 'http://127.0.0.1'],
  wordsOf('en')('app:act.language'),
  wordsOf('en')('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

const look = (desk: ConsolePage, name: string): Promise<void> => looksFlawless(desk, name, DATA)

const made = new Map<string, string>()

/** As it is before the link: no system, an agency that stands for the other side. The administrator stays signed in. */
async function prepare(seat: Seat, code: string, name: string): Promise<string> {
  await signInAt(seat, OFFICERS.admin)
  for (const { id } of (await gateway(seat, { order: 'list' })).gateways ?? [])
    await gateway(seat, { order: 'remove', gateway: id, reason: 'tried again' })
  const fields = { code, name, nameEn: name, kind: 'commandCentre', division: null, parent: null }
  const id = made.get(name) ?? (await ask(seat.folder, 'admin', { order: { order: 'saveAgency', fields } })).id
  made.set(name, id)
  return id
}

async function gateway(seat: Seat, order: GatewayOrderInput) {
  return ask(seat.folder, 'gateways', { order })
}

function setting(desk: ConsolePage, name: string) {
  return desk.page.getByRole('dialog').getByRole('combobox', { name: desk.say(`gateways:link.${name}`), exact: true })
}

/** Fills in the form of a link up to its agencies, as far as it may be seen in both languages. */
async function openForm(desk: ConsolePage, address: string): Promise<void> {
  await desk.button('systems:add').click()
  const dialog = desk.page.getByRole('dialog', { name: exactly(desk.say('systems:setup.title')) })
  await choose(dialog.getByRole('combobox', { name: desk.say('systems:setup.kind') }), desk.say('gateways:kinds.link'))
  await dialog.getByRole('textbox', { name: desk.say('systems:setup.name') }).fill(LINK)
  await dialog.getByRole('textbox', { name: desk.say('gateways:link.address'), exact: true }).fill(address)
  for (const kind of ['attachment', 'directive']) {
    await setting(desk, 'give').click()
    await openOptions(desk.page)
      .filter({ hasText: exactly(desk.say(`gateways:values.${kind}`)) })
      .click()
    await desk.page.keyboard.press('Escape')
  }
  await dialog.getByRole('button', { name: exactly(desk.say('systems:save')) }).click()
  await dialog.getByText(desk.say('gateways:link.counterpart_problem'), { exact: true }).waitFor()
}

/** What flows over the link, as its page tells; the drawer of the link stands open. */
async function lookAtState(desk: ConsolePage): Promise<void> {
  const drawer = desk.page.getByRole('dialog', { name: LINK })
  await drawer.getByRole('tab', { name: exactly(desk.say('systems:part.link')) }).click()
  await drawer.getByText(desk.say('systems:link.linked'), { exact: true }).waitFor()
  await drawer.getByText(desk.say('systems:link.withReceipts')).waitFor()
  await look(desk, 'link-state')
}

async function closeDrawer(desk: ConsolePage): Promise<void> {
  const drawer = desk.page.getByRole('dialog', { name: LINK })
  await drawer
    .getByRole('button', { name: exactly(desk.say('systems:close')) })
    .first()
    .click()
  await drawer.waitFor({ state: 'hidden' })
}

test(
  '[LK-17] an officer at the county signs for and completes a directive of the province, and the province sees it',
  { timeout: LIMIT_MS },
  async () => {
    const [provinceSeat] = upper().seats
    const [countySeat] = lower().seats
    await prepare(provinceSeat, 'MHX', COUNTY)
    await provinceSeat.signOut()
    const province = await openConsole(pages, provinceSeat)
    await province.signIn(OFFICERS.admin)
    const address = `http://127.0.0.1:${upper().server.port}`

    // The form asks for the agency only once directives are chosen, in either language.
    await province.openView('systems')
    const inEnglish = await province.switchLanguage()
    await openForm(inEnglish, address)
    await setting(inEnglish, 'counterpart').scrollIntoViewIfNeeded()
    await look(inEnglish, 'link-form')
    await inEnglish.page.keyboard.press('Escape')
    await inEnglish.page.getByRole('dialog').waitFor({ state: 'hidden' })
    await inEnglish.switchLanguage()
    await openForm(province, address)
    await setting(province, 'counterpart').scrollIntoViewIfNeeded()
    await look(province, 'link-form')
    await choose(setting(province, 'counterpart'), COUNTY)
    await province.page
      .getByRole('dialog')
      .getByRole('button', { name: exactly(province.say('systems:save')) })
      .click()
    const row = province.page.getByRole('row').filter({ hasText: LINK })
    await row.waitFor()

    // The county accepts.
    const { gateways = [] } = await gateway(provinceSeat, { order: 'list' })
    const invites = gateways.find(({ name }) => name === LINK)?.id ?? ''
    const asked = await gateway(provinceSeat, { order: 'ask', gateway: invites, question: 'invitation', input: null })
    const counterpart = await prepare(countySeat, 'FJT', PROVINCE)
    const kinds = ['incident', 'alert', 'alertLink', 'attachment', 'directive']
    await gateway(countySeat, {
      order: 'save',
      ...{ kind: 'link', name: PROVINCE, agency: CENTRE, space: SPACE },
      settings: { side: 'accept', invitation: asked.told ?? '', give: kinds, take: kinds, counterpart },
    })
    await countySeat.signOut()
    await lookAtState(province)
    await closeDrawer(province)
    const readInEnglish = await province.switchLanguage()
    await row.getByRole('button', { name: LINK }).click()
    await lookAtState(readInEnglish)
    await closeDrawer(readInEnglish)
    await readInEnglish.switchLanguage()

    // The province orders, the county deals with it.
    await province.openView('directives')
    await province.button('directives:new').click()
    const field = (key: string) => province.page.getByLabel(province.say(key), { exact: true })
    await field('directives:form.title').fill(TITLE)
    await field('directives:form.text').fill(TEXT)
    await field('directives:form.due').fill('+60')
    await field('directives:form.receivers').fill('闽侯')
    await province.page.keyboard.press('Enter')
    await province.page.keyboard.press('Escape')
    await field('directives:form.title').focus()
    await province.page.keyboard.press('Control+Enter')
    const says = (desk: ConsolePage, state: string) =>
      desk.page
        .getByRole('table')
        .getByText(desk.say(`directives:state.${state}`), { exact: true })
        .waitFor()
    await says(province, 'delivered')
    const county = await openConsole(pages, countySeat, { language: 'en', screen: 'small' })
    await county.signIn(OFFICERS.chen)
    await county.openView('directives')
    await county.page.getByRole('button', { name: TITLE }).click()
    await county.page.getByRole('article', { name: TITLE }).waitFor()
    await county.says('directives:cameByLink')
    await look(county, 'linked-directive')
    await look(await county.switchLanguage(), 'linked-directive')
    await county.in('zh-CN').switchLanguage()
    await county.button('directives:sign').click()
    await says(province, 'signed')
    await county.button('directives:complete').click()
    await county.page.getByRole('textbox', { name: county.say('directives:completeText') }).fill(DONE)
    await county.page.keyboard.press('Control+Enter')
    await says(province, 'completed')
    await province.page.getByRole('table').getByText(DONE).waitFor()
    await province.says('directives:answersByLink')
    await look(province, 'linked-receipt')
    await look(await province.switchLanguage(), 'linked-receipt')
  },
)
