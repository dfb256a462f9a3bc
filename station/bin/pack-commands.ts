// `export` and `import` of the command line: a space with its files as one file, at a stopped station on its folder, at a
// running one through its local socket, part by part.
import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { ImportReport } from '../../shared/rpc/import-report.ts'
import { FILE_PART_BYTES } from '../../shared/rpc/methods.ts'
import { ContentStore } from '../../shared/sync/content-store.ts'
import type { PackParts, Written } from '../engine/pack-file.ts'
import { readPack, writePack } from '../engine/pack-file.ts'
import { orFault } from '../files/folder-disk.ts'
import { diskOf } from '../files/station-files.ts'
import { AttachmentIndex } from '../query/attachment-index.ts'
import type { OpenedStore } from '../store/open-store.ts'
import { createReads } from '../store/reads/station-reads.ts'
import type { RunningStation } from './running-station.ts'

/** Writes a space of a stopped station to `to`. */
export async function exportStopped(
  opened: OpenedStore,
  folder: string,
  space: string,
  to: string,
): Promise<Result<Written>> {
  if (!opened.store.spaces().includes(asId(space))) return refuse('spaceUnknown', `no space ${space}`)
  return orFault(() => writePack(stoppedParts(opened, folder), asId(space), to))
}

/** Takes a pack into a stopped station. */
export async function importStopped(opened: OpenedStore, folder: string, from: string): Promise<Result<ImportReport>> {
  return orFault(() => readPack(stoppedParts(opened, folder), from, true))
}

/** Has a running station write a space and copies it to `to`; nothing half done is left there. */
export async function exportRunning(station: RunningStation, space: string, to: string): Promise<Result<Written>> {
  const written = await station.call('exportSpace', { space })
  if (!written.ok) return written
  const { pack, bytes } = written.value
  const gathered = `${to}.part`
  return orFault(async () => {
    const out = await open(gathered, 'w', 0o600)
    let isWhole = false
    try {
      for (let offset = 0; offset < bytes;) {
        const part = await station.call('exportBytes', { pack, offset, length: FILE_PART_BYTES })
        if (!part.ok) return part
        const content = Buffer.from(part.value.base64, 'base64')
        if (content.length === 0) return refuse('fileUnreadable', 'the written file ends too early')
        await out.writeFile(content)
        offset += content.length
      }
      await out.sync()
      isWhole = true
    } finally {
      await out.close()
      if (!isWhole) await rm(gathered, { force: true })
    }
    await rename(gathered, to)
    return ok(written.value)
  })
}

/** Brings a pack to a running station, which takes it in. */
export async function importRunning(station: RunningStation, from: string): Promise<Result<ImportReport>> {
  return orFault(async () => {
    const input = await open(from, 'r')
    try {
      const { size } = await input.stat()
      if (size === 0) return refuse('fileUnreadable', 'the file is empty')
      const upload = randomBytes(16).toString('hex')
      const part = Buffer.alloc(FILE_PART_BYTES)
      for (let offset = 0; offset < size;) {
        const { bytesRead } = await input.read(part, 0, part.length, offset)
        if (bytesRead === 0) return refuse('fileUnreadable', 'the file became shorter while it was read')
        const base64 = part.subarray(0, bytesRead).toString('base64')
        const put = await station.call('putPack', { upload, total: size, offset, base64 })
        if (!put.ok) return put
        offset = put.value.have
      }
      return await station.call('importSpace', { upload })
    } finally {
      await input.close()
    }
  })
}

function stoppedParts({ store, db }: OpenedStore, folder: string): PackParts {
  return {
    store,
    content: new ContentStore({ disk: diskOf(join(folder, 'files'), db.databaseKey), reserveBytes: 0 }),
    attachments: new AttachmentIndex(store, createReads(db)),
    nowMs: Date.now(),
  }
}
