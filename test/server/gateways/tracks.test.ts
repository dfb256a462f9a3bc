// Units at scale: 10,000 of them, each reporting every ten seconds, through the socket, the decoder and the book of rows;
// and units that are heard no more.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test, vi } from 'vitest'
import { AmbientBook } from '../../../server/gateways/ambient-book.ts'
import { sweepTracks } from '../../../server/gateways/field/track-sweep.ts'
import type { Ambient } from '../../../server/gateways/gateway.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import { encodePosition, sentencesOf } from '../../../shared/interop/ais/encode.ts'
import type { TrackRow } from '../../../shared/model/ambient.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'

const UNITS = 10_000
const ROUNDS = 5

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** Everyone's position in one round. */
function roundOf(round: number): string {
  return Array.from({ length: UNITS }, (_, unit) => {
    const latitude = 20 + (unit % 100) / 20 + round / 1_000
    const longitude = 115 + Math.floor(unit / 100) / 20
    const at = { latitude, longitude, speedKnots: 10, course: (unit + round) % 360 }
    return sentencesOf(encodePosition({ mmsi: String(412_000_000 + unit), ...at })).join('')
  }).join('')
}

test(
  '10,000 units at a report every ten seconds: one row each, and no memory that grows',
  { timeout: 120_000 },
  async () => {
    let nowMs = Date.UTC(2026, 10, 26)
    const world = await gatewayWorld({ nowMs: () => nowMs })
    const gateway = await world.gateway('ais', { mode: 'server', port: 0, maxPerSecond: 50_000 })
    const socket = connect({ host: '127.0.0.1', port: await gateway.port() })
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    const heaps: number[] = []
    for (let round = 1; round <= ROUNDS; round += 1) {
      nowMs += 10_000
      if (!socket.write(roundOf(round))) await once(socket, 'drain')
      await vi.waitFor(async () => expect((await gateway.view()).row.taken).toBe(round * UNITS), {
        timeout: 60_000,
        interval: 50,
      })
      heaps.push(heapBytes())
    }
    const rows = gateway.rows('tracks')
    expect(rows).toHaveLength(UNITS)
    expect(rows.every(({ heardMs }) => heardMs === nowMs)).toBe(true)
    expect(rows[7]?.latitude).toBeCloseTo(20 + 7 / 20 + ROUNDS / 1_000, 5)
    // From the second round on everything is known: 30,000 further messages leave nothing behind but a few buffers.
    const grown = (heaps.at(-1) ?? 0) - (heaps[1] ?? 0)
    expect(grown).toBeLessThan(8 * 1024 * 1024)
    expect((await gateway.view()).row.refused).toBe(0)
  },
)

test('units heard no more leave the picture; one in distress stays a day longer', () => {
  const told: string[] = []
  const book = new AmbientBook(({ gone }) => told.push(...gone))
  onTestFinished(() => book.close())
  const space = asId<SpaceId>('test')
  const ambient: Ambient = {
    put: (topic, row) => book.put(space, 'gw', topic, row),
    remove: (topic, id) => book.remove(space, 'gw', topic, id),
    rows: (topic) => book.rowsOf(space, 'gw', topic),
    all: (topic) => book.all(space, topic),
  }
  const unit = (name: string, heardMs: number, isDistress = false): TrackRow => ({
    id: `gw/${name}`,
    gateway: 'gw',
    sort: 'vessel',
    name,
    latitude: 25,
    longitude: 119,
    course: null,
    speed: null,
    atMs: heardMs,
    heardMs,
    staleMs: null,
    isDistress,
    facts: {},
  })
  const hour = 3_600_000
  ambient.put('tracks', unit('old', 0))
  ambient.put('tracks', unit('sos', 0, true))
  ambient.put('tracks', unit('new', 2 * hour))
  const names = (): readonly string[] => ambient.rows('tracks').map(({ name }) => name)
  expect(sweepTracks(ambient, hour, 2 * hour)).toBe(1)
  expect(names()).toEqual(['sos', 'new'])
  expect(sweepTracks(ambient, hour, 20 * hour)).toBe(1)
  expect(names()).toEqual(['sos'])
  expect(sweepTracks(ambient, hour, 26 * hour)).toBe(1)
  expect(names()).toEqual([])
})
