import { createSocket } from 'node:dgram'
// TAK clients on real sockets against a real server: units, drawings, calls for help, alarms and chat come in; our incidents
// and our log go out; clients hear one another; who is no TAK client, reads too slowly or shows no certificate is cut off.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTls } from 'node:tls'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { issueCertificate } from '../../../server/tls/certificates.ts'
import { asId } from '../../../shared/base/ids.ts'
import { ALL_ROOMS, readChat, writeChat } from '../../../shared/interop/cot/chat.ts'
import { RESPONSE, deletedBy, offer, ping, response } from '../../../shared/interop/cot/control.ts'
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import { attribute, detailOf, remarksOf } from '../../../shared/interop/cot/event.ts'
import { meshFrame, streamFrame } from '../../../shared/interop/cot/frames.ts'
import { incidentEvent } from '../../../shared/interop/cot/incident-out.ts'
import { writeCotProto } from '../../../shared/interop/cot/proto-event.ts'
import { writeCotXml } from '../../../shared/interop/cot/write-event.ts'
import type { XmlOut } from '../../../shared/interop/xml/write-xml.ts'
import { xml } from '../../../shared/interop/xml/write-xml.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { GatewayWorld, TestGateway } from '../../support/gateway-world.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { samples } from '../../support/samples.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { scribe } from '../../support/scribe.ts'
import type { TakClient } from '../../support/tak-client.ts'
import { said, takClient, takClientOn } from '../../support/tak-client.ts'

const SAMPLES = samples('cot')

interface TakWorld {
  readonly world: GatewayWorld
  readonly gateway: TestGateway
  readonly port: number
  /** A client whose unit is known to the server. */
  client(uid: string, callsign?: string): Promise<TakClient>
}

async function takWorld(
  settings: Readonly<Record<string, unknown>> = {},
  options: Parameters<typeof gatewayWorld>[0] = {},
): Promise<TakWorld> {
  const world = await gatewayWorld(options)
  const gateway = await world.gateway('cot', { port: 0, ...settings }, 'TAK')
  const port = await gateway.port()
  return {
    ...{ world, gateway, port },
    async client(uid, callsign = uid) {
      const client = takClient({ port })
      client.say(said({ uid, type: 'a-f-G-U-C', callsign, detail: [xml('takv', { platform: 'ATAK-CIV' })] }))
      await gateway.row('tracks', ({ id }) => id === `${gateway.id}/${uid}`)
      return client
    },
  }
}

/** A write of the centre's own, by another hand than the gateway's. */
async function officer(world: GatewayWorld, hand: ReturnType<typeof scribe>) {
  await world.gateway('scribe', {})
  return hand.here().author
}

const FIRE = {
  title: '仓山区仓库火警',
  category: '12G01',
  position: { lon: 119.28, lat: 26.05 },
  place: '仓山区',
  description: '报警人电话 13800000000',
} as const

