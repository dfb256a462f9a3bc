// The gateway `jt808` on a real server: terminals register, authenticate, tell where they are; the emergency button.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { concatBytes, fromHex } from '../../../shared/base/bytes.ts'
import type { Jt808Frame } from '../../../shared/interop/jt808/frame.ts'
import { FrameCutter, readFrame, writeFrame } from '../../../shared/interop/jt808/frame.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../../shared/model/log-entry.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'

/** Nine in the morning in Beijing, an hour after the last position of these tests. */
const NOW = Date.UTC(2026, 10, 26, 1)
const PHONE = '013800138000'
const TERMINALS = [{ phone: PHONE, plate: '闽A12345' }]
const bytes = (hex: string): Uint8Array => fromHex(hex.replaceAll(/\s/g, '')) ?? new Uint8Array()
const hex = (value: number, digits: number): string => Math.round(value).toString(16).padStart(digits, '0')

/** A terminal as it would stand in a vehicle. */
class Terminal {
  readonly #socket: Socket
  readonly #cutter = new FrameCutter()
  readonly #answers: Jt808Frame[] = []
  readonly is2019: boolean
  readonly phone: string
  #serial = 0

  constructor(socket: Socket, phone: string, is2019: boolean) {
    this.#socket = socket
    this.is2019 = is2019
    this.phone = is2019 ? phone.padStart(20, '0') : phone
    socket.on('data', (chunk) => {
      for (const cut of this.#cutter.push(chunk)) {
        const read = readFrame(cut)
        if (read.ok) this.#answers.push(read.value)
      }
    })
  }

  static async dial(port: number, phone = PHONE, is2019 = false): Promise<Terminal> {
    const socket = connect({ host: '127.0.0.1', port })
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return new Terminal(socket, phone, is2019)
  }

