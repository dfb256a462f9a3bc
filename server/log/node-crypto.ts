// Hashing, signing and checking with Node's crypto: the ports of shared/base/ports.ts for this server.
import type { KeyObject } from 'node:crypto'
import { createPrivateKey, createPublicKey, hash, randomBytes, sign, verify } from 'node:crypto'
import type { RandomBytes, Sha256, Sign, VerifySignature } from '../../shared/base/ports.ts'

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const MAX_KEYS = 10_000
const keys = new Map<string, KeyObject>()

/** By way of a string: 32 bytes made here lie in V8's own heap, a Buffer per hash keeps the collector busy. */
export const sha256: Sha256 = (bytes) => {
  const text = hash('sha256', bytes, 'binary')
  const digest = new Uint8Array(32)
  for (let index = 0; index < 32; index += 1) digest[index] = text.charCodeAt(index)
  return digest
}

export const random: RandomBytes = (count) => new Uint8Array(randomBytes(count))

/** True when `signature` holds; a key or signature that is not one does not. Keys are kept: making one costs as much. */
export const verifySignature: VerifySignature = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const name = Buffer.from(publicKey).toString('base64')
  let key = keys.get(name)
  if (key === undefined) {
    if (keys.size >= MAX_KEYS) keys.clear()
    key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
    keys.set(name, key)
  }
  return verify(null, message, key, signature)
}

/** The public key and signer of a private key given as its 32 bytes. */
export function signerOf(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly sign: Sign } {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
  return { publicKey, sign: (message) => new Uint8Array(sign(null, message, key)) }
}

/** A number for a chain that begins, by chance: two copies of a database never share one for long. */
export function drawChain(random: RandomBytes): number {
  return new DataView(random(4).buffer).getUint32(0)
}
