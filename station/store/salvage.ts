import { copyFileSync, existsSync } from 'node:fs'
// What can still be read of a damaged database: changes behind what the restored one has. They go the road of changes from
// elsewhere, so whatever damage did to them is found by hash and chain; those nobody else has wait in the outbox again.
import type Sqlite from 'better-sqlite3'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { faultOf, ok } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { shelfOf } from './archives.ts'
import { removeDatabase } from './backups.ts'
import { SHIFT } from './journal-book.ts'
import type { OpenOptions } from './open-store.ts'
import { openFile } from './sqlite-file.ts'
import type { StationStore } from './station-store.ts'

const AT_ONCE = 500

export interface Salvaged {
  /** Changes the store did not have. */
  readonly added: number
  /** Why the store stopped taking them; null when it took all that could be read. */
  readonly fault: Fault | null
}

/** Takes readable changes of the database at `path` into `store`. The file is left as it is. */
export function salvage(
  path: string,
  store: StationStore,
  { folder, nowMs, databaseKey }: Pick<OpenOptions, 'folder' | 'nowMs' | 'databaseKey'>,
): Salvaged {
  const copy = `${path}.reading`
  let sqlite: Sqlite.Database | undefined
  let added = 0
  let shelf: ArchiveShelf | undefined
  try {
    for (const suffix of ['', '-wal'])
      if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`)
    sqlite = openFile(copy, {}, databaseKey)
    shelf = shelfOf(sqlite, folder)
    const branches = sqlite
      .prepare<[], [string, number]>('SELECT space.id, branch FROM branch JOIN space USING (space) ORDER BY branch')
      .raw(true)
      .all()
    for (const [space, branch] of branches)
      for (const rows of readable(sqlite, branch, shelf)) {
        const taken = take(store, asId(space), rows, nowMs())
        if (!taken.ok) return { added, fault: taken.fault }
        added += taken.value
      }
  } catch {
    // Damaged beyond reading: what was read until here is kept.
  } finally {
    shelf?.close()
    sqlite?.close()
    removeDatabase(copy)
  }
  return { added, fault: null }
}

/** Changes of a branch until the first page that cannot be read, without those whose body lies in an archive that is away. */
function* readable(sqlite: Sqlite.Database, branch: number, shelf: ArchiveShelf): Iterable<readonly SealedBytes[]> {
  const page = sqlite.prepare<[number, number, number], SealedBytes & { readonly at: number }>(
    'SELECT at, header, body FROM journal WHERE at > ? AND at < ? ORDER BY at LIMIT ?',
  )
  for (let after = branch * SHIFT; ;) {
    let rows
    try {
      rows = page.all(after, (branch + 1) * SHIFT, AT_ONCE)
    } catch {
      return
    }
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.flatMap(({ at, header, body }) =>
      shelf.whereAway(at, body) === undefined ? [{ header, body: shelf.body(at, body) }] : [],
    )
    after = last.at
  }
}

function take(store: StationStore, space: SpaceId, rows: readonly SealedBytes[], nowMs: number): Result<number> {
  try {
    store.ensureSpace(space)
    const taken = store.receive(space, rows, [], { nowMs, agreed: false, historyOnly: false })
    return taken.ok ? ok(taken.value.added) : taken
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  }
}
