// The archives a database knows, and reading through to them: where a body lies in an archive file, it is read from there, so
// that whoever reads the journal need not know. Both programs' databases have the same two tables:
//
//   archive      archive (its number), id, path, key, made_ms, before_ms, changes
//   archive_due  archive, at: bodies to be destroyed in a file that was not there when the order came
import type { Result } from '../base/fault.ts'
import { FaultError, fault, ok } from '../base/fault.ts'
import type { ArchiveDb } from './archive-file.ts'
import { ArchiveReader, archiveOf, bodiesAmong, readArchiveFacts } from './archive-file.ts'

/** An archive as the database knows it. */
export interface ShelfEntry {
  readonly number: number
  readonly id: string
  /** Where the file was put; relative to the data folder when it lies in it. */
  readonly path: string
  /** What the file is encrypted with; null: plain. */
  readonly key: Uint8Array | null
  readonly madeMs: number
  readonly beforeMs: number
  readonly changes: number
}

/** An opened archive file. */
export interface OpenArchive extends ArchiveDb {
  close(): unknown
}

/** The files of archives, as a program keeps them. */
export interface ArchiveFiles {
  /** Opens an archive's file for reading; throws when it is not there. */
  open(entry: ShelfEntry): OpenArchive
  /** Puts a copy in the place of an archive's file in which the bodies of these changes are destroyed; throws when it cannot. */
  erase(entry: ShelfEntry, numbers: readonly number[]): void
}

const ENTRIES = `SELECT archive AS number, id, path, key, made_ms AS madeMs, before_ms AS beforeMs, changes FROM archive`

export class ArchiveShelf {
  readonly #db: ArchiveDb
  readonly #files: ArchiveFiles
  #isEmpty: boolean | undefined
  readonly #opened = new Map<number, { readonly db: OpenArchive; readonly reader: ArchiveReader }>()

  constructor(db: ArchiveDb, files: ArchiveFiles) {
    this.#db = db
    this.#files = files
  }

  /** Opens an archive's file; throws FaultError when it is not there, or another one is. */
  open(entry: ShelfEntry): OpenArchive {
    let db: OpenArchive | undefined
    try {
      db = this.#files.open(entry)
      const facts = readArchiveFacts(db)
      if (!facts.ok) throw new FaultError(facts.fault)
      if (facts.value.id !== entry.id) throw new Error('it is another archive')
      return db
    } catch (error) {
      db?.close()
      throw this.#away(entry.number, error, entry.path)
    }
  }

  /** True when there are none: nothing need be looked for. */
  get isEmpty(): boolean {
    this.#isEmpty ??= this.entries().length === 0
    return this.#isEmpty
  }

  /** All archives, oldest first. */
  entries(): readonly ShelfEntry[] {
    return this.#db.prepare(`${ENTRIES} ORDER BY archive`).all() as ShelfEntry[]
  }

