// Opens database files: plain ones with better-sqlite3, encrypted ones with its twin that has the cipher (ChaCha20-Poly1305,
// every page sealed, the write-ahead file too). Nobody without a key ever loads the twin's binary (docs/decisions/0017).
import { closeSync, openSync, readSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import Ciphered from 'better-sqlite3-multiple-ciphers'

export const DATABASE_KEY_BYTES = 32
/** What every plain database begins with; an encrypted one begins with its salt. */
const PLAIN = 'SQLite format 3\0'

/** Opens a database; with a key, an encrypted one. A wrong key shows at the first reading, as `SQLITE_NOTADB`. */
export function openFile(path: string, options: Sqlite.Options, databaseKey: Uint8Array | undefined): Sqlite.Database {
  if (databaseKey === undefined) return new Sqlite(path, options)
  const sqlite = new Ciphered(path, options) as unknown as Sqlite.Database & Keyed
  try {
    sqlite.pragma(`cipher = 'chacha20'`)
    sqlite.key(rawKey(databaseKey))
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/** Turns a database nobody has open: from one key to another, to plain, or from plain. It is one file before and after. */
export function turnFile(path: string, from: Uint8Array | undefined, to: Uint8Array | undefined): void {
  const sqlite = new Ciphered(path, { fileMustExist: true, timeout: 2_000 }) as unknown as Sqlite.Database & Keyed
  try {
    sqlite.pragma(`cipher = 'chacha20'`)
    if (from !== undefined) sqlite.key(rawKey(from))
    sqlite.pragma('journal_mode = DELETE')
    sqlite.rekey(to === undefined ? Buffer.alloc(0) : rawKey(to))
    const found = sqlite.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw new Error(String(found))
  } finally {
    sqlite.close()
  }
}

/** Whether a file is a database anybody can read; false also for one that is not there or empty. */
export function isPlainDatabase(path: string): boolean {
  return beginning(path) === PLAIN
}

/** Whether an error is SQLite's, of either program. */
export function isSqliteError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Sqlite.SqliteError || error instanceof Ciphered.SqliteError
}

interface Keyed {
  key(key: Buffer): number
  rekey(key: Buffer): number
}

/** The key as it is: no derivation, because it was drawn at random. */
function rawKey(key: Uint8Array): Buffer {
  return Buffer.from(`raw:${Buffer.from(key).toString('hex')}`)
}

function beginning(path: string): string {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = new Uint8Array(PLAIN.length)
    const count = readSync(file, bytes, 0, bytes.length, 0)
    return Buffer.from(bytes.subarray(0, count)).toString('latin1')
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
