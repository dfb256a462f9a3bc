// The gateway `sl651` on a real server: stations report and are answered, thresholds turn readings dangerous, strangers and noise.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { concatBytes, fromHex } from '../../../shared/base/bytes.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { Sl651Frame } from '../../../shared/interop/sl651/frame.ts'
import { END, Sl651Cutter, writeFrame } from '../../../shared/interop/sl651/frame.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../../shared/model/log-entry.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'

const STATION = '0012345678'
/** Just after the observations of these tests. */
const NOW = Date.UTC(2026, 10, 26, 6, 31)
const SETTINGS = {
  port: 0,
  stations: [{ station: '12345678', name: '桥头水位站', latitude: 26.1, longitude: 119.3 }],
  thresholds: [{ sensor: '12345678', quantity: 'level', attention: 4, danger: 5, margin: 0.2 }],
}
const bytes = (hex: string): Uint8Array => fromHex(hex.replaceAll(/\s/g, '')) ?? new Uint8Array()

let serial = 0
/** A timed report observed at `minute` past half past two, with a river level. */
function report(level: number, minute = 30, given: Partial<Sl651Frame> = {}): Uint8Array {
  serial += 1
  const digits = String(Math.round(level * 1_000)).padStart(8, '0')
  const observed = `26112614${String(minute).padStart(2, '0')}`
  const hex = `${serial.toString(16).padStart(4, '0')} ${observed}05 F1F1 ${STATION} 48 F0F0 ${observed} 2019000005 3923${digits}`
  const plain = { isDown: false, centre: 1, station: STATION, password: '1234', code: 0x32, end: END.etx, part: null }
  return writeFrame({ ...plain, body: bytes(hex), ...given })
}

async function dial(port: number): Promise<{ socket: Socket; answers: Sl651Frame[] }> {
  const socket = connect({ host: '127.0.0.1', port })
  onTestFinished(() => void socket.destroy())
  const cutter = new Sl651Cutter()
  const answers: Sl651Frame[] = []
  socket.on('data', (chunk) => {
    for (const item of cutter.push(chunk)) if (item.form === 'frame') answers.push(item.frame)
  })
  await once(socket, 'connect')
  return { socket, answers }
}

test('a report over any packet boundary is confirmed and shown at its station', async () => {
  const world = await gatewayWorld({ nowMs: () => NOW })
  const gateway = await world.gateway('sl651', SETTINGS)
  const { socket, answers } = await dial(await gateway.port())
  const sent = concatBytes([new TextEncoder().encode('DTU-REGISTER'), report(1.234)])
  for (let from = 0; from < sent.length; from += 5) socket.write(sent.subarray(from, from + 5))
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  expect(answers[0]).toMatchObject({ isDown: true, station: STATION, centre: 1, code: 0x32, end: END.stayOnline })
  expect(answers[0]?.body.subarray(2)).toEqual(bytes('261126143100'))
  const row = await gateway.row('readings', ({ quantity }) => quantity === 'level')
  expect(row).toMatchObject({
    id: `${gateway.id}/${STATION}/level`,
    name: '桥头水位站',
    latitude: 26.1,
    longitude: 119.3,
    unit: 'm',
    value: 1.234,
    state: 'normal',
    atMs: Date.UTC(2026, 10, 26, 6, 30),
  })
  expect(
    gateway
      .rows('readings')
      .map(({ quantity }) => quantity)
      .toSorted(),
  ).toEqual(['level', 'rain'])
  socket.write(report(0, 30, { code: 0x2f, body: bytes('0009 261126143000') }))
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  expect((await gateway.view()).row).toMatchObject({ taken: 2, refused: 0, peers: 1 })
})

test('a level that turns dangerous shows so and stands in the duty log once, however it swings', async () => {
  const world = await gatewayWorld({ nowMs: () => NOW })
  const gateway = await world.gateway('sl651', SETTINGS)
  const { socket, answers } = await dial(await gateway.port())
  for (const [index, level] of [3, 4.5, 5.1, 4.9, 5.2, 4, 5.3].entries()) socket.write(report(level, 20 + index))
  await vi.waitFor(() => expect(answers).toHaveLength(7))
  const row = await gateway.row('readings', ({ state }) => state === 'danger')
  expect(row.value).toBe(5.3)
  expect(row.series).toHaveLength(7)
  const entry = await world.record(LOG_ENTRY)
  const values = { sensor: STATION, quantity: 'level', value: 5.1, limit: 5, isBelow: false }
  expect(entry.fields['told']).toMatchObject({ word: 'readingDanger', values })
  expect(entry.fields['text']).toBe(`监测告警：桥头水位站（${STATION}）水位 5.1 m，达到或超过危险值 5 m`)
  await world.order({ order: 'pause', gateway: gateway.id })
  await world.order({ order: 'resume', gateway: gateway.id })
  const again = await dial(await gateway.port())
  again.socket.write(report(5.4, 28))
  await gateway.row('readings', ({ value }) => value === 5.4)
  expect(await world.records(LOG_ENTRY)).toHaveLength(1)
  expect(await world.records(INCIDENT)).toEqual([])
})

