// The files of all spaces on the server. Each space has a folder of its own: a file is given only where it was put, so that
// knowing a hash, or naming one in another space, opens nothing [SY-25]. What a file must be is what the space's journal
// says of its attachment.
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, refuse } from '../../shared/base/fault.ts'
import type { RecordId, SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { isLinkSpace } from '../../shared/interop/link/invitation.ts'
import { linkedFields, sharedKind } from '../../shared/interop/link/shared-record.ts'
import { shownFields, shownValue } from '../../shared/journal/merge.ts'
import type { NamedFile } from '../../shared/model/attachment.ts'
import { ATTACHMENT, NO_FILE, namedFile } from '../../shared/model/attachment.ts'
import type { DestroyedFile } from '../../shared/model/destruction.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import type { FileState } from '../../shared/sync/content-store.ts'
import { ContentStore } from '../../shared/sync/content-store.ts'
import { MAX_FILE_PART_BYTES } from '../../shared/sync/file-protocol.ts'
import type { ServerLog } from '../log/server-log.ts'
import { folderDisk, removeOld } from './folder-disk.ts'

/** Left free on the disk for the journal. */
const RESERVE_BYTES = 1024 * 1024 * 1024
/** A transfer nobody has gone on with for so long is given up. */
const GIVEN_UP_MS = 14 * 24 * 60 * 60_000
/** Stations are asked for a missing file no more often than this, whoever wants it. */
const ASK_AROUND_MS = 5_000
const MAX_ASKED = 10_000
/** Who brings what the server gives itself, from one space to another. */
const GIVEN = 'given'

export interface ServerFilesOptions {
  readonly folder: string
  readonly log: ServerLog
  readonly reserveBytes?: number
}

export class ServerFiles {
  readonly #folder: string
  readonly #log: ServerLog
  readonly #store: ContentStore
  readonly #askedMs = new Map<string, number>()
  readonly #hearers = new Set<(space: SpaceId) => void>()

  constructor({ folder, log, reserveBytes }: ServerFilesOptions) {
    this.#folder = folder
    this.#log = log
    this.#store = new ContentStore({ disk: folderDisk(folder), reserveBytes: reserveBytes ?? RESERVE_BYTES })
  }

  /** The file an attachment of this space's journal names; undefined when it names none. */
  async named(space: SpaceId, attachment: string): Promise<NamedFile | undefined> {
    const id = asId<RecordId>(attachment)
    // In the space of a link each value stands with where it is from.
    const isLink = isLinkSpace(space)
    const state = await this.#log.record(space, isLink ? sharedKind(ATTACHMENT) : ATTACHMENT, id)
    if (state === undefined) return undefined
    const file = namedFile(isLink ? linkedFields(state) : shownFields(state))
    return isLink && file !== undefined && (await this.#isDestroyed(id)) ? undefined : file
  }

  /** True when a space of this server's own has destroyed the attachment's file: a linked server does not bring it back. */
  async #isDestroyed(id: RecordId): Promise<boolean> {
    for (const space of await this.#log.spaces()) {
      if (space === DIRECTORY || isLinkSpace(space)) continue
      const state = await this.#log.record(space, ATTACHMENT, id)
      if (state !== undefined && shownValue(state, 'sha256') === NO_FILE) return true
    }
    return false
  }

  /**
   * Destroys the files of attachments by order: in their space's folder and in those of links, where they were given. Bytes stay
   * where an attachment that stays names them. Nothing is taken for the attachments again: they name no file any more.
   */
  async destroy(
    space: SpaceId,
    files: readonly DestroyedFile[],
  ): Promise<{ readonly removed: number; readonly kept: number }> {
    const removed = new Set<string>()
    const kept = new Set<string>()
    if (files.length === 0) return { removed: 0, kept: 0 }
    const links = (await this.#log.spaces()).filter((one) => isLinkSpace(one))
    for (const one of [space, ...links]) {
      const isLink = isLinkSpace(one)
      const named = new Map<string, string[]>()
      for (const state of await this.#log.records(one, isLink ? sharedKind(ATTACHMENT) : ATTACHMENT)) {
        const sha256 = namedFile(isLink ? linkedFields(state) : shownFields(state))?.sha256
        if (sha256 !== undefined) named.set(sha256, [...(named.get(sha256) ?? []), state.id])
      }
      for (const { id, sha256 } of files) {
        const others = (named.get(sha256) ?? []).filter((other) => !files.some((gone) => gone.id === other))
        if (others.length > 0) kept.add(id)
        else if (await this.#store.destroy(placeOf(one), sha256)) removed.add(id)
      }
    }
    return { removed: [...removed].filter((id) => !kept.has(id)).length, kept: kept.size }
  }

  /** How much of an attachment's file is here, or has come from `by`; undefined when the journal does not know it. */
  async state(space: SpaceId, attachment: string, by: StationId): Promise<FileState | undefined> {
    const file = await this.named(space, attachment)
    return file === undefined ? undefined : this.#store.state(placeOf(space), file, by)
  }

  /** Takes a part in that the station `by` sends. */
  async put(
    space: SpaceId,
    attachment: string,
    offset: number,
    part: Uint8Array,
    by: StationId,
  ): Promise<Result<FileState & { readonly isNew: boolean }>> {
    const file = await this.named(space, attachment)
    if (file === undefined) return unknown(attachment)
    const before = await this.#store.state(placeOf(space), file, by)
    const put = await this.#store.put(placeOf(space), file, offset, part, by)
    if (!put.ok) return put
    const isNew = put.value.whole && !before.whole
    if (isNew) for (const hears of this.#hearers) hears(space)
    return { ok: true, value: { ...put.value, isNew } }
  }

  /** A part of a file, with the length of the whole. */
  async get(
    space: SpaceId,
    attachment: string,
    offset: number,
    length: number,
  ): Promise<Result<{ readonly part: Uint8Array; readonly bytes: number }>> {
    const file = await this.named(space, attachment)
    if (file === undefined) return unknown(attachment)
    const part = await this.#store.get(placeOf(space), file, offset, length)
    return part.ok ? { ok: true, value: { part: part.value, bytes: file.bytes } } : part
  }

  /**
   * Gives a file of one space to another: between a server's own space and that of a link, where both sides agreed. True when it
   * is new there. Nothing happens while it is not whole. Throws FaultError when the disk refuses.
   */
  async give(from: SpaceId, to: SpaceId, file: NamedFile): Promise<boolean> {
    if ((await this.#store.state(placeOf(to), file)).whole) return false
    if (!(await this.#store.state(placeOf(from), file)).whole) return false
    for (let offset = 0; offset < file.bytes; offset += MAX_FILE_PART_BYTES) {
      const part = await this.#store.get(placeOf(from), file, offset, MAX_FILE_PART_BYTES)
      if (!part.ok) return false
      const put = await this.#store.put(placeOf(to), file, offset, part.value, GIVEN)
      if (!put.ok) throw new FaultError(put.fault)
    }
    for (const hears of this.#hearers) hears(to)
    return true
  }

  /** Another process of this server said that a file is whole. */
  heardWhole(space: SpaceId): void {
    for (const hears of this.#hearers) hears(space)
  }

  /** Hears of every file that has become whole in a space; gives what ends it. */
  onWhole(hears: (space: SpaceId) => void): () => void {
    this.#hearers.add(hears)
    return () => this.#hearers.delete(hears)
  }

  /** True when the stations may be asked for a missing file now; then it counts as asked. */
  mayAskAround(space: SpaceId, attachment: string, nowMs: number): boolean {
    const key = `${space}\n${attachment}`
    if (nowMs - (this.#askedMs.get(key) ?? -Infinity) < ASK_AROUND_MS) return false
    if (this.#askedMs.size >= MAX_ASKED) this.#askedMs.clear()
    this.#askedMs.set(key, nowMs)
    return true
  }

  /** Removes transfers that were given up. */
  async sweep(nowMs: number): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => []))
      await removeOld(join(this.#folder, name, 'partial'), nowMs - GIVEN_UP_MS)
  }
}

/** Ids of spaces are words of people: the folder is named by their hash. */
function placeOf(space: SpaceId): string {
  return `${createHash('sha256').update(space).digest('hex').slice(0, 24)}/`
}

function unknown(attachment: string): Result<never> {
  return refuse('notFound', `the journal of this space knows no attachment ${attachment}`, { id: attachment })
}
