// Moves old journal of a station nobody works at into an archive file [OP-3], and back: what server/log/archive-journal.ts
// does, over a station's database. Only what a server holds is moved: what waits to be sent stays.
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ArchiveReport } from '../../shared/archive/archive-file.ts'
import { archiveName, verifyArchive } from '../../shared/archive/archive-file.ts'
import type { BranchRow, JournalRange, OnMoved } from '../../shared/archive/archive-move.ts'
import { countBodies, fillArchive, markMoved, putBack } from '../../shared/archive/archive-move.ts'
import type { OpenArchive, ShelfEntry } from '../../shared/archive/archive-shelf.ts'
import type { CheckedArchives } from '../../shared/archive/archive-words.ts'
import { toHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, fault, faultOf, ok, refuse } from '../../shared/base/fault.ts'
import type { RandomBytes, Sign } from '../../shared/base/ports.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { ARCHIVE_FOLDER, emptyLog, keptPath, newPart, openArchive, putInPlace, strayArchives } from './archives.ts'
import { removeDatabase, whyBad } from './backups.ts'
import { leaveCleanMark } from './clean-mark.ts'
import type { StationDatabase } from './database.ts'
import { sqliteFault } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { SHIFT } from './journal-book.ts'
import { sha256, verifySignature } from './node-crypto.ts'
import { DATABASE_FILE } from './open-store.ts'
import type { OpenedStore } from './open-store.ts'
import { DATABASE_KEY_BYTES, openFile } from './sqlite-file.ts'
import type { StationStore } from './station-store.ts'

export interface ArchiveJob {
  /** The station's data folder. */
  readonly folder: string
  /** Changes that came to the station before this time are moved. */
  readonly beforeMs: number
  /** Where the archive is written; among the folder's archives unless named. */
  readonly to?: string | undefined
  readonly nowMs: number
  readonly random: RandomBytes
  readonly onMoved?: OnMoved
}

export interface Archived {
  readonly path: string
  readonly number: number
  readonly bytes: number
  readonly report: ArchiveReport
}

/** Moves everything older than `beforeMs`, but for the directory, into a new archive file, which was read back and verified. */
export function archiveJournal({ store, db }: OpenedStore, job: ArchiveJob): Result<Archived> {
  const { folder, beforeMs, nowMs, random } = job
  if (beforeMs > nowMs) return refuse('invalidInput', '--before lies in the future', { field: 'before' })
  if (store.spaces().some((space) => store.facts(space).backfill !== null || store.facts(space).snapshot !== null))
    return refuse('wrongState', 'older journal is still being fetched: archive when it is all here')
  const trouble = store.storeFault()
  if (trouble !== null) return { ok: false, fault: trouble }
  return orFault(() => {
    const ranges = rangesBefore(db, beforeMs)
    if (countBodies(db.sqlite, ranges) === 0)
      return refuse('nothingToChange', 'nothing so old is left in the database', { folder })
    const id = toHex(random(12))
    const path = job.to ?? join(folder, ARCHIVE_FOLDER, archiveName(nowMs, id))
    if (existsSync(path)) return refuse('alreadyExists', `${path} is there already; an archive replaces nothing`)
    for (const stray of strayArchives(folder, db.shelf)) if (stray.endsWith('.part')) rmSync(stray, { force: true })
    const key = db.databaseKey === undefined ? null : random(DATABASE_KEY_BYTES)
    const written = writeArchive(store, db, ranges, path, { ...job, id, key })
    if (!written.ok) return written
    const report = written.value
    const entry = { id, path: keptPath(folder, path), key, madeMs: nowMs, beforeMs, changes: report.changes }
    const number = db.transaction('archive.add', () => db.shelf.add(entry))
    markMoved(db.sqlite, ranges, number, (work) => db.transaction('archive.mark', work))
    return ok({ path, number, bytes: statSync(path).size, report })
  })
}

/** Puts an archive's bodies back into the database and takes it off the shelf; the file stays. */
export function unarchiveJournal(
  { db }: OpenedStore,
  number: number,
  onMoved: OnMoved = () => undefined,
): Result<{ readonly count: number; readonly path: string }> {
  return orFault(() => {
    const entry = db.shelf.entries().find((one) => one.number === number)
    if (entry === undefined) return refuse('notFound', `there is no archive ${number}`, { archive: number })
    db.shelf.settleDue()
    const archive = db.shelf.open(entry)
    try {
      const verified = verifyArchive(archive, sha256, verifySignature)
      if (!verified.ok) return verified
      const count = putBack(db.sqlite, archive, number, (work) => db.transaction('archive.back', work), onMoved)
      db.transaction('archive.remove', () => db.shelf.remove(number))
      return ok({ count, path: entry.path })
    } finally {
      archive.close()
    }
  })
}

/** Every archive the database knows, read and verified. */
export function checkArchives({ db }: OpenedStore, folder: string): CheckedArchives {
  const archives = db.shelf.entries().map((entry) => {
    const checked = orFault(() => verifyOpen(db.shelf.open(entry)))
    return { entry, fault: checked.ok ? null : checked.fault, due: db.shelf.due(entry.number) }
  })
  return { archives, strays: strayArchives(folder, db.shelf) }
}

