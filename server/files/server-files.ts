// The files of all spaces on the server. Each space has a folder of its own: a file is given only where it was put, so that
// knowing a hash, or naming one in another space, opens nothing [SY-25]. What a file must be is what the space's journal
// says of its attachment.
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { refuse } from '../../shared/base/fault.ts'
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { NamedFile } from '../../shared/model/attachment.ts'
import { ATTACHMENT, namedFile } from '../../shared/model/attachment.ts'
import type { FileState } from '../../shared/sync/content-store.ts'
import { ContentStore } from '../../shared/sync/content-store.ts'
import type { ServerLog } from '../log/server-log.ts'
import { folderDisk, removeOld } from './folder-disk.ts'

/** Left free on the disk for the journal. */
const RESERVE_BYTES = 1024 * 1024 * 1024
/** A transfer nobody has gone on with for so long is given up. */
const GIVEN_UP_MS = 14 * 24 * 60 * 60_000
/** Stations are asked for a missing file no more often than this, whoever wants it. */
const ASK_AROUND_MS = 5_000
const MAX_ASKED = 10_000

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

  constructor({ folder, log, reserveBytes }: ServerFilesOptions) {
    this.#folder = folder
    this.#log = log
    this.#store = new ContentStore({ disk: folderDisk(folder), reserveBytes: reserveBytes ?? RESERVE_BYTES })
  }

  /** The file an attachment of this space's journal names; undefined when it names none. */
  async named(space: SpaceId, attachment: string): Promise<NamedFile | undefined> {
    const state = await this.#log.record(space, ATTACHMENT, asId(attachment))
    return state === undefined ? undefined : namedFile(shownFields(state))
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
    return put.ok ? { ok: true, value: { ...put.value, isNew: put.value.whole && !before.whole } } : put
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
