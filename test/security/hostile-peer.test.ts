// Somebody holds a station's key, or a program of their own that speaks the wire: what the server still keeps. Raw frames
// over real sockets against a real server.
import { randomBytes } from 'node:crypto'
import { encode } from 'cborg'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { Hub } from '../../server/hub/hub.ts'
import { HELLO_LIMIT_MS, Strangers } from '../../server/hub/stranger-limits.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { RateLimit } from '../../shared/base/rate-limit.ts'
import { flattenChanges, readAnswer } from '../../shared/sync/frame.ts'
import { helloMessage } from '../../shared/sync/handshake.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { joined, officer, signedIn } from '../support/server-people.ts'
import { testKey } from '../support/shared-crypto.ts'
import type { WireClient } from '../support/wire-client.ts'
import { wireClient } from '../support/wire-client.ts'

const FUJIAN: SpaceId = asId('fujian')

async function linked(server: LiveServer, key = testKey()): Promise<WireClient> {
  const client = await wireClient(server.url)
  expect((await client.hello(key, server.code())).ok).toBe(true)
  return client
}

async function refusals(server: LiveServer): Promise<number> {
  return (await server.log.records(FUJIAN, 'verdict')).length
}

function raw(client: WireClient, name: string, frame: unknown): Promise<unknown> {
  return new Promise((resolve) => client.socket.emit(name, frame, resolve))
}

function kindOf(answer: unknown): string {
  const read = readAnswer('check', answer)
  return read.ok ? 'ok' : read.fault.kind
}

test('a stolen key writes in nobody’s name who did not sign in at that station, writes no directory and no verdict', async () => {
  const server = await liveServer(scratchFolder())
  const wang = await officer(server, 'wang')
  const chief = await officer(server, 'chief', 'administrator')
  const thief = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  const client = await linked(server, thief.key)
  thief.write('incident', 'forged', { title: 'in the name of one who never sat here' }, wang)
  thief.write('incident', 'nobody', { title: 'in no name' })
  thief.write('incident', 'ghost', { title: 'in an invented name' }, asId('ghost'))
  thief.write('officer', 'intruder', { name: 'intruder', role: 'administrator' }, chief)
  thief.write('verdict', 'v', { fault: 'notAllowed', message: 'a refusal of my own' }, chief)
  const pushed = await client.request('push', {
    space: FUJIAN,
    changes: flattenChanges(thief.changes),
    seals: [thief.seal()],
  })
  expect(pushed.ok && pushed.value.refused.map(({ fault }) => fault.kind)).toEqual(Array(5).fill('notAllowed'))
  expect(await refusals(server)).toBe(5)
  expect(await server.log.record(FUJIAN, 'incident', asId('forged'))).toBeUndefined()
  expect(server.access.directory.officers.has('intruder')).toBe(false)
})

test('changes under another station’s name need that station’s seal: a thief cannot speak for a station', async () => {
  const server = await liveServer(scratchFolder())
  const victim = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  await linked(server, victim.key)
  const thief = testKey()
  const client = await linked(server, thief)
  victim.write('incident', 'x', { title: 'never said' })
  const seal = victim.seal()
  const forged = { ...seal, signature: thief.sign(new Uint8Array(32)) }
  for (const seals of [[forged], []]) {
    const pushed = await client.request('push', { space: FUJIAN, changes: flattenChanges(victim.changes), seals })
    expect(pushed.ok && pushed.value.agreed).toEqual([])
  }
  // With a promise of a later seal it is kept aside, bounded, and stands in no picture.
  await client.request('push', {
    space: FUJIAN,
    changes: flattenChanges(victim.changes),
    seals: [{ ...seal, seq: 2 }],
  })
  expect(await server.log.tip(FUJIAN)).toBe(0)
})

test('an overheard greeting lets nobody in: every connection asks for a signature over its own nonce', async () => {
  const server = await liveServer(scratchFolder())
  const key = testKey()
  const first = await linked(server, key)
  const { nonce, server: name, protocol } = first.challenge
  const again = await wireClient(server.url)
  const replayed = await again.request('hello', {
    protocol,
    software: 'test',
    station: key.station,
    publicKey: key.publicKey,
    name: 'replayed',
    nonce: new Uint8Array(32),
    signature: key.sign(helloMessage(nonce, name, protocol)),
    nowMs: Date.now(),
  })
  expect(replayed).toMatchObject({ ok: false, fault: { kind: 'signatureInvalid' } })
})

