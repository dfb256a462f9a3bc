// Attachments' files of an encrypted station: AES-256-CTR under a key made of the database's, each file under a nonce of its own.
// Files are appended to and read from anywhere, which is what CTR is for; that nothing was altered is told by their SHA-256, by
// which every file is named and checked before it is used.
//
//   FSAF 1 │ 0 0 0 │ mark of the key 8 │ nonce 16 │ ciphertext, as long as the file
import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** How much longer a sealed file is. */
export const SEAL_HEAD_BYTES = 32
const MAGIC = Buffer.from('FSAF\u0001\0\0\0', 'latin1')
const MARK_AT = 8
const NONCE_AT = 16
const BLOCK = 16
const READ_BYTES = 1024 * 1024
const FOLDER = /^[0-9a-f]{2}$/
const NAME = /^[0-9a-f]{64}$/

export interface FileKey {
  readonly key: Uint8Array
  /** Tells which key sealed a file, and nothing about it. */
  readonly mark: Uint8Array
}

/** The key files are sealed with on a station whose database has this one (HKDF-SHA-256, RFC 5869). */
export function fileKeyOf(databaseKey: Uint8Array): FileKey {
  const bytes = new Uint8Array(hkdfSync('sha256', databaseKey, '', 'fengsui attachments 1', 40))
  return { key: bytes.subarray(0, 32), mark: bytes.subarray(32) }
}

/** A head with a nonce of its own. */
export function newHead({ mark }: FileKey): Uint8Array {
  return Buffer.concat([MAGIC, mark, randomBytes(BLOCK)])
}

/** The nonce of a head that was made with this key; undefined: the file is plain, or another key's. */
export function nonceOf(head: Uint8Array, { mark }: FileKey): Uint8Array | undefined {
  const bytes = Buffer.from(head)
  if (bytes.length < SEAL_HEAD_BYTES || !bytes.subarray(0, MARK_AT).equals(MAGIC)) return undefined
  return bytes.subarray(MARK_AT, NONCE_AT).equals(mark) ? bytes.subarray(NONCE_AT, SEAL_HEAD_BYTES) : undefined
}

/** Seals or opens (CTR is its own inverse) bytes that stand at an offset of the plain file. */
export function turnBytes({ key }: FileKey, nonce: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const skipped = offset % BLOCK
  const counter = BigInt(`0x${Buffer.from(nonce).toString('hex')}`) + BigInt((offset - skipped) / BLOCK)
  const start = Buffer.from(BigInt.asUintN(128, counter).toString(16).padStart(32, '0'), 'hex')
  const cipher = createCipheriv('aes-256-ctr', key, start)
  cipher.update(new Uint8Array(skipped))
  return new Uint8Array(cipher.update(bytes))
}

/** What a file says, whether it is plain or sealed with one of these keys. */
export async function* plainBytes(path: string, known: readonly FileKey[]): AsyncGenerator<Uint8Array> {
  const sealed = await sealOf(path, known)
  let offset = 0
  const source = createReadStream(path, {
    highWaterMark: READ_BYTES,
    start: sealed === undefined ? 0 : SEAL_HEAD_BYTES,
  })
  for await (const part of source as AsyncIterable<Uint8Array>) {
    yield sealed === undefined ? part : turnBytes(sealed.by, sealed.nonce, offset, part)
    offset += part.length
  }
}

/** The sealed form of a stream of bytes; the stream itself where there is no key. */
export async function* sealedBytes(
  source: AsyncIterable<Uint8Array>,
  to: FileKey | undefined,
): AsyncGenerator<Uint8Array> {
  if (to === undefined) {
    yield* source
    return
  }
  const head = newHead(to)
  yield head
  let offset = 0
  for await (const part of source) {
    yield turnBytes(to, head.subarray(NONCE_AT), offset, part)
    offset += part.length
  }
}

/**
 * Brings the whole files of a station's `files` folder to `to` (undefined: plain), whichever of `known` sealed them, one by one:
 * each is readable at every moment. Gives how many were turned. What another key sealed is left as it is.
 */
export async function turnFiles(files: string, known: readonly FileKey[], to: FileKey | undefined): Promise<number> {
  let turned = 0
  for (const folder of await namesIn(files, FOLDER))
    for (const name of await namesIn(join(files, folder), NAME)) {
      const path = join(files, folder, name)
      const sealed = await sealOf(path, known)
      if (to === undefined ? sealed === undefined : sealed?.by === to) continue
      await writeNew(path, sealedBytes(plainBytes(path, known), to))
      turned += 1
    }
  return turned
}

async function sealOf(
  path: string,
  known: readonly FileKey[],
): Promise<{ readonly by: FileKey; readonly nonce: Uint8Array } | undefined> {
  const file = await open(path, 'r')
  try {
    const head = new Uint8Array(SEAL_HEAD_BYTES)
    const { bytesRead } = await file.read(head, 0, SEAL_HEAD_BYTES, 0)
    for (const by of known) {
      const nonce = nonceOf(head.subarray(0, bytesRead), by)
      if (nonce !== undefined) return { by, nonce }
    }
    return undefined
  } finally {
    await file.close()
  }
}

/** Whole under its name, or as it was. */
async function writeNew(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const unfinished = `${path}.turning`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(unfinished, 'w', 0o600)
  try {
    for await (const part of source) await file.writeFile(part)
    await file.sync()
  } catch (error) {
    await file.close()
    await rm(unfinished, { force: true })
    throw error
  }
  await file.close()
  await rename(unfinished, path)
}

async function namesIn(folder: string, shape: RegExp): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => shape.test(name)).toSorted()
}
