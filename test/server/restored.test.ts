// The server's folder is replaced as a whole by an older copy, mark and all, as an administrator with a backup on a disk does
// it. Real folders, real sockets: the server must notice, stations must bring back everything, and nobody may be refused for
// what the server has forgotten.
import { cpSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { asId } from '../../shared/base/ids.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import { flattenChanges } from '../../shared/sync/frame.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { joined, officer, signedIn } from '../support/server-people.ts'
import type { SyncStation } from '../support/sync-station.ts'
import { FUJIAN, syncStation } from '../support/sync-station.ts'
import { wireClient } from '../support/wire-client.ts'

const portOf = (server: LiveServer): number => Number(new URL(server.url).port)
const nothingWaits = (station: SyncStation) => (): boolean => station.store.facts(FUJIAN).waiting === 0
const has = (station: SyncStation, record: string): boolean =>
  station.store.read(FUJIAN, 'incident', asId(record)) !== undefined

/** Closes the server and copies its folder; gives the copy. */
async function backUp(server: LiveServer, folder: string): Promise<string> {
  await server.close()
  const copy = scratchFolder()
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** Puts the copy in the folder's place, everything with it. */
function restoreWhole(folder: string, copy: string): void {
  rmSync(folder, { recursive: true, force: true })
  cpSync(copy, folder, { recursive: true })
}

async function sameAs(server: LiveServer, stations: readonly SyncStation[]): Promise<void> {
  for (const station of stations) {
    await station.until(nothingWaits(station))
    await station.until(() => station.store.facts(FUJIAN).cursor?.epoch === server.log.epoch)
  }
  const tip = await server.log.tip(FUJIAN)
  for (const station of stations) await station.until(() => station.store.facts(FUJIAN).cursor?.pos === tip)
  const { digest } = await server.log.picture(FUJIAN)
  for (const station of stations) expect(new Uint8Array(station.store.facts(FUJIAN).digest)).toEqual(digest)
}

test('[SL-12] a folder restored whole is noticed by what a station has seen; nothing any station holds is lost', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const port = portOf(first)
  const wang = await officer(first, 'wang')
  const a = await joined(first, 'A')
  const b = await joined(first, 'B')
  await signedIn(a, 'wang')
  await signedIn(b, 'wang')
  a.write('incident', 'old', { title: 'before the backup' }, wang)
  await b.until(() => has(b, 'old'))
  const copy = await backUp(first, folder)

  const second = await liveServer(folder, port)
  expect(second.log.epoch).toBe(first.log.epoch)
  await a.until(() => a.status().state === 'linked')
  await b.until(() => b.status().state === 'linked')
  for (let index = 0; index < 20; index += 1) a.write('incident', `a${index}`, { title: 'after the backup' }, wang)
  await b.until(() => has(b, 'a19'))
  for (let index = 0; index < 20; index += 1) b.write('incident', `b${index}`, { title: 'after the backup' }, wang)
  await a.until(() => has(a, 'b19'))
  // B knows what A wrote; A's own disk is lost, so B alone can bring it back.
  await a.stop()
  await second.close()

  restoreWhole(folder, copy)
  const third = await liveServer(folder, port)
  await b.until(() => b.store.facts(FUJIAN).cursor?.epoch !== first.log.epoch)
  expect(third.log.epoch).not.toBe(first.log.epoch)
  expect(third.log.restoredAtMs).toBeGreaterThan(0)
  await sameAs(third, [b])
  for (const record of ['old', 'a0', 'a19', 'b0', 'b19'])
    expect(await third.log.record(FUJIAN, 'incident', asId(record))).toBeDefined()
  expect(await third.log.records(FUJIAN, VERDICT)).toEqual([])
  // The new epoch stays: another start does not draw one again.
  const { epoch } = third.log
  await third.close()
  const fourth = await liveServer(folder, port)
  expect(fourth.log.epoch).toBe(epoch)
})

test('[SL-12] positions the restored server has given anew meanwhile do not hide that it forgot others', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const port = portOf(first)
  const wang = await officer(first, 'wang')
  const a = await joined(first, 'A')
  const b = await joined(first, 'B')
  await signedIn(a, 'wang')
  await signedIn(b, 'wang')
  a.write('incident', 'old', { title: 'before the backup' }, wang)
  await b.until(() => has(b, 'old'))
  const copy = await backUp(first, folder)

  b.client.setCutOff(true)
  const second = await liveServer(folder, port)
  await a.until(() => a.status().state === 'linked')
  a.write('incident', 'lost', { title: 'acknowledged, then forgotten' }, wang)
  await a.until(nothingWaits(a))
  a.client.setCutOff(true)
  await second.close()

  restoreWhole(folder, copy)
  const third = await liveServer(folder, port)
  // B brings the server beyond what A has seen, under the old epoch.
  b.client.setCutOff(false)
  for (let index = 0; index < 5; index += 1) b.write('incident', `b${index}`, { title: 'elsewhere' }, wang)
  await b.until(nothingWaits(b))
  expect(third.log.epoch).toBe(first.log.epoch)
  a.client.setCutOff(false)
  await a.until(() => a.status().state === 'linked')
  a.write('incident', 'next', { title: 'its chain has a hole at the server' }, wang)
  await sameAs(third, [a, b])
  expect(third.log.epoch).not.toBe(first.log.epoch)
  for (const station of [a, b])
    for (const record of ['old', 'lost', 'next', 'b0', 'b4']) expect(has(station, record)).toBe(true)
})

