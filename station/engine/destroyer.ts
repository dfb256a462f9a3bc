// Carries out orders to destroy personal data at this station, once the server has agreed to them: until then they may still be
// refused, and what is gone cannot be brought back. Changes that come in later (a file, an old station) lose their bodies too.
import type { ChangeId, RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { Destruction } from '../../shared/model/destruction.ts'
import { DESTRUCTION, ERASURE, ERASABLE_KINDS, destructionSchema, erasureId } from '../../shared/model/destruction.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { laterWord, waitingBy, wordIds } from '../../shared/model/erasure-word.ts'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { DestroyedFiles } from '../files/ports.ts'
import type { StationFiles } from '../files/station-files.ts'
import type { StationStore, Touched } from '../store/station-store.ts'

const LOOK_EVERY_MS = 2_000

export interface DestroyerParts {
  readonly store: StationStore
  /** Left out where no files are kept. */
  readonly files?: Pick<StationFiles, 'destroy' | 'dropPacks'>
  /** Records of a kind of the duty desk. */
  readonly list: (space: SpaceId, kind: string) => readonly RecordState[]
  /** Ends what reads the database at one moment. */
  readonly letGo?: () => void
  readonly nowMs: () => number
  readonly log: (detail: { readonly [name: string]: unknown }, message: string) => void
}

/** An order of which the bodies went: all its changes, and how many had one here. */
interface Taken {
  readonly space: SpaceId
  readonly id: RecordId
  readonly changes: readonly ChangeId[]
  readonly erased: number
  /** Files that go as well. */
  readonly files: Destruction['files']
}

export class Destroyer {
  readonly #parts: DestroyerParts
  /** `<space> <kind>/<record>` → changes of it that must have no body. */
  readonly #barred = new Map<string, readonly ChangeId[]>()
  /** Orders not yet agreed or not yet carried out. */
  readonly #open = new Map<string, { readonly space: SpaceId; readonly id: RecordId }>()
  /** Orders of which something is still to be done, or to be said: what lies in an archive that is away. */
  readonly #awaited = new Map<string, Taken>()
  #stop: () => void = () => undefined
  #isStopped = false

  constructor(parts: DestroyerParts) {
    this.#parts = parts
  }

  start(): void {
    const { store } = this.#parts
    for (const space of store.spaces()) this.#findOrders(space)
    const timer = setInterval(() => this.#look(), LOOK_EVERY_MS)
    const off = store.onTouched((touched) => this.#hear(touched))
    this.#stop = () => {
      clearInterval(timer)
      off()
    }
    this.#look()
  }

  stop(): void {
    this.#isStopped = true
    this.#stop()
  }

  #findOrders(space: SpaceId): void {
    if (space === DIRECTORY) return
    for (const { id } of this.#parts.list(space, DESTRUCTION)) this.#open.set(`${space} ${id}`, { space, id })
  }

  #hear({ space, records, all }: Touched): void {
    const { store } = this.#parts
    if (all) this.#findOrders(space)
    let erased = 0
    for (const { kind, id } of records) {
      if (kind === DESTRUCTION) this.#open.set(`${space} ${id}`, { space, id })
      const barred = this.#barred.get(`${space} ${kind}/${id}`)
      if (barred !== undefined) erased += store.erase(space, barred)
    }
    if (erased > 0) this.#scrub()
  }

  /** Takes the bodies of all agreed orders, then writes the database anew once for all of them, and only then says so. */
  #look(): void {
    const taken: Taken[] = []
    for (const { space, id } of this.#open.values())
      this.#try(space, id, () => {
        const order = this.#agreed(space, id)
        if (order !== undefined) taken.push(this.#take(space, id, order))
      })
    const [first] = taken
    if (first === undefined) return
    for (const one of taken) this.#awaited.set(`${one.space} ${one.id}`, one)
    const isNewOrder = taken.some(({ space, id }) => !this.#isSaid(space, id))
    if (!this.#try(first.space, first.id, () => this.#scrub(isNewOrder))) return
    for (const [key, one] of this.#awaited)
      this.#try(one.space, one.id, () => {
        this.#open.delete(key)
        this.#finish(key, one)
      })
  }

  /** Whoever reads the database at one moment would keep its old pages in the log. */
  #scrub(isNewOrder?: boolean): void {
    this.#parts.letGo?.()
    this.#parts.store.scrub(isNewOrder)
  }

  /** Takes the files, and says it. At every start: a folder put back from a backup has them again. */
  #finish(key: string, one: Taken): void {
    const { files, log } = this.#parts
    const { space, id } = one
    const say = (gone?: DestroyedFiles): void => {
      if (!this.#isStopped && this.#say(one, gone) === 0) this.#awaited.delete(key)
    }
    if (files === undefined || one.files.length === 0) {
      say()
      return
    }
    files
      .destroy(space, one.files)
      .then(say)
      .catch((error: unknown) => {
        if (this.#isStopped) return
        this.#open.set(key, { space, id })
        log({ err: error, space, id }, 'files could not be destroyed')
      })
  }

  #isSaid(space: SpaceId, id: RecordId): boolean {
    const { store } = this.#parts
    return store.read(space, ERASURE, asId(erasureId(id, store.station))) !== undefined
  }

  /** False when it failed: it is tried again at the next look or start. */
  #try(space: SpaceId, id: RecordId, work: () => void): boolean {
    try {
      work()
      return true
    } catch (error) {
      this.#parts.log({ err: error, space, id }, 'personal data could not be destroyed')
      return false
    }
  }

  /** The order, once every change that made it is agreed and none was refused. */
  #agreed(space: SpaceId, id: RecordId): Destruction | undefined {
    const { store } = this.#parts
    const states = store.states(space, { kind: DESTRUCTION, id })
    if (states.length === 0 || states.some(({ agreed, refused }) => !agreed || refused)) return undefined
    const state = store.read(space, DESTRUCTION, id)
    const read = state === undefined ? undefined : destructionSchema.safeParse(shownFields(state))
    return read?.success === true ? read.data : undefined
  }

  #take(space: SpaceId, id: RecordId, { erases, files }: Destruction): Taken {
    const changes: ChangeId[] = []
    // What an attempt that did not come to its end took counts too.
    let erased = this.#awaited.get(`${space} ${id}`)?.erased ?? 0
    for (const { kind, id: record, changes: named } of erases) {
      if (!ERASABLE_KINDS.has(kind)) continue
      const ids = named.map((change) => asId<ChangeId>(change))
      const key = `${space} ${kind}/${record}`
      this.#barred.set(key, [...new Set([...(this.#barred.get(key) ?? []), ...ids])])
      erased += this.#parts.store.erase(space, ids)
      changes.push(...ids)
    }
    return { space, id, changes, erased, files }
  }

  /** Says what was done, or what went since it was said. Gives how many bodies still lie in an archive that is away. */
  #say({ space, id, changes, erased }: Taken, gone?: DestroyedFiles): number {
    const { store, files, nowMs, log } = this.#parts
    const at = isoWithOffset(nowMs())
    let before: number | undefined
    for (const word of wordIds(id, store.station)) {
      const said = store.read(space, ERASURE, asId(word))
      if (said !== undefined) {
        before = waitingBy(said)
        continue
      }
      if (before === 0) return 0
      const waiting = store.waitingErasures(space, changes)
      if (before !== undefined && waiting >= before) return waiting
      const absent = changes.length - erased
      const done = {
        ...{ destruction: id, station: store.station, at, erased, absent },
        ...(waiting > 0 && { waiting }),
        ...(gone !== undefined && { files: gone.removed, filesKept: gone.kept }),
      }
      const fields = before === undefined ? done : laterWord(id, store.station, at, before, waiting)
      if (before === undefined)
        void files?.dropPacks().catch((error: unknown) => log({ err: error, space, id }, 'packs could not be removed'))
      const written = store.commit(space, [{ kind: ERASURE, id: asId(word), fields }], {
        officer: asId(''),
        nowMs: nowMs(),
      })
      log({ space, id, erased: fields['erased'], written: written.ok }, 'personal data destroyed')
      return waiting
    }
    return 0
  }
}