  write(id: number, body: Uint8Array, part: Jt808Frame['part'] = null): number {
    this.#serial += 1
    const { is2019, phone } = this
    const written = writeFrame({ id, is2019, protocol: is2019 ? 1 : 0, phone, serial: this.#serial, part, body })
    // In two packets, cut in the middle.
    this.#socket.write(written.subarray(0, 9))
    this.#socket.write(written.subarray(9))
    return this.#serial
  }

  raw(given: Uint8Array): void {
    this.#socket.write(given)
  }

  /** Sends and waits for the answer: the result, and what follows it. */
  async ask(
    id: number,
    body: Uint8Array,
    part: Jt808Frame['part'] = null,
  ): Promise<{ id: number; result: number; rest: string }> {
    const serial = this.write(id, body, part)
    const answer = await vi.waitFor(() => {
      const found = this.#answers.find((each) => ((each.body[0] ?? 0) << 8) + (each.body[1] ?? 0) === serial)
      if (found === undefined) throw new Error('no answer yet')
      return found
    })
    if (answer.is2019 !== this.is2019 || answer.phone !== this.phone) throw new Error('an answer of another edition')
    const at = answer.id === 0x8001 ? 4 : 2
    return {
      id: answer.id,
      result: answer.body[at] ?? -1,
      rest: new TextDecoder().decode(answer.body.subarray(at + 1)),
    }
  }

  /** Registers with a plate in GBK and authenticates with the code it gets. */
  async enter(): Promise<void> {
    const lengths = this.is2019 ? [11, 30, 30] : [5, 20, 7]
    const fields = lengths.map((count) => new Uint8Array(count))
    const registration = concatBytes([bytes('00230064'), ...fields, bytes('01'), bytes('C3F6 43 3939393939')])
    const registered = await this.ask(0x0100, registration)
    if (registered.id !== 0x8100 || registered.result !== 0) throw new Error(`not registered: ${registered.result}`)
    const code = new TextEncoder().encode(registered.rest)
    const body = this.is2019 ? concatBytes([Uint8Array.of(code.length), code, new Uint8Array(35)]) : code
    const { result } = await this.ask(0x0102, body)
    if (result !== 0) throw new Error(`not authenticated: ${result}`)
  }

  get closed(): Promise<unknown> {
    return once(this.#socket, 'close')
  }
}

function at(
  latitude: number,
  longitude: number,
  given: { alarms?: number; status?: number; time?: string } = {},
): Uint8Array {
  const { alarms = 0, status = 3, time = '261126060000' } = given
  return bytes(
    `${hex(alarms, 8)}${hex(status, 8)}${hex(latitude * 1e6, 8)}${hex(longitude * 1e6, 8)} 0014 0258 005A ${time}`,
  )
}

test.each([false, true])('a terminal registers, authenticates and is shown; 2019: %s', async (is2019) => {
  const world = await gatewayWorld({ nowMs: () => NOW })
  const gateway = await world.gateway('jt808', { port: 0, terminals: TERMINALS })
  const terminal = await Terminal.dial(await gateway.port(), PHONE, is2019)
  await terminal.enter()
  expect(await terminal.ask(0x0002, new Uint8Array())).toMatchObject({ result: 0 })
  expect(await terminal.ask(0x0200, at(26.1, 119.3))).toMatchObject({ id: 0x8001, result: 0 })
  const row = await gateway.row('tracks')
  expect(row).toMatchObject({
    id: `${gateway.id}/13800138000`,
    sort: 'vehicle',
    name: '闽A12345',
    latitude: 26.1,
    longitude: 119.3,
    speed: 16.67,
    isDistress: false,
    atMs: Date.UTC(2026, 10, 25, 22),
  })
  expect(await terminal.ask(0x0900, bytes('41'))).toMatchObject({ result: 3 })
  expect((await gateway.view()).row).toMatchObject({ peers: 1, refused: 0 })
})

test('positions in several packages and kept ones of a dead spot: the newest is shown; GCJ-02 is converted', async () => {
  const world = await gatewayWorld({ nowMs: () => NOW })
  const gateway = await world.gateway('jt808', { port: 0, terminals: TERMINALS, datum: 'GCJ02' })
  const terminal = await Terminal.dial(await gateway.port())
  await terminal.enter()
  const item = (body: Uint8Array): Uint8Array => concatBytes([Uint8Array.of(0, body.length), body])
  const positions = [0, 1, 2].map((minute) => item(at(26.1 + minute / 100, 119.3, { time: `2611260600${minute}0` })))
  const batch = concatBytes([bytes('000301'), ...positions.toReversed()])
  expect(await terminal.ask(0x0704, batch.subarray(0, 20), { total: 2, number: 1 })).toMatchObject({ result: 0 })
  expect(gateway.rows('tracks')).toEqual([])
  expect(await terminal.ask(0x0704, batch.subarray(20), { total: 2, number: 2 })).toMatchObject({ result: 0 })
  const row = await gateway.row('tracks')
  expect(Math.abs(row.latitude - 26.12)).toBeGreaterThan(0.001)
  expect(Math.abs(row.latitude - 26.12)).toBeLessThan(0.01)
  // Without a fix it stays where it was.
  expect(await terminal.ask(0x0200, at(0, 0, { status: 0, time: '261126070000' }))).toMatchObject({ result: 0 })
  const later = await gateway.row('tracks', ({ atMs }) => atMs === Date.UTC(2026, 10, 25, 23))
  expect(later.latitude).toBe(row.latitude)
})

test('the emergency button is one incident, whose position follows the vehicle', async () => {
  let nowMs = NOW
  const world = await gatewayWorld({ nowMs: () => nowMs })
  const gateway = await world.gateway('jt808', { port: 0, terminals: TERMINALS }, '危化品车辆平台')
  const terminal = await Terminal.dial(await gateway.port())
  await terminal.enter()
  for (let round = 0; round < 5; round += 1) await terminal.ask(0x0200, at(26.1, 119.3, { alarms: 1 }))
  const incident = await world.record(INCIDENT)
  expect(incident.fields).toMatchObject({
    title: '车辆紧急报警：闽A12345',
    category: '12H99',
    position: { lat: 26.1, lon: 119.3 },
    linkedSystem: '危化品车辆平台',
    linkedNumber: '13800138000',
  })
  expect((await gateway.row('tracks')).isDistress).toBe(true)
  nowMs += 61_000
  await terminal.ask(0x0200, at(26.2, 119.3, { alarms: 1 }))
  await world.record(INCIDENT, ({ position }) => (position as { lat: number }).lat === 26.2)
  expect(await world.records(INCIDENT)).toHaveLength(1)
})

test('the emergency button may go to the duty log alone', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('jt808', { port: 0, terminals: TERMINALS, emergency: 'log' })
  const terminal = await Terminal.dial(await gateway.port())
  await terminal.enter()
  for (let round = 0; round < 3; round += 1) await terminal.ask(0x0200, at(26.1, 119.3, { alarms: 1 }))
  const entry = await world.record(LOG_ENTRY)
  expect(entry.fields['text']).toBe('车辆紧急报警：闽A12345（26.1, 119.3），终端 13800138000')
  expect(await world.records(LOG_ENTRY)).toHaveLength(1)
  expect(await world.records(INCIDENT)).toEqual([])
})

test('who is not listed, not authenticated or another terminal is turned away and tells nothing', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('jt808', { port: 0, terminals: TERMINALS })
  const port = await gateway.port()
  const stranger = await Terminal.dial(port, '013900139000')
  expect(await stranger.ask(0x0100, new Uint8Array(50))).toMatchObject({ id: 0x8100, result: 4, rest: '' })
  expect(await stranger.ask(0x0200, at(26.1, 119.3))).toMatchObject({ result: 1 })
  const listed = await Terminal.dial(port)
  expect(await listed.ask(0x0200, at(26.1, 119.3, { alarms: 1 }))).toMatchObject({ result: 1 })
  expect(await listed.ask(0x0102, new TextEncoder().encode('WRONG'))).toMatchObject({ result: 1 })
  await gateway.until(({ row }) => row.refused === 4)
  expect(gateway.rows('tracks')).toEqual([])
  expect(await world.records(INCIDENT)).toEqual([])
})

test('everyone may be let in, and a plate from the registration names the vehicle after a restart as well', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('jt808', { port: 0, admits: 'everyone' })
  const terminal = await Terminal.dial(await gateway.port(), '013700137000')
  await terminal.enter()
  await world.order({ order: 'pause', gateway: gateway.id })
  await world.order({ order: 'resume', gateway: gateway.id })
  const again = await Terminal.dial(await gateway.port(), '013700137000')
  await again.enter()
  await again.ask(0x0200, at(26.1, 119.3))
  expect((await gateway.row('tracks')).name).toBe('闽C99999')
})

test('noise ends the connection, not the gateway', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('jt808', { port: 0, terminals: TERMINALS })
  const noisy = await Terminal.dial(await gateway.port())
  const closed = noisy.closed
  noisy.raw(concatBytes(Array.from({ length: 30 }, () => bytes('7E 01 02 03 04'))))
  noisy.raw(bytes('7E'))
  await closed
  const terminal = await Terminal.dial(await gateway.port())
  await terminal.enter()
  const { quarantine } = await world.order({ order: 'quarantine', gateway: gateway.id })
  expect(quarantine?.[0]).toMatchObject({ fault: { kind: 'malformed' } })
})

test('the test order reads a frame without writing', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('jt808', { port: 0, terminals: TERMINALS })
  const message = writeFrame({
    id: 0x0200,
    is2019: false,
    protocol: 0,
    phone: PHONE,
    serial: 1,
    part: null,
    body: at(26.1, 119.3, { alarms: 1 }),
  })
  const { reading } = await world.order({ order: 'test', gateway: gateway.id, message, name: 'a' })
  expect(reading).toEqual({ lines: ['闽A12345 26.1, 119.3 60 km/h 紧急报警'], odd: [] })
  expect(gateway.rows('tracks')).toEqual([])
})
