// From the socket to every station's picture: one message after another for the time it takes, then as many as go.
import { connect } from 'node:net'
import type { BenchOptions } from '../lib/bench-options.ts'
import { scaled } from '../lib/bench-options.ts'
import { median, quantile } from '../lib/figures.ts'
import type { Row } from '../lib/report.ts'
import { cotEvent } from './decoding.ts'
import type { Town } from './town.ts'
import { SPACE } from './town.ts'

const LIMIT_MS = 60_000
const PARALLEL = 16

/** Sends one message; resolves when the system that sent it has its answer, or at once where there is none. */
export type Send = (index: number) => Promise<void>

/** Rows for REST, CoT and CAP. AIS is no record: its rate is measured by the flood. */
export async function roadRows(town: Town, options: BenchOptions): Promise<readonly Row[]> {
  const single = scaled(200, options.scale, 5)
  const many = scaled(2_000, options.scale, 20)
  const rows: Row[] = []
  for (const [name, open] of [
    ['REST', openRest],
    ['CoT', openCot],
    ['CAP', openCap],
  ] as const) {
    const send = await open(town)
    const times: number[] = []
    for (let index = 0; index < single; index += 1) times.push(await arrives(town, name, 1, () => send(index)))
    const tookMs = await arrives(town, name, many, async () => {
      for (let at = 0; at < many; at += PARALLEL)
        await Promise.all(Array.from({ length: Math.min(PARALLEL, many - at) }, (_, part) => send(single + at + part)))
    })
    rows.push({
      name: `${name} to 2 stations`,
      figures: { perS: many / (tookMs / 1_000), medianMs: median(times), p99Ms: quantile(times, 0.99) },
    })
  }
  return rows
}

/** How long until `count` more records stand in every station's picture, from the moment of sending. */
export function arrives({ stations }: Town, what: string, count: number, send: () => Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    const wanted = stations.map(({ store }) => store.facts(SPACE).records + count)
    const startMs = performance.now()
    const missing = (): string =>
      stations.map(({ store }, at) => (wanted[at] ?? 0) - store.facts(SPACE).records).join(' and ')
    const limit = setTimeout(
      () => finish(() => reject(new Error(`${what}: of ${count} records ${missing()} did not arrive`))),
      LIMIT_MS,
    )
    const finish = (then: () => void): void => {
      clearTimeout(limit)
      for (const off of offs) off()
      then()
    }
    const look = (): void => {
      if (stations.every(({ store }, at) => store.facts(SPACE).records >= (wanted[at] ?? 0)))
        finish(() => resolve(performance.now() - startMs))
    }
    const offs = stations.map(({ store }) => store.onTouched(look))
    send().catch((error: Error) => finish(() => reject(error)))
  })
}

export async function openRest(town: Town): Promise<Send> {
  const { id, address } = await town.gateway('rest', { port: 0 })
  const told = await town.ask(id, 'newKey', { name: 'bench', rights: ['incidents.report'], perMinute: 100_000 })
  const { key } = told as { readonly key: string }
  return async (index) => {
    const answer = await fetch(new URL('/api/v1/incidents', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({
        number: `BENCH-${index}`,
        title: `仓库起火 ${index}`,
        category: '12G01',
        position: { lon: 119.3, lat: 26.1 },
      }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`REST ${answer.status}: ${text}`)
  }
}

async function openCot(town: Town): Promise<Send> {
  const { address } = await town.gateway('cot', {
    role: 'server',
    port: 0,
    messagesPerMinute: 600_000,
    writesPerMinute: 60_000,
  })
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  socket.resume()
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return (index) => new Promise((resolve) => socket.write(cotEvent(1_000_000 + index, 'b-l-f'), () => resolve()))
}

async function openCap(town: Town): Promise<Send> {
  const { address } = await town.gateway('cap', CAP_SETTINGS)
  return async (index) => {
    const answer = await fetch(new URL(CAP_PATH, address), {
      method: 'POST',
      headers: { 'content-type': 'application/cap+xml' },
      body: capAlert(index),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`CAP ${answer.status}: ${text}`)
  }
}

const CAP_SETTINGS = { serves: true, port: 0, requestsPerMinute: 100_000 }
const CAP_PATH = '/alerts'

function capAlert(index: number): string {
  const at = new Date(Date.now() - 60_000).toISOString().slice(0, 19)
  return `<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>bench-${index}</identifier><sender>bench@example.org</sender><sent>${at}-00:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty><headline>暴雨橙色预警 ${index}</headline><area><areaDesc>福州</areaDesc><circle>26.1,119.3 20</circle></area></info></alert>`
}