test('a seal of one space proves nothing in another', async () => {
  const server = await liveServer(scratchFolder())
  const one = new ChainAuthor(asId('elsewhere'), Date.now() - 60_000)
  const client = await linked(server, one.key)
  one.write('incident', 'a', { title: 'said elsewhere' })
  const pushed = await client.request('push', {
    space: FUJIAN,
    changes: flattenChanges(one.changes),
    seals: [one.seal()],
  })
  expect(pushed.ok ? pushed.value.agreed : []).toEqual([])
  expect(await server.log.tip(FUJIAN)).toBe(0)
})

test('[SY-31] before hello nothing else is decoded, a greeting is small, and another key cannot take a connection over', async () => {
  const server = await liveServer(scratchFolder())
  const client = await wireClient(server.url)
  expect(kindOf(await raw(client, 'push', new Uint8Array(4 * 1024 * 1024)))).toBe('notSignedIn')
  expect(kindOf(await raw(client, 'hello', new Uint8Array(64 * 1024)))).toBe('tooLarge')
  const [mine, other] = [testKey(), testKey()]
  expect((await client.hello(mine, server.code())).ok).toBe(true)
  expect((await client.hello(mine)).ok).toBe(true)
  expect(await client.hello(other, server.code())).toMatchObject({ ok: false, fault: { kind: 'signatureInvalid' } })
})

test('[SY-31] a connection that says nothing is closed', async () => {
  vi.useFakeTimers()
  try {
    const server = await hubAlone()
    let closed = 0
    const peer = server.hub.accept({ emit: () => undefined, bufferedBytes: () => 0, close: () => (closed += 1) })
    vi.advanceTimersByTime(HELLO_LIMIT_MS - 1)
    expect(closed).toBe(0)
    vi.advanceTimersByTime(1)
    expect(closed).toBe(1)
    peer.gone()
  } finally {
    vi.useRealTimers()
  }
})

test('[SY-31] a crowd of silent connections keeps no station out: the longest silent goes', () => {
  const strangers = new Strangers(3)
  const closed: string[] = []
  const come = (name: string, identity?: object) => strangers.came({ identity, close: () => closed.push(name) })
  const forgets = [come('greeted at once', {}), come('silent 1'), come('silent 2')]
  expect(closed).toEqual([])
  forgets.push(come('silent 3'))
  expect(closed).toEqual(['silent 1'])
  forgets.push(come('silent 4'))
  expect(closed).toEqual(['silent 1'])
  forgets.push(come('a station'))
  expect(closed).toEqual(['silent 1', 'silent 2'])
  for (const forget of forgets) forget()
})

test('[SY-23] nested, oversize, half and endless frames are faults; the server answers others meanwhile', async () => {
  const server = await liveServer(scratchFolder())
  const hostile = await linked(server)
  const honest = await linked(server)
  const nested = new Uint8Array(200_000).fill(0x81)
  const map = new Uint8Array(60_000).fill(0xa1)
  const frames: readonly unknown[] = [
    nested,
    map,
    new Uint8Array([0x9b, 255, 255, 255, 255, 255, 255, 255, 255]),
    new Uint8Array([0x5b, 0, 0, 0, 255, 255, 255, 255, 255]),
    new Uint8Array([0x9f]),
    encode({ space: '__proto__', changes: [], seals: [] }),
    encode({ space: 'fujian', changes: [], seals: 'x' }),
    'text',
    { an: 'object' },
    null,
    new Uint8Array(0),
  ]
  for (const name of ['push', 'admin', 'pull', 'signIn', 'putFile', 'have'] as const)
    for (const frame of frames)
      expect(['malformed', 'tooLarge', 'spaceUnknown']).toContain(kindOf(await raw(hostile, name, frame)))
  const deep = encode({ token: 't', order: { order: 'saveAgency', fields: deepJson(700) } })
  expect(['malformed', 'sessionEnded']).toContain(kindOf(await raw(hostile, 'admin', deep)))
  expect((await honest.request('check', { space: FUJIAN })).ok).toBe(true)
})