describe('what TAK clients say', () => {
  test('a unit is shown where it is, whole and in Chinese, however its bytes are split; the newest counts', async () => {
    const { gateway, port } = await takWorld()
    const client = takClient({ port })
    const now = Date.now()
    const unit = said({ uid: 'U-1', type: 'a-f-G-E-V-m', callsign: '救护车 01 & 急救', atMs: now, how: 'h-e' })
    const bytes = Buffer.from(`\uFEFF${writeCotXml(unit)}\n`)
    client.socket.setNoDelay(true)
    for (const byte of bytes) client.write(Uint8Array.of(byte))
    const row = await gateway.row('tracks')
    expect(row).toMatchObject({ id: `${gateway.id}/U-1`, name: '救护车 01 & 急救', sort: 'vehicle', latitude: 26.05 })

    client.say(said({ uid: 'U-1', type: 'a-f-G-E-V-m', lat: 26.2, atMs: now + 2_000 }))
    client.say(said({ uid: 'U-1', type: 'a-f-G-E-V-m', lat: 26.1, atMs: now + 1_000 }))
    client.say(said({ uid: 'U-2', type: 'a-f-G-U-C' }))
    await gateway.row('tracks', ({ id }) => id.endsWith('/U-2'))
    expect((await gateway.row('tracks', ({ id }) => id.endsWith('/U-1'))).latitude).toBe(26.2)
    const { row: line } = await gateway.until(({ row: health }) => health.taken === 4)
    expect(line).toMatchObject({ peers: 1, refused: 0, state: 'running' })
  })

  test('markers, drawings and routes are shown, and go when they are deleted or said to be over', async () => {
    const { gateway, client } = await takWorld()
    const ada = await client('A')
    const links = ['26,119', '26.1,119', '26.1,119.1'].map((point) => xml('link', { point }))
    ada.say(said({ uid: 'M', type: 'b-m-p-s-m', how: 'h-g-i-g-o', callsign: '集结点' }))
    ada.say(said({ uid: 'R', type: 'b-m-r', how: 'h-e', detail: links }))
    ada.say(
      said({ uid: 'C', type: 'u-d-c-c', how: 'h-e', detail: [xml('shape', {}, [xml('ellipse', { major: '500' })])] }),
    )
    expect(await gateway.row('features', ({ id }) => id.endsWith('/M'))).toMatchObject({
      sort: 'marker',
      name: '集结点',
    })
    expect(await gateway.row('features', ({ id }) => id.endsWith('/R'))).toMatchObject({
      geometry: { type: 'LineString' },
    })
    expect(await gateway.row('features', ({ id }) => id.endsWith('/C'))).toMatchObject({
      geometry: { type: 'Polygon' },
    })
    ada.say(said({ uid: 'x', type: 't-x-d-d', detail: [xml('link', { uid: 'M', relation: 'none' })] }))
    ada.say(said({ uid: 'R', type: 'b-m-r', how: 'h-e', detail: links, lastsMs: -60_000 }))
    await vi.waitFor(() => expect(gateway.rows('features').map(({ id }) => id)).toEqual([`${gateway.id}/C`]))
  })

  test('an alarm becomes an incident once, follows its sender, and leaves alone what officers wrote', async () => {
    const hand = scribe()
    const { world, gateway, client } = await takWorld({}, { kinds: hand.kinds })
    const author = await officer(world, hand)
    const ada = await client('A')
    const now = Date.now()
    const alarm = (atMs: number, callsign: string, lat = 26.05): CotEvent =>
      said({ uid: '119-1', type: 'b-l-t-v-a-c', callsign, atMs, lat, detail: [xml('remarks', {}, ['两车相撞'])] })
    ada.say(alarm(now, '机场高速事故'))
    const { id, fields } = await world.record('incident')
    expect(fields).toMatchObject({
      ...{
        title: '机场高速事故',
        category: '12H02',
        description: '两车相撞',
        sourceKind: 'traffic122',
        status: 'reported',
      },
      ...{ position: { lon: 119.28, lat: 26.05 }, linkedSystem: 'TAK', linkedNumber: '119-1', sourceChannel: 'system' },
      ...{ demonstration: false, level: null },
    })
    await author.run('amendIncident', { id, fields: { title: '机场高速两车相撞，一人被困' } })
    ada.say(alarm(now + 1_000, '机场高速事故'))
    ada.say(alarm(now + 2_000, '机场高速事故', 26.2))
    await world.record('incident', ({ position }) => (position as { lat: number }).lat === 26.2)
    expect(await world.records('incident')).toMatchObject([{ fields: { title: '机场高速两车相撞，一人被困' } }])
    ada.say(alarm(now + 3_000, '机场高速事故已处置', 26.2))
    await world.record('incident', ({ title }) => title === '机场高速事故已处置')
    expect(gateway.rows('features')).toEqual([])
  })

  test('a call for help is an incident and the unit stands out; cancelled it is noted; called again it is a new one', async () => {
    const { world, gateway, client } = await takWorld()
    const ada = await client('ANDROID-1', '张三')
    const now = Date.now()
    const call = (atMs: number): CotEvent =>
      said({
        ...{ uid: 'ANDROID-1-9-1-1', type: 'b-a-o-tbl', callsign: '张三-Alert', atMs, lastsMs: 10_000 },
        detail: [
          xml('link', { uid: 'ANDROID-1', type: 'a-f-G-U-C' }),
          xml('emergency', { type: '911 Alert' }, ['张三']),
        ],
      })
    const cancel = (atMs: number): CotEvent => ({
      ...said({ uid: 'ANDROID-1-9-1-1', type: 'b-a-o-can', atMs }),
      detail: [xml('emergency', { cancel: 'true' }, ['张三'])],
    })
    for (const later of [0, 10, 20]) ada.say(call(now + later))
    const first = await world.record('incident', ({ title }) => title === '紧急求助（911）：张三')
    await gateway.row('tracks', ({ isDistress }) => isDistress)
    ada.say(said({ uid: 'ANDROID-1', type: 'a-f-G-U-C', callsign: '张三', lat: 26.3, atMs: now + 25 }))
    await gateway.row('tracks', ({ isDistress, latitude }) => isDistress && latitude === 26.3)
    ada.say(cancel(now + 30))
    const line = await world.record('logEntry')
    expect(line.fields).toMatchObject({ incident: first.id, text: '求助已取消：张三' })
    await gateway.row('tracks', ({ isDistress }) => !isDistress)
    // What was sent before the cancellation and comes after it opens nothing.
    ada.say(call(now + 25))
    ada.say(call(now + 40))
    await vi.waitFor(async () => expect(await world.records('incident')).toHaveLength(2))
    await gateway.row('tracks', ({ isDistress }) => isDistress)
    expect(await world.records('logEntry')).toHaveLength(1)
  })

  test('a request to fetch casualties brings their number', async () => {
    const { world, client } = await takWorld()
    const ada = await client('A')
    const medevac = xml('_medevac_', { title: 'MED.1', urgent: '1', priority: '2', casevac: 'true' })
    ada.say(said({ uid: 'CAS', type: 'b-r-f-h-c', detail: [medevac] }))
    const { fields } = await world.record('incident')
    expect(fields).toMatchObject({ title: '伤员后送请求：MED.1', injured: 3 })
  })

  test('what is marked as exercise stays out of a live space, is kept with the reason and passed to nobody', async () => {
    const { world, gateway, client } = await takWorld()
    const [ada, bea] = [await client('A'), await client('B')]
    ada.say(said({ uid: 'E', type: 'b-l-f', opex: 'e-drill' }))
    ada.say(said({ uid: 'last', type: 'b-m-p-s-m' }))
    const { row, quarantined } = await gateway.until(({ row: line }) => line.refused === 1)
    expect(row.lastTrouble?.message).toContain('e-drill')
    expect(quarantined).toBe(1)
    await bea.hears(({ uid }) => uid === 'last')
    expect(bea.got.some(({ uid }) => uid === 'E')).toBe(false)
    expect(await world.records('incident')).toEqual([])
  })

  test('in an exercise it is taken, and ours goes out marked', async () => {
    const hand = scribe()
    const { world, client } = await takWorld({}, { spaceKind: 'exercise', kinds: hand.kinds })
    const ada = await client('A')
    ada.say(said({ uid: 'E', type: 'b-l-f', opex: 'e-drill', callsign: '演练火警' }))
    await world.record('incident', ({ title }) => title === '演练火警')
    const author = await officer(world, hand)
    await author.run('reportIncident', FIRE)
    const told = await ada.hears(({ uid, type }) => uid.startsWith('FENGSUI.') && type === 'b-l-f')
    expect(told.opex).toBe(`e-${world.space}`)
  })

  test('after a restart a message sent again is still the same thing', async () => {
    const folder = scratchFolder()
    const before = await takWorld({}, { folder })
    const now = Date.now()
    const alarm = said({ uid: '119-1', type: 'b-l-f', callsign: '火警', atMs: now })
    const chat = writeChat(
      {
        message: 'm1',
        senderUid: 'A',
        sender: '甲',
        room: ALL_ROOMS,
        roomId: ALL_ROOMS,
        text: '到达',
        point: null,
        opex: null,
      },
      now,
    )
    const ada = await before.client('A')
    ada.say(alarm)
    ada.say(chat)
    await before.world.record('logEntry')
    await before.world.order({ order: 'pause', gateway: before.gateway.id })
    await before.world.order({ order: 'resume', gateway: before.gateway.id })
    await ada.ended()
    const again = takClient({ port: await before.gateway.port() })
    again.say(alarm)
    again.say(chat)
    again.say(said({ uid: 'last', type: 'a-f-G' }))
    await before.gateway.row('tracks', ({ id }) => id.endsWith('/last'))
    expect(await before.world.records('incident')).toHaveLength(1)
    expect(await before.world.records('logEntry')).toHaveLength(1)
  })
})