  /** Puts a new archive on the shelf and gives its number. Call inside a transaction. */
  add(entry: Omit<ShelfEntry, 'number'>): number {
    const { id, path, key, madeMs, beforeMs, changes } = entry
    this.#isEmpty = undefined
    const number = (this.#db.prepare('SELECT coalesce(max(archive), 0) + 1 AS number FROM archive').get() as ShelfEntry)
      .number
    this.#db
      .prepare('INSERT INTO archive (archive, id, path, key, made_ms, before_ms, changes) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(number, id, path, key, madeMs, beforeMs, changes)
    return number
  }

  /**
   * Takes an archive off the shelf, once no body is looked for in it. Call inside a transaction, after `settleDue`: throws
   * FaultError while something is still to be destroyed in it.
   */
  remove(number: number): void {
    if (this.due(number) > 0) throw this.#away(number, new Error('personal data is still to be destroyed in it'))
    this.#isEmpty = undefined
    this.#letGo(number)
    this.#db.prepare('DELETE FROM archive WHERE archive = ?').run(number)
  }

  /** How many bodies are still to be destroyed in an archive that was not there, or could not be written. */
  due(number: number): number {
    const row = this.#db.prepare('SELECT count(*) AS count FROM archive_due WHERE archive = ?').get(number)
    return (row as { readonly count: number }).count
  }

  /** True while the body of a change is still to be destroyed in any archive. */
  isDue(at: number): boolean {
    return this.#db.prepare('SELECT 1 FROM archive_due WHERE at = ? LIMIT 1').get(at) !== undefined
  }

  /** The archive's file is at another place now; refused when the file there is another one, or none. */
  relink(number: number, path: string): Result<void> {
    const entry = this.#entry(number)
    if (entry === undefined) return { ok: false, fault: fault('notFound', `there is no archive ${number}`) }
    try {
      this.open({ ...entry, path }).close()
    } catch (error) {
      if (error instanceof FaultError) return { ok: false, fault: error.fault }
      throw error
    }
    this.#letGo(number)
    this.#db.prepare('UPDATE archive SET path = ? WHERE archive = ?').run(path, number)
    return ok(undefined)
  }

  /** The body of a change as stored: itself, out of its archive, or null when destroyed. Throws FaultError when that is not there. */
  body(at: number, stored: Uint8Array | null): Uint8Array | null {
    const number = stored === null ? undefined : archiveOf(stored)
    if (number === undefined) return stored
    const found = this.#read(number, at)
    if (found === undefined) throw this.#away(number, new Error(`it holds no change ${at}`))
    return found
  }

  /** The path of the archive a stored body lies in when it cannot be read there; undefined when it can. */
  whereAway(at: number, stored: Uint8Array | null): string | undefined {
    const number = stored === null ? undefined : archiveOf(stored)
    if (number === undefined) return undefined
    try {
      this.body(at, stored)
      return undefined
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      return this.#entry(number)?.path ?? ''
    }
  }

  /** The archives whose files are not there now, or are other files. */
  away(): readonly ShelfEntry[] {
    return this.entries().filter((entry) => {
      try {
        this.open(entry).close()
        return false
      } catch (error) {
        if (!(error instanceof FaultError)) throw error
        this.#letGo(entry.number)
        return true
      }
    })
  }

  /**
   * The body of a change is to be destroyed in every archive that has it: after a cut, or once it was put back, that may be one
   * the journal does not name. Call inside the transaction that takes it out of the journal, and `settleDue` after it.
   */
  bar(at: number): void {
    if (this.isEmpty) return
    this.#db.prepare('INSERT OR IGNORE INTO archive_due (archive, at) SELECT archive, ? FROM archive').run(at)
  }

  /** Destroys what is due in the files that are there; the others are tried at the next call. Outside a transaction. */
  settleDue(): void {
    const numbers = this.#db.prepare('SELECT DISTINCT archive FROM archive_due').all() as { readonly archive: number }[]
    for (const { archive } of numbers) {
      const entry = this.#entry(archive)
      const due = this.#db.prepare('SELECT at FROM archive_due WHERE archive = ?').all(archive) as { at: number }[]
      this.#letGo(archive)
      try {
        if (entry !== undefined) this.#eraseIn(entry, due)
        this.#db.prepare('DELETE FROM archive_due WHERE archive = ?').run(archive)
      } catch {
        // Not there, or on a medium that cannot be written: nobody reads these bodies, for the journal no longer names them.
      }
    }
  }

  #eraseIn(entry: ShelfEntry, due: readonly { readonly at: number }[]): void {
    const db = this.open(entry)
    let numbers: readonly number[] = []
    try {
      numbers = bodiesAmong(
        db,
        due.map(({ at }) => at),
      )
    } finally {
      db.close()
    }
    if (numbers.length > 0) this.#files.erase(entry, numbers)
  }

  close(): void {
    for (const number of [...this.#opened.keys()]) this.#letGo(number)
  }

  #entry(number: number): ShelfEntry | undefined {
    return this.#db.prepare(`${ENTRIES} WHERE archive = ?`).get(number) as ShelfEntry | undefined
  }

  #read(number: number, at: number): Uint8Array | null | undefined {
    const reader = this.#reader(number)
    try {
      return reader.body(at)
    } catch (error) {
      // The disk it was on is gone: the next reading opens anew.
      this.#letGo(number)
      throw this.#away(number, error)
    }
  }

  #reader(number: number): ArchiveReader {
    const opened = this.#opened.get(number)
    if (opened !== undefined) return opened.reader
    const entry = this.#entry(number)
    if (entry === undefined) throw this.#away(number, new Error('it is not known'))
    const db = this.open(entry)
    try {
      const reader = new ArchiveReader(db)
      this.#opened.set(number, { db, reader })
      return reader
    } catch (error) {
      db.close()
      throw this.#away(number, error)
    }
  }

  #away(number: number, error: unknown, path = this.#entry(number)?.path ?? ''): FaultError {
    const why =
      error instanceof FaultError ? error.fault.message : error instanceof Error ? error.message : String(error)
    const todo = `put it there, or name its new place: archives --number ${number} --to FILE`
    const message = `journal archive ${number} (${path}), which holds old changes, cannot be read: ${why}; ${todo}`
    return new FaultError(fault('fileUnreadable', message, { archive: number, file: path }))
  }

  #letGo(number: number): void {
    this.#opened.get(number)?.db.close()
    this.#opened.delete(number)
  }
}
