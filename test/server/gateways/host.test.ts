// Gateways as the server keeps them: each an author of its own, started and tried again, told of every commit once, its queue
// in order, what it refuses kept, its secrets never told, its rows shown to the stations of its space.
import { cpSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { listenTcp } from '../../../server/gateways/doors.ts'
import type { GatewayKind, Outgoing, Told } from '../../../server/gateways/gateway.ts'
import { FaultError, fault, ok, refuse } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { SystemRow } from '../../../shared/model/ambient.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { readEvent } from '../../../shared/sync/frame.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import type { GatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { testKey } from '../../support/shared-crypto.ts'
import { syncStation } from '../../support/sync-station.ts'
import { wireClient } from '../../support/wire-client.ts'

const settings = z.strictObject({
  port: z.int().default(0),
  password: z.string().default('').meta({ secret: true }),
})

const FORMS = new Map([['lines', { settings, direction: 'both', silentAfterMinutes: null } as const]])

/** Lines over TCP: each reports an incident; the same line again amends it; `!` is refused. What is told goes out again. */
class Lines implements GatewayKind<typeof settings> {
  readonly kind = 'lines'
  readonly settings = settings
  readonly told: Told[] = []
  readonly sent: string[] = []
  failures = 0
  mayStart = true
  password = ''

  async start(
    { author, health, queue, ambient, id, nowMs, picture }: Parameters<GatewayKind['start']>[0],
    { port, password }: z.infer<typeof settings>,
  ): ReturnType<GatewayKind['start']> {
    if (!this.mayStart) throw new FaultError(fault('busy', 'not yet', { port }))
    this.password = password
    const take = async (
      text: string,
      dryRun: boolean,
    ): ReturnType<NonNullable<Awaited<ReturnType<GatewayKind['start']>>['take']>> => {
      if (text.startsWith('!')) return refuse('malformed', `a line begins with !: ${text}`)
      if (dryRun) return ok({ lines: [`title: ${text}`], odd: [] })
      const record = author.idFor(text)
      const known = await picture.record(INCIDENT, record)
      const done =
        known === undefined
          ? await author.run('reportIncident', { id: record, title: text, category: '11B01' })
          : await author.run('amendIncident', { id: record, fields: { description: '又报' } })
      if (!done.ok) return done
      const row = {
        id: `${id}/${text}`,
        gateway: id,
        sort: 'vehicle',
        name: text,
        latitude: 26,
        longitude: 119,
      } as const
      const rest = { course: null, speed: null, atMs: nowMs(), heardMs: nowMs(), staleMs: null, isDistress: false }
      ambient.put('tracks', { ...row, ...rest, facts: {} })
      return ok({ lines: [text], odd: [] })
    }
    const door = await listenTcp({ host: '127.0.0.1', port }, (socket) => {
      socket.on('data', (bytes) => {
        for (const line of bytes
          .toString('utf8')
          .split('\n')
          .filter((one) => one !== ''))
          void take(line, false).then((read) => {
            if (read.ok) health.took()
            else health.refused(read.fault, { name: 'line', bytes: Buffer.from(line) })
          })
      })
    })
    return {
      listens: [door.address],
      take: (bytes, { dryRun }) => take(Buffer.from(bytes).toString('utf8'), dryRun),
      committed: (told) => {
        this.told.push(...told)
        for (const one of told)
          queue({ id: String(one.pos), about: one.id, body: Buffer.from(JSON.stringify(one.fields['title'])) })
      },
      send: async ({ body }: Outgoing) => {
        this.failures -= 1
        if (this.failures >= 0) return refuse('linkLost', 'nobody there')
        this.sent.push(Buffer.from(body).toString('utf8'))
        return ok(null)
      },
      ask: async (question, input) => (question === 'echo' ? ok(input) : refuse('unknownMethod', question)),
      close: () => door.close(),
    }
  }
}

async function say(port: number, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve) => socket.end(text, () => resolve()))
}