describe('odd things', () => {
  test('datagrams of either framing and of XML are taken, and passed on to the clients', async () => {
    const { gateway, client } = await takWorld({ udpPort: 0 })
    const ada = await client('A')
    const address = new URL((await gateway.view()).listens[1] ?? '')
    expect(address.protocol).toBe('udp:')
    const socket = createSocket('udp4')
    onTestFinished(() => void socket.close())
    const send = (bytes: Uint8Array | string): void => socket.send(bytes, Number(address.port), '127.0.0.1')
    const unit = (uid: string): CotEvent => said({ uid, type: 'a-f-G-U-C', callsign: `数据报 ${uid}` })
    send(writeCotXml(unit('X')))
    send(meshFrame(writeCotProto(unit('M'))))
    send(streamFrame(writeCotProto(unit('S'))))
    send('nonsense')
    for (const uid of ['X', 'M', 'S']) {
      await gateway.row('tracks', ({ name }) => name === `数据报 ${uid}`)
      await ada.hears((event) => event.uid === uid)
    }
    await gateway.until(({ row, quarantined }) => row.refused === 1 && quarantined === 1)
  })

  test('what was odd is said beside the unit and in the incident; a unit without a fix is not set at 0/0', async () => {
    const { world, gateway, port } = await takWorld()
    const client = takClient({ port })
    client.write('<event uid="N" type="b-l-f"><point lat="26" lon="119" hae="NaN" ce="1" le="1"/></event>')
    client.say(said({ uid: 'nowhere', type: 'a-f-G-U-C', lat: 0, lon: 0 }))
    client.write('<event uid="U" type="a-f-G"><point lat="26" lon="119" hae="NaN" ce="1" le="1"/></event>')
    const { fields } = await world.record('incident')
    expect(fields['description']).toContain('报文异常：event without version')
    const row = await gateway.row('tracks')
    expect(row).toMatchObject({
      id: `${gateway.id}/U`,
      facts: { 报文异常: expect.stringContaining('hae is no number') },
    })
    expect(gateway.rows('tracks')).toHaveLength(1)
  })

  test('nobody speaks for the centre: what bears its name is not passed on', async () => {
    const hand = scribe()
    const { world, gateway, client } = await takWorld({}, { kinds: hand.kinds })
    const author = await officer(world, hand)
    const own = await author.run('reportIncident', FIRE)
    if (!own.ok) throw new Error(own.fault.message)
    const uid = `FENGSUI.${own.value.id}`
    const [ada, bea] = [await client('A'), await client('B')]
    const centre = await ada.hears((event) => attribute(detailOf(event, '__group'), 'role') === 'HQ')
    const chat = { message: 'fake', senderUid: centre.uid, sender: '指挥中心', room: ALL_ROOMS, roomId: ALL_ROOMS }
    ada.say(said({ uid, type: 'b-l-f', callsign: '假火警' }))
    ada.say(said({ uid: centre.uid, type: 'a-f-G-U-C', callsign: '假中心' }))
    ada.say(said({ uid: 'x', type: 't-x-d-d', detail: [xml('link', { uid })] }))
    ada.say(writeChat({ ...chat, text: '全体撤离', point: null, opex: null }, Date.now()))
    ada.say(said({ uid: 'last', type: 'b-m-p-s-m' }))
    await bea.hears((event) => event.uid === 'last')
    expect(bea.got.map((event) => event.uid)).toEqual([
      expect.stringContaining('protouid'),
      ...[centre.uid, uid, 'A', 'last'],
    ])
    expect(JSON.stringify(bea.got)).not.toContain('假')
    await gateway.until(({ row }) => row.taken === 7)
    expect(await world.records('logEntry')).toEqual([])
    expect(await world.records('incident')).toHaveLength(1)
  })

  test('an incident of another Fengsui comes whole, is told no further, and its end is noted', async () => {
    const hand = scribe()
    const { world, gateway, client } = await takWorld({}, { kinds: hand.kinds })
    const second = await world.gateway('cot', { port: 0 }, 'TAK 2')
    const author = await officer(world, hand)
    const [ada, bea] = [await client('A'), takClient({ port: await second.port() })]
    await second.until(({ row }) => row.peers === 1)
    const rules = { nowMs: Date.now(), staleMs: Date.now() + 600_000, opex: null, withDescription: false }
    const theirs = incidentEvent('THEIRS', { ...FIRE, level: 2, number: 'XM-1', status: 'reported' }, rules)
    if (theirs === null) throw new Error('not shown')
    ada.say(theirs)
    const { id, fields } = await world.record('incident')
    expect(fields).toMatchObject({ title: FIRE.title, category: '12G01', level: 2, linkedNumber: 'FENGSUI.THEIRS' })
    ada.say(said({ uid: 'gone', type: 't-x-d-d', detail: [xml('link', { uid: theirs.uid })] }))
    const line = await world.record('logEntry')
    expect(line.fields).toMatchObject({ incident: id, text: '发送方已将其撤下（CoT 删除）' })

    // Ours goes out by both gateways; come back by the other it is still ours.
    const own = await author.run('reportIncident', { ...FIRE, title: '我方' })
    if (!own.ok) throw new Error(own.fault.message)
    const told = await bea.hears(({ uid }) => uid === `FENGSUI.${own.value.id}`)
    ada.say({ ...told, timeMs: told.timeMs + 1 })
    ada.say(said({ uid: 'last', type: 'a-f-G' }))
    await gateway.row('tracks', ({ id: row }) => row.endsWith('/last'))
    expect((await world.records('incident')).length).toBe(2)
    expect(bea.got.some(({ uid }) => uid.startsWith('FENGSUI.') && uid.includes(id))).toBe(false)
  })

  test('units go some minutes after their end, markers at it; a clock that is wrong still says how long', async () => {
    const clock = { aheadMs: 0 }
    const { gateway, client } = await takWorld({ keepMinutes: 10 }, { nowMs: () => Date.now() + clock.aheadMs })
    const ada = await client('A')
    const hour = 3_600_000
    ada.say(said({ uid: 'short', type: 'b-m-p-s-m', lastsMs: 60_000 }))
    ada.say(said({ uid: 'long', type: 'b-m-p-s-m', lastsMs: hour }))
    ada.say(said({ uid: 'wrong clock', type: 'b-m-p-s-m', lastsMs: hour, atMs: Date.now() - 30 * 24 * hour }))
    const late = await gateway.row('features', ({ id }) => id.endsWith('/wrong clock'))
    expect((late.staleMs ?? 0) - Date.now()).toBeGreaterThan(0.9 * hour)
    const ids = (topic: 'tracks' | 'features'): readonly string[] =>
      gateway.rows(topic).map(({ id }) => id.split('/')[1] ?? '')
    clock.aheadMs = 8 * 60_000
    ada.say(said({ uid: 'B', type: 'a-f-G', atMs: Date.now() + clock.aheadMs }))
    await vi.waitFor(() => expect(ids('tracks')).toEqual(['A', 'B']))
    expect(ids('features')).toEqual(['long', 'wrong clock'])
    clock.aheadMs = 20 * 60_000
    ada.say(said({ uid: 'C', type: 'a-f-G', atMs: Date.now() + clock.aheadMs }))
    await vi.waitFor(() => expect(ids('tracks')).toEqual(['B', 'C']))
  })

  test('a flood of incidents is kept aside beyond the limit; the clients hear all of it', async () => {
    const { world, gateway, client } = await takWorld({ writesPerMinute: 10 })
    const [ada, bea] = [await client('A'), await client('B')]
    for (let fire = 0; fire < 13; fire += 1) ada.say(said({ uid: `F-${fire}`, type: 'b-l-f' }))
    const { row, quarantined } = await gateway.until(({ row: line }) => line.refused === 3)
    expect(quarantined).toBe(3)
    expect(row.fault?.kind).toBe('rateLimited')
    expect(await world.records('incident')).toHaveLength(10)
    await bea.hears(({ uid }) => uid === 'F-12')
  })

  test('a message given by hand is shown without being written, or taken', async () => {
    const { world, gateway } = await takWorld()
    const message = new TextEncoder().encode(writeCotXml(said({ uid: 'H', type: 'b-l-f', callsign: '试读' })))
    const tried = await world.order({ order: 'test', gateway: gateway.id, name: 'x.cot', message })
    expect(tried.reading?.lines).toEqual(['b-l-f 试读: incident 12G00 "试读"'])
    expect(await world.records('incident')).toEqual([])
  })
})

