// A server's SQLite database as rows, for moving. A new one is built aside and put in place at the end.
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import type { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import { must } from '../../shared/base/assert.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { shelfOf } from './archives.ts'
import { DATABASE_FILE, KEY_FILE, MARK_FILE, MOVED_FILE, databaseFault, keepKeyFile } from './database-check.ts'
import { SPACE_STRIDE, openSqlite } from './database.ts'
import { diskFault } from './disk-fault.ts'
import { MarkWriter } from './epoch-mark.ts'
import type { FolderLock } from './folder-lock.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import type { Cell, MovedFacts, MovedStore, MovedTable, Row } from './move-rows.ts'
import { MOVED_TABLES, NOT_MOVED } from './move-rows.ts'

const AT_ONCE = 1_000
/** Databases that were moved away are kept here. */
const MOVED_FOLDER = 'moved'
const WORK_FOLDER = 'moving'

/** Opens the database of a folder no server works in. */
export function openSqliteRows(folder: string): Result<SqliteRows> {
  const path = join(folder, DATABASE_FILE)
  if (!existsSync(path)) return refuse('notFound', `no server has run on ${folder}`, { folder })
  const lock = lockFolder(folder)
  if (!lock.ok) return lock
  const unusable = databaseFault(folder)
  if (unusable !== undefined) {
    lock.value.release()
    return { ok: false, fault: unusable }
  }
  return opened(folder, path, lock.value, false)
}

/** Begins a database in a folder that has none. */
export function beginSqliteRows(folder: string): Result<SqliteRows> {
  try {
    const path = join(folder, DATABASE_FILE)
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0)
      return refuse('alreadyExists', `${path} is there already`, { folder })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const lock = lockFolder(folder)
    if (!lock.ok) return lock
    const work = join(folder, WORK_FOLDER)
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work, { mode: 0o700 })
    return opened(folder, join(work, DATABASE_FILE), lock.value, true)
  } catch (error) {
    return { ok: false, fault: diskFault(error) }
  }
}

function opened(folder: string, path: string, lock: FolderLock, isNew: boolean): Result<SqliteRows> {
  const sqlite = openSqlite(path)
  const migrated = migrate(sqlite)
  if (!migrated.ok) {
    sqlite.close()
    lock.release()
    return migrated
  }
  if (isNew) sqlite.exec('BEGIN IMMEDIATE')
  return ok(new SqliteRows(folder, sqlite, lock, isNew))
}

class SqliteRows implements MovedStore {
  readonly #folder: string
  readonly #sqlite: Sqlite.Database
  readonly #lock: FolderLock
  readonly #isNew: boolean
  readonly #numbers = new Renumbering()
  #facts: MovedFacts | undefined

  constructor(folder: string, sqlite: Sqlite.Database, lock: FolderLock, isNew: boolean) {
    this.#folder = folder
    this.#sqlite = sqlite
    this.#lock = lock
    this.#isNew = isNew
  }

