// The picture as OGC API - Features, over a real socket, and read by GDAL where it is installed: with Chinese words, boxes,
// times and pages; and what it does not tell.
import { execFile, spawnSync } from 'node:child_process'
import { request as plainRequest } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readItemsQuery } from '../../../server/gateways/ogc/query.ts'
import type { Result } from '../../../shared/base/fault.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { textField } from '../../../shared/model/fields.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import type { GatewayWorld, TestGateway } from '../../support/gateway-world.ts'
import { scribe } from '../../support/scribe.ts'

const HERE = { port: 0, collections: ['incidents', 'alerts', 'features'] }

interface Served {
  readonly world: GatewayWorld
  readonly ogc: TestGateway
  readonly base: string
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; type: string; body: JsonFields; text: string }>
}

async function served(settings: object = {}, incidents = 3): Promise<Served> {
  const hand = scribe()
  const world = await gatewayWorld({ kinds: hand.kinds })
  await world.gateway('scribe', {})
  const { author, ambient, id, nowMs } = hand.here()
  for (let index = 0; index < incidents; index += 1) {
    const done = await author.run('reportIncident', {
      id: `I${String(index)}`,
      title: `鼓楼积水${String(index)}`,
      category: '11A02',
      position: { lon: 119.3 + index / 10, lat: 26.1 },
      occurredAt: `2026-11-2${String(index)}T08:00:00+08:00`,
      sourceName: '王某某',
      sourceTelephone: '13900000000',
      description: '王某某来电 13900000000',
    })
    must(done)
  }
  must(await author.run('reportIncident', { id: 'I9', title: '涉密', category: '14A01', sensitive: true }))
  const alert = {
    ...{
      title: '暴雨红色预警',
      category: '11B03',
      startsAt: '2026-11-20T08:00:00+08:00',
      issuedAt: '2026-11-20T07:50:00+08:00',
    },
    ...{ issuedBy: '福州市气象台', warnings: '强降雨', measures: '停课', telephone: '0591-1', areaText: '鼓楼区' },
    circle: { centre: { lon: 119.3, lat: 26.1 }, radiusM: 5_000 },
  } as const
  must(await author.run('recordAlert', { ...alert, id: 'A1', level: 1 }))
  must(await author.run('recordAlert', { ...alert, id: 'A2', title: '测试预警', level: 1, use: 'test' }))
  const now = nowMs()
  ambient.put('features', {
    ...{
      id: `${id}/T1`,
      gateway: id,
      sort: 'storm',
      name: '杜苏芮',
      atMs: now,
      heardMs: now,
      staleMs: null,
      facts: { 风速: '50 m/s' },
    },
    geometry: {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [118, 24] } }],
    },
  })
  const ogc = await world.gateway('ogc', { ...HERE, ...settings }, '全省态势')
  const base = `http://127.0.0.1:${String(await ogc.port())}`
  return {
    ...{ world, ogc, base },
    async get(path, headers = {}) {
      const answer = await fetch(path.startsWith('http') ? path : `${base}${path}`, { headers })
      const text = await answer.text()
      return {
        status: answer.status,
        type: answer.headers.get('content-type') ?? '',
        text,
        body: JSON.parse(text) as JsonFields,
      }
    },
  }
}

function must(done: Result<unknown>): void {
  if (!done.ok) throw new Error(JSON.stringify(done.fault))
}

function titles(body: JsonFields): readonly string[] {
  return (body['features'] as readonly { properties: JsonFields }[])
    .map(({ properties }) => textField(properties, 'title') ?? '')
    .toSorted()
}

function hrefs(body: JsonFields, rel: string): readonly string[] {
  return (body['links'] as readonly { rel: string; href: string }[])
    .filter((one) => one.rel === rel)
    .map(({ href }) => href)
}

