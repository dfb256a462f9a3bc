// One run of the load bench, in phases: link, steady writing with slow and dead stations, a burst, every cable at once, the
// server killed; each phase has an end of its own, and everything started is ended.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../tools/free-port.ts'
import { MB } from '../lib/disk.ts'
import { nowUs, quantile } from '../lib/figures.ts'
import type { Figures } from '../lib/report.ts'
import type { Remote } from '../lib/role-process.ts'
import { startRole } from '../lib/role-process.ts'
import type { LoadServer, ServerMemory } from './fengsui-server.ts'
import { Histogram } from './histogram.ts'
import type { Mode } from './station.ts'
import type { StationsRole } from './stations-role.ts'

const ENTRY = 'load-role.ts'
const PER_PROCESS = 250
const PER_WRITER = 50
/** Of all stations. */
const SLOW_SHARE = 0.02
const DEAD_SHARE = 0.02
/** How long they write before and after the cables are pulled, or the server is killed. */
const BEFORE_S = 1
const AFTER_S = 2
const PHASE_LIMIT_MS = 180_000

export interface LoadSizes {
  readonly mode: Mode
  readonly folder: string
  readonly stations: number
  readonly perS: number
  readonly seconds: number
  readonly burst: number
  /** One server for each: a connection string, or a file. */
  readonly stores: readonly (string | undefined)[]
}

interface Running {
  readonly role: Remote<LoadServer>
  readonly port: number
  readonly store: string | undefined
}

export class LoadRun {
  readonly #sizes: LoadSizes
  readonly #servers: Running[] = []
  readonly #parts: Remote<StationsRole>[] = []

  constructor(sizes: LoadSizes) {
    this.#sizes = sizes
  }

