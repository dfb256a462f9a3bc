// What administrators order and what the server does of it: real server, raw wire clients and real stations.
import { expect, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { OFFICER } from '../../shared/model/directory.ts'
import { readEvent } from '../../shared/sync/frame.ts'
import type { AdminOrder, AnswerOf } from '../../shared/sync/protocol.ts'
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import type { TestKey } from '../support/shared-crypto.ts'
import { testKey } from '../support/shared-crypto.ts'
import { syncStation } from '../support/sync-station.ts'
import type { WireClient } from '../support/wire-client.ts'
import { wireClient } from '../support/wire-client.ts'

const PASSWORD = 'a long password'

type Fields = Extract<AdminOrder, { order: 'saveOfficer' }>['fields']

interface Desk {
  readonly client: WireClient
  readonly key: TestKey
  readonly token: string
  order(order: AdminOrder): Promise<Result<AnswerOf<'admin'>>>
}

/** An officer the directory knows, with a password. */
async function officer(server: LiveServer, name: string, role: string): Promise<void> {
  const fields = { name, displayName: name, agency: CENTRE, role, active: true, credentialVersion: 1 }
  await server.access.setPassword(name, PASSWORD, 1, false)
  await server.access.setUp([{ kind: OFFICER, id: asId(name), fields }])
}

async function linked(server: LiveServer, key = testKey()): Promise<WireClient> {
  const client = await wireClient(server.url)
  expect((await client.hello(key, server.code())).ok).toBe(true)
  return client
}

/** A joined station at which the officer signed in. */
async function deskOf(server: LiveServer, name: string, password = PASSWORD): Promise<Desk> {
  const key = testKey()
  const client = await linked(server, key)
  const signed = await client.request('signIn', { name, password })
  if (!signed.ok) throw new Error(signed.fault.kind)
  const { token } = signed.value
  return { client, key, token, order: (order) => client.request('admin', { token, order }) }
}

async function administrated(): Promise<{ readonly server: LiveServer; readonly desk: Desk }> {
  const server = await liveServer(scratchFolder())
  await officer(server, 'chief', 'administrator')
  return { server, desk: await deskOf(server, 'chief') }
}

const kindOf = (answer: Result<unknown>): Fault['kind'] | 'ok' => (answer.ok ? 'ok' : answer.fault.kind)
const fieldOf = (answer: Result<unknown>): unknown => (answer.ok ? undefined : answer.fault.detail?.['field'])
const lin: Fields = { name: ' Lin ', displayName: '林', agency: CENTRE, role: 'dutyOfficer' }

test('[AD-1] only an administrator signed in at that station, and still active, orders', async () => {
  const { server, desk } = await administrated()
  await officer(server, 'wang', 'commander')
  const wang = await deskOf(server, 'wang')
  expect(kindOf(await wang.order({ order: 'overview' }))).toBe('notAllowed')
  const elsewhere = await wang.client.request('admin', { token: desk.token, order: { order: 'overview' } })
  expect(kindOf(elsewhere)).toBe('sessionEnded')
  expect(kindOf(await desk.order({ order: 'overview' }))).toBe('ok')
})

test('[AD-2] a new officer gets a one-time password that must be changed; names are unique whatever their case', async () => {
  const { server, desk } = await administrated()
  const made = await desk.order({ order: 'saveOfficer', fields: lin })
  const password = made.ok ? (made.value.password ?? '') : ''
  expect(password).toMatch(/^(?:[0-9a-z]{4}-){3}[0-9a-z]{4}$/)
  const signed = await (await linked(server)).request('signIn', { name: 'lin', password })
  expect(signed).toMatchObject({ ok: true, value: { mustChangePassword: true, credentialVersion: 1 } })
  const again = await desk.order({ order: 'saveOfficer', fields: { ...lin, name: 'LIN' } })
  expect([kindOf(again), fieldOf(again)]).toEqual(['alreadyExists', 'name'])
  const bad = await desk.order({ order: 'saveOfficer', fields: { ...lin, name: 'two words' } })
  expect([kindOf(bad), fieldOf(bad)]).toEqual(['invalidInput', 'name'])
  const homeless = await desk.order({ order: 'saveOfficer', fields: { ...lin, name: 'chen', agency: 'nowhere' } })
  expect([kindOf(homeless), fieldOf(homeless)]).toEqual(['notFound', 'agency'])
  expect(kindOf(await desk.order({ order: 'saveOfficer', officer: 'ghost', fields: {} }))).toBe('notFound')
  expect([...server.access.directory.officers.values()].filter(({ name }) => name === 'lin')).toHaveLength(1)
})

test('[AD-3] the last administrator who can sign in is never switched off or demoted, not even by two orders at once', async () => {
  const { server, desk } = await administrated()
  // The one of the first start can sign in too: first that one goes.
  expect(kindOf(await desk.order({ order: 'saveOfficer', officer: 'admin', fields: { active: false } }))).toBe('ok')
  const off = await desk.order({ order: 'saveOfficer', officer: 'chief', fields: { active: false } })
  const demoted = await desk.order({ order: 'saveOfficer', officer: 'chief', fields: { role: 'commander' } })
  expect([kindOf(off), kindOf(demoted)]).toEqual(['lastAdministrator', 'lastAdministrator'])
  // An administrator without a password cannot take over.
  const fields = { name: 'paper', displayName: 'p', agency: CENTRE, role: 'administrator', active: true }
  await server.access.setUp([{ kind: OFFICER, id: asId('paper'), fields: { ...fields, credentialVersion: 0 } }])
  expect(kindOf(await desk.order({ order: 'saveOfficer', officer: 'chief', fields: { active: false } }))).toBe(
    'lastAdministrator',
  )
  await officer(server, 'second', 'administrator')
  const second = await deskOf(server, 'second')
  const both = await Promise.all([
    desk.order({ order: 'saveOfficer', officer: 'second', fields: { role: 'viewer' } }),
    second.order({ order: 'saveOfficer', officer: 'chief', fields: { role: 'viewer' } }),
  ])
  expect(both.map(kindOf).filter((kind) => kind === 'ok')).toHaveLength(1)
  const left = [...server.access.directory.officers.values()].filter(
    ({ role, active, name }) => role === 'administrator' && active && name !== 'paper',
  )
  expect(left).toHaveLength(1)
})

test.for([
  ['another role', { role: 'commander' }],
  ['another name', { name: 'wang.2' }],
  ['another agency', { agency: 'other' }],
  ['switched off', { active: false }],
] as const)('[AD-4] %s ends the officer’s sessions', async ([_what, fields]) => {
  const { server, desk } = await administrated()
  await officer(server, 'wang', 'administrator')
  await server.access.setUp([
    {
      kind: 'agency',
      id: asId('other'),
      fields: { code: 'OTHER', name: 'other', nameEn: 'other', kind: 'x', division: null, parent: null },
    },
  ])
  const wang = await deskOf(server, 'wang')
  expect(kindOf(await desk.order({ order: 'saveOfficer', officer: 'wang', fields: { displayName: 'W' } }))).toBe('ok')
  expect(kindOf(await wang.order({ order: 'overview' }))).toBe('ok')
  expect(kindOf(await desk.order({ order: 'saveOfficer', officer: 'wang', fields }))).toBe('ok')
  expect(kindOf(await wang.order({ order: 'overview' }))).toBe('sessionEnded')
})

test('[AD-4] a password set or sessions ended by order raise the credential version and end tokens; the old password is void', async () => {
  const { server, desk } = await administrated()
  await officer(server, 'wang', 'administrator')
  const wang = await deskOf(server, 'wang')
  const set = { order: 'saveOfficer', officer: 'wang', fields: {}, password: 'quite another' } as const
  expect(await desk.order(set)).toEqual({ ok: true, value: { id: 'wang', password: 'quite another' } })
  expect(kindOf(await wang.order({ order: 'overview' }))).toBe('sessionEnded')
  expect(kindOf(await wang.client.request('signIn', { name: 'wang', password: PASSWORD }))).toBe('wrongCredentials')
  const again = await deskOf(server, 'wang', 'quite another')
  expect(server.access.directory.officers.get('wang')?.credentialVersion).toBe(2)
  expect(kindOf(await desk.order({ order: 'endSessions', officer: 'wang' }))).toBe('ok')
  expect(kindOf(await again.order({ order: 'overview' }))).toBe('sessionEnded')
  expect(server.access.directory.officers.get('wang')?.credentialVersion).toBe(3)
  expect(kindOf(await desk.order({ order: 'endSessions', officer: 'ghost' }))).toBe('notFound')
})

test('[AD-4] an officer who changes the password stays signed in there and nowhere else', async () => {
  const { server } = await administrated()
  const [here, there] = [await deskOf(server, 'chief'), await deskOf(server, 'chief')]
  const change = { name: 'chief', password: PASSWORD, newPassword: 'quite another' }
  expect((await here.client.request('changePassword', change)).ok).toBe(true)
  expect(kindOf(await here.order({ order: 'overview' }))).toBe('ok')
  expect(kindOf(await there.order({ order: 'overview' }))).toBe('sessionEnded')
})

test('[AD-5] a revoked station is told, cut off at once, and stays out; its sessions end; a server is never revoked', async () => {
  const { server, desk } = await administrated()
  const lost = await deskOf(server, 'chief')
  const order = { order: 'revokeStation', station: lost.key.station, reason: ' ' } as const
  expect(fieldOf(await desk.order(order))).toBe('reason')
  const told = lost.client.next('notice')
  const gone = new Promise((resolve) => lost.client.socket.once('disconnect', resolve))
  expect(kindOf(await desk.order({ ...order, reason: 'stolen' }))).toBe('ok')
  expect(readEvent('notice', await told)).toMatchObject({ ok: true, value: { notice: 'revoked' } })
  await gone
  const back = await wireClient(server.url)
  expect(kindOf(await back.hello(lost.key, server.code()))).toBe('stationRevoked')
  expect(kindOf(await desk.order({ ...order, reason: 'again' }))).toBe('nothingToChange')
  const own = { order: 'revokeStation', station: server.log.station, reason: 'no' } as const
  expect(kindOf(await desk.order(own))).toBe('notAllowed')
  const now = await desk.order({ order: 'overview' })
  expect(now.ok && now.value.overview?.sessions.map(({ station }) => station)).not.toContain(lost.key.station)
})

test('[AD-6] agencies: codes and names are unique, none stands below itself, unknown ones are not made by mistake', async () => {
  const { desk } = await administrated()
  const fields = { code: 'FZFY', name: '福州', nameEn: 'Fuzhou', kind: 'x', division: '350100', parent: CENTRE }
  const made = await desk.order({ order: 'saveAgency', fields })
  const id = made.ok ? made.value.id : ''
  const save = (agency: string | undefined, change: Fields) =>
    desk.order({ order: 'saveAgency', ...(agency === undefined ? {} : { agency }), fields: change })
  expect(fieldOf(await save(undefined, { ...fields, name: 'x' }))).toBe('code')
  expect(fieldOf(await save(undefined, { ...fields, code: 'XX' }))).toBe('name')
  expect(fieldOf(await save(CENTRE, { parent: id }))).toBe('parent')
  expect(fieldOf(await save(id, { parent: 'nowhere' }))).toBe('parent')
  expect(fieldOf(await save(undefined, { ...fields, code: 'lower', name: 'y' }))).toBe('code')
  expect(kindOf(await save('nowhere', fields))).toBe('notFound')
  expect(kindOf(await save(id, { nameEn: 'Fuzhou City' }))).toBe('ok')
})

test('[AD-7] spaces: made, renamed, closed and opened again; the directory is none, a kind stays, members exist', async () => {
  const { server, desk } = await administrated()
  const fields = { name: '演练一', nameEn: 'Exercise 1', kind: 'exercise', members: '*' }
  const save = (space: string, change: Fields) => desk.order({ order: 'saveSpace', space, fields: change })
  expect(fieldOf(await save('directory', fields))).toBe('id')
  expect(fieldOf(await save('Bad Id', fields))).toBe('id')
  expect(kindOf(await save('ex-1', fields))).toBe('ok')
  expect(fieldOf(await save('ex-2', fields))).toBe('name')
  expect(fieldOf(await save('ex-1', { kind: 'live' }))).toBe('kind')
  expect(fieldOf(await save('ex-1', { members: ['nowhere'] }))).toBe('members')
  expect(kindOf(await save('ex-1', { closed: true, name: '演练（结束）' }))).toBe('ok')
  expect(server.access.directory.spaces.get('ex-1')).toEqual({ ...fields, name: '演练（结束）', closed: true })
  expect(kindOf(await save('ex-1', { closed: false }))).toBe('ok')
})

test('[SY-5] a station whose agency is taken out of a space hears nothing more of it, whether it asks anew or not', async () => {
  const { server, desk } = await administrated()
  const fields = { name: '闭', nameEn: 'ops', kind: 'live', members: [CENTRE] }
  expect(kindOf(await desk.order({ order: 'saveSpace', space: 'ops', fields }))).toBe('ok')
  const stubborn = await linked(server)
  expect(kindOf(await stubborn.request('follow', { space: 'ops', cursor: null }))).toBe('ok')
  const told = stubborn.next('notice')
  expect(kindOf(await desk.order({ order: 'saveSpace', space: 'ops', fields: { members: [] } }))).toBe('ok')
  expect(readEvent('notice', await told)).toMatchObject({ ok: true, value: { notice: 'spacesChanged' } })
  server.hub.tell([{ space: asId('ops'), epoch: server.log.epoch, from: 1, changes: [], seals: [] }])
  // An answered request is behind every frame sent before it.
  await stubborn.request('check', { space: 'fujian' })
  expect(stubborn.events.filter(({ name }) => name === 'live')).toEqual([])
})

test('[AD-8] the overview names linked and last heard stations, sessions and open codes; a code can be withdrawn', async () => {
  const { server, desk } = await administrated()
  const other = await deskOf(server, 'chief')
  const gone = new Promise((resolve) => other.client.socket.once('disconnect', resolve))
  other.client.socket.disconnect()
  await gone
  await expect.poll(() => server.hub.peers).toBe(1)
  const invited = await desk.order({ order: 'inviteStation', agency: CENTRE, name: '席位二', minutes: 5 })
  const code = invited.ok ? (invited.value.joinCode ?? '') : ''
  const seen = await desk.order({ order: 'overview' })
  const overview = seen.ok ? seen.value.overview : undefined
  expect(new Map(overview?.stations.map(({ station, linked: isLinked }) => [station, isLinked]))).toEqual(
    new Map([
      [desk.key.station, true],
      [other.key.station, false],
    ]),
  )
  expect(overview?.sessions.map(({ officer: who }) => who)).toEqual(['chief', 'chief'])
  const open = overview?.codes.filter(({ name }) => name === '席位二') ?? []
  expect(open).toMatchObject([{ agency: CENTRE }])
  expect(JSON.stringify(overview)).not.toContain(code.replaceAll('-', ''))
  expect(kindOf(await desk.order({ order: 'withdrawCode', code: open[0]?.code ?? '' }))).toBe('ok')
  const late = await wireClient(server.url)
  expect(kindOf(await late.hello(testKey(), code))).toBe('joinCodeInvalid')
  expect(kindOf(await desk.order({ order: 'inviteStation', agency: 'nowhere', name: 'x', minutes: 5 }))).toBe(
    'notFound',
  )
})

test('[AD-15] a sign-in at a station ends the session that was left there; other stations keep theirs', async () => {
  const { server, desk } = await administrated()
  await officer(server, 'wang', 'dutyOfficer')
  const seat = await deskOf(server, 'chief')
  expect((await seat.client.request('signIn', { name: 'wang', password: PASSWORD })).ok).toBe(true)
  const seen = await desk.order({ order: 'overview' })
  const sessions = seen.ok ? (seen.value.overview?.sessions ?? []) : []
  expect(new Map(sessions.map(({ station, officer: who }) => [station, who]))).toEqual(
    new Map([
      [desk.key.station, 'chief'],
      [seat.key.station, 'wang'],
    ]),
  )
  expect(sessions).toHaveLength(2)
  expect((await seat.order({ order: 'overview' })).ok).toBe(false)
})

test('[AD-9] wrong join codes are counted by address and station, not by everyone together', async () => {
  const server = await liveServer(scratchFolder())
  const key = testKey()
  const wrong: Fault['kind'][] = []
  const hello = (one: TestKey, joinCode: string) => ({
    protocol: PROTOCOL_VERSION,
    software: 'test',
    station: one.station,
    publicKey: one.publicKey,
    name: 'x',
    nonce: new Uint8Array(32),
    signature: new Uint8Array(64),
    joinCode,
    nowMs: 0,
  })
  for (let index = 0; index < 6; index += 1) {
    const answer = await server.access.admit(hello(key, 'WRONG'), '10.0.0.1')
    if (!answer.ok) wrong.push(answer.fault.kind)
  }
  expect(wrong).toEqual([...Array.from({ length: 5 }, () => 'joinCodeInvalid'), 'tooManyAttempts'])
  const sameAddress = await server.access.admit(hello(testKey(), 'WRONG'), '10.0.0.1')
  const sameStation = await server.access.admit(hello(key, 'WRONG'), '10.0.0.2')
  expect([kindOf(sameAddress), kindOf(sameStation)]).toEqual(['tooManyAttempts', 'tooManyAttempts'])
  expect(kindOf(await server.access.admit(hello(testKey(), server.code()), '10.0.0.3'))).toBe('ok')
  // And over the wire: the address of the socket counts.
  const station = await syncStation({ folder: scratchFolder(), servers: [] })
  expect(await station.client.join(server.url, server.code())).toEqual({ ok: true, value: null })
})
