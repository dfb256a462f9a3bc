// What a newcomer is promised by docs/guide/{zh,en}/set-up.md: a server and two workstations from nothing, by what the programs
// print and the windows say. Its pictures are those of that page, named guide-setup-….
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { Administration } from './support/administration-page.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { choose } from './support/controls.ts'
import { atRest, firstSignIn } from './support/duty-pages.ts'
import type { Language } from './support/words.ts'
import { exactly } from './support/words.ts'
import { Runner, Seat } from './support/world.ts'

const pages = usePages()
const OWN = 'a password of my own'

interface People {
  readonly language: Language
  readonly agency: string
  readonly stations: readonly [string, string]
  readonly officer: { readonly name: string; readonly displayName: string }
}

async function keep(desk: ConsolePage, name: string): Promise<void> {
  await atRest(desk)
  await desk.keepPicture(`guide-setup-${name}-${desk.language === 'en' ? 'en' : 'zh'}`)
}

/** A station that knows the server's address and has not joined. */
async function newStation(base: string, name: string, server: string): Promise<Seat> {
  const runner = new Runner('station/bin/node.ts', join(base, name), ['--server', server, '--name', name])
  onTestFinished(() => runner.stop())
  await runner.start()
  return new Seat(name, runner)
}

/** Joins in its own window, with the code. */
async function joinBy(desk: ConsolePage, code: string, picture?: string): Promise<void> {
  await desk.says('app:signIn.unjoined')
  await desk.button('app:signIn.joinHint').click()
  await desk.settings.getByLabel(desk.say('app:set.code'), { exact: true }).fill(code)
  if (picture !== undefined) await keep(desk, picture)
  await desk.settings.getByRole('button', { name: exactly(desk.say('app:set.join')) }).click()
  await desk.says('app:set.joined')
  await desk.closeSettings()
}

test.each<People>([
  {
    language: 'zh-CN',
    agency: 'FJYJ 福建省应急指挥中心',
    stations: ['甲席', '乙席'],
    officer: { name: 'wumin', displayName: '吴敏' },
  },
  {
    language: 'en',
    agency: 'FJYJ Fujian Provincial Emergency Command Centre',
    stations: ['Seat A', 'Seat B'],
    officer: { name: 'wumin', displayName: 'Wu Min' },
  },
])(
  '$language: a server, a first station, officers, a second station',
  async ({ language, agency, stations, officer }) => {
    const base = mkdtempSync(join(tmpdir(), 'fengsui-e2e-setup-'))
    onTestFinished(() => rmSync(base, { recursive: true, force: true, maxRetries: 5 }))
    const server = new Runner('server/bin/server.ts', join(base, 'server'), [])
    onTestFinished(() => server.stop())
    const address = await server.start()
    const oneTime = (await server.program.said(/One-time password of admin: (\S+)/))[1] ?? ''
    const code = (await server.program.said(/Join code of the first station .*: (\S+)/))[1] ?? ''

    // The first station joins with what the server printed; the administrator takes a password of their own.
    const first = await newStation(base, stations[0], address)
    const a = await openConsole(pages, first, { language, screen: 'small' })
    await a.says('app:signIn.unjoined')
    await keep(a, 'unjoined')
    await joinBy(a, code, 'join')
    await firstSignIn(a, { name: 'admin', password: oneTime, displayName: '系统管理员', role: 'administrator' }, OWN)
    await a.isLinked()

    // An officer, and a code for the second station.
    const admin = new Administration(a)
    await admin.open('系统管理员')
    await admin.press(admin.drawer, 'admin:officer.add')
    const form = admin.dialog('admin:officer.addTitle')
    await form.getByLabel(a.say('admin:officer.displayName'), { exact: true }).fill(officer.displayName)
    await form.getByLabel(a.say('admin:officer.name'), { exact: true }).fill(officer.name)
    await choose(form.getByLabel(a.say('admin:officer.agency'), { exact: true }), agency)
    await keep(a, 'officer')
    await form.getByLabel(a.say('admin:officer.name'), { exact: true }).press('Enter')
    const given = a.say('admin:officer.newPasswordFor', { name: officer.displayName })
    const password = await admin.noteSecret(given, a.say('admin:officer.password'))
    await admin.tab('codes')
    await choose(admin.drawer.getByLabel(a.say('admin:code.agency'), { exact: true }), agency)
    await admin.drawer.getByLabel(a.say('admin:code.name'), { exact: true }).fill(stations[1])
    await admin.press(admin.drawer, 'admin:code.make')
    const shown = a.say('admin:code.shown', { name: stations[1] })
    await a.page.getByRole('dialog', { name: shown }).waitFor()
    await keep(a, 'code')
    const joinCode = await admin.noteSecret(shown, a.say('admin:code.code'))

    // The second station, and the officer at it.
    const second = await newStation(base, stations[1], address)
    const b = await openConsole(pages, second, { language, screen: 'small' })
    await joinBy(b, joinCode)
    await firstSignIn(b, { ...officer, password, role: 'dutyOfficer' }, OWN)
    await b.isLinked()
    await keep(b, 'ready')
  },
)
