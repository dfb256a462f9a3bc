// The key of an encrypted database: drawn at random, and kept in a file that says it only to those who may have it: sealed by
// the machine's key store, under a passphrase, and under a recovery code somebody wrote down. A copy of that file lies with
// the backups, which need it. Nothing here replaces a key that cannot be opened.
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { RandomBytes } from '../../shared/base/ports.ts'
import { readSecret, sealerOf } from './backup-secret.ts'
import { DATABASE_KEY_BYTES } from './sqlite-file.ts'
import type { KeyHooks } from './station-key.ts'
import { wrappedBy } from './station-key.ts'

export const DATABASE_KEY_FILE = 'database.key'
/** The passphrase or recovery code is looked for here: on the command line everyone on the machine could read it. */
export const DATABASE_PASSPHRASE_VARIABLE = 'FENGSUI_DATABASE_PASSPHRASE'
const BESIDE = /^database(-[0-9a-f]{16})?\.key$/
const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
/** 28 of 31 signs: 138 bits. */
const CODE_SIGNS = 28

/** What opens an encrypted database where no key store does: of a file, or of the environment. */
export function readDatabaseSecret(keyFile: string | undefined): Result<Uint8Array | undefined> {
  return readSecret(keyFile, process.env[DATABASE_PASSPHRASE_VARIABLE], {
    option: '--database-key-file',
    variable: DATABASE_PASSPHRASE_VARIABLE,
  })
}

interface KeyFile {
  readonly form: 1
  /** First 16 digits of the key's SHA-256: tells the right key from a wrong one. */
  readonly check: string
  /** Base 64 each; null where there is none. */
  readonly machine: string | null
  readonly passphrase: string | null
  readonly recovery: string | null
  /** The key before this one, under this one: what a rotation that was cut off has left still opens. */
  readonly previous: string | null
}

export interface DatabaseKeys {
  readonly key: Uint8Array
  readonly previous: Uint8Array | undefined
}

/** Whether a station's database is to be encrypted. */
export function hasDatabaseKey(folder: string): boolean {
  return places(folder).some((path) => existsSync(path))
}

/** Draws a key and writes its file; the code that opens it when everything else is lost is given once and kept nowhere. */
export async function makeDatabaseKey(
  folder: string,
  random: RandomBytes,
  hooks: KeyHooks,
  secret: Uint8Array | undefined,
  previous?: Uint8Array,
): Promise<Result<{ readonly key: Uint8Array; readonly recoveryCode: string }>> {
  const key = random(DATABASE_KEY_BYTES)
  const recoveryCode = codeOf(random)
  const machine = await wrappedBy(key, hooks)
  if (machine === undefined && secret === undefined)
    return refuse(
      'invalidInput',
      `no key store here: give a passphrase in ${DATABASE_PASSPHRASE_VARIABLE} or a key file`,
    )
  const file: KeyFile = {
    form: 1,
    check: checkOf(key),
    machine: machine === undefined ? null : base64(machine),
    passphrase: secret === undefined ? null : await sealed(key, secret),
    recovery: await sealed(key, secretOfCode(recoveryCode)),
    previous: previous === undefined ? null : await sealed(previous, key),
  }
  for (const path of places(folder)) writeFile(path, file)
  return ok({ key, recoveryCode })
}

/** The key of a folder's database; undefined when there is none. `keyLocked` says what to do when nothing at hand opens it. */
export async function databaseKeys(
  folder: string,
  hooks: KeyHooks,
  secret: Uint8Array | undefined,
): Promise<Result<DatabaseKeys | undefined>> {
  const path = places(folder).find((one) => existsSync(one))
  if (path === undefined) return ok(undefined)
  const file = readFile(path)
  if (file === undefined)
    return refuse('fileUnreadable', `${path}: the key file is damaged; a copy lies with the backups`)
  const key = await openedKey(file, hooks, secret)
  if (key === undefined) return refuse('keyLocked', secret === undefined ? NO_KEY : WRONG_KEY, { path })
  // A key store that came later keeps it from now on, so that nobody is asked again; and a lost copy is made good.
  const machine = file.machine === null || secret !== undefined ? await wrappedBy(key, hooks) : undefined
  const kept = machine === undefined ? file : { ...file, machine: base64(machine) }
  if (hooks.withoutKey !== true)
    for (const place of places(folder)) if (kept !== file || !existsSync(place)) writeFile(place, kept)
  const previous = file.previous === null ? undefined : await opened(file.previous, key)
  return ok({ key, previous })
}