  async *read(table: MovedTable): AsyncGenerator<readonly Row[]> {
    if (!this.#isNew && NOT_MOVED.has(table)) return
    let rows: Row[] = []
    const shelf = shelfOf(this.#sqlite, this.#folder)
    for (const row of this.#sqlite.prepare<[], Cell[]>(selectOf(table)).raw(true).iterate()) {
      rows.push(table === 'journal' && !this.#isNew ? withBody(shelf, row) : row)
      if (rows.length < AT_ONCE) continue
      yield rows
      rows = []
    }
    shelf.close()
    if (rows.length > 0) yield rows
  }

  async write(table: MovedTable, rows: readonly Row[]): Promise<void> {
    const columns = table === 'journal' ? ['at', ...MOVED_TABLES.journal.slice(2)] : MOVED_TABLES[table]
    const marks = columns.map(() => '?').join(', ')
    const put = this.#sqlite.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`)
    for (const row of rows) {
      const own = this.#numbers.own(table, row)
      const [space = 0, pos = 0, ...rest] = own
      put.run(...(table === 'journal' ? [Number(space) * SPACE_STRIDE + Number(pos), ...rest] : own))
    }
  }

  async facts(): Promise<MovedFacts> {
    const rows = this.#sqlite.prepare<[], { name: string; value: Cell }>('SELECT name, value FROM meta').all()
    const values = new Map(rows.map(({ name, value }) => [name, value]))
    return {
      seed: new Uint8Array(must(values.get('seed'), 'seed') as Uint8Array),
      epoch: String(must(values.get('epoch'), 'epoch')),
      restoredAtMs: Number(values.get('restoredAtMs') ?? 0),
      commits: Number(values.get('commits') ?? 0),
      stampMs: Number(values.get('stampMs') ?? 0),
      stampCounter: Number(values.get('stampCounter') ?? 0),
      notes: rows.filter(({ name }) => name.startsWith('note.')).map(({ name, value }) => [name, String(value)]),
    }
  }

  async writeFacts(facts: MovedFacts): Promise<void> {
    const { notes, seed, ...others } = facts
    const put = this.#sqlite.prepare<[string, string | number | Uint8Array]>(
      'INSERT INTO meta (name, value) VALUES (?, ?)',
    )
    put.run('seed', seed)
    for (const [name, value] of [...Object.entries(others), ...notes]) put.run(name, value)
    this.#facts = facts
  }

  /** The mark goes along: without it the database would count as restored. */
  async keep(): Promise<void> {
    const { seed, epoch, commits } = must(this.#facts, 'facts')
    this.#sqlite.exec('COMMIT')
    this.#sqlite.pragma('wal_checkpoint(TRUNCATE)')
    this.#sqlite.close()
    rmSync(join(this.#folder, KEY_FILE), { force: true })
    keepKeyFile(this.#folder, seed)
    renameSync(join(this.#folder, WORK_FOLDER, DATABASE_FILE), join(this.#folder, DATABASE_FILE))
    const mark = new MarkWriter(join(this.#folder, MARK_FILE))
    mark.write({ epoch, commits })
    mark.close()
    // Pictures of another database's positions, and the note that it was moved away.
    rmSync(join(this.#folder, 'snapshots'), { recursive: true, force: true })
    rmSync(join(this.#folder, MOVED_FILE), { force: true })
  }

  async retire(place: string, nowMs: number): Promise<void> {
    writeFileSync(join(this.#folder, MOVED_FILE), `${place}\n`, { mode: 0o600 })
    this.#sqlite.pragma('wal_checkpoint(TRUNCATE)')
    this.#sqlite.close()
    const aside = join(this.#folder, MOVED_FOLDER)
    mkdirSync(aside, { recursive: true, mode: 0o700 })
    const kept = join(aside, `server-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}.db`)
    for (const suffix of ['-wal', '-shm', '']) {
      const path = join(this.#folder, `${DATABASE_FILE}${suffix}`)
      if (existsSync(path)) renameSync(path, `${kept}${suffix}`)
    }
  }

  async close(): Promise<void> {
    if (this.#sqlite.open) this.#sqlite.close()
    if (this.#isNew) rmSync(join(this.#folder, WORK_FOLDER), { recursive: true, force: true })
    this.#lock.release()
  }
}

/** What moves to another store takes its bodies along, wherever they lie. */
function withBody(shelf: ArchiveShelf, row: readonly Cell[]): Row {
  const body = row.at(-1)
  if (!(body instanceof Uint8Array)) return row
  return [...row.slice(0, -1), shelf.body(Number(row[0]) * SPACE_STRIDE + Number(row[1]), body)]
}

function selectOf(table: MovedTable): string {
  if (table !== 'journal') return `SELECT ${MOVED_TABLES[table].join(', ')} FROM ${table} ORDER BY 1, 2`
  const rest = MOVED_TABLES.journal.slice(2).join(', ')
  return `SELECT at / ${SPACE_STRIDE}, at % ${SPACE_STRIDE}, ${rest} FROM journal ORDER BY at`
}

/**
 * Where rows are numbered within their space, numbers of several spaces would meet here: each space gets a stretch of its own.
 * Spaces keep their numbers where archives know their changes by them.
 */
class Renumbering {
  readonly #spaces = new Map<Cell, number>()
  #hasArchives = false
  readonly #given = { branch: new Map<string, number>(), subject: new Map<string, number>() }

  own(table: MovedTable, row: Row): readonly Cell[] {
    if (table === 'archive') this.#hasArchives = true
    if (MOVED_TABLES[table][0] !== 'space') return row
    const [space = null] = row
    if (table === 'space') this.#spaces.set(space, this.#hasArchives ? Number(space) : this.#spaces.size + 1)
    const number = must(this.#spaces.get(space), 'space')
    const columns: readonly string[] = MOVED_TABLES[table]
    return row.map((cell, index) => {
      const column = columns[index]
      if (column === 'space') return number
      if (cell === null) return null
      if (column === 'branch' || column === 'parent') return this.#number('branch', space, cell)
      return column === 'subject' ? this.#number('subject', space, cell) : cell
    })
  }

  #number(what: 'branch' | 'subject', space: Cell, of: Cell): number {
    const name = `${String(space)} ${String(of)}`
    const given = this.#given[what]
    let number = given.get(name)
    if (number === undefined) given.set(name, (number = given.size + 1))
    return number
  }
}
