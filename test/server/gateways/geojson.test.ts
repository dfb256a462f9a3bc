// GeoJSON and OGC API collections asked for again and again, over real sockets: rows of the map that come and go, incidents
// that are reported once and amended, and what is refused and why.
import { expect, test, vi } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { FeedAnswer } from '../../support/feed-server.ts'
import { feedServer } from '../../support/feed-server.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scribe } from '../../support/scribe.ts'

/** The shortest a gateway waits, in minutes. */
const OFTEN = { everyMinutes: 0.01 }

function point(id: string, name: string, more: object = {}, lon = 119.3, lat = 26.1): object {
  return { type: 'Feature', id, properties: { name, ...more }, geometry: { type: 'Point', coordinates: [lon, lat] } }
}

function collection(features: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ type: 'FeatureCollection', features, ...more })
}

test('features become rows, in WGS-84, and go when the source has them no more; a second answer that is the same costs nothing', async () => {
  let body = collection([point('a', '水库一'), point('b', '水库二', { 水位: 12.5 })])
  let etag = '"1"'
  const feed = await feedServer((_path, headers): FeedAnswer =>
    headers['if-none-match'] === etag ? { status: 304 } : { headers: { etag }, body },
  )
  const world = await gatewayWorld()
  const gateway = await world.gateway('geojson', {
    url: `${feed.url}/dams.geojson`,
    datum: 'GCJ02',
    authorization: 'Bearer x',
    ...OFTEN,
  })
  const row = await gateway.row('features', ({ id }) => id.endsWith('/b'))
  expect(row).toMatchObject({ sort: 'layer', name: '水库二', facts: { 水位: '12.5' } })
  const { coordinates } = row.geometry as { coordinates: [number, number] }
  expect(coordinates[0]).toBeCloseTo(119.2954, 3)
  expect(feed.asked[0]?.headers.authorization).toBe('Bearer x')
  const first = await gateway.until(({ row: line }) => line.taken === 2)
  await vi.waitFor(() => expect(feed.asked.length).toBeGreaterThan(1), { timeout: 15_000 })
  expect(feed.asked[1]?.headers['if-none-match']).toBe('"1"')
  const second = await gateway.until(({ row: line }) => (line.heardMs ?? 0) > (first.row.heardMs ?? 0))
  expect(second.row.taken).toBe(2)
  body = collection([point('b', '水库二')])
  etag = '"2"'
  await vi.waitFor(() => expect(gateway.rows('features').map(({ id }) => id)).toEqual([`${gateway.id}/b`]), {
    timeout: 15_000,
  })
})

test('pages of a collection are followed within its own server, and no further', async () => {
  const pages: Record<string, string> = {}
  const feed = await feedServer((path) => ({ body: pages[path] ?? '', status: pages[path] === undefined ? 404 : 200 }))
  pages['/items'] = collection([point('1', '一')], { links: [{ rel: 'next', href: '/items?offset=1' }] })
  pages['/items?offset=1'] = collection([point('2', '二')], {
    links: [{ rel: 'next', href: 'http://127.0.0.1:1/secret' }],
  })
  const world = await gatewayWorld()
  const gateway = await world.gateway('geojson', { url: `${feed.url}/items`, authorization: 'Bearer x', ...OFTEN })
  await gateway.row('features', ({ name }) => name === '二')
  await gateway.until(({ row }) => row.taken === 2 && row.state === 'running')
  expect(feed.asked.map(({ path }) => path)).toEqual(['/items', '/items?offset=1'])
})

