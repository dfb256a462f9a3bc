// The wall around what is sensitive is a space whose members are the cleared agencies (decision 0016). A real server and three
// stations, each behind a proxy that keeps every byte: one cleared, one not, one cleared for a while. What is looked at is the
// wire and the disk, not a view.
import { randomBytes } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { asId } from '../../shared/base/ids.ts'
import { AUDIT } from '../../shared/model/audit.ts'
import { AGENCY } from '../../shared/model/directory.ts'
import type { AdminOrder } from '../../shared/sync/protocol.ts'
import type { DeskStation } from '../support/desk-station.ts'
import { SPACE, deskStation } from '../support/desk-station.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { seededChance } from '../support/seeded.ts'
import { officer } from '../support/server-people.ts'
import { testKey } from '../support/shared-crypto.ts'
import { wireClient } from '../support/wire-client.ts'

const PASSWORD = 'a long password'
const CLOSED = 'cleared-only'
const CHANGING = 'changing'
const OUTSIDE = 'outside'
const SECRET = '欧阳密件甲乙'
const LATER = '司徒密件丙丁'
const OPEN = '寻常事件戊己'
const LEARNT_LIMIT_MS = 120_000

/** Files below a folder that hold the text. */
function holding(folder: string, text: string): readonly string[] {
  const needle = Buffer.from(text)
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return holding(path, text)
    return readFileSync(path).includes(needle) ? [path] : []
  })
}

/** A proxy that keeps what the server sends. */
async function listening(target: number): Promise<{ readonly port: number; heard(text: string): boolean }> {
  const kept: Buffer[] = []
  const proxy = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target })
    far.on('data', (chunk: Buffer) => kept.push(chunk))
    const end = (): void => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close())
  const { port } = proxy.address() as AddressInfo
  return { port, heard: (text) => Buffer.concat(kept).includes(Buffer.from(text)) }
}

interface Seat {
  readonly folder: string
  readonly station: DeskStation
  readonly wire: Awaited<ReturnType<typeof listening>>
}

async function seat(server: LiveServer, name: string, agency: string, who = 'gong'): Promise<Seat> {
  const folder = scratchFolder()
  const wire = await listening(Number(new URL(server.url).port))
  const station = await deskStation({ folder, name, server, agency, port: wire.port })
  expect(await station.call('signIn', { name: who, password: PASSWORD })).toMatchObject({ ok: true })
  return { folder, station, wire }
}

async function report(station: DeskStation, space: string, title: string): Promise<string> {
  const input = { title, category: '11B01', description: `${title}之经过` }
  const callId = randomBytes(8).toString('hex')
  const done = await station.call('run', { space, command: 'reportIncident', input, callId })
  if (!done.ok) throw new Error(`${done.fault.kind}: ${done.fault.message}`)
  return done.value.id
}

const has = ({ station }: Seat, space: string, id: string): boolean =>
  station.engine.store.spaces().includes(asId(space)) &&
  station.engine.store.read(asId(space), 'incident', asId(id)) !== undefined

interface World {
  readonly server: LiveServer
  /** Who takes part in the closed space from now on. */
  members(...list: readonly string[]): Promise<void>
  /** Gives an administrator's order, and it must be carried out. */
  order(order: AdminOrder): Promise<void>
}

/** A server with three agencies and a space of the centre alone. */
async function world(): Promise<World> {
  const server = await liveServer(scratchFolder())
  await officer(server, 'gong', 'administrator')
  const agency = (code: string, name: string) => ({
    ...{ code, name, nameEn: name, kind: 'office', division: null, parent: null },
  })
  await server.access.setUp([
    { kind: AGENCY, id: asId(CHANGING), fields: agency('CHG', '更替单位') },
    { kind: AGENCY, id: asId(OUTSIDE), fields: agency('OUT', '未获准单位') },
  ])
  const desk = await wireClient(server.url)
  expect((await desk.hello(testKey(), server.code())).ok).toBe(true)
  const signed = await desk.request('signIn', { name: 'gong', password: PASSWORD })
  const token = signed.ok ? signed.value.token : ''
  const order: World['order'] = async (wanted) => {
    expect(await desk.request('admin', { token, order: wanted })).toMatchObject({ ok: true })
  }
  const members: World['members'] = (...list) => {
    const fields = { name: '专项', nameEn: 'Closed', kind: 'live', members: [...list] }
    return order({ order: 'saveSpace', space: CLOSED, fields })
  }
  await members(CENTRE)
  return { server, members, order }
}

