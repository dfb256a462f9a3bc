// The journal archives of a server's folder: where their files are, and how they are opened.
import { existsSync } from 'node:fs'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { ArchiveDb } from '../../shared/archive/archive-file.ts'
import type { OpenArchive } from '../../shared/archive/archive-shelf.ts'
import { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'

/** Archives lie here unless another place was named. */
export const ARCHIVE_FOLDER = 'archives'

/** The archives the database of a folder knows. */
export function shelfOf(db: ArchiveDb, folder: string): ArchiveShelf {
  return new ArchiveShelf(db, ({ path }, mode) => openArchive(placeOf(folder, path), mode))
}

/** Opens an archive file. Throws when it is not there. */
export function openArchive(path: string, mode: 'read' | 'write'): OpenArchive {
  return new Sqlite(path, { readonly: mode === 'read', fileMustExist: true, timeout: 2_000 })
}

/** A path as it is kept: relative where the file lies in the folder, so that both can be moved together. */
export function keptPath(folder: string, path: string): string {
  const inside = relative(resolve(folder), resolve(path))
  return inside.startsWith('..') || isAbsolute(inside) ? resolve(path) : inside
}

/** Where a kept path leads; a file that was brought into the folder's archives is found there too. */
export function placeOf(folder: string, path: string): string {
  const kept = resolve(folder, path)
  const beside = join(folder, ARCHIVE_FOLDER, basename(path))
  return !existsSync(kept) && existsSync(beside) ? beside : kept
}
