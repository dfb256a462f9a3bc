// Copies of the server's database that stand by themselves: made page by page beside a running server, out of one moment.
// The pictures told are those of exactly that moment, read in the same transaction the copy is made in.
import { rmSync, statSync } from 'node:fs'
import { toHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { openReader, sqliteFault } from './database.ts'
import { diskFault } from './disk-fault.ts'
import { APPLICATION_ID } from './migrate.ts'

const PAGES_PER_STEP = 200

/** What the picture of one space was. */
export interface SpacePicture {
  readonly space: string
  readonly pos: number
  readonly records: number
  /** Lower-case hexadecimal. */
  readonly digest: string
}

export interface Copied {
  readonly bytes: number
  readonly pictures: readonly SpacePicture[]
}

/** Copies the database at `from`, whether a server works on it or not. Nothing is left at `to` when it is refused. */
export async function copyDatabase(
  from: string,
  to: string,
  isStopped: () => boolean = () => false,
): Promise<Result<Copied>> {
  try {
    // A copy is made in one transaction of a connection of its own: pushes go on and do not make it begin again.
    const reader = openReader(from)
    try {
      reader.exec('BEGIN')
      const pictures = reader
        .prepare<[], { space: string; pos: number; records: number; digest: Uint8Array }>(
          'SELECT id AS space, tip AS pos, records, digest FROM space ORDER BY id',
        )
        .all()
        .map((row) => ({ ...row, digest: toHex(row.digest) }))
      await reader.backup(to, {
        progress() {
          if (isStopped()) throw new Stopped()
          return PAGES_PER_STEP
        },
      })
      return ok({ bytes: statSync(to).size, pictures })
    } finally {
      reader.close()
    }
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${to}${suffix}`, { force: true })
    if (error instanceof Stopped) return refuse('serverStopped', 'the server stops')
    const why = sqliteFault(error) ?? diskFault(error)
    if (why.kind === 'internal') throw error
    return { ok: false, fault: why }
  }
}

/** Why a copy cannot be trusted: SQLite's full check of every page, index and cell; undefined when it can. */
export function whyCopyBad(path: string): string | undefined {
  try {
    const sqlite = openReader(path)
    try {
      if (Number(sqlite.pragma('application_id', { simple: true })) !== APPLICATION_ID)
        return 'it is no database of a coordination server'
      const found = String(sqlite.pragma('integrity_check(1)', { simple: true }))
      return found === 'ok' ? undefined : found.slice(0, 200)
    } finally {
      sqlite.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

class Stopped extends Error {}
