// The coordination server as a role of the load bench: the real one, with what the bench must be told about it.
import { mkdirSync } from 'node:fs'
import { pino } from 'pino'
import type { RunningServer } from '../../server/bin/start-server.ts'
import { FaultError } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { OFFICER, STATION } from '../../shared/model/directory.ts'
import { SPACE } from './station.ts'
import { WRITER_OFFICER } from './writer.ts'

export interface Admitted {
  readonly station: string
  readonly publicKey: Uint8Array
}

export interface ServerMemory {
  /** What the program holds after a collection: objects and buffers. */
  readonly heldBytes: number
  readonly residentBytes: number
}

/** Of this process. */
export function memory(): ServerMemory {
  // What the first collection lets go of, the second takes away.
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heldBytes: heapUsed + external, residentBytes: rss }
}

export interface LoadServer {
  readonly [name: string]: (...args: never[]) => Promise<unknown>
  /** Gives its address. */
  start(folder: string, port: number, store?: string): Promise<string>
  /** Stations the directory knows from now on, and in which of them the bench's officer has signed in. */
  admit(stations: readonly Admitted[], writers: readonly string[]): Promise<void>
  /** Newest number of every chain it has in the space. */
  stored(): Promise<readonly (readonly [station: string, seq: number])[]>
  tip(): Promise<number>
  memory(): Promise<ServerMemory>
  cpuMs(): Promise<number>
}

export function fengsuiServer(): LoadServer {
  let server: RunningServer | undefined
  const running = (): RunningServer => {
    if (server === undefined) throw new Error('not started')
    return server
  }
  return {
    async start(folder, port, store) {
      const { startServer } = await import('../../server/bin/start-server.ts')
      mkdirSync(folder, { recursive: true })
      const logger = pino({ level: 'silent' })
      const settings = { folder, store, host: '127.0.0.1', port, embedded: false, demo: undefined, logger }
      const started = await startServer({ ...settings, nowMs: Date.now })
      if (!started.ok) throw new FaultError(started.fault)
      server = started.value
      return server.url
    },
    async admit(stations, writers) {
      const { access } = running()
      const { CENTRE } = await import('../../server/admin/first-start.ts')
      const officer = { name: WRITER_OFFICER, displayName: WRITER_OFFICER, agency: CENTRE, role: 'dutyOfficer' }
      await access.setUp([
        { kind: OFFICER, id: asId(WRITER_OFFICER), fields: { ...officer, active: true, credentialVersion: 1 } },
        ...stations.map(({ station, publicKey }, index) => ({
          kind: STATION,
          id: asId<never>(station),
          fields: {
            name: `load ${index}`,
            agency: CENTRE,
            role: 'station',
            publicKey: Buffer.from(publicKey).toString('base64'),
            active: true,
          },
        })),
      ])
      await access.noteSignedIn(writers.map((station) => ({ station: asId(station), officer: asId(WRITER_OFFICER) })))
    },
    async stored() {
      return (await running().log.tips(SPACE)).map(({ station, seq }) => [station, seq] as const)
    },
    tip: async () => running().log.tip(SPACE),
    memory: () => Promise.resolve(memory()),
    cpuMs: () => Promise.resolve((process.cpuUsage().user + process.cpuUsage().system) / 1_000),
  }
}
