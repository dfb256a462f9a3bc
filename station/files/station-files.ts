// The files of one station: taken in from windows, kept under their SHA-256, sent to the server, fetched when an officer
// wants them, and given to windows in parts. The journal says which files there are; this folder only holds their bytes.
//
//   files/ab/abcd…   whole, read-checked      files/partial/   on their way from the server
//   files/uploads/   on their way from windows      files/packs/   packs being made or taken in
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { NamedFile } from '../../shared/model/attachment.ts'
import { ATTACHMENT, MAX_ATTACHMENT_BYTES, cleanFileName } from '../../shared/model/attachment.ts'
import type { DestroyedFile } from '../../shared/model/destruction.ts'
import { isProgram } from '../../shared/model/file-types.ts'
import type { TakenFile } from '../../shared/rpc/methods.ts'
import type { FileStanding } from '../../shared/rpc/rows.ts'
import type { FileDisk } from '../../shared/sync/content-store.ts'
import { ContentStore } from '../../shared/sync/content-store.ts'
import type { EventOf } from '../../shared/sync/protocol.ts'
import { fileKeyOf, turnFiles } from '../store/file-seal.ts'
import type { StationStore, Touched } from '../store/station-store.ts'
import { folderDisk, removeOld } from './folder-disk.ts'
import { Incoming } from './incoming.ts'
import { Inventory } from './inventory.ts'
import { Outgoing } from './outgoing.ts'
import type { AskServer, AttachmentRef, AttachmentSource, DestroyedFiles, FileLog } from './ports.ts'
import { sealedDisk } from './sealed-disk.ts'
import type { UploadPart } from './uploads.ts'
import { Uploads } from './uploads.ts'

/** Left free on the disk for the journal. */
const RESERVE_BYTES = 200 * 1024 * 1024
/** Largest pack a window may bring. */
const MAX_PACK_BYTES = 8 * 1024 * 1024 * 1024
const UPLOAD_GIVEN_UP_MS = 24 * 60 * 60_000
const TRANSFER_GIVEN_UP_MS = 30 * 24 * 60 * 60_000
/** Progress is told no more often than this. */
const TELL_EVERY_MS = 200
const MAX_FINISHED = 200
/** A file the server lacks is offered within this time. */
const OFFER_WITHIN_MS = 1_500

export interface StationFilesOptions {
  readonly folder: string
  readonly store: StationStore
  readonly attachments: AttachmentSource
  readonly ask: AskServer
  readonly nowMs: () => number
  readonly log: FileLog
  /** Something about files changed that a watch may show. */
  readonly onChange: () => void
  readonly reserveBytes?: number
  /** The key of an encrypted database: files are sealed with one made of it. */
  readonly databaseKey?: Uint8Array | undefined
}

export class StationFiles {
  readonly disk: FileDisk
  readonly content: ContentStore
  /** Packs of spaces on their way in or out. */
  readonly packs: Uploads
  readonly #options: StationFilesOptions
  readonly #inventory = new Inventory()
  readonly #uploads: Uploads
  readonly #outgoing: Outgoing
  readonly #incoming: Incoming
  /** Answers of uploads that are whole, for a window that asks again. */
  readonly #finished = new Map<string, TakenFile>()
  readonly #stopTouched: () => void
  readonly #offers = new Set<NodeJS.Timeout>()
  #tell: NodeJS.Timeout | undefined

  private constructor(options: StationFilesOptions) {
    const { folder, store, attachments, ask, log } = options
    this.#options = options
    this.disk = diskOf(folder, options.databaseKey)
    const reserveBytes = options.reserveBytes ?? RESERVE_BYTES
    this.content = new ContentStore({ disk: this.disk, reserveBytes })
    const upload = { disk: this.disk, reserveBytes }
    this.#uploads = new Uploads({ ...upload, place: 'uploads/', maxBytes: MAX_ATTACHMENT_BYTES })
    this.packs = new Uploads({ ...upload, place: 'packs/', maxBytes: MAX_PACK_BYTES })
    const transfer = {
      store,
      content: this.content,
      inventory: this.#inventory,
      attachments,
      ask,
      log,
      onChange: () => this.#changed(),
    }
    this.#outgoing = new Outgoing(transfer)
    this.#incoming = new Incoming({ ...transfer, onArrived: (ref) => this.#outgoing.cameFromServer(ref) })
    this.#stopTouched = store.onTouched((touched) => this.#touched(touched))
  }

