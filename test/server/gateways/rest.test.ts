// The REST interface over real HTTP: who may do what, how often, once; what is read, and what a hostile caller gets.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../shared/base/json.ts'
import type { Reply } from '../../support/rest-world.ts'
import { callerOf, restWorld } from '../../support/rest-world.ts'
import { scratchFolder } from '../../support/scratch.ts'

const SEEDS = join(import.meta.dirname, '../../../seeds/mappings')
const FIRE = { title: '高层住宅火灾', category: '12G03', level: 4, place: '五一北路1号' }
const problem = ({ status, headers, body }: Reply): unknown => {
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
  return { status, type: body['type'], ...(body['field'] === undefined ? {} : { field: body['field'] }) }
}
const refusal = (status: number, kind: string, field?: string): object => ({
  ...{ status, type: `urn:fengsui:fault:${kind}` },
  ...(field === undefined ? {} : { field }),
})

describe('incidents', () => {
  test('one is reported, read, amended and listed; the picture holds it with its source', async () => {
    const { world, caller } = await restWorld()
    const call = await caller({ sourceKind: 'fire119' })
    const made = await call('POST', '/api/v1/incidents', {
      ...FIRE,
      number: 'JJ-1',
      sourceTelephone: '13800000000',
      sourceName: '王某',
      position: { lon: 119.3, lat: 26.08 },
    })
    expect(made.status).toBe(201)
    const { id, number } = made.body as { id: string; number: string }
    expect(made.headers.get('location')).toBe(`/api/v1/incidents/${id}`)
    const [record] = await world.records('incident')
    expect(record).toMatchObject({
      id,
      fields: {
        ...FIRE,
        linkedSystem: 'fire',
        linkedNumber: 'JJ-1',
        sourceKind: 'fire119',
        sourceChannel: 'system',
        demonstration: false,
      },
    })

    for (const ref of [id, 'JJ-1', number]) {
      const read = await call('GET', `/api/v1/incidents/${ref}`)
      expect(read.body).toMatchObject({ id, ...FIRE, position: { lon: 119.3, lat: 26.08 } })
      expect(Object.keys(read.body)).not.toEqual(expect.arrayContaining(['sourceTelephone']))
      for (const hidden of ['sourceTelephone', 'sourceName', 'description'])
        expect(read.body).not.toHaveProperty(hidden)
    }

    const amended = await call('PATCH', '/api/v1/incidents/JJ-1', { trapped: 3, level: 3, status: 'responding' })
    expect(amended.body).toMatchObject({
      id,
      changed: ['amendIncident', 'changeIncidentLevel', 'changeIncidentStatus'],
    })
    expect((await world.records('incident'))[0]!.fields).toMatchObject({ trapped: 3, level: 3, status: 'responding' })
    expect((await call('PATCH', '/api/v1/incidents/JJ-1', { trapped: 3 })).body).toMatchObject({ changed: [] })
    expect((await call('GET', '/api/v1/incidents')).body).toMatchObject({ incidents: [{ id, trapped: 3 }], next: null })
  })

  test('a number of the caller’s is one incident for ever: told again it is refused with the id', async () => {
    const { world, caller } = await restWorld()
    const call = await caller()
    const made = await call('POST', '/api/v1/incidents', { ...FIRE, number: 'JJ-1' })
    expect(problem(await call('POST', '/api/v1/incidents', { ...FIRE, number: 'JJ-1' }))).toEqual(
      refusal(409, 'alreadyExists', 'number'),
    )
    const other = await caller({ system: 'police' })
    expect((await other('POST', '/api/v1/incidents', { ...FIRE, number: 'JJ-1' })).body['id']).not.toBe(made.body['id'])
    expect(await world.records('incident')).toHaveLength(2)
  })

  test('pages: every incident once, the newest call first, whatever is reported in between', async () => {
    const { caller } = await restWorld()
    const call = await caller()
    const time = (minute: number): string => `2023-07-28T09:${String(minute).padStart(2, '0')}:00+08:00`
    for (let minute = 0; minute < 7; minute += 1)
      await call('POST', '/api/v1/incidents', { ...FIRE, title: `t${minute}`, receivedAt: time(minute) })
    const titles: unknown[] = []
    let next: string | null = null
    do {
      const page: Reply = await call('GET', `/api/v1/incidents?limit=3${next === null ? '' : `&after=${next}`}`)
      titles.push(...(page.body['incidents'] as { title: string }[]).map(({ title }) => title))
      next = page.body['next'] as string | null
      if (titles.length === 3) await call('POST', '/api/v1/incidents', { ...FIRE, title: 'new', receivedAt: time(50) })
    } while (next !== null)
    expect(titles).toEqual(['t6', 't5', 't4', 't3', 't2', 't1', 't0'])
    expect((await call('GET', '/api/v1/incidents?category=11')).body['incidents']).toEqual([])
    expect((await call('GET', '/api/v1/incidents?level=4&status=reported&limit=1')).body['incidents']).toHaveLength(1)
    expect(problem(await call('GET', '/api/v1/incidents?limit=1000'))).toEqual(refusal(422, 'invalidInput', 'limit'))
  })

  test('entity tags: 304 for what is known, 412 for an amendment over something newer', async () => {
    const { caller } = await restWorld()
    const call = await caller()
    await call('POST', '/api/v1/incidents', { ...FIRE, number: 'JJ-1' })
    const first = await call('GET', '/api/v1/incidents/JJ-1')
    const tag = first.headers.get('etag')!
    expect(tag).toMatch(/^"[\w-]{22}"$/)
    expect((await call('GET', '/api/v1/incidents/JJ-1', undefined, { 'if-none-match': tag })).status).toBe(304)
    const list = (await call('GET', '/api/v1/incidents')).headers.get('etag')!
    expect((await call('GET', '/api/v1/incidents', undefined, { 'if-none-match': `"x", W/${list}` })).status).toBe(304)
    const amended = await call('PATCH', '/api/v1/incidents/JJ-1', { trapped: 1 }, { 'if-match': tag })
    expect(amended.status).toBe(200)
    expect(problem(await call('PATCH', '/api/v1/incidents/JJ-1', { trapped: 2 }, { 'if-match': tag }))).toEqual(
      refusal(412, 'hashMismatch', 'If-Match'),
    )
    const newer = await call('GET', '/api/v1/incidents/JJ-1', undefined, { 'if-none-match': tag })
    expect([newer.status, newer.headers.get('etag')]).toEqual([200, amended.headers.get('etag')])
    expect((await call('GET', '/api/v1/incidents', undefined, { 'if-none-match': list })).status).toBe(200)
  })

  test('positions are converted from the datum the gateway is set to', async () => {
    const { caller } = await restWorld({ datum: 'GCJ02' })
    const call = await caller()
    await call('POST', '/api/v1/incidents', { ...FIRE, number: 'g', position: { lon: 119.3, lat: 26.08 } })
    const { position } = (await call('GET', '/api/v1/incidents/g')).body as { position: { lon: number; lat: number } }
    expect(position.lon).toBeCloseTo(119.2952, 3)
    expect(position.lat).toBeCloseTo(26.0831, 3)
    expect(problem(await call('PATCH', '/api/v1/incidents/g', { position: { lon: 0, lat: 0 } }))).toEqual(
      refusal(422, 'invalidInput', 'position'),
    )
  })

  test('what is marked sensitive is there for who told of it, for others only when the setting says so', async () => {
    const { caller } = await restWorld()
    const [fire, police] = [await caller(), await caller({ system: 'police' })]
    const made = await fire('POST', '/api/v1/incidents', { ...FIRE, number: 'S1', sensitive: true })
    const path = `/api/v1/incidents/${String(made.body['id'])}`
    expect((await fire('GET', path)).status).toBe(200)
    expect(problem(await police('GET', path))).toEqual(refusal(404, 'notFound', 'ref'))
    expect((await police('GET', '/api/v1/incidents')).body['incidents']).toEqual([])
    expect((await police('PATCH', path, { trapped: 1 })).status).toBe(404)
  })

  test('an exercise does not enter a live space and is taken in one of its own', async () => {
    const live = await restWorld()
    const call = await live.caller()
    expect(problem(await call('POST', '/api/v1/incidents', { ...FIRE, exercise: true }))).toEqual(
      refusal(409, 'wrongState', 'exercise'),
    )
    expect(await live.world.records('incident')).toEqual([])
    const drill = await restWorld({}, { spaceKind: 'exercise' })
    const inDrill = await drill.caller()
    expect((await inDrill('POST', '/api/v1/incidents', { ...FIRE, exercise: true })).status).toBe(201)
  })
})

