// What pure code needs from outside and gets passed in: hashing, signing, time, chance.
// The edges (station, server, tests) provide them; shared/ never reaches for its own.

/** SHA-256: 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** Ed25519 signature (64 bytes) of `message` by the holder's own key. */
export type Sign = (message: Uint8Array) => Uint8Array

/** True when `signature` is a valid Ed25519 signature of `message` under the raw 32-byte `publicKey`. */
export type VerifySignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

/** Wall clock, milliseconds since 1970 UTC. */
export type NowMs = () => number

/** `count` unpredictable bytes. */
export type RandomBytes = (count: number) => Uint8Array
