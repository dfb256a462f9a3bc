// An officer names the second place of the backups, and the authority of a closed network, from the console: as the desktop
// program has no command line. Real stations, real disks, a real server under TLS.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { issueCertificate } from '../../../server/tls/certificates.ts'
import type { StationHost } from '../../../shared/host/host.ts'
import { AUDIT } from '../../../shared/model/audit.ts'
import { nodeHost } from '../../../station/host/node-host.ts'
import { BACKUP_SETTINGS_FILE } from '../../../station/store/backup-settings.ts'
import { backupsIn } from '../../../station/store/backups.ts'
import type { DeskStation } from '../../support/desk-station.ts'
import { deskStation } from '../../support/desk-station.ts'
import type { LiveServer } from '../../support/live-server.ts'
import { liveServer } from '../../support/live-server.ts'
import { liveStation } from '../../support/live-station.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const PASSWORD = 'a long password'
const PASSPHRASE = '海上搜救备份口令一号'
const WORDS = '宁德化工厂泄漏'

function turned(bytes: Uint8Array): Promise<Uint8Array> {
  return Promise.resolve(bytes.map((byte) => byte ^ 0x5a))
}
const KEY_STORE: StationHost = { ...nodeHost(), protect: turned, unprotect: turned }
/** The same account with another key store: nothing it kept is opened any more. */
const RESET: StationHost = { ...nodeHost(), protect: turned, unprotect: () => Promise.resolve(undefined) }

async function world(): Promise<LiveServer> {
  const server = await liveServer(scratchFolder())
  await officer(server, 'lin', 'commander')
  await officer(server, 'chen', 'dutyOfficer')
  return server
}

async function started(
  server: LiveServer,
  folder: string,
  { name = 'lin', host }: { readonly name?: string; readonly host?: StationHost } = {},
): Promise<{ readonly station: DeskStation; readonly restarted: Promise<void> }> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const how = host === undefined ? {} : { host }
  const station = await deskStation({ folder, name: '甲席', server, agency: CENTRE, restart: resolve, ...how })
  expect(await station.call('signIn', { name, password: PASSWORD })).toMatchObject({ ok: true })
  return { station, restarted: promise }
}

/** The copy outside the folder, once there is one. */
function copyOf(station: DeskStation): Promise<string> {
  return vi.waitFor(
    async () => {
      const report = await station.call('backups', {})
      const path = report.ok ? report.value.elsewhere?.path : undefined
      if (path === undefined) throw new Error(JSON.stringify(report))
      return path
    },
    { timeout: 15_000 },
  )
}

test('[SB-11] a place that is no second place and a passphrase that is no secret are refused in words; a duty officer sets none', async () => {
  const server = await world()
  const folder = scratchFolder()
  const { station } = await started(server, folder)
  mkdirSync(join(folder, 'within'))
  const why = async (place: string, passphrase?: string): Promise<unknown> => {
    const done = await station.call('setBackupPlace', {
      folder: place,
      ...(passphrase === undefined ? {} : { passphrase }),
    })
    return done.ok ? 'set' : done.fault.detail?.['why']
  }
  const place = scratchFolder()
  expect([
    await why('backups'),
    await why(join(place, 'not-plugged-in')),
    await why(folder),
    await why(join(folder, 'within')),
    // Whoever runs this: nothing can be made there.
    await why('/proc'),
    await why(place, 'too short'),
    await why(place, 'aaaaaaaaaaaaaaaaaaaaaaaa'),
  ]).toEqual(['notAbsolute', 'missing', 'inside', 'inside', 'notWritable', 'weak', 'weak'])
  expect(readdirSync(place)).toEqual([])
  expect(await station.call('backupPlace', {})).toMatchObject({ ok: true, value: { folder: null, fault: null } })
  await station.stop()
  const other = await started(server, scratchFolder(), { name: 'chen' })
  expect(await other.station.call('setBackupPlace', { folder: place })).toMatchObject({
    ok: false,
    fault: { kind: 'notAllowed' },
  })
})

test('[SB-11] copies go there encrypted from then on, over restarts; the passphrase lies nowhere in the clear, and the console restores from there', async () => {
  const server = await world()
  const [folder, place] = [scratchFolder(), scratchFolder()]
  const first = await started(server, folder, { host: KEY_STORE })
  await first.station.must('reportIncident', { title: WORDS, category: '12G01' })
  expect(await first.station.call('backup', { path: null })).toMatchObject({ ok: true })
  const set = await first.station.call('setBackupPlace', { folder: place, passphrase: PASSPHRASE })
  expect(set).toMatchObject({
    ok: true,
    value: { folder: place, isEncrypted: true, keeper: 'keyStore', isGiven: false, isSameDisk: true, fault: null },
  })
  // At once, not in six hours.
  const copy = await copyOf(first.station)
  expect(copy.endsWith('.db.sealed')).toBe(true)
  const audits = first.station.items(AUDIT, {})
  await audits.until(() => audits.rows().some((row) => row.fields['event']?.value === 'setBackupPlace'))
  await first.station.stop()
  const files = (where: string) =>
    readdirSync(where, { recursive: true, encoding: 'utf8' })
      .map((name) => join(where, name))
      .filter((path) => statSync(path).isFile())
  const secret = Buffer.from(PASSPHRASE)
  const told = [secret, Buffer.from(secret.toString('base64'))]
  for (const path of [...files(folder), ...files(place)])
    for (const one of told) expect(readFileSync(path).includes(one), path).toBe(false)
  for (const path of files(place)) expect(readFileSync(path).includes(WORDS), path).toBe(false)
  expect(statSync(join(folder, BACKUP_SETTINGS_FILE)).mode & 0o077).toBe(0)

  const second = await started(server, folder, { host: KEY_STORE })
  expect(await second.station.call('backupPlace', {})).toMatchObject({ value: { folder: place, isEncrypted: true } })
  expect(await second.station.call('restoreBackup', { path: copy })).toMatchObject({ ok: true })
  await second.restarted
  await second.station.stop()
  const third = await started(server, folder, { host: KEY_STORE })
  const list = await third.station.call('backupList', {})
  expect(list).toMatchObject({ value: { restored: { from: copy, fault: null } } })
})