/** Puts the key file of an encrypted station beside backups elsewhere, under its key's mark: older backups need older ones. */
export function copyDatabaseKey(folder: string, place: string): void {
  const path = places(folder).find((one) => existsSync(one))
  const file = path === undefined ? undefined : readFile(path)
  if (file !== undefined) writeFile(join(place, `database-${file.check}.key`), file)
}

/** A key file that lies beside backups, and the key it gives. */
export interface FoundKey {
  readonly path: string
  readonly key: Uint8Array
}

/** Whether key files lie beside backups. */
export function hasKeysBeside(place: string): boolean {
  return readdirSync(place).some((name) => BESIDE.test(name))
}

/** The keys that the secret opens of the key files beside backups. */
export async function keysBeside(place: string, secret: Uint8Array | undefined): Promise<readonly FoundKey[]> {
  const found: FoundKey[] = []
  for (const name of readdirSync(place).filter((one) => BESIDE.test(one))) {
    const path = join(place, name)
    const file = readFile(path)
    const key = file === undefined ? undefined : await openedKey(file, {}, secret)
    if (key !== undefined) found.push({ path, key })
  }
  return found
}

/** The database is plain again: its key is no longer needed, or only for copies it `isKept` for. */
export function dropDatabaseKey(folder: string, isKept: boolean): void {
  const [own = '', ...others] = places(folder)
  if (isKept && existsSync(own)) renameSync(own, `${own}.old`)
  for (const path of [own, ...others]) rmSync(path, { force: true })
}

const NO_KEY =
  `the database is encrypted and no key store here opens it: give its passphrase or recovery code in ` +
  `${DATABASE_PASSPHRASE_VARIABLE}, or --database-key-file FILE; nothing was changed`
const WRONG_KEY =
  'the database is encrypted and this passphrase does not open it: check it, or give the recovery code written down when ' +
  'it was encrypted; nothing was changed'

function places(folder: string): readonly string[] {
  return [join(folder, DATABASE_KEY_FILE), join(folder, 'backups', DATABASE_KEY_FILE)]
}

async function openedKey(
  file: KeyFile,
  hooks: KeyHooks,
  secret: Uint8Array | undefined,
): Promise<Uint8Array | undefined> {
  const isRight = (key: Uint8Array | undefined): key is Uint8Array => key !== undefined && checkOf(key) === file.check
  if (file.machine !== null) {
    const wrapped = new Uint8Array(Buffer.from(file.machine, 'base64'))
    const key = await Promise.resolve()
      .then(() => hooks.unprotect?.(wrapped))
      .catch(() => undefined)
    if (isRight(key)) return key
  }
  if (secret === undefined) return undefined
  const byPassphrase = file.passphrase === null ? undefined : await opened(file.passphrase, secret)
  if (isRight(byPassphrase)) return byPassphrase
  const typed = secretOfCode(new TextDecoder().decode(secret))
  const byCode = file.recovery === null ? undefined : await opened(file.recovery, typed)
  return isRight(byCode) ? byCode : undefined
}

/** How a code is typed does not matter: small or large letters, with or without dashes. */
function secretOfCode(code: string): Uint8Array {
  return new TextEncoder().encode(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
}

function codeOf(random: RandomBytes): string {
  let signs = ''
  while (signs.length < CODE_SIGNS)
    for (const byte of random(CODE_SIGNS))
      // 248 = 8 · 31: what is above would make some signs likelier.
      if (byte < 248 && signs.length < CODE_SIGNS) signs += SIGNS.charAt(byte % SIGNS.length)
  return signs.replace(/(.{4})(?=.)/g, '$1-')
}

function checkOf(key: Uint8Array): string {
  return createHash('sha256').update('fengsui database key').update(key).digest('hex').slice(0, 16)
}

async function sealed(key: Uint8Array, secret: Uint8Array): Promise<string> {
  return base64(await joined(sealerOf(secret).seal(once(key))))
}

async function opened(text: string, secret: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await joined(sealerOf(secret).open(once(new Uint8Array(Buffer.from(text, 'base64')))))
  } catch {
    return undefined
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return new Uint8Array(Buffer.concat(all))
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function readFile(path: string): KeyFile | undefined {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<KeyFile> | null
    return file !== null && typeof file === 'object' && file.form === 1 && typeof file.check === 'string'
      ? {
          form: 1,
          check: file.check,
          machine: file.machine ?? null,
          passphrase: file.passphrase ?? null,
          recovery: file.recovery ?? null,
          previous: file.previous ?? null,
        }
      : undefined
  } catch {
    return undefined
  }
}

function writeFile(path: string, file: KeyFile): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const unfinished = `${path}.part`
  const handle = openSync(unfinished, 'w', 0o600)
  writeSync(handle, JSON.stringify(file))
  fsyncSync(handle)
  closeSync(handle)
  renameSync(unfinished, path)
}