test('[CM-9] [GW-3] a server put back from an older copy gives no number a second time', async () => {
  const [folder, copy] = [scratchFolder(), scratchFolder()]
  const begin = async (): Promise<GatewayWorld> => gatewayWorld({ folder, kinds: [new Lines()] })
  const first = await begin()
  const { id } = await first.gateway('lines', {})
  const port = (world: GatewayWorld): Promise<number> =>
    vi.waitFor(async () => {
      const row = (await world.order({ order: 'list' })).gateways?.find((one) => one.id === id)
      return Number(new URL(row?.listens[0] ?? '').port)
    })
  const given = async (world: GatewayWorld, title: string): Promise<unknown> => {
    await say(await port(world), `${title}\n`)
    return (await world.record(INCIDENT, (fields) => fields['title'] === title)).fields['number']
  }
  const numbers = [await given(first, '一')]
  await first.server.close()
  cpSync(folder, copy, { recursive: true })
  const second = await begin()
  numbers.push(await given(second, '二'), await given(second, '三'))
  await second.server.close()
  rmSync(folder, { recursive: true })
  cpSync(copy, folder, { recursive: true })
  const third = await begin()
  // What noticing that it is an older self does.
  await third.server.log.renewEpoch(Date.now())
  numbers.push(await given(third, '四'), await given(third, '五'))
  expect(numbers.slice(0, 3)).toEqual(['1', '2', '3'].map((last) => String(numbers[0]).replace(/.$/, last)))
  expect(new Set(numbers).size).toBe(5)
  for (const number of numbers.slice(3)) expect(number).toMatch(/^FJYJ-\d{8}-[0-9A-Z]{6}-00[12]$/)
})

test('[GW-1] [GW-4] a line becomes an incident by a command of the gateway, the same line again one more change of it, a bad one is kept', async () => {
  const lines = new Lines()
  const world = await gatewayWorld({ kinds: [lines] })
  const gateway = await world.gateway('lines', {}, '乡镇上报')
  const port = await gateway.port()
  await say(port, '山洪\n')
  const first = await world.record(INCIDENT, ({ title }) => title === '山洪')
  expect(first.fields['number']).toMatch(/^FJYJ-\d{8}-.{4}-001$/)
  await say(port, '!坏\n')
  const { row, quarantined } = await gateway.until((now) => now.row.refused === 1)
  expect([row.taken, quarantined, row.fault?.kind]).toEqual([1, 1, 'malformed'])
  await say(port, '山洪\n')
  await world.record(INCIDENT, ({ description }) => description === '又报')
  expect(await world.records(INCIDENT)).toHaveLength(1)
  const { officers, stations } = world.server.access.directory
  expect(stations.get(gateway.id)).toMatchObject({ name: '乡镇上报', role: 'gateway', active: true })
  expect([...officers.values()].filter(({ role }) => role === 'linkedSystem')).toMatchObject([
    { displayName: '乡镇上报' },
  ])

  const item = (await world.order({ order: 'quarantine', gateway: gateway.id })).quarantine?.[0]
  expect(item).toMatchObject({ name: 'line', bytes: 4, fault: { kind: 'malformed' } })
  const kept = await world.order({ order: 'original', gateway: gateway.id, item: item?.item ?? '' })
  expect(Buffer.from(kept.original ?? []).toString('utf8')).toBe('!坏')
  await expect(world.order({ order: 'retake', gateway: gateway.id, item: item?.item ?? '' })).rejects.toThrow(
    'malformed',
  )
  await world.order({ order: 'drop', gateway: gateway.id, items: [item?.item ?? ''] })
  expect((await gateway.view()).quarantined).toBe(0)
})

