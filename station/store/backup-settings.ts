// Where copies of the backups go outside the station's folder, and the passphrase they are encrypted with, as an officer set it in
// the console. Kept beside the database, not in it: a restore needs it before a database opens, and no backup may hold its own key.
// Wrapped by the machine's key store where there is one, else in a file only its owner may read, as the station's key is.
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { KeyHooks } from './station-key.ts'
import { wrappedBy } from './station-key.ts'

export const BACKUP_SETTINGS_FILE = 'backup-place.json'

/** Where copies go outside the station's folder, and the secret they are encrypted with. */
export interface BackupPlace {
  readonly folder: string | undefined
  readonly secret: Uint8Array | undefined
  /** Why the secret cannot be had now: then nothing is copied, least of all unencrypted. */
  readonly fault?: Fault | undefined
}
export interface KeptPlace extends BackupPlace {
  readonly keeper: 'keyStore' | 'file' | null
}

const NOWHERE: KeptPlace = { folder: undefined, secret: undefined, keeper: null }
interface SettingsFile {
  readonly form: 1
  readonly folder: string
  readonly wrapped: boolean
  /** Base 64; null: copies are not encrypted. */
  readonly secret: string | null
}

/** What was set; nowhere when nothing was. A file that cannot be read, and a secret that does not open, are told with it. */
export async function readBackupSettings(folder: string, hooks: KeyHooks): Promise<KeptPlace> {
  const path = join(folder, BACKUP_SETTINGS_FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return isAbsent ? NOWHERE : { ...NOWHERE, fault: fault('fileUnreadable', String(error), { path }) }
  }
  const file = parsed(text)
  if (file === undefined) return { ...NOWHERE, fault: fault('fileUnreadable', `${path} is damaged`, { path }) }
  const { folder: place, wrapped, secret } = file
  if (secret === null) return { folder: place, secret: undefined, keeper: null }
  const bytes = new Uint8Array(Buffer.from(secret, 'base64'))
  if (!wrapped) return { folder: place, secret: bytes, keeper: 'file' }
  const opened = await openedBy(bytes, hooks)
  return opened === undefined
    ? {
        folder: place,
        secret: undefined,
        keeper: 'keyStore',
        fault: fault('keyLocked', 'the key store does not open the passphrase of the backups; set it again', { path }),
      }
    : { folder: place, secret: opened, keeper: 'keyStore' }
}

/** Keeps a place; `undefined` forgets it, passphrase and all. Throws as the disk does. */
export async function keepBackupSettings(
  folder: string,
  place: { readonly folder: string; readonly secret: Uint8Array | undefined } | undefined,
  hooks: KeyHooks,
): Promise<KeptPlace> {
  const path = join(folder, BACKUP_SETTINGS_FILE)
  if (place === undefined) {
    rmSync(path, { force: true })
    return NOWHERE
  }
  const { secret } = place
  const wrapped = secret === undefined ? undefined : await wrappedBy(secret, hooks)
  const kept = wrapped ?? secret
  const file: SettingsFile = {
    form: 1,
    folder: place.folder,
    wrapped: wrapped !== undefined,
    secret: kept === undefined ? null : Buffer.from(kept).toString('base64'),
  }
  const unfinished = `${path}.part`
  const handle = openSync(unfinished, 'w', 0o600)
  writeSync(handle, JSON.stringify(file))
  fsyncSync(handle)
  closeSync(handle)
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, path)
  return { ...place, keeper: secret === undefined ? null : wrapped === undefined ? 'file' : 'keyStore' }
}

function parsed(text: string): SettingsFile | undefined {
  try {
    const file: unknown = JSON.parse(text)
    if (typeof file !== 'object' || file === null) return undefined
    const { form, folder, wrapped, secret } = file as { readonly [name: string]: unknown }
    const isSecret = secret === null || typeof secret === 'string'
    if (form !== 1 || typeof folder !== 'string' || folder === '' || typeof wrapped !== 'boolean' || !isSecret)
      return undefined
    return { form, folder, wrapped, secret }
  } catch {
    return undefined
  }
}

async function openedBy(wrapped: Uint8Array, hooks: KeyHooks): Promise<Uint8Array | undefined> {
  try {
    return await hooks.unprotect?.(wrapped)
  } catch {
    return undefined
  }
}
