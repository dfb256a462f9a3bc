// The station's own key: made on the first run, kept in a file only its owner may read, or wrapped by what the desktop
// offers for secrets. Whoever has the file is the station.
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { stationIdOf } from '../../shared/base/ids.ts'
import type { RandomBytes } from '../../shared/base/ports.ts'
import { SEED_BYTES, sha256, signerOf } from './node-crypto.ts'
import type { StationKey } from './sqlite-store.ts'

export const KEY_FILE = 'station.key'

/** Wraps and unwraps the private key with the system's secret store. Throws or rejects when it cannot. */
export interface KeyHooks {
  readonly protect?: (secret: Uint8Array) => Uint8Array | Promise<Uint8Array>
  readonly unprotect?: (wrapped: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

interface KeyFile {
  readonly form: 1
  readonly wrapped: boolean
  /** Base 64. */
  readonly key: string
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
      await writeKey(path, seed, hooks)
      return ok({ key: keyOf(seed), isNew: true })
    }
    const bytes = new Uint8Array(Buffer.from(file.key, 'base64'))
    if (file.wrapped && hooks.unprotect === undefined)
      return refuse('fileUnreadable', 'the key was wrapped by the desktop application; start it there', { path })
    const seed = file.wrapped ? await (hooks.unprotect as NonNullable<KeyHooks['unprotect']>)(bytes) : bytes
    if (seed.length !== SEED_BYTES) return refuse('fileUnreadable', 'the key file is damaged', { path })
    if (!file.wrapped && hooks.protect !== undefined) await writeKey(path, seed, hooks)
    return ok({ key: keyOf(seed), isNew: false })
  } catch (error) {
    return refuse('fileUnreadable', `the key cannot be used: ${String(error)}`, { path })
  }
}

/** A key that lives in memory only. */
export function passingKey(random: RandomBytes): StationKey {
  return keyOf(random(SEED_BYTES))
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

async function writeKey(path: string, seed: Uint8Array, hooks: KeyHooks): Promise<void> {
  const wrapped = hooks.protect !== undefined
  const bytes = hooks.protect === undefined ? seed : await hooks.protect(seed)
  const file: KeyFile = { form: 1, wrapped, key: Buffer.from(bytes).toString('base64') }
  const unfinished = `${path}.part`
  const handle = openSync(unfinished, 'w', 0o600)
  writeSync(handle, JSON.stringify(file))
  fsyncSync(handle)
  closeSync(handle)
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, path)
}
