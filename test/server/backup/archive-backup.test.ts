// Backups of a server whose older journal lies in archives: each archive is taken along once, proved, put back, taken anew after
// personal data was destroyed in it, and let go with the last backup that names it.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeBackup } from '../../../server/backup/make-backup.ts'
import { proveBackup } from '../../../server/backup/prove.ts'
import { restoreServer } from '../../../server/backup/restore.ts'
import type { ScheduleParts } from '../../../server/backup/schedule.ts'
import { BackupSchedule } from '../../../server/backup/schedule.ts'
import { sealerOf } from '../../../server/backup/secret.ts'
import { proveApart } from '../../../server/bin/prove-apart.ts'
import { archiveJournal, unarchiveJournal } from '../../../server/log/archive-journal.ts'
import { random } from '../../../server/log/node-crypto.ts'
import type { SqliteLog } from '../../../server/log/sqlite-log.ts'
import { openSqliteLog } from '../../../server/log/sqlite-log.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import { NOW_MS, SPACE, allChanges, author, push } from '../../contract/server-log-world.ts'
import type { ChainAuthor } from '../../support/chain-author.ts'
import { LogJudge } from '../../support/log-judge.ts'
import { ROOT, runTool } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'

const KEY = new TextEncoder().encode('a key of at least sixteen bytes')
const HOUR_MS = 3_600_000
const SECRET = '某甲一二三四'

function got<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

function open(folder: string): SqliteLog {
  const log = got(openSqliteLog(folder, Date.now(), random))
  onTestFinished(() => log.close())
  return log
}

interface Archiving {
  readonly folder: string
  readonly one: ChainAuthor
  readonly path: string
}

/** A folder a server worked in and left, with what was there in an archive. */
async function archiving(): Promise<Archiving> {
  const folder = scratchFolder()
  const one = author()
  one.write('incident', 'i', { sourceName: SECRET, title: 'a' })
  one.write('incident', 'j', { title: 'b' })
  const log = open(folder)
  await push({ log, judge: new LogJudge().knows(one), place: { open: async () => log } }, one)
  await log.close()
  return { folder, one, path: archive(folder) }
}

function archive(folder: string): string {
  return got(archiveJournal({ folder, beforeMs: NOW_MS + 1, nowMs: NOW_MS + 1 })).path
}

/** Destroys what the first change says, as a server does on an order. */
async function destroy({ folder, one }: Archiving): Promise<void> {
  const log = open(folder)
  const changes = [one.changes[0]?.id ?? asId<never>('')]
  await log.erase(SPACE, [{ kind: 'incident', id: asId('i'), changes }])
  await log.close()
}

async function bodies(folder: string): Promise<readonly boolean[]> {
  const log = open(folder)
  const changes = await allChanges(log)
  await log.close()
  return changes.map(({ body }) => body !== null)
}

function backUp(data: string, to: string, secret?: Uint8Array) {
  return makeBackup({ data, to, sealer: secret === undefined ? undefined : sealerOf(secret) })
}

function prove(backup: string, secret?: Uint8Array) {
  return proveBackup({ backup, secret, pictures: undefined, scratch: join(scratchFolder(), 'p'), nowMs: NOW_MS })
}

interface Clocked {
  readonly schedule: BackupSchedule
  readonly place: string
  readonly told: string[]
  nowMs: number
}

function scheduleOf(log: SqliteLog, data: string, given: Partial<ScheduleParts> = {}): Clocked {
  const clocked = { place: join(data, 'backups'), told: [] as string[], nowMs: Date.UTC(2026, 10, 1) }
  const schedule = new BackupSchedule({
    data,
    folder: clocked.place,
    secret: undefined,
    notes: log.access,
    nowMs: () => made.nowMs,
    prove: proveApart,
    log: (_, message, failed) => clocked.told.push(failed ? `FAILED ${message}` : message),
    ...given,
  })
  const made: Clocked = Object.assign(clocked, { schedule })
  onTestFinished(() => schedule.stop())
  return made
}

