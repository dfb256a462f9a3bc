// Hashing, keys and chance for the demonstration. Everything follows from fixed words, so that the same story gives the
// same bytes. The keys are therefore no secret: their stations are marked inactive in the directory and cannot link.
import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'
import type { StationId } from '../../../shared/base/ids.ts'
import { stationIdOf } from '../../../shared/base/ids.ts'
import type { RandomBytes, Sha256, Sign } from '../../../shared/base/ports.ts'

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export const sha256: Sha256 = (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer'))

export interface DemoKey {
  readonly station: StationId
  readonly publicKey: Uint8Array
  readonly sign: Sign
}

/** The Ed25519 key that follows from `words`. */
export function keyFrom(words: string): DemoKey {
  const der = Buffer.concat([PKCS8, sha256(Buffer.from(words))])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
  return {
    station: stationIdOf(sha256(publicKey)),
    publicKey,
    sign: (message) => new Uint8Array(sign(null, message, key)),
  }
}

/** Bytes that look like chance and follow from `words`: the n-th call gives the same in every build. */
export function chanceFrom(words: string): RandomBytes {
  let calls = 0
  return (count) => {
    calls += 1
    return sha256(Buffer.from(`${words} ${calls}`)).subarray(0, count)
  }
}
