// Signing in with an existing directory: a real OpenID provider, a real server, real stations.
import { expect, onTestFinished, test } from 'vitest'
import { readOpenIdSettings } from '../../server/access/open-id-settings.ts'
import { CENTRE } from '../../server/admin/first-start.ts'
import { AUDIT } from '../../shared/model/audit.ts'
import { freePort } from '../../tools/free-port.ts'
import type { DeskStation } from '../support/desk-station.ts'
import { deskStation } from '../support/desk-station.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import type { OpenIdDirectory } from '../support/openid-directory.ts'
import { openIdDirectory, walkAs } from '../support/openid-directory.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'

interface World {
  readonly server: LiveServer
  readonly directory: OpenIdDirectory
  readonly clock: { aheadMs: number }
  station(name: string): Promise<DeskStation>
}

async function world(): Promise<World> {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const directory = await openIdDirectory(publicUrl)
  onTestFinished(directory.close)
  const { issuer, clientId, clientSecret } = directory
  const settings = readOpenIdSettings({ issuer, clientId, clientSecret, publicUrl, label: '统一身份认证' })
  if (!settings.ok) throw new Error(settings.fault.message)
  const clock = { aheadMs: 0 }
  const nowMs = (): number => Date.now() + clock.aheadMs
  const server = await liveServer(scratchFolder(), port, undefined, { openId: settings.value, nowMs })
  await officer(server, 'lin', 'commander')
  const station = (name: string): Promise<DeskStation> =>
    deskStation({ folder: scratchFolder(), name, server, agency: CENTRE })
  return { server, directory, clock, station }
}

async function begun(station: DeskStation): Promise<{ readonly id: string; readonly url: string }> {
  const answer = await station.call('openIdBegin', {})
  if (!answer.ok) throw new Error(answer.fault.message)
  return answer.value
}

/** Opens the page the browser comes back to: the code on it, or what it says instead. */
async function comeBack(address: string): Promise<{ readonly status: number; readonly code: string | undefined }> {
  const answer = await fetch(address)
  const code = /<output>(\d{3}) (\d{3})<\/output>/.exec(await answer.text())
  return { status: answer.status, code: code === null ? undefined : `${code[1]}${code[2]}` }
}

test('[SE-23] an officer signs in at the directory and types the code: signed in, written down, and without a link only by password', async () => {
  const { server, station } = await world()
  const at = await station('甲席')
  const { id, url } = await begun(at)
  const address = new URL(url)
  expect([address.searchParams.get('code_challenge_method'), address.searchParams.get('prompt')]).toEqual([
    'S256',
    'login',
  ])
  const { code } = await comeBack(await walkAs('lin', url))
  const done = await at.call('openIdFinish', { id, code: code ?? '' })
  expect(done).toMatchObject({ ok: true, value: { name: 'lin', role: 'commander', offline: false } })
  const incident = await at.must('reportIncident', { title: '火情', category: '12G01' })
  expect(incident).not.toBe('')
  const audits = at.items(AUDIT, {})
  await audits.until(() => audits.rows().some(({ fields }) => fields['event']?.value === 'openIdFinish'))
  const written = audits.rows().find(({ fields }) => fields['event']?.value === 'openIdFinish')
  expect([written?.fields['officer']?.value, written?.fields['refused']?.value]).toEqual(['lin', ''])
  // The station never saw a password: memory lets nobody in with whatever is typed.
  await server.close()
  expect(await at.call('signIn', { name: 'lin', password: 'a long password' })).toMatchObject({
    ok: false,
    fault: { kind: 'officerUnknownOffline' },
  })
})