test.each([
  [undefined, 'archives'],
  [KEY, expect.stringMatching(/^archives-[0-9a-f]{8}$/)],
])(
  '[SB-10] an archive is copied once for all backups, proved with each, and put back with any',
  async (secret, kind) => {
    const { folder, path } = await archiving()
    const place = scratchFolder()
    const [first, second] = [join(place, '1.db'), join(place, '2.db')]
    expect(got(await backUp(folder, first, secret)).archives).toEqual({ copied: 1, alreadyThere: 0, lacks: [] })
    expect(got(await backUp(folder, second, secret)).archives).toEqual({ copied: 0, alreadyThere: 1, lacks: [] })
    const folders = readdirSync(place).filter((name) => name.startsWith('archives'))
    expect(folders).toEqual([kind])
    const copies = readdirSync(join(place, folders[0] ?? ''))
    expect(copies).toEqual([expect.stringMatching(/^[0-9a-f]{24}-0\.fsarchive(\.sealed)?$/)])
    const copy = join(place, folders[0] ?? '', copies[0] ?? '')
    expect(readFileSync(copy).includes(SECRET)).toBe(secret === undefined)
    for (const backup of [first, second])
      expect(got(await prove(backup, secret)).archives).toEqual({ whole: [expect.any(String)], lacks: [] })

    const elsewhere = scratchFolder()
    const restored = got(await restoreServer(elsewhere, second, secret, NOW_MS))
    expect([restored.archives, restored.archivesAway]).toEqual([
      { restored: [join(elsewhere, 'archives', basename(path))], bad: [] },
      [],
    ])
    expect(readdirSync(join(elsewhere, 'archives'))).toEqual([basename(path)])
    expect(await bodies(elsewhere)).toEqual([true, true])
    // Where it is there already nothing is brought, and a file of its name that is something else stays.
    expect(got(await restoreServer(elsewhere, second, secret, NOW_MS)).archives.restored).toEqual([])
    writeFileSync(join(elsewhere, 'archives', basename(path)), 'something else')
    expect(got(await restoreServer(elsewhere, second, secret, NOW_MS))).toMatchObject({
      archives: { restored: [] },
      archivesAway: [expect.stringMatching(/^archives\/journal-/)],
    })

    // One spoiled byte is found by the proof, which says what to do; then it is taken anew.
    const bytes = readFileSync(copy)
    bytes.fill(0xab, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 2_000)
    writeFileSync(copy, bytes)
    expect(await prove(second, secret)).toMatchObject({
      fault: { kind: 'storeCorrupt', message: expect.stringMatching(/does not hold.*remove it, and the next backup/) },
    })
    expect(got(await restoreServer(scratchFolder(), second, secret, NOW_MS))).toMatchObject({
      archives: { restored: [], bad: [copy] },
      archivesAway: [expect.any(String)],
    })
    rmSync(copy)
    expect(got(await prove(second, secret)).archives).toMatchObject({ whole: [], lacks: [expect.any(String)] })
    expect(got(await backUp(folder, join(place, '3.db'), secret)).archives.copied).toBe(1)
    expect(got(await prove(second, secret)).archives.whole).toHaveLength(1)
  },
)

test('[SB-10] a backup is made while an archive is away, says so, and a later one makes it good', async () => {
  const { folder, path } = await archiving()
  const log = open(folder)
  renameSync(path, `${path}.aside`)
  const clocked = scheduleOf(log, folder)
  await clocked.schedule.look()
  const named = [expect.stringMatching(/^archives\/journal-/)]
  expect(clocked.schedule.state).toMatchObject({ last: { lacks: named }, proved: {}, problem: null })
  expect(clocked.told).toEqual(['FAILED backup made', 'backup proved by restoring it'])
  renameSync(`${path}.aside`, path)
  clocked.nowMs += HOUR_MS
  await clocked.schedule.look()
  expect(clocked.schedule.state.last?.lacks).toEqual([])
  // Away again, the place has it.
  renameSync(path, `${path}.aside`)
  clocked.nowMs += HOUR_MS
  await clocked.schedule.look()
  expect(clocked.schedule.state.last?.lacks).toEqual([])
  expect(clocked.told.slice(2)).toEqual(['backup made', 'backup made'])
})

test('[SB-10] after personal data was destroyed in an archive the old copy goes, as soon as the new one is proved', async () => {
  const archived = await archiving()
  const { folder } = archived
  const log = open(folder)
  let isBroken = false
  const clocked = scheduleOf(log, folder, {
    prove: (job, signal) =>
      isBroken
        ? Promise.resolve({ ok: false, fault: { kind: 'diskFull', message: 'no room to prove' } })
        : proveApart(job, signal),
  })
  const copies = (): readonly string[] => readdirSync(join(clocked.place, 'archives'))
  await clocked.schedule.look()
  const [before = ''] = copies()
  expect(readFileSync(join(clocked.place, 'archives', before)).includes(SECRET)).toBe(true)
  await log.erase(SPACE, [
    { kind: 'incident', id: asId('i'), changes: [archived.one.changes[0]?.id ?? asId<never>('')] },
  ])
  isBroken = true
  clocked.nowMs += HOUR_MS
  await clocked.schedule.look()
  // The new copy counts when it holds, not before.
  expect(copies()).toHaveLength(2)
  isBroken = false
  clocked.nowMs += HOUR_MS
  await clocked.schedule.look()
  expect(copies()).toEqual([expect.stringMatching(/^[0-9a-f]{24}-1-[0-9a-f]{16}\.fsarchive$/)])
  expect(readFileSync(join(clocked.place, 'archives', copies()[0] ?? '')).includes(SECRET)).toBe(false)
  // The oldest backup, restored, no longer brings it back.
  const [oldest = ''] = readdirSync(clocked.place).filter((name) => name.endsWith('.db'))
  const elsewhere = scratchFolder()
  expect(got(await restoreServer(elsewhere, join(clocked.place, oldest), undefined, NOW_MS)).archivesAway).toEqual([])
  expect(await bodies(elsewhere)).toEqual([false, true])
})

