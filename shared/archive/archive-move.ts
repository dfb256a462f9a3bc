// Moving bodies from a journal's rows into an archive and back, over any of our databases with a table `journal (at, …, header,
// body)`. The caller holds the database alone and gives the transactions.
import type { Result } from '../base/fault.ts'
import { FaultError, fault, ok } from '../base/fault.ts'
import type { ChangeId } from '../base/ids.ts'
import type { Sha256 } from '../base/ports.ts'
import type { ArchiveDb } from './archive-file.ts'
import { ArchiveReader, ArchiveWriter, archiveMark, archiveOf, isBodySql } from './archive-file.ts'

const ROWS_AT_ONCE = 20_000

/** Journal numbers (after, upTo]. */
export interface JournalRange {
  readonly after: number
  readonly upTo: number
}

/** A row of a journal with the branch it is of. */
export interface BranchRow {
  readonly at: number
  readonly branch: number
  readonly name: '' | ChangeId
  readonly header: Uint8Array
  readonly body: Uint8Array | null
}

/** Told now and then how many changes are done. */
export type OnMoved = (done: number) => void

/** Runs `work` in one transaction. */
export type InTransaction = (work: () => void) => void

/** How many bodies lie in ranges of a journal. */
export function countBodies(db: ArchiveDb, ranges: readonly JournalRange[]): number {
  const count = db.prepare(`SELECT count(*) AS count FROM journal WHERE at > ? AND at <= ? AND ${isBodySql('body')}`)
  return ranges.reduce((sum, { after, upTo }) => sum + (count.get(after, upTo) as { count: number }).count, 0)
}

/** Copies rows into a new archive; bodies that lie in another archive already stay out. Inside the archive's transaction. */
export function fillArchive(
  archive: ArchiveDb,
  rows: Iterable<BranchRow>,
  sha256: Sha256,
  onMoved: OnMoved,
): Result<ArchiveWriter> {
  const writer = new ArchiveWriter(archive, sha256)
  for (const row of rows) {
    const added = addRow(writer, row, onMoved)
    if (!added.ok) return added
  }
  return ok(writer)
}

/** Copies one row into a new archive, unless its body lies in another archive already. */
export function addRow(
  writer: ArchiveWriter,
  { at, branch, name, header, body }: BranchRow,
  onMoved: OnMoved,
): Result<void> {
  if (body !== null && archiveOf(body) !== undefined) return ok(undefined)
  const added = writer.add(at, branch, name, { header, body })
  if (added.ok && writer.changes % ROWS_AT_ONCE === 0) onMoved(writer.changes)
  return added
}

/** Replaces the bodies in ranges of a journal by the number of the archive they lie in now. */
export function markMoved(
  db: ArchiveDb,
  ranges: readonly JournalRange[],
  number: number,
  inTransaction: InTransaction,
): void {
  const next = db.prepare(
    'SELECT max(at) AS at FROM (SELECT at FROM journal WHERE at > ? AND at <= ? ORDER BY at LIMIT ?)',
  )
  const mark = db.prepare(`UPDATE journal SET body = ? WHERE at > ? AND at <= ? AND ${isBodySql('body')}`)
  for (const { after, upTo } of ranges)
    for (let from = after; ;) {
      const { at } = next.get(from, upTo, ROWS_AT_ONCE) as { readonly at: number | null }
      if (at === null) break
      const begin = from
      inTransaction(() => void mark.run(archiveMark(number), begin, at))
      from = at
    }
}

/**
 * Puts the bodies of an archive back into the journal they came from. Gives how many; throws FaultError, before anything else
 * is looked at, when the archive lacks one that the journal looks for in it.
 */
export function putBack(
  db: ArchiveDb,
  archive: ArchiveDb,
  number: number,
  inTransaction: InTransaction,
  onMoved: OnMoved,
): number {
  const mark = archiveMark(number)
  const reader = new ArchiveReader(archive)
  const wanted = db.prepare('SELECT at FROM journal WHERE at > ? AND body = ? ORDER BY at LIMIT ?')
  const put = db.prepare('UPDATE journal SET body = ? WHERE at = ?')
  let count = 0
  for (let after = 0; ;) {
    const rows = wanted.all(after, mark, ROWS_AT_ONCE) as { readonly at: number }[]
    const last = rows.at(-1)
    if (last === undefined) return count
    inTransaction(() => {
      for (const { at } of rows) {
        const body = reader.body(at)
        if (body === undefined) throw new FaultError(fault('fileUnreadable', `the archive lacks change ${at}`))
        put.run(body, at)
      }
    })
    count += rows.length
    after = last.at
    onMoved(count)
  }
}
