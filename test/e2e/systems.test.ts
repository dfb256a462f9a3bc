// Linked systems from the setup form to silence: ships over a real socket onto the map and into the lists, a broken message in
// quarantine, pause and resume, the notice when nothing is heard any more; everyone sees it, administrators change it.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { fromHex } from '../../shared/base/bytes.ts'
import { encodePosition, encodeVoyage, sentencesOf } from '../../shared/interop/ais/encode.ts'
import { END, writeFrame } from '../../shared/interop/sl651/frame.ts'
import type { GatewayView } from '../../shared/sync/gateway-protocol.ts'
import { PATIENCE_MS, SCREENS, usePages } from '../support/browser.ts'
import { scratchFolder } from '../support/scratch.ts'
import { said, takClient } from '../support/tak-client.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { ask } from './support/rpc.ts'
import { SPACE, signInAt } from './support/scene.ts'
import { exactly, wordsOf } from './support/words.ts'
import type { Seat } from './support/world.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()
const LIMIT_MS = 240_000
const AIS = 'Coast AIS 沿海船舶'
const RAIN = 'Water stations 水文遥测'
const STORM = 'Storm tracks 台风路径'
const TAK = 'Field TAK 现场终端'
const DATA = [
  ...[AIS, RAIN, STORM, TAK, '甲席', '福建省应急指挥中心', '福建省态势', '桥头水位站', '杜苏芮', '集结点', '救援一组'],
  ...['6 fields', 'HAI XUN 06', 'MIN FU YU 3'],
  wordsOf('en')('app:act.language'),
  wordsOf('en')('app:languageShort'),
  ...Object.values(OFFICERS).map(({ displayName }) => displayName),
]

/** Words, axe and pictures of what is on the screen now; axe waits until everything has come to rest. */
async function look(desk: ConsolePage, name: string, isFirst = true): Promise<void> {
  const found = {
    strange: strangers(await wordsOn(desk.page), desk.language, DATA),
    serious: isFirst ? await seriousFindings(desk.page) : [],
  }
  for (const [size, screen] of [
    ['1920', SCREENS.wide],
    ['1366', SCREENS.small],
  ] as const) {
    await desk.page.setViewportSize(screen)
    await desk.keepPicture(`${name}-${desk.language}-${size}`)
  }
  await desk.page.setViewportSize(SCREENS.wide)
  expect(found, `${name} ${desk.language}`).toEqual({ strange: [], serious: [] })
}

async function gateways(seat: Seat): Promise<readonly GatewayView[]> {
  return (await ask(seat.folder, 'gateways', { order: { order: 'list' } })).gateways ?? []
}

/** Nothing is linked: a test that is tried again begins as it did. */
async function removeAll(seat: Seat): Promise<void> {
  await signInAt(seat, OFFICERS.admin)
  for (const { id } of await gateways(seat))
    await ask(seat.folder, 'gateways', { order: { order: 'remove', gateway: id, reason: 'tried again' } })
  await seat.signOut()
}

