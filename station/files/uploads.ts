// Files on their way from a window to this station, in parts, each under an id the window chose. What has come stays until
// it is whole, given up by the window, or forgotten: an upload never counts as a file before all of it is here.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { FileDisk } from '../../shared/sync/content-store.ts'
import { placePart } from '../../shared/sync/file-parts.ts'

export interface UploadPart {
  readonly upload: string
  readonly total: number
  readonly offset: number
  readonly bytes: Uint8Array
}

export interface UploadsOptions {
  readonly disk: FileDisk
  /** Folder of the uploads, ending with `/`. */
  readonly place: string
  readonly maxBytes: number
  readonly reserveBytes: number
}

/** Ids stand in file names. */
const UPLOAD_ID = /^[0-9a-f]{16,64}$/

export class Uploads {
  readonly #options: UploadsOptions
  readonly #queues = new Map<string, Promise<unknown>>()

  constructor(options: UploadsOptions) {
    this.#options = options
  }

  /** Where an upload lies; undefined for an id that is none. */
  pathOf(upload: string): string | undefined {
    return UPLOAD_ID.test(upload) ? this.#options.place + upload : undefined
  }

  /** Takes the next part in and answers how far it is. The first part may be looked at before anything is kept. */
  async put(part: UploadPart, look: (first: Uint8Array) => Result<null>): Promise<Result<{ readonly have: number }>> {
    const path = this.pathOf(part.upload)
    const { disk, maxBytes, reserveBytes } = this.#options
    if (path === undefined) return refuse('invalidInput', 'not the id of an upload', { field: 'upload' })
    if (part.total > maxBytes)
      return refuse('tooLarge', `${part.total} bytes are too many`, { bytes: part.total, most: maxBytes })
    return this.#inTurn(path, async () => {
      const before = (await disk.size(path)) ?? 0
      const placed = placePart(before, part.total, part.offset, part.bytes.length)
      if (!placed.ok) return placed
      const { skip, length } = placed.value
      if (length === 0) return ok({ have: before })
      if (before === 0) {
        const looked = look(part.bytes)
        if (!looked.ok) return looked
      }
      // The whole upload must fit, so that the officer hears it at once and not at the end.
      if ((await disk.freeBytes()) - (part.total - before) < reserveBytes)
        return refuse('diskFull', 'what is left on the disk is kept for the journal')
      await disk.write(path, before, part.bytes.subarray(skip, skip + length))
      return ok({ have: before + length })
    })
  }

  /** Forgets an upload. */
  async drop(upload: string): Promise<void> {
    const path = this.pathOf(upload)
    if (path !== undefined) await this.#inTurn(path, () => this.#options.disk.remove(path))
  }

  #inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#queues.get(path) ?? Promise.resolve()).then(work, work)
    this.#queues.set(path, done)
    const forget = (): void => {
      if (this.#queues.get(path) === done) this.#queues.delete(path)
    }
    void done.then(forget, forget)
    return done
  }
}
