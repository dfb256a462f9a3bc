// The journal archives of a station's folder: where their files are, and how they are opened. Those of an encrypted station
// have a key of their own, which the database keeps: a new key of the database leaves them as they are.
import { existsSync } from 'node:fs'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import type { ArchiveDb } from '../../shared/archive/archive-file.ts'
import type { OpenArchive, ShelfEntry } from '../../shared/archive/archive-shelf.ts'
import { ArchiveShelf } from '../../shared/archive/archive-shelf.ts'
import { openFile } from './sqlite-file.ts'

/** Archives lie here unless another place was named. */
export const ARCHIVE_FOLDER = 'archives'

/** The archives the database of a folder knows. */
export function shelfOf(db: ArchiveDb, folder: string): ArchiveShelf {
  return new ArchiveShelf(db, ({ path, key }, mode) => openArchive(placeOf(folder, path), mode, key))
}

/** Opens an archive file. Throws when it is not there. */
export function openArchive(path: string, mode: 'read' | 'write', key: ShelfEntry['key']): OpenArchive {
  const options = { readonly: mode === 'read', fileMustExist: true, timeout: 2_000 }
  return openFile(path, options, key === null ? undefined : new Uint8Array(key))
}

/** A path as it is kept: relative where the file lies in the folder, so that both can be moved together. */
export function keptPath(folder: string, path: string): string {
  const inside = relative(resolve(folder), resolve(path))
  return inside.startsWith('..') || isAbsolute(inside) ? resolve(path) : inside
}

/** Where a kept path leads; a file that was brought into the folder's archives is found there too. */
function placeOf(folder: string, path: string): string {
  const kept = resolve(folder, path)
  const beside = join(folder, ARCHIVE_FOLDER, basename(path))
  return !existsSync(kept) && existsSync(beside) ? beside : kept
}
