// Which passwords are taken, at the server and before: long, not those tried first, not the name.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { newPassword } from '../../server/access/secrets.ts'
import { MIN_PASSWORD_CHARACTERS, weaknessOf } from '../../shared/model/password-rules.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { joined, officer, signedIn } from '../support/server-people.ts'

test('[AD-11] short ones, common ones, the name with a few signs and the one before are not taken', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['', 'short'],
    ['九个字不够长的', 'short'],
    ['Passw0rd!!', 'common'],
    ['password1234', 'common'],
    ['P@$$w0rd2024', 'common'],
    ['admin@123456', 'common'],
    ['Qwerty123456', 'common'],
    ['woaini1314520', 'common'],
    ['fengsui2024!', 'common'],
    ['1234567890', 'common'],
    ['9876543210', 'common'],
    ['19900101123', 'common'],
    ['13800138000', 'common'],
    ['abcdefghijkl', 'common'],
    ['aaaaaaaaaaaa', 'common'],
    ['wang.lin2024', 'name'],
    ['2024WANG.LIN', 'name'],
    ['the same one', 'same'],
    ['correct horse battery', undefined],
    ['wang.lin at seat A', undefined],
    ['值班室的灯一直亮着呢', undefined],
    ['k7pq-2m4x-9vtr-hh31', undefined],
  ]
  for (const [password, why] of cases)
    expect([password, weaknessOf(password, 'wang.lin', 'the same one')]).toEqual([password, why])
})

test('[AD-11] whatever is typed gets an answer, and what the program draws itself is always taken', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 250 }), fc.string({ maxLength: 40 }), (password, name) => {
      const why = weaknessOf(password, name)
      if (Array.from(password.normalize('NFKC')).length < MIN_PASSWORD_CHARACTERS) expect(why).toBe('short')
    }),
    { numRuns: 500 },
  )
  for (let index = 0; index < 200; index += 1) expect(weaknessOf(newPassword(), 'wang')).toBeUndefined()
})

test('[AD-11] the server refuses a weak one whatever program asks, and the old one goes on', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'wang')
  const station = await joined(server, 'A')
  const change = (newOne: string) =>
    station.client.request('changePassword', { name: 'wang', password: 'a long password', newPassword: newOne })
  for (const [weak, why] of [
    ['too short', 'short'],
    ['password1234', 'common'],
    ['wang123456', 'name'],
    ['a long password', 'same'],
  ] as const)
    expect(await change(weak)).toMatchObject({
      ok: false,
      fault: { kind: 'invalidInput', detail: { field: 'newPassword', why } },
    })
  await signedIn(station, 'wang')
  await officer(server, 'chief', 'administrator')
  // A station has one session: the administrator sits elsewhere.
  const desk = await joined(server, 'B')
  const chief = await desk.client.request('signIn', { name: 'chief', password: 'a long password' })
  if (!chief.ok) throw new Error(chief.fault.message)
  const set = (password: string) =>
    desk.client.request('admin', {
      token: chief.value.token,
      order: { order: 'saveOfficer', officer: 'wang', fields: {}, password },
    })
  expect(await set('password1234')).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
  await signedIn(station, 'wang')
  expect((await set('given for the first day')).ok).toBe(true)
})
