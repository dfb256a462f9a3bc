import { hash, randomBytes } from 'node:crypto'
// Making and checking secrets: passwords as Argon2id, tokens and join codes as hashes. Codes are read over the telephone,
// so they are short, in letters that are not mistaken, and live only once and not long.
import { argon2Verify, argon2id } from 'hash-wasm'
import { toBase32 } from '../../shared/base/bytes.ts'

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 iterations, 1 lane. */
const ARGON2 = { parallelism: 1, iterations: 2, memorySize: 19_456, hashLength: 32 } as const
const CODE_BYTES = 10

/** The verifier of a password. */
export function hashPassword(password: string): Promise<string> {
  return argon2id({ ...ARGON2, password: password.normalize('NFKC'), salt: randomBytes(16), outputType: 'encoded' })
}

/** True when the password fits the verifier. */
export function passwordFits(password: string, verifier: string): Promise<boolean> {
  return argon2Verify({ password: password.normalize('NFKC'), hash: verifier })
}

/** A one-time code in groups of four: 16 letters, 80 bits. */
export function newCode(): string {
  return (toBase32(new Uint8Array(randomBytes(CODE_BYTES))).match(/.{1,4}/g) ?? []).join('-')
}

/** A password people can type: four groups of four. */
export function newPassword(): string {
  return newCode().toLowerCase()
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token. */
export function tokenHash(token: string): Uint8Array {
  return new Uint8Array(hash('sha256', token, 'buffer'))
}

/** What is stored of a code; case and dashes do not matter. */
export function codeHash(code: string): Uint8Array {
  return tokenHash(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
}
