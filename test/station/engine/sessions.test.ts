// Signing in at a station that is cut off: who was here before gets in, nobody guesses in parallel, a changed password ends it.
import { expect, test } from 'vitest'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { AGENCY, DIRECTORY, OFFICER } from '../../../shared/model/directory.ts'
import { Sessions } from '../../../station/engine/sessions.ts'
import type { StationStore } from '../../../station/store/station-store.ts'
import { NOW_MS, open, value } from '../store/stores.ts'

async function station(): Promise<{
  readonly store: StationStore
  readonly sessions: Sessions
  link: { isUp: boolean }
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
  const link = { isUp: true }
  const sessions = new Sessions({
    store,
    nowMs: () => NOW_MS,
    // The server's end is proven in test/server; here it is up or not.
    request: (name, request) => {
      if (!link.isUp) return Promise.resolve(refuse('offline', 'no server is linked'))
      if (name !== 'signIn') return Promise.resolve(ok({} as never))
      const right = (request as { password: string }).password === 'right password'
      const answer = { officer: 'o1', credentialVersion: 1, token: 't', expiresMs: NOW_MS, mustChangePassword: false }
      return Promise.resolve(right ? ok(answer as never) : refuse('wrongCredentials', 'wrong'))
    },
    onChange: () => undefined,
  })
  return { store, sessions, link }
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