describe('what TAK clients are told', () => {
  test('incidents go out as alarms, change, come to later clients, and are taken off when closed; what is sensitive stays', async () => {
    const hand = scribe()
    const { world, gateway, client } = await takWorld({}, { kinds: hand.kinds })
    const author = await officer(world, hand)
    const ada = await client('A')
    const reported = await author.run('reportIncident', { ...FIRE, level: 3 })
    if (!reported.ok) throw new Error(reported.fault.message)
    const { id } = reported.value
    await author.run('reportIncident', { ...FIRE, title: '密', sensitive: true })
    const uid = `FENGSUI.${id}`
    const told = await ada.hears((event) => event.uid === uid)
    expect(told).toMatchObject({ type: 'b-l-f', opex: null, point: { lat: 26.05, lon: 119.28 } })
    expect(attribute(detailOf(told, 'contact'), 'callsign')).toBe(FIRE.title)
    expect(attribute(detailOf(told, 'fengsui'), 'category')).toBe('12G01')
    expect(remarksOf(told)).not.toContain('13800000000')
    expect(told.staleMs).toBeGreaterThan(told.timeMs + 10 * 60_000)

    await author.run('amendIncident', { id, fields: { title: '仓库火警，已控制' } })
    const bea = await client('B')
    for (const one of [ada, bea])
      await one.hears((event) => attribute(detailOf(event, 'contact'), 'callsign') === '仓库火警，已控制')
    await author.run('changeIncidentStatus', { id, status: 'closed' })
    await bea.hears((event) => deletedBy(event).includes(uid))
    const late = await client('C')
    await late.hears((event) => event.uid === 'B')
    expect([...ada.got, ...late.got].some((event) => attribute(detailOf(event, 'contact'), 'callsign') === '密')).toBe(
      false,
    )
    expect(late.got.some((event) => event.uid === uid)).toBe(false)
    expect((await gateway.view()).row.given).toBeGreaterThan(4)
  })

  test('incidents are sent again before they grow old', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const hand = scribe()
    const { world, client } = await takWorld({ resendMinutes: 10 }, { kinds: hand.kinds })
    const author = await officer(world, hand)
    await author.run('reportIncident', FIRE)
    const ada = await client('A')
    const alarms = (): readonly CotEvent[] => ada.got.filter(({ type }) => type === 'b-l-f')
    await ada.hears(({ type }) => type === 'b-l-f')
    vi.advanceTimersByTime(10 * 60_000)
    await vi.waitFor(() => expect(alarms()).toHaveLength(2))
    const [first, second] = alarms()
    expect(second?.timeMs).toBeGreaterThanOrEqual(first?.timeMs ?? 0)
    expect(first?.staleMs).toBeGreaterThan((first?.timeMs ?? 0) + 15 * 60_000)
  })

  test('chat to all becomes a line of the log, in the room of an incident or with its number a line of it; ours goes back', async () => {
    const hand = scribe()
    const { world, client } = await takWorld({ callsign: '指挥中心', tellLog: 'all' }, { kinds: hand.kinds })
    const author = await officer(world, hand)
    const reported = await author.run('reportIncident', FIRE)
    if (!reported.ok) throw new Error(reported.fault.message)
    const { id } = reported.value
    const number = textField((await world.record('incident')).fields, 'number') ?? ''
    const [ada, bea] = [await client('A', '甲'), await client('B', '乙')]
    const centre = await ada.hears((event) => attribute(detailOf(event, '__group'), 'role') === 'HQ')
    const say = (message: string, text: string, room = ALL_ROOMS, roomId = room, to: readonly XmlOut[] = []): void => {
      const given = { message, senderUid: 'A', sender: '甲', room, roomId, text, point: null, opex: null }
      const event = writeChat(given, Date.now())
      ada.say({ ...event, detail: [...event.detail, ...to] })
    }
    say('m1', '已到达 <现场> & 展开')
    say('m2', '请增援', '指挥中心', centre.uid)
    say('m3', '水源不足', FIRE.title, `FENGSUI.${id}`)
    say('m4', `#${number} 三楼有人`)
    say('m5', '晚上吃什么', '乙', 'B', [xml('marti', {}, [xml('dest', { callsign: '乙' })])])
    say('m6', '东侧集结', 'Cyan')
    await world.record('logEntry', ({ text }) => text === '[Cyan] 甲：东侧集结')
    const lines = (await world.records('logEntry')).map((line) =>
      JSON.stringify([line.fields['incident'], line.fields['text']]),
    )
    expect(lines.toSorted()).toEqual(
      [
        ['甲：已到达 <现场> & 展开', null],
        ['甲：请增援', null],
        ['甲：水源不足', id],
        [`甲：#${number} 三楼有人`, id],
        ['[Cyan] 甲：东侧集结', null],
      ]
        .map(([text, incident]) => JSON.stringify([incident, text]))
        .toSorted(),
    )
    await ada.hears(({ type, uid }) => type === 'b-t-f-d' && uid === 'm2')
    await bea.hears((event) => readChat(event)?.text === '晚上吃什么')

    await author.run('addLogEntry', { incident: id, text: '增援已派出' })
    const answer = await bea.hears((event) => readChat(event)?.text === `[${FIRE.title}] 增援已派出`)
    expect(readChat(answer)).toMatchObject({ sender: '指挥中心', room: ALL_ROOMS })
    // What came from clients is not told to them again.
    expect(bea.got.filter((event) => readChat(event)?.text.includes('水源不足'))).toHaveLength(1)
  })

  test('clients hear one another, those named hear alone, and a unit that leaves is taken off', async () => {
    const { client } = await takWorld()
    const [ada, bea, cleo] = [await client('A', '甲'), await client('B', '乙'), await client('C', '丙')]
    await cleo.hears(({ uid }) => uid === 'A')
    const marker = said({ uid: 'M', type: 'b-m-p-s-m', detail: [xml('__x', { url: 'http://h/?a=1&b=2' })] })
    ada.say(marker)
    for (const one of [bea, cleo])
      expect(attribute(detailOf(await one.hears(({ uid }) => uid === 'M'), '__x'), 'url')).toBe('http://h/?a=1&b=2')
    ada.say(said({ uid: 'S', type: 'b-m-p-s-m', detail: [xml('marti', {}, [xml('dest', { callsign: '乙' })])] }))
    await bea.hears(({ uid }) => uid === 'S')
    ada.socket.end()
    await cleo.hears((event) => deletedBy(event).includes('A'))
    expect(cleo.got.some(({ uid }) => uid === 'S')).toBe(false)
  })

  test('where that is switched off, clients hear only the centre', async () => {
    const { client } = await takWorld({ fanOut: false })
    const [ada, bea] = [await client('A'), await client('B')]
    ada.say(said({ uid: 'M', type: 'b-m-p-s-m' }))
    ada.say(ping('p', Date.now()))
    await ada.hears(({ type }) => type === 't-x-c-t-r')
    bea.say(ping('p', Date.now()))
    await bea.hears(({ type }) => type === 't-x-c-t-r')
    expect(bea.got.some(({ uid }) => uid === 'M' || uid === 'A')).toBe(false)
  })
})

