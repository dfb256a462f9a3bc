// Backups of a station whose older journal lies in archives: taken along once, encrypted with the copy elsewhere, proved, put
// back, and taken anew after personal data was destroyed in one.
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Fault } from '../../../shared/base/fault.ts'
import { encryptFolder } from '../../../station/bin/encrypt-command.ts'
import { proveApart } from '../../../station/engine/apart.ts'
import type { BackupParts } from '../../../station/engine/backup-schedule.ts'
import { BackupSchedule } from '../../../station/engine/backup-schedule.ts'
import { backUpArchives } from '../../../station/store/archive-copies.ts'
import { archiveJournal } from '../../../station/store/archive-journal.ts'
import { backupsIn } from '../../../station/store/backups.ts'
import type { OpenOptions, OpenedStore } from '../../../station/store/open-store.ts'
import { proveBackup } from '../../../station/store/prove-backup.ts'
import { restoreDatabase } from '../../../station/store/restore-database.ts'
import { ROOT, runTool } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, SPACE, chain, must, open, options, rid, take, value } from './stores.ts'

const KEY = new TextEncoder().encode('a key of at least sixteen bytes')
const HOUR_MS = 3_600_000
const SECRET = '某甲一二三四'
const THEIRS = chain('other', [
  { record: 'i', fields: { sourceName: SECRET, title: 'a' } },
  { record: 'j', fields: { title: 'b' } },
])

interface Archiving extends OpenedStore {
  readonly folder: string
  readonly path: string
}

/** A station of which what is there lies in an archive. */
async function archiving(given: Partial<OpenOptions> = {}): Promise<Archiving> {
  const folder = scratchFolder()
  const opened = await open({ folder, ...given })
  opened.store.ensureSpace(SPACE)
  take(opened.store, THEIRS)
  const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
  const made = value(archiveJournal(opened, { folder, beforeMs: NOW_MS + 1, nowMs: NOW_MS + 1, random }))
  return { ...opened, folder, path: made.path }
}

interface Clocked {
  readonly schedule: BackupSchedule
  readonly told: Fault[]
  nowMs: number
}

function scheduleOf({ store, db, folder }: Archiving, given: Partial<BackupParts> = {}): Clocked {
  const told: Fault[] = []
  const clock = { nowMs: NOW_MS }
  const schedule = new BackupSchedule({
    store,
    shelf: db.shelf,
    folder,
    place: () => ({ folder: undefined, secret: undefined }),
    nowMs: () => clocked.nowMs,
    prove: (job, signal) => proveApart({ ...job, databaseKey: db.databaseKey }, signal),
    log: () => undefined,
    onFailed: (fault) => told.push(fault),
    ...given,
  })
  const clocked: Clocked = Object.assign(clock, { schedule, told })
  onTestFinished(() => schedule.stop())
  return clocked
}

function bodies({ store }: OpenedStore): readonly boolean[] {
  return ['i', 'j'].flatMap((id) =>
    store.history(SPACE, { kind: 'incident', id: rid(id) }).map(({ change }) => change.content !== null),
  )
}

test.each([undefined, new Uint8Array(32).fill(7)])(
  '[SB-10] a station takes its archives along, here and elsewhere, and a restore puts them back',
  async (databaseKey) => {
    const given = databaseKey === undefined ? {} : { databaseKey }
    const station = await archiving(given)
    const place = scratchFolder()
    const clocked = scheduleOf(station, { place: () => ({ folder: place, secret: KEY }) })
    for (let round = 0; round < 2; round += 1) {
      await clocked.schedule.look()
      clocked.nowMs += 6 * HOUR_MS
    }
    expect([clocked.told, clocked.schedule.report.last?.lacks]).toEqual([[], []])
    const own = readdirSync(join(station.folder, 'backups', 'archives'))
    expect(own).toEqual([expect.stringMatching(/^[0-9a-f]{24}-0\.fsarchive$/)])
    const [sealedIn = ''] = readdirSync(place).filter((name) => name.startsWith('archives-'))
    const [sealed = ''] = readdirSync(join(place, sealedIn))
    expect(sealed).toMatch(/^[0-9a-f]{24}-0\.fsarchive\.sealed$/)
    expect(readFileSync(join(place, sealedIn, sealed)).includes(SECRET)).toBe(false)
    expect(readFileSync(join(station.folder, 'backups', 'archives', own[0] ?? '')).includes(SECRET)).toBe(
      databaseKey === undefined,
    )
    expect(clocked.schedule.report.proved?.path).toMatch(/\.sealed$/)

    // The disk of the archives is gone; the place elsewhere has them.
    const [copy] = backupsIn(place)
    // Under the other key it was proved; its restore needs a key file, which this station has none of.
    if (databaseKey !== undefined) return
    station.store.close()
    rmSync(station.path)
    const restored = value(await restoreDatabase(copy?.path ?? '', options({ folder: station.folder }), KEY))
    expect(restored.archives.restored.map((path) => basename(path))).toEqual([basename(station.path)])
    expect(restored.archivesAway).toEqual([])
    expect(bodies(await open({ folder: station.folder }))).toEqual([true, true])
  },
)