test('[SE-23] a code counts once, at the station that began, and five wrong ones end the sign-in', async () => {
  const { station } = await world()
  const [a, b] = [await station('甲席'), await station('乙席')]
  const { id, url } = await begun(a)
  const back = await walkAs('lin', url)
  const { code = '' } = await comeBack(back)
  // The same page again, as a reload would: the directory's word is used up.
  expect(await comeBack(back)).toEqual({ status: 400, code: undefined })
  // Whoever lured the officer onto their own sign-in does not get in without the code, nor elsewhere with it.
  expect(await b.call('openIdFinish', { id, code })).toMatchObject({ ok: false, fault: { kind: 'timeout' } })
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  for (let tries = 0; tries < 4; tries += 1)
    expect(await a.call('openIdFinish', { id, code: wrong })).toMatchObject({ fault: { kind: 'wrongCode' } })
  expect(await a.call('openIdFinish', { id, code })).toMatchObject({ ok: true })
  expect(await a.call('openIdFinish', { id, code })).toMatchObject({ fault: { kind: 'timeout' } })
  const again = await begun(a)
  await comeBack(await walkAs('lin', again.url))
  for (let tries = 0; tries < 5; tries += 1) await a.call('openIdFinish', { id: again.id, code: wrong })
  expect(await a.call('openIdFinish', { id: again.id, code: wrong })).toMatchObject({ fault: { kind: 'timeout' } })
})

test('[SE-23] whom the directory knows and nobody here, who was switched off, and who comes too late, do not get in', async () => {
  const { server, station, clock } = await world()
  const at = await station('甲席')
  const stranger = await begun(at)
  const { code = '' } = await comeBack(await walkAs('nobody-here', stranger.url))
  expect(await at.call('openIdFinish', { id: stranger.id, code })).toMatchObject({
    ok: false,
    fault: { kind: 'officerUnknown', detail: { name: 'nobody-here' } },
  })
  const gone = await begun(at)
  const shown = await comeBack(await walkAs('lin', gone.url))
  await server.access.setUp([{ kind: 'officer', id: 'lin' as never, fields: { active: false } }])
  expect(await at.call('openIdFinish', { id: gone.id, code: shown.code ?? '' })).toMatchObject({
    ok: false,
    fault: { kind: 'officerInactive' },
  })
  const late = await begun(at)
  const address = await walkAs('lin', late.url)
  clock.aheadMs = 11 * 60_000
  expect(await comeBack(address)).toEqual({ status: 400, code: undefined })
  expect(await at.call('openIdFinish', { id: late.id, code: '000000' })).toMatchObject({ fault: { kind: 'timeout' } })
})

test('[SE-23] an answer nobody asked for, or with another state, shows no code', async () => {
  const { server, station } = await world()
  const at = await station('甲席')
  const { url } = await begun(at)
  const back = new URL(await walkAs('lin', url))
  const other = new URL(back)
  other.searchParams.set('state', 'of somebody else')
  expect(await comeBack(other.href)).toEqual({ status: 400, code: undefined })
  const forged = new URL(back)
  forged.searchParams.set('code', 'made up')
  expect(await comeBack(forged.href)).toEqual({ status: 400, code: undefined })
  expect((await fetch(`${server.url}/openid/callback`)).status).toBe(400)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

test('[SE-23] a directory that is not there is told, and passwords go on working', async () => {
  const { station, directory } = await world()
  const at = await station('甲席')
  await directory.close()
  expect(await at.call('openIdBegin', {})).toMatchObject({ ok: false, fault: { kind: 'directoryUnreachable' } })
  expect(await at.call('signIn', { name: 'lin', password: 'a long password' })).toMatchObject({ ok: true })
})

test.each([
  ['http elsewhere', { issuer: 'http://directory.example' }, 'issuer'],
  ['a server without an address', { publicUrl: '' }, 'publicUrl'],
  ['no client', { clientId: '' }, 'clientId'],
  ['no address at all', { issuer: 'ldap://directory.example' }, 'issuer'],
])('settings with %s are refused by name', (_what, given, field) => {
  const whole = { issuer: 'https://directory.example', clientId: 'fengsui', publicUrl: 'https://fengsui.example' }
  expect(readOpenIdSettings(whole).ok).toBe(true)
  expect(readOpenIdSettings({ ...whole, ...given })).toMatchObject({ ok: false, fault: { detail: { field } } })
})