describe('protobuf', () => {
  test('is spoken with who asks for it, beside who does not', async () => {
    const { gateway, client, port } = await takWorld()
    const ada = await client('A')
    const bea = takClient({ port })
    expect(await bea.askProtobuf()).toBe(true)
    const from = bea.forms.length
    bea.say(
      said({ uid: 'B', type: 'a-f-G-U-C', callsign: '乙组', detail: [xml('__group', { name: 'Cyan', role: 'HQ' })] }),
    )
    expect(await gateway.row('tracks', ({ id }) => id.endsWith('/B'))).toMatchObject({
      name: '乙组',
      facts: { 编组: 'Cyan' },
    })
    const heard = await ada.hears(({ uid }) => uid === 'B')
    expect(attribute(detailOf(heard, '__group'), 'role')).toBe('HQ')
    ada.say(said({ uid: 'M', type: 'b-m-p-s-m', detail: [xml('remarks', {}, ['前往 & 集结'])] }))
    expect(remarksOf(await bea.hears(({ uid }) => uid === 'M'))).toBe('前往 & 集结')
    expect(new Set(bea.forms.slice(from))).toEqual(new Set(['protobuf']))
    expect(new Set(ada.forms)).toEqual(new Set(['xml']))
  })

  test('is not offered where it is switched off, and refused when asked for in another version', async () => {
    const off = await takWorld({ protobuf: false })
    const ada = await off.client('A')
    ada.say(ping('p', Date.now()))
    await ada.hears(({ type }) => type === 't-x-c-t-r')
    expect(ada.got.some(({ type }) => type === 't-x-takp-v')).toBe(false)
    const on = await takWorld()
    const bea = await on.client('B')
    const offered = await bea.hears(({ type }) => type === 't-x-takp-v')
    bea.write(
      writeCotXml(offer(offered.uid, 0))
        .replace('t-x-takp-v', 't-x-takp-q')
        .replace('TakProtocolSupport version="1"', 'TakRequest version="7"'),
    )
    const answer = await bea.hears(({ type }) => type === RESPONSE)
    expect(JSON.stringify(answer.detail)).toContain('"status":"false"')
  })
})

