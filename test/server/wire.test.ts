// What the server keeps towards peers that are hasty, hostile, forked or slow: raw frames over real sockets.
import { randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { flattenChanges, readEvent } from '../../shared/sync/frame.ts'
import type { RequestOf } from '../../shared/sync/protocol.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { testKey } from '../support/shared-crypto.ts'
import type { WireClient } from '../support/wire-client.ts'
import { wireClient } from '../support/wire-client.ts'

const FUJIAN: SpaceId = asId('fujian')

async function linked(server: LiveServer, key = testKey()): Promise<WireClient> {
  const client = await wireClient(server.url)
  expect((await client.hello(key, server.code())).ok).toBe(true)
  return client
}

/** A joined author whose officer may write. */
async function author(server: LiveServer): Promise<{ readonly one: ChainAuthor; readonly client: WireClient }> {
  const one = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  const client = await linked(server, one.key)
  return { one, client }
}

function pushOf(one: ChainAuthor, from = 0): RequestOf<'push'> {
  return { space: FUJIAN, changes: flattenChanges(one.changes.slice(from)), seals: [one.seal()] }
}

test('[SY-1] before hello every request is refused and no event but the challenge is sent', async () => {
  const server = await liveServer(scratchFolder())
  const client = await wireClient(server.url)
  const answers = [
    await client.request('follow', { space: FUJIAN, cursor: null }),
    await client.request('push', { space: FUJIAN, changes: [], seals: [] }),
    await client.request('signIn', { name: 'admin', password: 'x' }),
  ]
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.fault.kind))).toEqual([
    'notSignedIn',
    'notSignedIn',
    'notSignedIn',
  ])
  expect(client.events.map((event) => event.name).filter((name) => name !== 'challenge')).toEqual([])
})

test('[SY-13] an altered body or a missing seal stores nothing of its chain; [SY-14] another chain goes in', async () => {
  const server = await liveServer(scratchFolder())
  const { one, client } = await author(server)
  const other = await author(server)
  one.write('incident', 'a', { title: 'a' })
  other.one.write('incident', 'b', { title: 'b' })
  const unsealed = await client.request('push', { ...pushOf(one), seals: [] })
  expect(unsealed.ok && unsealed.value.agreed).toEqual([])
  const bent = flattenChanges(one.changes).map((bytes, index) =>
    index === 1 && bytes !== null ? bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte)) : bytes,
  )
  const both = await client.request('push', {
    space: FUJIAN,
    changes: [...bent, ...flattenChanges(other.one.changes)],
    seals: [one.seal(), other.one.seal()],
  })
  expect(both.ok && both.value.agreed.map(({ station }) => station)).toEqual([other.one.key.station])
  expect((await server.log.tips(FUJIAN)).some(({ station }) => station === one.key.station)).toBe(false)
})

test('[SY-12] the same push again is answered the same and stores nothing twice', async () => {
  const server = await liveServer(scratchFolder())
  const { one, client } = await author(server)
  one.write('incident', 'a', { title: 'a' })
  one.write('incident', 'a', { title: 'b' })
  const first = await client.request('push', pushOf(one))
  const tip = await server.log.tip(FUJIAN)
  const again = await client.request('push', pushOf(one))
  expect(again.ok && again.value.agreed).toEqual(first.ok && first.value.agreed)
  expect(await server.log.tip(FUJIAN)).toBe(tip)
})

test('[SY-17] two changes with one number are a fork: both branches are kept, and the stations are told', async () => {
  const server = await liveServer(scratchFolder())
  const { one, client } = await author(server)
  const witness = await linked(server)
  expect((await witness.request('follow', { space: FUJIAN, cursor: null })).ok).toBe(true)
  one.write('incident', 'a', { title: 'first' })
  await client.request('push', pushOf(one))
  const copy = new ChainAuthor(FUJIAN, Date.now() - 30_000)
  Object.assign(copy, { key: one.key })
  copy.write('incident', 'a', { title: 'second' })
  const told = witness.next('notice')
  const answer = await client.request('push', {
    space: FUJIAN,
    changes: flattenChanges(copy.changes),
    seals: [copy.seal()],
  })
  expect(answer.ok && answer.value.forks).toEqual([{ station: one.key.station, chain: 7, seq: 1 }])
  const branches = (await server.log.tips(FUJIAN)).filter(({ station }) => station === one.key.station)
  expect(branches.map(({ branch }) => branch).sort()).toEqual(['', copy.changes[0]?.id])
  expect(readEvent('notice', await told)).toMatchObject({ ok: true, value: { notice: 'fork' } })
})

