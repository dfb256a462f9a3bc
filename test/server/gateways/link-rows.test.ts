// Units and readings over a link: what other systems told one server is seen at the other with its age, crosses one link only, and
// is bounded. Real servers, sockets, an AIS receiver and a water station.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { AmbientBook } from '../../../server/gateways/ambient-book.ts'
import type { Ambient, GatewaySurroundings } from '../../../server/gateways/gateway.ts'
import { MAX_LINKED_ROWS, RowExchange } from '../../../server/gateways/link/row-exchange.ts'
import { Tally } from '../../../server/gateways/link/tally.ts'
import { asId } from '../../../shared/base/ids.ts'
import { encodePosition, sentencesOf } from '../../../shared/interop/ais/encode.ts'
import { agree } from '../../../shared/interop/link/terms.ts'
import type { Terms } from '../../../shared/interop/link/terms.ts'
import { linkSettings } from '../../../shared/interop/settings/link.ts'
import type { TrackRow } from '../../../shared/model/ambient.ts'
import type { EventOf } from '../../../shared/sync/protocol.ts'
import { openTerms } from '../../support/link-model.ts'
import { linkServer, linkUp } from '../../support/link-world.ts'
import { wireClient } from '../../support/wire-client.ts'

const WAIT = { timeout: 20_000, interval: 50 }
const SHIP = '412000111'
const ROWS = { give: ['incident', 'tracks', 'readings'], take: ['incident', 'tracks', 'readings'] }

async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

function at(latitude: number, longitude: number): string {
  const sent = { mmsi: SHIP, latitude, longitude, status: 0, speedKnots: 10, course: 45 }
  return sentencesOf(encodePosition(sent)).join('')
}

function keyOf(server: Awaited<ReturnType<typeof linkServer>>) {
  const { log } = server.world.server
  return { publicKey: log.publicKey, station: log.station, sign: (message: Uint8Array) => log.sign(message) }
}

test('[LK-15] a unit of the county is seen in the province and back, with its age and without its facts; a cut keeps it and a heal renews it', async () => {
  const province = await linkServer('province')
  const county = await linkServer('county')
  const link = await linkUp(province, county, ROWS, ROWS)
  await link.agreed()
  const below = await county.world.gateway('ais', { mode: 'server', port: 0 }, '县岸台')
  const above = await province.world.gateway('ais', { mode: 'server', port: 0 }, '省岸台')
  const ship = await dial(await below.port())
  ship.write(at(25.5, 119.8))
  ;(await dial(await above.port())).write(at(26.5, 120.8))
  const own = await below.row('tracks')
  expect(Object.keys(own.facts)).not.toEqual([])
  // The calling side tells its rows; the side that was called is followed.
  await vi.waitFor(() => expect(link.upper.rows('tracks')).toHaveLength(1), WAIT)
  await vi.waitFor(() => expect(link.lower.rows('tracks')).toHaveLength(1), WAIT)
  expect(link.upper.rows('tracks')[0]).toEqual({
    ...own,
    id: `${link.upper.id}/${own.id}`,
    gateway: link.upper.id,
    facts: {},
  })
  expect(link.lower.rows('tracks')[0]).toMatchObject({ latitude: 26.5, gateway: link.lower.id })
  expect((await link.state('lower')).gives).toMatchObject({ tracks: [] })
  link.proxy.cutOff()
  await link.lower.until(({ row }) => row.peers === 0)
  ship.write(at(25.6, 119.8))
  await below.row('tracks', ({ latitude }) => latitude === 25.6)
  expect(link.upper.rows('tracks')[0]).toMatchObject({ latitude: 25.5, heardMs: own.heardMs })
  link.proxy.heal()
  await vi.waitFor(() => expect(link.upper.rows('tracks')[0]).toMatchObject({ latitude: 25.6 }), WAIT)
  // Nothing of it is in any journal.
  const { space } = await link.state('upper')
  expect(await province.world.server.log.records(asId(space), 'linked:tracks')).toEqual([])
}, 60_000)

test('[LK-15] a row crosses one link only: in a ring of three each sees the ship once, from who heard it', async () => {
  const [a, b, c] = [await linkServer('a'), await linkServer('b'), await linkServer('c')]
  const links = [await linkUp(a, b, ROWS, ROWS), await linkUp(b, c, ROWS, ROWS), await linkUp(c, a, ROWS, ROWS)]
  for (const link of links) await link.agreed()
  const source = await a.world.gateway('ais', { mode: 'server', port: 0 })
  const ship = await dial(await source.port())
  const count = (server: typeof a): number => server.world.server.gateways.rows(server.space, 'tracks').length
  for (const latitude of [25.1, 25.2]) {
    ship.write(at(latitude, 119.8))
    await vi.waitFor(() => {
      for (const server of [a, b, c]) {
        const rows = server.world.server.gateways.rows(server.space, 'tracks')
        expect(rows).toMatchObject([{ latitude }])
      }
    }, WAIT)
  }
  expect([count(a), count(b), count(c)]).toEqual([1, 1, 1])
}, 60_000)