describe('bounds', () => {
  test('hostile and broken messages are kept with the reason, and the next one is read', async () => {
    const { gateway, port } = await takWorld()
    const client = takClient({ port })
    client.write('<!DOCTYPE event [<!ENTITY x SYSTEM "file:///etc/passwd">]><event uid="&x;" type="a-f-G"></event>')
    client.write('<?xml version="1.0"?><auth><cot username="u" password="geheim"/></auth>')
    client.write(`<event uid="deep" type="a-f-G"><detail>${'<a>'.repeat(3_000)}</event>`)
    client.write(`<event uid="big" type="a-f-G"><detail><remarks>${'烽'.repeat(200_000)}</remarks></detail></event>`)
    client.write('GET / HTTP/1.1\r\n\r\n')
    client.write(Uint8Array.of(0xbf, 3, 1, 2, 3))
    client.say(said({ uid: 'U', type: 'a-f-G' }))
    await gateway.row('tracks', ({ id }) => id.endsWith('/U'))
    const { row, quarantined } = await gateway.until(({ row: line }) => line.refused === 5)
    expect(quarantined).toBe(5)
    expect(row).toMatchObject({ state: 'running', peers: 1 })
  })

  test('who sends nothing but nonsense is cut off with a line; the others stay', async () => {
    const { gateway, client, port } = await takWorld()
    const ada = await client('A')
    const bad = takClient({ port })
    bad.write('<event></event>'.repeat(200))
    await bad.ended()
    const { row } = await gateway.until(({ row: line }) => line.peers === 1)
    expect(row.fault?.message).toContain('50 messages in a row')
    ada.say(said({ uid: 'A', type: 'a-f-G-U-C', lat: 26.4, atMs: Date.now() + 1_000 }))
    await gateway.row('tracks', ({ latitude }) => latitude === 26.4)
  })

  test('who does not read is cut off with a line, and the others hear everything', async () => {
    const { gateway, client, port } = await takWorld({ clientBufferKilobytes: 64 })
    const slow = takClient({ port })
    slow.socket.pause()
    await gateway.until(({ row }) => row.peers === 1)
    const [ada, bea] = [await client('A'), await client('B')]
    const remarks = xml('remarks', {}, ['烽燧'.repeat(5_000)])
    let sent = 0
    // Kernel buffers of the loopback take some megabytes before anything waits.
    while ((await gateway.view()).row.peers === 3 && sent < 1_500) {
      ada.say(said({ uid: `M-${sent}`, type: 'b-m-p-s-m', detail: [remarks] }))
      sent += 1
      if (sent % 20 === 0) await bea.hears(({ uid }) => uid === `M-${sent - 1}`)
    }
    const { row } = await gateway.until(({ row: line }) => line.peers === 2)
    expect(row).toMatchObject({ peers: 2, refused: 1 })
    await bea.hears(({ uid }) => uid === `M-${sent - 1}`)
    expect(new Set(bea.got.map(({ uid }) => uid).filter((uid) => uid.startsWith('M-'))).size).toBe(sent)
  })

  test('who says more than allowed waits, and nothing of it is lost', async () => {
    const { gateway, port } = await takWorld({ messagesPerMinute: 3_000 })
    const client = takClient({ port })
    let text = ''
    for (let unit = 0; unit < 3_020; unit += 1) text += writeCotXml(said({ uid: `U-${unit}`, type: 'a-f-G' }))
    client.write(text)
    const { row } = await gateway.until(({ row: line }) => line.taken === 3_020)
    expect(row.refused).toBe(0)
    expect(gateway.rows('tracks')).toHaveLength(3_020)
  })

  test('a port that listens off the machine needs TLS, and TLS needs the authority of the clients', async () => {
    const world = await gatewayWorld()
    await expect(world.gateway('cot', { host: '0.0.0.0', port: 0 })).rejects.toThrow('without TLS')
    const tls = { certificate: '/x', key: '/x', clientCa: '' }
    await expect(world.gateway('cot', { port: 0, tls })).rejects.toThrow('name the authority')
  })

  test.skipIf(!existsSync(SAMPLES))('every sample of others goes through the socket: read or refused', async () => {
    const { world, gateway, port } = await takWorld()
    const client = takClient({ port })
    const files = readdirSync(SAMPLES).filter((file) => file.endsWith('.xml'))
    for (const file of files) client.write(readFileSync(join(SAMPLES, file)))
    const { row } = await gateway.until(({ row: line }) => line.taken + line.refused === files.length)
    // The eight of an exercise are refused by a live space.
    expect(row.refused).toBe(8)
    expect((await world.records('incident')).length).toBeGreaterThan(2)
    expect(gateway.rows('tracks').length).toBeGreaterThan(5)
    expect(gateway.rows('features').length).toBeGreaterThan(5)
  })
})

