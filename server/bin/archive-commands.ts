import type { ArchiveReport } from '../../shared/archive/archive-file.ts'
// `npm run server -- archive | archives | unarchive | verify-archive`: old journal out of a stopped server's database, and back.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import {
  archiveJournal,
  checkArchives,
  relinkArchive,
  unarchiveJournal,
  verifyArchiveFile,
} from '../log/archive-journal.ts'

const COMMANDS = ['archive', 'archives', 'unarchive', 'verify-archive'] as const
type ArchiveCommand = (typeof COMMANDS)[number]

interface Wanted {
  /** The server's data folder. */
  readonly folder: string
  readonly before: string | undefined
  readonly to: string | undefined
  readonly from: string | undefined
  readonly number: string | undefined
  /** Told of long work now and then. */
  readonly say: (line: string) => void
}

/** True for a word this file carries out. */
export function isArchiveCommand(word: string | undefined): word is ArchiveCommand {
  return COMMANDS.some((command) => command === word)
}

/** Carries one out; gives the lines that say what was done, the bad news among them told by `isBad`. */
export function archiveCommand(
  command: ArchiveCommand,
  wanted: Wanted,
): Result<{ readonly lines: readonly string[]; readonly isBad: boolean }> {
  if (command === 'archive') return archive(wanted)
  if (command === 'unarchive') return unarchive(wanted)
  if (command === 'verify-archive') return verify(wanted)
  return wanted.to === undefined ? list(wanted) : relink(wanted)
}

function archive({ folder, before, to, say }: Wanted): ReturnType<typeof archiveCommand> {
  const beforeMs = /^\d{4}-\d\d-\d\d$/.test(before ?? '') ? new Date(`${before}T00:00:00`).getTime() : Number.NaN
  if (Number.isNaN(beforeMs)) return refuse('invalidInput', '--before YYYY-MM-DD is missing', { field: 'before' })
  const onMoved = (done: number): void => say(`… ${done}`)
  const done = archiveJournal({ folder, beforeMs, to, nowMs: Date.now(), onMoved })
  if (!done.ok) return done
  const { path, number, bytes, report, database } = done.value
  return ok({
    lines: [
      `已归档 Archived: ${number}  ${path} (${bytes} 字节 bytes)`,
      reportWords(report),
      database.fault === null
        ? `数据库 Database: ${database.before} → ${database.after} 字节 bytes`
        : `数据库未能缩小，腾出的空间会再用 The database could not be made smaller, its room is used again: ${database.fault.message}`,
      '请把归档文件另存一份：备份不含它 Keep a second copy of the archive file: backups do not hold it',
    ],
    isBad: database.fault !== null,
  })
}

function unarchive({ folder, number, say }: Wanted): ReturnType<typeof archiveCommand> {
  const done = unarchiveJournal(folder, Number(number), (moved) => say(`… ${moved}`))
  if (!done.ok) return done
  return ok({
    lines: [
      `已放回 Put back: ${done.value} 项变更的内容 bodies；文件保留，不再使用 the file stays and is used no more`,
    ],
    isBad: false,
  })
}

function list({ folder }: Wanted): ReturnType<typeof archiveCommand> {
  const found = checkArchives(folder)
  if (!found.ok) return found
  const lines = found.value.map(({ entry, fault }) => {
    const words = `${entry.number}  ${entry.path}  < ${dayOf(entry.beforeMs)}  ${entry.changes} 项变更 changes`
    return fault === null ? `ok   ${words}` : `BAD  ${words}: ${fault.message}`
  })
  return ok({
    lines: lines.length === 0 ? ['没有归档 There are no archives'] : lines,
    isBad: found.value.some(({ fault }) => fault !== null),
  })
}

function relink({ folder, number, to }: Wanted): ReturnType<typeof archiveCommand> {
  const done = relinkArchive(folder, Number(number), to ?? '')
  return done.ok ? ok({ lines: [`归档 ${number} 现在位于 archive ${number} is now at: ${to}`], isBad: false }) : done
}

function verify({ from }: Wanted): ReturnType<typeof archiveCommand> {
  if (from === undefined) return refuse('invalidInput', '--from FILE is missing', { field: 'from' })
  const verified = verifyArchiveFile(from)
  return verified.ok ? ok({ lines: [reportWords(verified.value), '核对无误 It holds'], isBad: false }) : verified
}

function reportWords({ station, madeMs, beforeMs, changes, erased, pieces }: ArchiveReport): string {
  const spaces = [...new Set(pieces.map(({ space }) => space))].join(', ')
  const gone = erased === 0 ? '' : `，其中依法销毁 of them destroyed ${erased}`
  const by = station === null ? '未签名 unsigned' : `由 ${station} 签名 signed by it`
  return `${changes} 项变更 changes${gone}，${dayOf(beforeMs)} 之前 before that day，空间 spaces ${spaces}，${dayOf(madeMs)} ${by}`
}

function dayOf(ms: number): string {
  const day = new Date(ms)
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`
}
