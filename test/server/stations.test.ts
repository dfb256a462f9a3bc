// Real stations with a real server over real sockets: joining, one picture, rights, restarts, revoking.
import { expect, test } from 'vitest'
import { asId } from '../../shared/base/ids.ts'
import { conflictsOf } from '../../shared/journal/merge.ts'
import { OFFICER, SPACE } from '../../shared/model/directory.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { joined, officer, signedIn } from '../support/server-people.ts'
import type { SyncStation } from '../support/sync-station.ts'
import { FUJIAN, syncStation } from '../support/sync-station.ts'

const same =
  (...stations: readonly SyncStation[]) =>
  (): boolean =>
    stations.every((one) => {
      const facts = one.store.facts(FUJIAN)
      return facts.waiting === 0 && Buffer.compare(facts.digest, stations[0]!.store.facts(FUJIAN).digest) === 0
    })

test('[SY-4] a code lets one station join, once; without one, with a used or an unknown one it is refused', async () => {
  const server = await liveServer(scratchFolder())
  const stranger = await syncStation({ folder: scratchFolder(), servers: [server.url] })
  await stranger.until(() => stranger.status().state === 'refused')
  expect(stranger.status().fault?.kind).toBe('stationUnknown')
  const code = server.code()
  expect((await stranger.client.join(server.url, code)).ok).toBe(true)
  const second = await syncStation({ folder: scratchFolder(), servers: [] })
  expect(await second.client.join(server.url, code)).toMatchObject({ ok: false, fault: { kind: 'joinCodeInvalid' } })
})

test('[SY-8] what one officer writes stands on the other station; contradictions made apart are kept on both', async () => {
  const server = await liveServer(scratchFolder())
  const [wang, lin] = [await officer(server, 'wang'), await officer(server, 'lin')]
  const a = await joined(server, 'A')
  const b = await joined(server, 'B')
  await signedIn(a, 'wang')
  await signedIn(b, 'lin')
  a.write('incident', 'i1', { title: 'fire', level: 3 }, wang)
  await b.until(() => b.store.read(FUJIAN, 'incident', asId('i1')) !== undefined)

  a.client.setCutOff(true)
  b.client.setCutOff(true)
  a.write('incident', 'i1', { level: 2 }, wang)
  b.write('incident', 'i1', { level: 1 }, lin)
  expect([a.store.facts(FUJIAN).waiting, b.store.facts(FUJIAN).waiting]).toEqual([1, 1])
  a.client.setCutOff(false)
  b.client.setCutOff(false)
  const conflicts = (one: SyncStation): readonly string[] => {
    const state = one.store.read(FUJIAN, 'incident', asId('i1'))
    return state === undefined ? [] : conflictsOf(state)
  }
  await a.until(() => conflicts(a).length === 1 && same(a, b)())
  await b.until(() => conflicts(b).length === 1)
  a.write('incident', 'i1', { level: 1 }, wang)
  await b.until(() => conflicts(b).length === 0 && same(a, b)())
  expect(server.hub.counts.changes).toBeGreaterThanOrEqual(4)
})

test('[SY-15] a change without right gets a verdict, leaves every picture and stays in its chain; [SY-14] others go on', async () => {
  const server = await liveServer(scratchFolder())
  const viewer = await officer(server, 'viewer', 'viewer')
  const wang = await officer(server, 'wang')
  const a = await joined(server, 'A')
  await signedIn(a, 'viewer')
  await signedIn(a, 'wang')
  const [refused] = a.write('incident', 'no', { title: 'without right' }, viewer)
  a.write('incident', 'unknown', { title: 'nobody' }, asId('ghost'))
  a.write('incident', 'yes', { title: 'with right' }, wang)
  await a.until(() => a.store.read(FUJIAN, 'incident', asId('no')) === undefined && a.store.facts(FUJIAN).waiting === 0)
  expect(a.store.read(FUJIAN, 'incident', asId('yes'))).toBeDefined()
  expect(a.store.read(FUJIAN, 'incident', asId('unknown'))).toBeUndefined()
  const history = a.store.history(FUJIAN, { kind: 'incident', id: asId('no') })
  expect(history.map((one) => [one.change.id, one.refused !== null])).toEqual([[refused, true]])
  expect(a.notices.filter((notice) => notice.notice === 'refused')).toHaveLength(2)
})

test('[SY-16] nobody but the server writes the directory', async () => {
  const server = await liveServer(scratchFolder())
  const wang = await officer(server, 'wang', 'administrator')
  const a = await joined(server, 'A')
  await signedIn(a, 'wang')
  a.write(OFFICER, 'intruder', { name: 'intruder' }, wang, asId('directory'))
  await a.until(() => a.notices.some((notice) => notice.notice === 'refused'))
  expect(server.access.directory.officers.has('intruder')).toBe(false)
})

