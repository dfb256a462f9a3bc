import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
// One server per folder. The lock is an exclusive SQLite transaction on a file of its own: it dies with the process,
// however that ends. The pid beside it only serves the message.
import Sqlite from 'better-sqlite3'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { diskFault } from './disk-fault.ts'

export interface FolderLock {
  release(): void
}

/** Takes the folder, or refuses with `folderInUse` naming the process that holds it. */
export function lockFolder(folder: string): Result<FolderLock> {
  const pidPath = join(folder, 'server.pid')
  let lock: Sqlite.Database | undefined
  try {
    lock = new Sqlite(join(folder, 'server.lock'), { timeout: 0 })
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidPath, String(process.pid))
  } catch (error) {
    lock?.close()
    if (error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)) {
      const pid = holder(pidPath)
      return refuse('folderInUse', `another server (process ${pid}) is running on ${folder}`, { folder, pid })
    }
    const { kind } = diskFault(error)
    return refuse(kind === 'diskFull' ? kind : 'readOnly', `folder ${folder} cannot be written: ${String(error)}`, {
      folder,
    })
  }
  const held = lock
  return ok({ release: () => held.close() })
}

function holder(pidPath: string): string {
  try {
    return readFileSync(pidPath, 'utf8').slice(0, 20)
  } catch {
    return '?'
  }
}
