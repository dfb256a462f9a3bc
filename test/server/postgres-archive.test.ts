// Older journal of a server on a real PostgreSQL in archive files: moved only while no process runs, read by every process that
// has the file, destroyed in, backed up, moved to another store and put back.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeBackup } from '../../server/backup/make-backup.ts'
import { proveBackup } from '../../server/backup/prove.ts'
import { restoreServer } from '../../server/backup/restore.ts'
import { copyOutApart } from '../../server/bin/prove-apart.ts'
import type { Archived } from '../../server/log/archive-journal.ts'
import { moveStore } from '../../server/log/move.ts'
import { verifyArchiveFile } from '../../server/log/new-archive.ts'
import { openStore } from '../../server/log/open-store.ts'
import {
  archivePostgres,
  checkPostgresArchives,
  relinkPostgresArchive,
  unarchivePostgres,
} from '../../server/log/postgres/archive-journal.ts'
import { ask, openPool } from '../../server/log/postgres/connection.ts'
import type { StoreLog } from '../../server/log/server-log.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { NOW_MS, SPACE, allChanges, author, push } from '../contract/server-log-world.ts'
import type { ChainAuthor } from '../support/chain-author.ts'
import { livePostgres } from '../support/live-postgres.ts'
import { LogJudge } from '../support/log-judge.ts'
import { ROOT, runTool } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'

const postgres = await livePostgres()
const LATER_MS = NOW_MS + 1
const SECRET = '某甲一二三四'
const NEVER = new AbortController().signal

function got<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

function refusal(result: Result<unknown>): string {
  return result.ok ? 'ok' : `${result.fault.kind}: ${result.fault.message}`
}

async function open(folder: string, store?: string): Promise<StoreLog> {
  const log = got(await openStore({ folder, store, nowMs: Date.now }))
  onTestFinished(() => log.close())
  return log
}

interface Place {
  readonly url: string
  readonly folder: string
  readonly one: ChainAuthor
}

/** A database servers worked on and left: an incident with a name, and more in a second space. */
async function worked(records = 0): Promise<Place> {
  const place = { url: await postgres.database(), folder: scratchFolder() }
  const log = await open(place.folder, place.url)
  const one = author()
  one.write('incident', 'i', { sourceName: SECRET, title: 'a' })
  for (let index = 0; index < records; index += 1) one.write('incident', `r${index % 20}`, { title: `t${index}` })
  const judge = new LogJudge().knows(one)
  await push({ log, judge, place: { open: async () => log } }, one)
  await log.write(asId('directory'), [{ kind: 'agency', id: asId('a'), fields: { name: 'x' } }], asId(''), NOW_MS)
  const other: SpaceId = asId('other')
  await log.write(other, [{ kind: 'incident', id: asId('x'), fields: { title: 'elsewhere' } }], asId(''), NOW_MS)
  await log.close()
  return { ...place, one }
}

async function archive(place: Place, to?: string): Promise<Archived> {
  return got(await archivePostgres(place, { beforeMs: LATER_MS, nowMs: LATER_MS, to }))
}

async function everything(log: StoreLog) {
  const hex = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('hex')
  return {
    changes: (await allChanges(log)).map(({ header, body }) => [hex(header), hex(body)]),
    history: (await log.history(SPACE, 'incident', asId('i'), 0)).changes.map(({ body }) => hex(body)),
    other: (await log.page(asId('other'), 0, 9, 9, 9_999)).changes.map(({ body }) => hex(body)),
    picture: await log.picture(SPACE),
    tips: await log.tips(SPACE),
  }
}

async function everythingIn(folder: string, store?: string) {
  const log = await open(folder, store)
  const found = await everything(log)
  await log.close()
  return found
}

async function numberIn(url: string, sql: string): Promise<number | undefined> {
  const pool = openPool(url)
  try {
    const [row] = await ask<{ n: number }>(pool, sql)
    return row?.n
  } finally {
    await pool.end()
  }
}

function order(one: ChainAuthor) {
  return [{ kind: 'incident', id: asId<never>('i'), changes: [one.changes[0]?.id ?? asId<never>('')] }]
}

test('[SL-27] bodies leave the database, every answer stays, and they come back', async () => {
  const place = await worked(2_500)
  const before = await everythingIn(place.folder, place.url)
  const { number, report, database, path } = await archive(place)
  expect([number, report.changes, report.pieces.map(({ space }) => space).toSorted()]).toEqual([
    1,
    2_502,
    ['fujian', 'other'],
  ])
  expect(database).toMatchObject({ fault: null })
  expect(database.after).toBeLessThan(database.before)
  // Of the directory alone.
  expect(await numberIn(place.url, 'SELECT count(*) AS n FROM journal WHERE length(body) > 1')).toBe(1)
  expect(await everythingIn(place.folder, place.url)).toEqual(before)
  const log = await open(place.folder, place.url)
  // Counted with the bodies, not with what stands in their place.
  const page = await log.page(SPACE, 0, 3_000, 3_000, 10_000)
  const bytes = page.changes.reduce((sum, { header, body }) => sum + header.length + (body?.length ?? 0), 0)
  expect([bytes <= 10_000, page.upTo]).toEqual([true, page.changes.length])
  await log.close()
  expect(refusal(await archivePostgres(place, { beforeMs: LATER_MS, nowMs: LATER_MS }))).toMatch(/^nothingToChange/)
  expect(got(await checkPostgresArchives(place))).toMatchObject({ archives: [{ fault: null, due: 0 }], strays: [] })
  expect(got(await unarchivePostgres(place, 1)).count).toBe(2_502)
  expect(await everythingIn(place.folder, place.url)).toEqual(before)
  expect(got(verifyArchiveFile(path)).changes).toBe(2_502)
}, 60_000)

