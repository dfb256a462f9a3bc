// Two real server programs on one real PostgreSQL, stations on either: one picture; kill -9 of a server, and of the database
// with both servers at work, at moments when stations push: nothing acknowledged is lost, stations go on by themselves.
import { expect, test } from 'vitest'
import { livePostgres } from '../support/live-postgres.ts'
import { agreedOf, check, health, joined, startAgain, startNode, startWriting } from '../support/postgres-nodes.ts'
import { FUJIAN } from '../support/sync-station.ts'

const postgres = await livePostgres()
const BEFORE = 40
const AFTER = 25

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

  first.program = await startAgain(store, first)
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
