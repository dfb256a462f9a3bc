import { copyFileSync, existsSync } from 'node:fs'
// What can still be read of a damaged database: changes behind what the restored one has. They go the road of changes from
// elsewhere, so whatever damage did to them is found by hash and chain; those nobody else has wait in the outbox again.
import type Sqlite from 'better-sqlite3'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { removeDatabase } from './backups.ts'
import { SHIFT } from './journal-book.ts'
import { openFile } from './sqlite-file.ts'
import type { StationStore } from './station-store.ts'

const AT_ONCE = 500

/** Takes readable changes of the database at `path` into `store`; gives how many were new. The file is left as it is. */
export function salvage(path: string, store: StationStore, nowMs: number, databaseKey?: Uint8Array): number {
  const copy = `${path}.reading`
  let sqlite: Sqlite.Database | undefined
  let added = 0
  try {
    for (const suffix of ['', '-wal'])
      if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`)
    sqlite = openFile(copy, {}, databaseKey)
    const branches = sqlite
      .prepare<[], [string, number]>('SELECT space.id, branch FROM branch JOIN space USING (space) ORDER BY branch')
      .raw(true)
      .all()
    for (const [space, branch] of branches) added += salvageBranch(sqlite, store, asId(space), branch, nowMs)
  } catch {
    // Damaged beyond reading: what was read until here is kept.
  } finally {
    sqlite?.close()
    removeDatabase(copy)
  }
  return added
}

function salvageBranch(
  sqlite: Sqlite.Database,
  store: StationStore,
  space: SpaceId,
  branch: number,
  nowMs: number,
): number {
  const page = sqlite.prepare<[number, number, number], SealedBytes & { readonly at: number }>(
    'SELECT at, header, body FROM journal WHERE at > ? AND at < ? ORDER BY at LIMIT ?',
  )
  let added = 0
  try {
    for (let after = branch * SHIFT; ;) {
      const rows = page.all(after, (branch + 1) * SHIFT, AT_ONCE)
      const last = rows.at(-1)
      if (last === undefined) return added
      store.ensureSpace(space)
      const taken = store.receive(space, rows, [], { nowMs, agreed: false, historyOnly: false })
      if (!taken.ok) return added
      added += taken.value.added
      after = last.at
    }
  } catch {
    return added
  }
}
