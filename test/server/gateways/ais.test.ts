// The gateway `ais` on a real server, with real sockets: positions on the map, distress beacons as incidents, bad feeds.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  encodePosition,
  encodeSafety,
  encodeVoyage,
  sentencesOf,
  tagBlock,
} from '../../../shared/interop/ais/encode.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../../shared/model/log-entry.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'

const SHIP = '412000001'
const BEACON = '970012345'

function at(mmsi: string, latitude: number | null, longitude: number | null, status = 0): string {
  return sentencesOf(encodePosition({ mmsi, latitude, longitude, status, speedKnots: 10, course: 45 })).join('')
}

function voyage(mmsi: string, name: string): readonly string[] {
  const size = { toBow: 60, toStern: 40, toPort: 8, toStarboard: 8 }
  return sentencesOf(
    encodeVoyage({
      mmsi,
      imo: 9_000_001,
      callSign: 'BABC',
      name,
      shipType: 70,
      ...size,
      draught: 5,
      destination: 'MAWEI',
    }),
    { sequence: 4 },
  )
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

test('receivers that call it: names join positions over any packet boundary, tag blocks and other sentences between', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('ais', { mode: 'server', port: 0 })
  const socket = await dial(await gateway.port())
  const [first = '', second = ''] = voyage(SHIP, 'HAI XUN 06')
  const text = `${first}$GPGGA,1,2*00\r\n${second}${tagBlock('r1', Date.now() - 60_000)}${at(SHIP, 25.5, 119.8)}`
  for (let from = 0; from < text.length; from += 7) socket.write(text.slice(from, from + 7))
  const row = await gateway.row('tracks')
  expect(row).toMatchObject({
    id: `${gateway.id}/${SHIP}`,
    name: 'HAI XUN 06',
    latitude: 25.5,
    longitude: 119.8,
    speed: 5.14,
    isDistress: false,
  })
  expect(row.heardMs - row.atMs).toBeGreaterThan(58_000)
  const view = await gateway.until(({ row: line }) => line.taken === 2 && line.refused === 1)
  expect(view.row.peers).toBe(1)
  expect(await world.records(INCIDENT)).toEqual([])
})

test('a distress beacon is one incident, however often it calls; its position follows; a restart does not double it', async () => {
  const folder = scratchFolder()
  let nowMs = Date.now()
  const world = await gatewayWorld({ folder, nowMs: () => nowMs })
  const gateway = await world.gateway('ais', { mode: 'server', port: 0 }, '平潭海岸接收站')
  const socket = await dial(await gateway.port())
  const said = async (lines: string, taken: number): Promise<void> => {
    socket.write(lines)
    await gateway.until(({ row }) => row.taken === taken)
  }
  await said(sentencesOf(encodeSafety(BEACON, 'SART ACTIVE')).join(''), 1)
  const incident = await world.record(INCIDENT)
  expect(incident.fields).toMatchObject({
    title: `遇险示位标启动：搜救应答器（AIS-SART） ${BEACON}`,
    category: '12J08',
    status: 'reported',
    position: null,
    sourceKind: 'sensor',
    linkedSystem: '平潭海岸接收站',
    linkedNumber: BEACON,
    demonstration: false,
  })
  await said(at(BEACON, 25.2, 119.9, 14).repeat(8), 9)
  await world.record(INCIDENT, ({ position }) => position !== null)
  expect(gateway.rows('tracks')).toMatchObject([{ isDistress: true, sort: 'other' }])
  nowMs += 61_000
  await said(at(BEACON, 25.21, 119.9, 14), 10)
  await world.record(INCIDENT, ({ position }) => (position as { lat: number } | null)?.lat === 25.21)
  await world.order({ order: 'pause', gateway: gateway.id })
  await world.order({ order: 'resume', gateway: gateway.id })
  const again = await dial(await gateway.port())
  nowMs += 61_000
  again.write(at(BEACON, 25.23, 119.9, 14))
  await world.record(INCIDENT, ({ position }) => (position as { lat: number } | null)?.lat === 25.23)
  expect(await world.records(INCIDENT)).toHaveLength(1)
  nowMs += 13 * 3_600_000
  again.write(at(BEACON, 25.3, 119.9, 14))
  await vi.waitFor(async () => expect(await world.records(INCIDENT)).toHaveLength(2))
})

test('a beacon under test does not enter a live space, and is said once; an exercise takes it', async () => {
  const live = await gatewayWorld()
  const gateway = await live.gateway('ais', { mode: 'server', port: 0 })
  const socket = await dial(await gateway.port())
  socket.write(
    at(BEACON, 25.2, 119.9, 15).repeat(8) + sentencesOf(encodeSafety(BEACON, 'SART TEST')).join('') + at(SHIP, 25, 119),
  )
  const view = await gateway.until(({ row }) => row.taken === 1)
  expect(view.row.refused).toBe(1)
  const { quarantine } = await live.order({ order: 'quarantine', gateway: gateway.id })
  expect(quarantine?.[0]?.fault.message).toContain('under test')
  expect(gateway.rows('tracks').map(({ id }) => id)).toEqual([`${gateway.id}/${SHIP}`])
  expect(await live.records(INCIDENT)).toEqual([])

  const exercise = await gatewayWorld({ spaceKind: 'exercise' })
  const practised = await exercise.gateway('ais', { mode: 'server', port: 0 })
  ;(await dial(await practised.port())).write(at(BEACON, 25.2, 119.9, 15))
  const incident = await exercise.record(INCIDENT)
  expect(incident.fields['title']).toContain('（测试）')
})

