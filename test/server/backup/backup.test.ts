// Backups of a real server on a real disk: made beside writing stations, proved, broken, restored, and told about.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { listBackups, makeBackup } from '../../../server/backup/make-backup.ts'
import type { ProofJob } from '../../../server/backup/prove.ts'
import { proveBackup } from '../../../server/backup/prove.ts'
import { restoreServer } from '../../../server/backup/restore.ts'
import type { ScheduleParts } from '../../../server/backup/schedule.ts'
import { BackupSchedule } from '../../../server/backup/schedule.ts'
import { sealerOf } from '../../../server/backup/secret.ts'
import { proveApart } from '../../../server/bin/prove-apart.ts'
import { startServer } from '../../../server/bin/start-server.ts'
import { FaultError } from '../../../shared/base/fault.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { LiveServer } from '../../support/live-server.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { joined, officer, signedIn } from '../../support/server-people.ts'
import { FUJIAN } from '../../support/sync-station.ts'

const KEY = new TextEncoder().encode('a key of at least sixteen bytes')
const HOUR_MS = 3_600_000
const NEVER = new AbortController().signal

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

function job(backup: string, scratch: string, given: Partial<ProofJob> = {}): ProofJob {
  return { backup, secret: undefined, pictures: undefined, scratch, nowMs: Date.now(), ...given }
}

/** Turns bytes in the middle of a file, as a bad disk does. */
function damage(path: string): void {
  const bytes = readFileSync(path)
  const at = Math.floor(bytes.length / 2)
  bytes.fill(0xab, at, at + 3_000)
  writeFileSync(path, bytes)
}

/** An attachment's file as the server keeps it. */
function keepFile(data: string, content: string, name = createHash('sha256').update(content).digest('hex')): string {
  const folder = join(data, 'files', 'a'.repeat(24), name.slice(0, 2))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), content)
  return join('a'.repeat(24), name.slice(0, 2), name)
}

interface Clocked {
  readonly schedule: BackupSchedule
  readonly place: string
  readonly told: string[]
  nowMs: number
}

function scheduleOf(server: LiveServer, data: string, given: Partial<ScheduleParts> = {}): Clocked {
  const clocked = { place: join(data, 'backups'), told: [] as string[], nowMs: Date.UTC(2026, 10, 1) }
  const schedule = new BackupSchedule({
    data,
    folder: clocked.place,
    secret: undefined,
    notes: server.log.access,
    nowMs: () => made.nowMs,
    prove: proveApart,
    log: (_, message, failed) => clocked.told.push(failed ? `FAILED ${message}` : message),
    ...given,
  })
  const made: Clocked = Object.assign(clocked, { schedule })
  onTestFinished(() => schedule.stop())
  return made
}

test('[SB-1] [SB-3] beside a server that is written to, a backup is of one moment and proves itself', async () => {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  const wang = await officer(server, 'wang')
  const a = await joined(server, 'A')
  await signedIn(a, 'wang')
  for (let index = 0; index < 200; index += 1) a.write('incident', `i${index}`, { title: 'x'.repeat(2_000) }, wang)
  await a.until(() => a.store.facts(FUJIAN).waiting === 0)
  const to = join(scratchFolder(), 'one.db')
  const making = makeBackup({ data: folder, to, sealer: undefined })
  for (let index = 0; index < 100; index += 1) a.write('incident', `later${index}`, { title: 'meanwhile' }, wang)
  await a.until(() => a.store.facts(FUJIAN).waiting === 0)
  const made = value(await making)
  const fujian = made.pictures.find(({ space }) => space === FUJIAN)
  expect(fujian?.records).toBeGreaterThanOrEqual(200)
  expect(await server.log.tip(FUJIAN)).toBeGreaterThanOrEqual(300)
  // In a thread, as the server does it.
  const proof = value(await proveApart(job(to, join(folder, 'proving'), { pictures: made.pictures }), NEVER))
  expect(proof.pictures.toSorted((x, y) => (x.space < y.space ? -1 : 1))).toEqual(made.pictures)
  expect(readdirSync(folder).filter((name) => /proving|backing-up/.test(name))).toEqual([])
  // Another moment's picture is not this one's.
  const wrong = made.pictures.map((one) => (one.space === FUJIAN ? { ...one, digest: '00'.repeat(32) } : one))
  expect(await proveBackup(job(to, join(folder, 'proving'), { pictures: wrong }))).toMatchObject({
    ok: false,
    fault: { kind: 'storeCorrupt', detail: { space: FUJIAN } },
  })
})

