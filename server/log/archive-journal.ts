// Moves old journal of a stopped server into an archive file [SL-26], and back. The bodies go; headers, positions and the
// picture stay, so that chains, pages and codes are as before: what reads a body reads it from the file.
//
//   rows before a time ─▶ FILE.part, verified by itself ─▶ FILE ─▶ on the shelf ─▶ bodies replaced by its number ─▶ database
//   written anew without the room they took. A cut leaves every body in the database, in the file, or in both.
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import type { ArchiveReport } from '../../shared/archive/archive-file.ts'
import { archiveName } from '../../shared/archive/archive-file.ts'
import type { BranchRow, JournalRange, OnMoved } from '../../shared/archive/archive-move.ts'
import { countBodies, fillArchive, markMoved, putBack } from '../../shared/archive/archive-move.ts'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import type { CheckedArchives } from '../../shared/archive/archive-words.ts'
import { toHex } from '../../shared/base/bytes.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { FaultError, ok, refuse } from '../../shared/base/fault.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { ARCHIVE_FOLDER, emptyLog, keptPath, newPart, placeOf, putInPlace, shelfOf, strayArchives } from './archives.ts'
import { leaveCleanMark } from './clean-mark.ts'
import { DATABASE_FILE, databaseFault } from './database-check.ts'
import { SPACE_STRIDE, openReader, openSqlite, transaction } from './database.ts'
import { diskFault } from './disk-fault.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import { NewArchive, whyArchiveBad } from './new-archive.ts'
import { random, sha256 } from './node-crypto.ts'

export interface ArchiveJob {
  /** The server's data folder. */
  readonly folder: string
  /** Changes that came to the server before this time are moved. */
  readonly beforeMs: number
  /** Where the archive is written; among the folder's archives unless named. */
  readonly to?: string | undefined
  readonly nowMs: number
  readonly onMoved?: OnMoved
}

/** Bytes of the database before and after, and why it could not be written anew without the room the bodies took. */
export interface Shrunk {
  readonly before: number
  readonly after: number
  readonly fault: Fault | null
}

export interface Archived {
  readonly path: string
  readonly number: number
  readonly bytes: number
  readonly report: ArchiveReport
  readonly database: Shrunk
}

/** Moves everything older than `beforeMs`, but for the directory, into a new archive file, which was read back and verified. */
export function archiveJournal(job: ArchiveJob): Result<Archived> {
  const { folder, beforeMs, nowMs } = job
  if (beforeMs > nowMs) return refuse('invalidInput', '--before lies in the future', { field: 'before' })
  return whileStopped(folder, (sqlite, shelf) => {
    const ranges = rangesBefore(sqlite, beforeMs)
    if (countBodies(sqlite, ranges) === 0)
      return refuse('nothingToChange', 'nothing so old is left in the database', { folder })
    const id = toHex(random(12))
    const path = job.to ?? join(folder, ARCHIVE_FOLDER, archiveName(nowMs, id))
    if (existsSync(path)) return refuse('alreadyExists', `${path} is there already; an archive replaces nothing`)
    for (const stray of strayArchives(folder, shelf)) if (stray.endsWith('.part')) rmSync(stray, { force: true })
    const written = writeArchive(sqlite, ranges, path, id, job)
    if (!written.ok) return written
    const report = written.value
    const entry = { id, path: keptPath(folder, path), key: null, madeMs: nowMs, beforeMs, changes: report.changes }
    const number = transaction(sqlite, () => shelf.add(entry))
    markMoved(sqlite, ranges, number, (work) => transaction(sqlite, work))
    return ok({ path, number, bytes: statSync(path).size, report, database: shrink(sqlite, folder) })
  })
}

/** How many bodies came back, and the file that held them. */
export interface PutBack {
  readonly count: number
  readonly path: string
}

/** Puts an archive's bodies back into the database and takes it off the shelf; the file stays. */
export function unarchiveJournal(folder: string, number: number, onMoved: OnMoved = () => undefined): Result<PutBack> {
  return whileStopped(folder, (sqlite, shelf) => {
    const entry = shelf.entries().find((one) => one.number === number)
    if (entry === undefined) return refuse('notFound', `there is no archive ${number}`, { archive: number })
    shelf.settleDue()
    const why = whyArchiveBad(placeOf(folder, entry.path), entry.id)
    if (why !== null) return { ok: false, fault: why }
    const archive = shelf.open(entry)
    try {
      const count = putBack(sqlite, archive, number, (work) => transaction(sqlite, work), onMoved)
      transaction(sqlite, () => shelf.remove(number))
      return ok({ count, path: placeOf(folder, entry.path) })
    } finally {
      archive.close()
    }
  })
}