test('[GW-2] [GW-3] what was committed is told once and in order, also what was committed during a pause; what waits is sent in order or given up and sent again', async () => {
  const lines = new Lines()
  const world = await gatewayWorld({
    kinds: [lines],
    patience: { firstMs: 1, longestMs: 2, tries: 3 },
  })
  const source = await world.gateway('lines', {}, '甲')
  const target = await world.gateway('lines', {}, '乙')
  const tell = async (text: string): Promise<void> => {
    await say(await source.port(), text)
    await world.record(INCIDENT, ({ title }) => title === text)
  }
  await tell('一')
  await vi.waitFor(() => expect(lines.sent).toEqual(['"一"', '"一"']))
  await world.order({ order: 'pause', gateway: target.id })
  expect((await target.view()).row.state).toBe('paused')
  await tell('二')
  await vi.waitFor(() => expect(lines.sent).toHaveLength(3))
  await world.order({ order: 'resume', gateway: target.id })
  await vi.waitFor(() => expect(lines.sent.slice(2)).toEqual(['"二"', '"二"']))
  expect(lines.told.map(({ pos, isOwn }) => [pos, isOwn])).toEqual([
    [1, true],
    [1, false],
    [2, true],
    [2, false],
  ])

  await world.order({ order: 'pause', gateway: source.id })
  lines.failures = 3
  await world.server.gateways.order(
    { order: 'test', gateway: target.id, name: '', message: Buffer.from('三') },
    asId(''),
  )
  await say(await target.port(), '三')
  const dead = await target.until(({ row }) => row.dead === 1 && row.waiting === 0)
  expect(dead.row).toMatchObject({ state: 'failed', fault: { kind: 'linkLost' } })
  const item = (await world.order({ order: 'dead', gateway: target.id })).dead?.[0]
  expect(item).toMatchObject({ attempts: 3, fault: { kind: 'linkLost' } })
  await world.order({ order: 'resend', gateway: target.id, items: [item?.item ?? ''] })
  await vi.waitFor(() => expect(lines.sent.at(-1)).toBe('"三"'))
  await target.until(({ row }) => row.dead === 0 && row.state === 'running')
})

test('[GW-4] a gateway that cannot start is tried again and says why; a removed one writes and shows nothing any more', async () => {
  const lines = new Lines()
  const world = await gatewayWorld({ kinds: [lines] })
  lines.mayStart = false
  const saved = await world.order({
    order: 'save',
    ...{ kind: 'lines', name: '甲', agency: CENTRE, space: world.space, settings: { password: '口令' } },
  })
  expect(saved.gateways?.[0]).toMatchObject({
    row: { state: 'failed', fault: { kind: 'busy' } },
    settings: {},
    secrets: [],
  })
  lines.mayStart = true
  await vi.waitFor(async () => expect((await world.order({ order: 'list' })).gateways?.[0]?.row.state).toBe('running'))
  await world.order({ order: 'remove', gateway: saved.id, reason: '不再使用' })
  expect((await world.order({ order: 'list' })).gateways).toEqual([])
  expect(world.server.access.directory.stations.get(saved.id)?.active).toBe(false)
  expect(world.server.gateways.rows(world.space, 'systems')).toEqual([])
})

test('[GW-6] orders that do not fit change nothing and say what is wrong', async () => {
  const world = await gatewayWorld({ kinds: [new Lines()] })
  await world.gateway('lines', {}, '甲')
  const base = { order: 'save', kind: 'lines', name: '乙', agency: CENTRE, space: world.space, settings: {} } as const
  for (const [wrong, field] of [
    [{ name: '甲' }, 'name'],
    [{ kind: 'none' }, 'kind'],
    [{ agency: 'nobody' }, 'agency'],
    [{ settings: { port: 'x' } }, 'port'],
    [{ settings: { other: 1 } }, ''],
  ] as const)
    expect(await world.server.gateways.order({ ...base, ...wrong }, asId(''))).toMatchObject({
      ok: false,
      fault: { detail: { field } },
    })
  expect(await world.server.gateways.order({ ...base, space: 'nowhere' }, asId(''))).toMatchObject({
    ok: false,
    fault: { kind: 'spaceUnknown' },
  })
  expect((await world.order({ order: 'list' })).gateways).toHaveLength(1)
})

