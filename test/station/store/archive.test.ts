// Old journal of a station in an archive file: everything is answered as before; while the file is away the station works,
// says what is missing, and never takes it for destroyed.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { FaultError } from '../../../shared/base/fault.ts'
import { emptyRecord, shownFields } from '../../../shared/journal/merge.ts'
import { DESTRUCTION, ERASURE, erasureId } from '../../../shared/model/destruction.ts'
import { VERDICT } from '../../../shared/model/verdict.ts'
import { encryptFolder } from '../../../station/bin/encrypt-command.ts'
import { Destroyer } from '../../../station/engine/destroyer.ts'
import { spacePack } from '../../../station/engine/packs.ts'
import { verifyStore } from '../../../station/engine/verify.ts'
import {
  archiveJournal,
  checkArchives,
  shrinkDatabase,
  unarchiveJournal,
  verifyArchiveFile,
} from '../../../station/store/archive-journal.ts'
import { BACKUP_FOLDER } from '../../../station/store/backup-place.ts'
import { backupName } from '../../../station/store/backups.ts'
import type { OpenOptions, OpenedStore } from '../../../station/store/open-store.ts'
import { createReads } from '../../../station/store/reads/station-reads.ts'
import { ROOT, runTool } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, SPACE, chain, must, open, plain, rid, take, value, write } from './stores.ts'

const LATER_MS = NOW_MS + 1
const THEIRS = chain(
  'other',
  Array.from({ length: 40 }, (_, index) => ({ record: `r${index % 8}`, fields: { title: `某事件 ${index}。` } })),
)

/** A station with the journal of another, two own changes that a server holds, and one that waits. */
async function begun(
  given: Partial<OpenOptions> = {},
): Promise<{ readonly folder: string; readonly opened: OpenedStore }> {
  const folder = scratchFolder()
  const opened = await open({ folder, ...given })
  const { store } = opened
  store.ensureSpace(SPACE)
  take(store, THEIRS)
  write(store, 'own', { title: 'a' })
  const { head } = write(store, 'own', { title: 'b' })
  store.markAgreed(SPACE, [{ station: head.station, chain: head.chain, branch: '', seq: 2 }])
  write(store, 'own', { title: 'waits' })
  return { folder, opened }
}

async function again(folder: string, opened: OpenedStore, given: Partial<OpenOptions> = {}): Promise<OpenedStore> {
  opened.store.close()
  return open({ folder, ...given })
}

function archive(folder: string, opened: OpenedStore): ReturnType<typeof archiveJournal> {
  const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
  return archiveJournal(opened, { folder, beforeMs: LATER_MS, nowMs: LATER_MS, random })
}

function everything({ store }: OpenedStore) {
  return {
    pack: spacePack(store, SPACE, 0)
      .changes.map((change) => plain(change).join(' '))
      .toSorted((one, other) => (one < other ? -1 : 1)),
    history: store.history(SPACE, { kind: 'incident', id: rid('r3') }).map(({ change }) => plain(change)),
    waiting: must(store.outboxPage(SPACE, 9, 99_999)).changes.map((change) => plain(change)),
    digest: store.facts(SPACE).digest,
    verified: verifyStore(store),
  }
}