test('safety texts of others go to the duty log once, beacons by datagrams and over an area are still heard', async () => {
  const world = await gatewayWorld()
  const area = { west: 119, south: 25, east: 120, north: 26 }
  const gateway = await world.gateway('ais', { mode: 'udp', port: 0, area })
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  const port = await gateway.port()
  const send = (text: string): void => socket.send(text, port, '127.0.0.1')
  const [first = '', second = ''] = voyage(SHIP, 'HAI XUN 06')
  send(first)
  send(second.trim())
  for (let round = 0; round < 3; round += 1) send(sentencesOf(encodeSafety('004132100', 'GALE WARNING')).join(''))
  send(at(SHIP, 25.5, 119.5).trim())
  send(at('412000002', 30, 119.5))
  send(at(BEACON, 30, 119.5, 14))
  await gateway.until(({ row }) => row.taken === 7)
  expect(
    gateway
      .rows('tracks')
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['HAI XUN 06', `搜救应答器（AIS-SART） ${BEACON}`])
  await world.record(INCIDENT)
  const entry = await world.record(LOG_ENTRY)
  expect(entry.fields['text']).toBe('AIS 安全电文（MMSI 004132100）：GALE WARNING')
  expect(await world.records(LOG_ENTRY)).toHaveLength(1)
})

test('a flood of invented beacons does not flood the picture: sixty an hour are reported, the others kept and shown', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('ais', { mode: 'server', port: 0 })
  const socket = await dial(await gateway.port())
  const beacons = Array.from({ length: 80 }, (_, index) => at(String(970_000_000 + index), 25.2, 119.9, 14))
  socket.write(beacons.join('').repeat(2))
  await gateway.until(({ row }) => row.refused === 20)
  await vi.waitFor(async () => expect(await world.records(INCIDENT)).toHaveLength(60), { timeout: 15_000 })
  expect(gateway.rows('tracks').filter(({ isDistress }) => isDistress)).toHaveLength(80)
  const { quarantine } = await world.order({ order: 'quarantine', gateway: gateway.id })
  expect(quarantine?.[0]?.fault.kind).toBe('rateLimited')
})

test('a feed it calls: the connection is made again when it breaks, and what is wrong is said', async () => {
  const calls: Socket[] = []
  const feed = createServer((socket) => void calls.push(socket))
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const call of calls) call.destroy()
    feed.close()
  })
  const world = await gatewayWorld()
  const gateway = await world.gateway('ais', { mode: 'client', port: (feed.address() as AddressInfo).port })
  await vi.waitFor(() => expect(calls).toHaveLength(1))
  calls[0]?.write(at(SHIP, 25.5, 119.8))
  await gateway.row('tracks')
  calls[0]?.destroy()
  const broken = await gateway.until(({ row }) => row.state === 'failed')
  expect(broken.row.fault).toMatchObject({ kind: 'linkLost' })
  await vi.waitFor(() => expect(calls).toHaveLength(2))
  calls[1]?.write(at(SHIP, 25.6, 119.8))
  await gateway.row('tracks', ({ latitude }) => latitude === 25.6)
  await gateway.until(({ row }) => row.state === 'running' && row.fault === null && row.peers === 1)
})

test('a feed gone bad is counted, few originals are kept, and other feeds go on', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('ais', { mode: 'server', port: 0 })
  const port = await gateway.port()
  const [bad, good] = [await dial(port), await dial(port)]
  bad.write('!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*00\r\n'.repeat(300))
  bad.write('\u0000\u00ff<!DOCTYPE x>\r\n'.repeat(10))
  bad.write('x'.repeat(100_000))
  await gateway.until(({ row }) => row.refused >= 311)
  good.write(at(SHIP, 25.5, 119.8))
  await gateway.row('tracks')
  expect((await gateway.view()).quarantined).toBeLessThanOrEqual(20)
})

test('the test order reads without writing', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('ais', { mode: 'server', port: 0 })
  const message = new TextEncoder().encode(at(BEACON, 25.2, 119.9, 14) + at(BEACON, 25.2, 119.9, 15))
  const { reading } = await world.order({ order: 'test', gateway: gateway.id, message, name: 'a' })
  expect(reading?.lines[0]).toBe(`1 ${BEACON} 搜救应答器（AIS-SART） ${BEACON} 25.2, 119.9 sart DISTRESS`)
  expect(reading?.odd).toEqual([`the beacon ${BEACON} is under test, and this space is a live one`])
  expect(await world.records(INCIDENT)).toEqual([])
  expect(gateway.rows('tracks')).toEqual([])
  const broken = {
    order: 'test',
    gateway: gateway.id,
    message: new TextEncoder().encode('nonsense'),
    name: 'b',
  } as const
  await expect(world.order(broken)).rejects.toThrow('malformed')
})