async function issued(use: 'server' | 'client', folder: string, names: readonly string[]) {
  const made = await issueCertificate(folder, use, names, Date.now())
  if (!made.ok) throw new Error(made.fault.message)
  return made.value
}

describe('mutual TLS', () => {
  test('a client of our authority gets in; one without a certificate, of another authority or without TLS does not', async () => {
    const folder = scratchFolder()
    const own = await issued('server', folder, ['127.0.0.1'])
    const client = await issued('client', folder, ['张三'])
    const stranger = await issued('client', scratchFolder(), ['李四'])
    const { gateway, port } = await takWorld({
      tls: { certificate: own.certificate, key: own.key, clientCa: own.ca },
    })
    expect((await gateway.view()).listens[0]).toMatch(/^tls:/)
    const good = takClient({ port, tls: { ca: own.ca, certificate: client.certificate, key: client.key } })
    good.say(said({ uid: 'A', type: 'a-f-G-U-C', callsign: '张三' }))
    await gateway.row('tracks', ({ name }) => name === '张三')
    good.write('<event></event>')
    await gateway.until(({ row }) => row.refused === 1)
    const kept = await gateway.view()
    expect(kept.quarantined).toBe(1)

    const bare = takClient({ port, tls: { ca: own.ca } })
    const other = takClient({ port, tls: { ca: own.ca, certificate: stranger.certificate, key: stranger.key } })
    const plain = takClient({ port })
    for (const one of [bare, other, plain]) one.say(said({ uid: 'X', type: 'a-f-G' }))
    expect((await bare.ended())?.message).toMatch(/certificate required|alert/i)
    await other.ended()
    await plain.ended()
    expect([...bare.got, ...other.got, ...plain.got]).toEqual([])
    expect(gateway.rows('tracks')).toHaveLength(1)
    expect((await gateway.view()).row.peers).toBe(1)
  })
})

