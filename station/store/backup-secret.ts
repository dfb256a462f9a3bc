// The secret backups are encrypted with, and Node's part of it: scrypt and AES-256-GCM for shared/base/sealed-file.ts.
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { ScryptCost, SealKey } from '../../shared/base/sealed-file.ts'
import { Sealer } from '../../shared/base/sealed-file.ts'

/** A passphrase is looked for here: on the command line everyone on the machine could read it. */
export const PASSPHRASE_VARIABLE = 'FENGSUI_BACKUP_PASSPHRASE'
/** What a refusal calls the places a secret may come from. */
export interface SecretNames {
  readonly option: string
  readonly variable: string
}
const BACKUP_NAMES: SecretNames = { option: '--key-file', variable: PASSPHRASE_VARIABLE }
const MIN_BYTES = 16
const MAX_BYTES = 65_536
const KEY_BYTES = 32
const CHECK_BYTES = 16
const TAG_BYTES = 16

/** The secret of a key file, or of the passphrase in the environment; undefined when there is neither. */
export function readSecret(
  keyFile: string | undefined,
  passphrase: string | undefined,
  names: SecretNames = BACKUP_NAMES,
): Result<Uint8Array<ArrayBuffer> | undefined> {
  if (keyFile === undefined && (passphrase === undefined || passphrase === '')) return ok(undefined)
  let secret: Uint8Array
  try {
    secret = keyFile === undefined ? new TextEncoder().encode(passphrase) : readFileSync(keyFile)
  } catch (error) {
    return refuse(
      'fileUnreadable',
      `${names.option} ${keyFile}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  // An editor's line end is no part of the key.
  let end = secret.length
  while (end > 0 && (secret[end - 1] === 10 || secret[end - 1] === 13)) end -= 1
  const name = keyFile === undefined ? names.variable : `${names.option} ${keyFile}`
  if (end < MIN_BYTES || end > MAX_BYTES)
    return refuse('invalidInput', `${name}: a key has ${MIN_BYTES} to ${MAX_BYTES} bytes, this one has ${end}`)
  return ok(new Uint8Array(secret.subarray(0, end)))
}

/** Seals and opens files under a secret. */
export function sealerOf(secret: Uint8Array): Sealer {
  return new Sealer({
    random: (count) => new Uint8Array(randomBytes(count)),
    deriveKey: (salt, cost) => deriveKey(secret, salt, cost),
  })
}

function deriveKey(secret: Uint8Array, salt: Uint8Array, { log2N, r, p }: ScryptCost): Promise<SealKey> {
  const N = 2 ** log2N
  const options = { N, r, p, maxmem: 256 * N * r }
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, KEY_BYTES + CHECK_BYTES, options, (error, derived) => {
      if (error === null) resolve(keyOf(derived.subarray(0, KEY_BYTES), new Uint8Array(derived.subarray(KEY_BYTES))))
      else reject(error)
    })
  })
}

function keyOf(key: Buffer, check: Uint8Array): SealKey {
  return {
    check,
    seal(nonce, plain, header) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header)
      return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
    },
    open(nonce, sealed, header) {
      if (sealed.length < TAG_BYTES) return undefined
      const end = sealed.length - TAG_BYTES
      const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(header)
      cipher.setAuthTag(sealed.subarray(end))
      try {
        return new Uint8Array(Buffer.concat([cipher.update(sealed.subarray(0, end)), cipher.final()]))
      } catch {
        return undefined
      }
    },
  }
}