describe('keys', () => {
  test('are told once and kept as a hash; a dropped or ended one holds no longer; others stay over a restart', async () => {
    const folder = scratchFolder()
    const { world, gateway, caller, url } = await restWorld({}, { folder })
    const [call, other] = [await caller(), await caller({ name: 'other' })]
    expect(call.key).toMatch(/^fsk_[0-9A-Z]{8}_[0-9A-Z]{32}$/)
    const listed = await world.order({ order: 'ask', gateway: gateway.id, question: 'keys', input: {} })
    expect(JSON.stringify(listed.told)).not.toContain(call.key.slice(13))
    expect(listed.told).toMatchObject({ keys: [{ id: call.id, system: 'fire' }, { name: 'other' }] })
    const secret = call.key.slice(13)
    for (const file of ['gateways.sqlite', 'gateways.sqlite-wal'])
      expect(readFileSync(join(folder, file)).includes(secret), file).toBe(false)
    await world.order({ order: 'ask', gateway: gateway.id, question: 'dropKey', input: { id: call.id } })
    expect((await call('GET', '/api/v1/incidents')).status).toBe(401)
    expect((await callerOf(url, { 'x-api-key': other.key })('GET', '/api/v1/incidents')).status).toBe(200)
    const ended = await caller({ endsMs: 1_000 })
    expect(problem(await ended('GET', '/api/v1/incidents'))).toEqual(refusal(401, 'wrongCredentials'))
    await world.order({ order: 'pause', gateway: gateway.id })
    await world.order({ order: 'resume', gateway: gateway.id })
    const again = callerOf(`http://127.0.0.1:${await gateway.port()}`, { authorization: `bearer ${other.key}` })
    expect((await again('GET', '/api/v1/incidents')).status).toBe(200)
  })

  test('a key that does not fit is refused with the field', async () => {
    const { world, gateway } = await restWorld()
    const ask = (input: object): Promise<unknown> =>
      world.order({ order: 'ask', gateway: gateway.id, question: 'newKey', input: input as never })
    await expect(ask({ name: 'x', rights: ['everything'] })).rejects.toThrow('invalidInput')
    await expect(ask({ name: 'x', rights: [] })).rejects.toThrow('invalidInput')
    await expect(world.order({ order: 'ask', gateway: gateway.id, question: 'nonsense', input: null })).rejects.toThrow(
      'unknownMethod',
    )
    await expect(
      world.order({ order: 'ask', gateway: gateway.id, question: 'dropKey', input: { id: 'NOBODY' } }),
    ).rejects.toThrow('notFound')
  })

  test('every right opens its own and nothing else', async () => {
    const { caller } = await restWorld()
    const all = await caller()
    await all('POST', '/api/v1/incidents', { ...FIRE, number: 'J1' })
    const calls: readonly (readonly [string, string, string, unknown])[] = [
      ['incidents.read', 'GET', '/api/v1/incidents', undefined],
      ['incidents.read', 'GET', '/api/v1/incidents/J1', undefined],
      ['incidents.report', 'POST', '/api/v1/incidents', FIRE],
      ['incidents.amend', 'PATCH', '/api/v1/incidents/J1', { missing: 1 }],
      ['dispatch.tell', 'POST', '/api/v1/dispatch/incidents', { number: 'J1', title: 't', category: '12G03' }],
    ]
    for (const right of new Set(calls.map(([name]) => name))) {
      const call = await caller({ rights: [right] })
      for (const [needed, method, path, body] of calls) {
        const { status } = await call(method, path, body)
        expect([needed, status]).toEqual([
          needed,
          needed === right ? expect.toSatisfy((got) => got === 200 || got === 201) : 403,
        ])
      }
    }
  })

  test('without a key nothing but the document and the health is told', async () => {
    const { stranger } = await restWorld()
    for (const path of ['/api/v1/incidents', '/api/v1/incidents/x', '/api/v1', '/api/v2/x'])
      expect(problem(await stranger('GET', path))).toEqual(refusal(401, 'notSignedIn'))
    expect(problem(await stranger('POST', '/api/v1/incidents', FIRE))).toEqual(refusal(401, 'notSignedIn'))
    expect((await stranger('GET', '/api/v1/health')).body).toMatchObject({ status: 'ok' })
    expect((await stranger('GET', '/api/v1/openapi.json')).body).toMatchObject({ openapi: '3.1.0' })
    expect(problem(await stranger('GET', '/elsewhere'))).toEqual(refusal(404, 'notFound'))
  })

  test('so many a minute for each key, fewer for strangers who guess', async () => {
    const nowMs = Date.parse('2026-11-26T06:00:00Z')
    const { caller, url, stranger } = await restWorld({ strangersPerMinute: 5 }, { nowMs: () => nowMs })
    const [slow, fast] = [await caller({ perMinute: 3 }), await caller()]
    const statuses = await Promise.all(Array.from({ length: 6 }, () => slow('GET', '/api/v1/incidents')))
    expect(statuses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 429, 429, 429])
    const limited = await slow('GET', '/api/v1/incidents')
    expect([problem(limited), limited.headers.get('retry-after')]).toEqual([refusal(429, 'rateLimited'), '60'])
    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        callerOf(url, { 'x-api-key': `fsk_0000000${at}_${'0'.repeat(32)}` })('GET', '/api/v1/incidents'),
      ),
    )
    expect(guesses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      401, 401, 401, 401, 401, 429, 429, 429,
    ])
    expect((await stranger('GET', '/api/v1/health')).status).toBe(429)
    // Who has a key is not kept out by who guesses from the same address.
    expect((await fast('GET', '/api/v1/incidents')).status).toBe(200)
  })
})

