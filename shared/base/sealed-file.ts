// Encrypted files, version 1: what stands in them and in which order. Pure: key derivation and AES are passed in.
//
//   FSBK 1 │ log2 N, r, p │ chunk length (4) │ salt 16 │ nonce prefix 7 │ key check 16 │ chunk │ chunk │ … │ last chunk
//
// The key comes from the secret by scrypt. Every chunk is AES-256-GCM with its tag behind it; its nonce is the prefix, its
// number (4) and whether it is the last (1), and the whole header is authenticated with it. So chunks cannot be altered,
// left out, repeated, exchanged or cut off at the end without being noticed; a wrong secret is told apart from damage by the
// key check. What is read out counts only when the whole file was read: until then it must not get its name.
import { sameBytes, toHex } from './bytes.ts'
import { FaultError, fault } from './fault.ts'

const MAGIC = [0x46, 0x53, 0x42, 0x4b]
const VERSION = 1
const SALT_AT = 12
const PREFIX_AT = 28
const CHECK_AT = 35
const HEADER_BYTES = 51
const TAG_BYTES = 16
const CHUNK_BYTES = 1024 * 1024
const MAX_CHUNK_BYTES = 16 * 1024 * 1024
/** Of the name only; every file has a salt drawn at random. */
const NAME_SALT = new Uint8Array(PREFIX_AT - SALT_AT)
/** About 32 MiB and a tenth of a second: once for all files of one backup. */
const COST: ScryptCost = { log2N: 15, r: 8, p: 1 }

/** Cost of scrypt as the header says it. */
export interface ScryptCost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

/** A key that was derived, and what tells that it is the right one. */
export interface SealKey {
  /** 16 bytes that say nothing about the key itself. */
  readonly check: Uint8Array
  /** AES-256-GCM: ciphertext with its tag behind it. */
  seal(nonce: Uint8Array, plain: Uint8Array, header: Uint8Array): Uint8Array
  /** Undefined when the tag does not hold. */
  open(nonce: Uint8Array, sealed: Uint8Array, header: Uint8Array): Uint8Array | undefined
}

export interface SealPorts {
  random(count: number): Uint8Array
  deriveKey(salt: Uint8Array, cost: ScryptCost): Promise<SealKey>
}

/** Seals and opens files under one secret. */
export class Sealer {
  readonly #ports: SealPorts
  readonly #keys = new Map<string, Promise<SealKey>>()
  readonly #salt: Uint8Array

  constructor(ports: SealPorts) {
    this.#ports = ports
    this.#salt = ports.random(PREFIX_AT - SALT_AT)
  }

  /** Eight digits that stay the same for one secret and tell nothing about it: what other secrets sealed lies elsewhere. */
  async name(): Promise<string> {
    const { check } = await this.#key(NAME_SALT, COST)
    return toHex(check.subarray(0, 4))
  }

