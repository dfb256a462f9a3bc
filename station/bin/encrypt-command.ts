// `fengsui encrypt | rotate-key | decrypt`: of a station that is not running. The database, and the backups in its folder, are
// turned one by one; a cut leaves each readable, and the next start or the same command goes on.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { faultLine } from '../../shared/base/fault-line.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import { faultOf, ok, refuse } from '../../shared/base/fault.ts'
import { plainArchivesOf } from '../store/archives.ts'
import { FILES_FOLDER } from '../store/backup-copy.ts'
import {
  databaseKeys,
  dropDatabaseKey,
  hasDatabaseKey,
  makeDatabaseKey,
  readDatabaseSecret,
} from '../store/database-key.ts'
import { fileKeyOf, turnFiles } from '../store/file-seal.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { DAMAGED_FOLDER, DATABASE_FILE } from '../store/open-store.ts'
import { openFile } from '../store/sqlite-file.ts'
import { turnBackups, turnDatabase } from '../store/turn-database.ts'

/** What came of turning a folder. */
export interface Turned {
  /** Opens the database when key store and passphrase are lost; told once, kept nowhere. Null when it is plain now. */
  readonly recoveryCode: string | null
  /** Copies in the folder that are still as they were. */
  readonly left: readonly string[]
}

/** Encrypts the database of a stopped station, and its backups. */
export function encryptFolder(folder: string, secret: Uint8Array | undefined): Promise<Result<Turned>> {
  return whileStopped(folder, async () => {
    if (hasDatabaseKey(folder)) return refuse('invalidInput', 'the database is encrypted already')
    const made = await makeDatabaseKey(folder, random, {}, secret)
    return made.ok ? turned(folder, [made.value.key], made.value.key, made.value.recoveryCode) : made
  })
}

/** Gives the database a new key under `fresh`, or under the same passphrase. */
export function rotateFolder(
  folder: string,
  secret: Uint8Array | undefined,
  fresh: Uint8Array | undefined,
): Promise<Result<Turned>> {
  return whileStopped(folder, async () => {
    const keys = await databaseKeys(folder, { withoutKey: true }, secret)
    if (!keys.ok) return keys
    if (keys.value === undefined) return refuse('invalidInput', 'the database is not encrypted')
    const { key, previous } = keys.value
    // A rotation that was cut off is finished first: a key file holds one key before its own.
    if (previous !== undefined) turnDatabase(join(folder, DATABASE_FILE), [key, previous], key)
    const made = await makeDatabaseKey(folder, random, {}, fresh ?? secret, key)
    if (!made.ok) return made
    return turned(folder, [made.value.key, key], made.value.key, made.value.recoveryCode)
  })
}

/** Makes the database and its backups plain again. */
export function decryptFolder(folder: string, secret: Uint8Array | undefined): Promise<Result<Turned>> {
  return whileStopped(folder, async () => {
    const keys = await databaseKeys(folder, { withoutKey: true }, secret)
    if (!keys.ok) return keys
    if (keys.value === undefined) return refuse('invalidInput', 'the database is not encrypted')
    const { key, previous } = keys.value
    const done = await turned(folder, previous === undefined ? [key] : [key, previous], undefined, null)
    dropDatabaseKey(folder, done.value.left.length > 0)
    return done
  })
}

/** Runs one of the three and prints what came of it. */
export async function turnOnCommand(
  command: 'encrypt' | 'rotate-key' | 'decrypt',
  folder: string,
  keyFile: string | undefined,
  newKeyFile: string | undefined,
): Promise<number> {
  const secret = readDatabaseSecret(keyFile)
  if (!secret.ok) return failed(secret.fault)
  const fresh = newKeyFile === undefined ? ok(undefined) : readDatabaseSecret(newKeyFile)
  if (!fresh.ok) return failed(fresh.fault)
  if (!existsSync(join(folder, DATABASE_FILE)))
    return failed(refuse('notFound', `no station has run on ${folder}`).fault)
  const done =
    command === 'encrypt'
      ? await encryptFolder(folder, secret.value)
      : command === 'rotate-key'
        ? await rotateFolder(folder, secret.value, fresh.value)
        : await decryptFolder(folder, secret.value)
  if (!done.ok) return failed(done.fault)
  tellEncrypted(done.value)
  return 0
}

/** Says the recovery code, and what lies in the folder as it was. */
export function tellEncrypted({ recoveryCode, left }: Turned): void {
  if (recoveryCode === null) console.log('数据库已解除加密 The database is plain again')
  else
    console.log(
      `数据库已加密 The database is encrypted\n恢复码（仅显示一次，请抄下另存）Recovery code (shown once; write it down): ${recoveryCode}`,
    )
  for (const path of left) console.error(`未变 left as it is: ${path}`)
}

async function turned(
  folder: string,
  known: readonly Uint8Array[],
  to: Uint8Array | undefined,
  recoveryCode: string | null,
): Promise<{ readonly ok: true; readonly value: Turned }> {
  turnDatabase(join(folder, DATABASE_FILE), known, to)
  const keys = new Map([...known, ...(to === undefined ? [] : [to])].map((key) => [key, fileKeyOf(key)]))
  await turnFiles(join(folder, FILES_FOLDER), [...keys.values()], to === undefined ? undefined : keys.get(to))
  const left = [
    ...turnBackups(folder, known, to),
    ...copies(folder),
    ...(to === undefined ? [] : plainArchives(folder, to)),
  ]
  return { ok: true, value: { recoveryCode, left } }
}

/** Older databases kept as evidence: nobody changes them, so they are named. */
function copies(folder: string): readonly string[] {
  const damaged = join(folder, DAMAGED_FOLDER)
  return [
    ...(existsSync(damaged) ? readdirSync(damaged).map((name) => join(damaged, name)) : []),
    ...readdirSync(folder)
      .filter((name) => name.startsWith('station-before-restore-'))
      .map((name) => join(folder, name)),
  ]
}

/** Archives of the journal made before the database was encrypted: put back and archived again they are encrypted too. */
function plainArchives(folder: string, databaseKey: Uint8Array): readonly string[] {
  const path = join(folder, DATABASE_FILE)
  if (!existsSync(path)) return []
  const sqlite = openFile(path, { readonly: true, fileMustExist: true }, databaseKey)
  try {
    return plainArchivesOf(sqlite, folder)
  } finally {
    sqlite.close()
  }
}

async function whileStopped(folder: string, work: () => Promise<Result<Turned>>): Promise<Result<Turned>> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = lockFolder(folder)
  if (!lock.ok) return lock
  try {
    return await work()
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  } finally {
    lock.value.release()
  }
}

function random(count: number): Uint8Array {
  return new Uint8Array(randomBytes(count))
}

function failed(why: Fault): number {
  console.error(faultLine(why))
  return 1
}
