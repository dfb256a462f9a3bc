// A flood of AIS sentences through a real socket into the gateway: messages a second, and memory at the beginning and the end.
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { asId } from '../../shared/base/ids.ts'
import type { BenchOptions } from '../lib/bench-options.ts'
import { scaled } from '../lib/bench-options.ts'
import type { Figures, Row } from '../lib/report.ts'
import { aisSentences } from './decoding.ts'
import type { Town } from './town.ts'
import { SPACE, value } from './town.ts'

const LAP = 20_000
const LOOK_EVERY_MS = 50
const MB = 1024 * 1024

function heapMb(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / MB
}

/** Serves a million sentences to the gateway as a receiver would, in laps; the gateway takes them as fast as it can. */
export async function floodRow(town: Town, { scale }: BenchOptions): Promise<Row & { readonly results: Figures }> {
  const laps = scaled(50, scale, 2)
  const lap = aisSentences(LAP).join('')
  const receiver = createServer()
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const called = once(receiver, 'connection') as Promise<[Socket]>
  const { port } = receiver.address() as AddressInfo
  const { id } = await town.gateway('ais', { mode: 'client', port, maxPerSecond: 50_000 })
  const [socket] = await called
  socket.on('error', () => socket.destroy())
  const taken = async (): Promise<number> => {
    const { gateways = [] } = value(await town.server.gateways.order({ order: 'list' }, asId('')))
    return gateways.find((one) => one.id === id)?.row.taken ?? 0
  }
  const memory: number[] = []
  const startMs = performance.now()
  let sent = 0
  for (let at = 0; at < laps; at += 1) {
    if (!socket.write(lap)) await once(socket, 'drain')
    sent += LAP
    // A lap is taken before the next is measured: what lies in buffers is no memory of ours.
    const messages = Math.floor((sent * 10) / 11)
    while ((await taken()) < messages * 0.99) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    memory.push(heapMb())
  }
  const tookS = (performance.now() - startMs) / 1_000
  const rows = town.server.gateways.rows(SPACE, 'tracks').length
  socket.destroy()
  await new Promise((resolve) => receiver.close(resolve))
  // The first laps fill the book of units; from then on nothing may grow.
  const settled = memory[Math.min(2, memory.length - 1)] ?? 0
  const last = memory.at(-1) ?? 0
  const results = { floodHeapGrowthMb: last - settled }
  return {
    name: `AIS flood, ${sent} sentences`,
    figures: { perS: sent / tookS, units: rows, heapMb: last },
    results,
  }
}