test('[SY-21] a station that writes nothing more finds by the picture code that the server forgot what it knows', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const port = portOf(first)
  const wang = await officer(first, 'wang')
  const b = await joined(first, 'B')
  await signedIn(b, 'wang')
  const joinedA = await joined(first, 'A')
  await signedIn(joinedA, 'wang')
  b.write('incident', 'old', { title: 'before the backup' }, wang)
  await joinedA.until(() => has(joinedA, 'old'))
  await joinedA.stop()
  const copy = await backUp(first, folder)

  b.client.setCutOff(true)
  const second = await liveServer(folder, port)
  const a = await syncStation({ folder: joinedA.folder, servers: [second.url], checkEveryMs: 200 })
  a.write('incident', 'lost', { title: 'acknowledged, then forgotten' }, wang)
  await a.until(nothingWaits(a))
  a.client.setCutOff(true)
  await second.close()

  restoreWhole(folder, copy)
  await liveServer(folder, port)
  b.client.setCutOff(false)
  b.write('incident', 'b0', { title: 'takes the same position' }, wang)
  await b.until(nothingWaits(b))
  a.client.setCutOff(false)
  await b.until(() => has(b, 'lost'))
  await a.until(() => has(a, 'b0') && a.notices.some(({ notice }) => notice === 'healed'))
})

test('[SL-13] officers and first sign-ins made after the backup come back before anyone is judged by them', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const port = portOf(first)
  await officer(first, 'wang')
  const a = await joined(first, 'A')
  await signedIn(a, 'wang')
  const copy = await backUp(first, folder)

  const second = await liveServer(folder, port)
  await a.until(() => a.status().state === 'linked')
  const newcomer = await officer(second, 'newcomer')
  await signedIn(a, 'newcomer')
  a.write('incident', 'i1', { title: 'by an officer the backup does not know' }, newcomer)
  await a.until(nothingWaits(a))
  await a.stop()
  await second.close()

  restoreWhole(folder, copy)
  const third = await liveServer(folder, port)
  expect(third.access.directory.officers.has('newcomer')).toBe(false)
  // The administrator works on before anyone links: A's place in the directory is given anew, and tells nothing.
  for (const name of ['other1', 'other2', 'other3', 'other4', 'other5']) await officer(third, name)
  expect(third.log.restoredAtMs).toBe(0)
  // Written while cut off, by an officer whose first sign-in the server has forgotten.
  const again = await syncStation({ folder: a.folder, servers: [] })
  again.write('incident', 'i2', { title: 'written since' }, newcomer)
  again.client.setServers([third.url])
  await again.until(nothingWaits(again))
  await sameAs(third, [again])
  expect(third.access.directory.officers.has('newcomer')).toBe(true)
  expect(await third.log.records(FUJIAN, VERDICT)).toEqual([])
  for (const record of ['i1', 'i2']) {
    expect(has(again, record)).toBe(true)
    expect(await third.log.record(FUJIAN, 'incident', asId(record))).toBeDefined()
  }
})

