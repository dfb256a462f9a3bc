// Hashing, signing and checking with Node's crypto: the ports of shared/base/ports.ts for this station.
import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto'
import { crc32 as zlibCrc32 } from 'node:zlib'
import type { Sha256, Sign, VerifySignature } from '../../shared/base/ports.ts'

/** Bytes of an Ed25519 private key (RFC 8032). */
export const SEED_BYTES = 32
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** By way of a string: 32 bytes made here lie in V8's own heap, a Buffer per hash keeps the collector busy (measured: 2×). */
export const sha256: Sha256 = (bytes) => {
  const text = hash('sha256', bytes, 'binary')
  const digest = new Uint8Array(32)
  for (let index = 0; index < 32; index += 1) digest[index] = text.charCodeAt(index)
  return digest
}

/** The same memory as a plain array of bytes: Node's Buffers are another type to whoever compares or clones them. */
export function plainBytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

/** True when `signature` holds; a key or signature that is not one does not. */
export const verifySignature: VerifySignature = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
  return verify(null, message, key, signature)
}

/** The public key and signer of a private key given as its 32 bytes. */
export function signerOf(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly sign: Sign } {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
  return { publicKey, sign: (message) => new Uint8Array(sign(null, message, key)) }
}

/** CRC-32 of bytes, as shared/sync/frame-check.ts wants it. */
export function crc32(bytes: Uint8Array): number {
  return zlibCrc32(bytes)
}