test('[SB-10] an older copy put in the place of an archive brings nothing back into the backups', async () => {
  const archived = await archiving()
  const { folder, path } = archived
  const place = scratchFolder()
  const older = join(scratchFolder(), 'older')
  copyFileSync(path, older)
  await destroy(archived)
  expect(got(await backUp(folder, join(place, '1.db'))).archives.copied).toBe(1)
  copyFileSync(older, path)
  expect(got(await backUp(folder, join(place, '2.db'))).archives.alreadyThere).toBe(1)
  const [copy = ''] = readdirSync(join(place, 'archives'))
  expect(readFileSync(join(place, 'archives', copy)).includes(SECRET)).toBe(false)
})

test('[SB-10] copies go with the last backup that names them; what a list does not tell keeps all', async () => {
  const { folder, path } = await archiving()
  const place = join(folder, 'backups')
  mkdirSync(place)
  const policy = { everyMs: HOUR_MS, proveEveryMs: 1e12, keep: { hourly: 2, daily: 1, weekly: 1 } }
  let log = open(folder)
  let clocked = scheduleOf(log, folder, { policy })
  await clocked.schedule.look()
  const byHand = join(place, 'by-hand.db')
  got(await backUp(folder, byHand))
  await log.close()
  got(unarchiveJournal(folder, 1))
  rmSync(path)
  log = open(folder)
  const { nowMs } = clocked
  clocked = scheduleOf(log, folder, { policy })
  const copies = (): number => readdirSync(join(place, 'archives')).length
  for (let hour = 1; hour <= 3; hour += 1) {
    clocked.nowMs = nowMs + hour * HOUR_MS
    await clocked.schedule.look()
  }
  // The scheduled one that named it is gone with its list; the one made by hand keeps it.
  expect(readdirSync(place).filter((name) => name.endsWith('.archives'))).toEqual(['by-hand.db.archives'])
  expect(copies()).toBe(1)
  rmSync(byHand)
  writeFileSync(join(place, 'foreign.archives'), '{"format":2}')
  const step = async (hour: number): Promise<void> => {
    clocked.nowMs = nowMs + hour * HOUR_MS
    await clocked.schedule.look()
  }
  // A list of a backup that is not there counts until the next start; one that cannot be read, always.
  await step(4)
  expect(copies()).toBe(1)
  writeFileSync(join(place, 'foreign'), 'a backup of a newer program')
  await clocked.schedule.start()
  expect(existsSync(join(place, 'by-hand.db.archives'))).toBe(false)
  await step(5)
  expect(copies()).toBe(1)
  rmSync(join(place, 'foreign.archives'))
  await step(6)
  expect(copies()).toBe(0)
})

test('[SB-10] on the command line a backup, a proof and a restore say what became of archives', async () => {
  const { folder, path } = await archiving()
  const server = (...args: readonly string[]) => runTool('node', ['server/bin/server.ts', ...args], ROOT)
  const to = join(scratchFolder(), 'one.db')
  expect((await server('backup', '--data', folder, '--to', to)).output).toContain(
    '归档文件 journal archives: 新 new 1，已有 there already 0',
  )
  expect((await server('prove', '--from', to)).output).toContain('归档文件逐个核对无误 journal archives verified: 1')
  const target = scratchFolder()
  expect((await server('restore', '--data', target, '--from', to)).output).toContain(
    '归档文件已放回 journal archives put back: 1',
  )
  renameSync(path, `${path}.aside`)
  const lacking = join(scratchFolder(), 'two.db')
  const made = await server('backup', '--data', folder, '--to', lacking)
  expect([made.code, made.output]).toEqual([
    0,
    expect.stringMatching(/备份缺少归档文件 The backup lacks a journal archive: archives\/journal-.*cannot be read/),
  ])
  expect((await server('prove', '--from', lacking)).output).toMatch(/The backup lacks a journal archive: archives\//)
}, 60_000)