/** None of the texts came to the station, by wire or on its disk. */
function knowsNothing({ wire, folder }: Seat, texts: readonly string[]): void {
  for (const text of texts) {
    expect(wire.heard(text)).toBe(false)
    expect(holding(folder, text)).toEqual([])
  }
}

const codeOf = ({ station }: Seat, space: string): string => {
  const { store } = station.engine
  if (!store.spaces().includes(asId(space))) return ''
  const { waiting, digest } = store.facts(asId(space))
  return waiting === 0 ? Buffer.from(digest).toString('hex') : 'waits'
}

test(
  '[SY-34] of a space of the cleared a station of no member gets no byte, by wire or on its disk; one let in catches up, one put out hears no more',
  { timeout: LEARNT_LIMIT_MS },
  async () => {
    const { server, members } = await world()
    const cleared = await seat(server, '甲席', CENTRE)
    const changing = await seat(server, '乙席', CHANGING)
    const outside = await seat(server, '丙席', OUTSIDE)
    const second = await seat(server, '丁席', CENTRE)
    for (const { station } of [cleared, second])
      await station.until(() => station.engine.store.spaces().includes(asId(CLOSED)))
    const secret = await report(cleared.station, CLOSED, SECRET)
    await second.station.until(() => has(second, CLOSED, secret))
    const open = await report(cleared.station, SPACE, OPEN)
    for (const one of [second, changing, outside]) await one.station.until(() => has(one, SPACE, open))
    // The ear hears: the same text did come to the one who is cleared.
    for (const text of [SECRET, secret]) expect(second.wire.heard(text)).toBe(true)
    expect(holding(second.folder, SECRET).length).toBeGreaterThan(0)
    for (const one of [changing, outside]) knowsNothing(one, [SECRET, secret])
    // Lists, search, numbers and statistics of a space are made from its rows here: there are none.
    expect(outside.station.engine.store.spaces()).not.toContain(CLOSED)

    // What a station writes of itself goes where all agencies read it, although it has the closed space as well.
    const audits = outside.station.items(AUDIT, {})
    const names = (): readonly unknown[] =>
      audits
        .rows()
        .filter(({ station }) => station === second.station.engine.store.station)
        .map(({ fields }) => fields['event']?.value)
    await audits.until(() => names().includes('signIn'))
    await members(CENTRE, CHANGING)
    await changing.station.until(() => has(changing, CLOSED, secret))
    await members(CENTRE)
    const later = await report(cleared.station, CLOSED, LATER)
    await second.station.until(() => has(second, CLOSED, later))
    const next = await report(cleared.station, SPACE, `${OPEN}之二`)
    for (const one of [changing, outside]) await one.station.until(() => has(one, SPACE, next))
    for (const one of [changing, outside]) knowsNothing(one, [LATER, later])
    knowsNothing(outside, [SECRET, secret])
    // What a station held before it was put out stays with it: docs/security.md says so.
    expect(holding(changing.folder, SECRET).length).toBeGreaterThan(0)

    await members(CENTRE, CHANGING)
    await changing.station.until(() => has(changing, CLOSED, later))
    await changing.station.until(() => codeOf(changing, CLOSED) === codeOf(cleared, CLOSED))
    for (const one of [cleared, second, changing, outside]) await one.station.stop()
    knowsNothing(outside, [SECRET, secret, LATER, later])
    await server.close()
  },
)

