import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
// Earthquakes and storms from a feed over a real socket and from a file: on the map, as incidents, once and amended.
import { CENTRE } from '../../../server/admin/first-start.ts'
import { feedServer } from '../../support/feed-server.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'

const OFTEN = { everyMinutes: 0.01 }
const NOW = Date.now()

function event(id: string, more: object = {}, [lon, lat]: readonly [number, number] = [119.5, 25]): object {
  const properties = {
    mag: 5.1,
    place: '台湾海峡',
    time: NOW - 600_000,
    updated: NOW - 500_000,
    type: 'earthquake',
    status: 'automatic',
    ids: `,${id},`,
  }
  return {
    type: 'Feature',
    id,
    properties: { ...properties, ...more },
    geometry: { type: 'Point', coordinates: [lon, lat, 10] },
  }
}

function feedOf(events: readonly object[]): string {
  return JSON.stringify({ type: 'FeatureCollection', metadata: { generated: NOW }, features: events })
}

test('strong and near becomes one incident, whichever id its networks prefer; weak, far and old is shown or passed over', async () => {
  let body = feedOf([
    event('us1'),
    event('us2', { mag: 3.1 }),
    event('us3', { mag: 7.9 }, [-122, 37]),
    event('us4', { mag: 6, time: NOW - 3 * 86_400_000 }),
    event('us5', { mag: 1.2 }),
    event('us6', { mag: null }),
  ])
  const feed = await feedServer(() => ({ body }))
  const world = await gatewayWorld()
  const gateway = await world.gateway('quake', { url: `${feed.url}/2.5_day.geojson`, ...OFTEN }, 'USGS')
  const reported = await world.record('incident', ({ linkedNumber }) => linkedNumber === 'us1')
  expect(reported.fields).toMatchObject({
    ...{ title: '5.1级地震 台湾海峡', category: '11C02', level: null, position: { lon: 119.5, lat: 25 } },
    ...{ sourceKind: 'earthquake', linkedSystem: 'USGS' },
  })
  await gateway.until(({ row }) => row.refused === 1 && row.taken >= 5)
  expect(await world.records('incident')).toHaveLength(1)
  expect(
    gateway
      .rows('features')
      .map(({ id, sort }) => `${sort} ${id.split('/')[1] ?? ''}`)
      .toSorted(),
  ).toEqual(['quake us1', 'quake us2', 'quake us3', 'quake us4'])

  // The regional network takes over: another preferred id, a new magnitude below the limit.
  body = feedOf([event('tw9', { ids: ',us1,tw9,', mag: 4.2, status: 'reviewed', updated: NOW })])
  const amended = await world.record('incident', ({ title }) => title === '4.2级地震 台湾海峡')
  expect(amended.id).toBe(reported.id)
  expect(await world.records('incident')).toHaveLength(1)
  await vi.waitFor(() => expect(gateway.rows('features').map(({ id }) => id)).toEqual([`${gateway.id}/us1`]))
})

test('what was reported survives a restart of the gateway as one', async () => {
  const feed = await feedServer(() => ({ body: feedOf([event('us1')]) }))
  const world = await gatewayWorld()
  const gateway = await world.gateway('quake', { url: `${feed.url}/x`, ...OFTEN })
  await world.record('incident')
  await world.order({ order: 'pause', gateway: gateway.id })
  const asked = feed.asked.length
  await world.order({ order: 'resume', gateway: gateway.id })
  await vi.waitFor(() => expect(feed.asked.length).toBeGreaterThan(asked))
  await gateway.until(({ row }) => row.taken >= 2)
  expect(await world.records('incident')).toHaveLength(1)
})

const STORM = {
  ...{ number: '2305', name: '杜苏芮', issuedAt: '2023-07-27T20:00:00+08:00' },
  fixes: [{ at: '2023-07-27T20:00:00+08:00', lon: 119.2, lat: 23, windMs: 48, radiiKm: { '7': 300 } }],
}

test('a storm from a file is one feature with its wind circle, follows the file, and goes with it', async () => {
  const file = join(scratchFolder(), 'storms.json')
  writeFileSync(file, JSON.stringify({ storms: [STORM] }))
  const world = await gatewayWorld()
  const gateway = await world.gateway('storm', { file, ...OFTEN })
  const row = await gateway.row('features')
  expect(row).toMatchObject({ sort: 'storm', name: '2305 杜苏芮', facts: { 风速: '48 m/s' } })
  expect(row.staleMs).toBe(Date.parse('2023-07-27T20:00:00+08:00') + 12 * 3_600_000)
  expect(JSON.stringify(row.geometry)).toContain('"part":"wind"')
  writeFileSync(file, JSON.stringify({ storms: [{ ...STORM, number: '2306' }] }))
  utimesSync(file, new Date(), new Date(NOW + 5_000))
  await vi.waitFor(() => expect(gateway.rows('features').map(({ name }) => name)).toEqual(['2306 杜苏芮']), {
    timeout: 5_000,
  })
  writeFileSync(file, 'kaputt')
  await gateway.until(({ row: line }) => line.fault?.kind === 'malformed')
})

test('a storm of an exercise or the demonstration does not enter a live picture', async () => {
  const feed = await feedServer(() => ({
    body: JSON.stringify([
      { ...STORM, use: 'exercise' },
      { ...STORM, number: '2', demonstration: true },
    ]),
  }))
  const live = await gatewayWorld()
  const gateway = await live.gateway('storm', { url: `${feed.url}/storms`, ...OFTEN })
  await gateway.until(({ row }) => row.refused === 2 && row.fault?.kind === 'notAllowed')
  expect(gateway.rows('features')).toEqual([])
  const exercise = await gatewayWorld({ spaceKind: 'exercise' })
  const open = await exercise.gateway('storm', { url: `${feed.url}/storms`, ...OFTEN })
  await open.until(() => open.rows('features').length === 2)
})

test('neither address nor file, or both, cannot start and says why', async () => {
  const world = await gatewayWorld()
  const settings = { url: 'http://127.0.0.1:1/x', file: '/nowhere.json' }
  const saved = await world
    .order({ order: 'save', kind: 'storm', name: '双', agency: CENTRE, space: world.space, settings })
    .catch((error: unknown) => String(error))
  if (typeof saved === 'string') throw new Error(saved)
  expect(saved.gateways?.[0]?.row).toMatchObject({
    state: 'failed',
    fault: { kind: 'invalidInput', detail: { field: 'url' } },
  })
})
