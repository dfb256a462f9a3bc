// Signing in at a station that is cut off: who was here before gets in, nobody guesses in parallel, a changed password ends
// it. And what ends a session: the clock, the directory, a revoked station.
import { expect, test } from 'vitest'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { AGENCY, DIRECTORY, OFFICER, STATION } from '../../../shared/model/directory.ts'
import { SESSION_IDLE_MS, SESSION_LIMIT_MS } from '../../../shared/model/session-rules.ts'
import { Sessions } from '../../../station/engine/sessions.ts'
import type { StationStore } from '../../../station/store/station-store.ts'
import { NOW_MS, open, value } from '../store/stores.ts'

async function station(): Promise<{
  readonly store: StationStore
  readonly sessions: Sessions
  readonly link: { isUp: boolean; isRevoked: boolean }
  /** What the machine's clock says. */
  readonly clock: { nowMs: number }
  readonly asked: string[]
  put(kind: string, id: string, fields: JsonFields): void
}> {
  const { store } = await open()
  store.ensureSpace(DIRECTORY)
  const put = (kind: string, id: string, fields: JsonFields): void => {
    value(store.commit(DIRECTORY, [{ kind, id: asId(id), fields }], { officer: asId(''), nowMs: NOW_MS }))
  }
  put(AGENCY, 'a1', {
    code: 'FJYJ',
    name: 'Centre',
    nameEn: 'Centre',
    kind: 'centre',
    division: '350000',
    parent: null,
  })
  put(OFFICER, 'o1', {
    name: 'wang',
    displayName: 'Wang',
    agency: 'a1',
    role: 'dutyOfficer',
    active: true,
    credentialVersion: 1,
  })
  const link = { isUp: true, isRevoked: false }
  const clock = { nowMs: NOW_MS }
  const asked: string[] = []
  const sessions: Sessions = new Sessions({
    store,
    nowMs: () => clock.nowMs,
    isRefusedAsRevoked: () => link.isRevoked,
    // The server's end is proven in test/server; here it is up or not.
    request: (name, request) => {
      asked.push(name)
      if (!link.isUp) return Promise.resolve(refuse('offline', 'no server is linked'))
      if (name === 'changePassword') {
        // The directory is heard before the answer.
        put(OFFICER, 'o1', { credentialVersion: 2 })
        sessions.look()
        return Promise.resolve(ok({ credentialVersion: 2 } as never))
      }
      if (name !== 'signIn') return Promise.resolve(ok({} as never))
      const right = (request as { password: string }).password === 'right password'
      const answer = { officer: 'o1', credentialVersion: 1, token: 't', expiresMs: NOW_MS, mustChangePassword: false }
      return Promise.resolve(right ? ok(answer as never) : refuse('wrongCredentials', 'wrong'))
    },
    onChange: () => undefined,
  })
  return { store, sessions, link, clock, asked, put }
}

test('an officer seen before signs in without the link, a wrong password and an unknown name do not', async () => {
  const { sessions, link } = await station()
  expect(await sessions.signIn('wang', 'right password')).toMatchObject({ ok: true, value: { offline: false } })
  await sessions.signOut()
  expect(sessions.viewer().role).toBeNull()
  link.isUp = false
  expect(await sessions.signIn('wang', 'wrong')).toMatchObject({ ok: false, fault: { kind: 'wrongCredentials' } })
  expect(await sessions.signIn('lin', 'any')).toMatchObject({ ok: false, fault: { kind: 'officerUnknownOffline' } })
  expect(await sessions.signIn('Wang ', 'right password')).toMatchObject({ ok: true, value: { offline: true } })
})

test('thirty guesses at once are limited as thirty one after another', async () => {
  const { sessions, link } = await station()
  await sessions.signIn('wang', 'right password')
  link.isUp = false
  const guesses = await Promise.all(Array.from({ length: 30 }, (_, index) => sessions.signIn('wang', `guess ${index}`)))
  const kinds = guesses.map((one) => (one.ok ? 'ok' : one.fault.kind))
  expect(kinds.filter((kind) => kind === 'wrongCredentials')).toHaveLength(5)
  expect(kinds.filter((kind) => kind === 'tooManyAttempts')).toHaveLength(25)
})

test('a password changed elsewhere ends what the station remembers', async () => {
  const { store, sessions, link } = await station()
  await sessions.signIn('wang', 'right password')
  await sessions.signOut()
  link.isUp = false
  const fields = { credentialVersion: 2 }
  value(store.commit(DIRECTORY, [{ kind: OFFICER, id: asId('o1'), fields }], { officer: asId(''), nowMs: NOW_MS }))
  expect(await sessions.signIn('wang', 'right password')).toMatchObject({
    ok: false,
    fault: { kind: 'officerUnknownOffline' },
  })
})

