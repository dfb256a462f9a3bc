// The server's log tells who came in, who did not, and what was ordered, and holds no secret.
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { startServer } from '../../server/bin/start-server.ts'
import { asId } from '../../shared/base/ids.ts'
import { OFFICER } from '../../shared/model/directory.ts'
import { scratchFolder } from '../support/scratch.ts'
import { testKey } from '../support/shared-crypto.ts'
import { wireClient } from '../support/wire-client.ts'

const SECRETS = { right: 'a long password', wrong: 'a guess at it', next: 'another password' }

test('sign-ins that held and that did not, changed passwords and orders are noted with station and outcome', async () => {
  const lines: string[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const started = await startServer({
    folder: scratchFolder(),
    host: '127.0.0.1',
    port: 0,
    embedded: false,
    demo: undefined,
    logger,
    nowMs: Date.now,
  })
  if (!started.ok) throw new Error(started.fault.message)
  const server = started.value
  onTestFinished(() => server.close())
  const fields = { name: 'chief', displayName: 'Chief', agency: CENTRE, role: 'administrator', active: true }
  await server.access.setPassword('chief', SECRETS.right, 1, false)
  await server.access.setUp([{ kind: OFFICER, id: asId('chief'), fields: { ...fields, credentialVersion: 1 } }])
  const key = testKey()
  const client = await wireClient(server.url)
  const code = server.joinCode ?? ''
  expect((await client.hello(key, code)).ok).toBe(true)
  await client.request('signIn', { name: 'chief', password: SECRETS.wrong })
  const signedIn = await client.request('signIn', { name: 'chief', password: SECRETS.right })
  const token = signedIn.ok ? signedIn.value.token : ''
  await client.request('admin', { token, order: { order: 'overview' } })
  const invited = await client.request('admin', {
    token,
    order: { order: 'inviteStation', agency: CENTRE, name: 'B', minutes: 5 },
  })
  await client.request('admin', { token: 'stolen', order: { order: 'endSessions', officer: 'chief' } })
  await client.request('changePassword', { name: 'chief', password: SECRETS.right, newPassword: SECRETS.next })
  const noted = lines
    .map((line) => JSON.parse(line) as { readonly [field: string]: unknown })
    .filter(({ request }) => request !== undefined)
    .map(({ station, request, name, order, outcome }) => [station === key.station, request, name ?? order, outcome])
  expect(noted).toEqual([
    [true, 'signIn', 'chief', 'wrongCredentials'],
    [true, 'signIn', 'chief', 'ok'],
    [true, 'admin', 'inviteStation', 'ok'],
    [true, 'admin', 'endSessions', 'sessionEnded'],
    [true, 'changePassword', 'chief', 'ok'],
  ])
  const newCode = invited.ok ? (invited.value.joinCode ?? 'none') : 'none'
  for (const secret of [...Object.values(SECRETS), token, code, newCode]) expect(lines.join('')).not.toContain(secret)
})
