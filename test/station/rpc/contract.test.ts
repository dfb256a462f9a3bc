// The contract of the local RPC, the same over every kind of link.
import { describe, expect, test } from 'vitest'
import { ViewClient } from '../../../renderer/link/view-client.ts'
import { FaultError } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import type { StationFrame } from '../../../shared/rpc/frames.ts'
import { METHODS, OPEN_METHODS } from '../../../shared/rpc/methods.ts'
import { OPEN_WATCHES, ROWS_PER_PAGE, WATCHES } from '../../../shared/rpc/watches.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import { seededChance } from '../../support/seeded.ts'
import { CHEN, FUJIAN, START_MS, incident } from '../query/query-desk.ts'
import { CARRIERS, LIN, NOBODY, rpcDesk } from './rpc-desk.ts'
import type { Carrier, RpcDesk } from './rpc-desk.ts'

const LIST = { space: FUJIAN, filter: {}, sort: 'received', descending: false, offset: 0, limit: 100 }
const GENERAL_LOG = { space: FUJIAN, incident: null }
const NOT_SIGNED_IN = { t: 'fault', fault: { kind: 'notSignedIn' } }

function runOf(callId: string, title = '火情'): Json {
  return { space: FUJIAN, command: 'reportIncident', input: incident({ title }), callId }
}

