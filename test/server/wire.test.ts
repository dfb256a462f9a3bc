// What the server keeps towards peers that are hasty, hostile, forked or slow: raw frames over real sockets.
import { expect, test } from 'vitest'
import type { PeerSocket } from '../../server/hub/peer.ts'
import { Peer } from '../../server/hub/peer.ts'
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

test('[SY-11] a peer whose socket is full gets no more frames, and one `behind` when it drains', async () => {
  const sent: string[] = []
  let buffered = 100_000_000
  let behind: (frame: Uint8Array) => void = () => undefined
  const told = new Promise<Uint8Array>((resolve) => (behind = resolve))
  // Only the socket is in the test's hand: how full it is cannot be made on loopback in bounded time.
  const socket: PeerSocket = {
    bufferedBytes: () => buffered,
    emit(name, frame) {
      sent.push(name)
      if (name === 'behind') behind(frame)
    },
    close: () => undefined,
  }
  const peer = new Peer(socket, new Uint8Array(32))
  expect(peer.live(FUJIAN, 'e', 5, new Uint8Array(1))).toBe(false)
  expect(peer.live(FUJIAN, 'e', 9, new Uint8Array(1))).toBe(false)
  buffered = 0
  expect(readEvent('behind', await told)).toMatchObject({ ok: true, value: { space: FUJIAN, tip: 9 } })
  expect(peer.live(FUJIAN, 'e', 10, new Uint8Array(1))).toBe(true)
  expect(sent).toEqual(['behind', 'live'])
  peer.gone()
})
