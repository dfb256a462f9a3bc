// What is wrong with a gateway, by source: what goes well elsewhere hides nothing, one outage keeps its beginning, and what
// last went wrong is still known after it is over and after a restart. Real feeds over HTTP, a real server.
import { expect, test, vi } from 'vitest'
import type { SystemRow } from '../../../shared/model/ambient.ts'
import { systemRow } from '../../../shared/model/ambient.ts'
import { readEvent } from '../../../shared/sync/frame.ts'
import { TROUBLES_SINCE_PROTOCOL } from '../../../shared/sync/gateway-protocol.ts'
import { feedServer } from '../../support/feed-server.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { testKey } from '../../support/shared-crypto.ts'
import { wireClient } from '../../support/wire-client.ts'

const FEED = '<feed xmlns="http://www.w3.org/2005/Atom"></feed>'
const sources = ({ troubles = [] }: SystemRow): readonly string[] => troubles.map(({ source }) => source)

test('[GW-7] a dead feed beside a good one is said until it answers, by its address without its query; then it is the last trouble, also after a restart', async () => {
  let isDead = false
  const feeds = await feedServer((path) => (path.startsWith('/dead') && isDead ? { status: 503 } : { body: FEED }))
  const { host } = new URL(feeds.url)
  const folder = scratchFolder()
  const world = await gatewayWorld({ folder })
  const gateway = await world.gateway('cap', {
    feeds: [`${feeds.url}/dead?key=geheim`, `${feeds.url}/good`],
    everyMinutes: 0.01,
  })
  isDead = true
  const began = await gateway.until(({ row }) => row.state === 'failed')
  expect(began.row.troubles).toMatchObject([{ source: `${host}/dead`, kind: 'linkLost' }])
  expect(JSON.stringify(began.row)).not.toContain('geheim')
  // Many good rounds of the other feed, each looked at: never well in between, and still the same outage.
  const good = (): number => feeds.asked.filter(({ path }) => path === '/good').length
  const until = good() + 4
  await vi.waitFor(
    async () => {
      const { row } = await gateway.view()
      expect.soft([row.state, sources(row)]).toEqual(['failed', [`${host}/dead`]])
      expect.soft(row.troubles?.[0]?.sinceMs).toBe(began.row.troubles?.[0]?.sinceMs)
      if (good() < until) throw new Error('more rounds')
    },
    { timeout: 15_000, interval: 20 },
  )
  isDead = false
  const { row } = await gateway.until((view) => view.row.state === 'running')
  expect(row).toMatchObject({ fault: null, troubles: [], lastTrouble: { source: `${host}/dead`, kind: 'linkLost' } })
  expect(row.lastTrouble?.overMs).toBeGreaterThanOrEqual(row.lastTrouble?.atMs ?? Infinity)
  await world.server.close()
  const again = await gatewayWorld({ folder })
  const [view] = (await again.order({ order: 'list' })).gateways ?? []
  expect(view?.row.lastTrouble).toEqual(row.lastTrouble)
})

test('[GW-7] feeds that fail together are one outage', async () => {
  let isDead = false
  const feeds = await feedServer(() => (isDead ? { status: 404 } : { body: FEED }))
  const { host } = new URL(feeds.url)
  const world = await gatewayWorld()
  const gateway = await world.gateway('cap', { feeds: [`${feeds.url}/a`, `${feeds.url}/b`], everyMinutes: 0.01 })
  isDead = true
  const { row } = await gateway.until((view) => view.row.troubles?.length === 2)
  expect(sources(row).toSorted()).toEqual([`${host}/a`, `${host}/b`])
  expect(new Set(row.troubles?.map(({ sinceMs }) => sinceMs)).size).toBe(1)
})

test('[GW-7] [SY-32] a station of an older version is told systems in the form it knows', async () => {
  let isDead = false
  const feeds = await feedServer(() => (isDead ? { status: 404 } : { body: FEED }))
  const world = await gatewayWorld()
  const gateway = await world.gateway('cap', { feeds: [`${feeds.url}/a`], everyMinutes: 0.01 })
  isDead = true
  await gateway.row('systems', ({ state }) => state === 'failed')
  const told = async (protocol: number): Promise<SystemRow> => {
    const client = await wireClient(world.server.url)
    expect(await client.hello(testKey(), world.server.code(), protocol)).toMatchObject({ ok: true })
    const heard = client.next('ambient')
    await client.request('ambient', { space: world.space, topics: ['systems'] })
    const event = readEvent('ambient', await heard)
    return (event.ok ? event.value.put[0] : {}) as SystemRow
  }
  const older = await told(TROUBLES_SINCE_PROTOCOL - 1)
  const { troubles: _troubles, lastTrouble: _lastTrouble, ...known } = systemRow.shape
  expect(Object.keys(older).toSorted()).toEqual(Object.keys(known).toSorted())
  expect(older).toMatchObject({ state: 'failed', fault: { kind: 'linkLost' } })
  expect((await told(TROUBLES_SINCE_PROTOCOL)).troubles).toHaveLength(1)
})
