// Three server programs on one real PostgreSQL, stations that write through them, and dice: kill -9 of one server, of PostgreSQL
// with every session, or of both, at random moments of the load; a reader looks at the journal in between.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts'
import { hasEarlier, layOutEarlier } from '../support/earlier-program.ts'
import { faultSeed, rounds, told } from '../support/fault-row.ts'
import { livePostgres } from '../support/live-postgres.ts'
import { agreedOf, check, joined, startAgain, startNode, startWriting } from '../support/postgres-nodes.ts'
import { scratchFolder } from '../support/scratch.ts'
import { SeededDice } from '../support/seeded.ts'
import type { SyncStation } from '../support/sync-station.ts'
import { FUJIAN } from '../support/sync-station.ts'

const postgres = await livePostgres()

test(
  '[SL-21] servers and PostgreSQL killed at random moments under load: nothing acknowledged is lost, no reader sees a hole',
  { timeout: 600_000 },
  async ({ task }) => {
    const dice = new SeededDice(faultSeed(6))
    const store = await postgres.database()
    const first = await startNode(store)
    const [, password = ''] = await first.program.said(/One-time password of admin: (\S+)/)
    const nodes = [first, await startNode(store), await startNode(store)]
    const stations: SyncStation[] = []
    for (const [at, node] of nodes.entries()) {
      // Each may use all, and begins at its own.
      const station = await joined(store, node, [...nodes.slice(at), ...nodes.slice(0, at)])
      // Told of other servers, it may be linking anew.
      await expect.poll(async () => (await station.client.request('signIn', { name: 'admin', password })).ok).toBe(true)
      stations.push(station)
    }
    const [a] = stations
    if (a === undefined) throw new Error('no station')
    const agreed = (): readonly number[] => stations.map(agreedOf)
    const writing = startWriting(stations)
    const kills = { server: 0, postgres: 0 }
    let seen = 0
    for (let round = 0; round < rounds(6); round += 1) {
      // The moments are of chance on purpose: nothing is waited for.
      await pause(dice.between(20, 900))
      const what =
        round < 2 ? (['server', 'postgres'] as const)[round] : dice.pick(['server', 'postgres', 'both'] as const)
      const node = dice.pick(nodes)
      const before = agreed()
      await Promise.all([
        what === 'postgres' ? undefined : node.program.kill(),
        what === 'server' ? undefined : postgres.kill(),
      ])
      if (what !== 'postgres') kills.server += 1
      if (what !== 'server') kills.postgres += 1
      await pause(dice.between(0, 400))
      if (what !== 'server') await postgres.start()
      // With a server away and others at work, or at once: a reader of its own sees all that was acknowledged, and no gap.
      await check(store, stations, before)
      if (what !== 'postgres') node.program = await startAgain(store, node)
      // The load goes on before the dice fall again, or nothing would be there to be lost.
      await a.until(() => agreed().reduce((sum, count) => sum + count, 0) >= seen + 20)
      seen = agreed().reduce((sum, count) => sum + count, 0)
    }
    const written = writing.stop()
    await a.until(() => stations.every((station) => station.store.facts(FUJIAN).waiting === 0))
    await a.until(() =>
      stations.every((one) => Buffer.compare(one.store.facts(FUJIAN).digest, a.store.facts(FUJIAN).digest) === 0),
    )
    expect(stations.map((station) => station.store.facts(FUJIAN).records)).toEqual(stations.map(() => written))
    for (const node of nodes) await node.program.stop()
    const digest = await check(store, stations, agreed())
    expect(digest).toEqual(new Uint8Array(a.store.facts(FUJIAN).digest))
    told(task, { serverKills: kills.server, postgresKills: kills.postgres, recorded: written, lost: 0 })
  },
)

// Nothing to run where this copy has no history of an earlier program.
test.for(hasEarlier(PROTOCOL_VERSION) ? ['n-1'] : [])(
  '[SL-21] servers of version %s and n on one database, brought up to date one by one under load: nothing is lost',
  { timeout: 300_000 },
  async (_version, { task }) => {
    const tree = join(scratchFolder(), 'earlier')
    if (layOutEarlier(PROTOCOL_VERSION, tree) === undefined) throw new Error('no earlier program that runs')
    const store = await postgres.database()
    // The database is begun by the older program; the newer one brings it to its form beside it.
    const first = await startNode(store, tree)
    const [, password = ''] = await first.program.said(/One-time password of admin: (\S+)/)
    const second = await startNode(store, tree)
    const nodes = [first, second]
    const stations: SyncStation[] = []
    for (const node of nodes) {
      const station = await joined(store, node, [node, ...nodes.filter((other) => other !== node)])
      await expect.poll(async () => (await station.client.request('signIn', { name: 'admin', password })).ok).toBe(true)
      stations.push(station)
    }
    const [a] = stations
    if (a === undefined) throw new Error('no station')
    const writing = startWriting(stations)
    const goOn = async (): Promise<void> => {
      const agreed = stations.map(agreedOf)
      await a.until(() => stations.every((station, index) => agreedOf(station) >= (agreed[index] ?? 0) + 15))
    }
    await goOn()
    for (const node of nodes) {
      const before = stations.map(agreedOf)
      await node.program.kill()
      node.program = await startAgain(store, node)
      await goOn()
      await check(store, stations, before)
    }
    const written = writing.stop()
    await a.until(() => stations.every((station) => station.store.facts(FUJIAN).waiting === 0))
    await a.until(() =>
      stations.every((one) => Buffer.compare(one.store.facts(FUJIAN).digest, a.store.facts(FUJIAN).digest) === 0),
    )
    expect(stations.map((station) => station.store.facts(FUJIAN).records)).toEqual(stations.map(() => written))
    for (const node of nodes) await node.program.stop()
    await check(store, stations, stations.map(agreedOf))
    told(task, { updates: nodes.length, recorded: written, lost: 0 })
  },
)
