// `fengsui archive | archives | unarchive`: old journal out of a stopped station's database, and back.
import { randomBytes } from 'node:crypto'
import {
  archivedWords,
  backWords,
  dayMs,
  listWords,
  relinkedWords,
  shrunkWords,
} from '../../shared/archive/archive-words.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { archiveJournal, checkArchives, shrinkDatabase, unarchiveJournal } from '../store/archive-journal.ts'
import { keptPath } from '../store/archives.ts'
import type { OpenedStore } from '../store/open-store.ts'

export interface ArchiveWish {
  /** The station's data folder. */
  readonly folder: string
  readonly before: string | undefined
  readonly to: string | undefined
  readonly number: string | undefined
}

/** Moves older journal out; closes the store, because the database is then written anew. */
export function archiveStopped(opened: OpenedStore, { folder, before, to }: ArchiveWish): Result<readonly string[]> {
  const beforeMs = dayMs(before)
  if (beforeMs === undefined)
    return refuse('invalidInput', '--before must be a day, written YYYY-MM-DD', { field: 'before' })
  const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count))
  const onMoved = (done: number): void => console.error(`… ${done}`)
  const done = archiveJournal(opened, { folder, beforeMs, to, nowMs: Date.now(), random, onMoved })
  if (!done.ok) return done
  const { databaseKey } = opened.db
  opened.store.close()
  const shrunk = shrinkDatabase(folder, databaseKey)
  const { number, path, bytes, report } = done.value
  const words = shrunk.ok ? shrunkWords(...shrunk.value, null) : shrunkWords(0, 0, shrunk.fault)
  return ok([...archivedWords(number, path, bytes, report), words])
}

/** Puts an archive's content back into the database. */
export function unarchiveStopped(opened: OpenedStore, { number }: ArchiveWish): Result<readonly string[]> {
  const done = unarchiveJournal(opened, Number(number), (moved) => console.error(`… ${moved}`))
  return done.ok ? ok([backWords(done.value.count, done.value.path)]) : done
}

/** The archives, each read and verified; or says where one is now. `isBad`: one of them is not there or does not verify. */
export function listStopped(
  opened: OpenedStore,
  { folder, number = '', to }: ArchiveWish,
): Result<{ readonly lines: readonly string[]; readonly isBad: boolean }> {
  if (to !== undefined) {
    const done = opened.db.shelf.relink(Number(number), keptPath(folder, to))
    return done.ok ? ok({ lines: [relinkedWords(number, to)], isBad: false }) : done
  }
  const found = checkArchives(opened, folder)
  return ok({ lines: listWords(found), isBad: found.archives.some(({ fault }) => fault !== null) })
}