test('[SE-1] an hour without use ends a session; what the officer does puts it off; twelve hours end it whatever is done', async () => {
  const { sessions, clock, asked } = await station()
  await sessions.signIn('wang', 'right password')
  expect(sessions.view()).toMatchObject({ idleEndMs: NOW_MS + SESSION_IDLE_MS, limitMs: NOW_MS + SESSION_LIMIT_MS })
  clock.nowMs += SESSION_IDLE_MS - 1
  sessions.look()
  sessions.used()
  expect(sessions.view()?.idleEndMs).toBe(clock.nowMs + SESSION_IDLE_MS)
  clock.nowMs += SESSION_IDLE_MS
  sessions.look()
  expect([sessions.view(), sessions.viewer().role]).toEqual([null, null])
  expect(sessions.ended).toMatchObject({ officer: 'o1', name: 'wang', displayName: 'Wang', why: 'idle' })
  // The server is told, so that nobody goes on with the token.
  expect(asked.at(-1)).toBe('signOut')

  await sessions.signIn('wang', 'right password')
  expect(sessions.ended).toBeNull()
  for (let atMs = 0; atMs < SESSION_LIMIT_MS; atMs += SESSION_IDLE_MS / 2) {
    sessions.look()
    sessions.used()
    expect(sessions.view()).not.toBeNull()
    clock.nowMs += SESSION_IDLE_MS / 2
  }
  sessions.look()
  expect(sessions.ended?.why).toBe('limit')
})

test('[SE-1] the officer on duty goes on by password: both times begin anew, the old token is given back', async () => {
  const { sessions, link, clock, asked } = await station()
  await sessions.signIn('wang', 'right password')
  clock.nowMs += SESSION_LIMIT_MS - 1
  expect((await sessions.signIn('wang', 'not it')).ok).toBe(false)
  expect(sessions.view()?.limitMs).toBe(NOW_MS + SESSION_LIMIT_MS)
  expect((await sessions.signIn('wang', 'right password')).ok).toBe(true)
  expect(sessions.view()?.limitMs).toBe(clock.nowMs + SESSION_LIMIT_MS)
  expect(asked.at(-1)).toBe('signOut')
  link.isUp = false
  clock.nowMs += SESSION_LIMIT_MS - 1
  expect(await sessions.signIn('wang', 'right password')).toMatchObject({ ok: true, value: { offline: true } })
  sessions.used()
  clock.nowMs += 2
  sessions.look()
  expect(sessions.view()).not.toBeNull()
})

test('[SE-1] a viewer is not asked to touch the screen, and a demonstration does not end', async () => {
  const { sessions, clock, put } = await station()
  put(OFFICER, 'o1', { role: 'viewer' })
  await sessions.signIn('wang', 'right password')
  expect(sessions.view()?.idleEndMs).toBeNull()
  clock.nowMs += SESSION_LIMIT_MS - 1
  sessions.look()
  expect(sessions.view()).not.toBeNull()
  await sessions.signIn('wang', 'right password', { isEndless: true })
  clock.nowMs += 3 * SESSION_LIMIT_MS
  sessions.look()
  expect(sessions.view()).toMatchObject({ idleEndMs: null, limitMs: null })
})

test.for([
  ['switchedOff', { active: false }],
  ['ordered', { credentialVersion: 2 }],
  ['changed', { role: 'viewer' }],
  ['changed', { name: 'wang.2' }],
  ['changed', { agency: 'a2' }],
] as const)('[SE-2] the directory ends a session (%s, %o), linked or not', async ([why, fields]) => {
  const { sessions, link, put } = await station()
  await sessions.signIn('wang', 'right password')
  put(OFFICER, 'o1', { displayName: 'Officer Wang' })
  sessions.look()
  expect(sessions.view()?.displayName).toBe('Officer Wang')
  link.isUp = false
  put(OFFICER, 'o1', fields)
  sessions.look()
  expect([sessions.view(), sessions.ended?.why]).toEqual([null, why])
})

test('[SE-2] a sign-in waits for a directory that is behind; one’s own new password ends nothing', async () => {
  const { sessions, put } = await station()
  put(OFFICER, 'o1', { credentialVersion: 0 })
  const signing = sessions.signIn('wang', 'right password')
  await sessions.signIn('wang', 'not it')
  expect(sessions.view()).toBeNull()
  put(OFFICER, 'o1', { credentialVersion: 1 })
  sessions.look()
  expect((await signing).ok).toBe(true)
  sessions.look()
  expect(sessions.view()).not.toBeNull()
  expect((await sessions.changePassword('right password', 'another password')).ok).toBe(true)
  sessions.look()
  expect(sessions.view()).not.toBeNull()
})

test('[SE-3] a revoked station ends its session and lets nobody in, from memory either; [SE-4] why is kept until the next', async () => {
  const { store, sessions, link, put } = await station()
  await sessions.signIn('wang', 'right password')
  link.isRevoked = true
  sessions.look()
  expect(sessions.ended?.why).toBe('revoked')
  expect(await sessions.signIn('wang', 'right password')).toMatchObject({ fault: { kind: 'stationRevoked' } })
  link.isRevoked = false
  link.isUp = false
  expect(sessions.ended?.why).toBe('revoked')
  expect((await sessions.signIn('wang', 'right password')).ok).toBe(true)
  expect(sessions.ended).toBeNull()
  const publicKey = Buffer.from(store.publicKey).toString('base64')
  put(STATION, store.station, { name: 'A', agency: 'a1', role: 'station', publicKey, active: false })
  sessions.look()
  expect(sessions.ended?.why).toBe('revoked')
  expect(await sessions.signIn('wang', 'right password')).toMatchObject({ fault: { kind: 'stationRevoked' } })
  await sessions.signOut()
  expect(sessions.ended).toBeNull()
})