test('landing page, conformance, API definition and collections lead to each other and to the items', async () => {
  const { get, base } = await served()
  const landing = await get('/')
  expect(landing).toMatchObject({ status: 200, type: 'application/json', body: { title: '全省态势' } })
  for (const rel of ['service-desc', 'conformance', 'data']) {
    const [href] = hrefs(landing.body, rel)
    expect(href?.startsWith(base)).toBe(true)
    expect((await get(href ?? '')).status).toBe(200)
  }
  const conformance = await get('/conformance')
  expect(conformance.body['conformsTo']).toContain('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core')
  const api = await get('/api')
  expect(api.type).toContain('openapi')
  expect(Object.keys(api.body['paths'] as object)).toContain('/collections/{collectionId}/items')
  const { body } = await get('/collections')
  const collections = body['collections'] as readonly JsonFields[]
  expect(collections.map(({ id }) => id)).toEqual(['incidents', 'alerts', 'features'])
  for (const one of collections) expect((await get(hrefs(one, 'items')[0] ?? '')).status).toBe(200)
})

test('incidents go out without who called, their number, free text, and what is sensitive', async () => {
  const { get } = await served()
  const { body, text, type } = await get('/collections/incidents/items')
  expect(type).toBe('application/geo+json')
  expect(body).toMatchObject({ numberMatched: 3, numberReturned: 3 })
  expect(titles(body)).toEqual(['鼓楼积水0', '鼓楼积水1', '鼓楼积水2'])
  for (const secret of ['13900000000', '王某某', '涉密']) expect(text).not.toContain(secret)
  const features = body['features'] as readonly JsonFields[]
  const one = await get(`/collections/incidents/items/${textField(features[0] ?? {}, 'id') ?? ''}`)
  expect(one.body).toMatchObject({ type: 'Feature', id: features[0]?.['id'], geometry: { type: 'Point' } })
  expect(hrefs(one.body, 'collection')).toHaveLength(1)
  const alerts = await get('/collections/alerts/items')
  expect(titles(alerts.body)).toEqual(['暴雨红色预警'])
  expect(alerts.text).not.toContain('0591-1')
  expect(alerts.body['features']).toMatchObject([{ geometry: { type: 'Polygon' } }])
  const { body: shown } = await get('/collections/features/items?bbox=117,23,119,25')
  expect(shown['features']).toMatchObject([
    { properties: { name: '杜苏芮', 风速: '50 m/s' }, geometry: { type: 'GeometryCollection' } },
  ])
})

test('what an administrator puts on the list goes out', async () => {
  const { get } = await served({ incidentFields: ['title', 'sourceName'], withSensitive: true })
  const { body, text } = await get('/collections/incidents/items')
  expect(titles(body)).toContain('涉密')
  expect(text).toContain('王某某')
  expect(body['features']).toMatchObject([{ geometry: null }, {}, {}, {}])
})

test('box, time and pages choose, and the pages together are the whole', async () => {
  const { get, world, base } = await served()
  const items = '/collections/incidents/items'
  expect(titles((await get(`${items}?bbox=119.35,26,119.45,27`)).body)).toEqual(['鼓楼积水1'])
  expect(titles((await get(`${items}?bbox=170,-10,-170,10`)).body)).toEqual([])
  expect(titles((await get(`${items}?datetime=2026-11-21T00:00:00Z`)).body)).toEqual(['鼓楼积水1'])
  expect(titles((await get(`${items}?datetime=2026-11-21T00:00:01Z/..`)).body)).toEqual(['鼓楼积水2'])
  expect(titles((await get(`${items}?datetime=../2026-11-20`)).body)).toEqual(['鼓楼积水0'])
  const found: string[] = []
  let next: string | undefined = `${base}${items}?limit=2`
  for (let page = 0; next !== undefined && page < 5; page += 1) {
    const { body } = await get(next)
    found.push(...titles(body))
    next = hrefs(body, 'next')[0]
  }
  expect(found.toSorted()).toEqual(['鼓楼积水0', '鼓楼积水1', '鼓楼积水2'])
  expect(await world.records('incident')).toHaveLength(4)
})