/** Every archive a stopped server's folder knows, read and verified. */
export function checkArchives(folder: string): Result<CheckedArchives> {
  return whileStopped(folder, (_sqlite, shelf) =>
    ok({
      archives: shelf.entries().map((entry) => ({
        entry,
        fault: whyArchiveBad(placeOf(folder, entry.path), entry.id),
        due: shelf.due(entry.number),
      })),
      strays: strayArchives(folder, shelf),
    }),
  )
}

/** Tells a stopped server's database where an archive's file is now. */
export function relinkArchive(folder: string, number: number, path: string): Result<void> {
  return whileStopped(folder, (_sqlite, shelf) => shelf.relink(number, keptPath(folder, path)))
}

/** The older part of every space's journal; the directory stays whole, for a server is recovered by it. */
function rangesBefore(sqlite: Sqlite.Database, beforeMs: number): readonly JournalRange[] {
  const spaces = sqlite.prepare<[string], number>('SELECT space FROM space WHERE id <> ?').pluck().all(DIRECTORY)
  // Up to the first that came later: one that was dated by a wrong clock must not take newer ones along.
  const later = sqlite
    .prepare<[number, number, number], number | null>(
      'SELECT min(at) FROM journal WHERE at > ? AND at < ? AND received_ms >= ?',
    )
    .pluck()
  const last = sqlite
    .prepare<[number, number], number | null>('SELECT max(at) FROM journal WHERE at > ? AND at < ?')
    .pluck()
  return spaces.flatMap((space) => {
    const after = space * SPACE_STRIDE
    const end = later.get(after, after + SPACE_STRIDE, beforeMs) ?? after + SPACE_STRIDE
    const upTo = last.get(after, end)
    return typeof upTo === 'number' ? [{ after, upTo }] : []
  })
}

/** Writes an archive beside its name, reads it back, and gives it its name when it verifies. */
function writeArchive(
  sqlite: Sqlite.Database,
  ranges: readonly JournalRange[],
  path: string,
  id: string,
  { beforeMs, nowMs, onMoved = () => undefined }: ArchiveJob,
): Result<ArchiveReport> {
  const archive = new NewArchive(path)
  try {
    const filled = fillArchive(archive.db, rowsOf(sqlite, ranges), sha256, onMoved)
    if (!filled.ok) return filled
    const seed = sqlite.prepare<[], Uint8Array>("SELECT value FROM meta WHERE name = 'seed'").pluck().get()
    return archive.finish(filled.value, { id, madeMs: nowMs, beforeMs }, seed ?? new Uint8Array())
  } finally {
    archive.close()
  }
}

function* rowsOf(sqlite: Sqlite.Database, ranges: readonly JournalRange[]): Iterable<BranchRow> {
  const rows = sqlite.prepare<[number, number], BranchRow>(
    `SELECT at, journal.branch, name, header, body FROM journal JOIN branch USING (branch)
      WHERE at > ? AND at <= ? ORDER BY at`,
  )
  for (const { after, upTo } of ranges) yield* rows.iterate(after, upTo)
}

/** Writes the database anew beside itself, which needs room on that disk only, and puts it in its place. Closes it. */
function shrink(sqlite: Sqlite.Database, folder: string): Shrunk {
  const path = join(folder, DATABASE_FILE)
  const part = newPart(path)
  const before = statSync(path).size
  try {
    emptyLog(sqlite)
    sqlite.prepare<[string]>('VACUUM INTO ?').run(part)
    const reader = openReader(part)
    const found = String(reader.pragma('quick_check(1)', { simple: true }))
    reader.close()
    if (found !== 'ok') throw new Error(found)
    sqlite.close()
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    putInPlace(part, path)
    return { before, after: statSync(path).size, fault: null }
  } catch (error) {
    return { before, after: before, fault: diskFault(error) }
  } finally {
    rmSync(part, { force: true })
  }
}

/** Opens the database of a folder no server works in, checked and in this program's form. */
function whileStopped<T>(folder: string, work: (sqlite: Sqlite.Database, shelf: ArchiveShelf) => Result<T>): Result<T> {
  const path = join(folder, DATABASE_FILE)
  if (!existsSync(path)) return refuse('notFound', `no server has run on ${folder}`, { folder })
  const lock = lockFolder(folder)
  if (!lock.ok) return lock
  let sqlite: Sqlite.Database | undefined
  try {
    const unusable = databaseFault(folder)
    if (unusable !== undefined) return { ok: false, fault: unusable }
    sqlite = openSqlite(path)
    const migrated = migrate(sqlite)
    if (!migrated.ok) return migrated
    const shelf = shelfOf(sqlite, folder)
    try {
      return work(sqlite, shelf)
    } finally {
      shelf.close()
    }
  } catch (error) {
    const why = error instanceof FaultError ? error.fault : diskFault(error)
    if (why.kind === 'internal') throw error
    return { ok: false, fault: why }
  } finally {
    sqlite?.close()
    // It was checked above, and only this program has touched it since.
    if (sqlite !== undefined) leaveCleanMark(path)
    lock.value.release()
  }
}
