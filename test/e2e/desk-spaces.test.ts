// An office in two live spaces: the board, the inbox and their badges cover both, each line names its space and opens there; the
// shift is handed over once, and what is of the space of chosen agencies stays in it.
import { expect, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { Json } from '../../shared/base/json.ts'
import type { CommandInput, CommandName } from '../../shared/commands/commands.ts'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { atRest, badgeIsList, Directives, goTo, Handovers, relieve } from './support/duty-pages.ts'
import { seriousFindings } from './support/reading.ts'
import { Reports } from './support/report-page.ts'
import { ask, rowsOf, statusIs } from './support/rpc.ts'
import { SPACE, signInAt } from './support/scene.ts'
import type { Seat } from './support/world.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const { admin, chen, lin } = OFFICERS
const FEW = { id: 'few', name: '专项一', nameEn: 'Special one' }
const DRILL = { id: 'drill', name: '桌面推演', nameEn: 'Tabletop' }
const REGION = '全省态势'
const OPEN = '马尾仓库起火'
const SECRET = '某单位失泄密'
const [ORDER, SECRET_ORDER] = ['疏散下风向居民', '限时核查涉密载体']

async function runIn<Name extends CommandName>(seat: Seat, space: string, command: Name, input: CommandInput<Name>) {
  const callId = crypto.randomUUID()
  return (await ask(seat.folder, 'run', { space, command, input: input as Json, callId })).id
}

/** An accident, so that order 493 starts two clocks, and an order to our own agency, in each space. */
async function work(seat: Seat): Promise<void> {
  for (const [space, title, order] of [
    [SPACE, OPEN, ORDER],
    [FEW.id, SECRET, SECRET_ORDER],
  ] as const) {
    await runIn(seat, space, 'reportIncident', { title, category: '12G00', level: 3 })
    const receivers = [{ agency: CENTRE }]
    const words = { type: 'instruction', title: order, text: order, priority: 'urgent' } as const
    await runIn(seat, space, 'issueDirective', { incident: null, ...words, receivers })
  }
}

test('[FI-12] [CM-37] board, inbox and handover of an office in two live spaces, and the wall around one of them', async () => {
  const [seat] = world().seats
  await signInAt(seat, admin)
  const made: readonly (readonly [typeof FEW, string, string | string[]])[] = [
    [FEW, 'live', [CENTRE]],
    [DRILL, 'exercise', '*'],
  ]
  for (const [{ id, ...names }, kind, members] of made) {
    await ask(seat.folder, 'admin', { order: { order: 'saveSpace', space: id, fields: { ...names, kind, members } } })
    // A station that gets a space links anew.
    await statusIs(seat.folder, ({ link, spaces }) => link === 'linked' && spaces.some((space) => space.id === id))
  }
  await seat.signOut()
  await signInAt(seat, lin)
  await work(seat)
  await seat.signOut()
  const desk = await openConsole(pages, seat)
  await desk.signIn(chen)
  await desk.incidents.listed(OPEN).waitFor()

  // Two deadlines in each space: badge and board count all four, and a line of the other space opens there.
  await goTo(desk, 'reports')
  const reports = new Reports(desk)
  const running = desk.say('reports:countWords', { late: 0, running: 4 })
  await badgeIsList(desk, running, reports.clocks(OPEN).or(reports.clocks(SECRET)), 4)
  const foreign = reports.clocks(SECRET).first()
  await foreign.getByText(FEW.name, { exact: true }).waitFor()
  await atRest(desk)
  await desk.keepPicture('desk-spaces-board-zh')
  await foreign.getByRole('button', { name: desk.say('reports:report') }).click()
  await reports.series.getByText(SECRET).first().waitFor()
  await desk.page.getByText(desk.say('app:restrictedSpace'), { exact: true }).waitFor()

  // The same of what is to be signed for, now that the other space is shown.
  await goTo(desk, 'directives')
  const inbox = new Directives(desk)
  await badgeIsList(desk, desk.say('directives:count', { count: 2 }), inbox.lines('unsigned'), 2)
  await desk.keepPicture('desk-spaces-inbox-zh')
  await inbox.open(ORDER)
  expect(await desk.page.getByText(desk.say('app:restrictedSpace'), { exact: true }).count()).toBe(0)
  await inbox.signFor()
  await badgeIsList(desk, desk.say('directives:count', { count: 1 }), inbox.lines('unsigned'), 1)

  // The shift is handed over once, space by space.
  await goTo(desk, 'handover')
  const handover = new Handovers(desk)
  await handover.begin(lin, '盯住复燃')
  for (const name of [FEW.name, REGION])
    await handover.record
      .getByRole('region', { name, exact: true })
      .getByText(/限时核查|马尾仓库/)
      .first()
      .waitFor()
  expect(await seriousFindings(desk.page)).toEqual([])
  await handover.sign('give')
  // Whoever goes on to an exercise is told that it is not taken yet, and one click leads back.
  await desk.page.getByRole('combobox', { name: desk.say('app:space') }).click()
  await desk.page.getByText(`${DRILL.name} · `, { exact: false }).last().click()
  const left = desk.bar.getByRole('button', { name: desk.say('handover:barLeft', { name: REGION, count: 1 }) })
  await left.waitFor()
  expect(await handover.list.count()).toBe(0)
  await left.click()
  await badgeIsList(desk, desk.say('handover:bar', { count: 1 }), handover.list, 1)
  await desk.keepPicture('desk-spaces-handover-zh')
  const en = await openConsole(pages, seat, { language: 'en', screen: 'small' })
  for (const view of ['handover', 'directives', 'reports', 'roster']) {
    await goTo(en, view)
    await en.page.getByText(FEW.nameEn).or(en.page.getByRole('table')).first().waitFor()
    expect(await seriousFindings(en.page)).toEqual([])
    await en.keepPicture(`desk-spaces-${view}-en`)
  }
  await en.page.close()
  await relieve(desk, chen, lin)
  await goTo(desk, 'handover')
  await handover.record.getByRole('button', { name: SECRET_ORDER, exact: true }).first().click()
  await desk.page.getByRole('article', { name: SECRET_ORDER }).waitFor()
  await desk.page.getByText(desk.say('app:restrictedSpace'), { exact: true }).waitFor()
  await goTo(desk, 'handover')
  await handover.sign('take')
  const unsettled = desk.page
    .getByRole('navigation', { name: desk.say('app:views') })
    .getByTitle(desk.say('handover:bar', { count: 1 }))
  await unsettled.first().waitFor({ state: 'detached' })

  // Each space holds its own part, signed by both; nothing of the walled space stands in what everybody has.
  const parts = await Promise.all(
    [SPACE, FEW.id].map(async (space) => {
      const question = {
        space,
        kind: 'handover',
        filter: {},
        sort: 'at',
        descending: true,
        offset: 0,
        limit: 10,
      } as const
      const rows = await rowsOf(seat.folder, 'items', question)
      return { signed: rows.map(({ fields: of }) => of['incomingSigned'] !== undefined), words: JSON.stringify(rows) }
    }),
  )
  expect(parts.map(({ signed }) => signed)).toEqual([[true], [true]])
  expect(parts.map(({ words }) => [OPEN, SECRET, SECRET_ORDER].map((title) => words.includes(title)))).toEqual([
    [true, false, false],
    [false, true, true],
  ])
}, 120_000)
