// When a linked system counts as silent, and what the duty log keeps of it: real sockets, a real server, restarted in between.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { LOG_ENTRY } from '../../../shared/model/log-entry.ts'
import { feedServer } from '../../support/feed-server.ts'
import type { GatewayWorld } from '../../support/gateway-world.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'

const SHIP = '!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\r\n'
const MINUTE_MS = 60_000

function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject)
    onTestFinished(() => void socket.destroy())
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

async function lines(world: GatewayWorld): Promise<readonly string[]> {
  return (await world.records(LOG_ENTRY)).map(({ fields }) => textOf(fields['text']))
}

test('[GW-8] a system that falls silent and is heard again leaves two lines of the log by its gateway, once each, also over a restart', async () => {
  const folder = scratchFolder()
  const world = await gatewayWorld({ folder })
  const gateway = await world.gateway('ais', { mode: 'server', port: 0, silentAfterMinutes: 0.01 }, '沿海船舶')
  const radio = await dial(await gateway.port())
  radio.write(SHIP)
  await gateway.until(({ row }) => row.taken === 1)
  const silent = await world.record(LOG_ENTRY, ({ text }) =>
    textOf(text).startsWith('联网系统失联：沿海船舶，最后收到 '),
  )
  const told = { word: 'systemSilent', values: { name: '沿海船舶', heardMs: expect.any(Number) } }
  expect(silent.fields).toMatchObject({ incident: null, told })
  await world.server.close()
  const again = await gatewayWorld({ folder })
  const [view] = (await again.order({ order: 'list' })).gateways ?? []
  const radioAgain = await dial(Number(new URL(view?.listens[0] ?? '').port))
  radioAgain.write(SHIP)
  await again.record(LOG_ENTRY, ({ text }) =>
    /^联网系统恢复：沿海船舶，\d\d-\d\d \d\d:\d\d 又收到，中断约 /.test(textOf(text)),
  )
  // Silent once more: another line, and the first was not repeated.
  radioAgain.end()
  const count = async (): Promise<number> =>
    (await lines(again)).filter((text) => text.startsWith('联网系统失联')).length
  await vi.waitFor(async () => expect(await count()).toBe(2), { timeout: 15_000, interval: 20 })
  const said = (await lines(again)).filter((text) => text.startsWith('联网系统'))
  expect(said.map((text) => text.slice(0, 6)).toSorted()).toEqual(['联网系统失联', '联网系统失联', '联网系统恢复'])
})

test('[GW-8] what is asked now and then is silent after three times the interval at the earliest; calls and teams when a setting says so', async () => {
  const feeds = await feedServer(() => ({ body: '{"type":"FeatureCollection","features":[]}' }))
  const world = await gatewayWorld()
  const minutesOf = async (kind: string, settings: Readonly<Record<string, unknown>>): Promise<number | null> => {
    const gateway = await world.gateway(kind, settings, `${kind} ${JSON.stringify(settings)}`.slice(0, 80))
    const { silentAfterMs } = (await gateway.view()).row
    return silentAfterMs === null ? null : silentAfterMs / MINUTE_MS
  }
  const url = `${feeds.url}/x`
  expect(await minutesOf('quake', { everyMinutes: 120, url })).toBe(360)
  expect(await minutesOf('quake', { everyMinutes: 2, url })).toBe(60)
  expect(await minutesOf('geojson', { everyMinutes: 30, url })).toBe(90)
  expect(await minutesOf('cap', { feeds: [url], everyMinutes: 20 })).toBe(60)
  expect(await minutesOf('cap', { feeds: [], everyMinutes: 20 })).toBe(30)
  expect(await minutesOf('cap', { feeds: [url], everyMinutes: 20, silentAfterMinutes: 0 })).toBeNull()
  expect(await minutesOf('rest', { port: 0 })).toBeNull()
  expect(await minutesOf('rest', { port: 0, silentAfterMinutes: 30 })).toBe(30)
  expect(await minutesOf('cot', { port: 0, silentAfterMinutes: 15 })).toBe(15)
})
