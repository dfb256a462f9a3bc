// Encrypting the database, or giving it a new key, by order of an officer while the station runs: the key file is written now,
// and the start that follows turns the database, its backups and the files, as it would after a cut [ENC-4].
import { statSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { RandomBytes } from '../../shared/base/ports.ts'
import type { EncryptionState } from '../../shared/rpc/methods.ts'
import { makeDatabaseKey } from '../store/database-key.ts'
import { DATABASE_FILE } from '../store/open-store.ts'
import type { KeyHooks } from '../store/station-key.ts'
import { wrappedBy } from '../store/station-key.ts'

/** The answer and the audit record go out before the station ends. */
const RESTART_AFTER_MS = 500
const PROBE_BYTES = 32

export interface EncryptionParts {
  readonly folder: string
  /** What the database is encrypted with now. */
  readonly databaseKey: Uint8Array | undefined
  /** What this start was given to open it with, and will be given again. */
  readonly secret: Uint8Array | undefined
  readonly hooks: KeyHooks
  readonly random: RandomBytes
  /** Starts the station again; left out where nothing does. */
  readonly restart?: (() => void) | undefined
  /** For tests: free bytes of the folder's disk. */
  readonly freeBytes?: (folder: string) => number
}

export class Encryption {
  readonly #parts: EncryptionParts
  #isOrdered = false

  constructor(parts: EncryptionParts) {
    this.#parts = parts
  }

  async state(): Promise<EncryptionState> {
    return { isEncrypted: this.#parts.databaseKey !== undefined, keeper: await this.#keeper() }
  }

  /**
   * Draws a new key and starts the station again on it. The recovery code is told here and kept nowhere. Refused where the next
   * start could not open it, and where the disk has no room for the copy that is made on the way: nothing was changed then.
   */
  async order(): Promise<Result<{ readonly recoveryCode: string }>> {
    const { folder, databaseKey, secret, hooks, random, restart } = this.#parts
    if (restart === undefined) return refuse('wrongState', 'nothing starts this station again by itself')
    if ((await this.#keeper()) === null)
      return refuse('wrongState', 'no key store here, and no passphrase was given at the start', { reason: 'noKeeper' })
    const room = this.#room()
    if (!room.ok) return room
    // A second window's order would make the code worthless that the first one shows.
    if (this.#isOrdered) return refuse('busy', 'it was ordered already: the station is starting again')
    this.#isOrdered = true
    const made = await makeDatabaseKey(folder, random, hooks, secret, databaseKey)
    this.#isOrdered = made.ok
    if (!made.ok) return made
    setTimeout(restart, RESTART_AFTER_MS)
    return ok({ recoveryCode: made.value.recoveryCode })
  }

  /** What opens a new key at the next start without anybody being asked. */
  async #keeper(): Promise<EncryptionState['keeper']> {
    const { hooks, random, secret } = this.#parts
    if ((await wrappedBy(random(PROBE_BYTES), hooks)) !== undefined) return 'keyStore'
    return secret === undefined ? null : 'passphrase'
  }

  #room(): Result<null> {
    const { folder, freeBytes = freeBytesOf } = this.#parts
    const path = join(folder, DATABASE_FILE)
    const sizes = [path, `${path}-wal`].map((one) => statSync(one, { throwIfNoEntry: false })?.size ?? 0)
    const needed = sizes.reduce((sum, bytes) => sum + bytes, 0)
    const free = freeBytes(folder)
    return free > needed
      ? ok(null)
      : refuse('diskFull', `encrypting needs ${needed} bytes besides the database, ${free} are free`, { needed, free })
  }
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
