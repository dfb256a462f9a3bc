// What a sync benchmark of one engine stands on: a folder, a port, the processes it started; all gone when it ends.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerRole, StationsRole } from '../engine-role.ts'
import type { EngineName } from '../engines/table.ts'
import type { Remote } from './role-process.ts'
import { startRole } from './role-process.ts'

export class Stage {
  readonly engine: EngineName
  readonly folder = mkdtempSync(join(tmpdir(), 'fengsui-bench-'))
  readonly #running = new Set<{ end(): Promise<void> }>()

  constructor(engine: EngineName) {
    this.engine = engine
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  /** A server in a process of its own, on a folder of that name. */
  async server(name: string, port: number): Promise<Remote<ServerRole>> {
    const server = startRole<ServerRole>(this.engine, 'server')
    this.#running.add(server)
    await server.start(this.path(name), port)
    return server
  }

  /** A process for stations. */
  stations(): Remote<StationsRole> {
    const stations = startRole<StationsRole>(this.engine, 'stations')
    this.#running.add(stations)
    return stations
  }

  async end(process: { end(): Promise<void> }): Promise<void> {
    await process.end()
    this.#running.delete(process)
  }

  /** Ends what runs and removes the folder. */
  async close(): Promise<void> {
    for (const process of this.#running) await process.end()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