test(
  '[SY-34] let in, put out, marked and unmarked in any order: never a byte to those outside, and in the end the cleared agree',
  { timeout: LEARNT_LIMIT_MS },
  async () => {
    for (const seed of [1, 2, 3]) {
      const chance = seededChance(seed)
      const { server, members } = await world()
      const cleared = await seat(server, '甲席', CENTRE)
      const changing = await seat(server, '乙席', CHANGING)
      const outside = await seat(server, '丙席', OUTSIDE)
      await cleared.station.until(() => cleared.station.engine.store.spaces().includes(asId(CLOSED)))
      const all: string[] = []
      let missed: string[] = []
      let isIn = false
      let last = ''
      const turn = async (letIn: boolean): Promise<void> => {
        if (letIn && !isIn) {
          // A commit of the open space that has arrived is behind everything the server sent before it.
          const mark = await report(cleared.station, SPACE, `${OPEN}${String(all.length)}`)
          for (const one of [changing, outside]) await one.station.until(() => has(one, SPACE, mark))
          knowsNothing(changing, missed)
        }
        await members(CENTRE, ...(letIn ? [CHANGING] : []))
        if (letIn) missed = []
        isIn = letIn
      }
      for (let step = 0; step < 14; step += 1) {
        const kind = Math.floor(chance() * 4)
        if (kind === 0) await turn(!isIn)
        else if (kind === 1 && last !== '') {
          const input = { id: last, fields: { sensitive: chance() < 0.5 } }
          const callId = randomBytes(8).toString('hex')
          // Refused where it is so already: the wall does not hang on the mark.
          await cleared.station.call('run', { space: CLOSED, command: 'amendIncident', input, callId })
        } else {
          const title = `密件${String(seed)}之${String(step)}号`
          last = await report(cleared.station, CLOSED, title)
          await cleared.station.until(() => codeOf(cleared, CLOSED) !== 'waits')
          all.push(title, last)
          if (!isIn) missed.push(title, last)
        }
      }
      expect(all.length).toBeGreaterThan(4)
      await turn(false)
      await turn(true)
      await changing.station.until(
        () => codeOf(cleared, CLOSED) !== 'waits' && codeOf(changing, CLOSED) === codeOf(cleared, CLOSED),
      )
      for (const one of [cleared, changing, outside]) await one.station.stop()
      knowsNothing(outside, all)
      for (const text of all) expect(holding(changing.folder, text).length).toBeGreaterThan(0)
      await server.close()
    }
  },
)

test('[SY-34] every request that names a space is answered to a station of no member as if there were none', async () => {
  const { server } = await world()
  const stranger = await wireClient(server.url)
  const code = await server.access.invite(asId(OUTSIDE), '丙席', 60)
  const greeted = await stranger.hello(testKey(), code)
  expect(greeted.ok ? greeted.value.spaces.map(({ space }) => space) : []).not.toContain(CLOSED)
  const space = CLOSED
  const epoch = server.log.epoch
  const answers = [
    await stranger.request('follow', { space, cursor: null }),
    await stranger.request('pull', { space, epoch, after: 0, limit: 10 }),
    await stranger.request('push', { space, changes: [], seals: [] }),
    await stranger.request('have', { space, tips: [] }),
    await stranger.request('openSnapshot', { space }),
    await stranger.request('snapshotPart', { space, snapshot: 'any', part: 0 }),
    await stranger.request('history', { space, kind: 'incident', record: 'any', after: 0 }),
    await stranger.request('check', { space }),
    await stranger.request('buckets', { space }),
    await stranger.request('bucket', { space, bucket: 0 }),
    await stranger.request('askFiles', { space, attachments: ['any'] }),
    await stranger.request('putFile', { space, attachment: 'any', offset: 0, part: new Uint8Array(1) }),
    await stranger.request('getFile', { space, attachment: 'any', offset: 0, length: 1 }),
    await stranger.request('ambient', { space, topics: [] }),
  ]
  const said = answers.map((answer) => (answer.ok ? 'ok' : answer.fault.kind))
  expect(said).toEqual(answers.map(() => 'spaceUnknown'))
})

