// What the methods about files do at this station: parts from and to windows, wishes, packs. Rights are those of the
// command table; which files there are is said by the journal.
import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Action } from '../../shared/commands/rights.ts'
import { may } from '../../shared/commands/rights.ts'
import type { ImportReport } from '../../shared/rpc/import-report.ts'
import { FILE_PART_BYTES } from '../../shared/rpc/methods.ts'
import { orFault } from '../files/folder-disk.ts'
import type { AttachmentRef, AttachmentSource } from '../files/ports.ts'
import type { StationFiles } from '../files/station-files.ts'
import type { Viewer } from '../query/query-hub.ts'
import type { HandlerInput, Handlers } from '../rpc/rpc-server.ts'
import type { StationStore } from '../store/station-store.ts'
import type { PackParts } from './pack-file.ts'
import { readPack, writePack } from './pack-file.ts'

export interface FileParts {
  readonly store: StationStore
  readonly files: StationFiles
  readonly attachments: AttachmentSource
  /** The folder of files. */
  readonly folder: string
  readonly nowMs: () => number
}

type FileHandlers = Pick<
  Handlers,
  | 'putAttachment'
  | 'dropUpload'
  | 'attachmentBytes'
  | 'fetchAttachment'
  | 'cancelAttachment'
  | 'exportSpace'
  | 'exportBytes'
  | 'putPack'
  | 'importSpace'
>

/** One function for every method about files. */
export function fileHandlers(parts: FileParts): FileHandlers {
  const { store, files, attachments, folder, nowMs } = parts
  const packParts = (): PackParts => ({ store, content: files.content, attachments, nowMs: nowMs() })
  const packPath = (pack: string): string => join(folder, files.packs.pathOf(pack) ?? 'packs/none')
  return {
    putAttachment({ upload, name, total, offset, base64 }, viewer) {
      return withRight(viewer, 'attachment.add', async () => {
        const bytes = bytesOf(base64)
        return bytes.ok ? files.takePart({ upload, name, total, offset, bytes: bytes.value }) : bytes
      })
    },

    async dropUpload({ upload }) {
      await files.dropUpload(upload)
      return ok(null)
    },

    attachmentBytes({ space, attachment, offset, length }, viewer) {
      return withAttachment(parts, viewer, space, attachment, async ({ file }) => {
        if (file === undefined) return refuse('fileUnreadable', 'the journal names no file', { id: attachment })
        const part = await files.part(file, offset, length)
        return part.ok ? ok({ base64: Buffer.from(part.value).toString('base64'), bytes: file.bytes }) : part
      })
    },

    fetchAttachment({ space, attachment }, viewer) {
      return withAttachment(parts, viewer, space, attachment, async (ref) => {
        if (ref.file === undefined) return refuse('fileUnreadable', 'the journal names no file', { id: attachment })
        files.want(ref)
        return ok(null)
      })
    },

    cancelAttachment({ space, attachment }, viewer) {
      return withAttachment(parts, viewer, space, attachment, async (ref) => {
        files.cancel(ref)
        return ok(null)
      })
    },

    exportSpace({ space }, viewer) {
      return withRight(viewer, 'space.export', async () => {
        if (!store.spaces().includes(asId(space))) return refuse('spaceUnknown', `no space ${space}`, { space })
        const pack = randomBytes(16).toString('hex')
        await mkdir(dirname(packPath(pack)), { recursive: true, mode: 0o700 })
        const written = await orFault(() => writePack(packParts(), asId<SpaceId>(space), packPath(pack)))
        if (!written.ok) return written
        const name = `${space}-${new Date(nowMs()).toISOString().slice(0, 10)}.fspack`
        return ok({ name, pack, ...written.value })
      })
    },

    exportBytes({ pack, offset, length }, viewer) {
      return withRight(viewer, 'space.export', async () => {
        const size = await files.disk.size(`packs/${pack}`)
        if (size === undefined) return refuse('notFound', 'the written file is gone; write it again', { id: pack })
        const part = await files.disk.read(`packs/${pack}`, offset, Math.min(length, FILE_PART_BYTES))
        return ok({ base64: Buffer.from(part).toString('base64') })
      })
    },

    putPack({ upload, total, offset, base64 }, viewer) {
      return withRight(viewer, 'space.import', async () => {
        const bytes = bytesOf(base64)
        return bytes.ok ? files.packs.put({ upload, total, offset, bytes: bytes.value }, () => ok(null)) : bytes
      })
    },

    importSpace({ upload }, viewer) {
      return withRight(viewer, 'space.import', async () => {
        if ((await files.disk.size(`packs/${upload}`)) === undefined)
          return refuse('notFound', 'no such upload', { id: upload })
        const taken: Result<ImportReport> = await orFault(() =>
          // Who lets stations in may also take in what stations wrote that nobody here knows.
          readPack(packParts(), packPath(upload), viewer.role !== null && may(viewer.role, 'station.setUp')),
        )
        if (taken.ok) await files.lookAgain(asId<SpaceId>(taken.value.space))
        await rm(packPath(upload), { force: true })
        return taken
      })
    },
  }
}

/**
 * What `attachFile` may name: a file that is here and is what the command says of it. A record whose file nobody has
 * would promise what no station can keep.
 */
export async function checkAttachFile(files: StationFiles, input: HandlerInput<'run'>): Promise<Result<null>> {
  const { sha256, bytes, name, mime } = input.input as { readonly [field: string]: unknown }
  if (typeof sha256 !== 'string' || typeof bytes !== 'number' || typeof name !== 'string') return ok(null)
  const file = { sha256, bytes, name }
  if (!files.has(file)) return refuse('fileNotHere', `no file ${sha256} here`, { file: name })
  return (await files.content.typeOf('', file)) === mime
    ? ok(null)
    : refuse('invalidInput', 'the file is not of this type', { field: 'mime' })
}

async function withRight<T>(viewer: Viewer, action: Action, work: () => Promise<Result<T>>): Promise<Result<T>> {
  if (viewer.role === null) return refuse('notSignedIn', 'nobody is signed in')
  return may(viewer.role, action) ? work() : refuse('notAllowed', `${viewer.role} may not ${action}`, { action })
}

function withAttachment<T>(
  { store, attachments }: FileParts,
  viewer: Viewer,
  space: string,
  id: string,
  work: (ref: AttachmentRef) => Promise<Result<T>>,
): Promise<Result<T>> {
  return withRight(viewer, 'picture.see', async () => {
    const known = store.spaces().includes(asId(space)) ? attachments.get(asId<SpaceId>(space), id) : undefined
    return known === undefined ? refuse('notFound', `no attachment ${id}`, { id }) : work(known)
  })
}

/** Node reads base64 leniently: what does not come back as it was is refused. */
function bytesOf(base64: string): Result<Uint8Array> {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64
    ? ok(new Uint8Array(bytes))
    : refuse('invalidInput', 'not base64', { field: 'base64' })
}
