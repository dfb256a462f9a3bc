// A large database takes seconds to check. One that was closed in order and has not been touched since is opened at once and
// checked beside the work (server/bin); anything else is checked before. The mark is taken away when the folder opens, so that
// only an orderly end leaves one.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'

/** Leaves the mark of a database that was just closed. A disk that refuses leaves none: the next start checks. */
export function leaveCleanMark(database: string): void {
  try {
    writeFileSync(markOf(database), stateOf(database))
  } catch {
    rmSync(markOf(database), { force: true })
  }
}

/** Takes the mark away; true when the database is as it was closed. */
export function takeCleanMark(database: string): boolean {
  try {
    const mark = readFileSync(markOf(database), 'utf8')
    rmSync(markOf(database))
    return mark === stateOf(database)
  } catch {
    return false
  }
}

function markOf(database: string): string {
  return `${database}-clean`
}

/** Size and time of the last write. Throws where a write-ahead log still holds something: that was not closed in order. */
function stateOf(database: string): string {
  const { size, mtimeMs } = statSync(database)
  const log = statSync(`${database}-wal`, { throwIfNoEntry: false })
  if (log !== undefined && log.size > 0) throw new Error('not closed')
  return `${size} bytes, written ${Math.round(mtimeMs)}`
}