describe('idempotency keys', () => {
  test('many at once under one key are one incident and one answer', async () => {
    const { world, caller } = await restWorld()
    const call = await caller()
    const send = (): Promise<Reply> => call('POST', '/api/v1/incidents', FIRE, { 'idempotency-key': 'once' })
    const replies = await Promise.all(Array.from({ length: 20 }, send))
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(replies.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
    expect(await world.records('incident')).toHaveLength(1)
    const again = await send()
    expect([again.status, again.headers.get('location')]).toEqual([201, replies[0]!.headers.get('location')])
  })

  test('another body under the same key is refused; another caller’s key of the same name is another', async () => {
    const { world, caller } = await restWorld()
    const [call, other] = [await caller(), await caller({ system: 'police' })]
    const headers = { 'idempotency-key': 'k1' }
    await call('POST', '/api/v1/incidents', FIRE, headers)
    expect(problem(await call('POST', '/api/v1/incidents', { ...FIRE, level: 1 }, headers))).toEqual(
      refusal(409, 'alreadyExists', 'Idempotency-Key'),
    )
    expect((await other('POST', '/api/v1/incidents', FIRE, headers)).status).toBe(201)
    expect(await world.records('incident')).toHaveLength(2)
    expect(problem(await call('POST', '/api/v1/incidents', FIRE, { 'idempotency-key': 'a b' }))).toEqual(
      refusal(422, 'invalidInput', 'Idempotency-Key'),
    )
  })

  test('an answer outlives a restart', async () => {
    const folder = scratchFolder()
    const { world, gateway, caller } = await restWorld({}, { folder })
    const call = await caller()
    const headers = { 'idempotency-key': 'k1' }
    const first = await call('POST', '/api/v1/incidents', FIRE, headers)
    await world.order({ order: 'pause', gateway: gateway.id })
    await world.order({ order: 'resume', gateway: gateway.id })
    const after = callerOf(`http://127.0.0.1:${await gateway.port()}`, { 'x-api-key': call.key })
    const again = await after('POST', '/api/v1/incidents', FIRE, headers)
    expect(again.text).toBe(first.text)
    expect(await world.records('incident')).toHaveLength(1)
  })

  test('a request whose answer was lost before it was kept is still done once', async () => {
    const folder = scratchFolder()
    const { world, caller } = await restWorld({}, { folder })
    const call = await caller()
    const headers = { 'idempotency-key': 'k1' }
    const first = await call('POST', '/api/v1/incidents', FIRE, headers)
    // As a crash between the commit and the note would leave it.
    const book = new Sqlite(join(folder, 'gateways.sqlite'))
    expect(book.prepare("DELETE FROM note WHERE key LIKE 'answer/%'").run().changes).toBe(1)
    book.close()
    const again = await call('POST', '/api/v1/incidents', FIRE, headers)
    expect([again.status, again.body['id']]).toEqual([201, first.body['id']])
    expect(await world.records('incident')).toHaveLength(1)
  })

  test('what no later try can mend is answered the same; what one can is tried again', async () => {
    const { caller } = await restWorld()
    const call = await caller()
    const headers = { 'idempotency-key': 'k' }
    const wrong = await call('POST', '/api/v1/incidents', { title: 'x' }, headers)
    const again = await call('POST', '/api/v1/incidents', { title: 'x' }, headers)
    expect([wrong.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([422, wrong.text, 'true'])
    const early = await call(
      'POST',
      '/api/v1/dispatch/feedbacks',
      { incident: 'J1', text: 'x' },
      { 'idempotency-key': 'f' },
    )
    await call('POST', '/api/v1/dispatch/incidents', { ...FIRE, number: 'J1' })
    const late = await call(
      'POST',
      '/api/v1/dispatch/feedbacks',
      { incident: 'J1', text: 'x' },
      { 'idempotency-key': 'f' },
    )
    expect([early.status, late.status]).toEqual([404, 200])
  })
})

describe('hostile callers', () => {
  test('each is told what was wrong, nothing is written, and the gateway goes on', async () => {
    const { world, gateway, caller } = await restWorld({ maxBodyKiB: 4 })
    const call = await caller()
    const post = (body: unknown, headers?: Record<string, string>): Promise<Reply> =>
      call('POST', '/api/v1/incidents', body, headers)
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
    expect(problem(await post('{'))).toEqual(refusal(400, 'malformed'))
    expect(problem(await post(''))).toEqual(refusal(400, 'malformed'))
    expect(problem(await post('x'.repeat(5_000)))).toEqual(refusal(413, 'tooLarge'))
    expect(problem(await post(FIRE, { 'content-type': 'text/plain' }))).toEqual(
      refusal(415, 'fileTypeRefused', 'Content-Type'),
    )
    expect(problem(await post(Uint8Array.from([...bytes('{"title":"'), 0xb3, 0xb5, ...bytes('"}')])))).toEqual(
      refusal(400, 'malformed'),
    )
    expect(problem(await post('['.repeat(2_000) + ']'.repeat(2_000)))).toMatchObject({ status: 422 })
    expect(problem(await post({ ...FIRE, surprise: 1 }))).toMatchObject({ status: 422 })
    expect(problem(await post({ ...FIRE, position: { lon: 1e300, lat: 0 } }))).toEqual(
      refusal(422, 'invalidInput', 'position.lon'),
    )
    expect(problem(await post('{"title":"t","category":"12G03","dead":1e999}'))).toEqual(
      refusal(422, 'invalidInput', 'dead'),
    )
    expect(problem(await post('{"title":"t","category":"12G03","__proto__":{"level":1}}'))).toMatchObject({
      status: 422,
    })
    const several = await post({ title: '', category: 'no', dead: -1 })
    expect(several.body['errors']).toMatchObject([{ field: 'title' }, { field: 'category' }, { field: 'dead' }])
    expect(problem(await call('PATCH', '/api/v1/incidents/%00..%2f', { dead: 1 }))).toMatchObject({ status: 404 })
    expect(problem(await call('DELETE', '/api/v1/incidents/x'))).toMatchObject({ status: 404 })
    expect(problem(await call('PATCH', '/api/v1/incidents/x', { status: 'void' }))).toEqual(
      refusal(422, 'invalidInput', 'status'),
    )
    expect(await world.records('incident')).toEqual([])
    expect((await post(FIRE)).status).toBe(201)
    const { row, quarantined } = await gateway.until((view) => view.row.refused >= 13)
    expect(row.state).toBe('running')
    expect(quarantined).toBeGreaterThan(5)
  })

  test('a body without an end and without a length is cut at the limit', async () => {
    const { url, caller } = await restWorld({ maxBodyKiB: 4 })
    const { key } = await caller()
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${url}/api/v1/incidents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      })
      sent.on('response', (response) => {
        resolve(response.statusCode)
        sent.destroy()
      })
      sent.on('error', reject)
      for (let part = 0; part < 20; part += 1) sent.write('x'.repeat(1_000))
    })
    expect(status).toBe(413)
  })

  test('whatever is sent anywhere, it is answered and never a fault of ours', async () => {
    const mapping = JSON.parse(readFileSync(join(SEEDS, 'example-medical-120.json'), 'utf8')) as Json
    const { gateway, url, caller } = await restWorld({ mappings: [mapping], strangersPerMinute: 1_000 })
    const { key } = await caller({ perMinute: 100_000 })
    const call = callerOf(url, { authorization: `Bearer ${key}`, token: key })
    const paths = ['/api/v1/incidents', '/api/v1/dispatch/incidents', '/api/v1/dispatch/feedbacks', '/jj120/ws/event']
    const patch = fc.webPath({ size: 'small' }).map((path) => ['PATCH', `/api/v1/incidents${path}`] as const)
    const asked = fc.oneof(fc.constantFrom(...paths.map((path) => ['POST', path] as const)), patch)
    const nearly = fc.record(
      { title: fc.string(), category: fc.string(), number: fc.string(), position: fc.json(), exercise: fc.boolean() },
      { requiredKeys: [] },
    )
    const body = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.json({ maxDepth: 6 }), nearly)
    await fc.assert(
      fc.asyncProperty(
        asked,
        body,
        fc.string({ maxLength: 20, unit: 'grapheme-ascii' }),
        async ([method, path], given, chosen) => {
          const headers = /^[!-~]+$/.test(chosen) ? { 'idempotency-key': chosen } : undefined
          const reply = await call(method, path, given, headers)
          expect([reply.status, reply.text]).toEqual([expect.toSatisfy((status) => status < 500), expect.any(String)])
        },
      ),
      { numRuns: 200 },
    )
    expect((await gateway.view()).row.state).toBe('running')
  })

  test('odd request lines and headers are turned away and the next is answered', async () => {
    const { url, caller } = await restWorld()
    const call = await caller()
    const { hostname, port } = new URL(url)
    const lines = [
      'GET /api/v1/health HTTP/1.1\r\nhost: a b\r\n\r\n',
      'GET http://[::bad/ HTTP/1.1\r\nhost: x\r\n\r\n',
      'GET /api/v1/incidents/%ff%fe HTTP/1.1\r\nhost: x\r\nauthorization: Bearer\r\n\r\n',
      'POST /api/v1/incidents HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
      '\u0000\u0001\u0002\r\n\r\n',
    ]
    for (const line of lines) {
      const said = await new Promise<string>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.end(line))
        let text = ''
        socket.on('data', (part) => (text += part.toString()))
        socket.on('error', () => resolve(text))
        socket.on('close', () => resolve(text))
      })
      expect(said === '' || /^HTTP\/1\.1 4\d\d /.test(said), `${line.slice(0, 40)} → ${said.slice(0, 60)}`).toBe(true)
    }
    expect((await call('GET', '/api/v1/incidents')).status).toBe(200)
  })

  test('a quarantined request can be seen and is taken again once what it needs has come', async () => {
    const { world, gateway, caller } = await restWorld()
    const call = await caller()
    const says = { incident: 'J1', text: '到场' }
    expect(problem(await call('POST', '/api/v1/dispatch/feedbacks', says))).toEqual(
      refusal(404, 'notFound', 'incident'),
    )
    const { quarantine } = await world.order({ order: 'quarantine', gateway: gateway.id })
    expect(quarantine).toMatchObject([
      { name: `POST /api/v1/dispatch/feedbacks?key=${call.id}`, fault: { kind: 'notFound' } },
    ])
    const { item } = quarantine![0]!
    await expect(world.order({ order: 'retake', gateway: gateway.id, item })).rejects.toThrow('notFound')
    await call('POST', '/api/v1/dispatch/incidents', { number: 'J1', title: 't', category: '12G03' })
    await world.order({ order: 'retake', gateway: gateway.id, item })
    expect((await world.records('logEntry')).map(({ fields }) => fields['text'])).toEqual(['【反馈】示例接处警：到场'])
    expect((await world.order({ order: 'quarantine', gateway: gateway.id })).quarantine).toEqual([])
  })
})
