// Wrong passwords, and wrong opening codes, at a station that is cut off: starting the program again forgives none of them.
import { expect, test } from 'vitest'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import { DIRECTORY, OFFICER } from '../../../shared/model/directory.ts'
import { Closing } from '../../../station/engine/closing.ts'
import { Sessions } from '../../../station/engine/sessions.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, open, value } from '../store/stores.ts'

const WANG = {
  name: 'wang',
  displayName: 'Wang',
  agency: 'a1',
  role: 'dutyOfficer',
  active: true,
  credentialVersion: 1,
}

/** One life of the program on a folder. */
async function start(
  folder: string,
  clock: { nowMs: number },
  isLinked: boolean,
): Promise<{ readonly sessions: Sessions; end(): void }> {
  const { store } = await open({ folder })
  store.ensureSpace(DIRECTORY)
  if (store.read(DIRECTORY, OFFICER, asId('o1')) === undefined)
    value(
      store.commit(DIRECTORY, [{ kind: OFFICER, id: asId('o1'), fields: WANG }], {
        officer: asId(''),
        nowMs: NOW_MS,
      }),
    )
  const signedIn = { officer: 'o1', credentialVersion: 1, token: 't', expiresMs: NOW_MS, mustChangePassword: false }
  const sessions = new Sessions({
    store,
    nowMs: () => clock.nowMs,
    request: () => Promise.resolve(isLinked ? ok(signedIn as never) : refuse('offline', 'no server is linked')),
    onChange: () => undefined,
  })
  return { sessions, end: () => store.close() }
}

test('[HO-7] five wrong passwords, each in a life of its own, and the sixth waits; the right one after the wait forgives all', async () => {
  const folder = scratchFolder()
  const clock = { nowMs: NOW_MS }
  const before = await start(folder, clock, true)
  value(await before.sessions.signIn('wang', 'right password'))
  before.end()
  const kinds: string[] = []
  for (let life = 0; life < 6; life += 1) {
    const { sessions, end } = await start(folder, clock, false)
    const answer = await sessions.signIn('wang', `guess ${life}`)
    kinds.push(answer.ok ? 'signed in' : answer.fault.kind)
    end()
  }
  expect(kinds).toEqual([...Array.from({ length: 5 }, () => 'wrongCredentials'), 'tooManyAttempts'])
  clock.nowMs += 5_000
  const after = await start(folder, clock, false)
  expect(await after.sessions.signIn('wang', 'right password')).toMatchObject({ ok: true })
  expect(await after.sessions.signIn('wang', 'wrong')).toMatchObject({ fault: { kind: 'wrongCredentials' } })
})

test('[HO-7] five wrong opening codes, each in a life of its own, and the sixth waits', async () => {
  const folder = scratchFolder()
  const kinds: string[] = []
  for (let life = 0; life < 6; life += 1) {
    const { store } = await open({ folder })
    const closing = new Closing({ store, nowMs: () => NOW_MS, isLinked: () => false, onChange: () => undefined })
    if (life === 0) closing.told({ days: 14, secret: new Uint8Array(32).fill(7) })
    const answer = closing.extend('AAAA-AAAA-AAAA-AAAA')
    kinds.push(answer.ok ? 'opened' : answer.fault.kind)
    store.close()
  }
  expect(kinds).toEqual([...Array.from({ length: 5 }, () => 'wrongCode'), 'tooManyAttempts'])
})
