// A server with gateways and two stations in this process, for measuring.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { RunningServer } from '../../server/bin/start-server.ts'
import { startServer } from '../../server/bin/start-server.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Engine } from '../../station/engine/create-engine.ts'
import { createEngine } from '../../station/engine/create-engine.ts'
import { nodeHost } from '../../station/host/node-host.ts'

export const SPACE: SpaceId = asId('fujian')
const STATIONS = 2

export interface Town {
  readonly server: RunningServer
  readonly stations: readonly Engine[]
  /** Sets a gateway up; its id and where it listens. */
  gateway(
    kind: string,
    settings: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly id: string; readonly address: string }>
  ask(gateway: string, question: string, input: unknown): Promise<unknown>
  close(): Promise<void>
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

/** Opens it in a folder. */
export async function openTown(folder: string): Promise<Town> {
  const logger = pino({ level: 'silent' })
  const place = { folder: join(folder, 'server'), host: '127.0.0.1', port: 0, embedded: false, demo: undefined }
  const server = value(await startServer({ ...place, logger, nowMs: Date.now }))
  const stations: Engine[] = []
  let made = 0
  for (let at = 0; at < STATIONS; at += 1) {
    const data = join(folder, `station-${at}`)
    mkdirSync(data)
    const engine = value(
      await createEngine({
        folder: data,
        host: nodeHost(),
        logger,
        nowMs: Date.now,
        servers: [],
        stationName: `${at}`,
      }),
    )
    value(await engine.sync.join(server.url, await server.access.invite(CENTRE, `${at}`, 60)))
    stations.push(engine)
  }
  return {
    server,
    stations,
    async gateway(kind, settings) {
      const order = { order: 'save', kind, name: `${kind} ${(made += 1)}`, agency: CENTRE, space: SPACE } as const
      const saved = value(await server.gateways.order({ ...order, settings: settings as never }, asId('')))
      return { id: saved.id, address: saved.gateways?.[0]?.listens[0] ?? '' }
    },
    ask: async (gateway, question, input) =>
      value(await server.gateways.order({ order: 'ask', gateway, question, input: input as never }, asId(''))).told,
    async close() {
      for (const station of stations) await station.stop()
      await server.close()
    },
  }
}