test('[GW-1] a restarted server goes on with its gateways: their records, counts and chain', async () => {
  const folder = scratchFolder()
  const lines = new Lines()
  const first = await gatewayWorld({ folder, kinds: [lines] })
  const gateway = await first.gateway('lines', {}, '甲')
  await say(await gateway.port(), '一')
  await first.record(INCIDENT, ({ title }) => title === '一')
  await gateway.until(({ row }) => row.taken === 1)
  await first.server.close()
  const again = await gatewayWorld({ folder, kinds: [lines] })
  const [view] = (await again.order({ order: 'list' })).gateways ?? []
  expect(view).toMatchObject({ id: gateway.id, name: '甲', row: { state: 'running', taken: 1 } })
  await say(Number(new URL(view?.listens[0] ?? '').port), '二')
  const second = await again.record(INCIDENT, ({ title }) => title === '二')
  expect(second.fields['number']).toMatch(/-002$/)
  const tips = await again.server.log.tips(again.space)
  expect(tips.filter(({ station }) => station === gateway.id)).toMatchObject([{ seq: 2, branch: '' }])
})

test('[GW-5] [SY-32] stations of the space hear how gateways are and what they show, whole at the link, then what changed', async () => {
  const lines = new Lines()
  const world = await gatewayWorld({ kinds: [lines] })
  const gateway = await world.gateway('lines', {}, '甲')
  const station = await syncStation({ folder: scratchFolder(), servers: [world.server.url] })
  await station.client.join(world.server.url, world.server.code())
  const systems = (): readonly SystemRow[] => station.ambient('systems', world.space) as readonly SystemRow[]
  await station.until(() => systems().length === 1)
  await say(await gateway.port(), '山洪')
  await station.until(() => systems()[0]?.taken === 1)
  await station.until(() => station.ambient('tracks', world.space).length === 1)
  await world.order({ order: 'remove', gateway: gateway.id, reason: '试完了' })
  await station.until(() => systems().length === 0 && station.ambient('tracks', world.space).length === 0)
  expect(station.status().state).toBe('linked')
})

test('[GW-5] [GW-6] a station without an administrator orders nothing, and hears nothing of spaces it is no member of', async () => {
  const world = await gatewayWorld({ kinds: [new Lines()] })
  await world.gateway('lines', {}, '甲')
  const client = await wireClient(world.server.url)
  const key = testKey()
  expect(await client.hello(key, world.server.code())).toMatchObject({ ok: true })
  expect(await client.request('gateways', { token: 'none', order: { order: 'list' } })).toMatchObject({
    ok: false,
    fault: { kind: 'sessionEnded' },
  })
  expect(await client.request('ambient', { space: 'elsewhere', topics: ['systems'] })).toMatchObject({
    ok: false,
    fault: { kind: 'spaceUnknown' },
  })
  const heard = client.next('ambient')
  expect(await client.request('ambient', { space: world.space, topics: ['systems'] })).toMatchObject({ ok: true })
  expect(readEvent('ambient', await heard)).toMatchObject({ value: { full: true, put: [{ name: '甲' }] } })
})

test('[GW-6] a secret is set, never told, kept when left empty, and replaced when given', async () => {
  const lines = new Lines()
  const world = await gatewayWorld({ kinds: [lines], forms: FORMS })
  const base = { order: 'save', kind: 'lines', name: '甲', agency: CENTRE, space: world.space } as const
  const { id } = await world.order({ ...base, settings: { password: '口令' } })
  const [view] = (await world.order({ order: 'list' })).gateways ?? []
  expect([view?.settings, view?.secrets]).toEqual([{ port: 0 }, ['password']])
  await world.order({ ...base, gateway: id, settings: { port: 0, password: '' } })
  expect(lines.password).toBe('口令')
  await world.order({ ...base, gateway: id, settings: { port: 0, password: '新口令' } })
  expect(lines.password).toBe('新口令')
})
