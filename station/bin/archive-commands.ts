// `fengsui archive | archives | unarchive | verify-archive`: old journal out of a stopped station's database, and back.
import { randomBytes } from 'node:crypto'
import type { ArchiveReport } from '../../shared/archive/archive-file.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { Archived } from '../store/archive-journal.ts'
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
  const beforeMs = /^\d{4}-\d\d-\d\d$/.test(before ?? '') ? new Date(`${before}T00:00:00`).getTime() : Number.NaN
  if (Number.isNaN(beforeMs)) return refuse('invalidInput', '--before YYYY-MM-DD is missing', { field: 'before' })
  const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count))
  const onMoved = (done: number): void => console.error(`… ${done}`)
  const done = archiveJournal(opened, { folder, beforeMs, to, nowMs: Date.now(), random, onMoved })
  if (!done.ok) return done
  const { databaseKey } = opened.db
  opened.store.close()
  const shrunk = shrinkDatabase(folder, databaseKey)
  return ok([...archivedLines(done.value), shrunkLine(shrunk)])
}

/** Puts an archive's content back into the database. */
export function unarchiveStopped(opened: OpenedStore, { number }: ArchiveWish): Result<readonly string[]> {
  const done = unarchiveJournal(opened, Number(number), (moved) => console.error(`… ${moved}`))
  if (!done.ok) return done
  return ok([
    `已放回 Put back: ${done.value} 项变更的内容 bodies；文件保留，不再使用 the file stays and is used no more`,
  ])
}

/** The archives, each read and verified; or says where one is now. `isBad`: one of them is not there or does not verify. */
export function listStopped(
  opened: OpenedStore,
  { folder, number, to }: ArchiveWish,
): Result<{ readonly lines: readonly string[]; readonly isBad: boolean }> {
  if (to !== undefined) {
    const done = opened.db.shelf.relink(Number(number), keptPath(folder, to))
    return done.ok ? ok({ lines: [`归档 ${number} 现在位于 archive ${number} is now at: ${to}`], isBad: false }) : done
  }
  const found = checkArchives(opened)
  const lines = found.map(({ entry, fault }) => {
    const words = `${entry.number}  ${entry.path}  < ${dayOf(entry.beforeMs)}  ${entry.changes} 项变更 changes`
    return fault === null ? `ok   ${words}` : `BAD  ${words}: ${fault.message}`
  })
  return ok({
    lines: lines.length === 0 ? ['没有归档 There are no archives'] : lines,
    isBad: found.some(({ fault }) => fault !== null),
  })
}

/** What a verified archive holds, in one line. */
export function reportWords({ station, madeMs, beforeMs, changes, erased, pieces }: ArchiveReport): string {
  const spaces = [...new Set(pieces.map(({ space }) => space))].join(', ')
  const gone = erased === 0 ? '' : `，其中依法销毁 of them destroyed ${erased}`
  const by = station === null ? '未签名 unsigned' : `由 ${station} 签名 signed by it`
  return `${changes} 项变更 changes${gone}，${dayOf(beforeMs)} 之前 before that day，空间 spaces ${spaces}，${dayOf(madeMs)} ${by}`
}

function archivedLines({ path, number, bytes, report }: Archived): readonly string[] {
  return [
    `已归档 Archived: ${number}  ${path} (${bytes} 字节 bytes)`,
    reportWords(report),
    '请把归档文件另存一份：备份不含它 Keep a second copy of the archive file: backups do not hold it',
  ]
}

function shrunkLine(shrunk: Result<readonly [number, number]>): string {
  return shrunk.ok
    ? `数据库 Database: ${shrunk.value[0]} → ${shrunk.value[1]} 字节 bytes`
    : `数据库未能缩小，腾出的空间会再用 The database could not be made smaller, its room is used again: ${shrunk.fault.message}`
}

function dayOf(ms: number): string {
  const day = new Date(ms)
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`
}