test('what is changed is served changed at once', async () => {
  const hand = scribe()
  const world = await gatewayWorld({ kinds: hand.kinds })
  await world.gateway('scribe', {})
  const ogc = await world.gateway('ogc', HERE)
  const at = `http://127.0.0.1:${String(await ogc.port())}/collections/incidents/items`
  const count = async (): Promise<unknown> => ((await (await fetch(at)).json()) as JsonFields)['numberMatched']
  expect(await count()).toBe(0)
  await hand.here().author.run('reportIncident', { id: 'I1', title: '新', category: '11A02' })
  await expect.poll(count, { timeout: 3_000 }).toBe(1)
})

test('what cannot be asked is refused with its reason', async () => {
  const { get, base } = await served({}, 0)
  const items = '/collections/incidents/items'
  for (const query of [
    'bbox=1,2,3',
    'bbox=1,2,3,x',
    'bbox=0,9,1,8',
    'datetime=gestern',
    'datetime=2026-11-22/2026-11-21',
    'limit=0',
    'limit=x',
    'offset=-1',
    'q=1',
    'limit=1&limit=2',
    'f=html',
  ])
    expect(await get(`${items}?${query}`), query).toMatchObject({ status: 400, type: 'application/problem+json' })
  for (const path of [
    '/collections/tracks',
    '/collections/officers/items',
    '/x',
    `${items}/none`,
    `${items}/a/b`,
    '/collections/%ff/items',
    '/../../etc/passwd',
  ])
    expect((await get(path)).status, path).toBe(404)
  expect((await fetch(`${base}${items}`, { method: 'POST', body: '{}' })).status).toBe(405)
  const head = await fetch(`${base}${items}`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await get(`/?${'x'.repeat(3_000)}`)).status).toBe(414)
})

test('links carry the address it was asked under, unless that is no address', async () => {
  const { get, ogc } = await served({ publicUrl: 'https://gis.example.cn/fengsui/' }, 0)
  expect(hrefs((await get('/')).body, 'data')).toEqual(['https://gis.example.cn/fengsui/collections'])
  const plain = await served({}, 0)
  const port = await plain.ogc.port()
  const odd = await new Promise<string>((resolve, reject) => {
    const request = plainRequest(
      { port, host: '127.0.0.1', path: '/', headers: { host: 'evil.example/"><script>' } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (piece: string) => (text += piece))
        response.on('end', () => resolve(text))
      },
    )
    request.on('error', reject)
    request.end()
  })
  expect(odd).not.toContain('evil')
  expect(odd).toContain(`http://127.0.0.1:${String(port)}/collections`)
  expect((await ogc.view()).row.given).toBeGreaterThan(0)
})

test('with a key nobody gets in without it; without one it listens to this machine only', async () => {
  const { get, ogc, world } = await served({ apiKey: 'schlüssel-钥' }, 0)
  expect((await get('/')).status).toBe(401)
  expect((await get('/', { 'x-api-key': 'x' })).status).toBe(401)
  const { row } = await ogc.until((view) => view.row.refused === 2)
  expect(row.fault?.message).toContain('127.0.0.1')
  const again = await world.order({
    order: 'save',
    gateway: ogc.id,
    kind: 'ogc',
    name: '全省态势',
    agency: row.agency,
    space: world.space,
    settings: { ...HERE, apiKey: 'k-1' },
  })
  const base = `http://127.0.0.1:${new URL(again.gateways?.[0]?.listens[0] ?? '').port}`
  expect((await fetch(`${base}/`, { headers: { 'X-API-Key': 'k-1' } })).status).toBe(200)
  expect((await fetch(`${base}/`, { headers: { authorization: 'Bearer k-1' } })).status).toBe(200)
  const open = await world.order({
    order: 'save',
    kind: 'ogc',
    name: '无钥',
    agency: row.agency,
    space: world.space,
    settings: { ...HERE, host: '0.0.0.0' },
  })
  expect(open.gateways?.[0]?.row).toMatchObject({
    state: 'failed',
    fault: { kind: 'invalidInput', detail: { field: 'apiKey' } },
  })
})

