// Files officers of this station asked for, fetched one after the other, one part at a time. A wish is on disk: it goes on
// after a cut and after a restart, from what is here, and waits where nobody linked has the file.
//
//     absent ─ want ─▶ asked ─ linked ─▶ fetching ─▶ here
//                        ▲  fileNotHere     │ └─ failed: wrong bytes, disk full (wanted again by the officer)
//                        └── link lost ─────┘
import type { Fault } from '../../shared/base/fault.ts'
import { faultOf } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { FileStanding } from '../../shared/rpc/rows.ts'
import type { ContentStore } from '../../shared/sync/content-store.ts'
import { MAX_FILE_PART_BYTES } from '../../shared/sync/file-protocol.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Inventory } from './inventory.ts'
import { keyOf } from './outgoing.ts'
import type { AskServer, AttachmentRef, AttachmentSource, FileLog } from './ports.ts'
import { LINK_FAULTS } from './ports.ts'

const META = 'files.wanted'
/** A file nobody had is asked for again after this: a station that has it may have linked unnoticed. */
const ASK_AGAIN_MS = 30_000

export interface IncomingOptions {
  readonly store: StationStore
  readonly content: ContentStore
  readonly inventory: Inventory
  readonly attachments: AttachmentSource
  readonly ask: AskServer
  readonly log: FileLog
  readonly onChange: () => void
  /** A file arrived. */
  readonly onArrived: (ref: AttachmentRef) => void
}

interface Wish {
  readonly space: SpaceId
  readonly id: string
  /** Nobody linked has it: not asked for again before the time has come or the server calls. */
  waits: boolean
}

export class Incoming {
  readonly #options: IncomingOptions
  readonly #wishes = new Map<string, Wish>()
  readonly #faults = new Map<string, Fault>()
  #fetching: string | undefined
  #linked = false
  #stopped = false
  #isRunning = false
  #again: NodeJS.Timeout | undefined

  constructor(options: IncomingOptions) {
    this.#options = options
    for (const one of readWishes(options.store.meta(META))) this.#wishes.set(keyOf(one), { ...one, waits: false })
  }

  onLink(linked: boolean): void {
    if (this.#linked === linked) return
    this.#linked = linked
    for (const wish of this.#wishes.values()) wish.waits = false
    if (linked) this.#wake()
    this.#options.onChange()
  }

  /** The officer wants a file here. */
  want(ref: AttachmentRef): void {
    this.#faults.delete(keyOf(ref))
    this.#wishes.set(keyOf(ref), { space: ref.space, id: ref.id, waits: false })
    this.#keep()
    this.#options.onChange()
    this.#wake()
  }

  /** The officer does not want it any more. What has come stays, so that a later wish goes on from there. */
  cancel(ref: Pick<AttachmentRef, 'space' | 'id'>): void {
    this.#faults.delete(keyOf(ref))
    if (!this.#wishes.delete(keyOf(ref))) return
    this.#keep()
    this.#options.onChange()
  }

  /** The server has it whole now. */
  isThere(ref: Pick<AttachmentRef, 'space' | 'id'>): void {
    const wish = this.#wishes.get(keyOf(ref))
    if (wish === undefined) return
    wish.waits = false
    this.#wake()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#again)
  }

  standing(ref: AttachmentRef): Pick<FileStanding, 'file' | 'have' | 'fault'> {
    const { inventory } = this.#options
    if (ref.file === undefined) return { file: 'absent', have: 0, fault: null }
    const have = inventory.have(ref.file)
    if (inventory.has(ref.file)) return { file: 'here', have, fault: null }
    const key = keyOf(ref)
    if (this.#fetching === key) return { file: 'fetching', have, fault: null }
    if (this.#wishes.has(key)) return { file: 'asked', have, fault: null }
    const fault = this.#faults.get(key)
    return fault === undefined ? { file: 'absent', have, fault: null } : { file: 'failed', have, fault }
  }

  #wake(): void {
    if (this.#isRunning || !this.#linked || this.#stopped) return
    this.#isRunning = true
    void this.#run().finally(() => {
      this.#isRunning = false
      this.#fetching = undefined
      this.#options.onChange()
    })
  }

  async #run(): Promise<void> {
    for (let wish = this.#next(); wish !== undefined; wish = this.#next()) {
      const ref = this.#options.attachments.get(wish.space, wish.id)
      if (ref?.file === undefined || this.#options.inventory.has(ref.file)) {
        this.cancel(wish)
        continue
      }
      this.#fetching = keyOf(wish)
      const fault = await this.#fetch(ref)
      this.#fetching = undefined
      if (fault === null) {
        this.#arrived(ref)
      } else if (LINK_FAULTS.has(fault.kind)) {
        // A lost link comes back and calls; a silent one is asked again.
        this.#askAgainLater()
        return
      } else if (fault.kind === 'fileNotHere' || fault.kind === 'notFound' || fault.kind === 'rateLimited') {
        wish.waits = true
        this.#askAgainLater()
      } else {
        this.#options.log.warn({ space: ref.space, attachment: ref.id, fault }, 'a file could not be fetched')
        this.cancel(ref)
        this.#faults.set(keyOf(ref), fault)
      }
      this.#options.onChange()
    }
  }

  #next(): Wish | undefined {
    if (!this.#linked || this.#stopped) return undefined
    return [...this.#wishes.values()].find((wish) => !wish.waits)
  }

  async #fetch(ref: AttachmentRef): Promise<Fault | null> {
    const { content, inventory, ask, onChange } = this.#options
    const { file } = ref
    if (file === undefined) return null
    try {
      let { have, whole } = await content.state('', file)
      while (!whole) {
        if (this.#stopped || !this.#linked) return { kind: 'linkLost', message: 'the link went' }
        // Taken back while it came.
        if (!this.#wishes.has(keyOf(ref))) return null
        const got = await ask('getFile', {
          space: ref.space,
          attachment: ref.id,
          offset: have,
          length: MAX_FILE_PART_BYTES,
        })
        if (!got.ok) return got.fault
        // Destroyed by order while the part was on its way: nothing of it is written any more.
        if (!this.#wishes.has(keyOf(ref))) return null
        if (got.value.part.length === 0) return { kind: 'malformed', message: 'the server sent an empty part' }
        const put = await content.put('', file, have, got.value.part)
        if (!put.ok) {
          inventory.isPartial(file, (await content.state('', file)).have)
          return put.fault
        }
        ;({ have, whole } = put.value)
        inventory.isPartial(file, have)
        onChange()
      }
      inventory.isWhole(file)
      return null
    } catch (error) {
      return faultOf(error)
    }
  }

  #arrived(ref: AttachmentRef): void {
    if (ref.file === undefined || !this.#options.inventory.has(ref.file)) return
    this.#wishes.delete(keyOf(ref))
    this.#keep()
    this.#options.onArrived(ref)
  }

  #askAgainLater(): void {
    if (this.#stopped) return
    this.#again ??= setTimeout(() => {
      this.#again = undefined
      for (const wish of this.#wishes.values()) wish.waits = false
      this.#wake()
    }, ASK_AGAIN_MS)
  }

  #keep(): void {
    this.#options.store.setMeta(META, [...this.#wishes.values()].map(({ space, id }) => [space, id]) satisfies Json)
  }
}

function readWishes(kept: Json | undefined): readonly { readonly space: SpaceId; readonly id: string }[] {
  if (!Array.isArray(kept)) return []
  return kept.flatMap((one) => {
    const [space, id] = Array.isArray(one) ? one : []
    return typeof space === 'string' && typeof id === 'string' ? [{ space: asId<SpaceId>(space), id }] : []
  })
}
