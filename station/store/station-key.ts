// The station's own key: made on the first run, kept in a file only its owner may read, and wrapped by the machine's key
// store where there is one that gives back what it was given. Whoever has the file is the station. A key that cannot be
// opened now is left as it is: nothing here ever replaces a wrapped key.
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, fault, ok, refuse } from '../../shared/base/fault.ts'
import { stationIdOf } from '../../shared/base/ids.ts'
import type { RandomBytes } from '../../shared/base/ports.ts'
import { SEED_BYTES, sha256, signerOf } from './node-crypto.ts'
import type { StationKey } from './sqlite-store.ts'

export const KEY_FILE = 'station.key'

/** Wraps and unwraps the private key with the machine's key store. Gives undefined, throws or rejects when it cannot. */
export interface KeyHooks {
  readonly protect?: (secret: Uint8Array) => Wrapped | Promise<Wrapped>
  readonly unprotect?: (wrapped: Uint8Array) => Wrapped | Promise<Wrapped>
  /** Only read: a wrapped key stays closed, and what needs its signature is refused with `keyLocked`. */
  readonly withoutKey?: boolean
}
type Wrapped = Uint8Array | undefined

interface KeyFile {
  readonly form: 1
  readonly wrapped: boolean
  /** Base 64. */
  readonly key: string
  /** Base 64 of the raw public key; in files of version 0.1.0 it may be missing. */
  readonly publicKey?: string
}

/** The key of the station in `folder`, made when there is none. */
export async function stationKey(
  folder: string,
  random: RandomBytes,
  hooks: KeyHooks,
): Promise<Result<{ readonly key: StationKey; readonly isNew: boolean }>> {
  const path = join(folder, KEY_FILE)
  const found = readKeyFile(path)
  if (!found.ok) return found
  try {
    const file = found.value
    if (file === undefined) {
      const seed = random(SEED_BYTES)
      writeKey(path, seed, await wrappedBy(seed, hooks))
      return ok({ key: keyOf(seed), isNew: true })
    }
    const bytes = new Uint8Array(Buffer.from(file.key, 'base64'))
    if (file.wrapped && hooks.withoutKey === true && file.publicKey !== undefined)
      return ok({ key: lockedKey(new Uint8Array(Buffer.from(file.publicKey, 'base64')), path), isNew: false })
    const seed = file.wrapped ? await opened(bytes, hooks) : bytes
    if (seed === undefined) return refuse('keyLocked', LOCKED, { path })
    if (seed.length !== SEED_BYTES) return refuse('fileUnreadable', 'the key file is damaged', { path })
    const key = keyOf(seed)
    if (file.publicKey !== undefined && file.publicKey !== base64(key.publicKey))
      return file.wrapped
        ? refuse('keyLocked', LOCKED, { path })
        : refuse('fileUnreadable', 'the key file is damaged', { path })
    // Kept in plain until a key store is there that proves it can give the key back.
    const wrapped = file.wrapped ? undefined : await wrappedBy(seed, hooks)
    if (wrapped !== undefined) writeKey(path, seed, wrapped)
    return ok({ key, isNew: false })
  } catch (error) {
    return refuse('fileUnreadable', `the key cannot be used: ${String(error)}`, { path })
  }
}

/** A key that lives in memory only. */
export function passingKey(random: RandomBytes): StationKey {
  return keyOf(random(SEED_BYTES))
}

const LOCKED =
  'the key of this station was sealed by the key store of another account or computer, or that store was reset; nothing was changed'

/** What the key store gives for a wrapped key; undefined when there is none, or it does not open it. */
async function opened(wrapped: Uint8Array, hooks: KeyHooks): Promise<Wrapped> {
  try {
    return await hooks.unprotect?.(wrapped)
  } catch {
    return undefined
  }
}

/** The key wrapped, when the key store is there and gives back exactly what it was given; undefined otherwise. */
export async function wrappedBy(seed: Uint8Array, hooks: KeyHooks): Promise<Wrapped> {
  try {
    const wrapped = await hooks.protect?.(seed)
    if (wrapped === undefined || hooks.unprotect === undefined) return undefined
    const again = await hooks.unprotect(wrapped)
    return again !== undefined && sameBytes(again, seed) ? wrapped : undefined
  } catch {
    return undefined
  }
}

/** A station whose name is known and whose signature is not at hand. */
function lockedKey(publicKey: Uint8Array, path: string): StationKey {
  return {
    station: stationIdOf(sha256(publicKey)),
    publicKey,
    sign: () => {
      throw new FaultError(
        fault('keyLocked', 'this needs the key of the station; do it in the desktop program', { path }),
      )
    },
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function keyOf(seed: Uint8Array): StationKey {
  const { publicKey, sign } = signerOf(seed)
  return { station: stationIdOf(sha256(publicKey)), publicKey, sign }
}

function readKeyFile(path: string): Result<KeyFile | undefined> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok(undefined)
    return refuse('fileUnreadable', 'the key file cannot be read', { path })
  }
  try {
    const file: unknown = JSON.parse(text)
    if (typeof file === 'object' && file !== null && 'form' in file && 'wrapped' in file && 'key' in file)
      if (file.form === 1 && typeof file.wrapped === 'boolean' && typeof file.key === 'string')
        return ok(file as KeyFile)
  } catch {
    // Told below.
  }
  return refuse('fileUnreadable', 'the key file is damaged', { path })
}

function writeKey(path: string, seed: Uint8Array, wrapped: Wrapped): void {
  const file: KeyFile = {
    form: 1,
    wrapped: wrapped !== undefined,
    key: base64(wrapped ?? seed),
    publicKey: base64(keyOf(seed).publicKey),
  }
  const unfinished = `${path}.part`
  const handle = openSync(unfinished, 'w', 0o600)
  writeSync(handle, JSON.stringify(file))
  fsyncSync(handle)
  closeSync(handle)
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, path)
}
