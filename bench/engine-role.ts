// A process of a sync benchmark (not a benchmark itself): the server or some stations of one engine, driven over IPC.
//   node bench/engine-role.ts ENGINE server|stations
import { mkdirSync } from 'node:fs'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Engine, EngineServer, EngineStation, Ticket } from './engines/engine.ts'
import type { EngineName } from './engines/table.ts'
import { ENGINE_NAMES, engineOf } from './engines/table.ts'
import type { Arrived, Wanted } from './lib/arrivals.ts'
import { Arrivals } from './lib/arrivals.ts'
import { nowUs } from './lib/figures.ts'
import { serveRole } from './lib/role-process.ts'
import { updateOf } from './lib/workload.ts'

export interface ServerRole {
  readonly [name: string]: (...args: never[]) => Promise<unknown>
  start(folder: string, port: number): Promise<void>
  ticket(): Promise<Ticket>
  stop(): Promise<void>
  memory(): Promise<number>
}

/** Stations of one process, by number. */
export interface StationsRole {
  readonly [name: string]: (...args: never[]) => Promise<unknown>
  open(folder: string, name: string): Promise<number>
  connect(station: number, ticket: Ticket, writer: boolean): Promise<void>
  disconnect(station: number): Promise<void>
  reconnect(station: number): Promise<void>
  mark(station: number): Promise<string | null>
  complete(station: number, count: number, mark: string | null): Promise<number>
  settled(station: number): Promise<number>
  seed(station: number, from: number, to: number, updates: number): Promise<void>
  flushed(station: number): Promise<void>
  digest(station: number): Promise<string>
  losersReadable(station: number, from: number, to: number): Promise<number>
  /** One edit of each document, one after the other. */
  edit(station: number, from: number, to: number, editor: string, round: number): Promise<void>
  /** One timed edit of each document, `perS` a second. */
  editAtRate(station: number, from: number, to: number, n: number, perS: number): Promise<void>
  /** `count` edits over `documents` documents as fast as they go; the last of each document is timed. */
  editUnthrottled(station: number, count: number, documents: number, n: number): Promise<void>
  want(wanted: Wanted): Promise<void>
  /** What arrived at each station of this process. */
  arrived(): Promise<readonly Arrived[]>
  memory(): Promise<number>
}

function memory(): Promise<number> {
  globalThis.gc?.()
  return Promise.resolve(process.memoryUsage.rss())
}

function serverRole(engine: Engine): ServerRole {
  let server: EngineServer | undefined
  const running = (): EngineServer => {
    if (server === undefined) throw new Error('not started')
    return server
  }
  return {
    async start(folder, port) {
      mkdirSync(folder, { recursive: true })
      server = await engine.openServer(folder, port)
    },
    ticket: async () => running().ticket(),
    stop: () => running().stop(),
    memory,
  }
}

function stationsRole(engine: Engine): StationsRole {
  const stations: { readonly station: EngineStation; readonly arrivals: Arrivals }[] = []
  const at = (number: number): EngineStation => {
    const found = stations[number]
    if (found === undefined) throw new Error(`no station ${number}`)
    return found.station
  }
  return {
    async open(folder, name) {
      mkdirSync(folder, { recursive: true })
      const arrivals = new Arrivals()
      const station = await engine.openStation(folder, name, (seen) => arrivals.note(seen))
      return stations.push({ station, arrivals }) - 1
    },
    connect: (number, ticket, writer) => at(number).connect(ticket, writer),
    disconnect: (number) => at(number).disconnect(),
    reconnect: (number) => at(number).reconnect(),
    mark: (number) => Promise.resolve(at(number).mark()),
    async complete(number, count, mark) {
      await at(number).complete(count, mark)
      return nowUs()
    },
    async settled(number) {
      await at(number).settled()
      return nowUs()
    },
    seed: (number, from, to, updates) => at(number).seed(from, to, updates),
    flushed: (number) => at(number).flushed(),
    digest: (number) => at(number).digest(),
    losersReadable: (number, from, to) => at(number).losersReadable(from, to),
    async edit(number, from, to, editor, round) {
      const station = at(number)
      for (let first = from; first < to; first += engine.breath) {
        const last = Math.min(first + engine.breath, to)
        await together(first, last, (index) => station.put(index, updateOf(index, round, editor, 1, 1)))
      }
    },
    async editAtRate(number, from, to, n, perS) {
      const station = at(number)
      const startUs = nowUs()
      for (let index = from; index < to; index += 1) {
        const waitMs = (startUs + ((index - from) * 1_000_000) / perS - nowUs()) / 1000
        if (waitMs > 0) await pause(waitMs)
        await station.put(index, updateOf(index, n, 'W', n, nowUs()))
      }
    },
    async editUnthrottled(number, count, documents, n) {
      const station = at(number)
      for (let first = 0; first < count; first += engine.breath)
        await together(first, Math.min(first + engine.breath, count), (write) => {
          const isLast = write >= count - documents
          const round = n + 1 + Math.floor(write / documents)
          return station.put(write % documents, updateOf(write % documents, round, 'W', n, isLast ? nowUs() : 0))
        })
    },
    want(wanted) {
      for (const { arrivals } of stations) arrivals.want(wanted)
      return Promise.resolve()
    },
    arrived: () => Promise.all(stations.map(({ arrivals }) => arrivals.arrived())),
    memory,
  }
}

/** Writes that do not wait for each other, then a turn for everything else. */
async function together(from: number, to: number, write: (index: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: to - from }, (_, index) => write(from + index)))
  await nextTurn()
}

const [name, role] = process.argv.slice(2)
if (!ENGINE_NAMES.includes(name as EngineName)) throw new Error(`no engine ${name}`)
const engine = await engineOf(name as EngineName)
serveRole(role === 'server' ? serverRole(engine) : stationsRole(engine))