test('too many requests are told to wait', async () => {
  const { get, ogc } = await served({ requestsPerMinute: 3 }, 0)
  const statuses = []
  for (let index = 0; index < 5; index += 1) statuses.push((await get('/')).status)
  expect(statuses).toEqual([200, 200, 200, 429, 429])
  await ogc.until(({ row }) => row.refused === 2 && row.fault?.kind === 'rateLimited')
})

test('boxes and times are read as Part 1 writes them', () => {
  const read = (query: string) => readItemsQuery(new URLSearchParams(query))
  expect(read('bbox=1,2,0,3,4,100')).toMatchObject({ ok: true, value: { boxes: [[1, 2, 3, 4]] } })
  expect(read('bbox=170,-10,-170,10')).toMatchObject({
    value: {
      boxes: [
        [170, -10, 180, 10],
        [-180, -10, -170, 10],
      ],
    },
  })
  expect(read('limit=100000')).toMatchObject({ value: { limit: 1_000 } })
  expect(read('datetime=2026-11-20')).toMatchObject({
    value: { fromMs: Date.UTC(2026, 10, 20), toMs: Date.UTC(2026, 10, 21) - 1 },
  })
  expect(read('datetime=2026-11-20T08:00:00+08:00/')).toMatchObject({
    value: { fromMs: Date.UTC(2026, 10, 20), toMs: Infinity },
  })
  expect(read('datetime=..')).toMatchObject({ ok: false })
})

test('whatever is asked, the answer is one of HTTP with JSON in it, and the gateway goes on', async () => {
  const { get, ogc } = await served({ requestsPerMinute: 10_000 })
  const step = fc.constantFrom(
    'collections',
    'incidents',
    'alerts',
    'items',
    'I0',
    'api',
    'conformance',
    '..',
    '%2e%2e',
    '%00',
    '%ff',
    '',
    'x',
  )
  const name = fc.constantFrom('bbox', 'datetime', 'limit', 'offset', 'f', '__proto__')
  const value = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('1,2,3,4', '-1e9,0,1e9,1', '2026-11-20/..', '10', 'json'),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 5 }),
      fc.array(fc.tuple(name, value), { maxLength: 3 }),
      async (steps, query) => {
        const { status, body } = await get(`/${steps.join('/')}?${new URLSearchParams(query).toString()}`)
        expect([200, 400, 404]).toContain(status)
        expect(typeof body).toBe('object')
      },
    ),
    { numRuns: 150 },
  )
  expect((await ogc.view()).row).toMatchObject({ state: 'running', fault: null })
})

const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0
if (!hasGdal) console.log('not run: ogrinfo is not installed (apt-get install gdal-bin)')
test.skipIf(!hasGdal)('GDAL reads the collections, page by page, with Chinese attributes', async () => {
  const { base } = await served()
  const ogrinfo = (...more: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      // Not the synchronous call: the server answers from this very process.
      execFile('ogrinfo', ['-ro', '-al', `OAPIF:${base}/`, ...more], { timeout: 60_000 }, (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${error.message}\n${stderr}`)),
      )
    })
  const incidents = await ogrinfo('incidents', '-oo', 'PAGE_SIZE=2')
  expect(incidents).toContain('Feature Count: 3')
  for (const title of ['鼓楼积水0', '鼓楼积水1', '鼓楼积水2']) expect(incidents).toContain(`title (String) = ${title}`)
  expect(incidents).toContain('POINT (119.4 26.1)')
  const alerts = await ogrinfo('alerts')
  expect(alerts).toContain('issuedBy (String) = 福州市气象台')
  expect(alerts).toContain('POLYGON')
})
