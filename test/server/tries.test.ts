// Guessing at a password over restarts and over stations, and that nobody is kept out by it: a real server, raw wire clients.
import { expect, test } from 'vitest'
import type { Result } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'
import type { TestKey } from '../support/shared-crypto.ts'
import { testKey } from '../support/shared-crypto.ts'
import type { WireClient } from '../support/wire-client.ts'
import { wireClient } from '../support/wire-client.ts'

const PASSWORD = 'a long password'
const WRONG = { name: 'wang', password: 'not it' }
const RIGHT = { name: 'wang', password: PASSWORD }

const kindOf = (answer: Result<unknown>): string => (answer.ok ? 'ok' : answer.fault.kind)

async function linked(server: LiveServer, key: TestKey = testKey()): Promise<WireClient> {
  const client = await wireClient(server.url)
  expect((await client.hello(key, server.code())).ok).toBe(true)
  return client
}

async function guesses(client: WireClient, count: number): Promise<readonly string[]> {
  const kinds: string[] = []
  for (let index = 0; index < count; index += 1) kinds.push(kindOf(await client.request('signIn', WRONG)))
  return kinds
}

test('[AD-18] a restart of the server forgives no wrong password and no wrong code of the second factor', async () => {
  const folder = scratchFolder()
  const clock = { nowMs: Date.now() }
  const nowMs = (): number => clock.nowMs
  const first = await liveServer(folder, 0, undefined, { nowMs })
  await officer(first, 'wang')
  const key = testKey()
  const before = await linked(first, key)
  const signed = await before.request('signIn', RIGHT)
  if (!signed.ok) throw new Error(signed.fault.kind)
  const { token } = signed.value
  await before.request('factor', { token, step: { step: 'begin' } })
  const code = { token, step: { step: 'confirm', code: '000000' } } as const
  for (let index = 0; index < 5; index += 1) await before.request('factor', code)
  expect(await guesses(before, 5)).toEqual(Array.from({ length: 5 }, () => 'wrongCredentials'))
  await first.close()

  const second = await liveServer(folder, 0, undefined, { nowMs })
  const after = await linked(second, key)
  expect(await guesses(after, 1)).toEqual(['tooManyAttempts'])
  expect(kindOf(await after.request('factor', code))).toBe('tooManyAttempts')
  // And it makes nobody wait longer than before.
  clock.nowMs += 5_000
  expect(kindOf(await after.request('signIn', RIGHT))).toBe('ok')
  expect((await second.log.access.notes('tries.')).map(([name]) => name)).toEqual(['wang/factor'])
})

test('[AD-18] more stations give no more tries, and the officer gets in at the own desk and, soon, at another', async () => {
  const clock = { nowMs: Date.now() }
  const server = await liveServer(scratchFolder(), 0, undefined, { nowMs: () => clock.nowMs })
  await officer(server, 'wang')
  const desk = await linked(server)
  expect(kindOf(await desk.request('signIn', RIGHT))).toBe('ok')

  const strangers = await Promise.all(Array.from({ length: 4 }, () => linked(server)))
  const newDesk = await linked(server)
  const kinds: string[] = []
  for (const one of strangers) kinds.push(...(await guesses(one, 4)))
  expect(kinds.filter((kind) => kind === 'wrongCredentials')).toHaveLength(5)
  expect(kinds.filter((kind) => kind === 'tooManyAttempts')).toHaveLength(11)
  // Guessing goes on for half an hour, a try as soon as one is let through: the desk is not touched by it.
  let tried = 0
  for (let minute = 0; minute < 30; minute += 1) {
    clock.nowMs += 60_000
    for (const one of strangers) {
      const [kind] = await guesses(one, 1)
      if (kind === 'wrongCredentials') tried += 1
    }
    // Ends none of the waits: it is another count.
    if (minute % 10 === 0) expect(kindOf(await desk.request('signIn', RIGHT))).toBe('ok')
  }
  expect(tried).toBeLessThanOrEqual(30)
  // A desk the officer never used waits a minute at the longest.
  clock.nowMs += 15 * 60_000
  for (const one of strangers) await guesses(one, 1)
  const refused = await newDesk.request('signIn', RIGHT)
  expect(refused).toMatchObject({ ok: false, fault: { kind: 'tooManyAttempts' } })
  const seconds = refused.ok ? 0 : Number(refused.fault.detail?.['seconds'])
  expect(seconds).toBeLessThanOrEqual(60)
  clock.nowMs += seconds * 1_000
  expect(kindOf(await newDesk.request('signIn', RIGHT))).toBe('ok')
})

test('[AD-18] whoever guesses at the officer’s own desk is stopped there, and a password an administrator sets opens it at once', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'wang')
  const desk = await linked(server)
  const other = await linked(server)
  for (const one of [desk, other]) expect(kindOf(await one.request('signIn', RIGHT))).toBe('ok')
  await guesses(desk, 6)
  expect(kindOf(await desk.request('signIn', RIGHT))).toBe('tooManyAttempts')
  expect(kindOf(await other.request('signIn', RIGHT))).toBe('ok')
  await server.access.setPassword(asId('wang'), 'quite another one', 2, false)
  expect(kindOf(await desk.request('signIn', { name: 'wang', password: 'quite another one' }))).toBe('ok')
})

test('[AD-18] names nobody has are answered the same and leave nothing in the database', async () => {
  const server = await liveServer(scratchFolder())
  const client = await linked(server)
  const kinds: string[] = []
  for (let index = 0; index < 7; index += 1)
    kinds.push(kindOf(await client.request('signIn', { name: 'nobody', password: 'x' })))
  expect(kinds).toEqual([...Array.from({ length: 5 }, () => 'wrongCredentials'), 'tooManyAttempts', 'tooManyAttempts'])
  expect(await server.log.access.notes('tries.')).toEqual([])
})
