// Carries out orders to destroy personal data at this station, once the server has agreed to them: until then they may still be
// refused, and what is gone cannot be brought back. Changes that come in later (a file, an old station) lose their bodies too.
import type { ChangeId, RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { Destruction } from '../../shared/model/destruction.ts'
import { DESTRUCTION, ERASURE, ERASABLE_KINDS, destructionSchema, erasureId } from '../../shared/model/destruction.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { StationStore, Touched } from '../store/station-store.ts'

const LOOK_EVERY_MS = 2_000

export interface DestroyerParts {
  readonly store: StationStore
  /** Records of a kind of the duty desk. */
  readonly list: (space: SpaceId, kind: string) => readonly RecordState[]
  readonly nowMs: () => number
  readonly log: (detail: { readonly [name: string]: unknown }, message: string) => void
}

export class Destroyer {
  readonly #parts: DestroyerParts
  /** `<space> <kind>/<record>` → changes of it that must have no body. */
  readonly #barred = new Map<string, readonly ChangeId[]>()
  /** Orders not yet agreed or not yet carried out. */
  readonly #open = new Map<string, { readonly space: SpaceId; readonly id: RecordId }>()
  #stop: () => void = () => undefined

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
    this.#stop()
  }

  #findOrders(space: SpaceId): void {
    if (space === DIRECTORY) return
    for (const { id } of this.#parts.list(space, DESTRUCTION)) this.#open.set(`${space} ${id}`, { space, id })
  }

  #hear({ space, records, all }: Touched): void {
    if (all) this.#findOrders(space)
    for (const { kind, id } of records) {
      if (kind === DESTRUCTION) this.#open.set(`${space} ${id}`, { space, id })
      const barred = this.#barred.get(`${space} ${kind}/${id}`)
      if (barred !== undefined && this.#parts.store.erase(space, barred) > 0) this.#parts.store.scrub()
    }
  }

  #look(): void {
    for (const [key, { space, id }] of this.#open) {
      try {
        const order = this.#agreed(space, id)
        if (order === undefined) continue
        this.#carryOut(space, id, order)
        this.#open.delete(key)
      } catch (error) {
        this.#parts.log({ err: error, space, id }, 'personal data could not be destroyed')
      }
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

  #carryOut(space: SpaceId, id: RecordId, { erases }: Destruction): void {
    const { store, nowMs, log } = this.#parts
    const named: ChangeId[] = []
    let erased = 0
    for (const { kind, id: record, changes } of erases) {
      if (!ERASABLE_KINDS.has(kind)) continue
      const ids = changes.map((change) => asId<ChangeId>(change))
      const key = `${space} ${kind}/${record}`
      this.#barred.set(key, [...(this.#barred.get(key) ?? []), ...ids])
      erased += store.erase(space, ids)
      named.push(...ids)
    }
    store.scrub()
    const word = asId<RecordId>(erasureId(id, store.station))
    if (store.read(space, ERASURE, word) !== undefined) return
    const waiting = store.waitingErasures(space, named)
    const fields = {
      destruction: id,
      station: store.station,
      at: isoWithOffset(nowMs()),
      erased,
      absent: named.length - erased,
      ...(waiting > 0 && { waiting }),
    }
    const written = store.commit(space, [{ kind: ERASURE, id: word, fields }], { officer: asId(''), nowMs: nowMs() })
    log({ space, id, erased, written: written.ok }, 'personal data destroyed')
  }
}