test('[SB-2] [SB-3] by the clock: one an hour, kept by rule, one a day proved, remembered over a restart', async () => {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  let proofs = 0
  const parts: Partial<ScheduleParts> = {
    policy: { everyMs: HOUR_MS, proveEveryMs: 24 * HOUR_MS, keep: { hourly: 3, daily: 2, weekly: 1 } },
    prove(given) {
      proofs += 1
      return proveBackup(given)
    },
  }
  const clocked = scheduleOf(server, folder, parts)
  mkdirSync(clocked.place)
  writeFileSync(join(clocked.place, 'server-20261001T000000Z.db.part'), 'left behind by a cut')
  await clocked.schedule.start()
  const beganMs = clocked.nowMs
  for (let half = 0; half <= 2 * 30; half += 1) {
    clocked.nowMs = beganMs + (half * HOUR_MS) / 2
    await clocked.schedule.look()
  }
  const kept = listBackups(clocked.place).map(({ madeMs }) => (madeMs - beganMs) / HOUR_MS)
  expect(kept).toEqual([30, 29, 28, 23])
  expect(proofs).toBe(2)
  expect(readdirSync(clocked.place).filter((name) => name.includes('.part'))).toEqual([])
  expect(clocked.schedule.state).toMatchObject({ last: { madeMs: beganMs + 30 * HOUR_MS }, problem: null })
  // A clock that ran ahead for a while: the next is made, and nothing else goes for it.
  clocked.nowMs = beganMs - 400 * 24 * HOUR_MS
  await clocked.schedule.look()
  expect(listBackups(clocked.place).map(({ madeMs }) => (madeMs - beganMs) / HOUR_MS)).toEqual([...kept, -9_600])
  const again = scheduleOf(server, folder)
  await again.schedule.start()
  expect(again.schedule.state).toEqual(clocked.schedule.state)
})

test('[SB-3] one that does not restore, or cannot be made, is told until one holds again', async () => {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  let isBad = true
  const clocked = scheduleOf(server, folder, {
    prove(given, signal) {
      // The disk spoils what was written.
      if (isBad) damage(given.backup)
      return proveApart(given, signal)
    },
  })
  await clocked.schedule.look()
  expect(clocked.schedule.state).toMatchObject({ proved: null, problem: { step: 'prove' } })
  expect(clocked.told).toContain('FAILED the backup does not restore')
  isBad = false
  clocked.nowMs += HOUR_MS
  await clocked.schedule.look()
  expect(clocked.schedule.state).toMatchObject({ proved: { madeMs: clocked.nowMs }, problem: null })
  // A place that cannot be written.
  const blocked = scratchFolder({ file: 'no folder' })
  const other = scheduleOf(server, folder, { folder: join(blocked, 'file') })
  await other.schedule.look()
  expect(other.schedule.state).toMatchObject({ last: null, problem: { step: 'make' } })
  expect(other.told).toEqual(['FAILED no backup could be made'])
  // Not again at once.
  await other.schedule.look()
  expect(other.told).toHaveLength(1)
})