test('[LK-15] rows go only where both sides agreed; who is not linked tells none', async () => {
  const province = await linkServer('province')
  const county = await linkServer('county')
  const link = await linkUp(province, county, { ...ROWS, take: ['incident'] }, ROWS)
  await link.agreed()
  const { space } = await link.state('upper')
  const event = { topic: 'tracks', space, full: true, more: false, put: [], gone: [] } as const
  const client = await wireClient(province.world.server.url)
  await client.hello(keyOf(county))
  const told = await client.request('tellAmbient', { ...event, put: [], gone: [] })
  expect(told).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
  const other = await client.request('tellAmbient', { ...event, space: province.space, put: [], gone: [] })
  expect(other).toMatchObject({ ok: false, fault: { kind: 'spaceUnknown' } })
  expect(linkSettings.parse({}).give).not.toContain('tracks')
})

/** One side of a link without the server around it: the real book, what it refused, what it told. */
function side(terms: Partial<Terms> = {}) {
  const all = openTerms({ give: ['tracks', 'readings'], take: ['tracks', 'readings'], ...terms })
  const agreed = agree(all, all, 1)
  if (typeof agreed !== 'object') throw new Error(agreed)
  const book = new AmbientBook(() => undefined)
  onTestFinished(() => book.close())
  const space = asId<never>('own')
  const notes = new Map<string, string>()
  const refused: string[] = []
  let nowMs = Date.now()
  const ambient: Ambient = {
    put: (topic, row) => book.put(space, 'link', topic, row),
    remove: (topic, id) => book.remove(space, 'link', topic, id),
    rows: (topic) => book.rowsOf(space, 'link', topic),
    all: (topic) => book.all(space, topic),
  }
  const around = {
    ambient,
    id: 'link',
    nowMs: () => nowMs,
    health: { took: () => undefined, refused: (why: { message: string }) => refused.push(why.message) },
  } as unknown as GatewaySurroundings
  const told: EventOf<'ambient'>[] = []
  const rows = new RowExchange({
    ...{ around, side: { rows: { book, takers: new Map() } }, shared: asId('link-x') },
    tally: new Tally(
      { get: (key) => notes.get(key), set: (k, v) => void notes.set(k, v), delete: () => undefined, keys: () => [] },
      () => nowMs,
    ),
    agreement: () => agreed,
    tell: (event) => Promise.resolve(told.push(event) > 0),
  })
  return { rows, book, space, refused, told, pass: (ms: number) => (nowMs += ms), now: () => nowMs }
}

function track(id: string, heardMs: number, sort: TrackRow['sort'] = 'vehicle'): TrackRow {
  return {
    ...{ id, gateway: id.split('/')[0] ?? '', sort, name: id, latitude: 25, longitude: 119, course: null, speed: null },
    ...{ atMs: heardMs, heardMs, staleMs: null, isDistress: false, facts: { driver: '诸葛' } },
  }
}

test('[LK-15] what is taken is bounded in number and rate, never younger than now, and odd rows are refused with a reason', () => {
  const { rows, book, space, refused, pass, now } = side()
  const put = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...track(`g/${from + n}`, now() + 1e9) }))
  const event = { topic: 'tracks', space: 'link-x', full: false, more: false, gone: [] } as const
  const take = (list: unknown[]) => rows.take({ ...event, gone: [], put: list as never })
  expect(take([{ id: 'g/x' }, ...put(0, 1)])).toMatchObject({ ok: true })
  expect(refused).toEqual(['1 rows of tracks are none'])
  expect(book.rowsOf(space, 'link', 'tracks')).toMatchObject([{ id: 'link/g/0', gateway: 'link', heardMs: now() }])
  let refusedFor = ''
  for (let from = 0; from < 30_000; from += 2_000) {
    const taken = take(put(from, 2_000))
    if (!taken.ok) refusedFor = taken.fault.kind
  }
  expect(refusedFor).toBe('rateLimited')
  expect(book.rowsOf(space, 'link', 'tracks')).toHaveLength(MAX_LINKED_ROWS)
  pass(10_000)
  expect(take(put(0, 10))).toMatchObject({ ok: true })
  // A whole list: what is not in it is gone.
  expect(rows.take({ ...event, full: true, gone: [], put: put(0, 2) })).toMatchObject({ ok: true })
  expect(book.rowsOf(space, 'link', 'tracks').map(({ id }) => id)).toEqual(['link/g/0', 'link/g/1'])
})

test('[LK-15] without personal data neither people nor facts are given, and nothing that came by another link', async () => {
  for (const personal of [false, true]) {
    const { rows, book, space, told, now } = side({ personal })
    book.put(space, 'other', 'systems', {
      ...{ id: 'other', name: 'other', kind: 'link', agency: 'a', space: 'own', state: 'running', heardMs: null },
      ...{ gaveMs: null, silentAfterMs: null, since: 0, taken: 0, given: 0, refused: 0, waiting: 0, dead: 0 },
      ...{ peers: 1, fault: null },
    })
    book.put(space, 'other', 'tracks', track('other/1', now()))
    book.put(space, 'gps', 'tracks', track('gps/car', now()))
    book.put(space, 'gps', 'tracks', track('gps/li', now(), 'person'))
    rows.start()
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), WAIT)
    rows.close()
    const given = told.flatMap(({ put }) => put) as unknown as TrackRow[]
    const seen = given
      .map(({ id, facts }) => [id, Object.keys(facts)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
    expect(seen).toEqual(
      personal
        ? [
            ['gps/car', ['driver']],
            ['gps/li', ['driver']],
          ]
        : [['gps/car', []]],
    )
  }
})