describe.each(CARRIERS)('over %s', (carrier) => {
  test('[RP-1] unknown names and input that does not fit are refused, naming what', async () => {
    const desk = await rpcDesk(carrier)
    const view = await desk.view()
    for (const name of ['fly', 'toString', '__proto__', '']) {
      expect(await view.call(name, {})).toMatchObject({ t: 'fault', fault: { kind: 'unknownMethod' } })
      const id = view.newId()
      view.say({ t: 'watch', id, watch: name, params: {} })
      expect(await view.answer(id)).toMatchObject({ t: 'fault', fault: { kind: 'unknownMethod' } })
    }
    const wrong: readonly (readonly [string, unknown, string])[] = [
      ['digest', {}, 'space'],
      ['digest', { space: FUJIAN, more: 1 }, 'more'],
      ['digest', null, ''],
      ['markSeen', { space: FUJIAN, incidents: ['a', 2] }, 'incidents.1'],
      ['run', { ...(runOf('a') as object), callId: '' }, 'callId'],
    ]
    for (const [method, params, field] of wrong) {
      const answer = await view.call(method, params)
      expect(answer, method).toMatchObject({ t: 'fault', fault: { kind: 'invalidInput', detail: { field } } })
    }
    const id = view.newId()
    view.say({ t: 'watch', id, watch: 'incidents', params: { ...LIST, filter: { levels: [1, 9] } } })
    expect(await view.answer(id)).toMatchObject({
      fault: { kind: 'invalidInput', detail: { field: 'filter.levels.1' } },
    })
    expect(desk.runs.count).toBe(0)
  })

  test('[RP-2] a result, a refusal and a bug each answer exactly once', async () => {
    const desk = await rpcDesk(carrier)
    const view = await desk.view()
    const slow = view.newId()
    view.say({ t: 'call', id: slow, method: 'relink', params: {} })
    expect(await view.call('digest', { space: FUJIAN })).toMatchObject({ t: 'result', value: { records: 0 } })
    expect(await view.call('backup', { path: null })).toMatchObject({ t: 'fault', fault: { kind: 'offline' } })
    expect(await view.call('verify', {})).toMatchObject({ t: 'fault', fault: { kind: 'internal', message: 'a bug' } })
    expect(desk.logged).toEqual(['a handler failed'])
    desk.release()
    expect(await view.answer(slow)).toEqual({ t: 'result', id: slow, value: null })
    await view.settled()
    expect(view.heard.map((frame) => ('id' in frame ? frame.id : 0))).toEqual([2, 3, 4, 1])
  })

  test('[RP-2] open calls fail with linkLost when the station closes, and with timeout when it does not answer', async () => {
    const desk = await rpcDesk(carrier)
    const client = await clientOf(desk)
    const outcome = (limitMs?: number): Promise<unknown> =>
      client.call('relink', {}, limitMs).then(
        () => 'answered',
        (error: unknown) => (error instanceof FaultError ? error.fault.kind : error),
      )
    expect(await outcome(20)).toBe('timeout')
    expect(await client.call('digest', { space: FUJIAN })).toMatchObject({ records: 0 })
    const open = [outcome(), outcome()]
    desk.server.close()
    expect(await Promise.all(open)).toEqual(['linkLost', 'linkLost'])
    client.stop()
  })

  test('[RP-3] a call repeated while it runs, afterwards and over a new link is carried out once', async () => {
    const desk = await rpcDesk(carrier)
    const view = await desk.view()
    const first = view.call('run', runOf('c1'))
    const second = view.call('run', runOf('c1'))
    await view.settled()
    desk.release()
    const value = { kind: 'incident', id: 'run1', changes: [expect.any(String) as string] }
    const answer = await first
    expect(answer).toEqual({ t: 'result', id: 1, value })
    expect(await second).toEqual({ ...answer, id: 2 })
    view.link.close('the window went')
    await view.closed
    const next = await desk.view()
    expect(await next.call('run', runOf('c1'))).toEqual({ ...answer, id: 1 })
    expect(desk.runs.count).toBe(1)
    const other = await next.call('run', runOf('c1', '别的'))
    expect(other).toMatchObject({ t: 'fault', fault: { kind: 'invalidInput', detail: { field: 'callId' } } })
    expect(await next.call('run', runOf('c2'))).toMatchObject({ t: 'result', value: { id: 'run2' } })
    desk.signIn(LIN)
    expect(await next.call('run', runOf('c1'))).toMatchObject({ t: 'result', value: { id: 'run3' } })
  })

  test('[RP-4] a first answer comes in pages, then differences', async () => {
    const desk = await rpcDesk(carrier)
    const far = new ChainAuthor(FUJIAN, START_MS)
    desk.receive(Array.from({ length: 2_500 }, (_, index) => far.write('logEntry', `l${index}`, { text: `${index}` })))
    const view = await desk.view()
    const id = await view.watch('log', GENERAL_LOG)
    const pages = view.rows(id)
    expect(pages.map(({ seq, reset, done, put }) => [seq, reset, done, put.length])).toEqual([
      [1, true, false, ROWS_PER_PAGE],
      [2, false, false, ROWS_PER_PAGE],
      [3, false, true, 500],
    ])
    desk.write('logEntry', 'new', { text: '新' })
    desk.settle()
    await view.settled()
    expect(view.rows(id).slice(3)).toMatchObject([{ seq: 4, reset: false, done: true, put: [{ key: 'new' }] }])
  })

  test('[RP-5] the rows of a view that applied every frame equal a fresh answer', async () => {
    const desk = await rpcDesk(carrier)
    const chance = seededChance(5)
    const view = await desk.view()
    const id = await view.watch('incidents', { ...LIST, sort: 'title', limit: 5 })
    for (let round = 0; round < 30; round += 1) {
      const title = `火情 ${Math.floor(chance() * 50)}`
      desk.write('incident', `i${Math.floor(chance() * 12)}`, incident({ title }))
      desk.settle()
      await view.settled()
      if (chance() < 0.6) view.say({ t: 'ack', id, seq: view.rows(id).at(-1)?.seq })
      await view.settled()
    }
    for (let last = 0; last !== view.rows(id).length;) {
      last = view.rows(id).length
      view.say({ t: 'ack', id, seq: view.rows(id).at(-1)?.seq })
      await view.settled()
      desk.settle()
      await view.settled()
    }
    const fresh = await view.watch('incidents', { ...LIST, sort: 'title', limit: 5 })
    expect(view.rows(id).length).toBeGreaterThan(5)
    expect(view.shown(id)).toEqual(view.shown(fresh))
  })

  test('[RP-6] one difference at a time waits for its ack; later changes merge into the next', async () => {
    const desk = await rpcDesk(carrier)
    const far = new ChainAuthor(FUJIAN, START_MS)
    desk.receive(Array.from({ length: 1_001 }, (_, index) => far.write('logEntry', `l${index}`, { text: `${index}` })))
    const view = await desk.view()
    const id = await view.watch('log', GENERAL_LOG, false)
    async function write(key: string): Promise<void> {
      desk.write('logEntry', key, { text: key })
      desk.settle()
      await view.settled()
    }
    async function ack(seq: number): Promise<void> {
      view.say({ t: 'ack', id, seq })
      await view.settled()
      desk.settle()
      await view.settled()
    }
    await write('a')
    await ack(1)
    await ack(99)
    expect(view.rows(id)).toHaveLength(2)
    await ack(2)
    expect(view.rows(id).slice(2)).toMatchObject([{ seq: 3, put: [{ key: 'a' }] }])
    await write('b')
    await write('c')
    await ack(2)
    expect(view.rows(id)).toHaveLength(3)
    await ack(3)
    expect(view.rows(id).slice(3)).toMatchObject([{ seq: 4, put: [{ key: 'b' }, { key: 'c' }] }])
    await ack(4)
    expect(view.rows(id)).toHaveLength(4)
  })

  test('[RP-7] after unwatch no frame of the watch follows, and its id is free', async () => {
    const desk = await rpcDesk(carrier)
    const view = await desk.view()
    const id = await view.watch('log', GENERAL_LOG)
    desk.write('logEntry', 'a', { text: 'a' })
    view.say({ t: 'unwatch', id })
    await view.settled()
    desk.settle()
    desk.write('logEntry', 'b', { text: 'b' })
    desk.settle()
    desk.signIn(LIN)
    desk.signIn(NOBODY)
    view.say({ t: 'ack', id, seq: 1 })
    view.say({ t: 'unwatch', id })
    await view.settled()
    expect(view.heard).toHaveLength(1)
    desk.signIn(CHEN)
    view.say({ t: 'watch', id, watch: 'status', params: {} })
    await view.settled()
    expect(view.heard[1]).toMatchObject({ t: 'rows', id, seq: 1, reset: true })
  })

  test('[RP-8] before anyone has signed in only the open methods and watches answer', async () => {
    const desk = await rpcDesk(carrier)
    desk.signIn(NOBODY)
    const view = await desk.view()
    for (const name of Object.keys(METHODS)) {
      const isOpen = OPEN_METHODS.some((open) => open === name)
      const answer = await view.call(name, null)
      expect(answer, name).toMatchObject({ t: 'fault', fault: { kind: isOpen ? 'invalidInput' : 'notSignedIn' } })
    }
    for (const watch of Object.keys(WATCHES)) {
      if (OPEN_WATCHES.some((open) => open === watch)) {
        expect(view.rows(await view.watch(watch, {})), watch).toHaveLength(1)
        continue
      }
      const id = view.newId()
      view.say({ t: 'watch', id, watch, params: null })
      expect(await view.answer(id), watch).toMatchObject(NOT_SIGNED_IN)
    }
    expect(await view.call('signIn', { name: 'chen', password: 'x' })).toMatchObject({ t: 'result' })
    expect(await view.call('drafts', {})).toMatchObject({ t: 'result', value: [] })
  })

  test('[RP-8] when the officer signs out all watches but the open ones end; for another officer they are answered anew', async () => {
    const desk = await rpcDesk(carrier)
    desk.receive([new ChainAuthor(FUJIAN, START_MS).write('incident', 'a', incident({}))])
    const view = await desk.view()
    const status = await view.watch('status', {})
    const list = await view.watch('incidents', LIST)
    expect(await view.call('markSeen', { space: FUJIAN, incidents: null })).toMatchObject({ t: 'result' })
    desk.settle()
    await view.settled()
    expect(view.shown(list).meta).toEqual({ total: 1, unread: 0 })
    desk.server.viewerChanged()
    await view.settled()
    expect(view.rows(status)).toHaveLength(1)
    desk.signIn(LIN)
    await view.settled()
    expect(view.rows(list).at(-1)).toMatchObject({ seq: 3, reset: true, done: true })
    expect(view.shown(list).meta).toEqual({ total: 1, unread: 1 })
    expect(view.rows(status)).toHaveLength(2)
    expect(await view.call('signOut', {})).toMatchObject({ t: 'result' })
    expect(await view.answer(list)).toMatchObject(NOT_SIGNED_IN)
    desk.signIn(CHEN)
    desk.write('incident', 'b', incident({}))
    desk.settle()
    await view.settled()
    expect(view.rows(list)).toHaveLength(3)
    expect(view.rows(status).at(-1)).toMatchObject({ reset: true, done: true })
    expect(view.heard.filter((frame) => frame.t === 'fault')).toHaveLength(1)
  })

  test.each([
    ['text', 'no frame'],
    ['null', null],
    ['a list', [1, 2]],
    ['an unknown frame', { t: 'nope' }],
    ['an id out of range', { t: 'ack', id: -1, seq: 0 }],
    ['an id that is no number', { t: 'call', id: 'one', method: 'drafts', params: {} }],
  ])('[RP-11] %s closes its link and no other', async (_name, frame) => {
    const desk = await rpcDesk(carrier)
    const other = await desk.view()
    const id = await other.watch('log', GENERAL_LOG)
    const view = await desk.view()
    await view.watch('log', GENERAL_LOG)
    view.say(frame)
    await view.closed
    desk.write('logEntry', 'a', { text: 'a' })
    desk.settle()
    await other.settled()
    expect(other.rows(id)).toHaveLength(2)
    expect(view.heard).toHaveLength(1)
  })

  test('[RP-11] a malformed frame with an id is answered with a fault, which ends what was asked under it', async () => {
    const desk = await rpcDesk(carrier)
    const view = await desk.view()
    const id = await view.watch('log', GENERAL_LOG)
    const slow = view.newId()
    view.say({ t: 'call', id: slow, method: 'relink', params: {} })
    const malformed = { t: 'fault', fault: { kind: 'malformed' } }
    for (const frame of [
      { t: 'call', id: 71, method: 7, params: {} },
      { t: 'nope', id: 72 },
      { t: 'unwatch', id: 73, more: true },
      { t: 'ack', id },
      { t: 'call', id: slow },
    ]) {
      view.say(frame)
      expect(await view.answer(frame.id)).toMatchObject({ ...malformed, id: frame.id })
    }
    desk.release()
    desk.write('logEntry', 'a', { text: 'a' })
    desk.settle()
    await view.settled()
    expect(view.heard.filter((frame) => 'id' in frame && frame.id === slow)).toHaveLength(1)
    expect(view.rows(id)).toHaveLength(1)
  })

  test('[RP-11] an id used twice at once closes the link', async () => {
    const desk = await rpcDesk(carrier)
    const view = await desk.view()
    const id = await view.watch('log', GENERAL_LOG)
    view.say({ t: 'call', id, method: 'drafts', params: {} })
    await view.closed
    expect(view.heard).toHaveLength(1)
  })

  test('no watch stays open at the hub when it ended or its link closed, from either side', async () => {
    const desk = await rpcDesk(carrier)
    const [view, other] = [await desk.view(), await desk.view()]
    const id = await view.watch('log', GENERAL_LOG)
    await view.watch('status', {})
    await other.watch('log', GENERAL_LOG)
    await other.watch('conflicts', { space: FUJIAN })
    expect(desk.held.size).toBe(4)
    desk.signIn(LIN)
    expect(desk.held.size).toBe(4)
    view.say({ t: 'unwatch', id })
    await view.settled()
    expect(desk.held.size).toBe(3)
    other.link.close('the window went')
    await expect.poll(() => desk.held.size).toBe(1)
    desk.server.close()
    expect(desk.held.size).toBe(0)
  })

  test('a closed server takes no views', async () => {
    const desk = await rpcDesk(carrier)
    const view = await desk.view()
    desk.server.close()
    await view.closed
    const late = await desk.view()
    await late.closed
  })
})