test('[SB-3] /health and /metrics tell the age of the newest backup and of the newest proof', async () => {
  const folder = scratchFolder()
  const place = scratchFolder()
  const started = value(
    await startServer({
      folder,
      host: '127.0.0.1',
      port: 0,
      embedded: false,
      demo: undefined,
      logger: pino({ level: 'silent' }),
      nowMs: Date.now,
      backups: { folder: place, secret: KEY },
    }),
  )
  onTestFinished(() => started.close())
  const health = async (): Promise<unknown> =>
    ((await (await fetch(`${started.url}/health`)).json()) as { backup: unknown }).backup
  const gauge = async (name: string): Promise<string | undefined> => {
    const text = await (await fetch(`${started.url}/metrics`)).text()
    return new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
  }
  expect(await health()).toEqual({
    status: 'none yet',
    ageMs: null,
    provedAgeMs: null,
    archivesLacking: 0,
    fault: null,
  })
  expect(await gauge('fengsui_backup_age_seconds')).toBe('+Inf')
  await started.backups.look()
  expect(await health()).toMatchObject({ status: 'ok', ageMs: expect.any(Number), provedAgeMs: expect.any(Number) })
  expect(Number(await gauge('fengsui_backup_age_seconds'))).toBeLessThan(60)
  expect(await gauge('fengsui_backup_failed')).toBe('0')
  const [name = ''] = readdirSync(place)
  expect(name).toMatch(/^server-\d{8}T\d{6}Z\.db\.sealed$/)
  expect(readFileSync(join(place, name)).includes('SQLite format 3')).toBe(false)
})

test('[SB-4] an encrypted backup restores with its key alone; altered, cut or foreign ones change nothing', async () => {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  await officer(server, 'wang')
  const place = scratchFolder()
  const to = join(place, 'one.db.sealed')
  value(await makeBackup({ data: folder, to, sealer: sealerOf(KEY) }))
  await server.close()
  const before = readdirSync(folder).toSorted()
  const database = readFileSync(join(folder, 'server.db'))
  const whole = readFileSync(to)
  const restore = (secret: Uint8Array | undefined) => restoreServer(folder, to, secret, Date.now())
  expect(await restore(undefined)).toMatchObject({
    ok: false,
    fault: { message: expect.stringContaining('encrypted') },
  })
  expect(await restore(new TextEncoder().encode('some other key of bytes'))).toMatchObject({
    ok: false,
    fault: { message: expect.stringContaining('the key is not the one') },
  })
  const altered = Buffer.from(whole)
  altered.writeUInt8(altered.readUInt8(70) ^ 1, 70)
  for (const bad of [altered, whole.subarray(0, -1), Buffer.from('rubbish')]) {
    writeFileSync(to, bad)
    expect((await restore(KEY)).ok).toBe(false)
  }
  expect(readdirSync(folder).toSorted()).toEqual(before)
  expect(readFileSync(join(folder, 'server.db')).equals(database)).toBe(true)
  writeFileSync(to, whole)
  expect((await restore(KEY)).ok).toBe(true)
})

test('[SB-5] a restored server keeps what was there, has a new epoch, and stations bring back what came after', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const port = Number(new URL(first.url).port)
  const wang = await officer(first, 'wang')
  const a = await joined(first, 'A')
  await signedIn(a, 'wang')
  a.write('incident', 'old', { title: 'before the backup' }, wang)
  await a.until(() => a.store.facts(FUJIAN).waiting === 0)
  const to = join(scratchFolder(), 'one.db')
  const made = value(await makeBackup({ data: folder, to, sealer: undefined }))
  a.write('incident', 'new', { title: 'after the backup' }, wang)
  await a.until(() => a.store.facts(FUJIAN).waiting === 0)
  expect(await restoreServer(folder, to, undefined, Date.now())).toMatchObject({
    ok: false,
    fault: { kind: 'folderInUse' },
  })
  const { epoch } = first.log
  await first.close()
  const done = value(await restoreServer(folder, to, undefined, Date.now()))
  expect(done.epoch).not.toBe(epoch)
  expect(done.pictures.toSorted((x, y) => (x.space < y.space ? -1 : 1))).toEqual(made.pictures)
  expect(readdirSync(done.kept ?? '').toSorted()).toEqual([
    'gateways.sqlite',
    'server.db',
    'server.key',
    'server.mark',
    'snapshots',
  ])
  const second = await liveServer(folder, port)
  expect([second.log.epoch, second.log.restoredAtMs > 0]).toEqual([done.epoch, true])
  await a.until(() => a.store.facts(FUJIAN).cursor?.epoch === done.epoch && a.store.facts(FUJIAN).waiting === 0)
  for (const record of ['old', 'new']) expect(await second.log.record(FUJIAN, 'incident', asId(record))).toBeDefined()
  // Into an empty folder, on another machine: the same server.
  const elsewhere = scratchFolder()
  expect(value(await restoreServer(elsewhere, to, undefined, Date.now())).kept).toBeNull()
  expect((await liveServer(elsewhere)).log.station).toBe(second.log.station)
})

