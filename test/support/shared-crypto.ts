// Real hashing and signing for tests of shared/, from Node's crypto, the same as the programs use.
import { createPublicKey, generateKeyPairSync, hash, sign, verify } from 'node:crypto'
import type { StationId } from '../../shared/base/ids.ts'
import { stationIdOf } from '../../shared/base/ids.ts'
import type { Sha256, Sign, VerifySignature } from '../../shared/base/ports.ts'

export const sha256: Sha256 = (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer'))

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

export const verifySignature: VerifySignature = (publicKey, message, signature) => {
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' })
  return verify(null, message, key, signature)
}

export interface TestKey {
  readonly publicKey: Uint8Array
  readonly station: StationId
  readonly sign: Sign
}

/** A fresh Ed25519 key pair. */
export function testKey(): TestKey {
  const pair = generateKeyPairSync('ed25519')
  const publicKey = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  return {
    publicKey,
    station: stationIdOf(sha256(publicKey)),
    sign: (message) => new Uint8Array(sign(null, message, pair.privateKey)),
  }
}
