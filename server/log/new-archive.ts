// An archive file while it is written: beside its name, read back, and given its name when it verifies.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type Sqlite from 'better-sqlite3'
import SqliteDatabase from 'better-sqlite3'
import type { ArchiveFacts, ArchiveReport, ArchiveWriter } from '../../shared/archive/archive-file.ts'
import { verifyArchive } from '../../shared/archive/archive-file.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { refuse } from '../../shared/base/fault.ts'
import { newPart, openArchive, putInPlace } from './archives.ts'
import { diskFault } from './disk-fault.ts'
import { sha256, signerOf, verifySignature } from './node-crypto.ts'

export class NewArchive {
  /** Where changes are written. */
  readonly db: Sqlite.Database
  readonly #path: string
  readonly #part: string

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    this.#path = path
    this.#part = newPart(path)
    this.db = new SqliteDatabase(this.#part)
    // It is read back before it counts: nothing of a cut one is used.
    this.db.pragma('journal_mode = OFF')
    this.db.pragma('synchronous = OFF')
    this.db.exec('BEGIN')
  }

  /** Signs what was written with the server's key, verifies it as it lies on the disk, and gives it its name. */
  finish(writer: ArchiveWriter, facts: Omit<ArchiveFacts, 'publicKey'>, seed: Uint8Array): Result<ArchiveReport> {
    const { publicKey, sign } = signerOf(seed)
    writer.finish({ ...facts, publicKey }, sign)
    this.db.exec('COMMIT')
    this.db.close()
    const verified = verifyArchiveFile(this.#part)
    if (verified.ok) putInPlace(this.#part, this.#path)
    return verified
  }

  /** Ends it; what was not finished leaves nothing. */
  close(): void {
    this.db.close()
    rmSync(this.#part, { force: true })
  }
}

/** Verifies an archive file by itself. */
export function verifyArchiveFile(path: string): Result<ArchiveReport> {
  if (!existsSync(path)) return refuse('notFound', `no file ${path}`)
  let archive
  try {
    archive = openArchive(path)
    return verifyArchive(archive, sha256, verifySignature)
  } catch (error) {
    const why = diskFault(error)
    return refuse('fileUnreadable', `${path}: ${why.message}`, { file: path })
  } finally {
    archive?.close()
  }
}

/** What is wrong with the file of an archive; null when it verifies and is that one. */
export function whyArchiveBad(path: string, id: string): Fault | null {
  const verified = verifyArchiveFile(path)
  if (!verified.ok) return verified.fault
  return verified.value.id === id ? null : refuse('fileUnreadable', `${path} is another archive`).fault
}