test('[SB-6] files are copied once, damaged ones are left out and named, and come back with the database', async () => {
  const folder = scratchFolder()
  await (await liveServer(folder)).close()
  const good = keepFile(folder, 'a photograph')
  const bad = keepFile(folder, 'spoiled', createHash('sha256').update('what it was').digest('hex'))
  mkdirSync(join(folder, 'files', 'a'.repeat(24), 'partial'))
  writeFileSync(join(folder, 'files', 'a'.repeat(24), 'partial', 'half'), 'half')
  const place = scratchFolder()
  const make = async (name: string, secret: Uint8Array | undefined) => {
    const sealer = secret === undefined ? undefined : sealerOf(secret)
    return value(await makeBackup({ data: folder, to: join(place, name), sealer })).files
  }
  expect(await make('1.db', undefined)).toEqual({ copied: 1, alreadyThere: 0, bad: [bad] })
  expect(await make('2.db', undefined)).toEqual({ copied: 0, alreadyThere: 1, bad: [bad] })
  // Under a key, and under another, they are copied anew: one key opens everything of its backup.
  expect(await make('3.db', KEY)).toMatchObject({ copied: 1 })
  expect(await make('4.db', KEY)).toMatchObject({ copied: 0, alreadyThere: 1 })
  expect(await make('5.db', new TextEncoder().encode('the key of the next year'))).toMatchObject({ copied: 1 })
  for (const [name, secret] of [
    ['2.db', undefined],
    ['4.db', KEY],
  ] as const) {
    const elsewhere = scratchFolder()
    expect(value(await restoreServer(elsewhere, join(place, name), secret, Date.now())).files.bad).toEqual([])
    expect(readFileSync(join(elsewhere, 'files', good), 'utf8')).toBe('a photograph')
    expect(existsSync(join(elsewhere, 'files', bad))).toBe(false)
  }
})

test.each([undefined, KEY])(
  '[SB-8] gateways come back with the database; a damaged book changes nothing',
  async (secret) => {
    const data = scratchFolder()
    const server = await liveServer(data)
    const order = {
      order: 'save',
      kind: 'rest',
      name: '119',
      agency: 'fjyj',
      space: FUJIAN,
      settings: { port: 0 },
    } as const
    const { id } = value(await server.gateways.order(order, asId('')))
    const to = join(data, 'backups', 'server-20261126T080000Z.db')
    const sealer = secret === undefined ? undefined : sealerOf(secret)
    value(await makeBackup({ data, to, sealer }))
    expect(readFileSync(`${to}.gateways`).includes('SQLite format 3')).toBe(secret === undefined)
    value(await server.gateways.order({ order: 'remove', gateway: id, reason: '不再接入' }, asId('')))
    await server.close()

    const elsewhere = scratchFolder()
    value(await restoreServer(elsewhere, to, secret, Date.now()))
    const again = await liveServer(elsewhere)
    const { gateways = [] } = value(await again.gateways.order({ order: 'list' }, asId('')))
    expect(gateways.map((one) => [one.id, one.row.name])).toEqual([[id, '119']])
    await again.close()

    damage(`${to}.gateways`)
    const untouched = scratchFolder()
    expect(await restoreServer(untouched, to, secret, Date.now())).toMatchObject({
      ok: false,
      fault: { kind: 'fileUnreadable' },
    })
    expect(existsSync(join(untouched, 'server.db'))).toBe(false)
  },
)
