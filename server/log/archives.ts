// The journal archives of a server's folder: where their files are, and how they are opened.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep, win32 } from 'node:path'
import Sqlite from 'better-sqlite3'
import { archiveCopy } from '../../shared/archive/archive-copies.ts'
import type { ArchiveDb } from '../../shared/archive/archive-file.ts'
import { copyWithout } from '../../shared/archive/archive-file.ts'
import type { OpenArchive } from '../../shared/archive/archive-shelf.ts'
import { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import { FaultError, fault } from '../../shared/base/fault.ts'
import { sha256 } from './node-crypto.ts'

/** Archives lie here unless another place was named. */
export const ARCHIVE_FOLDER = 'archives'

/** The archives the database of a folder knows. */
export function shelfOf(db: ArchiveDb, folder: string): ArchiveShelf {
  return new ArchiveShelf(db, {
    open: ({ path }) => openArchive(placeOf(folder, path)),
    erase: ({ path }, numbers) => eraseIn(placeOf(folder, path), numbers),
  })
}

/** Whether a database can know archives: one of an older form does not. */
export function hasArchives(db: ArchiveDb): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'archive'").get() !== undefined
}

/** Opens an archive file for reading. Throws when it is not there. */
export function openArchive(path: string): OpenArchive {
  return new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 2_000 })
}

function eraseIn(kept: string, numbers: readonly number[]): void {
  // Where a link leads the data lies; a new file in the link's place would leave it there.
  const path = realpathSync(kept)
  const part = newPart(path)
  const archive = openArchive(path)
  try {
    const copy = new Sqlite(part)
    try {
      copy.pragma('journal_mode = OFF')
      copyWithout(archive, copy, numbers, sha256)
    } finally {
      copy.close()
    }
    archive.close()
    putInPlace(part, path)
  } finally {
    archive.close()
    rmSync(part, { force: true })
  }
}

/** An empty file beside a path, its owner's alone, for what takes the path's place when it is whole. */
export function newPart(path: string): string {
  const part = `${path}.part`
  rmSync(part, { force: true })
  writeFileSync(part, '', { mode: 0o600 })
  return part
}

/** Gives a whole file its name, on disk before this returns. */
export function putInPlace(part: string, path: string): void {
  sync(part)
  renameSync(part, path)
  // Windows opens no folder for that.
  if (process.platform !== 'win32') sync(dirname(path))
}

function sync(path: string): void {
  const file = openSync(path, statSync(path).isDirectory() ? 'r' : 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Moves what waits in the write-ahead log of a database into it. Throws while another program reads there. */
export function emptyLog(sqlite: Sqlite.Database): void {
  const [state] = sqlite.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }]
  if (state.busy !== 0) throw new FaultError(fault('folderInUse', 'another program reads the database'))
}

/** Archive files among a folder's archives that its database does not know: left behind by a cut, or brought there. */
export function strayArchives(folder: string, shelf: ArchiveShelf): readonly string[] {
  const place = resolve(folder, ARCHIVE_FOLDER)
  const known = new Set(shelf.entries().map(({ path }) => placeOf(folder, path)))
  const names = existsSync(place) ? readdirSync(place) : []
  // A backup made into the data folder has its copies here.
  const own = names.filter((name) => archiveCopy(name) === undefined)
  return own.map((name) => join(place, name)).filter((path) => !known.has(path))
}

/** A path as it is kept: relative where the file lies in the folder, so that both can be moved together. */
export function keptPath(folder: string, path: string): string {
  const inside = relative(resolve(folder), resolve(path))
  return inside.startsWith('..') || isAbsolute(inside) ? resolve(path) : inside.split(sep).join('/')
}

/** Where a kept path leads; a file that was brought into the folder's archives is found there too. */
export function placeOf(folder: string, path: string): string {
  const kept = resolve(folder, path)
  const beside = resolve(folder, ARCHIVE_FOLDER, win32.basename(path))
  return !existsSync(kept) && existsSync(beside) ? beside : kept
}