/** Verifies an archive file by itself; a plain one needs no key. */
export function verifyArchiveFile(path: string, key: ShelfEntry['key'] = null): Result<ArchiveReport> {
  if (!existsSync(path)) return refuse('notFound', `no file ${path}`)
  const verified = orFault(() => verifyOpen(openArchive(path, key)))
  return verified.ok ? verified : refuse(verified.fault.kind, `${path}: ${verified.fault.message}`, { file: path })
}

/**
 * Writes the database of a station that is closed anew beside itself, which needs room on that disk only, and puts it in its
 * place: without the room that bodies took. Gives its bytes before and after.
 */
export function shrinkDatabase(
  folder: string,
  databaseKey: Uint8Array | undefined,
): Result<readonly [before: number, after: number]> {
  const path = join(folder, DATABASE_FILE)
  const part = `${path}.part`
  const lock = lockFolder(folder)
  if (!lock.ok) return lock
  return orFault(() => {
    try {
      const before = statSync(path).size
      newPart(path)
      const sqlite = openFile(path, { fileMustExist: true, timeout: 2_000 }, databaseKey)
      try {
        emptyLog(sqlite)
        sqlite.prepare('VACUUM INTO ?').run(part)
      } finally {
        sqlite.close()
      }
      const why = whyBad(part, false, databaseKey)
      if (why !== undefined) throw new FaultError(fault('storeCorrupt', `the new database does not check: ${why}`))
      for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
      putInPlace(part, path)
      leaveCleanMark(path)
      return ok([before, statSync(path).size] as const)
    } finally {
      removeDatabase(part)
      lock.value.release()
    }
  })
}

function verifyOpen(archive: OpenArchive): Result<ArchiveReport> {
  try {
    return verifyArchive(archive, sha256, verifySignature)
  } finally {
    archive.close()
  }
}

/** What is agreed and old, branch by branch; the directory stays whole, for keys are known by it. */
function rangesBefore({ sqlite }: StationDatabase, beforeMs: number): readonly JournalRange[] {
  const branches = sqlite
    .prepare<[string], { branch: number; agreed: number }>(
      `SELECT branch, agreed_seq AS agreed FROM branch JOIN space USING (space) WHERE space.id <> ? ORDER BY branch`,
    )
    .all(DIRECTORY)
  // Up to the first that came later: one that was dated by a wrong clock must not take newer ones along.
  const later = sqlite
    .prepare<[number, number, number], number | null>(
      'SELECT min(at) FROM journal WHERE at > ? AND at <= ? AND received_ms >= ?',
    )
    .pluck()
  const last = sqlite
    .prepare<[number, number], number | null>('SELECT max(at) FROM journal WHERE at > ? AND at < ?')
    .pluck()
  return branches.flatMap(({ branch, agreed }) => {
    const after = branch * SHIFT
    const upTo = last.get(after, later.get(after, after + agreed, beforeMs) ?? after + agreed + 1)
    return typeof upTo === 'number' ? [{ after, upTo }] : []
  })
}

/** Writes an archive beside its name, reads it back, and gives it its name when it verifies. */
function writeArchive(
  store: StationStore,
  db: StationDatabase,
  ranges: readonly JournalRange[],
  path: string,
  {
    id,
    key,
    beforeMs,
    nowMs,
    onMoved = () => undefined,
  }: ArchiveJob & { readonly id: string; readonly key: Uint8Array | null },
): Result<ArchiveReport> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const part = newPart(path)
  const archive = openFile(part, {}, key ?? undefined)
  try {
    // It is read back before it counts: nothing of a cut one is used.
    archive.pragma('journal_mode = OFF')
    archive.pragma('synchronous = OFF')
    archive.exec('BEGIN')
    const filled = fillArchive(archive, rowsOf(db, ranges), sha256, onMoved)
    if (!filled.ok) return filled
    filled.value.finish({ id, madeMs: nowMs, beforeMs, publicKey: store.publicKey }, signed(store))
    archive.exec('COMMIT')
    archive.close()
    const verified = verifyOpen(openArchive(part, key))
    if (!verified.ok) return verified
    putInPlace(part, path)
    return verified
  } finally {
    archive.close()
    removeDatabase(part)
  }
}

/** The station's signature; none where its key is sealed by the desktop program: the chains prove the content all the same. */
function signed(store: StationStore): Sign {
  return (message) => {
    try {
      return store.sign(message)
    } catch (error) {
      if (faultOf(error).kind === 'keyLocked') return new Uint8Array()
      throw error
    }
  }
}

function* rowsOf({ sqlite }: StationDatabase, ranges: readonly JournalRange[]): Iterable<BranchRow> {
  const rows = sqlite.prepare<[number, number], BranchRow>(
    `SELECT at, branch.branch, name, header, body FROM journal JOIN branch ON branch.branch = at >> 32
      WHERE at > ? AND at <= ? ORDER BY at`,
  )
  for (const { after, upTo } of ranges) yield* rows.iterate(after, upTo)
}

function orFault<T>(work: () => Result<T>): Result<T> {
  try {
    return work()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('diskFull', 'the disk is full', { code })
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code === 'EIO' || code === 'ENOENT')
      return refuse('readOnly', error instanceof Error ? error.message : String(error), { code })
    const known = sqliteFault(error) ?? (error instanceof FaultError ? error.fault : undefined)
    if (known === undefined) throw error
    return known.kind === 'storeCorrupt'
      ? refuse('fileUnreadable', error instanceof Error ? error.message : String(error))
      : { ok: false, fault: known }
  }
}
