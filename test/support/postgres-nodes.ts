// Server programs on one PostgreSQL, stations that write through them, and what must hold of the database at any moment: for the
// tests that kill the one or the other.
import { join } from 'node:path'
import { expect } from 'vitest'
import { invite } from '../../server/bin/invite.ts'
import { openPostgresLog } from '../../server/log/postgres/postgres-log.ts'
import { freePort } from '../../tools/free-port.ts'
import { ALL, expectAgreement, read } from '../contract/server-log-world.ts'
import type { Program } from './programs.ts'
import { startProgram } from './programs.ts'
import { ROOT } from './run-tool.ts'
import { scratchFolder } from './scratch.ts'
import type { SyncStation } from './sync-station.ts'
import { FUJIAN, syncStation } from './sync-station.ts'

export interface Node {
  readonly folder: string
  readonly port: number
  readonly url: string
  program: Program
}

/** All write, one after another, as fast as an officer never would. */
export function startWriting(stations: readonly SyncStation[]): { readonly stop: () => number } {
  let written = 0
  let stopped = false
  const write = (station: SyncStation): void => {
    if (stopped) return
    written += 1
    station.write('incident', `i${written}`, { title: `t${written}` }, 'admin')
    setTimeout(() => write(station), 8)
  }
  for (const station of stations) write(station)
  return {
    stop() {
      stopped = true
      return written
    },
  }
}

/** Everything acknowledged so far is in the database, without gaps, and its picture is that of its journal. */
export async function check(
  store: string,
  stations: readonly SyncStation[],
  agreed: readonly number[],
): Promise<Uint8Array> {
  const opened = await openPostgresLog({ url: store, folder: scratchFolder(), nowMs: Date.now })
  if (!opened.ok) throw new Error(opened.fault.message)
  const log = opened.value
  try {
    expect(log.restoredAtMs).toBe(0)
    const tip = await log.tip(FUJIAN)
    const { changes } = await log.page(FUJIAN, 0, tip, ALL, ALL)
    expect(changes).toHaveLength(tip)
    for (const [index, { store: own }] of stations.entries()) {
      const here = changes.filter((bytes) => read(bytes).head.station === own.station).length
      expect(here).toBeGreaterThanOrEqual(agreed[index] ?? 0)
    }
    const { digest } = await log.picture(FUJIAN)
    // Servers may be committing: the slow comparison only when they are still.
    if ((await log.tip(FUJIAN)) === tip && stations.every((one) => one.store.facts(FUJIAN).waiting === 0))
      await expectAgreement(log)
    return digest
  } finally {
    await log.close()
  }
}

/** A station that joined at `node` and may use all of `servers`. */
export async function joined(store: string, node: Node, servers: readonly Node[]): Promise<SyncStation> {
  const station = await syncStation({ folder: scratchFolder(), servers: [] })
  const code = await invite('', 'station', undefined, 60, store)
  if (!code.ok) throw new Error(code.fault.message)
  expect(await station.client.join(node.url, code.value)).toEqual({ ok: true, value: null })
  station.client.setServers(servers.map(({ url }) => url))
  await station.until(() => station.status().state === 'linked')
  return station
}

/** Own changes of this station a server has acknowledged. */
export function agreedOf(station: SyncStation): number {
  const own = station.store.tips(FUJIAN).filter((tip) => tip.station === station.store.station)
  return own.reduce((sum, { seq }) => sum + seq, 0) - station.store.facts(FUJIAN).waiting
}

function argumentsOf(folder: string, store: string, port: number): readonly string[] {
  return ['--data', folder, '--store', store, '--port', String(port)]
}

/** Starts a server program on the database, on a folder of its own. */
export async function startNode(store: string, root = ROOT): Promise<Node> {
  const folder = scratchFolder()
  const port = await freePort()
  const node = { folder, port, url: `http://127.0.0.1:${port}` }
  return { ...node, program: await startAgain(store, node, root) }
}

/** The program of a node that has ended, on its folder and port; of another tree, where one is named. */
export async function startAgain(
  store: string,
  { folder, port }: Pick<Node, 'folder' | 'port'>,
  root = ROOT,
): Promise<Program> {
  const program = startProgram(join(root, 'server/bin/server.ts'), argumentsOf(folder, store, port))
  await program.said(/Coordination server: (http\S+)/)
  return program
}

export async function health({ url }: Node): Promise<{ readonly epoch: string; readonly status: string }> {
  const answer = await fetch(`${url}/health`)
  return (await answer.json()) as { epoch: string; status: string }
}
