// A space with its files as one file on disk, and back. The journals go first, sealed; the files follow, each proven by the
// hash that a sealed attachment names. Written and read in parts: a pack may be larger than memory.
import type { FileHandle } from 'node:fs/promises'
import { open, rm } from 'node:fs/promises'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { NamedFile } from '../../shared/model/attachment.ts'
import type { ImportProblem, ImportReport } from '../../shared/rpc/import-report.ts'
import type { ContentStore } from '../../shared/sync/content-store.ts'
import type { PackedFile } from '../../shared/sync/pack.ts'
import { MAX_PACK_MAP_BYTES, PACK_PREFIX_BYTES, decodePack, encodePack, packMapLength } from '../../shared/sync/pack.ts'
import type { AttachmentSource } from '../files/ports.ts'
import type { StationStore } from '../store/station-store.ts'
import { spacePack, takePack } from './packs.ts'

const PART_BYTES = 1024 * 1024

export interface PackParts {
  readonly store: StationStore
  readonly content: ContentStore
  readonly attachments: AttachmentSource
  readonly nowMs: number
}

export interface Written {
  readonly bytes: number
  /** Files inside, and those the journal names that are not at this station. */
  readonly files: number
  readonly missing: number
}

/** Writes a space to `path`; nothing is left there when it fails. Files are checked while they are copied. */
export async function writePack(parts: PackParts, space: SpaceId, path: string): Promise<Result<Written>> {
  const { store, content, nowMs } = parts
  const { here, missing } = await filesOf(parts, space)
  const pack = spacePack(store, space, nowMs)
  const head = encodePack(here.length === 0 ? pack : { ...pack, files: here.map(packed) })
  const out = await open(path, 'w', 0o600)
  let isDone = false
  try {
    await writeAll(out, head)
    let bytes = head.length
    for (const file of here) {
      for (let at = 0; at < file.bytes;) {
        const part = await content.get('', file, at, PART_BYTES)
        if (!part.ok) return part
        await writeAll(out, part.value)
        at += part.value.length
      }
      bytes += file.bytes
    }
    await out.sync()
    isDone = true
    return ok({ bytes, files: here.length, missing })
  } finally {
    await out.close()
    if (!isDone) await rm(path, { force: true })
  }
}

/** Takes a pack in: journals first, then the files that its space's journal names. What is wrong is told; the rest is taken. */
export async function readPack(parts: PackParts, path: string, takesStrangers: boolean): Promise<Result<ImportReport>> {
  const input = await open(path, 'r')
  try {
    const { size } = await input.stat()
    const prefix = await readAt(input, 0, PACK_PREFIX_BYTES)
    const length = packMapLength(prefix)
    const start = length === null ? 0 : PACK_PREFIX_BYTES
    const mapBytes = length ?? size
    if (mapBytes > MAX_PACK_MAP_BYTES) return refuse('tooLarge', 'the pack is too large', { bytes: mapBytes })
    if (start + mapBytes > size) return refuse('fileUnreadable', 'the pack is truncated')
    const pack = decodePack(await readAt(input, start, mapBytes))
    if (!pack.ok) return pack
    const taken = takePack(parts.store, pack.value, parts.nowMs, takesStrangers)
    if (!taken.ok) return taken
    const { files, problems } = await takeFiles(
      parts,
      pack.value.space,
      pack.value.files ?? [],
      input,
      start + mapBytes,
    )
    return ok({ ...taken.value, files, problems: [...taken.value.problems, ...problems] })
  } finally {
    await input.close()
  }
}

/** Files the journal of a space names, each once: those here, and how many are not. */
async function filesOf(
  { content, attachments }: PackParts,
  space: SpaceId,
): Promise<{ readonly here: readonly NamedFile[]; readonly missing: number }> {
  const named = new Map<string, NamedFile>()
  for (const { file } of attachments.all(space)) if (file !== undefined) named.set(`${file.sha256}-${file.bytes}`, file)
  const here: NamedFile[] = []
  for (const file of named.values()) {
    // A damaged copy is put aside here, and counts as missing.
    if ((await content.prove('', file)).ok) here.push(file)
  }
  return { here, missing: named.size - here.length }
}

async function takeFiles(
  { content, attachments }: PackParts,
  space: SpaceId,
  files: readonly PackedFile[],
  input: FileHandle,
  from: number,
): Promise<{ readonly files: number; readonly problems: readonly ImportProblem[] }> {
  const named = new Map<string, NamedFile>()
  for (const { file } of attachments.all(space)) if (file !== undefined) named.set(`${file.sha256}-${file.bytes}`, file)
  const problems: ImportProblem[] = []
  let taken = 0
  let start = from
  for (const { sha256, bytes } of files) {
    const file = named.get(`${sha256}-${bytes}`)
    if (file === undefined) problems.push({ kind: 'strayFile', what: `${sha256.slice(0, 12)}…` })
    else {
      const copied = await takeFile(content, file, input, start)
      // Destroyed by order while it was copied: it must not come back.
      if (copied.ok && ![...attachments.all(space)].some((one) => one.file?.sha256 === sha256))
        await content.destroy('', sha256)
      else if (copied.ok) taken += 1
      else problems.push({ kind: 'brokenFile', what: file.name })
    }
    start += bytes
  }
  return { files: taken, problems }
}

async function takeFile(
  content: ContentStore,
  file: NamedFile,
  input: FileHandle,
  start: number,
): Promise<Result<null>> {
  let { have, whole } = await content.state('', file)
  while (!whole) {
    const part = await readAt(input, start + have, Math.min(PART_BYTES, file.bytes - have))
    if (part.length === 0) return refuse('fileUnreadable', 'the pack is truncated')
    const put = await content.put('', file, have, part)
    if (!put.ok) return put
    ;({ have, whole } = put.value)
  }
  return ok(null)
}

function packed({ sha256, bytes }: NamedFile): PackedFile {
  return { sha256, bytes }
}

async function writeAll(out: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await out.write(bytes, done, bytes.length - done, null)
    done += bytesWritten
  }
}

async function readAt(input: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await input.read(bytes, done, length - done, at + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}
