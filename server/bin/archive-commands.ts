// `npm run server -- archive | archives | unarchive | verify-archive`: old journal out of a stopped server's database, and back: of a
// SQLite file in the data folder, or of a PostgreSQL database with its archives in that folder.
import { resolve } from 'node:path'
import {
  archivedWords,
  backWords,
  dayMs,
  listWords,
  relinkedWords,
  reportWords,
  shrunkWords,
} from '../../shared/archive/archive-words.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { archiveJournal, checkArchives, relinkArchive, unarchiveJournal } from '../log/archive-journal.ts'
import { verifyArchiveFile } from '../log/new-archive.ts'
import {
  archivePostgres,
  checkPostgresArchives,
  relinkPostgresArchive,
  unarchivePostgres,
} from '../log/postgres/archive-journal.ts'

const COMMANDS = ['archive', 'archives', 'unarchive', 'verify-archive'] as const
type ArchiveCommand = (typeof COMMANDS)[number]

interface Wanted {
  /** The server's data folder. */
  readonly folder: string
  /** A PostgreSQL database in place of the folder's file. */
  readonly store: string | undefined
  readonly before: string | undefined
  readonly to: string | undefined
  readonly from: string | undefined
  readonly number: string | undefined
  /** Told of long work now and then. */
  readonly say: (line: string) => void
}

/** Lines that say what was done, and whether there is bad news among them. */
type Done = Result<{ readonly lines: readonly string[]; readonly isBad: boolean }>

/** True for a word this file carries out. */
export function isArchiveCommand(word: string | undefined): word is ArchiveCommand {
  return COMMANDS.some((command) => command === word)
}

/** Carries one out. */
export async function archiveCommand(command: ArchiveCommand, wanted: Wanted): Promise<Done> {
  if (command === 'archive') return archive(wanted)
  if (command === 'unarchive') return unarchive(wanted)
  if (command === 'verify-archive') return verify(wanted)
  return wanted.to === undefined ? list(wanted) : relink(wanted)
}

async function archive({ folder, store, before, to, say }: Wanted): Promise<Done> {
  const beforeMs = dayMs(before)
  if (beforeMs === undefined)
    return refuse('invalidInput', '--before must be a day, written YYYY-MM-DD', { field: 'before' })
  const onMoved = (done: number): void => say(`… ${done}`)
  const path = to === undefined ? undefined : resolve(to)
  const job = { beforeMs, to: path, nowMs: Date.now(), onMoved }
  const done =
    store === undefined ? archiveJournal({ folder, ...job }) : await archivePostgres({ url: store, folder }, job)
  if (!done.ok) return done
  const { number, bytes, report, database } = done.value
  const lines = archivedWords(number, done.value.path, bytes, report)
  return ok({
    lines: [...lines, shrunkWords(database.before, database.after, database.fault)],
    isBad: database.fault !== null,
  })
}

async function unarchive({ folder, store, number, say }: Wanted): Promise<Done> {
  const onMoved = (moved: number): void => say(`… ${moved}`)
  const done =
    store === undefined
      ? unarchiveJournal(folder, Number(number), onMoved)
      : await unarchivePostgres({ url: store, folder }, Number(number), onMoved)
  return done.ok ? ok({ lines: [backWords(done.value.count, done.value.path)], isBad: false }) : done
}

async function list({ folder, store }: Wanted): Promise<Done> {
  const found = store === undefined ? checkArchives(folder) : await checkPostgresArchives({ url: store, folder })
  if (!found.ok) return found
  const { archives } = found.value
  return ok({ lines: listWords(found.value), isBad: archives.some(({ fault }) => fault !== null) })
}

async function relink({ folder, store, number = '', to = '' }: Wanted): Promise<Done> {
  const done =
    store === undefined
      ? relinkArchive(folder, Number(number), to)
      : await relinkPostgresArchive({ url: store, folder }, Number(number), to)
  return done.ok ? ok({ lines: [relinkedWords(number, to)], isBad: false }) : done
}

function verify({ from }: Wanted): Done {
  if (from === undefined) return refuse('invalidInput', '--from FILE is missing', { field: 'from' })
  const verified = verifyArchiveFile(from)
  return verified.ok ? ok({ lines: [reportWords(verified.value), '核对无误 It holds'], isBad: false }) : verified
}