test('[SB-11] a passphrase the key store no longer opens copies nothing, least of all in the clear, and is set again', async () => {
  const server = await world()
  const [folder, place] = [scratchFolder(), scratchFolder()]
  const first = await started(server, folder, { host: KEY_STORE })
  expect(await first.station.call('setBackupPlace', { folder: place, passphrase: PASSPHRASE })).toMatchObject({
    ok: true,
  })
  await first.station.stop()
  // The station's own key is wrapped as well: it is put aside, as where a key store came later.
  writeFileSync(join(folder, 'station.key.was'), readFileSync(join(folder, 'station.key')))
  const path = join(folder, 'station.key')
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { wrapped: boolean; key: string }
  const plain = Buffer.from(kept.key, 'base64').map((byte) => byte ^ 0x5a)
  writeFileSync(path, JSON.stringify({ ...kept, wrapped: false, key: Buffer.from(plain).toString('base64') }))

  const second = await started(server, folder, { host: RESET })
  expect(await second.station.call('backupPlace', {})).toMatchObject({
    value: { folder: place, isEncrypted: true, fault: { kind: 'keyLocked' } },
  })
  const before = backupsIn(place).length
  expect(await second.station.call('backup', { path: null })).toMatchObject({ ok: true })
  expect(await second.station.call('setBackupPlace', { folder: place })).toMatchObject({
    ok: false,
    fault: { detail: { field: 'passphrase', why: 'again' } },
  })
  expect(backupsIn(place)).toHaveLength(before)
  // No key store gives it back here: it lies in a file of the account's own, and that is said.
  expect(await second.station.call('setBackupPlace', { folder: place, passphrase: PASSPHRASE })).toMatchObject({
    value: { keeper: 'file', fault: null },
  })
  await copyOf(second.station)
  expect(backupsIn(place)).toHaveLength(before + 1)
  expect(await second.station.call('setBackupPlace', { folder: null })).toMatchObject({ value: { folder: null } })
  expect(readdirSync(folder)).not.toContain(BACKUP_SETTINGS_FILE)
})

test('[SE-25] the authority of a closed network is chosen before joining; what is none is refused, and taken away it counts no more', async () => {
  const ca = scratchFolder()
  const issued = await issueCertificate(ca, 'server', ['127.0.0.1'], Date.now())
  if (!issued.ok) throw new Error(issued.fault.message)
  const tls = issued.value
  const server = await liveServer(scratchFolder(), 0, undefined, { tls })
  await officer(server, 'chen')
  const station = await liveStation(scratchFolder(), '甲席')
  const join1 = { server: server.url, code: server.code(), stationName: '甲席' }
  expect(await station.call('authority', {})).toEqual({ ok: true, value: null })
  expect(await station.call('join', join1)).toMatchObject({ ok: false, fault: { kind: 'linkLost' } })

  const why = async (pem: string): Promise<unknown> => {
    const done = await station.call('setAuthority', { pem })
    return done.ok ? 'set' : done.fault.detail?.['why']
  }
  const pem = readFileSync(tls.ca, 'utf8')
  const old = await issueCertificate(scratchFolder(), 'server', ['127.0.0.1'], Date.now() - 30 * 365 * 24 * 3_600_000)
  expect([
    await why('hello'),
    await why(readFileSync(tls.certificate, 'utf8')),
    await why(`${pem}\n${readFileSync(tls.key, 'utf8')}`),
    await why(old.ok ? readFileSync(old.value.ca, 'utf8') : ''),
  ]).toEqual(['unreadable', 'notAuthority', 'privateKey', 'expired'])
  const set = await station.call('setAuthority', { pem })
  expect(set).toMatchObject({
    ok: true,
    value: { isAuthority: true, fingerprint: expect.stringMatching(/^[0-9A-F:]{95}$/) },
  })
  expect(await station.call('join', join1)).toMatchObject({ ok: true })
  await station.until(({ link }) => link === 'linked')

  expect(await station.call('setAuthority', { pem: null })).toEqual({ ok: true, value: null })
  await station.until(({ link, linkFault }) => link !== 'linked' && linkFault !== null)
})
