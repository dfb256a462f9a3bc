// A shelf of archives for a database that is no SQLite file: the shelf asks a SQLite connection, here one in memory that holds
// what the database's two tables hold.
import Sqlite from 'better-sqlite3'
import type { ArchiveShelf, ShelfEntry } from '../../shared/archive/archive-shelf.ts'
import { shelfOf } from './archives.ts'
import { archives } from './migrations/003-archives.ts'

/** A body that is to be destroyed in an archive. */
export interface DueBody {
  readonly archive: number
  readonly at: number
}

export class ArchiveMirror {
  readonly shelf: ArchiveShelf
  readonly #memory: Sqlite.Database

  /** Files are looked for as from `folder`. */
  constructor(folder: string, entries: readonly ShelfEntry[]) {
    this.#memory = new Sqlite(':memory:')
    this.#memory.exec(archives.sql)
    const put = this.#memory.prepare('INSERT INTO archive VALUES (?, ?, ?, ?, ?, ?, ?)')
    for (const { number, id, path, key, madeMs, beforeMs, changes } of entries)
      put.run(number, id, path, key, madeMs, beforeMs, changes)
    this.shelf = shelfOf(this.#memory, folder)
  }

  /** Destroys these bodies in the files that are there, and lets go of all files. Gives the archives in which nothing is due now. */
  settle(due: readonly DueBody[]): readonly number[] {
    const put = this.#memory.prepare('INSERT INTO archive_due VALUES (?, ?)')
    this.#memory.transaction(() => {
      for (const { archive, at } of due) put.run(archive, at)
    })()
    try {
      this.shelf.settleDue()
      const left = new Set(this.#memory.prepare<[], number>('SELECT DISTINCT archive FROM archive_due').pluck().all())
      return [...new Set(due.map(({ archive }) => archive))].filter((archive) => !left.has(archive))
    } finally {
      this.#memory.exec('DELETE FROM archive_due')
      // Another process may have put a new file in the place of one that is open here.
      this.shelf.close()
    }
  }

  close(): void {
    this.shelf.close()
    this.#memory.close()
  }
}
