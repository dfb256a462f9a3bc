// Files this station has and the server lacks, sent one after the other, one part at a time, going on where an earlier
// attempt stopped. What the server has taken is remembered with its epoch: a server that begins anew is given them again.
//
//     waiting ─ linked, journal agreed ─▶ asked ─▶ sending ─▶ sent (epoch)
//                                            └─ refused: told, tried again with the next link
import type { Fault } from '../../shared/base/fault.ts'
import { faultOf } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import type { FileStanding } from '../../shared/rpc/rows.ts'
import type { ContentStore } from '../../shared/sync/content-store.ts'
import { MAX_FILE_PART_BYTES, MAX_FILES_ASKED } from '../../shared/sync/file-protocol.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Inventory } from './inventory.ts'
import type { AskServer, AttachmentRef, AttachmentSource, FileLog } from './ports.ts'
import { LINK_FAULTS } from './ports.ts'

/** Refusals that pass by themselves (a full disk, a busy server) are tried again after this. */
const RETRY_MS = 30_000

export interface OutgoingOptions {
  readonly store: StationStore
  readonly content: ContentStore
  readonly inventory: Inventory
  readonly attachments: AttachmentSource
  readonly ask: AskServer
  readonly log: FileLog
  readonly onChange: () => void
}

export class Outgoing {
  readonly #options: OutgoingOptions
  readonly #unsent = new Map<string, AttachmentRef>()
  readonly #faults = new Map<string, Fault>()
  #sending: { readonly key: string; sentBytes: number } | undefined
  #linked = false
  #stopped = false
  #isRunning = false
  #again = false
  #retry: NodeJS.Timeout | undefined

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  /** The link came or went. */
  onLink(linked: boolean): void {
    if (this.#linked === linked) return
    this.#linked = linked
    this.#faults.clear()
    if (!linked) return
    for (const space of this.#options.store.spaces()) this.lookAtAll(space)
  }

  /** Everything of a space is looked at again: after linking, a first picture, an import. */
  lookAtAll(space: SpaceId): void {
    for (const [key, ref] of this.#unsent) if (ref.space === space) this.#unsent.delete(key)
    for (const ref of this.#options.attachments.all(space)) this.#consider(ref)
    this.wake()
  }

  /** An attachment was written or came, or its file did. */
  lookAt(ref: AttachmentRef): void {
    this.#consider(ref)
    this.wake()
  }

  /** An attachment left the picture (its change was refused): its file goes nowhere. */
  forget(ref: Pick<AttachmentRef, 'space' | 'id'>): void {
    this.#unsent.delete(keyOf(ref))
    this.#faults.delete(keyOf(ref))
  }

  /** A station wants a file the server has not: it is offered even if it was sent before [SY-30]. */
  offer(ref: AttachmentRef): void {
    if (ref.file === undefined || !this.#options.inventory.has(ref.file)) return
    this.#options.store.setMeta(metaName(ref), null)
    this.lookAt(ref)
  }

  /** Runs through what waits, unless that is being done already. */
  wake(): void {
    this.#again = true
    if (this.#isRunning || !this.#linked || this.#stopped || this.#unsent.size === 0) return
    this.#isRunning = true
    void this.#run().then((isThrough) => {
      this.#isRunning = false
      if (!isThrough) this.#retryLater()
      else if (this.#again) this.wake()
    })
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
  }

  /** Files here that no server has yet. */
  get waiting(): number {
    return this.#unsent.size
  }

  standing(ref: AttachmentRef): Pick<FileStanding, 'sending' | 'sentBytes' | 'fault'> {
    const key = keyOf(ref)
    if (ref.file === undefined || !this.#options.inventory.has(ref.file))
      return { sending: null, sentBytes: 0, fault: null }
    if (this.#sending?.key === key) return { sending: 'sending', sentBytes: this.#sending.sentBytes, fault: null }
    const fault = this.#faults.get(key)
    if (fault !== undefined) return { sending: 'refused', sentBytes: 0, fault }
    return this.#isSent(ref)
      ? { sending: 'sent', sentBytes: ref.file.bytes, fault: null }
      : { sending: 'waiting', sentBytes: 0, fault: null }
  }

  /** The server gave it, so the server has it. */
  cameFromServer(ref: AttachmentRef): void {
    const epoch = this.#options.store.facts(ref.space).cursor?.epoch
    if (epoch !== undefined) this.#options.store.setMeta(metaName(ref), epoch)
  }

  #consider(ref: AttachmentRef): void {
    const { inventory } = this.#options
    if (ref.file !== undefined && inventory.has(ref.file) && !this.#isSent(ref)) this.#unsent.set(keyOf(ref), ref)
  }

  #isSent(ref: AttachmentRef): boolean {
    const sent = this.#options.store.meta(metaName(ref))
    const epoch = this.#options.store.facts(ref.space).cursor?.epoch
    return typeof sent === 'string' && (epoch === undefined || sent === epoch)
  }

  /** False when the link was gone or silent before all had been looked at. */
  async #run(): Promise<boolean> {
    while (this.#again && this.#linked && !this.#stopped) {
      this.#again = false
      const bySpace = Map.groupBy(this.#unsent.values(), (ref) => ref.space)
      for (const [space, refs] of bySpace)
        for (let at = 0; at < refs.length; at += MAX_FILES_ASKED)
          if (!(await this.#sendSome(space, refs.slice(at, at + MAX_FILES_ASKED)))) return false
    }
    return true
  }

  /** Asks what the server has and sends the rest. False when the link is gone. */
  async #sendSome(space: SpaceId, refs: readonly AttachmentRef[]): Promise<boolean> {
    const open = refs.filter((ref) => !this.#faults.has(keyOf(ref)))
    if (open.length === 0) return true
    const asked = await this.#options.ask('askFiles', { space, attachments: open.map(({ id }) => id) })
    if (!asked.ok) {
      if (LINK_FAULTS.has(asked.fault.kind)) return false
      this.#options.log.info({ space, fault: asked.fault }, 'files of this space are not sent')
      return true
    }
    // What the server's journal does not know yet is sent when its change is agreed.
    for (const { attachment, have, whole } of asked.value.files) {
      const ref = open.find(({ id }) => id === attachment)
      if (ref === undefined) continue
      const fault = whole ? null : await this.#send(ref, have)
      if (fault !== null && LINK_FAULTS.has(fault.kind)) return false
      if (fault === null) this.#isDone(ref, asked.value.epoch)
      else this.#isRefused(ref, fault)
    }
    return this.#linked && !this.#stopped
  }

  async #send(ref: AttachmentRef, have: number): Promise<Fault | null> {
    const { content, ask, onChange, inventory } = this.#options
    const { file } = ref
    if (file === undefined) return null
    const sending = { key: keyOf(ref), sentBytes: have }
    this.#sending = sending
    onChange()
    try {
      for (;;) {
        if (this.#stopped) return { kind: 'linkLost', message: 'the station stops' }
        const part = await content.get('', file, sending.sentBytes, MAX_FILE_PART_BYTES)
        if (!part.ok) {
          inventory.isGone(file)
          return part.fault
        }
        const put = await ask('putFile', {
          space: ref.space,
          attachment: ref.id,
          offset: sending.sentBytes,
          part: part.value,
        })
        if (!put.ok) return put.fault
        if (put.value.whole) return null
        // A server that has less than before dropped it; one that does not get on is not asked for ever.
        if (put.value.have <= sending.sentBytes)
          return { kind: 'malformed', message: `the server stays at ${put.value.have} bytes` }
        sending.sentBytes = put.value.have
        onChange()
      }
    } catch (error) {
      return faultOf(error)
    } finally {
      this.#sending = undefined
    }
  }

  #isDone(ref: AttachmentRef, epoch: string): void {
    this.#unsent.delete(keyOf(ref))
    this.#options.store.setMeta(metaName(ref), epoch)
    this.#options.onChange()
  }

  #isRefused(ref: AttachmentRef, fault: Fault): void {
    this.#options.log.warn({ space: ref.space, attachment: ref.id, fault }, 'a file could not be sent')
    this.#faults.set(keyOf(ref), fault)
    this.#options.onChange()
    this.#retryLater()
  }

  #retryLater(): void {
    if (this.#stopped) return
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined
      this.#faults.clear()
      this.wake()
    }, RETRY_MS)
  }
}

/** One attachment among those of all spaces. */
export function keyOf(ref: Pick<AttachmentRef, 'space' | 'id'>): string {
  return `${ref.space}\n${ref.id}`
}

function metaName(ref: Pick<AttachmentRef, 'space' | 'id'>): string {
  return `file.sent/${ref.space}/${ref.id}`
}