describe('an archive of a station', () => {
  test('[OP-3] what a server holds leaves the database, every answer stays, and it comes back', async () => {
    const { folder, opened } = await begun()
    const before = everything(opened)
    expect(before.verified.pictureProblems).toEqual([])
    const { path, report, number } = value(archive(folder, opened))
    expect([number, report.changes, report.station]).toEqual([1, 42, opened.store.station])
    const waits = opened.db.sqlite.prepare('SELECT count(*) FROM journal WHERE length(body) > 1').pluck().get()
    expect(waits).toBe(1)
    expect(everything(opened)).toEqual(before)
    opened.store.close()
    const [bytes, fewer] = value(shrinkDatabase(folder, undefined))
    expect(fewer).toBeLessThanOrEqual(bytes)
    const next = await open({ folder })
    expect(everything(next)).toEqual(before)
    expect(checkArchives(next, folder).archives.map(({ fault }) => fault)).toEqual([null])
    expect(archive(folder, next)).toMatchObject({ fault: { kind: 'nothingToChange' } })
    expect(value(unarchiveJournal(next, number)).count).toBe(42)
    expect(everything(await again(folder, next))).toEqual(before)
    expect(value(verifyArchiveFile(path)).changes).toBe(42)
  })

  test('[OP-3] the archive of an encrypted station has its own key in its database, and a plain one is named when the station is encrypted', async () => {
    const databaseKey = new Uint8Array(32).fill(7)
    const { folder, opened } = await begun({ databaseKey })
    const before = everything(opened)
    const { path } = value(archive(folder, opened))
    expect(readFileSync(path).includes('某事件')).toBe(false)
    expect(verifyArchiveFile(path)).toMatchObject({ fault: { kind: 'fileUnreadable' } })
    opened.store.close()
    value(shrinkDatabase(folder, databaseKey))
    expect(readFileSync(join(folder, 'station.db')).includes('某事件')).toBe(false)
    const next = await open({ folder, databaseKey })
    expect(everything(next)).toEqual(before)
    expect(checkArchives(next, folder).archives.map(({ fault }) => fault)).toEqual([null])

    const other = await begun()
    const made = value(archive(other.folder, other.opened))
    other.opened.store.close()
    expect(value(await encryptFolder(other.folder, new TextEncoder().encode('long enough a passphrase'))).left).toEqual(
      [made.path],
    )
  })

  test('[OP-3] while its file is away nothing is taken for destroyed, and what needs it says so', async () => {
    const { folder, opened } = await begun()
    const { path } = value(archive(folder, opened))
    renameSync(path, `${path}.aside`)
    const here = await again(folder, opened)
    const { store, db } = here
    expect(db.shelf.away().map(({ number }) => number)).toEqual([1])
    const record = { kind: 'incident', id: rid('r3') }
    const reads = createReads(db)
    const rows = reads.history(must(reads.look(SPACE, '')), 'incident', 'r3')
    expect(rows).toHaveLength(5)
    for (const { away, change } of rows)
      expect([away, change.content]).toEqual([expect.stringContaining('journal-'), null])
    expect(() => store.history(SPACE, record)).toThrow(FaultError)
    const [problem] = verifyStore(store).chains.flatMap((one) => one.problem ?? [])
    expect(problem?.message).toMatch(/^journal archive 1 \(archives\/journal-.* cannot be read/)
    expect(problem).toMatchObject({
      kind: 'archive',
      archive: { number: 1, file: expect.stringMatching(/^archives\/journal-/) },
    })

    // Folded again without its old changes a record would lose their values: it is not, unless the server gives them.
    const refused = must(THEIRS.find(({ head }) => head.record === 'r3'))
    const shown = store.read(SPACE, 'incident', rid('r3'))
    expect(store.refold(SPACE, record, [])).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
    expect(store.read(SPACE, 'incident', rid('r3'))).toEqual(shown)
    const verdict = chain('server', [
      { kind: VERDICT, record: refused.id, fields: { fault: 'notAllowed', about: 'incident/r3' } },
    ])
    expect(take(store, verdict).refold).toEqual([record])
    const theirs = THEIRS.filter(({ head }) => head.record === 'r3')
    expect(store.refold(SPACE, record, theirs)).toEqual({ ok: true, value: undefined })
    const heads = store
      .read(SPACE, 'incident', rid('r3'))
      ?.fields.get('title')
      ?.heads.map(({ mark }) => mark.id)
    expect(new Set(heads)).toEqual(new Set(theirs.slice(1).map(({ id }) => id)))

    // A server that was set back asks for everything again: nothing goes without its body, what waited still goes.
    store.resetAgreed(SPACE, [])
    expect(must(store.outboxPage(SPACE, 99, 99_999)).tips.map(({ station }) => station)).toEqual(['server'])
    mkdirSync(join(folder, 'archives'), { recursive: true })
    copyFileSync(`${path}.aside`, path)
    const sent = must(store.outboxPage(SPACE, 99, 99_999)).changes
    expect(sent.length).toBeGreaterThan(1)
    expect(sent.every(({ body }) => body !== null && body.length > 1)).toBe(true)
  })

  test('[OP-3] destroying reaches the archive, at once or when its file is back', async () => {
    const { folder, opened } = await begun()
    const { path } = value(archive(folder, opened))
    const [first, second] = THEIRS
    expect(opened.store.erase(SPACE, [must(first).id])).toBe(1)
    opened.store.scrub()
    expect(readFileSync(path).includes('某事件 0。')).toBe(false)
    expect(opened.store.waitingErasures(SPACE, [must(first).id])).toBe(0)
    renameSync(path, `${path}.aside`)
    expect(opened.store.erase(SPACE, [must(second).id])).toBe(1)
    opened.store.scrub()
    expect(opened.store.waitingErasures(SPACE, [must(first).id, must(second).id])).toBe(1)
    opened.store.close()
    renameSync(`${path}.aside`, path)
    const next = await open({ folder })
    next.db.shelf.settleDue()
    expect(readFileSync(path).includes('某事件 1。')).toBe(false)
    const erased = value(verifyArchiveFile(path))
    expect([erased.changes, erased.erased]).toEqual([42, 2])
    expect(verifyStore(next.store).chains.map(({ problem, erased: gone }) => [problem, gone])).toContainEqual([null, 2])
  })

  test('[OP-3] what is taken over from a damaged database comes with its archived bodies', async () => {
    const { folder, opened } = await begun()
    value(await opened.store.backup(join(folder, BACKUP_FOLDER, backupName(NOW_MS))))
    value(archive(folder, opened))
    const before = everything(opened)
    opened.store.close()
    damage(folder)
    const next = await open({ folder })
    expect(next.recovery?.from).not.toBeNull()
    expect(spacePack(next.store, SPACE, 0).changes.every(({ body }) => body !== null && body.length > 1)).toBe(true)
    expect(verifyStore(next.store).chains.every(({ problem }) => problem === null)).toBe(true)
    expect(next.store.facts(SPACE).digest).toEqual(before.digest)
  })

  test('[OP-3] with the archive away the unsent changes of a damaged database are still taken over', async () => {
    const { folder, opened } = await begun()
    value(await opened.store.backup(join(folder, BACKUP_FOLDER, backupName(NOW_MS))))
    write(opened.store, 'own', { title: 'written after the backup' })
    const { path } = value(archive(folder, opened))
    const before = opened.store.facts(SPACE).digest
    opened.store.close()
    renameSync(path, `${path}.aside`)
    damage(folder)
    const next = await open({ folder })
    expect(next.recovery?.salvaged).toBe(1)
    expect(next.store.facts(SPACE).digest).toEqual(before)
  })

  test('[OP-3] a damaged archive stops nothing but what needs it', async () => {
    const { folder, opened } = await begun()
    const { path } = value(archive(folder, opened))
    opened.store.close()
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 4_096, bytes.length)
    writeFileSync(path, bytes)
    const { store, db } = await open({ folder })
    store.resetAgreed(SPACE, [])
    expect(store.outboxPage(SPACE, 99, 99_999)).toBeUndefined()
    const reads = createReads(db)
    expect(reads.history(must(reads.look(SPACE, '')), 'incident', 'r3')).toHaveLength(5)
    expect(verifyStore(store).chains.some(({ problem }) => problem !== null)).toBe(true)
  })

  test('[OP-3] an old order to destroy that lies in an archive keeps nobody from starting', async () => {
    const { folder, opened } = await begun()
    take(opened.store, chain('server', [{ kind: DESTRUCTION, record: 'd1', fields: { reason: 'x' } }]))
    const { path } = value(archive(folder, opened))
    renameSync(path, `${path}.aside`)
    const { store } = await again(folder, opened)
    const logged: unknown[] = []
    const destroyer = new Destroyer({
      store,
      nowMs: () => NOW_MS,
      list: () => [emptyRecord(DESTRUCTION, rid('d1'))],
      log: (...line) => logged.push(line),
    })
    destroyer.start()
    destroyer.stop()
    expect(logged).toEqual([])
    expect(store.states(SPACE, { kind: DESTRUCTION, id: rid('d1') })).toEqual([{ agreed: true, refused: false }])
  })

  test('[OP-3] the word of a destruction says what still lies in an archive that is away', async () => {
    const { folder, opened } = await begun()
    const { path } = value(archive(folder, opened))
    renameSync(path, `${path}.aside`)
    const { store } = await again(folder, opened)
    const ids = THEIRS.filter(({ head }) => head.record === 'r3').map(({ id }) => id)
    const order = {
      ...{ incident: 'r3', basis: '个人信息保护法第四十七条', reason: '事件办结', by: 'o1' },
      ...{ at: '2024-07-01T08:00:00+08:00', evidence: [], erases: [{ kind: 'incident', id: 'r3', changes: ids }] },
    }
    take(store, chain('server', [{ kind: DESTRUCTION, record: 'd1', fields: order }]))
    const destroyer = new Destroyer({
      store,
      nowMs: () => NOW_MS,
      list: (space) => (space === SPACE ? [emptyRecord(DESTRUCTION, rid('d1'))] : []),
      log: () => undefined,
    })
    destroyer.start()
    destroyer.stop()
    const word = must(store.read(SPACE, ERASURE, rid(erasureId('d1', store.station))))
    const said = (name: string): unknown => word.fields.get(name)?.heads[0]?.value
    expect([said('erased'), said('absent'), said('waiting')]).toEqual([ids.length, 0, ids.length])

    // As long as it is away nothing more is said; at the start with the file there, that they went.
    const wordAfterStart = async (): Promise<unknown> => {
      const next = await again(folder, { ...opened, store: current })
      current = next.store
      const later = new Destroyer({
        store: current,
        nowMs: () => NOW_MS,
        list: (space) => (space === SPACE ? [emptyRecord(DESTRUCTION, rid('d1'))] : []),
        log: () => undefined,
      })
      later.start()
      later.stop()
      const second = current.read(SPACE, ERASURE, rid(`${erasureId('d1', current.station)}.2`))
      return second === undefined ? undefined : shownFields(second)
    }
    let current = store
    expect(await wordAfterStart()).toBeUndefined()
    renameSync(`${path}.aside`, path)
    const went = { erased: ids.length, absent: 0, destruction: 'd1', station: store.station }
    const found = await wordAfterStart()
    expect(found).toMatchObject(went)
    expect(found).not.toHaveProperty('waiting')
    expect(await wordAfterStart()).toEqual(found)
    expect(current.read(SPACE, ERASURE, rid(`${erasureId('d1', current.station)}.3`))).toBeUndefined()
  })

  test('[OP-3] on the command line', async () => {
    const { folder, opened } = await begun()
    expect((await fengsui(folder, 'archive', '--before', '2024-07-02')).code).toBe(1)
    opened.store.close()
    const done = await fengsui(folder, 'archive', '--before', '2024-07-02')
    expect([done.code, done.output]).toEqual([
      0,
      expect.stringMatching(/已归档 Archived: 1 [\s\S]*数据库 Database: \d+ → \d+/),
    ])
    // A data folder named from where one stands, as README does it: its archive is known there too.
    for (const data of [folder, relative(ROOT, folder)]) {
      const { output } = await fengsui(data, 'archives')
      expect(output).toMatch(/^ok   1  archives\/journal-/)
      expect(output).not.toContain('??')
    }
    expect((await fengsui(folder, 'verify')).code).toBe(0)
    const file = join(folder, 'archives', must(readdirSync(join(folder, 'archives'))[0]))
    expect((await fengsui(folder, 'verify-archive', file)).output).toContain('核对无误 It holds')
    renameSync(file, join(folder, 'one.fsarchive'))
    const verified = await fengsui(folder, 'verify')
    expect([verified.code, verified.output]).toEqual([1, expect.stringContaining('BAD  ')])
    expect((await fengsui(folder, 'archives', '--number', '1', '--to', join(folder, 'one.fsarchive'))).code).toBe(0)
    expect((await fengsui(folder, 'unarchive', '--number', '1')).output).toContain('已放回 Put back: 42')
    expect(existsSync(join(folder, 'one.fsarchive'))).toBe(true)
  }, 60_000)
})

/** The first page of an index: the check finds it, and the salvage reads the journal. */
function damage(folder: string): void {
  const path = join(folder, 'station.db')
  const sqlite = new Sqlite(path, { readonly: true })
  const page = Number(sqlite.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'counted_at'").pluck().get())
  sqlite.close()
  const bytes = readFileSync(path)
  bytes.fill(0x5a, (page - 1) * 8_192, page * 8_192)
  writeFileSync(path, bytes)
}

function fengsui(folder: string, ...args: readonly string[]) {
  return runTool('node', ['station/bin/fengsui.ts', ...args, '--data', folder], ROOT)
}
