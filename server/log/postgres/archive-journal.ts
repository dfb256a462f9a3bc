// Moves old journal of a PostgreSQL database no server process works on into an archive file, and back [SL-27]: what
// ../archive-journal.ts does to a SQLite file. It may take hours: nothing of ours times out meanwhile, and a process that
// starts beside it waits at the lock of the form and is refused.
//
//   rows of one moment ─▶ file, verified under its name ─▶ known ─▶ bodies replaced by its number, stretch by stretch ─▶ tables
//   written anew without the room they took. A cut leaves every body in the database, in the file, or in both.
import { existsSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type pg from 'pg'
import { ArchiveReader, ArchiveWriter, archiveMark, archiveName } from '../../../shared/archive/archive-file.ts'
import type { ArchiveReport } from '../../../shared/archive/archive-file.ts'
import type { OnMoved } from '../../../shared/archive/archive-move.ts'
import { addRow } from '../../../shared/archive/archive-move.ts'
import type { CheckedArchives } from '../../../shared/archive/archive-words.ts'
import { must } from '../../../shared/base/assert.ts'
import { fromHex, toHex } from '../../../shared/base/bytes.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { FaultError, fault, ok, refuse } from '../../../shared/base/fault.ts'
import type { ChangeId } from '../../../shared/base/ids.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
import type { ArchiveJob, Archived, PutBack, Shrunk } from '../archive-journal.ts'
import { ARCHIVE_FOLDER, keptPath, placeOf, strayArchives } from '../archives.ts'
import { diskFault } from '../disk-fault.ts'
import { NewArchive, whyArchiveBad } from '../new-archive.ts'
import { random, sha256 } from '../node-crypto.ts'
import { PostgresArchives, MAX_SPACE, numberOf } from './archives.ts'
import { ask, refusalOf, shownUrl } from './connection.ts'
import { holdAlone } from './hold-alone.ts'

const ROWS_AT_ONCE = 1_000
const POSITIONS_AT_ONCE = 20_000
/** True for a column that holds a body, false for an archive's mark; NULL for NULL. */
const IS_BODY = `substr(body, 1, 1) >= '\\x80'::bytea`

/** The database, and the data folder archives are looked for in. */
export interface ArchivePlace {
  readonly url: string
  readonly folder: string
}

/** The older part of one space's journal: positions up to this one. */
interface Stretch {
  readonly space: number
  readonly upTo: number
}

interface Alone {
  readonly client: pg.ClientBase
  readonly pool: pg.Pool
  readonly archives: PostgresArchives
}

/** Moves everything older than `beforeMs`, but for the directory, into a new archive file, which was read back and verified. */
export function archivePostgres(place: ArchivePlace, job: Omit<ArchiveJob, 'folder'>): Promise<Result<Archived>> {
  const { folder } = place
  const { beforeMs, nowMs } = job
  return whileAlone(place, async ({ client, archives }) => {
    if (beforeMs > nowMs) return refuse('invalidInput', '--before lies in the future', { field: 'before' })
    const stretches = await stretchesBefore(client, beforeMs)
    if ((await countBodies(client, stretches)) === 0)
      return refuse('nothingToChange', 'nothing so old is left in the database')
    const id = toHex(random(12))
    const path = job.to ?? resolve(folder, ARCHIVE_FOLDER, archiveName(nowMs, id))
    if (existsSync(path)) return refuse('alreadyExists', `${path} is there already; an archive replaces nothing`)
    for (const stray of strayArchives(folder, archives.shelf))
      if (stray.endsWith('.part')) rmSync(stray, { force: true })
    const written = await writeArchive(client, stretches, path, id, job)
    if (!written.ok) return written
    const report = written.value
    const entry = { id, path: keptPath(folder, path), key: null, madeMs: nowMs, beforeMs, changes: report.changes }
    const number = archives.shelf.add(entry)
    await inTransaction(client, async () => {
      await ask(
        client,
        'INSERT INTO archive (archive, id, path, key, made_ms, before_ms, changes) VALUES ($1, $2, $3, NULL, $4, $5, $6)',
        [number, id, entry.path, nowMs, beforeMs, entry.changes],
      )
      // A program that does not know archives would take their numbers for bodies.
      await ask(client, 'UPDATE fengsui_form SET readable_from = 2 WHERE version = 2')
    })
    for (const stretch of stretches) await markMoved(client, stretch, number)
    return ok({ path, number, bytes: statSync(path).size, report, database: await shrink(client) })
  })
}

/** Puts an archive's bodies back into the database and takes it off the shelf; the file stays. */
export function unarchivePostgres(
  place: ArchivePlace,
  number: number,
  onMoved: OnMoved = () => undefined,
): Promise<Result<PutBack>> {
  return whileAlone(place, async ({ client, pool, archives }) => {
    const entry = archives.shelf.entries().find((one) => one.number === number)
    if (entry === undefined) return refuse('notFound', `there is no archive ${number}`, { archive: number })
    await archives.settle(pool)
    const path = placeOf(place.folder, entry.path)
    const why = whyArchiveBad(path, entry.id)
    if (why !== null) return { ok: false, fault: why }
    if ((await dueIn(client, number)) > 0)
      return refuse('readOnly', `personal data is still to be destroyed in archive ${number}, and it cannot be written`)
    const archive = archives.shelf.open(entry)
    try {
      const count = await putBack(client, new ArchiveReader(archive), number, onMoved)
      await ask(client, 'DELETE FROM archive WHERE archive = $1', [number])
      return ok({ count, path })
    } finally {
      archive.close()
    }
  })
}

/** Every archive the database knows, read and verified. */
export function checkPostgresArchives(place: ArchivePlace): Promise<Result<CheckedArchives>> {
  const { folder } = place
  return whileAlone(place, async ({ client, archives }) => {
    const checked = []
    for (const entry of archives.shelf.entries()) {
      const due = await dueIn(client, entry.number)
      checked.push({ entry, fault: whyArchiveBad(placeOf(folder, entry.path), entry.id), due })
    }
    return ok({ archives: checked, strays: strayArchives(folder, archives.shelf) })
  })
}

/** Tells the database where an archive's file is now. */
export function relinkPostgresArchive(place: ArchivePlace, number: number, path: string): Promise<Result<void>> {
  return whileAlone(place, async ({ client, archives }) => {
    const kept = keptPath(place.folder, path)
    const relinked = archives.shelf.relink(number, kept)
    if (relinked.ok) await ask(client, 'UPDATE archive SET path = $2 WHERE archive = $1', [number, kept])
    return relinked
  })
}

/** The directory stays whole, as in a SQLite journal. */
async function stretchesBefore(client: pg.ClientBase, beforeMs: number): Promise<readonly Stretch[]> {
  // Up to the first that came later: one that was dated by a wrong clock must not take newer ones along.
  const found = await ask<Stretch & pg.QueryResultRow>(
    client,
    `SELECT space, coalesce((SELECT min(pos) - 1 FROM journal WHERE journal.space = space.space AND received_ms >= $1), tip)
       AS "upTo" FROM space WHERE id <> $2 ORDER BY space`,
    [beforeMs, DIRECTORY],
  )
  const beyond = found.find(({ space }) => space > MAX_SPACE)
  if (beyond !== undefined)
    throw new FaultError(fault('wrongState', `space number ${beyond.space} is too large for an archive`))
  return found.filter(({ upTo }) => upTo > 0)
}

async function countBodies(client: pg.ClientBase, stretches: readonly Stretch[]): Promise<number> {
  let count = 0
  for (const { space, upTo } of stretches) {
    const [row] = await ask<{ count: number }>(
      client,
      `SELECT count(*) AS count FROM journal WHERE space = $1 AND pos <= $2 AND ${IS_BODY}`,
      [space, upTo],
    )
    count += row?.count ?? 0
  }
  return count
}

/** Writes the archive, reads it back, and gives it its name when it verifies. */
async function writeArchive(
  client: pg.ClientBase,
  stretches: readonly Stretch[],
  path: string,
  id: string,
  { beforeMs, nowMs, onMoved = () => undefined }: Omit<ArchiveJob, 'folder'>,
): Promise<Result<ArchiveReport>> {
  const archive = new NewArchive(path)
  try {
    const writer = new ArchiveWriter(archive.db, sha256)
    for (const stretch of stretches) {
      const filled = await inTransaction(client, () => copyStretch(client, stretch, writer, onMoved))
      if (!filled.ok) return filled
    }
    const [seed] = await ask<{ value: string }>(client, "SELECT value FROM meta WHERE name = 'seed'")
    return archive.finish(writer, { id, madeMs: nowMs, beforeMs }, must(fromHex(seed?.value ?? ''), 'seed'))
  } finally {
    archive.close()
  }
}

async function copyStretch(
  client: pg.ClientBase,
  { space, upTo }: Stretch,
  writer: ArchiveWriter,
  onMoved: OnMoved,
): Promise<Result<void>> {
  interface Row extends pg.QueryResultRow {
    readonly pos: number
    readonly branch: number
    readonly name: '' | ChangeId
    readonly header: Uint8Array
    readonly body: Uint8Array | null
  }
  await ask(
    client,
    `DECLARE archiving CURSOR FOR SELECT pos, branch, name, header, body FROM journal JOIN branch USING (space, branch)
     WHERE space = $1 AND pos <= $2 ORDER BY pos`,
    [space, upTo],
  )
  for (;;) {
    const rows = await ask<Row>(client, `FETCH ${ROWS_AT_ONCE} FROM archiving`)
    if (rows.length === 0) break
    for (const { pos, branch, ...row } of rows) {
      const added = addRow(writer, { ...row, at: numberOf(space, pos), branch: numberOf(space, branch) }, onMoved)
      if (!added.ok) return added
    }
  }
  await ask(client, 'CLOSE archiving')
  return ok(undefined)
}

async function markMoved(client: pg.ClientBase, { space, upTo }: Stretch, number: number): Promise<void> {
  for (let after = 0; after < upTo; after += POSITIONS_AT_ONCE)
    await ask(client, `UPDATE journal SET body = $1 WHERE space = $2 AND pos > $3 AND pos <= $4 AND ${IS_BODY}`, [
      Buffer.from(archiveMark(number)),
      space,
      after,
      Math.min(upTo, after + POSITIONS_AT_ONCE),
    ])
}

/** The caller has looked that the archive verifies; throws FaultError when it lacks what the journal looks for in it. */
async function putBack(
  client: pg.ClientBase,
  reader: ArchiveReader,
  number: number,
  onMoved: OnMoved,
): Promise<number> {
  const mark = Buffer.from(archiveMark(number))
  const spaces = await ask<{ space: number }>(client, 'SELECT space FROM space ORDER BY space')
  let count = 0
  for (const { space } of spaces)
    for (let after = 0; ;) {
      const rows = await ask<{ pos: number }>(
        client,
        'SELECT pos FROM journal WHERE space = $1 AND pos > $2 AND body = $3 ORDER BY pos LIMIT $4',
        [space, after, mark, ROWS_AT_ONCE],
      )
      const last = rows.at(-1)
      if (last === undefined) break
      const bodies = rows.map(({ pos }) => {
        const body = reader.body(numberOf(space, pos))
        if (body === undefined) throw new FaultError(fault('fileUnreadable', `the archive lacks change ${pos}`))
        return body === null ? null : Buffer.from(body)
      })
      await ask(
        client,
        `UPDATE journal SET body = w.body FROM unnest($2::bigint[], $3::bytea[]) AS w (pos, body)
         WHERE journal.space = $1 AND journal.pos = w.pos`,
        [space, rows.map(({ pos }) => pos), bodies],
      )
      count += rows.length
      after = last.pos
      onMoved(count)
    }
  return count
}

/** Writes the journal's tables anew without the room the bodies took, which needs room at the database for one of them. */
async function shrink(client: pg.ClientBase): Promise<Shrunk> {
  const before = await journalBytes(client)
  try {
    await ask(client, 'VACUUM (FULL, ANALYZE) journal')
    return { before, after: await journalBytes(client), fault: null }
  } catch (error) {
    return { before, after: before, fault: diskFault(error) }
  }
}

async function journalBytes(client: pg.ClientBase): Promise<number> {
  const [row] = await ask<{ bytes: number }>(
    client,
    `SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint AS bytes FROM pg_inherits WHERE inhparent = 'journal'::regclass`,
  )
  return row?.bytes ?? 0
}

async function dueIn(client: pg.ClientBase, number: number): Promise<number> {
  const [row] = await ask<{ count: number }>(client, 'SELECT count(*) AS count FROM archive_due WHERE archive = $1', [
    number,
  ])
  return row?.count ?? 0
}

async function inTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await ask(client, 'BEGIN')
  try {
    const done = await work()
    await ask(client, 'COMMIT')
    return done
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Holds a database no server works on, in this program's form, and reads which archives it knows. */
async function whileAlone<T>(
  { url, folder }: ArchivePlace,
  work: (alone: Alone) => Promise<Result<T>>,
): Promise<Result<T>> {
  let archives: PostgresArchives | undefined
  try {
    return await holdAlone(url, async (client, pool) => {
      archives = await PostgresArchives.open(client, folder)
      return work({ client, pool, archives })
    })
  } catch (error) {
    const why = diskFault(refusalOf(error))
    if (why.kind === 'internal') throw error
    return refuse(why.kind, `${shownUrl(url)}: ${why.message}`, why.detail)
  } finally {
    archives?.close()
  }
}
