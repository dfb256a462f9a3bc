// Old journal in an archive file: the server answers as before, the file verifies by itself, and nothing is lost on the way.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeBackup } from '../../server/backup/make-backup.ts'
import { restoreServer } from '../../server/backup/restore.ts'
import { ServerFiles } from '../../server/files/server-files.ts'
import { Destroyer } from '../../server/hub/destroyer.ts'
import { archiveJournal, checkArchives, relinkArchive, unarchiveJournal } from '../../server/log/archive-journal.ts'
import type { Archived } from '../../server/log/archive-journal.ts'
import { moveStore } from '../../server/log/move.ts'
import { verifyArchiveFile } from '../../server/log/new-archive.ts'
import { random } from '../../server/log/node-crypto.ts'
import { recoverFolder } from '../../server/log/recover.ts'
import type { SqliteLog } from '../../server/log/sqlite-log.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import type { StagingLimits } from '../../server/log/staging.ts'
import { FaultError } from '../../shared/base/fault.ts'
import type { Result } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Seal } from '../../shared/journal/chain.ts'
import { makeSeal } from '../../shared/journal/chain.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { eraseSuite } from '../contract/erase-suite.ts'
import { serverLogSuite } from '../contract/server-log-suite.ts'
import type { LogPlace } from '../contract/server-log-world.ts'
import { NOW_MS, SPACE, allChanges, author, push } from '../contract/server-log-world.ts'
import type { ChainAuthor } from '../support/chain-author.ts'
import { LogJudge } from '../support/log-judge.ts'
import { ROOT, runTool } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'

const LATER_MS = NOW_MS + 1

function got<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

function refusal(result: Result<unknown>): string {
  return result.ok ? 'ok' : `${result.fault.kind}: ${result.fault.message}`
}

function open(folder: string, limits?: StagingLimits): SqliteLog {
  const log = got(openSqliteLog(folder, Date.now(), random, limits))
  onTestFinished(() => log.close())
  return log
}

function archive(folder: string, to?: string): Archived {
  return got(archiveJournal({ folder, beforeMs: LATER_MS, to, nowMs: LATER_MS }))
}

/** A log of which everything older lies in archives whenever it is opened again: it must keep the whole contract. */
function archivedPlace(): LogPlace {
  const folder = scratchFolder()
  return {
    async open(limits) {
      if (existsSync(join(folder, 'server.db'))) {
        const done = archiveJournal({ folder, beforeMs: LATER_MS, nowMs: LATER_MS })
        expect(done.ok || done.fault.kind).toSatisfy((found) => found === true || found === 'nothingToChange')
      }
      return open(folder, limits)
    },
  }
}

serverLogSuite('SQLite with its older journal archived', archivedPlace)
eraseSuite('SQLite with its older journal archived', archivedPlace)

/** A folder a server worked in and left. */
async function folderWith(...authors: readonly ChainAuthor[]): Promise<string> {
  const folder = scratchFolder()
  const log = open(folder)
  const judge = new LogJudge().knows(...authors)
  for (const one of authors) await push({ log, judge, place: { open: async () => log } }, one)
  await log.write(asId('directory'), [{ kind: 'agency', id: asId('a'), fields: { name: 'x' } }], asId(''), NOW_MS)
  await log.close()
  return folder
}

async function everything(folder: string) {
  const log = open(folder)
  const hex = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('hex')
  const found = {
    changes: (await allChanges(log)).map(({ header, body }) => [hex(header), hex(body)]),
    history: (await log.history(SPACE, 'incident', asId('r0'), 0)).changes.map(({ body }) => hex(body)),
    picture: await log.picture(SPACE),
    tips: await log.tips(SPACE),
    epoch: log.epoch,
  }
  await log.close()
  return found
}

function bodiesIn(folder: string): readonly number[] {
  const sqlite = new Sqlite(join(folder, 'server.db'))
  const lengths = sqlite.prepare<[], number>('SELECT length(body) FROM journal ORDER BY at').pluck().all()
  sqlite.close()
  return lengths
}