test('[RP-9] values arrive equal over every link', async () => {
  const heard = new Map<Carrier, readonly StationFrame[]>()
  for (const carrier of CARRIERS) heard.set(carrier, await conversation(carrier))
  const expected = heard.get('memory')
  expect(expected).toHaveLength(10)
  for (const carrier of CARRIERS) expect(heard.get(carrier), carrier).toStrictEqual(expected)
})

/** The same calls and watches with values that a link might bend. */
async function conversation(carrier: Carrier): Promise<readonly StationFrame[]> {
  const desk = await rpcDesk(carrier)
  const view = await desk.view()
  const value = {
    words: '烽燧 🔥 \u0000 \u2028 \uD800 "\\/',
    numbers: [0, -1.5, 1e300, 5e-324, Number.MAX_SAFE_INTEGER, 0.1],
    nothing: [null, [], {}, '', false],
    long: '水'.repeat(200_000),
    '': { toString: 1, constructor: null },
  }
  await view.call('saveSetting', { name: 'odd', value })
  expect(await view.call('setting', { name: 'odd' })).toStrictEqual({ t: 'result', id: 2, value })
  await view.call('saveDraft', { id: 'd', content: value.words })
  await view.call('drafts', {})
  const admin = await view.call('admin', { order: { order: 'endSessions', officer: 'chen' } })
  expect(admin).toStrictEqual({ t: 'result', id: 5, value: { id: 'a' } })
  await view.call('digest', { space: 7 })
  desk.receive([new ChainAuthor(FUJIAN, START_MS).write('incident', 'a', incident({ title: '台风', position: null }))])
  const id = await view.watch('points', { space: FUJIAN, filter: { text: undefined } })
  await view.watch('incidents', LIST)
  desk.receive([new ChainAuthor(FUJIAN, START_MS, 8).write('incident', 'b', incident({ title: '沉船' }))])
  desk.settle()
  await view.settled()
  expect(view.rows(id)).toHaveLength(2)
  return view.heard
}

async function clientOf(desk: RpcDesk): Promise<ViewClient> {
  const link = await desk.link()
  const client = new ViewClient({
    connector: {
      connect({ onOpen }) {
        onOpen(link)
        return () => undefined
      },
    },
    nowMs: Date.now,
    random: () => 0.5,
    onState: () => undefined,
    onHeard: () => undefined,
  })
  client.start()
  return client
}