/** The port a gateway listens at, once it does. */
function portOf(seat: Seat, name: string): Promise<number> {
  return vi.waitFor(
    async () => {
      const [address] = (await gateways(seat)).find((one) => one.name === name)?.listens ?? []
      expect(address, name).toBeDefined()
      return Number(new URL(address ?? '').port)
    },
    { timeout: PATIENCE_MS },
  )
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

function ship(mmsi: string, name: string, latitude: number, longitude: number, course: number): string {
  const size = { toBow: 60, toStern: 40, toPort: 8, toStarboard: 8 }
  const voyage = {
    mmsi,
    imo: 9_000_001,
    callSign: 'BABC',
    name,
    shipType: 70,
    ...size,
    draught: 5,
    destination: 'MAWEI',
  }
  return [
    ...sentencesOf(encodeVoyage(voyage), { sequence: 4 }),
    ...sentencesOf(encodePosition({ mmsi, latitude, longitude, status: 0, speedKnots: 11, course })),
  ].join('')
}

const bytes = (hex: string): Uint8Array => fromHex(hex.replaceAll(/\s/g, '')) ?? new Uint8Array()

/** A river level now, as a water station reports it. */
function level(metres: number, serial: number): Uint8Array {
  const observed = new Date(Date.now() + 8 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(2, 12)
  const digits = String(Math.round(metres * 1_000)).padStart(8, '0')
  const station = '0012345678'
  const hex = `${serial.toString(16).padStart(4, '0')} ${observed}05 F1F1 ${station} 48 F0F0 ${observed} 3923${digits}`
  const plain = { isDown: false, centre: 1, station, password: '1234', code: 0x32, end: END.etx, part: null }
  return writeFrame({ ...plain, body: bytes(hex) })
}

/** Sets a system up by an order, as a test finds it; what is tested is set up by the form. */
async function save(seat: Seat, kind: string, name: string, settings: object): Promise<void> {
  const order = { order: 'save' as const, kind, name, agency: CENTRE, space: SPACE, settings: settings as never }
  await ask(seat.folder, 'gateways', { order })
}

test(
  'a system set up by the form: ships on the map and in the list, a broken sentence in quarantine, paused and resumed',
  async () => {
    const [a] = world().seats
    await removeAll(a)
    let desk = await openConsole(pages, a)
    await desk.signIn(OFFICERS.admin)
    await desk.openView('systems')
    const { page } = desk
    await desk.says('systems:none')
    await look(desk, 'systems-empty')

    // The form refuses what is missing beside its field, and says what it sets up.
    await desk.button('systems:add').click()
    const dialog = page.getByRole('dialog', { name: exactly(desk.say('systems:setup.title')) })
    await dialog.getByRole('combobox', { name: desk.say('systems:setup.kind') }).click()
    await page.getByTitle(desk.say('gateways:kinds.ais'), { exact: true }).click()
    await dialog.getByText(desk.say('gateways:about.ais')).waitFor()
    await dialog.getByRole('button', { name: exactly(desk.say('systems:save')) }).click()
    await dialog.getByText(desk.say('systems:setup.required')).first().waitFor()
    await look(desk, 'systems-setup')
    await dialog.getByRole('textbox', { name: desk.say('systems:setup.name') }).fill(AIS)
    await dialog.getByRole('combobox', { name: desk.say('gateways:ais.mode') }).click()
    await page.getByTitle(desk.say('gateways:values.server'), { exact: true }).click()
    await dialog.getByRole('spinbutton', { name: desk.say('gateways:common.port') }).fill('0')
    await dialog.getByRole('button', { name: exactly(desk.say('systems:save')) }).click()
    const row = page.getByRole('row').filter({ hasText: AIS })
    await row.getByText(desk.say('systems:health.idle')).waitFor()
    await dialog.waitFor({ state: 'hidden' })

    // Ships over a real socket: counted in the list, drawn on the map.
    const socket = await dial(await portOf(a, AIS))
    socket.write(ship('412000001', 'HAI XUN 06', 25.4, 120.1, 45) + ship('412000002', 'MIN FU YU 3', 24.6, 119.4, 200))
    await row.getByText(desk.say('systems:health.running')).waitFor()
    const drawer = page.getByRole('dialog', { name: AIS })
    await drawer.getByText(desk.say('systems:troubleNone')).waitFor()
    await look(desk, 'systems-detail')

    // A broken sentence is kept as it came, can be looked at, and discarded.
    socket.write('!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*00\r\n')
    await drawer.getByRole('tab', { name: desk.say('systems:part.quarantine', { count: 0 }).slice(0, 3) }).click()
    await vi.waitFor(
      async () => {
        await desk.button('systems:refresh').click({ force: true })
        await drawer
          .getByRole('button', { name: exactly(desk.say('systems:quarantine.view')) })
          .first()
          .waitFor({ timeout: 2_000 })
      },
      { timeout: PATIENCE_MS },
    )
    await drawer
      .getByRole('button', { name: exactly(desk.say('systems:quarantine.view')) })
      .first()
      .click()
    const original = page.getByRole('dialog', { name: desk.say('common:original.title', { name: '' }).trim() })
    await vi.waitFor(async () => expect(await original.getByRole('textbox').inputValue()).toContain('!AIVDM'))
    await look(desk, 'systems-original')
    await original.getByRole('button', { name: exactly(desk.say('systems:close')) }).click()
    await original.waitFor({ state: 'hidden' })
    await drawer
      .getByRole('button', { name: exactly(desk.say('systems:quarantine.drop')) })
      .first()
      .click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: /OK|确\s?定/ })
      .click()
    await drawer.getByText(desk.say('systems:quarantine.none')).waitFor()

    // A message tried by hand is told and written nowhere.
    await drawer.getByRole('tab', { name: exactly(desk.say('systems:part.test')) }).click()
    await drawer
      .getByRole('textbox', { name: desk.say('systems:test.message') })
      .fill(
        sentencesOf(
          encodePosition({ mmsi: '412000009', latitude: 25, longitude: 119, status: 0, speedKnots: 1, course: 0 }),
        ).join(''),
      )
    await drawer.getByRole('button', { name: exactly(desk.say('systems:test.run')) }).click()
    await drawer.getByText(desk.say('systems:test.result')).waitFor()
    await look(desk, 'systems-test')

    await drawer.getByRole('button', { name: exactly(desk.say('systems:pause')) }).click()
    await row.getByText(desk.say('systems:health.paused')).waitFor()
    await drawer.getByRole('button', { name: exactly(desk.say('systems:resume')) }).click()
    await row.getByText(desk.say('systems:health.running')).waitFor()
    await drawer
      .getByRole('button', { name: exactly(desk.say('systems:close')) })
      .first()
      .click()
    await drawer.waitFor({ state: 'hidden' })
    await page.getByText(desk.say('systems:tab.catalogue'), { exact: true }).click()
    await page.getByText(desk.say('gateways:format.ais')).waitFor()
    await look(desk, 'systems-catalogue')
    // What was said in one language goes before the other comes.
    await page.getByText(desk.say('systems:resumed', { name: AIS })).waitFor({ state: 'hidden' })
    desk = await desk.switchLanguage()
    await look(desk, 'systems-catalogue', false)
  },
  LIMIT_MS,
)