describe('an archive of old journal', () => {
  test('[SL-26] the bodies leave the database, every answer stays, and they come back', async () => {
    const folder = await folderWith(author(300))
    const before = await everything(folder)
    const { path, number, report, database } = archive(folder)
    expect(path.startsWith(join(folder, 'archives'))).toBe(true)
    expect([number, report.changes, report.erased]).toEqual([1, 300, 0])
    expect(database.fault).toBeNull()
    expect(database.after).toBeLessThan(database.before)
    // All but the directory's own change, of which a server is recovered.
    expect(bodiesIn(folder).filter((length) => length > 1)).toHaveLength(1)
    expect(await everything(folder)).toEqual(before)
    // Also where the folder is named from where one stands.
    for (const named of [folder, relative(process.cwd(), folder)]) {
      const { archives, strays } = got(checkArchives(named))
      expect([archives.map(({ fault }) => fault), strays]).toEqual([[null], []])
    }

    expect(refusal(archiveJournal({ folder, beforeMs: LATER_MS, nowMs: LATER_MS }))).toMatch(/^nothingToChange/)
    expect(got(unarchiveJournal(folder, number))).toEqual({ count: 300, path })
    expect(bodiesIn(folder).filter((length) => length > 1)).toHaveLength(301)
    expect(got(checkArchives(folder))).toEqual({ archives: [], strays: [path] })
    expect(await everything(folder)).toEqual(before)
    // The file goes on verifying by itself.
    expect(got(verifyArchiveFile(path)).changes).toBe(300)
  })

  test('[SL-26] what comes later goes into a second archive that begins where the first ended', async () => {
    const one = author(5)
    const folder = await folderWith(one)
    archive(folder)
    for (let index = 0; index < 4; index += 1) one.write('incident', 'r0', { title: `again ${index}` })
    const log = open(folder)
    await push({ log, judge: new LogJudge().knows(one), place: { open: async () => log } }, one, 5)
    await log.close()
    const before = await everything(folder)
    const { number, report } = archive(folder)
    expect([number, report.pieces.map(({ afterSeq, lastSeq }) => [afterSeq, lastSeq])]).toEqual([2, [[5, 9]]])
    expect(await everything(folder)).toEqual(before)
    expect(got(unarchiveJournal(folder, 1)).count).toBe(5)
    // Around what lies elsewhere: two pieces of one chain would be told as a gap if they were one.
    expect(archive(folder).report.pieces.map(({ afterSeq, lastSeq }) => [afterSeq, lastSeq])).toEqual([[0, 5]])
    expect(await everything(folder)).toEqual(before)
  })

  test('[SL-26] only what came before the day is moved', async () => {
    const folder = await folderWith(author(3))
    expect(refusal(archiveJournal({ folder, beforeMs: NOW_MS, nowMs: LATER_MS }))).toMatch(/^nothingToChange/)
    expect(refusal(archiveJournal({ folder, beforeMs: LATER_MS, nowMs: NOW_MS }))).toMatch(/^invalidInput/)
    expect(bodiesIn(folder).every((length) => length > 1)).toBe(true)
  })

  test('[SL-26] while its file is away the server works, and who asks for its changes is told which file is missing', async () => {
    const one = author(3)
    const folder = await folderWith(one)
    const before = await everything(folder)
    const { path } = archive(folder)
    const elsewhere = join(scratchFolder(), 'on-a-stick.fsarchive')
    renameSync(path, elsewhere)
    const log = open(folder)
    expect(log.archivesAway()).toEqual([expect.stringMatching(/^archives\/journal-\d{8}-/)])
    await expect(allChanges(log)).rejects.toThrow(/fileUnreadable: journal archive 1 \(archives\/.* cannot be read/)
    expect(await log.picture(SPACE)).toEqual(before.picture)
    one.write('incident', 'r9', { title: 'new' })
    expect(
      (await push({ log, judge: new LogJudge().knows(one), place: { open: async () => log } }, one, 3)).refused,
    ).toEqual([])
    expect((await log.page(SPACE, 3, 9, 9, 9_999)).changes).toHaveLength(1)
    // Mounted again, it is read without a restart.
    mkdirSync(join(folder, 'archives'), { recursive: true })
    copyFileSync(elsewhere, path)
    expect(await allChanges(log)).toHaveLength(4)
    await log.close()

    renameSync(path, `${path}.aside`)
    expect(got(checkArchives(folder)).archives.map(({ fault }) => fault?.kind)).toEqual(['notFound'])
    expect(refusal(relinkArchive(folder, 1, `${folder}/server.db`))).toMatch(/^fileUnreadable/)
    expect(refusal(relinkArchive(folder, 2, elsewhere))).toMatch(/^notFound/)
    got(relinkArchive(folder, 1, elsewhere))
    expect((await everything(folder)).changes).toHaveLength(4)
  })

  test('[SL-26] another archive in its place is not read', async () => {
    const folder = await folderWith(author(3))
    const { path } = archive(folder)
    const other = await folderWith(author(3))
    copyFileSync(archive(other).path, path)
    const log = open(folder)
    await expect(allChanges(log)).rejects.toThrow(/it is another archive/)
    expect(refusal(unarchiveJournal(scratchFolder(), 1))).toMatch(/^notFound/)
  })

  test('[SL-26] personal data is destroyed in the archive too, as soon as its file is there', async () => {
    const one = author()
    one.write('incident', 'i', { sourceName: '某甲一二三四', title: 'a' })
    const folder = await folderWith(one)
    const { path } = archive(folder)
    const away = `${path}.aside`
    renameSync(path, away)
    const order = [{ kind: 'incident', id: asId<never>('i'), changes: [one.changes[0]?.id ?? asId<never>('')] }]
    const log = open(folder)
    expect(await log.erase(SPACE, order)).toEqual({ erased: 1, absent: 0, waiting: 1 })
    expect((await allChanges(log)).map(({ body }) => body)).toEqual([null])
    await log.close()
    expect(readFileSync(away).includes('某甲一二三四')).toBe(true)

    renameSync(away, path)
    const next = open(folder)
    next.settleArchives()
    await next.close()
    expect(readFileSync(path).includes('某甲一二三四')).toBe(false)
    const report = got(verifyArchiveFile(path))
    expect([report.changes, report.erased]).toEqual([1, 1])
    expect(got(unarchiveJournal(folder, 1)).count).toBe(0)
  })

  test('[SL-26] what lay in an archive that was away is said to be gone in a later word, at the start with the file there', async () => {
    const one = author()
    one.write('incident', 'i', { sourceName: '某甲一二三四', title: 'a' })
    const folder = await folderWith(one)
    const { path } = archive(folder)
    renameSync(path, `${path}.aside`)
    const order = {
      ...{ incident: 'i', basis: '个人信息保护法第四十七条', reason: '事件办结', by: 'o1', evidence: [] },
      ...{ at: '2024-07-01T08:00:00+08:00' },
      erases: [{ kind: 'incident', id: 'i', changes: [one.changes[0]?.id ?? ''] }],
    }
    one.write('destruction', 'd1', order)
    let log = open(folder)
    await push({ log, judge: new LogJudge().knows(one), place: { open: async () => log } }, one, 1)
    const words = async (): Promise<readonly unknown[]> => {
      log.settleArchives()
      const destroyer = new Destroyer({
        log,
        files: new ServerFiles({ folder: join(folder, 'files'), log }),
        nowMs: () => NOW_MS,
        logger: pino({ level: 'silent' }),
        tell: () => undefined,
      })
      await destroyer.open()
      const said = await log.records(SPACE, 'erasure')
      await log.close()
      log = open(folder)
      return said.map((word) => {
        const { erased, absent, waiting } = shownFields(word)
        return { erased, absent, waiting }
      })
    }
    const first = { erased: 1, absent: 0, waiting: 1 }
    expect(await words()).toEqual([first])
    expect(await words()).toEqual([first])
    renameSync(`${path}.aside`, path)
    const all = [first, { erased: 1, absent: 0, waiting: undefined }]
    expect(await words()).toEqual(all)
    expect(await words()).toEqual(all)
  })

  test('[SL-26] moving to another store and recovering take the archived bodies along', async () => {
    const folder = await folderWith(author(40))
    const before = await everything(folder)
    archive(folder)
    const target = scratchFolder()
    got(await moveStore(folder, target, NOW_MS))
    expect(bodiesIn(target).filter((length) => length > 1)).toHaveLength(41)
    expect((await everything(target)).changes).toEqual(before.changes)

    const damaged = await folderWith(author(2_000))
    const whole = await everything(damaged)
    archive(damaged)
    const database = join(damaged, 'server.db')
    const bytes = readFileSync(database)
    bytes.fill(0xa5, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 16_384)
    writeFileSync(database, bytes)
    const recovered = got(await recoverFolder(damaged, NOW_MS))
    const log = open(damaged)
    const kept = await allChanges(log)
    expect(recovered.changes).toBeGreaterThan(0)
    expect(kept.every(({ body }) => body !== null && body.length > 1)).toBe(true)
    expect(kept.length).toBeLessThanOrEqual(whole.changes.length)
  })

  test('[SL-26] a server whose archives are away is not recovered without saying so', async () => {
    const folder = await folderWith(author(2_000))
    const { path } = archive(folder)
    renameSync(path, `${path}.aside`)
    const database = join(folder, 'server.db')
    const bytes = readFileSync(database)
    bytes.fill(0xa5, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 16_384)
    writeFileSync(database, bytes)
    const refused = await recoverFolder(folder, NOW_MS)
    expect(refusal(refused)).toMatch(
      /^fileUnreadable: journal archives are not there: archives\/journal-.*--without-archives/,
    )
    expect(got(await recoverFolder(folder, NOW_MS, true)).changes).toBeLessThan(2_000)
  })

  test('[SL-26] restoring a backup says which archives are missing', async () => {
    const folder = await folderWith(author(3))
    const { path } = archive(folder)
    const to = join(scratchFolder(), 'server.db')
    const made = got(await makeBackup({ data: folder, to, sealer: undefined }))
    expect(made.archives.copied).toBe(1)
    rmSync(join(dirname(to), 'archives'), { recursive: true })
    const elsewhere = scratchFolder()
    expect(got(await restoreServer(elsewhere, to, undefined, NOW_MS)).archivesAway).toEqual([
      expect.stringMatching(/^archives\/journal-/),
    ])
    mkdirSync(join(elsewhere, 'archives'))
    copyFileSync(path, join(elsewhere, 'archives', basename(path)))
    expect(got(await restoreServer(elsewhere, to, undefined, NOW_MS)).archivesAway).toEqual([])
  })

  test('[SL-26] a damaged archive is told, and what lies before the damage is still read', async () => {
    const folder = await folderWith(author(1_000))
    const { path } = archive(folder)
    const bytes = readFileSync(path)
    bytes.fill(0xa5, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 4_096)
    writeFileSync(path, bytes)
    expect(got(checkArchives(folder)).archives.map(({ fault }) => fault?.kind)).toEqual(['fileUnreadable'])
    const log = open(folder)
    expect((await log.page(SPACE, 0, 300, 300, 1e9)).changes).toHaveLength(300)
    await expect(allChanges(log)).rejects.toThrow(/fileUnreadable: journal archive 1 /)
    expect(refusal(unarchiveJournal(folder, 1))).toMatch(/^folderInUse/)
    await log.close()
    expect(refusal(unarchiveJournal(folder, 1))).toMatch(/^fileUnreadable/)
  })

  test('[SL-26] destroying reaches every archive that has the body, also after a cut, and before one leaves the shelf', async () => {
    const one = author()
    one.write('incident', 'i', { sourceName: '某甲一二三四', title: 'a' })
    one.write('incident', 'j', { title: 'b' })
    const folder = await folderWith(one)
    const first = archive(folder).path
    // As after a cut: the archive has it, and so has the database; the next archive gets it too.
    const archived = new Sqlite(first, { readonly: true })
    const sqlite = new Sqlite(join(folder, 'server.db'))
    const [at, body] = archived.prepare('SELECT min(at), body FROM change').raw().get() as [number, Uint8Array]
    sqlite.prepare('UPDATE journal SET body = ? WHERE at = ?').run(body, at)
    archived.close()
    sqlite.close()
    const second = archive(folder).path
    const log = open(folder)
    const order = [{ kind: 'incident', id: asId<never>('i'), changes: [one.changes[0]?.id ?? asId<never>('')] }]
    renameSync(second, `${second}.aside`)
    expect(await log.erase(SPACE, order)).toEqual({ erased: 1, absent: 0, waiting: 1 })
    await log.close()
    expect(readFileSync(first).includes('某甲一二三四')).toBe(false)
    expect(got(checkArchives(folder)).archives.map(({ due }) => due)).toEqual([0, 1])
    expect(refusal(unarchiveJournal(folder, 2))).toMatch(/^notFound/)
    renameSync(`${second}.aside`, second)
    expect(got(unarchiveJournal(folder, 2)).count).toBe(0)
    expect(readFileSync(second).includes('某甲一二三四')).toBe(false)
  })

  test('[SL-26] one change that was dated by a wrong clock takes no newer ones along', async () => {
    const one = author(3)
    const folder = scratchFolder()
    const log = open(folder)
    const judge = new LogJudge().knows(one)
    for (const [index, nowMs] of [NOW_MS, LATER_MS + 5, NOW_MS].entries())
      await log.append(
        [
          {
            space: SPACE,
            changes: one.changes.slice(index, index + 1),
            seals: [sealAt(one, index)],
            broughtBy: one.key.station,
          },
        ],
        judge,
        nowMs,
      )
    await log.close()
    expect(archive(folder).report.changes).toBe(1)
  })

  test('[SL-26] a cut while the archive is written, or while bodies are replaced, loses nothing', async () => {
    const folder = await folderWith(author(50))
    const before = await everything(folder)
    mkdirSync(join(folder, 'archives'))
    const to = join(folder, 'archives', 'one.fsarchive')
    writeFileSync(`${to}.part`, 'cut')
    const { path } = archive(folder, to)
    expect(readdirSync(join(folder, 'archives'))).toEqual(['one.fsarchive'])
    writeFileSync(join(folder, 'archives', 'cut.fsarchive.part'), 'cut')
    expect(got(checkArchives(folder)).strays).toHaveLength(1)
    // As after a cut: the archive is known, but only some bodies were replaced.
    const archived = new Sqlite(path, { readonly: true })
    const sqlite = new Sqlite(join(folder, 'server.db'))
    const rows = archived.prepare<[], [number, Uint8Array]>('SELECT at, body FROM change WHERE at % 2 = 0').raw().all()
    for (const [at, body] of rows) sqlite.prepare('UPDATE journal SET body = ? WHERE at = ?').run(body, at)
    archived.close()
    sqlite.close()
    expect(await everything(folder)).toEqual(before)
    expect(archive(folder).report.changes).toBe(25)
    expect(got(checkArchives(folder)).strays).toEqual([])
    expect(await everything(folder)).toEqual(before)
    expect(refusal(archiveJournal({ folder, beforeMs: LATER_MS, to, nowMs: LATER_MS }))).toMatch(/^nothingToChange/)
  })

  test('[SL-26] one altered cell of an archive is found, whichever it is', async () => {
    const folder = await folderWith(author(12))
    const { path } = archive(folder)
    const cells = [
      ...['header', 'body'].map((column) => ({ table: 'change', column, key: 'at' })),
      ...['after_hash', 'last_hash', 'station', 'space'].map((column) => ({ table: 'piece', column, key: 'piece' })),
      { table: 'fact', column: 'value', key: 'name' },
    ]
    fc.assert(
      fc.property(fc.constantFrom(...cells), fc.nat(), fc.nat(), ({ table, column, key }, row, byte) => {
        const copy = join(scratchFolder(), 'copy.fsarchive')
        copyFileSync(path, copy)
        const sqlite = new Sqlite(copy)
        const keys = sqlite.prepare(`SELECT ${key} FROM ${table} WHERE ${key} NOT IN ('format')`).pluck().all()
        const chosen = keys[row % keys.length]
        const value: unknown = sqlite.prepare(`SELECT ${column} FROM ${table} WHERE ${key} = ?`).pluck().get(chosen)
        sqlite.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`).run(altered(value, byte), chosen)
        sqlite.close()
        expect(verifyArchiveFile(copy).ok).toBe(false)
      }),
      { numRuns: 60 },
    )
    const shorter = join(scratchFolder(), 'shorter.fsarchive')
    copyFileSync(path, shorter)
    const sqlite = new Sqlite(shorter)
    sqlite.exec('DELETE FROM change WHERE at = (SELECT max(at) FROM change)')
    sqlite.close()
    expect(refusal(verifyArchiveFile(shorter))).toMatch(/^chainGap: fujian .* does not go on to number 12/)
    expect(refusal(verifyArchiveFile(join(folder, 'server.db')))).toMatch(/^fileUnreadable/)
  })

  test('[SL-26] on the command line: archive, list, name another place, put back; refused beside a running server', async () => {
    const folder = await folderWith(author(20))
    const server = (...args: readonly string[]) =>
      runTool('node', ['server/bin/server.ts', ...args, '--data', folder], ROOT)
    const made = await server('archive', '--before', '2130-01-01')
    expect([made.code, made.output]).toEqual([1, expect.stringContaining('invalidInput: --before lies in the future')])
    const done = await server('archive', '--before', '2024-01-01')
    expect(done.output).toMatch(/已归档 Archived: 1 .*\n20 项变更 changes，2024-01-01 之前/)
    const listed = await server('archives')
    expect([listed.code, listed.output]).toEqual([0, expect.stringMatching(/^ok   1  archives\/journal-/)])
    const file = join(folder, 'archives', readdirSync(join(folder, 'archives'))[0] ?? '')
    expect((await server('verify-archive', '--from', file)).output).toContain('核对无误 It holds')
    renameSync(file, join(folder, 'moved.fsarchive'))
    expect((await server('archives')).code).toBe(1)
    expect((await server('archives', '--number', '1', '--to', join(folder, 'moved.fsarchive'))).code).toBe(0)
    const log = open(folder)
    expect((await server('archives')).output).toMatch(/\(folderInUse: /)
    await log.close()
    expect((await server('unarchive', '--number', '1')).output).toContain('已放回 Put back: 20')
    expect(statSync(join(folder, 'moved.fsarchive')).size).toBeGreaterThan(0)
  }, 60_000)
})

function sealAt(one: ChainAuthor, index: number): Seal {
  const { head, hash } = one.changes[index] ?? raise()
  return makeSeal(SPACE, { station: one.key.station, chain: one.chain }, head.seq, hash, one.key.sign)
}

function raise(): never {
  throw new Error('no such change')
}

function altered(value: unknown, byte: number): unknown {
  if (typeof value === 'number') return value + 1
  const bytes = Buffer.from(value as Uint8Array | string)
  const at = byte % bytes.length
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return typeof value === 'string' ? bytes.toString('latin1') : bytes
}