  /** Looks at the folder, gives up what was given up, and is ready. */
  static async open(options: StationFilesOptions): Promise<StationFiles> {
    const { folder, nowMs, log } = options
    const files = new StationFiles(options)
    await files.#inventory.read(folder, (path) => files.disk.size(path))
    const now = nowMs()
    const removed =
      (await removeOld(join(folder, 'uploads'), now - UPLOAD_GIVEN_UP_MS)) +
      (await removeOld(join(folder, 'packs'), now - UPLOAD_GIVEN_UP_MS)) +
      (await removeOld(join(folder, 'partial'), now - TRANSFER_GIVEN_UP_MS))
    if (removed > 0) log.info({ removed }, 'transfers that were given up are removed')
    if (options.databaseKey !== undefined) void files.#sealPlain(options.databaseKey)
    // What waited before the last stop waits still, also while there is no link.
    for (const space of options.store.spaces()) files.#outgoing.lookAtAll(space)
    return files
  }

  /** Files that came from a backup, or lay here before the station was encrypted. */
  async #sealPlain(databaseKey: Uint8Array): Promise<void> {
    const { folder, log } = this.#options
    try {
      const key = fileKeyOf(databaseKey)
      const turned = await turnFiles(folder, [key], key)
      if (turned > 0) log.info({ turned }, 'files that lay plain are sealed')
    } catch (error) {
      log.warn({ err: error }, 'files could not all be sealed; the next start goes on')
    }
  }

  /** The link came or went. */
  onLink(linked: boolean): void {
    this.#outgoing.onLink(linked)
    this.#incoming.onLink(linked)
    this.#changed()
  }

  /** The server tells of a file. */
  onFile({ space, attachment, file }: EventOf<'file'>): void {
    const ref = this.#options.attachments.get(space as SpaceId, attachment)
    if (ref === undefined) return
    if (file === 'whole') this.#incoming.isThere(ref)
    // Not all who have it at once: whoever asks later hears that it is there.
    else this.#offerSoon(ref)
  }

  #offerSoon(ref: AttachmentRef): void {
    const timer = setTimeout(() => {
      this.#offers.delete(timer)
      this.#outgoing.offer(ref)
    }, Math.random() * OFFER_WITHIN_MS)
    this.#offers.add(timer)
  }

  /** Files at this station that no server has yet. */
  get waiting(): number {
    return this.#outgoing.waiting
  }

  /** How an attachment's file stands here. */
  standing(ref: AttachmentRef): FileStanding {
    const coming = this.#incoming.standing(ref)
    const going = this.#outgoing.standing(ref)
    return { ...coming, ...going, fault: coming.fault ?? going.fault }
  }

  /** True when the file is on this disk. */
  has(file: NamedFile): boolean {
    return this.#inventory.has(file)
  }

  /** Takes the next part of a file from a window; `file` is told once it is whole and kept. */
  async takePart(
    part: UploadPart & { readonly name: string },
  ): Promise<Result<{ readonly have: number; readonly file: TakenFile | null }>> {
    const finished = this.#finished.get(part.upload)
    if (finished !== undefined) return ok({ have: finished.bytes, file: finished })
    const name = cleanFileName(part.name)
    const program = refuse('fileTypeRefused', `${name} is a program`, { file: name })
    const put = await this.#uploads.put(part, (first) => (isProgram(name, first) ? program : ok(null)))
    if (!put.ok || put.value.have < part.total) return put.ok ? ok({ ...put.value, file: null }) : put
    const path = this.#uploads.pathOf(part.upload)
    if (path === undefined) return refuse('invalidInput', 'not the id of an upload', { field: 'upload' })
    const file = { name, bytes: part.total, sha256: await this.disk.hash(path) }
    const kept = await this.content.adopt('', file, path)
    if (!kept.ok) return kept
    this.#inventory.isWhole(file)
    const taken = { sha256: file.sha256, bytes: file.bytes, mime: await this.content.typeOf('', file) }
    this.#finished.set(part.upload, taken)
    const [oldest] = this.#finished.keys()
    if (this.#finished.size > MAX_FINISHED && oldest !== undefined) this.#finished.delete(oldest)
    return ok({ have: part.total, file: taken })
  }

  /** Forgets an upload a window has given up. */
  dropUpload(upload: string): Promise<void> {
    return this.#uploads.drop(upload)
  }

  /** A part of a file that is here; it is checked before its first part is given. */
  async part(file: NamedFile, offset: number, length: number): Promise<Result<Uint8Array>> {
    const part = await this.content.get('', file, offset, length)
    if (!part.ok && part.fault.kind === 'fileNotHere' && this.#inventory.has(file)) {
      // It was damaged and is put aside: the list says so, and it can be fetched again.
      this.#inventory.isGone(file)
      this.#changed()
    }
    return part
  }

  want(ref: AttachmentRef): void {
    this.#incoming.want(ref)
  }

  cancel(ref: AttachmentRef): void {
    this.#incoming.cancel(ref)
  }

  /**
   * Destroys the files of attachments by order: their bytes go, whole or on their way, unless another attachment at this station
   * names them. The attachments themselves name none any more, so that nothing is fetched or taken for them again.
   */
  async destroy(space: SpaceId, files: readonly DestroyedFile[]): Promise<DestroyedFiles> {
    const { attachments, store } = this.#options
    let [removed, kept] = [0, 0]
    for (const { id, sha256 } of files) {
      this.#incoming.cancel({ space, id })
      this.#outgoing.forget({ space, id })
      const isNamed = store
        .spaces()
        .some((one) => [...attachments.all(one)].some(({ file }) => file?.sha256 === sha256))
      if (isNamed) {
        kept += 1
        continue
      }
      this.#inventory.isDestroyed(sha256)
      if (await this.content.destroy('', sha256)) removed += 1
      this.#changed()
    }
    return { removed, kept }
  }

  /** Removes packs on their way in or out: what lies in them was written before an order to destroy. */
  async dropPacks(): Promise<void> {
    await removeOld(join(this.#options.folder, 'packs'), Infinity)
  }

  /** An import brought files: the folder and all attachments of the space are looked at again. */
  async lookAgain(space: SpaceId): Promise<void> {
    await this.#inventory.read(this.#options.folder, (path) => this.disk.size(path))
    this.#outgoing.lookAtAll(space)
    this.#changed()
  }

  stop(): void {
    this.#stopTouched()
    clearTimeout(this.#tell)
    for (const offer of this.#offers) clearTimeout(offer)
    this.#outgoing.stop()
    this.#incoming.stop()
  }

  #touched({ space, records, journal, all }: Touched): void {
    if (all) {
      this.#outgoing.lookAtAll(space)
      return
    }
    for (const { kind, id } of records) {
      if (kind !== ATTACHMENT) continue
      const ref = this.#options.attachments.get(space, id)
      if (ref === undefined) this.#outgoing.forget({ space, id })
      else this.#outgoing.lookAt(ref)
      this.#changed()
    }
    // Agreed changes: the server knows now what the files belong to.
    if (journal && this.#outgoing.waiting > 0) this.#outgoing.wake()
  }

  #changed(): void {
    this.#tell ??= setTimeout(() => {
      this.#tell = undefined
      this.#options.onChange()
    }, TELL_EVERY_MS)
  }
}

/** The disk of a station's files: sealed where its database is encrypted. */
export function diskOf(folder: string, databaseKey: Uint8Array | undefined): FileDisk {
  return databaseKey === undefined ? folderDisk(folder) : sealedDisk(folder, fileKeyOf(databaseKey))
}