test('[SL-27] only while no server process runs; a program that does not know archives is shut out afterwards', async () => {
  const place = await worked()
  const log = await open(scratchFolder(), place.url)
  expect(refusal(await archivePostgres(place, { beforeMs: LATER_MS, nowMs: LATER_MS }))).toMatch(
    /^folderInUse: .*stop all of them first/,
  )
  await log.close()
  const readable = 'SELECT max(readable_from) AS n FROM fengsui_form'
  expect(await numberIn(place.url, readable)).toBe(1)
  await archive(place)
  expect(await numberIn(place.url, readable)).toBe(2)
  const empty = { url: await postgres.database(), folder: scratchFolder() }
  expect(refusal(await archivePostgres(empty, { beforeMs: LATER_MS, nowMs: LATER_MS }))).toMatch(/^notFound/)
  expect(refusal(await unarchivePostgres(place, 7))).toMatch(/^notFound/)
})

test('[SL-27] every process with the file reads it, in a folder they share; one without it works on and names it', async () => {
  const place = await worked()
  const before = await everythingIn(place.folder, place.url)
  // As with the folder of attachments: the data folders lead to one folder.
  const shared = scratchFolder()
  const [a, b, c] = [scratchFolder(), scratchFolder(), scratchFolder()]
  for (const folder of [a, b]) symlinkSync(shared, join(folder, 'archives'))
  await archive({ ...place, folder: a })
  const logs = await Promise.all([a, b].map((folder) => open(folder, place.url)))
  for (const log of logs) expect([await everything(log), log.archivesAway?.()]).toEqual([before, []])
  const without = await open(c, place.url)
  expect(without.archivesAway?.()).toEqual([expect.stringMatching(/^archives\/journal-/)])
  await expect(allChanges(without)).rejects.toThrow(/fileUnreadable: journal archive 1 \(archives\/.* cannot be read/)
  const { one } = place
  one.write('incident', 'later', { title: 'new' })
  const judge = new LogJudge().knows(one)
  expect((await push({ log: without, judge, place: { open: async () => without } }, one, 1)).refused).toEqual([])
  // Brought there, it is read without a restart.
  mkdirSync(join(c, 'archives'))
  symlinkSync(join(shared, readdirSync(shared)[0] ?? ''), join(c, 'archives', readdirSync(shared)[0] ?? ''))
  expect(await allChanges(without)).toHaveLength(2)
})

test('[SL-27] [SL-23] destroying reaches the archive, at once or with the next order or start; every process sees it', async () => {
  const place = await worked()
  const shared = scratchFolder()
  const other = scratchFolder()
  symlinkSync(shared, join(place.folder, 'archives'))
  const { path } = await archive(place)
  // The other process reaches the file itself by a link.
  mkdirSync(join(other, 'archives'))
  symlinkSync(path, join(other, 'archives', basename(path)))
  const away = join(scratchFolder(), 'aside')
  const logs = [await open(place.folder, place.url), await open(other, place.url)] as const
  for (const log of logs) await everything(log)
  renameSync(path, away)
  expect(await logs[0].erase(SPACE, order(place.one))).toEqual({ erased: 1, absent: 0, waiting: 1 })
  expect((await logs[1].history(SPACE, 'incident', asId('i'), 0)).changes.map(({ body }) => body)).toEqual([null])
  renameSync(away, path)
  await logs[1].settleArchives?.()
  expect(readFileSync(path).includes(SECRET)).toBe(false)
  expect(await numberIn(place.url, 'SELECT count(*) AS n FROM archive_due')).toBe(0)
  expect(got(verifyArchiveFile(path)).erased).toBe(1)
  for (const log of logs) await log.close()
  renameSync(path, away)
  expect(refusal(await unarchivePostgres(place, 1))).toMatch(/^notFound/)
  renameSync(away, path)
  // What was destroyed the journal no longer looks for there.
  expect(got(await unarchivePostgres(place, 1)).count).toBe(1)
  const log = await open(other, place.url)
  expect((await allChanges(log)).map(({ body }) => body)).toEqual([null])
})

test('[SL-27] [SB-7] [SB-10] a backup takes archives along, is proved, restored, and moved back into PostgreSQL', async () => {
  const place = await worked(50)
  const before = await everythingIn(place.folder, place.url)
  const { path } = await archive(place)
  const to = join(scratchFolder(), 'server.db')
  const backUp = (target: string) =>
    makeBackup({
      data: place.folder,
      to: target,
      sealer: undefined,
      copyOut: (work) => copyOutApart({ store: place.url, folder: work }, NEVER),
    })
  const running = await open(place.folder, place.url)
  const made = got(await backUp(to))
  expect(made.archives).toEqual({ copied: 1, alreadyThere: 0, lacks: [] })
  const scratch = join(scratchFolder(), 'p')
  const job = { backup: to, secret: undefined, pictures: made.pictures, scratch, nowMs: NOW_MS }
  expect(got(await proveBackup(job)).archives).toMatchObject({ whole: [expect.any(String)], lacks: [] })
  await running.close()
  const restored = scratchFolder()
  expect(got(await restoreServer(restored, to, undefined, NOW_MS))).toMatchObject({ archivesAway: [] })
  expect(await everythingIn(restored)).toEqual(before)
  const again = await postgres.database()
  got(await moveStore(restored, again, NOW_MS))
  expect(await everythingIn(scratchFolder(), again)).toEqual(before)

  // Away, the backup is made all the same.
  renameSync(path, `${path}.aside`)
  const lacking = got(await backUp(join(scratchFolder(), 'server.db')))
  expect(lacking.archives.lacks).toMatchObject([{ path: expect.stringMatching(/^archives\/journal-/) }])
}, 60_000)

test('[SL-27] moving to another store takes the archived bodies along, and is refused while one is away', async () => {
  const place = await worked(50)
  const before = await everythingIn(place.folder, place.url)
  const { path } = await archive(place)
  renameSync(path, `${path}.aside`)
  const target = scratchFolder()
  expect(refusal(await moveStore(place.url, target, NOW_MS, place.folder))).toMatch(
    /^fileUnreadable: journal archive 1/,
  )
  renameSync(`${path}.aside`, path)
  got(await moveStore(place.url, target, NOW_MS, place.folder))
  rmSync(path)
  expect(await everythingIn(target)).toEqual(before)
  expect(refusal(await archivePostgres(place, { beforeMs: LATER_MS, nowMs: LATER_MS }))).toMatch(/^wrongState/)
}, 60_000)

test('[SL-27] a cut while bodies are replaced loses nothing, and the next archive takes the rest', async () => {
  const place = await worked(50)
  const before = await everythingIn(place.folder, place.url)
  await archive(place)
  // As after a cut: every second body is still in the database.
  const whole = await postgres.database()
  const restored = scratchFolder()
  got(await moveStore(place.url, restored, NOW_MS, place.folder))
  got(await moveStore(restored, whole, NOW_MS))
  const cut = { ...place, url: whole, folder: scratchFolder() }
  await archive(cut)
  expect(await everythingIn(cut.folder, whole)).toEqual(before)
  const bodies = before.changes.map(([, body]) => body ?? '')
  for (let pos = 2; pos <= bodies.length; pos += 2)
    await postgres.run(
      whole,
      `UPDATE journal SET body = '\\x${bodies[pos - 1] ?? ''}' FROM space WHERE space.space = journal.space AND id = '${SPACE}' AND pos = ${pos}`,
    )
  expect(await everythingIn(cut.folder, whole)).toEqual(before)
  expect((await archive(cut)).report.changes).toBe(25)
  expect(await everythingIn(cut.folder, whole)).toEqual(before)
}, 60_000)

test('[SL-27] on the command line with --store: archive, list, name another place, put back', async () => {
  const place = await worked(10)
  const server = (...args: readonly string[]) =>
    runTool('node', ['server/bin/server.ts', ...args, '--data', place.folder, '--store', place.url], ROOT)
  const done = await server('archive', '--before', '2024-01-01')
  expect(done.output).toMatch(/已归档 Archived: 1 .*\n12 项变更 changes，2024-01-01 之前/)
  expect((await server('archives')).output).toMatch(/^ok   1  archives\/journal-/)
  const file = join(place.folder, 'archives', readdirSync(join(place.folder, 'archives'))[0] ?? '')
  expect((await server('verify-archive', '--from', file)).output).toContain('核对无误 It holds')
  const moved = join(scratchFolder(), 'moved.fsarchive')
  renameSync(file, moved)
  expect((await server('archives')).code).toBe(1)
  expect(refusal(await relinkPostgresArchive(place, 1, join(ROOT, 'package.json')))).toMatch(/^fileUnreadable/)
  expect((await server('archives', '--number', '1', '--to', moved)).code).toBe(0)
  const log = await open(scratchFolder(), place.url)
  // One place for every process.
  expect(log.archivesAway?.()).toEqual([])
  expect((await server('archives')).output).toMatch(/\(folderInUse: /)
  await log.close()
  expect((await server('unarchive', '--number', '1')).output).toContain('已放回 Put back: 12')
}, 120_000)