describe('as a client of a TAK server', () => {
  /** A TAK server that gives every connection to the test. */
  async function takServer(tls?: { ca: string; certificate: string; key: string }) {
    const clients: TakClient[] = []
    const take = (socket: Socket): void => void clients.push(takClientOn(socket))
    const read = (path: string): Buffer => readFileSync(path)
    const server =
      tls === undefined
        ? createServer(take)
        : createTls(
            {
              ...{ cert: read(tls.certificate), key: read(tls.key), ca: read(tls.ca) },
              ...{ requestCert: true, rejectUnauthorized: true },
            },
            take,
          )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const next = (count: number): Promise<TakClient> =>
      vi.waitFor(
        () => {
          const client = clients[count - 1]
          if (client === undefined) throw new Error(`${clients.length} connections`)
          return client
        },
        { timeout: 15_000, interval: 10 },
      )
    return { port: (server.address() as AddressInfo).port, next }
  }

  test('it greets, takes what comes, tells what is ours, speaks protobuf once granted, and comes back after a break', async () => {
    const hand = scribe()
    const server = await takServer()
    const world = await gatewayWorld({ kinds: hand.kinds })
    const gateway = await world.gateway('cot', { role: 'client', port: server.port, callsign: '中心' }, 'TAK')
    const author = await officer(world, hand)
    await author.run('reportIncident', FIRE)
    const first = await server.next(1)
    await first.hears(({ type }) => type === 't-x-c-t')
    expect(first.got.some(({ type }) => type !== 't-x-c-t')).toBe(false)
    first.say(said({ uid: 'U-1', type: 'a-f-G-U-C', callsign: '远方' }))
    await gateway.row('tracks', ({ name }) => name === '远方')
    await first.hears(({ type }) => type === 'b-l-f')
    expect((await gateway.view()).row.peers).toBe(1)

    first.say(offer('proto-1', Date.now()))
    await first.hears(({ type, uid }) => type === 't-x-takp-q' && uid === 'proto-1')
    await author.run('reportIncident', { ...FIRE, title: '等候中' })
    first.say(response('proto-1', true, Date.now()))
    await first.hears((event) => attribute(detailOf(event, 'contact'), 'callsign') === '等候中')
    expect(first.forms.at(-1)).toBe('protobuf')

    first.socket.destroy()
    await gateway.until(({ row }) => row.peers === 0 && row.state === 'failed')
    const second = await server.next(2)
    await second.hears(({ type }) => type === 't-x-c-t')
    second.say(said({ uid: 'U-2', type: 'a-f-G-U-C', callsign: '再来' }))
    await gateway.row('tracks', ({ name }) => name === '再来')
    const { row } = await gateway.until(({ row: line }) => line.state === 'running')
    expect(row.fault).toBeNull()
    // What others say is never sent back to the server.
    expect(second.got.some(({ uid }) => uid === 'U-1' || uid === 'U-2')).toBe(false)
  })

  test('over TLS it believes only the authority it was given, and shows its own certificate', async () => {
    const folder = scratchFolder()
    const own = await issued('server', folder, ['127.0.0.1'])
    const client = await issued('client', folder, ['指挥中心'])
    const stranger = await issued('server', scratchFolder(), ['127.0.0.1'])
    const server = await takServer(own)
    const world = await gatewayWorld()
    const tls = { certificate: client.certificate, key: client.key, clientCa: '' }
    const settings = { role: 'client', port: server.port, tls }
    const gateway = await world.gateway('cot', { ...settings, serverCa: own.ca }, 'TAK')
    const link = await server.next(1)
    link.say(said({ uid: 'U-1', type: 'a-f-G-U-C' }))
    await gateway.row('tracks')
    const doubting = await world.order({
      order: 'save',
      ...{ kind: 'cot', name: 'TAK 2', agency: (await gateway.view()).agency, space: asId(world.space) },
      settings: { ...settings, serverCa: stranger.ca },
    })
    await vi.waitFor(
      async () => {
        const views = (await world.order({ order: 'list' })).gateways ?? []
        const line = views.find(({ id }) => id === doubting.id)?.row
        expect(line?.state).toBe('failed')
        expect(line?.fault?.message).toMatch(/certificate/i)
      },
      { timeout: 15_000, interval: 20 },
    )
  })
})

if (!existsSync(SAMPLES)) console.log(`samples of CoT are not here (${SAMPLES}): skipped`)
