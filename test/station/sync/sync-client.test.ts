// How a station behaves towards servers, good and bad: handshake, following, gaps, epochs, pushing, refusals.
import { describe, expect, test } from 'vitest'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { ChangeId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import { shownValue } from '../../../shared/journal/merge.ts'
import { writeRecord } from '../../../shared/journal/record-text.ts'
import { flattenChanges } from '../../../shared/sync/frame.ts'
import { markedCode } from '../../../shared/sync/join-code.ts'
import type { RequestOf } from '../../../shared/sync/protocol.ts'
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import { scratchFolder } from '../../support/scratch.ts'
import type { Script, ScriptedServer } from '../../support/scripted-server.ts'
import { pageOf, scriptedServer } from '../../support/scripted-server.ts'
import { testKey } from '../../support/shared-crypto.ts'
import type { SyncStation } from '../../support/sync-station.ts'
import { FUJIAN, syncStation } from '../../support/sync-station.ts'

const EPOCH = 'epoch-1'

/** Answers of a server that has `author`'s changes and takes everything pushed. */
function goodServer(author: ChainAuthor, tip = author.changes.length): Script {
  return {
    follow: ({ cursor }) => ok({ epoch: EPOCH, tip, mode: cursor === null || cursor.pos < tip ? 'behind' : 'live' }),
    pull: ({ after }) => ok(pageOf(after, author.changes.slice(after, tip), [author.seal()], tip)),
    have: () => ok({ epoch: EPOCH, tip, tips: [] }),
    push: (request) => ok(agreeAll(request)),
  }
}

function tipOf({ key, chain, changes }: ChainAuthor, seq: number) {
  return { station: key.station, chain, branch: '' as const, seq, hash: changes[seq - 1]?.hash ?? new Uint8Array(32) }
}

function agreeAll(request: RequestOf<'push'>) {
  const agreed = request.seals.map(({ station, chain, seq }) => ({ station, chain, branch: '' as '' | ChangeId, seq }))
  return { agreed, refused: [], gaps: [], forks: [] }
}

function author(count: number): ChainAuthor {
  const one = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  for (let index = 0; index < count; index += 1) one.write('incident', `r${index}`, { title: `t${index}` })
  return one
}

const linked = (station: SyncStation) => (): boolean => station.status().state === 'linked'
const pos = (station: SyncStation): number => station.store.facts(FUJIAN).cursor?.pos ?? -1

async function stationOf(server: ScriptedServer, more: { readonly checkEveryMs?: number } = {}): Promise<SyncStation> {
  return syncStation({ folder: scratchFolder(), servers: [server.url], ...more })
}

describe('handshake', () => {
  test('[SY-2] a server whose proof is not of its own key is refused and nothing is followed', async () => {
    const server = await scriptedServer({}, { falseProof: true })
    const station = await stationOf(server)
    await station.until(() => station.status().state === 'refused')
    expect(station.status().fault?.kind).toBe('signatureInvalid')
    expect(server.asked.map((one) => one.name)).toEqual(['hello'])
  })

  test('[SY-2] an address that was held by another server before is not talked to', async () => {
    const first = await scriptedServer(goodServer(author(1)))
    const folder = scratchFolder()
    const before = await syncStation({ folder, servers: [first.url] })
    await before.until(linked(before))
    await before.stop()
    first.dropAll()
    const other = await scriptedServer(goodServer(author(1)))
    // The same address with another key: the pin is by address, so the store is told the address was `other`'s.
    const again = await syncStation({ folder, servers: [] })
    again.store.setMeta('sync.pins', { [other.url.toLowerCase()]: first.id })
    again.client.setServers([other.url])
    await again.until(() => again.status().state === 'refused')
    expect(again.status().fault).toMatchObject({ kind: 'otherServer', detail: { known: first.id, now: other.id } })
  })

  test('[SY-33] a code of another server is not even shown to the server at the address', async () => {
    const server = await scriptedServer(goodServer(author(1)))
    const station = await syncStation({ folder: scratchFolder(), servers: [] })
    const other = markedCode('0123456789ABCDEF', testKey().station)
    expect(await station.client.join(server.url, other)).toMatchObject({
      ok: false,
      fault: { kind: 'otherServer', detail: { now: server.id } },
    })
    expect(server.asked).toEqual([])
    expect(await station.client.join(server.url, markedCode('0123456789ABCDEF', asId(server.id)))).toMatchObject({
      ok: true,
    })
    expect(server.asked[0]).toMatchObject({ name: 'hello', request: { joinCode: '0123-4567-89AB-CDEF' } })
  })

  test('[SY-3] a server of another age is refused, and the officer reads both versions', async () => {
    const server = await scriptedServer({}, { protocol: PROTOCOL_VERSION + 5, oldest: PROTOCOL_VERSION + 3 })
    const station = await stationOf(server)
    await station.until(() => station.status().state === 'refused')
    expect(station.status().fault).toMatchObject({
      kind: 'versionUnsupported',
      detail: { own: PROTOCOL_VERSION, server: PROTOCOL_VERSION + 5 },
    })
  })

  test('[SY-6] the directory is caught up before any other space is followed', async () => {
    const directory = new ChainAuthor(asId('directory'), Date.now() - 60_000)
    directory.write('agency', 'a1', { name: 'x' })
    const rest = author(1)
    const server = await scriptedServer(
      {
        ...goodServer(rest),
        follow: () => ok({ epoch: EPOCH, tip: 1, mode: 'behind' }),
        pull: ({ space, after }) => {
          const of = space === 'directory' ? directory : rest
          return ok(pageOf(after, of.changes.slice(after), [of.seal()], 1))
        },
      },
      { spaces: ['fujian', 'directory'] },
    )
    const station = await stationOf(server)
    await station.until(() => pos(station) === 1)
    const order = server.asked
      .filter((one) => one.name === 'follow' || one.name === 'pull')
      .map((one) => `${one.name} ${(one.request as { space: string }).space}`)
    expect(order).toEqual(['follow directory', 'pull directory', 'follow fujian', 'pull fujian'])
  })
})

describe('following', () => {
  test('[SY-24] a space that could not be followed is tried again while the link holds, and keeps no other waiting', async () => {
    const writer = author(2)
    const good = goodServer(writer)
    let tries = 0
    const server = await scriptedServer(
      {
        ...good,
        follow: (request) => {
          if (request.space !== FUJIAN) return ok({ epoch: EPOCH, tip: 0, mode: 'behind' })
          tries += 1
          return tries < 3 ? refuse('busy', 'not now') : (good.follow as NonNullable<Script['follow']>)(request)
        },
      },
      { spaces: [FUJIAN, 'other'] },
    )
    const station = await stationOf(server)
    await station.until(() => pos(station) === 2)
    const asked = server.asked.flatMap(({ name, request }) =>
      name === 'hello' || name === 'follow' ? [name === 'hello' ? name : (request as { space: string }).space] : [],
    )
    expect(asked.slice(0, 3)).toEqual(['hello', FUJIAN, 'other'])
    expect(asked.filter((name) => name === 'hello')).toEqual(['hello'])
  })

  test('[SY-8] what was committed before is pulled, what comes later is taken live, in order', async () => {
    const writer = author(3)
    const server = await scriptedServer(goodServer(writer))
    const station = await stationOf(server)
    await station.until(() => pos(station) === 3)
    const later = writer.write('incident', 'r0', { title: 'new' })
    server.emit('live', {
      space: FUJIAN,
      epoch: EPOCH,
      from: 4,
      changes: flattenChanges([later]),
      seals: [writer.seal()],
    })
    await station.until(() => pos(station) === 4)
    const state = station.store.read(FUJIAN, 'incident', asId('r0'))
    expect(state === undefined ? undefined : shownValue(state, 'title')).toBe('new')
  })

  test('[SY-9] a hole makes the station pull; known frames are ignored; nothing is skipped or taken twice', async () => {
    const writer = author(2)
    const server = await scriptedServer(goodServer(writer))
    const station = await stationOf(server)
    await station.until(() => pos(station) === 2)
    for (let index = 0; index < 4; index += 1) writer.write('incident', `late${index}`, { title: 'x' })
    server.script = goodServer(writer)
    const frame = (from: number, to: number) => ({
      space: FUJIAN,
      epoch: EPOCH,
      from,
      changes: flattenChanges(writer.changes.slice(from - 1, to)),
      seals: [writer.seal()],
    })
    server.emit('live', frame(1, 2))
    server.emit('live', frame(6, 6))
    await server.awaitRequest('pull', ({ after }) => after === 2)
    await station.until(() => pos(station) === 6)
    server.emit('live', frame(5, 6))
    expect(station.store.facts(FUJIAN).records).toBe(6)
    expect(station.store.history(FUJIAN, { kind: 'incident', id: asId('late3') })).toHaveLength(1)
  })

  test('[SY-9] a malformed live frame is left out, and the next one shows the hole', async () => {
    const writer = author(1)
    const server = await scriptedServer(goodServer(writer))
    const station = await stationOf(server)
    await station.until(() => pos(station) === 1)
    writer.write('incident', 'a', { title: 'a' })
    const last = writer.write('incident', 'b', { title: 'b' })
    server.script = goodServer(writer)
    server.emitBytes('live', new Uint8Array([255, 0, 1]))
    server.emit('live', { space: FUJIAN, epoch: EPOCH, from: 3, changes: flattenChanges([last]), seals: [] })
    await station.until(() => pos(station) === 3)
    expect(linked(station)()).toBe(true)
  })

  test('[SY-9] a missing frame that nothing followed is found by the next comparison and pulled', async () => {
    const writer = author(3)
    let tip = 2
    const server = await scriptedServer({
      ...goodServer(writer, 2),
      pull: ({ after }) => ok(pageOf(after, writer.changes.slice(after, tip), [writer.seal()], tip)),
      check: () => ok({ epoch: EPOCH, pos: tip, digest: new Uint8Array(32) }),
    })
    const station = await stationOf(server, { checkEveryMs: 50 })
    await station.until(() => pos(station) === 2)
    tip = 3
    await station.until(() => pos(station) === 3)
    expect(station.store.read(FUJIAN, 'incident', asId('r2'))).toBeDefined()
  })

  test('[SY-10] an unknown epoch: chains are compared, what the server lacks is pushed again, nothing is dropped', async () => {
    const writer = author(2)
    const server = await scriptedServer(goodServer(writer))
    const folder = scratchFolder()
    const station = await syncStation({ folder, servers: [server.url] })
    await station.until(() => pos(station) === 2)
    station.write('incident', 'mine', { title: 'mine' })
    await station.until(() => station.store.facts(FUJIAN).waiting === 0)
    await station.stop()

    const restored = new ChainAuthor(FUJIAN, Date.now())
    server.script = {
      ...goodServer(writer),
      follow: () => ok({ epoch: 'epoch-2', tip: 1, mode: 'epochUnknown' }),
      have: () =>
        ok({
          epoch: 'epoch-2',
          tip: 1,
          tips: [{ station: writer.key.station, chain: 7, branch: '', seq: 1, hash: writer.changes[0]!.hash }],
        }),
      pull: ({ after }) => ok(pageOf(after, writer.changes.slice(after, 1), [], 1)),
    }
    restored.write('incident', 'x', { title: 'x' })
    const again = await syncStation({ folder, servers: [server.url] })
    await again.until(() => again.store.facts(FUJIAN).cursor?.epoch === 'epoch-2')
    const pushed = await server.awaitRequest('push', ({ changes }) => changes.length >= 4)
    expect(pushed.changes.length / 2).toBeGreaterThanOrEqual(2)
    expect(again.store.facts(FUJIAN).records).toBe(3)
  })
})

describe('pushing', () => {
  test('[SY-12] a server that met the branches of a chain in another order does not end the waiting of the wrong one', async () => {
    const writer = author(1)
    const station = await syncStation({ folder: scratchFolder(), servers: [] })
    const twin = writer.twin()
    writer.write('incident', 'r0', { title: 'here' })
    twin.write('incident', 'r0', { title: 'there' })
    twin.write('incident', 'r0', { title: 'there too' })
    const options = { nowMs: Date.now(), agreed: false, historyOnly: false }
    station.store.receive(FUJIAN, writer.changes, [writer.seal()], options)
    station.store.receive(FUJIAN, twin.changes.slice(1), [twin.seal()], options)
    // The server calls the twin's branch '', has it up to 3, and leaves ours waiting.
    const pushed: number[] = []
    const server = await scriptedServer({
      ...goodServer(writer, 0),
      push: (request) => {
        const ids = request.changes
          .filter((_, index) => index % 2 === 0)
          .map((header) => Buffer.from(header as Uint8Array))
        pushed.push(ids.length)
        const isTwin = ids.some((header) => header.equals(Buffer.from(twin.changes[2]?.header as Uint8Array)))
        const known = { station: writer.key.station, chain: writer.chain, branch: '' as const, seq: isTwin ? 3 : 1 }
        return ok({ agreed: [known], refused: [], gaps: [], forks: [] })
      },
    })
    station.client.setServers([server.url])
    await station.until(() => pushed.length > 2)
    expect(station.store.facts(FUJIAN).waiting).toBe(1)
  })

  test('[SY-12] a change waits until the server says it is committed, across a lost answer and a new link', async () => {
    const writer = author(1)
    let answers = 0
    const server = await scriptedServer({
      ...goodServer(writer),
      push: (request) => {
        answers += 1
        if (answers > 1) return ok(agreeAll(request))
        server.dropAll()
        return new Promise<never>(() => undefined)
      },
    })
    const station = await stationOf(server)
    await station.until(linked(station))
    station.write('incident', 'mine', { title: 'mine' })
    expect(station.store.facts(FUJIAN).waiting).toBe(1)
    await station.until(() => station.store.facts(FUJIAN).waiting === 0)
    expect(answers).toBe(2)
  })

  test('[SY-12] what the live frame agrees before the answer comes holds nothing up: the next goes out at once', async () => {
    const writer = author(1)
    let from = 2
    const server = await scriptedServer({
      ...goodServer(writer),
      push: async (request) => {
        const { changes, seals } = request
        server.emit('live', { space: FUJIAN, epoch: EPOCH, from, changes, seals })
        from += changes.length / 2
        await station.until(() => pos(station) === from - 1)
        return ok(agreeAll(request))
      },
    })
    const station = await stationOf(server)
    await station.until(() => pos(station) === 1)
    // Pauses that doubled each time would add up to far more than `until` waits.
    for (let index = 0; index < 7; index += 1) {
      station.write('incident', `mine${index}`, { title: 'mine' })
      const sent = index + 2
      await station.until(() => pos(station) === sent)
    }
    expect(station.store.facts(FUJIAN).waiting).toBe(0)
  }, 30_000)

  test('[SY-22] a push without answer stops neither live frames nor pulls', async () => {
    const writer = author(1)
    const server = await scriptedServer({ ...goodServer(writer), push: () => new Promise<never>(() => undefined) })
    const station = await stationOf(server)
    await station.until(() => pos(station) === 1)
    station.write('incident', 'mine', { title: 'mine' })
    await server.awaitRequest('push')
    const live = writer.write('incident', 'urgent', { title: 'urgent' })
    server.emit('live', {
      space: FUJIAN,
      epoch: EPOCH,
      from: 2,
      changes: flattenChanges([live]),
      seals: [writer.seal()],
    })
    await station.until(() => pos(station) === 2)
    for (let index = 0; index < 3; index += 1) writer.write('incident', `more${index}`, { title: 'x' })
    server.script = { ...server.script, ...goodServer(writer), push: () => new Promise<never>(() => undefined) }
    server.emit('behind', { space: FUJIAN, epoch: EPOCH, tip: 5 })
    await station.until(() => pos(station) === 5)
    expect(station.store.facts(FUJIAN).waiting).toBe(1)
  })

  test('a refused push is told to the officer with its reason', async () => {
    const server = await scriptedServer({
      ...goodServer(author(1)),
      push: (request) =>
        ok({
          ...agreeAll(request),
          refused: [{ change: 'c1', fault: refuse('notAllowed', 'no right').fault }],
        }),
    })
    const station = await stationOf(server)
    await station.until(linked(station))
    station.write('incident', 'mine', { title: 'mine' })
    await station.until(() => station.notices.some((notice) => notice.notice === 'refused'))
    expect(station.notices.find((notice) => notice.notice === 'refused')).toMatchObject({
      change: 'c1',
      fault: { kind: 'notAllowed' },
    })
  })
})

describe('truth', () => {
  test('[SY-21] a picture that differs is told, narrowed down and healed from the history', async () => {
    const writer = author(3)
    // The server claims one more record than it ever sent: its picture is the truth, ours lacks a change.
    const hidden = writer.write('incident', 'hidden', { title: 'hidden' })
    const folder = scratchFolder()
    const full = await syncStation({ folder: scratchFolder(), servers: [] })
    full.store.receive(FUJIAN, writer.changes, [writer.seal()], { nowMs: Date.now(), agreed: true, historyOnly: false })
    const truth = full.store
    const server = await scriptedServer({
      ...goodServer(writer, 3),
      have: () => ok({ epoch: EPOCH, tip: 3, tips: [tipOf(writer, 3)] }),
      check: () => ok({ epoch: EPOCH, pos: 3, digest: truth.facts(FUJIAN).digest }),
      buckets: () => ok({ epoch: EPOCH, pos: 3, buckets: [...truth.buckets(FUJIAN)] }),
      bucket: ({ bucket }) =>
        ok({
          epoch: EPOCH,
          pos: 3,
          records: truth.bucket(FUJIAN, bucket).map(([kind, id, digest]) => [kind, id, digest]),
        }),
      history: ({ record }) =>
        ok({
          changes: record === 'hidden' ? flattenChanges([hidden]) : [],
          positions: record === 'hidden' ? [4] : [],
          more: false,
        }),
    })
    const station = await syncStation({ folder, servers: [server.url], checkEveryMs: 50 })
    await station.until(() => station.notices.some((notice) => notice.notice === 'differs'))
    await station.until(() => station.notices.some((notice) => notice.notice === 'healed'))
    expect(station.store.facts(FUJIAN).digest).toEqual(truth.facts(FUJIAN).digest)
    expect(station.differs.get(FUJIAN)).toBe(false)
  })
})

test('[SY-21] a record is not folded again from a server that may lack what is missing here below a snapshot', async () => {
  const writer = author(1)
  const { store: truth } = await syncStation({ folder: scratchFolder(), servers: [] })
  truth.receive(FUJIAN, writer.changes, [writer.seal()], { nowMs: Date.now(), agreed: true, historyOnly: false })
  const state = truth.read(FUJIAN, 'incident', asId('r0'))
  if (state === undefined) throw new Error('the record is missing')
  const station = await syncStation({ folder: scratchFolder(), servers: [], checkEveryMs: 20 })
  const { digest } = truth.facts(FUJIAN)
  station.store.beginSnapshot(FUJIAN, {
    snapshot: 's',
    cursor: { epoch: 'another', pos: 1 },
    parts: 1,
    records: 1,
    digest,
    tips: [tipOf(writer, 1)],
    seals: [],
  })
  station.store.addSnapshotPart(FUJIAN, 0, [['incident', 'r0', writeRecord(state), digest]])
  expect(station.store.finishSnapshot(FUJIAN).ok).toBe(true)
  let checks = 0
  const server = await scriptedServer({
    ...goodServer(writer, 0),
    check: () => {
      checks += 1
      return ok({ epoch: EPOCH, pos: 0, digest: new Uint8Array(32) })
    },
    buckets: () => ok({ epoch: EPOCH, pos: 0, buckets: Array.from({ length: 256 }, () => new Uint8Array(32)) }),
    bucket: () => ok({ epoch: EPOCH, pos: 0, records: [] }),
    history: () => ok({ changes: [], positions: [], more: false }),
  })
  station.client.setServers([server.url])
  await station.until(() => checks > 2)
  expect(station.store.read(FUJIAN, 'incident', asId('r0'))).toEqual(state)
})

test('cut off on purpose, the station says so and links again only when told', async () => {
  const server = await scriptedServer(goodServer(author(1)))
  const station = await stationOf(server)
  await station.until(linked(station))
  station.client.setCutOff(true)
  await station.until(() => station.status().state === 'cutOff')
  expect(station.status().fault).toMatchObject({ kind: 'offline', detail: { deliberate: true } })
  station.client.setCutOff(false)
  await station.until(linked(station))
})

test('of several servers the first that answers is taken', async () => {
  const server = await scriptedServer(goodServer(author(2)))
  const station = await syncStation({ folder: scratchFolder(), servers: ['http://127.0.0.1:9', server.url] })
  await station.until(() => pos(station) === 2)
  expect(station.status().server).toBe(server.url)
})