test(
  '[SY-38] [AD-19] of a space of cleared officers only stations kept for them get a byte; nobody else signs in there, linked or not, or writes in it',
  { timeout: LEARNT_LIMIT_MS },
  async () => {
    const { server, order } = await world()
    for (const name of ['lin', 'wang', 'chen']) await officer(server, name)
    const kept = await seat(server, '密席', CENTRE, 'lin')
    const mixed = await seat(server, '混席', CENTRE, 'lin')
    const open = await seat(server, '值班席', CENTRE, 'chen')
    const idOf = ({ station }: Seat): string => station.engine.store.station
    const follows = ({ station }: Seat): boolean => station.engine.store.spaces().includes(asId(CLOSED))
    const keep = (one: Seat, ...officers: readonly string[]): Promise<void> =>
      order({ order: 'keepStation', station: idOf(one), officers: officers.length === 0 ? null : [...officers] })
    // Before anything is in it: all of the agency are told of the space, as ever. Signed in here from memory, one day, was chen.
    expect(await kept.station.call('signIn', { name: 'chen', password: PASSWORD })).toMatchObject({ ok: true })
    expect(await kept.station.call('signIn', { name: 'lin', password: PASSWORD })).toMatchObject({ ok: true })
    const fields = { name: '专项', nameEn: 'Closed', kind: 'live', members: [CENTRE], officers: ['lin', 'wang'] }
    await order({ order: 'saveSpace', space: CLOSED, fields })
    await keep(kept, 'lin')
    // One of the officers it is kept for is not cleared: that is enough to leave it out.
    await keep(mixed, 'lin', 'chen')
    await kept.station.until(() => follows(kept))

    const secret = await report(kept.station, CLOSED, SECRET)
    await kept.station.until(() => codeOf(kept, CLOSED) !== 'waits')
    const plain = await report(kept.station, SPACE, OPEN)
    for (const one of [mixed, open]) await one.station.until(() => has(one, SPACE, plain))
    for (const one of [mixed, open]) knowsNothing(one, [SECRET, secret])
    expect(holding(kept.folder, SECRET).length).toBeGreaterThan(0)

    // The mixed one is kept for cleared officers alone from now on, and catches up.
    await keep(mixed, 'wang', 'lin')
    await mixed.station.until(() => has(mixed, CLOSED, secret))

    // Whoever is not named gets in at a kept station neither with the server's word nor from memory.
    const chen = { name: 'chen', password: PASSWORD }
    expect(await kept.station.call('signIn', chen)).toMatchObject({ ok: false, fault: { kind: 'officerNotHere' } })
    kept.station.engine.sync.setCutOff(true)
    await kept.station.until(() => kept.station.engine.sync.status.state !== 'linked')
    expect(await kept.station.call('signIn', chen)).toMatchObject({ ok: false, fault: { kind: 'officerNotHere' } })
    expect(await kept.station.call('signIn', { name: 'lin', password: PASSWORD })).toMatchObject({
      ok: true,
      value: { offline: true },
    })
    kept.station.engine.sync.setCutOff(false)
    await kept.station.until(() => kept.station.engine.sync.status.state === 'linked')

    // Not cleared any more: signed out where it was kept for them, and what they write in it gets a verdict.
    await keep(mixed, 'wang')
    await mixed.station.until(() => mixed.station.engine.sessions.session === null)
    const judged = server.access.judge.bind(server.access)
    const [first] = kept.station.engine.store.history(asId(CLOSED), { kind: 'incident', id: asId(secret) })
    if (first === undefined) throw new Error('no change')
    const { head } = first.change
    expect(judged(first.change, true)).toBeUndefined()
    expect(judged({ ...first.change, head: { ...head, officer: asId('chen') } }, true)).toMatchObject({
      kind: 'notAllowed',
      detail: { missing: 'clearance' },
    })
    // A gateway stands for an agency as a whole: it takes no part.
    expect(server.access.directory.mayFollow(CENTRE, CLOSED)).toBe(false)
    for (const one of [open]) knowsNothing(one, [SECRET, secret])
  },
)

test('[AD-19] a station is kept for officers there are, at least one, and no server is', async () => {
  const { server, order } = await world()
  const one = await seat(server, '甲席', CENTRE)
  const desk = await deskStation({ folder: scratchFolder(), name: '乙席', server, agency: CENTRE })
  expect(await desk.call('signIn', { name: 'gong', password: PASSWORD })).toMatchObject({ ok: true })
  const station = one.station.engine.store.station
  const refusal = async (wanted: AdminOrder): Promise<string> => {
    const done = await desk.call('admin', { order: wanted })
    return done.ok ? 'done' : done.fault.kind
  }
  expect([
    await refusal({ order: 'keepStation', station, officers: [] }),
    await refusal({ order: 'keepStation', station, officers: ['nobody'] }),
    await refusal({ order: 'keepStation', station: 'none', officers: null }),
    await refusal({ order: 'keepStation', station: server.log.station, officers: null }),
    await refusal({ order: 'saveSpace', space: CLOSED, fields: { officers: ['nobody'] } }),
  ]).toEqual(['invalidInput', 'notFound', 'notFound', 'notAllowed', 'notFound'])
  await order({ order: 'keepStation', station, officers: ['gong'] })
  await order({ order: 'keepStation', station, officers: null })
  expect(await one.station.call('signIn', { name: 'gong', password: PASSWORD })).toMatchObject({ ok: true })
})