test('[SB-10] what a station’s backup lacks is said, the restore names what is missing, and a later backup has it', async () => {
  const station = await archiving()
  renameSync(station.path, `${station.path}.aside`)
  const clocked = scheduleOf(station)
  await clocked.schedule.look()
  const named = [expect.stringMatching(/^archives\/journal-/)]
  // That it is away was told at the start.
  expect([clocked.told, clocked.schedule.report.last?.lacks]).toEqual([[], named])
  const target = scratchFolder()
  const from = clocked.schedule.report.last?.path ?? ''
  expect(value(await restoreDatabase(from, options({ folder: target }), undefined)).archivesAway).toEqual(named)
  renameSync(`${station.path}.aside`, station.path)
  clocked.nowMs += 6 * HOUR_MS
  await clocked.schedule.look()
  expect(clocked.schedule.report.last?.lacks).toEqual([])
  const again = value(await restoreDatabase(from, options({ folder: scratchFolder() }), undefined))
  expect([again.archives.restored.length, again.archivesAway]).toEqual([1, []])
})

test('[SB-10] after personal data was destroyed both places have the archive anew, and the old copies go', async () => {
  const station = await archiving()
  const place = scratchFolder()
  const clocked = scheduleOf(station, { place: () => ({ folder: place, secret: undefined }) })
  await clocked.schedule.look()
  station.store.erase(SPACE, [must(THEIRS[0]).id])
  station.store.scrub()
  clocked.nowMs += 6 * HOUR_MS
  await clocked.schedule.look()
  for (const folder of [join(station.folder, 'backups', 'archives'), join(place, 'archives')]) {
    const names = readdirSync(folder)
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{24}-1-[0-9a-f]{16}\.fsarchive$/)])
    expect(readFileSync(join(folder, names[0] ?? '')).includes(SECRET)).toBe(false)
  }
  expect(clocked.told).toEqual([])
})

test('[SB-10] [SB-9] a restore that fails leaves no archive behind', async () => {
  const station = await archiving()
  const to = join(scratchFolder(), 'one.db')
  value(await station.store.backup(to))
  value({ ok: true, value: await backUpArchives(station.db.shelf, station.folder, to, undefined) })
  const target = scratchFolder()
  const bad = join(scratchFolder(), 'no such folder')
  const refused = await restoreDatabase(to, { ...options({ folder: target }), random: () => fail(bad) }, undefined)
  expect(refused.ok).toBe(false)
  expect(readdirSync(target).filter((name) => name.startsWith('station.db'))).toEqual([])
  const archives = readdirSync(target).includes('archives') ? readdirSync(join(target, 'archives')) : []
  expect(archives).toEqual([])
})

test('[SB-10] a damaged copy fails the proof of a station’s backup, with what to do', async () => {
  const station = await archiving()
  const clocked = scheduleOf(station)
  await clocked.schedule.look()
  const folder = join(station.folder, 'backups', 'archives')
  const copy = join(folder, readdirSync(folder)[0] ?? '')
  const bytes = readFileSync(copy)
  writeFileSync(copy, bytes.fill(0xab, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 2_000))
  const backup = clocked.schedule.report.last?.path ?? ''
  const job = { backup, secret: undefined, pictures: undefined, scratch: scratchFolder(), nowMs: NOW_MS }
  expect(await proveBackup(job)).toMatchObject({
    fault: { kind: 'storeCorrupt', message: expect.stringMatching(/does not hold.*remove it, and the next backup/) },
  })
  const target = scratchFolder()
  expect(value(await restoreDatabase(backup, options({ folder: target }), undefined))).toMatchObject({
    archives: { restored: [], bad: [copy] },
    archivesAway: [expect.any(String)],
  })
  rmSync(copy)
  expect(value(await proveBackup(job)).archives).toEqual({ whole: [], lacks: [expect.any(String)] })
})

test('[ENC-1] [SB-10] encrypting a station names the plain copies of its archives too', async () => {
  const station = await archiving()
  await scheduleOf(station).schedule.look()
  station.store.close()
  const { left } = value(await encryptFolder(station.folder, new TextEncoder().encode('long enough a passphrase')))
  expect(left).toEqual([station.path, expect.stringMatching(/backups\/archives\/[0-9a-f]{24}-0\.fsarchive$/)])
})

test('[SB-10] on the command line a station’s backup and restore say what became of archives', async () => {
  const station = await archiving()
  station.store.close()
  const fengsui = (...args: readonly string[]) => runTool('node', ['station/bin/fengsui.ts', ...args], ROOT)
  const to = join(scratchFolder(), 'one.db')
  const made = await fengsui('backup', '--data', station.folder, '--to', to)
  expect(made.output).toContain('归档文件 journal archives: 新 new 1，已有 there already 0')
  const done = await fengsui('restore', '--data', scratchFolder(), '--from', to)
  expect([done.code, done.output]).toEqual([0, expect.stringContaining('归档文件已放回 journal archives put back: 1')])
}, 60_000)

function fail(path: string): never {
  throw new Error(path)
}
