// What the command lines of both programs say about archives, in Chinese and English.
import type { Fault } from '../base/fault.ts'
import type { ProvedArchives, RestoredArchives, TakenArchives } from './archive-copies.ts'
import type { ArchiveReport } from './archive-file.ts'
import type { ShelfEntry } from './archive-shelf.ts'

/** An archive a database knows. */
export interface CheckedArchive {
  readonly entry: ShelfEntry
  /** What is wrong with it; null when it verifies. */
  readonly fault: Fault | null
  /** Bodies that may still have to be destroyed in it. */
  readonly due: number
}

export interface CheckedArchives {
  readonly archives: readonly CheckedArchive[]
  /** Files among the archives that the database does not know. */
  readonly strays: readonly string[]
}

/** Midnight, here, of a day as it is typed; undefined when it is none. */
export function dayMs(typed: string | undefined): number | undefined {
  const ms = /^\d{4}-\d\d-\d\d$/.test(typed ?? '') ? new Date(`${typed}T00:00:00`).getTime() : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}

/** A new archive. */
export function archivedWords(number: number, path: string, bytes: number, report: ArchiveReport): readonly string[] {
  return [
    `已归档 Archived: ${number}  ${path} (${bytes} 字节 bytes)`,
    reportWords(report),
    '下一次备份会带上它；请把备份放在另一块磁盘上 The next backup takes it along; keep backups on another disk',
  ]
}

/** What became of the database. */
export function shrunkWords(before: number, after: number, fault: Fault | null): string {
  return fault === null
    ? `数据库 Database: ${before} → ${after} 字节 bytes`
    : `数据库未能缩小，腾出的空间会再用 The database could not be made smaller, its room is used again: ${fault.message}`
}

/** What a verified archive holds, in one line. */
export function reportWords({ station, madeMs, beforeMs, changes, erased, pieces }: ArchiveReport): string {
  const spaces = [...new Set(pieces.map(({ space }) => space))].join(', ')
  const gone = erased === 0 ? '' : `，其中依法销毁 of them destroyed ${erased}`
  const by = station === null ? '未签名 unsigned' : `由 ${station} 签名 signed by it`
  return `${changes} 项变更 changes${gone}，${dayOf(beforeMs)} 之前 before that day，空间 spaces ${spaces}，${dayOf(madeMs)} ${by}`
}

/** All archives, one a line. */
export function listWords({ archives, strays }: CheckedArchives): readonly string[] {
  const lines = archives.map(({ entry, fault, due }) => {
    const words = `${entry.number}  ${entry.path}  < ${dayOf(entry.beforeMs)}  ${entry.changes} 项变更 changes`
    const rest = due === 0 ? '' : `，文件可写时还要销毁至多 to be destroyed when it can be written, at most: ${due}`
    return fault === null ? `ok   ${words}${rest}` : `BAD  ${words}${rest}: ${fault.message}`
  })
  const unknown = strays.map(
    (path) => `??   ${path}: 数据库不认识，可删 the database does not know it; it can be deleted`,
  )
  return lines.length + unknown.length === 0 ? ['没有归档 There are no archives'] : [...lines, ...unknown]
}

/** What a backup took along; nothing where there are no archives. */
export function takenWords({ copied, alreadyThere, lacks }: TakenArchives): readonly string[] {
  if (copied + alreadyThere + lacks.length === 0) return []
  return [
    `归档文件 journal archives: 新 new ${copied}，已有 there already ${alreadyThere}`,
    ...lacks.map(({ path, fault }) => `${lackedWord(path)}: ${fault.message}`),
  ]
}

/** What a proof read of the archives a backup needs. */
export function provedWords({ whole, lacks }: ProvedArchives): readonly string[] {
  if (whole.length + lacks.length === 0) return []
  return [`归档文件逐个核对无误 journal archives verified: ${whole.length}`, ...lacks.map(lackedWord)]
}

function lackedWord(path: string): string {
  return `备份缺少归档文件 The backup lacks a journal archive: ${path}`
}

/** What was put back with a database. */
export function restoredWords({ restored, bad }: RestoredArchives): readonly string[] {
  const damaged = bad.map((path) => `归档文件的副本损坏，未放回 a copy of an archive is damaged, not put back: ${path}`)
  return restored.length === 0 ? damaged : [`归档文件已放回 journal archives put back: ${restored.length}`, ...damaged]
}

/** An archive the restored database names and that is not there. */
export function awayWords(path: string): string {
  return `缺少归档文件，请放回后再启动 A journal archive is missing; put it back before the start: ${path}`
}

/** Something was put back. */
export function backWords(count: number, path: string): string {
  return `已放回 Put back: ${count} 项变更的内容 bodies；文件不再使用，请删除 the file is used no more, delete it: ${path}`
}

/** An archive lies elsewhere now. */
export function relinkedWords(number: string, path: string): string {
  return `归档 ${number} 现在位于 archive ${number} is now at: ${path}`
}

function dayOf(ms: number): string {
  const day = new Date(ms)
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`
}
