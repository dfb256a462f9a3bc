// What moving units cost the picture: an incident from its REST call to every station's picture, with nothing else going on, and
// while units report at a thousand a second (10,000 units, one report each in ten seconds).
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { BenchOptions } from '../lib/bench-options.ts'
import { scaled } from '../lib/bench-options.ts'
import { median, quantile } from '../lib/figures.ts'
import type { Figures, Row } from '../lib/report.ts'
import { aisPositions } from './decoding.ts'
import { arrives, openRest } from './roads.ts'
import type { Town } from './town.ts'
import { SPACE } from './town.ts'

const PER_S = 1_000
const BEAT_MS = 50
const UNITS = 10_000

/** Two rows, and how many times longer it takes beside the units. */
export async function movingRows(
  town: Town,
  { scale }: BenchOptions,
): Promise<{ readonly rows: readonly Row[]; readonly results: Figures }> {
  const send = await openRest(town)
  const count = scaled(300, scale, 10)
  let sent = 0
  const measure = async (): Promise<{ readonly medianMs: number; readonly p99Ms: number }> => {
    const times: number[] = []
    for (let at = 0; at < count; at += 1) times.push(await arrives(town, 'REST', 1, () => send((sent += 1))))
    return { medianMs: median(times), p99Ms: quantile(times, 0.99) }
  }
  const alone = await measure()
  const receiver = createServer()
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const called = once(receiver, 'connection') as Promise<[Socket]>
  await town.gateway('ais', { mode: 'client', port: (receiver.address() as AddressInfo).port })
  const [socket] = await called
  socket.on('error', () => socket.destroy())
  const sentences = aisPositions(UNITS)
  let told = 0
  const startMs = performance.now()
  const beat = setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / 1_000) * PER_S)
    let text = ''
    for (; told < due; told += 1) text += sentences[told % sentences.length] ?? ''
    socket.write(text)
  }, BEAT_MS)
  // Every unit has been heard once before it counts.
  while (told < UNITS * Math.min(1, scale)) await pause()
  const beside = await measure()
  clearInterval(beat)
  const units = town.server.gateways.rows(SPACE, 'tracks').length
  const perS = told / ((performance.now() - startMs) / 1_000)
  socket.destroy()
  await new Promise((resolve) => receiver.close(resolve))
  return {
    rows: [
      { name: 'REST, nothing moving', figures: alone },
      { name: 'REST beside moving units', figures: { ...beside, units, perS } },
    ],
    results: { movingP99Times: beside.p99Ms / alone.p99Ms, movingMedianTimes: beside.medianMs / alone.medianMs },
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, BEAT_MS))
}