test(
  'on the map: ships, a water level in danger, a storm, a mark; the list of units; and silence as an event of the desk',
  async () => {
    const [a, b] = world().seats
    await removeAll(a)
    await signInAt(a, OFFICERS.admin)
    const file = join(scratchFolder(), 'storms.json')
    const issued = new Date(Date.now() - 3_600_000).toISOString()
    const fix = (hours: number, lon: number, lat: number, windMs: number) => ({
      ...{ at: new Date(Date.parse(issued) + hours * 3_600_000).toISOString(), lon, lat, windMs },
    })
    const storm = {
      ...{ number: '2305', name: '杜苏芮', issuedAt: issued },
      fixes: [
        fix(-12, 120.9, 21.4, 52),
        fix(-6, 120.1, 22.2, 50),
        { ...fix(0, 119.4, 23.1, 48), radiiKm: { '7': 260, '10': 120, '12': 60 } },
      ],
      forecasts: [{ by: 'CMA', fixes: [fix(12, 118.6, 24.9, 42), fix(24, 117.4, 27, 28)] }],
    }
    writeFileSync(file, JSON.stringify({ storms: [storm] }))
    await save(a, 'storm', STORM, { file, everyMinutes: 0.05 })
    await save(a, 'sl651', RAIN, {
      port: 0,
      stations: [{ station: '12345678', name: '桥头水位站', latitude: 26.1, longitude: 119.3 }],
      thresholds: [{ sensor: '12345678', quantity: 'level', attention: 4, danger: 5, margin: 0.2 }],
      silentAfterMinutes: 0.1,
    })
    await save(a, 'cot', TAK, { port: 0 })
    await save(a, 'ais', AIS, { mode: 'server', port: 0 })
    const radio = await dial(await portOf(a, AIS))
    radio.write(ship('412000001', 'HAI XUN 06', 25.4, 120.1, 45) + ship('412000002', 'MIN FU YU 3', 24.6, 119.4, 200))
    const river = await dial(await portOf(a, RAIN))
    for (const [serial, metres] of [3.1, 3.9, 4.6, 5.4].entries()) river.write(level(metres, serial + 1))
    const field = takClient({ port: await portOf(a, TAK) })
    field.say(said({ uid: 'T1', type: 'a-f-G-U-C', callsign: '救援一组', lat: 25.9, lon: 118.4 }))
    field.say(said({ uid: 'M1', type: 'b-m-p-s-m', how: 'h-g-i-g-o', callsign: '集结点', lat: 26.3, lon: 118.2 }))

    // Everyone sees; this officer may only look.
    let desk = await openConsole(pages, b, { language: 'en' })
    await desk.signIn(OFFICERS.viewer)
    await expect.poll(() => drawn(desk, 'units'), { timeout: PATIENCE_MS }).toBe('3')
    await expect.poll(() => drawn(desk, 'readings'), { timeout: PATIENCE_MS }).toBe('1')
    await expect.poll(() => drawn(desk, 'features'), { timeout: PATIENCE_MS }).toBe('2')
    // Nothing more comes of the water station: its value grows old by itself.
    await expect.poll(() => drawn(desk, 'oldReadings'), { timeout: PATIENCE_MS }).toBe('1')
    await look(desk, 'systems-map')
    await desk.page.getByRole('button', { name: exactly(desk.say('systems:map.layer')) }).click()
    await desk.button('systems:map.units').click()
    const list = desk.page.getByRole('region', { name: desk.say('systems:units.title'), exact: true })
    await list.getByText(desk.say('systems:units.count', { count: 3 })).waitFor()
    await list.getByRole('textbox').fill('xun')
    await list.getByRole('textbox').press('ArrowDown')
    await desk.page.keyboard.press('Enter')
    const chosen = desk.page.getByRole('region', { name: desk.say('systems:units.chosen'), exact: true })
    await chosen.getByText('HAI XUN 06').waitFor()
    await desk.page.getByRole('button', { name: exactly(desk.say('map:legend')) }).click()
    await look(desk, 'systems-units')
    await desk.page.getByRole('button', { name: exactly(desk.say('map:legend')) }).click()

    // Nothing more from the water station: the bar counts it, the notice centre tells it, the handover hands it over.
    await desk.bar.getByRole('button', { name: new RegExp(desk.say('systems:bar.lost', { count: 1 })) }).click()
    const quiet = desk.page.getByRole('row').filter({ hasText: RAIN })
    await quiet.getByText(desk.say('systems:health.silent')).waitFor()
    await desk.isDisabled(desk.button('systems:add'))
    await look(desk, 'systems-list')
    desk = await desk.switchLanguage()
    await look(desk, 'systems-list', false)
    await quiet.getByRole('button').click()
    await desk.page.getByRole('dialog', { name: RAIN }).getByText(desk.say('systems:onlyAdministrators')).waitFor()
    await look(desk, 'systems-silent')
    await desk.page.keyboard.press('Escape')
    await desk.openView('notices')
    await desk.page.getByText(desk.say('systems:notice.silent', { name: RAIN })).waitFor()
    await desk.page.getByText(new RegExp(`桥头水位站.*${desk.say('systems:map.danger')}`)).waitFor()
    await look(desk, 'systems-notices')
  },
  LIMIT_MS,
)

/** What a layer of the map says it has drawn. */
function drawn(desk: ConsolePage, what: 'units' | 'readings' | 'features' | 'oldReadings'): Promise<string | null> {
  return desk.page.evaluate(
    ([name, attribute]) => document.querySelector<HTMLElement>(`canvas[data-${attribute}]`)?.dataset[name] ?? null,
    [what, what === 'oldReadings' ? 'old-readings' : what] as const,
  )
}