test('[GW-9] one station that stops reporting leaves a line though the system is there, once, also over a restart, and one when it is heard again', async () => {
  const folder = scratchFolder()
  const beganMs = Date.now()
  const nowMs = (): number => NOW + Date.now() - beganMs
  const world = await gatewayWorld({ folder, nowMs })
  const gateway = await world.gateway('sl651', { ...SETTINGS, sensorSilentMinutes: 0.01 })
  const { socket } = await dial(await gateway.port())
  socket.write(report(3, 20))
  await gateway.row('readings')
  const word = (name: string) => (fields: JsonFields) =>
    (fields['told'] as { word?: string } | undefined)?.word === name
  const { fields } = await world.record(LOG_ENTRY, word('sensorSilent'))
  expect(fields['told']).toMatchObject({ values: { sensor: STATION, name: '桥头水位站' } })
  await world.server.close()
  const again = await gatewayWorld({ folder, nowMs })
  const [view] = (await again.order({ order: 'list' })).gateways ?? []
  const second = await dial(Number(new URL(view?.listens[0] ?? '').port))
  // Long enough for the watch to look several times since the start.
  await vi.waitFor(() => expect(nowMs() - NOW).toBeGreaterThan(2_500), { timeout: 5_000 })
  expect((await again.records(LOG_ENTRY)).filter(({ fields: one }) => word('sensorHeard')(one))).toEqual([])
  second.socket.write(report(3.1, 21))
  const heard = await again.record(LOG_ENTRY, word('sensorHeard'))
  expect(heard.fields['told']).toMatchObject({ values: { sensor: STATION } })
})

test('a frame sent again is confirmed again and changes nothing', async () => {
  const world = await gatewayWorld({ nowMs: () => NOW })
  const gateway = await world.gateway('sl651', SETTINGS)
  const { socket, answers } = await dial(await gateway.port())
  const sent = report(1.5)
  socket.write(concatBytes([sent, sent]))
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  const row = await gateway.row('readings', ({ quantity }) => quantity === 'level')
  expect(row.series).toEqual([[Date.UTC(2026, 10, 26, 6, 30), 1.5]])
})

test('strangers, wrong passwords, pictures and broken frames are refused with the reason and not confirmed', async () => {
  const world = await gatewayWorld({ nowMs: () => NOW })
  const gateway = await world.gateway('sl651', { ...SETTINGS, password: 'ABCD' })
  const { socket, answers } = await dial(await gateway.port())
  const broken = Uint8Array.from(report(1, 30, { password: 'ABCD' }))
  broken[20] = 0xee
  socket.write(
    concatBytes([
      report(1, 30, { password: 'ABCD', station: '0099999999' }),
      report(1, 30, { password: '1234' }),
      report(1, 30, { password: 'ABCD', code: 0x36 }),
      broken,
      report(1, 30, { password: 'ABCD' }),
    ]),
  )
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  const { quarantine } = await world.order({ order: 'quarantine', gateway: gateway.id })
  expect(quarantine?.map(({ fault }) => fault.message).toSorted()).toEqual([
    'function 36 is not taken',
    `station ${STATION}: wrong password`,
    'station 0099999999 is not listed',
    'wrong CRC',
  ])
  expect((await gateway.view()).secrets).toEqual(['password'])
})

test('noise ends the connection, not the gateway; a frame is read by the test order without being shown', async () => {
  const world = await gatewayWorld({ nowMs: () => NOW })
  const gateway = await world.gateway('sl651', SETTINGS)
  const { socket } = await dial(await gateway.port())
  const closed = once(socket, 'close')
  const bad = Uint8Array.from(report(1))
  bad[20] = 0xee
  for (let round = 0; round < 20; round += 1) socket.write(bad)
  await closed
  const { reading } = await world.order({ order: 'test', gateway: gateway.id, message: report(4.2), name: 'a' })
  expect(reading).toEqual({ lines: ['桥头水位站 32 rain 0.5 mm', '桥头水位站 32 level 4.2 m'], odd: [] })
  expect(gateway.rows('readings')).toEqual([])
})