  /** The sealed form of a stream of bytes. */
  async *seal(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const key = await this.#key(this.#salt, COST)
    const header = new Uint8Array(HEADER_BYTES)
    header.set([...MAGIC, VERSION, COST.log2N, COST.r, COST.p])
    new DataView(header.buffer).setUint32(8, CHUNK_BYTES)
    header.set(this.#salt, SALT_AT)
    header.set(this.#ports.random(CHECK_AT - PREFIX_AT), PREFIX_AT)
    header.set(key.check, CHECK_AT)
    yield header
    let number = 0
    for await (const { chunk, isLast } of chunks(source, CHUNK_BYTES)) {
      yield key.seal(nonceOf(header, number, isLast), chunk, header)
      number += 1
    }
  }

  /** What a sealed file holds; throws a `fileUnreadable` FaultError that says what is wrong with it. */
  async *open(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const rest = new Pieces(source)
    const header = await rest.take(HEADER_BYTES)
    const { cost, chunkBytes } = readHeader(header)
    const key = await this.#key(header.slice(SALT_AT, PREFIX_AT), cost)
    if (!sameBytes(key.check, header.subarray(CHECK_AT)))
      throw bad('the key is not the one it was encrypted with (or the beginning of the file was altered)')
    let number = 0
    for await (const { chunk, isLast } of chunks(rest.all(), chunkBytes + TAG_BYTES)) {
      const plain = key.open(nonceOf(header, number, isLast), chunk, header)
      if (plain === undefined) {
        const at = HEADER_BYTES + number * (chunkBytes + TAG_BYTES)
        if (
          isLast &&
          (chunk.length < TAG_BYTES || key.open(nonceOf(header, number, false), chunk, header) !== undefined)
        )
          throw bad(`it is cut short: nothing follows behind byte ${at + chunk.length}`)
        throw bad(`it was altered or cut short between byte ${at} and ${at + chunk.length}`)
      }
      yield plain
      number += 1
    }
  }

  #key(salt: Uint8Array, cost: ScryptCost): Promise<SealKey> {
    const name = [cost.log2N, cost.r, cost.p, ...salt].join(' ')
    let key = this.#keys.get(name)
    if (key === undefined) this.#keys.set(name, (key = this.#ports.deriveKey(salt, cost)))
    return key
  }
}

/** True when a file that begins so is a sealed one. */
export function isSealed(beginning: Uint8Array): boolean {
  return MAGIC.every((byte, at) => beginning[at] === byte)
}

function readHeader(header: Uint8Array): { readonly cost: ScryptCost; readonly chunkBytes: number } {
  if (!isSealed(header)) throw bad('it is not an encrypted backup of this program')
  if (header.length < HEADER_BYTES) throw bad('it is cut short within its first bytes')
  const [version = 0, log2N = 0, r = 0, p = 0] = header.subarray(4)
  if (version !== VERSION) throw bad(`it is of form ${version}; this program knows form ${VERSION}`)
  const chunkBytes = new DataView(header.buffer, header.byteOffset).getUint32(8)
  // The header is not proved before the key is: what it asks for must stay within bounds.
  const isSane = log2N >= 10 && log2N <= 20 && r >= 1 && r <= 16 && p >= 1 && p <= 4
  if (!isSane || chunkBytes === 0 || chunkBytes > MAX_CHUNK_BYTES) throw bad('its beginning was altered')
  return { cost: { log2N, r, p }, chunkBytes }
}

function nonceOf(header: Uint8Array, number: number, isLast: boolean): Uint8Array {
  const nonce = new Uint8Array(12)
  nonce.set(header.subarray(PREFIX_AT, CHECK_AT))
  new DataView(nonce.buffer).setUint32(7, number)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** A stream in chunks of one length; the last may be shorter, and is empty only when there is nothing at all. */
async function* chunks(
  source: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<{ readonly chunk: Uint8Array; readonly isLast: boolean }> {
  const pieces = new Pieces(source)
  let chunk = await pieces.take(length)
  for (;;) {
    const next = await pieces.take(length)
    yield { chunk, isLast: next.length === 0 }
    if (next.length === 0) return
    chunk = next
  }
}

/** Reads a stream in lengths of its own choice. */
class Pieces {
  readonly #source: AsyncIterator<Uint8Array>
  #left = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next bytes; fewer only at the end. */
  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length)
    let have = 0
    while (have < length) {
      if (this.#left.length === 0) {
        const next = await this.#source.next()
        if (next.done === true) break
        this.#left = new Uint8Array(next.value)
        continue
      }
      const part = this.#left.subarray(0, length - have)
      taken.set(part, have)
      have += part.length
      this.#left = this.#left.subarray(part.length)
    }
    return taken.subarray(0, have)
  }

  /** Everything that was not taken yet. */
  async *all(): AsyncGenerator<Uint8Array> {
    const left = this.#left
    this.#left = new Uint8Array(0)
    if (left.length > 0) yield left
    for (let next = await this.#source.next(); next.done !== true; next = await this.#source.next()) yield next.value
  }
}

function bad(why: string): FaultError {
  return new FaultError(fault('fileUnreadable', why))
}
