// Reads a bundle's zip file entry by entry, never as a whole: the directory at its end, then each entry's bytes. Only what a
// bundle is made of: entries stored or deflated, no zip64, nothing encrypted.
import type { FileHandle } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const MAX_COMMENT = 1_000
/** Largest text of a bundle: what would unpack to more is refused before it does. */
const MAX_ENTRY_BYTES = 1024 ** 3

export interface ZipEntry {
  readonly path: string
  readonly bytes: number
  readonly packedBytes: number
  readonly isPacked: boolean
  readonly crc: number
  readonly at: number
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[]
  readonly comment: string
  /** Where the comment begins: everything before it is signed. */
  readonly signedBytes: number
}

const unreadable = (why: string) => refuse('fileUnreadable', why)

export async function readDirectory(file: FileHandle): Promise<Result<ZipDirectory>> {
  const { size } = await file.stat()
  const tail = await readAt(file, Math.max(0, size - END_BYTES - MAX_COMMENT), size)
  const tailAt = size - tail.length
  let end = -1
  for (let at = tail.length - END_BYTES; at >= 0 && end < 0; at -= 1)
    if (view(tail).getUint32(at, true) === END && at + END_BYTES + view(tail).getUint16(at + 20, true) === tail.length)
      end = at
  if (end < 0) return unreadable('the file is no bundle, or its end is missing')
  const count = view(tail).getUint16(end + 10, true)
  const length = view(tail).getUint32(end + 12, true)
  const start = view(tail).getUint32(end + 16, true)
  if (start + length !== tailAt + end) return unreadable('the directory of the file is not where it says')
  const directory = await readAt(file, start, start + length)
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.length || view(directory).getUint32(at, true) !== ENTRY)
      return unreadable('the directory of the file is damaged')
    const data = view(directory)
    const method = data.getUint16(at + 10, true)
    if (method !== 0 && method !== 8) return unreadable('an entry is packed in a way no bundle is')
    const nameBytes = data.getUint16(at + 28, true)
    entries.push({
      path: new TextDecoder().decode(directory.subarray(at + 46, at + 46 + nameBytes)),
      bytes: data.getUint32(at + 24, true),
      packedBytes: data.getUint32(at + 20, true),
      isPacked: method === 8,
      crc: data.getUint32(at + 16, true),
      at: data.getUint32(at + 42, true),
    })
    at += 46 + nameBytes + data.getUint16(at + 30, true) + data.getUint16(at + 32, true)
  }
  const signedBytes = tailAt + end + END_BYTES
  return ok({ entries, comment: new TextDecoder().decode(tail.subarray(end + END_BYTES)), signedBytes })
}

/** The bytes of an entry, checked against its length and checksum. */
export async function readEntry(file: FileHandle, entry: ZipEntry): Promise<Result<Uint8Array>> {
  if (entry.bytes > MAX_ENTRY_BYTES) return unreadable(`${entry.path} is larger than a bundle's texts are`)
  const start = await entryStart(file, entry)
  if (!start.ok) return start
  const packed = await readAt(file, start.value, start.value + entry.packedBytes)
  let bytes: Uint8Array
  try {
    bytes = entry.isPacked ? new Uint8Array(inflateRawSync(packed, { maxOutputLength: entry.bytes + 1 })) : packed
  } catch {
    return unreadable(`${entry.path} cannot be unpacked`)
  }
  if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc) return unreadable(`${entry.path} is damaged`)
  return ok(bytes)
}

/** Where an entry's bytes begin. */
export async function entryStart(file: FileHandle, entry: ZipEntry): Promise<Result<number>> {
  const local = await readAt(file, entry.at, entry.at + 30)
  if (local.length < 30 || view(local).getUint32(0, true) !== LOCAL)
    return unreadable(`${entry.path} is not where the directory says`)
  return ok(entry.at + 30 + view(local).getUint16(26, true) + view(local).getUint16(28, true))
}

export async function readAt(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, to - from))
  let done = 0
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