test('features become incidents by the tables: once, amended with news, an officer’s words left alone', async () => {
  let body = collection([
    point('7', '鼓楼积水', { kind: 'flood', grade: 'II', where: '乌山路', seen: '2026-11-26T08:00:00+08:00' }),
    point('8', '未知类别', { kind: 'ufo' }),
    { type: 'Feature', id: '9', properties: {}, geometry: null },
  ])
  const feed = await feedServer(() => ({ body }))
  const other = scribe()
  const world = await gatewayWorld({ kinds: other.kinds })
  await world.gateway('scribe', {})
  const settings = {
    ...{
      url: `${feed.url}/events`,
      show: 'incidents',
      timePath: '$.properties.seen',
      placePath: '$.properties.where',
      ...OFTEN,
    },
    ...{ categoryPath: '$.properties.kind', categories: [{ said: 'flood', code: '11A02' }] },
    ...{ levelPath: '$.properties.grade', levels: [{ said: 'II', level: 2 }] },
  }
  const gateway = await world.gateway('geojson', settings, '市水务局')
  const flood = await world.record('incident', ({ title }) => title === '鼓楼积水')
  expect(flood.fields).toMatchObject({
    ...{
      category: '11A02',
      level: 2,
      place: '乌山路',
      occurredAt: '2026-11-26T08:00:00+08:00',
      sourceChannel: 'system',
    },
    ...{ position: { lon: 119.3, lat: 26.1 }, linkedSystem: '市水务局', linkedNumber: '7', demonstration: false },
  })
  await world.record('incident', ({ title, category }) => title === '未知类别' && category === '19000')
  const kept = await gateway.until(({ row }) => row.refused === 1)
  expect(kept.row.fault).toMatchObject({ kind: 'malformed', message: 'feature 3: the feature has no title' })
  expect(kept.quarantined).toBe(1)

  const { author } = other.here()
  await author.run('amendIncident', { id: flood.id, fields: { place: '乌山路一线' } })
  body = collection([point('7', '鼓楼积水加深', { kind: 'flood', grade: 'II', where: '乌山路西段' })])
  const amended = await world.record('incident', ({ title }) => title === '鼓楼积水加深')
  expect(amended.id).toBe(flood.id)
  expect(amended.fields).toMatchObject({ place: '乌山路一线', level: 2 })
  expect(await world.records('incident')).toHaveLength(2)
})

test('what is not for real stays out of a live space and gets into an exercise', async () => {
  const body = collection([
    point('1', '演练', { status: 'Exercise' }),
    point('2', '演示', { demonstration: true }),
    point('3', '真'),
  ])
  const feed = await feedServer(() => ({ body }))
  const live = await gatewayWorld()
  const strict = await live.gateway('geojson', { url: `${feed.url}/x`, ...OFTEN })
  await strict.until(({ row }) => row.refused === 2 && row.fault?.kind === 'notAllowed')
  expect(strict.rows('features').map(({ name }) => name)).toEqual(['真'])
  const exercise = await gatewayWorld({ spaceKind: 'exercise' })
  const open = await exercise.gateway('geojson', { url: `${feed.url}/x`, ...OFTEN })
  await open.until(({ row }) => row.taken === 3 && row.refused === 0)
})

test('nonsense, too much, a broken link and a moved address are said in the line, and end when the source is well again', async () => {
  let answer: FeedAnswer = { body: '<html>' }
  const feed = await feedServer(() => answer)
  const world = await gatewayWorld()
  const gateway = await world.gateway('geojson', { url: `${feed.url}/x`, maxMegabytes: 0.01, ...OFTEN })
  const broken = await gateway.until(({ row }) => row.refused === 1)
  expect(broken.row.fault).toMatchObject({ kind: 'malformed', message: 'the text is no JSON' })
  for (const [next, kind] of [
    [{ body: `"${'x'.repeat(20_000)}"` }, 'tooLarge'],
    [{ status: 503 }, 'linkLost'],
    [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'malformed'],
  ] as const) {
    answer = next
    await gateway.until(({ row }) => row.state === 'failed' && row.fault?.kind === kind)
  }
  answer = { body: collection([point('1', '好')]) }
  await gateway.until(({ row }) => row.state === 'running' && row.fault === null && row.taken === 1)
}, 60_000)

test('a dry run says what it would do and writes nothing', async () => {
  const feed = await feedServer(() => ({ body: collection([]) }))
  const world = await gatewayWorld()
  const { id } = await world.gateway('geojson', { url: `${feed.url}/x`, show: 'incidents', ...OFTEN })
  const message = new TextEncoder().encode(collection([point('1', '试读')]))
  const { reading } = await world.order({ order: 'test', gateway: id, name: 'try', message })
  expect(reading?.lines).toEqual(['reported 1 试读'])
  expect(await world.records('incident')).toEqual([])
  const done = await world.server.gateways.order(
    { order: 'test', gateway: id, name: 'try', message: new Uint8Array([1]) },
    asId(''),
  )
  expect(done).toMatchObject({ ok: false, fault: { kind: 'malformed' } })
})
