// The second place of the backups, as officers see and set it: checked at the door, in words that say what is wrong [SB-11].
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, realpathSync, rmSync, statSync, writeSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { BackupPlaceState } from '../../shared/rpc/methods.ts'
import { readSecret } from '../store/backup-secret.ts'
import type { BackupPlace, KeptPlace } from '../store/backup-settings.ts'
import { keepBackupSettings } from '../store/backup-settings.ts'
import type { KeyHooks } from '../store/station-key.ts'

const PROBE_BYTES = 4_096

export interface BackupPlacesParts {
  readonly folder: string
  readonly hooks: KeyHooks
  /** Named when the program was started: then the console cannot name another. */
  readonly given: BackupPlace | undefined
  readonly kept: KeptPlace
  /** Another place counts from now on. */
  readonly onChange: () => Promise<void>
}

export class BackupPlaces {
  readonly #parts: BackupPlacesParts
  #kept: KeptPlace

  constructor(parts: BackupPlacesParts) {
    this.#parts = parts
    this.#kept = parts.kept
  }

  /** What the schedule goes by. */
  get place(): BackupPlace {
    return this.#parts.given ?? this.#kept
  }

  get state(): BackupPlaceState {
    const { folder, secret, fault } = this.place
    const { given } = this.#parts
    return {
      folder: folder ?? null,
      isEncrypted: secret !== undefined || fault?.kind === 'keyLocked',
      keeper: given === undefined ? this.#kept.keeper : null,
      isGiven: given !== undefined,
      isSameDisk: folder !== undefined && isSameDisk(this.#parts.folder, folder),
      fault: fault ?? null,
    }
  }

  /** Names a place, or none. The passphrase stays as it is when it is left out; null: copies are not encrypted. */
  async set(wanted: string | null, passphrase: string | null | undefined): Promise<Result<BackupPlaceState>> {
    const { folder, hooks, given, onChange } = this.#parts
    if (given !== undefined) return refuse('wrongState', 'the place was named when the station was started')
    if (wanted !== null) {
      const fits = checkPlace(folder, wanted)
      if (!fits.ok) return fits
    }
    if (passphrase === undefined && this.#kept.fault !== undefined && wanted !== null)
      return refuse('invalidInput', 'the passphrase that was set cannot be read', { field: 'passphrase', why: 'again' })
    const secret = passphrase === undefined ? ok(this.#kept.secret) : secretOf(passphrase)
    if (!secret.ok) return secret
    this.#kept = await keepBackupSettings(
      folder,
      wanted === null ? undefined : { folder: wanted, secret: secret.value },
      hooks,
    )
    await onChange()
    return ok(this.state)
  }
}

function secretOf(passphrase: string | null): Result<Uint8Array | undefined> {
  if (passphrase === null) return ok(undefined)
  const secret = readSecret(undefined, passphrase)
  // The same rule as on the command line, which has to open the copies too; a sign or two over and over is no secret.
  if (secret.ok && secret.value !== undefined && new Set(passphrase).size >= 5) return secret
  return refuse('invalidInput', 'a passphrase has 16 bytes or more, and five different signs', {
    field: 'passphrase',
    why: 'weak',
  })
}

/** A folder that is there (a drive that is not plugged in leaves none), lies elsewhere, and takes what is written. */
function checkPlace(folder: string, wanted: string): Result<null> {
  if (!isAbsolute(wanted)) return bad('notAbsolute', 'a whole path is needed')
  if (statSync(wanted, { throwIfNoEntry: false })?.isDirectory() !== true)
    return bad('missing', `${wanted} is not a folder that is there`)
  const within = relative(realpathSync(folder), realpathSync(wanted))
  if (!within.startsWith('..') && !isAbsolute(within)) return bad('inside', 'it lies in the data folder of the station')
  const probe = join(wanted, `.fengsui-${randomBytes(6).toString('hex')}`)
  try {
    const handle = openSync(probe, 'wx', 0o600)
    try {
      writeSync(handle, randomBytes(PROBE_BYTES))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
      rmSync(probe, { force: true })
    }
    return ok(null)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return bad(code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'notWritable', `nothing can be written there: ${code}`)
  }
}

function bad(why: string, message: string): ReturnType<typeof refuse> {
  return refuse('invalidInput', message, { field: 'folder', why })
}

/** One disk that fails takes both. */
function isSameDisk(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false })?.dev)
  return a !== undefined && a === b
}