test('[SY-5] a space one takes no part in is neither told nor answered', async () => {
  const server = await liveServer(scratchFolder())
  const fields = { name: 'closed', nameEn: 'closed', kind: 'exercise', members: ['other'] }
  await server.access.setUp([{ kind: SPACE, id: asId('secret'), fields }])
  const a = await joined(server, 'A')
  expect(a.store.spaces()).not.toContain('secret')
  const request = { space: 'secret', cursor: null }
  expect(await a.client.request('follow', request)).toMatchObject({ ok: false, fault: { kind: 'spaceUnknown' } })
})

test('a revoked station is cut off at once and stays out', async () => {
  const server = await liveServer(scratchFolder())
  const a = await joined(server, 'A')
  await server.access.setUp([{ kind: 'station', id: asId(a.store.station), fields: { active: false } }])
  await a.until(() => a.status().state === 'refused')
  expect(a.status().fault?.kind).toBe('stationRevoked')
})

test('[SY-7] a server restored from a backup has a new epoch, and [SY-10] stations refill it', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const wang = await officer(first, 'wang')
  const a = await joined(first, 'A')
  await signedIn(a, 'wang')
  a.write('incident', 'old', { title: 'before the backup' }, wang)
  await a.until(() => a.store.facts(FUJIAN).waiting === 0)
  const port = Number(new URL(first.url).port)
  const { cpSync, rmSync } = await import('node:fs')
  await first.close()
  const copy = scratchFolder()
  cpSync(folder, copy, { recursive: true })

  const second = await liveServer(folder, port)
  await a.until(() => a.status().state === 'linked')
  a.write('incident', 'new', { title: 'after the backup' }, wang)
  await a.until(() => a.store.facts(FUJIAN).waiting === 0)
  const epoch = second.log.epoch
  await second.close()

  // The database of the backup with the mark that went on: what a restore leaves behind.
  for (const name of ['server.db', 'server.db-wal', 'server.db-shm']) rmSync(`${folder}/${name}`, { force: true })
  cpSync(`${copy}/server.db`, `${folder}/server.db`)
  const third = await liveServer(folder, port)
  expect(third.log.epoch).not.toBe(epoch)
  await a.until(() => a.store.facts(FUJIAN).cursor?.epoch === third.log.epoch)
  await a.until(() => a.store.facts(FUJIAN).waiting === 0)
  expect((await third.log.picture(FUJIAN)).digest).toEqual(new Uint8Array(a.store.facts(FUJIAN).digest))
  expect(await third.log.record(FUJIAN, 'incident', asId('new'))).toBeDefined()
})

test('passwords: wrong ones are refused and limited, a changed one raises the credential version', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'wang')
  const a = await joined(server, 'A')
  await signedIn(a, 'wang')
  const wrong = { name: 'wang', password: 'not it' }
  const answers = []
  for (let index = 0; index < 7; index += 1) answers.push(await a.client.request('signIn', wrong))
  expect(answers.map((one) => (one.ok ? 'ok' : one.fault.kind))).toEqual([
    ...Array.from({ length: 5 }, () => 'wrongCredentials'),
    'tooManyAttempts',
    'tooManyAttempts',
  ])
  const b = await joined(server, 'B')
  const changed = await b.client.request('changePassword', {
    name: 'wang',
    password: 'a long password',
    newPassword: 'another password',
  })
  expect(changed).toEqual({ ok: true, value: { credentialVersion: 2 } })
  expect((await b.client.request('signIn', { name: 'wang', password: 'another password' })).ok).toBe(true)
})

test('[SY-15] a report that arrives after another station’s amendment of it is taken; taking a voiding back needs the right', async () => {
  const server = await liveServer(scratchFolder())
  const wang = await officer(server, 'wang')
  const a = await joined(server, 'A')
  await signedIn(a, 'wang')
  a.write('incident', 'i1', { status: 'verified' }, wang)
  await a.until(() => a.store.facts(FUJIAN).waiting === 0)
  const b = await joined(server, 'B')
  await signedIn(b, 'wang')
  await b.until(() => b.store.read(FUJIAN, 'incident', asId('i1')) !== undefined)
  b.write('incident', 'i1', { title: 'the report itself', voidReason: null }, wang)
  await a.until(() => a.store.read(FUJIAN, 'incident', asId('i1'))?.fields.has('title') === true)
  expect(b.notices.filter((notice) => notice.notice === 'refused')).toEqual([])

  const chief = await officer(server, 'chief', 'commander')
  await signedIn(b, 'chief')
  b.write('incident', 'i1', { voidReason: 'doubled', status: 'void' }, chief)
  await b.until(() => b.store.facts(FUJIAN).waiting === 0)
  b.write('incident', 'i1', { voidReason: null }, wang)
  await b.until(() => b.notices.some((notice) => notice.notice === 'refused'))
})