  async measure(): Promise<Figures> {
    const linked = await within('linking', this.#link())
    const steady = await within('steady writing', this.#steady())
    const burst = await within('the burst', this.#burst())
    const herd = await within(
      'all cables at once',
      this.#interrupted(() => Promise.resolve()),
    )
    const killed = await within(
      'the killed server',
      this.#interrupted(() => this.#killServers()),
    )
    const ended = await within('the end', this.#end())
    return {
      stations: this.#sizes.stations,
      ...linked,
      ...steady,
      ...burst,
      herdS: herd,
      killedS: killed,
      ...ended,
    }
  }

  async end(): Promise<void> {
    for (const role of [...this.#parts, ...this.#servers.map((one) => one.role)]) await role.end()
  }

  async #link(): Promise<Figures> {
    const { stations, stores } = this.#sizes
    for (const store of stores) this.#servers.push(await this.#startServer(await freePort(), store))
    const urls = this.#servers.map(({ port }) => `http://127.0.0.1:${port}`)
    const processes = Math.ceil(stations / PER_PROCESS)
    const writers = Math.max(processes, Math.round(stations / PER_WRITER))
    const admitted = []
    const writing: string[] = []
    for (let part = 0; part < processes; part += 1) {
      const first = Math.floor((part * stations) / processes)
      const count = Math.floor(((part + 1) * stations) / processes) - first
      const mine = Math.floor(((part + 1) * writers) / processes) - Math.floor((part * writers) / processes)
      const role = startRole<StationsRole>(this.#sizes.mode, 'stations', ENTRY)
      this.#parts.push(role)
      const made = await role.prepare(urls, first, count, mine)
      admitted.push(...made)
      writing.push(...made.slice(0, mine).map(({ station }) => station))
    }
    await this.#servers[0]?.role.admit(admitted, writing)
    const before = await this.#memory()
    const startUs = nowUs()
    await this.#all((part) => part.link())
    const linkS = (nowUs() - startUs) / 1e6
    const after = await this.#memory()
    return {
      linkS,
      kBPerStation: (after.heldBytes - before.heldBytes) / 1024 / stations,
      serverMB: after.residentBytes / MB,
    }
  }

  async #steady(): Promise<Figures> {
    const { stations, perS, seconds } = this.#sizes
    const share = (of: number): number => Math.max(1, Math.round((of * stations) / this.#parts.length))
    await this.#all((part) => part.neglect(share(SLOW_SHARE), share(DEAD_SHARE)))
    await this.#all((part) => part.restart())
    await this.#all((part) => part.measure(true))
    const writers = await this.#writers()
    const cpuMs = await this.#cpuMs()
    const startUs = nowUs()
    await this.#all((part) => part.write(perS / writers, seconds))
    const written = writers * Math.round((perS / writers) * seconds)
    const lastUs = Math.max(...(await this.#all((part) => part.reached({ changes: written }))))
    await this.#all((part) => part.measure(false))
    const latencies = new Histogram()
    for (const counts of await this.#all((part) => part.latencies())) latencies.add(counts)
    const tookS = (lastUs - startUs) / 1e6
    return {
      p50Ms: latencies.quantileMs(0.5),
      p99Ms: latencies.quantileMs(0.99),
      writtenPerS: written / tookS,
      serverCpu: ((await this.#cpuMs()) - cpuMs) / 1_000 / tookS,
    }
  }

  /** Changes that arrived at every station that reads, a second. */
  async #burst(): Promise<Figures> {
    await this.#all((part) => part.agreed())
    await this.#all((part) => part.restart())
    const writers = await this.#writers()
    const each = Math.max(1, Math.round(this.#sizes.burst / writers))
    const arrived = this.#all((part) => part.reached({ changes: each * writers }))
    const startUs = nowUs()
    await this.#all((part) => part.burst(each))
    return { perS: (each * writers) / ((Math.max(...(await arrived)) - startUs) / 1e6) }
  }

  /** While all write, every link breaks at the same moment: seconds until the last station is live again. */
  async #interrupted(meanwhile: () => Promise<void>): Promise<number> {
    const rate = this.#sizes.perS / (await this.#writers())
    const writing = this.#all((part) => part.write(rate, BEFORE_S + AFTER_S))
    await pause(BEFORE_S * 1_000)
    const cutUs = Math.min(...(await this.#all((part) => part.cut())))
    await meanwhile()
    const liveUs = (await this.#all((part) => part.live())).flat()
    await writing
    await this.#all((part) => part.agreed())
    return (quantile(liveUs, 1) - cutUs) / 1e6
  }

  async #killServers(): Promise<void> {
    for (const [at, { role, port, store }] of this.#servers.entries()) {
      await role.end()
      this.#servers[at] = await this.#startServer(port, store)
    }
  }

  /** Everything is agreed, everyone has everything, and the servers have all they acknowledged. */
  async #end(): Promise<Figures> {
    await this.#all((part) => part.recover())
    const agreed = (await this.#all((part) => part.agreed())).flat()
    const acknowledged = agreed.reduce((sum, one) => sum + one.agreed, 0)
    if (this.#sizes.mode === 'plain') return { acknowledged, lost: Number.NaN, holes: Number.NaN }
    const server = this.#servers[0]?.role
    const stored = new Map(await server?.stored())
    const lost = agreed.reduce((sum, one) => sum + Math.max(0, one.agreed - (stored.get(one.station) ?? 0)), 0)
    const pos = (await server?.tip()) ?? 0
    await this.#all((part) => part.reached({ pos }))
    const holes = (await this.#all((part) => part.holes())).reduce((sum, one) => sum + one, 0)
    return { acknowledged, lost, holes }
  }

  async #startServer(port: number, store: string | undefined): Promise<Running> {
    const role = startRole<LoadServer>(this.#sizes.mode, 'server', ENTRY)
    await role.start(join(this.#sizes.folder, `server-${port}`), port, store)
    return { role, port, store }
  }

  #all<T>(ask: (part: Remote<StationsRole>) => Promise<T>): Promise<readonly T[]> {
    return Promise.all(this.#parts.map(ask))
  }

  async #writers(): Promise<number> {
    return (await this.#all((part) => part.agreed())).flat().length
  }

  async #memory(): Promise<ServerMemory> {
    const each = await Promise.all(this.#servers.map(({ role }) => role.memory()))
    const sum = (of: (one: ServerMemory) => number): number => each.reduce((all, one) => all + of(one), 0)
    return { heldBytes: sum((one) => one.heldBytes), residentBytes: sum((one) => one.residentBytes) }
  }

  async #cpuMs(): Promise<number> {
    const each = await Promise.all(this.#servers.map(({ role }) => role.cpuMs()))
    return each.reduce((sum, one) => sum + one, 0)
  }
}

/** Ends a phase that does not. */
async function within<T>(what: string, work: Promise<T>): Promise<T> {
  let limit: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    limit = setTimeout(() => reject(new Error(`${what} took more than ${PHASE_LIMIT_MS / 1000} s`)), PHASE_LIMIT_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(limit)
  }
}