test('a frame above the limit ends that connection and no other', async () => {
  const server = await liveServer(scratchFolder())
  const hostile = await linked(server)
  const honest = await linked(server)
  const gone = new Promise((resolve) => hostile.socket.once('disconnect', resolve))
  hostile.socket.emit('push', new Uint8Array(10 * 1024 * 1024), () => undefined)
  await gone
  expect((await honest.request('check', { space: FUJIAN })).ok).toBe(true)
})

test('a flood of requests is told to wait beyond 64 open ones; another station is answered meanwhile', async () => {
  const server = await liveServer(scratchFolder())
  const [hostile, honest] = [await linked(server), await linked(server)]
  const flood = Array.from({ length: 400 }, () => hostile.request('signIn', { name: 'admin', password: 'guess' }))
  expect((await honest.request('check', { space: FUJIAN })).ok).toBe(true)
  const kinds = (await Promise.all(flood)).map((answer) => (answer.ok ? 'ok' : answer.fault.kind))
  expect(kinds.filter((kind) => kind === 'rateLimited').length).toBeGreaterThan(200)
  expect(kinds).not.toContain('ok')
}, 60_000)

test('[AD-10] one station guesses 30 passwords a minute and no more, under however many names; another signs in', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'wang')
  const [hostile, station] = [await linked(server), await joined(server, 'honest')]
  const kinds: string[] = []
  for (let index = 0; index < 34; index += 1) {
    const answer = await hostile.request('signIn', { name: `name${index}`, password: 'guess' })
    kinds.push(answer.ok ? 'ok' : answer.fault.kind)
  }
  expect(kinds).toEqual([...Array(30).fill('wrongCredentials'), ...Array(4).fill('rateLimited')])
  await signedIn(station, 'wang')
  const limit = new RateLimit(1)
  expect([
    limit.take('a', 0).ok,
    limit.take('a', 59_999).ok,
    limit.take('b', 0).ok,
    limit.take('a', 60_000).ok,
  ]).toEqual([true, false, true, true])
}, 60_000)

test('a push full of false seals costs no more than a few signatures for each change', async () => {
  const server = await liveServer(scratchFolder())
  const one = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  const client = await linked(server, one.key)
  one.write('incident', 'a', { title: 'a' })
  const { station } = one.key
  const seals = Array.from({ length: 50_000 }, () => ({
    station,
    chain: 7,
    seq: 1,
    signature: new Uint8Array(randomBytes(64)),
  }))
  const beganMs = performance.now()
  const pushed = await client.request('push', { space: FUJIAN, changes: flattenChanges(one.changes), seals })
  // Each signature takes some 0.1 ms to check: all of them would take longer than five seconds.
  expect(performance.now() - beganMs).toBeLessThan(4_000)
  expect(pushed.ok && pushed.value.agreed).toEqual([])
}, 60_000)

test('a revoked station is cut off at once and its key opens nothing any more', async () => {
  const server = await liveServer(scratchFolder())
  const key = testKey()
  const client = await linked(server, key)
  const gone = new Promise((resolve) => client.socket.once('disconnect', resolve))
  await server.access.setUp([{ kind: 'station', id: asId(key.station), fields: { active: false } }])
  await gone
  const again = await wireClient(server.url)
  expect(await again.hello(key, server.code())).toMatchObject({ ok: false, fault: { kind: 'stationRevoked' } })
})

function deepJson(depth: number): unknown {
  let value: unknown = 1
  for (let index = 0; index < depth; index += 1) value = { a: value }
  return value
}

/** A hub on the parts of a real server, without a port. */
async function hubAlone(): Promise<{ readonly hub: Hub }> {
  vi.useRealTimers()
  const { log, access } = await liveServer(scratchFolder())
  vi.useFakeTimers()
  const logger = pino({ level: 'silent' })
  return { hub: new Hub({ http: null, log, access, software: 'test', nowMs: Date.now, logger }) }
}
