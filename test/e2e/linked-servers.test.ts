// Two servers linked by their administrators at two consoles, all by the forms: invitation, acceptance, what is given and got,
// pausing and going on, ending; and what an officer sees of it who administers nothing. Looked at in both languages.
import { expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { choose } from './support/controls.ts'
import { looksFlawless } from './support/flawless.ts'
import { ask } from './support/rpc.ts'
import { signInAt } from './support/scene.ts'
import { exactly, wordsOf } from './support/words.ts'
import type { Seat } from './support/world.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const upper = useWorld({ seats: ['省席'] })
const lower = useWorld({ seats: ['县席'] })
const pages = usePages()
const LIMIT_MS = 300_000

const COUNTY = '闽侯县 Minhou'
const PROVINCE = '福建省 Fujian'
const DATA = [
  ...[COUNTY, PROVINCE, '省席', '县席', '全省态势', '福建省应急指挥中心', '福建省态势', '中文', '烽燧'],
  wordsOf('en')('app:act.language'),
  wordsOf('en')('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

const look = (desk: ConsolePage, name: string): Promise<void> => looksFlawless(desk, name, DATA)

/** Nothing is linked: a test that is tried again begins as it did. */
async function nothingLinked(seat: Seat): Promise<void> {
  await signInAt(seat, OFFICERS.admin)
  const { gateways = [] } = await ask(seat.folder, 'gateways', { order: { order: 'list' } })
  for (const { id } of gateways)
    await ask(seat.folder, 'gateways', { order: { order: 'remove', gateway: id, reason: 'tried again' } })
  await seat.signOut()
}

async function administrator(seat: Seat): Promise<ConsolePage> {
  await nothingLinked(seat)
  const desk = await openConsole(pages, seat)
  await desk.signIn(OFFICERS.admin)
  await desk.openView('systems')
  return desk
}

/** The form of a new link with its name; the caller fills in what its side needs, and saves. */
async function newLink(desk: ConsolePage, name: string) {
  await desk.button('systems:add').click()
  const dialog = desk.page.getByRole('dialog', { name: exactly(desk.say('systems:setup.title')) })
  await choose(dialog.getByRole('combobox', { name: desk.say('systems:setup.kind') }), desk.say('gateways:kinds.link'))
  await dialog.getByRole('textbox', { name: desk.say('systems:setup.name') }).fill(name)
  return {
    dialog,
    async save(): Promise<void> {
      await dialog.getByRole('button', { name: exactly(desk.say('systems:save')) }).click()
      await dialog.waitFor({ state: 'hidden' })
    },
  }
}

/** The drawer of a link that stands open. */
const drawerOf = (desk: ConsolePage, name: string) => desk.page.getByRole('dialog', { name })

async function openLinkPart(desk: ConsolePage, name: string): Promise<void> {
  await drawerOf(desk, name)
    .getByRole('tab', { name: exactly(desk.say('systems:part.link')) })
    .click()
}

const says = (desk: ConsolePage, name: string, key: string) =>
  drawerOf(desk, name).getByText(desk.say(key), { exact: true }).waitFor()

test(
  '[LK-1] [LK-5] [LK-12] two administrators invite, accept, pause, go on and end by the forms; an officer sees state and terms',
  { timeout: LIMIT_MS },
  async () => {
    const [provinceSeat] = upper().seats
    const [countySeat] = lower().seats
    const province = await administrator(provinceSeat)
    const county = await administrator(countySeat)

    // The upper side invites.
    const inviting = await newLink(province, COUNTY)
    await inviting.dialog
      .getByRole('textbox', { name: province.say('gateways:link.address'), exact: true })
      .fill(`http://127.0.0.1:${upper().server.port}`)
    await inviting.save()
    await openLinkPart(province, COUNTY)
    await says(province, COUNTY, 'systems:link.notJoined')
    await province.button('systems:link.invite').click()
    const told = drawerOf(province, COUNTY).getByRole('textbox', { name: province.say('systems:link.invited') })
    const invitation = await told.inputValue()
    expect(invitation).toMatch(/^fengsui-link-1\.[0-9a-f]+$/)

    // The lower side accepts, and gives no alerts.
    const accepting = await newLink(county, PROVINCE)
    await choose(
      accepting.dialog.getByRole('combobox', { name: county.say('gateways:link.side'), exact: true }),
      county.say('gateways:values.accept'),
    )
    await accepting.dialog.getByLabel(county.say('gateways:link.invitation'), { exact: true }).fill(invitation)
    await accepting.save()
    await openLinkPart(county, PROVINCE)
    await says(county, PROVINCE, 'systems:link.linked')
    await says(province, COUNTY, 'systems:link.linked')
    // Each sees what it gives and gets, the terms of both sides, and the same code.
    for (const key of ['gives', 'takes', 'termsHere', 'termsThere']) {
      await says(province, COUNTY, `systems:link.${key}`)
      await says(county, PROVINCE, `systems:link.${key}`)
    }
    await look(county, 'link-agreed')

    // Paused above, the lower side says why; going on loses nothing.
    await drawerOf(province, COUNTY)
      .getByRole('button', { name: exactly(province.say('systems:pause')) })
      .click()
    await says(county, PROVINCE, 'systems:link.unlinked')
    await drawerOf(province, COUNTY)
      .getByRole('button', { name: exactly(province.say('systems:resume')) })
      .click()
    await says(county, PROVINCE, 'systems:link.linked')

    // An officer on duty sees the same and can change nothing.
    await county.page.context().close()
    await countySeat.signOut()
    const duty = await openConsole(pages, countySeat, { language: 'en' })
    await duty.signIn(OFFICERS.chen)
    await duty.openView('systems')
    await duty.page.getByRole('button', { name: PROVINCE }).click()
    await says(duty, PROVINCE, 'systems:link.linked')
    await says(duty, PROVINCE, 'systems:link.termsThere')
    expect(await drawerOf(duty, PROVINCE).getByText(duty.say('systems:link.end'), { exact: true }).count()).toBe(0)
    expect(await drawerOf(duty, PROVINCE).getByText(duty.say('systems:link.invite'), { exact: true }).count()).toBe(0)
    await look(duty, 'link-seen')

    // The upper side ends it: both say so.
    await openLinkPart(province, COUNTY)
    await province.button('systems:link.end').click()
    await province.page
      .getByRole('tooltip')
      .getByRole('button', { name: exactly('确定') })
      .click()
    await says(province, COUNTY, 'systems:link.cutOff')
    await says(duty, PROVINCE, 'systems:link.unlinked')
    await look(province, 'link-ended')
  },
)
