// An officer encrypts the station's database from the console, or gives it a new key: the key is drawn while it runs, the start
// that follows turns everything.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import type { StationHost } from '../../../shared/host/host.ts'
import { AUDIT } from '../../../shared/model/audit.ts'
import { Encryption } from '../../../station/engine/encryption.ts'
import { nodeHost } from '../../../station/host/node-host.ts'
import { databaseKeys, hasDatabaseKey } from '../../../station/store/database-key.ts'
import type { DeskStation } from '../../support/desk-station.ts'
import { SPACE, deskStation } from '../../support/desk-station.ts'
import type { LiveServer } from '../../support/live-server.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const WORDS = '漳州化工泄漏，加密前所写'
const SECRET = new TextEncoder().encode('a passphrase of the centre')
const PASSWORD = 'a long password'

function turned(bytes: Uint8Array): Promise<Uint8Array> {
  return Promise.resolve(bytes.map((byte) => byte ^ 0x5a))
}
const KEY_STORE: StationHost = { ...nodeHost(), protect: turned, unprotect: turned }

function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    return statSync(path).isFile() && readFileSync(path).includes(text)
  })
}

interface Start {
  readonly host?: StationHost
  readonly databaseSecret?: Uint8Array
}

/** A station on a folder, signed in as `name`; `restarted` resolves when it is to start again. */
async function started(
  server: LiveServer,
  folder: string,
  name: string,
  how: Start,
): Promise<{ readonly station: DeskStation; readonly restarted: Promise<void> }> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const station = await deskStation({ folder, name: '甲席', server, agency: CENTRE, restart: resolve, ...how })
  expect(await station.call('signIn', { name, password: PASSWORD })).toMatchObject({ ok: true })
  return { station, restarted: promise }
}

async function people(server: LiveServer): Promise<void> {
  await officer(server, 'lin', 'commander')
  await officer(server, 'chen', 'dutyOfficer')
}

function must<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!result.ok) throw new Error(JSON.stringify(result))
  return result.value
}

test('[ENC-7] a station with a key store is encrypted by order; its next start needs nobody, and the code opens it without the store', async () => {
  const server = await liveServer(scratchFolder())
  await people(server)
  const folder = scratchFolder()
  const first = await started(server, folder, 'lin', { host: KEY_STORE })
  const incident = await first.station.must('reportIncident', { title: WORDS, category: '12G01' })
  expect(must(await first.station.call('encryption', {}))).toEqual({ isEncrypted: false, keeper: 'keyStore' })
  // Two windows at once: one code is told, and it is the one that counts.
  const orders = await Promise.all([1, 2].map(() => first.station.call('encryptDatabase', {})))
  const { recoveryCode } = must(orders.find(({ ok }) => ok) ?? { ok: false })
  expect(orders.filter(({ ok }) => !ok)).toMatchObject([{ fault: { kind: 'busy' } }])
  await first.restarted
  await first.station.stop()

  const second = await started(server, folder, 'lin', { host: KEY_STORE })
  expect(must(await second.station.call('encryption', {}))).toEqual({ isEncrypted: true, keeper: 'keyStore' })
  expect(second.station.engine.store.read(SPACE as never, 'incident', incident as never)).toBeDefined()
  expect(filesWith(folder, WORDS)).toEqual([])
  expect(filesWith(folder, recoveryCode)).toEqual([])
  const audits = second.station.items(AUDIT, {})
  await audits.until(() => audits.rows().some((row) => JSON.stringify(row).includes('encryptDatabase')))
  await second.station.stop()

  const code = new TextEncoder().encode(recoveryCode.toLowerCase())
  expect(must(await databaseKeys(folder, { withoutKey: true }, code))?.key).toHaveLength(32)
  expect(await databaseKeys(folder, { withoutKey: true }, SECRET)).toMatchObject({ ok: false })
})

test('[ENC-7] an encrypted station gets a new key by order: the code before opens nothing any more', async () => {
  const server = await liveServer(scratchFolder())
  await people(server)
  const folder = scratchFolder()
  const codes: string[] = []
  for (let turn = 0; turn < 2; turn += 1) {
    const { station, restarted } = await started(server, folder, 'lin', { databaseSecret: SECRET })
    expect(must(await station.call('encryption', {}))).toEqual({ isEncrypted: turn > 0, keeper: 'passphrase' })
    codes.push(must(await station.call('encryptDatabase', {})).recoveryCode)
    await restarted
    await station.stop()
  }
  const again = await started(server, folder, 'lin', { databaseSecret: SECRET })
  await again.station.stop()
  const [old = '', fresh = ''] = codes
  const byOld = deskStation({
    ...{ folder, name: '甲席', server, agency: CENTRE },
    databaseSecret: new TextEncoder().encode(old),
  })
  await expect(byOld).rejects.toThrow('keyLocked')
  await started(server, folder, 'lin', { databaseSecret: new TextEncoder().encode(fresh) })
})

test('[ENC-7] where nothing would open the key again, or the officer has no right, nothing is changed', async () => {
  const server = await liveServer(scratchFolder())
  await people(server)
  const folder = scratchFolder()
  const plain = await started(server, folder, 'lin', {})
  expect(must(await plain.station.call('encryption', {}))).toEqual({ isEncrypted: false, keeper: null })
  expect(await plain.station.call('encryptDatabase', {})).toMatchObject({ ok: false, fault: { kind: 'wrongState' } })
  await plain.station.stop()
  const other = await started(server, folder, 'chen', { host: KEY_STORE })
  expect(await other.station.call('encryptDatabase', {})).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
  expect(hasDatabaseKey(folder)).toBe(false)
  await other.station.stop()
})

test('[ENC-7] on a disk without room for the copy the order is refused, and nothing is changed', async () => {
  const server = await liveServer(scratchFolder())
  await people(server)
  const folder = scratchFolder()
  const { station } = await started(server, folder, 'lin', {})
  const parts = {
    ...{ folder, databaseKey: undefined, secret: SECRET, hooks: {} },
    random: (count: number) => new Uint8Array(count),
    restart: () => expect.unreachable(),
  }
  const full = new Encryption({ ...parts, freeBytes: () => 1_000 })
  expect(await full.order()).toMatchObject({ ok: false, fault: { kind: 'diskFull', detail: { free: 1_000 } } })
  const alone = new Encryption({ ...parts, restart: undefined })
  expect(await alone.order()).toMatchObject({ ok: false, fault: { kind: 'wrongState' } })
  expect(hasDatabaseKey(folder)).toBe(false)
  await station.stop()
})