test('[SL-13] changes that come before the identities they rest on are neither taken nor refused', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const port = portOf(first)
  await officer(first, 'wang')
  const a = await joined(first, 'A')
  await signedIn(a, 'wang')
  const copy = await backUp(first, folder)

  const second = await liveServer(folder, port)
  await a.until(() => a.status().state === 'linked')
  const newcomer = await officer(second, 'newcomer')
  await signedIn(a, 'newcomer')
  a.write('incident', 'i1', { title: 'by an officer the backup does not know' }, newcomer)
  await a.until(nothingWaits(a))
  await a.stop()
  await second.close()

  restoreWhole(folder, copy)
  rmSync(`${folder}/server.mark`)
  const third = await liveServer(folder, port)
  expect(third.access.directory.officers.has('newcomer')).toBe(false)
  // Written while cut off, by an officer whose first sign-in the server has forgotten.
  const again = await syncStation({ folder: a.folder, servers: [] })
  again.write('incident', 'i2', { title: 'written since' }, newcomer)
  // The worst order: the changes come before anyone has brought the directory back. Not taken, and not refused.
  const { store } = again
  const hasty = await wireClient(third.url)
  const sign = (message: Uint8Array): Uint8Array => store.sign(message)
  expect((await hasty.hello({ publicKey: store.publicKey, station: store.station, sign })).ok).toBe(true)
  store.resetAgreed(FUJIAN, [])
  const page = store.outboxPage(FUJIAN, 100, 1_000_000)
  const seals = page?.tips.map((tip) => makeSeal(FUJIAN, tip, tip.seq, tip.hash, sign)) ?? []
  const request = { space: FUJIAN, changes: flattenChanges(page?.changes ?? []), seals }
  const held = { ok: true, value: { agreed: [], refused: [], gaps: [], forks: [] } }
  expect([page?.changes.length, await hasty.request('push', request)]).toEqual([2, held])
  expect(await third.log.tip(FUJIAN)).toBe(0)
  again.client.setServers([third.url])
  await again.until(nothingWaits(again))
  await sameAs(third, [again])
  expect(third.access.directory.officers.has('newcomer')).toBe(true)
  expect(await third.log.records(FUJIAN, VERDICT)).toEqual([])
  for (const record of ['i1', 'i2']) {
    expect(has(again, record)).toBe(true)
    expect(await third.log.record(FUJIAN, 'incident', asId(record))).toBeDefined()
  }
})

test('[SL-14] a station that joined after the backup brings back the directory that names it, and sees nothing before', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const port = portOf(first)
  await officer(first, 'wang')
  const copy = await backUp(first, folder)

  const second = await liveServer(folder, port)
  const only = await joined(second, 'the only station')
  await signedIn(only, 'wang')
  only.write('incident', 'i1', { title: 'here alone' }, 'wang')
  await only.until(nothingWaits(only))
  await only.stop()
  await second.close()

  // The mark of the newer server beside the older database: noticed at the start, before anyone links.
  restoreWhole(folder, copy)
  rmSync(`${folder}/server.mark`)
  const third = await liveServer(folder, port)
  expect(third.log.restoredAtMs).toBeGreaterThan(0)
  const nobody = await syncStation({ folder: scratchFolder(), servers: [third.url] })
  await nobody.until(() => nobody.status().state === 'linked')
  const again = await syncStation({ folder: only.folder, servers: [third.url] })
  await sameAs(third, [again])
  expect(third.access.directory.stations.has(again.store.station)).toBe(true)
  expect(await third.log.record(FUJIAN, 'incident', asId('i1'))).toBeDefined()
  expect(await third.log.records(FUJIAN, VERDICT)).toEqual([])

  // A real stranger is asked for the directory too, has none, and learns nothing.
  expect(nobody.store.facts(asId('directory')).records).toBe(0)
  expect(
    await nobody.client.request('pull', { space: 'directory', epoch: third.log.epoch, after: 0, limit: 9 }),
  ).toMatchObject({
    ok: false,
    fault: { kind: 'stationUnknown' },
  })
  expect(await nobody.client.request('follow', { space: FUJIAN, cursor: null })).toMatchObject({ ok: false })
})
