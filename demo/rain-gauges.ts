// Rain gauges, played: a broker of MQTT on this machine and gauges of our own invention that tell it their hourly rain. One of
// them climbs past its threshold and falls again, so that a notice can be seen coming.
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Aedes } from 'aedes'
import type { Feed } from './feeds.ts'

interface Gauge {
  readonly id: string
  readonly name: string
  readonly at: readonly [latitude: number, longitude: number]
  /** Millimetres an hour around which its values swing. */
  readonly usual: number
}

const GAUGES: readonly Gauge[] = [
  { id: 'yl01', name: '永泰嵩口雨量站', at: [25.85, 118.78], usual: 6 },
  { id: 'yl02', name: '闽清梅溪雨量站', at: [26.22, 118.86], usual: 3 },
  { id: 'yl03', name: '连江敖江雨量站', at: [26.2, 119.53], usual: 9 },
]
/** The one that climbs, from dry to this many millimetres an hour and back, in so many turns. */
const CLIMBS = { id: 'yl01', most: 64, turns: 30 }

/** How the gateway reads them. */
export const RAIN_GAUGES = {
  sensors: [
    {
      topic: 'rain/{station}/hour',
      sensor: '{station}',
      name: '$.name',
      at: '$.time',
      latitude: '$.lat',
      longitude: '$.lon',
      values: [{ quantity: 'rain1h', unit: 'mm', from: '$.mm' }],
    },
  ],
  thresholds: [{ quantity: 'rain1h', attention: 20, danger: 50, margin: 2 }],
} as const

/** A broker, and every gauge telling it its rain each `everyMs`. */
export async function rainGauges(everyMs: number): Promise<Feed> {
  const broker = await Aedes.createBroker()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    broker.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  let turn = 0
  const tell = (): void => {
    turn += 1
    for (const gauge of GAUGES) {
      const [lat, lon] = gauge.at
      const message = { name: gauge.name, lat, lon, mm: rainOf(gauge, turn), time: new Date().toISOString() }
      const packet = { topic: `rain/${gauge.id}/hour`, payload: JSON.stringify(message), qos: 1, retain: true } as const
      broker.publish({ cmd: 'publish', dup: false, ...packet }, () => undefined)
    }
  }
  tell()
  const timer = setInterval(tell, everyMs)
  return {
    address: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      clearInterval(timer)
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await new Promise<void>((resolve) => broker.close(() => resolve()))
    },
  }
}

function rainOf({ id, usual }: Gauge, turn: number): number {
  if (id !== CLIMBS.id) return Math.round((usual + Math.sin(turn / 3)) * 10) / 10
  const share = (1 - Math.cos((turn / CLIMBS.turns) * 2 * Math.PI)) / 2
  return Math.round((usual + share * (CLIMBS.most - usual)) * 10) / 10
}
