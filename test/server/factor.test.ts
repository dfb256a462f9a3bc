// Second factors at a real server over real sockets: setting up, signing in, guessing, losing the telephone; and a station that is
// cut off.
import { TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { resetFactor } from '../../server/bin/reset-factor.ts'
import type { Result } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { DIRECTORY, OFFICER } from '../../shared/model/directory.ts'
import { FACTOR_MEMORY_MS } from '../../shared/model/factor.ts'
import type { AnswerOf } from '../../shared/sync/protocol.ts'
import { liveServer } from '../support/live-server.ts'
import { liveStation } from '../support/live-station.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'
import { testKey } from '../support/shared-crypto.ts'
import type { WireClient } from '../support/wire-client.ts'
import { wireClient } from '../support/wire-client.ts'

const PASSWORD = 'a long password'
const STEP_MS = 30_000

interface World {
  readonly folder: string
  readonly client: WireClient
  /** The server's clock, to be moved on. */
  readonly clock: { ms: number }
  /** What a telephone shows now. */
  code(secret: string, atMs?: number): string
  signIn(name: string, code?: string): Promise<Result<AnswerOf<'signIn'>>>
  /** Signed in, with a factor; its secret, and the codes for a lost telephone. */
  enrolled(name: string): Promise<{ readonly secret: string; readonly recovery: readonly string[] }>
}

async function world(): Promise<World & { readonly server: Awaited<ReturnType<typeof liveServer>> }> {
  const clock = { ms: Date.now() }
  const folder = scratchFolder()
  const server = await liveServer(folder, 0, undefined, { nowMs: () => clock.ms })
  await officer(server, 'lin', 'commander')
  await officer(server, 'gong', 'administrator')
  const client = await wireClient(server.url)
  expect((await client.hello(testKey(), server.code())).ok).toBe(true)
  const code = (secret: string, atMs = clock.ms): string => new TOTP({ secret }).generate({ timestamp: atMs })
  const signIn = (name: string, given?: string) =>
    client.request('signIn', { name, password: PASSWORD, ...(given === undefined ? {} : { code: given }) })
  return {
    ...{ server, folder, client, clock, code, signIn },
    async enrolled(name) {
      const token = await tokenOf(signIn(name))
      const begun = await must(client.request('factor', { token, step: { step: 'begin' } }))
      expect(begun.address).toMatch(/^otpauth:\/\/totp\/Fengsui:.+secret=[A-Z2-7]{32}/)
      const secret = begun.secret ?? ''
      const done = await must(client.request('factor', { token, step: { step: 'confirm', code: code(secret) } }))
      expect([done.factor, done.recovery?.length, done.secret]).toEqual(['on', 10, undefined])
      return { secret, recovery: done.recovery ?? [] }
    },
  }
}

async function must<T>(answer: Promise<{ readonly ok: boolean; readonly value?: T }>): Promise<T> {
  const got = await answer
  expect(got).toMatchObject({ ok: true })
  return got.value as T
}

async function tokenOf(answer: ReturnType<World['signIn']>): Promise<string> {
  return (await must(answer)).token
}

const refusedWith = (kind: string) => ({ ok: false, fault: { kind } })

test('[AD-12] password and code together, each code once, a step either way, and only after the right password', async () => {
  const { client, clock, code, signIn, enrolled } = await world()
  const { secret } = await enrolled('lin')
  expect(await signIn('lin')).toMatchObject(refusedWith('codeNeeded'))
  expect(await client.request('signIn', { name: 'lin', password: 'not the password' })).toMatchObject(
    refusedWith('wrongCredentials'),
  )
  // The code that set it up is used already.
  expect(await signIn('lin', code(secret))).toMatchObject(refusedWith('wrongCode'))
  clock.ms += STEP_MS
  expect(await signIn('lin', code(secret))).toMatchObject({ ok: true, value: { factor: 'on' } })
  expect(await signIn('lin', code(secret))).toMatchObject(refusedWith('wrongCode'))
  clock.ms += 4 * STEP_MS
  expect(await signIn('lin', code(secret, clock.ms - STEP_MS))).toMatchObject({ ok: true })
  expect(await signIn('lin', code(secret, clock.ms + STEP_MS))).toMatchObject({ ok: true })
  expect(await signIn('lin', code(secret, clock.ms + 3 * STEP_MS))).toMatchObject(refusedWith('wrongCode'))
  expect(await signIn('gong')).toMatchObject({ ok: true, value: { factor: 'off' } })
})

test('[AD-12] a recovery code counts once; whoever guesses codes waits as whoever guesses passwords', async () => {
  const { clock, code, signIn, enrolled } = await world()
  const { secret, recovery } = await enrolled('lin')
  expect(await signIn('lin', recovery[3]?.toLowerCase())).toMatchObject({ ok: true })
  expect(await signIn('lin', recovery[3])).toMatchObject(refusedWith('wrongCode'))
  const kinds: string[] = []
  for (let guess = 0; guess < 12; guess += 1) {
    const answer = await signIn('lin', String(100_000 + guess))
    kinds.push(answer.ok ? 'ok' : answer.fault.kind)
  }
  expect(kinds).toContain('tooManyAttempts')
  expect(kinds).not.toContain('ok')
  clock.ms += 24 * 3_600_000
  expect(await signIn('lin', code(secret))).toMatchObject({ ok: true })
})

test('[AD-12] a secret waits a quarter of an hour for its first code; the password changes only from a session', async () => {
  const { client, clock, code, signIn, enrolled } = await world()
  const token = await tokenOf(signIn('lin'))
  const begun = await must(client.request('factor', { token, step: { step: 'begin' } }))
  clock.ms += 16 * 60_000
  const late = { step: 'confirm', code: code(begun.secret ?? '') } as const
  expect(await client.request('factor', { token, step: late })).toMatchObject(refusedWith('wrongState'))
  expect(await client.request('factor', { token: 'x'.repeat(20), step: { step: 'begin' } })).toMatchObject(
    refusedWith('sessionEnded'),
  )
  const { secret } = await enrolled('lin')
  const change = { name: 'lin', password: PASSWORD, newPassword: 'quite another one' }
  expect(await client.request('changePassword', change)).toMatchObject(refusedWith('codeNeeded'))
  expect(await client.request('changePassword', { ...change, token: 'x'.repeat(20) })).toMatchObject(
    refusedWith('codeNeeded'),
  )
  clock.ms += STEP_MS
  const mine = await tokenOf(signIn('lin', code(secret)))
  expect(await client.request('changePassword', { ...change, token: mine })).toMatchObject({ ok: true })
})

test('[AD-13] a role that must have it is told so and cannot take it off; an administrator takes a lost one off', async () => {
  const { server, client, clock, code, signIn, enrolled } = await world()
  // At a desk of their own: a station has one session.
  const desk = await wireClient(server.url)
  expect((await desk.hello(testKey(), server.code())).ok).toBe(true)
  const admin = await tokenOf(desk.request('signIn', { name: 'gong', password: PASSWORD }))
  const order = (what: object) => desk.request('admin', { token: admin, order: what as never })
  await must(order({ order: 'saveFactorRule', roles: ['commander'] }))
  expect(await signIn('lin')).toMatchObject({ ok: true, value: { factor: 'due' } })
  const { secret } = await enrolled('lin')
  clock.ms += STEP_MS
  const token = await tokenOf(signIn('lin', code(secret)))
  clock.ms += STEP_MS
  const drop = { step: 'drop', code: code(secret) } as const
  expect(await client.request('factor', { token, step: drop })).toMatchObject(refusedWith('notAllowed'))
  await must(order({ order: 'saveFactorRule', roles: ['commander', 'administrator'] }))
  expect(await order({ order: 'saveFactorRule', roles: [] })).toMatchObject(refusedWith('codeNeeded'))
  expect(await desk.request('gateways', { token: admin, order: { order: 'list' } })).toMatchObject(
    refusedWith('codeNeeded'),
  )
  const { overview } = await must(order({ order: 'overview' }))
  expect(overview?.factors).toEqual({ officers: ['lin'], roles: ['commander', 'administrator'] })
  await enrolled('gong')
  await must(order({ order: 'resetFactor', officer: 'lin' }))
  expect(await order({ order: 'resetFactor', officer: 'lin' })).toMatchObject(refusedWith('nothingToChange'))
  expect(await client.request('factor', { token, step: drop })).toMatchObject(refusedWith('sessionEnded'))
  expect(await signIn('lin')).toMatchObject({ ok: true, value: { factor: 'due' } })
})

test('[AD-13] on the server’s machine a factor is taken off beside the running server; names without one are named', async () => {
  const { folder, signIn, enrolled } = await world()
  await enrolled('gong')
  expect(await signIn('gong')).toMatchObject(refusedWith('codeNeeded'))
  expect(await resetFactor(folder, 'nobody')).toMatchObject(refusedWith('notFound'))
  expect(await resetFactor(folder, 'Gong')).toMatchObject({ ok: true })
  expect(await signIn('gong')).toMatchObject({ ok: true, value: { factor: 'off' } })
})

test('[AD-13] whoever is signed in with a factor that was taken off on the server’s machine is signed out, and the directory says why', async () => {
  const { server, folder, clock, code, enrolled } = await world()
  const { secret } = await enrolled('gong')
  const station = await liveStation(scratchFolder(), 'A')
  await station.call('join', { server: server.url, code: server.code(), stationName: 'A' })
  await station.until(({ link }) => link === 'linked')
  clock.ms += STEP_MS
  await must(station.call('signIn', { name: 'gong', password: PASSWORD, code: code(secret) }))
  const before = server.access.directory.officers.get('gong')?.credentialVersion ?? 0
  expect(await resetFactor(folder, 'gong')).toMatchObject({ ok: true })
  const { sessionEnd } = await station.until(({ officer: who }) => who === null)
  expect(sessionEnd?.why).toBe('ordered')
  await server.access.carryOutResets()
  expect(server.access.directory.officers.get('gong')?.credentialVersion).toBe(before + 1)
  const { changes } = await server.log.history(DIRECTORY, OFFICER, asId('gong'), 0)
  expect(changes.map(({ body }) => Buffer.from(body ?? []).toString('utf8')).join(' ')).toContain('server reset-factor')
  await must(station.call('signIn', { name: 'gong', password: PASSWORD }))
})

test('[SE-21] cut off, the password alone lets in for fourteen days after the factor was given at that station', async () => {
  const { server, clock, code, enrolled } = await world()
  const { secret } = await enrolled('lin')
  const station = await liveStation(scratchFolder(), 'A')
  await station.call('join', { server: server.url, code: server.code(), stationName: 'A' })
  await station.until(({ link }) => link === 'linked')
  const account = { name: 'lin', password: PASSWORD }
  expect(await station.call('signIn', account)).toMatchObject(refusedWith('codeNeeded'))
  clock.ms += STEP_MS
  expect(await station.call('signIn', { ...account, code: code(secret) })).toMatchObject({
    ok: true,
    value: { factor: 'on' },
  })
  await station.call('setCutOff', { cutOff: true })
  await station.until(({ link }) => link !== 'linked')
  station.clock.shiftMs += FACTOR_MEMORY_MS - 60_000
  expect(await station.call('signIn', account)).toMatchObject({ ok: true, value: { factor: 'off', offline: true } })
  station.clock.shiftMs += 120_000
  expect(await station.call('signIn', account)).toMatchObject(refusedWith('officerUnknownOffline'))
})

test('[SE-21] a changed password is not the factor: the fourteen days go on from when that was given', async () => {
  const { server, clock, code, enrolled } = await world()
  const { secret } = await enrolled('lin')
  const station = await liveStation(scratchFolder(), 'A')
  await station.call('join', { server: server.url, code: server.code(), stationName: 'A' })
  await station.until(({ link }) => link === 'linked')
  clock.ms += STEP_MS
  expect(await station.call('signIn', { name: 'lin', password: PASSWORD, code: code(secret) })).toMatchObject({
    ok: true,
  })
  station.clock.shiftMs += 30 * 60_000
  const changed = { name: 'lin', password: 'another long password' }
  expect(await station.call('changePassword', { password: PASSWORD, newPassword: changed.password })).toMatchObject({
    ok: true,
  })
  await station.until(() => (station.engine.sessions.officer('lin')?.credentialVersion ?? 0) > 1)
  await station.call('setCutOff', { cutOff: true })
  await station.until(({ link }) => link !== 'linked')
  expect(await station.call('signIn', changed)).toMatchObject({ ok: true, value: { offline: true } })
  station.clock.shiftMs += FACTOR_MEMORY_MS - 15 * 60_000
  expect(await station.call('signIn', changed)).toMatchObject(refusedWith('officerUnknownOffline'))
})