test('[SY-18] changes of another station count by that station’s seal, whoever brings them', async () => {
  const server = await liveServer(scratchFolder())
  const absent = await author(server)
  absent.one.write('incident', 'a', { title: 'by stick' })
  const carrier = await linked(server)
  const brought = await carrier.request('push', pushOf(absent.one))
  expect(brought.ok && brought.value.agreed.map(({ station, seq }) => [station, seq])).toEqual([
    [absent.one.key.station, 1],
  ])
  const stranger = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  stranger.write('incident', 'x', { title: 'nobody knows my key' })
  const refused = await carrier.request('push', pushOf(stranger))
  expect(refused.ok && refused.value.agreed).toEqual([])
})

test('[SY-23] garbage is answered with a fault and the connection goes on', async () => {
  const server = await liveServer(scratchFolder())
  const client = await linked(server)
  const answer = await new Promise((resolve) => client.socket.emit('push', new Uint8Array([255, 1, 2]), resolve))
  expect(answer).toBeDefined()
  expect((await client.request('check', { space: FUJIAN })).ok).toBe(true)
})

test('[SY-11] a peer that stops reading is left out beyond a limit and told once to pull; others get every frame', async () => {
  const server = await liveServer(scratchFolder())
  const { one, client } = await author(server)
  const slow = await linked(server)
  const quick = await linked(server)
  for (const follower of [slow, quick])
    expect((await follower.request('follow', { space: FUJIAN, cursor: null })).ok).toBe(true)
  const { ws } = transportOf(slow)
  ws.pause()
  // 60 MB: more than kernel buffers and the server's limit together hold.
  for (let round = 0; round < 12; round += 1) {
    const from = one.changes.length
    for (let index = 0; index < 20; index += 1)
      one.write('incident', `big${from + index}`, { description: 'x'.repeat(250_000) })
    expect((await client.request('push', pushOf(one, from))).ok).toBe(true)
  }
  const tip = await server.log.tip(FUJIAN)
  expect(server.hub.counts.leftOut).toBeGreaterThan(0)
  const told = slow.next('behind')
  ws.resume()
  expect(readEvent('behind', await told)).toMatchObject({ ok: true, value: { space: FUJIAN, tip } })
  const got = slow.events.filter(({ name }) => name === 'live')
  const bytes = got.reduce((sum, { frame }) => sum + frame.byteLength, 0)
  expect(got.length).toBeLessThan(12)
  // The limit, one frame beyond it, and what lay in the kernel's buffers.
  expect(bytes).toBeLessThan(32 * 1024 * 1024)
  expect(quick.events.filter(({ name }) => name === 'live')).toHaveLength(12)

  // Once it reads again it is told of what comes next like anyone.
  const next = slow.next('live')
  one.write('incident', 'after', { title: 'x' })
  await client.request('push', pushOf(one, 240))
  expect(readEvent('live', await next)).toMatchObject({ ok: true, value: { from: tip + 1 } })
  expect(slow.events.filter(({ name }) => name === 'behind')).toHaveLength(1)
}, 60_000)

test('[SY-11] a peer that asks on and does not read is cut off; a stopping server does not wait for it', async () => {
  const server = await liveServer(scratchFolder())
  const { one, client } = await author(server)
  for (let index = 0; index < 24; index += 1)
    one.write('incident', `big${index}`, { description: randomBytes(90_000).toString('base64') })
  expect((await client.request('push', pushOf(one))).ok).toBe(true)
  const idle = await linked(server)
  const greedy = await linked(server)
  const before = server.hub.peers
  for (const one of [idle, greedy]) transportOf(one).ws.pause()
  // Answers of about 2 MB each, none of which it takes.
  for (let index = 0; index < 60; index += 1) {
    void greedy.request('pull', { space: FUJIAN, epoch: server.log.epoch, after: 0, limit: 100 })
    await client.request('check', { space: FUJIAN })
  }
  await vi.waitUntil(() => server.hub.peers < before, { timeout: 10_000 })
  expect((await client.request('check', { space: FUJIAN })).ok).toBe(true)

  // The other leaves unread what it asked for; nobody waits for it.
  for (let index = 0; index < 8; index += 1)
    void idle.request('pull', { space: FUJIAN, epoch: server.log.epoch, after: 0, limit: 100 })
  await client.request('check', { space: FUJIAN })
  const beganMs = performance.now()
  await server.close()
  expect(performance.now() - beganMs).toBeLessThan(15_000)
}, 60_000)

/** The websocket under a client: what it does not read stays in the server's hands. */
function transportOf(client: WireClient): { readonly ws: { pause(): void; resume(): void } } {
  return client.socket.io.engine.transport as unknown as ReturnType<typeof transportOf>
}
