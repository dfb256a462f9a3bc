// Two real server programs on one real PostgreSQL, stations on either: one picture; kill -9 of a server, and of the database
// with both servers at work, at moments when stations push: nothing acknowledged is lost, stations go on by themselves.
import { expect, test } from 'vitest'
import { invite } from '../../server/bin/invite.ts'
import { openPostgresLog } from '../../server/log/postgres/postgres-log.ts'
import { freePort } from '../../tools/free-port.ts'
import { ALL, expectAgreement, read } from '../contract/server-log-world.ts'
import { livePostgres } from '../support/live-postgres.ts'
import type { Program } from '../support/programs.ts'
import { startProgram } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'
import type { SyncStation } from '../support/sync-station.ts'
import { FUJIAN, syncStation } from '../support/sync-station.ts'

const postgres = await livePostgres()
const BEFORE = 40
const AFTER = 25

interface Node {
  readonly folder: string
  readonly port: number
  readonly url: string
  program: Program
}

test('[SL-21] two servers on one database: one picture on either; a killed server and a killed database lose nothing acknowledged', async () => {
  const store = await postgres.database()
  const first = await startNode(store)
  const [, password = ''] = await first.program.said(/One-time password of admin: (\S+)/)
  const second = await startNode(store)
  expect(second.program.output()).not.toContain('One-time password')
  expect(second.program.output()).not.toContain(':fengsui@')
  const [a, b] = [await joined(store, first, [first, second]), await joined(store, second, [second, first])]
  // An officer of the one node signs in through the other.
  for (const station of [a, b])
    expect((await station.client.request('signIn', { name: 'admin', password })).ok).toBe(true)
  expect((await health(first)).epoch).toBe((await health(second)).epoch)

  const writing = startWriting([a, b])
  await a.until(() => agreedOf(a) + agreedOf(b) >= BEFORE)
  // Each sees what the other wrote through the other server, while both write on.
  await a.until(() => a.store.facts(FUJIAN).records > agreedOf(a) + 5)
  await b.until(() => b.store.facts(FUJIAN).records > agreedOf(b) + 5)

  await first.program.kill()
  const atKill = [agreedOf(a), agreedOf(b)] as const
  await a.until(() => a.status().server === second.url && a.status().state === 'linked')
  await a.until(() => agreedOf(a) >= atKill[0] + AFTER && agreedOf(b) >= atKill[1] + AFTER)
  await check(store, [a, b], atKill)

  first.program = startProgram('server/bin/server.ts', argumentsOf(first.folder, store, first.port))
  await first.program.said(/Coordination server: (http\S+)/)
  a.client.setServers([first.url])
  a.client.relink()
  await a.until(() => a.status().server === first.url && a.status().state === 'linked')
  await a.until(() => agreedOf(a) >= atKill[0] + 2 * AFTER)

  await postgres.kill()
  const atCut = [agreedOf(a), agreedOf(b)] as const
  await expect.poll(async () => (await health(first)).status, { timeout: 10_000 }).not.toBe('ok')
  await postgres.start()
  await a.until(() => agreedOf(a) >= atCut[0] + AFTER && agreedOf(b) >= atCut[1] + AFTER)
  await expect.poll(async () => (await health(first)).status, { timeout: 10_000 }).toBe('ok')
  await check(store, [a, b], atCut)

  const written = writing.stop()
  await a.until(() => [a, b].every((station) => station.store.facts(FUJIAN).waiting === 0))
  await a.until(() => Buffer.compare(a.store.facts(FUJIAN).digest, b.store.facts(FUJIAN).digest) === 0)
  expect(a.store.facts(FUJIAN).records).toBe(written)
  for (const node of [first, second]) await node.program.stop()
  const digest = await check(store, [a, b], [agreedOf(a), agreedOf(b)])
  expect(digest).toEqual(new Uint8Array(a.store.facts(FUJIAN).digest))
})

/** Both write, one after another, as fast as an officer never would. */
function startWriting(stations: readonly SyncStation[]): { readonly stop: () => number } {
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
async function check(store: string, stations: readonly SyncStation[], agreed: readonly number[]): Promise<Uint8Array> {
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

async function joined(store: string, node: Node, servers: readonly Node[]): Promise<SyncStation> {
  const station = await syncStation({ folder: scratchFolder(), servers: [] })
  const code = await invite('', 'station', undefined, 60, store)
  if (!code.ok) throw new Error(code.fault.message)
  expect(await station.client.join(node.url, code.value)).toEqual({ ok: true, value: null })
  station.client.setServers(servers.map(({ url }) => url))
  await station.until(() => station.status().state === 'linked')
  return station
}

/** Own changes of this station a server has acknowledged. */
function agreedOf(station: SyncStation): number {
  const own = station.store.tips(FUJIAN).filter((tip) => tip.station === station.store.station)
  return own.reduce((sum, { seq }) => sum + seq, 0) - station.store.facts(FUJIAN).waiting
}

function argumentsOf(folder: string, store: string, port: number): readonly string[] {
  return ['--data', folder, '--store', store, '--port', String(port)]
}

async function startNode(store: string): Promise<Node> {
  const folder = scratchFolder()
  const port = await freePort()
  const program = startProgram('server/bin/server.ts', argumentsOf(folder, store, port))
  const [, url = ''] = await program.said(/Coordination server: (http\S+)/)
  return { folder, port, url, program }
}

async function health({ url }: Node): Promise<{ readonly epoch: string; readonly status: string }> {
  const answer = await fetch(`${url}/health`)
  return (await answer.json()) as { epoch: string; status: string }
}
