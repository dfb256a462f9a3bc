import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
// Says that directives and transfers for this station's agency have been delivered: once a receipt is on this disk, whether
// or not anybody is signed in. It is the station's own word, in nobody's name [CM-18].
import type { NowMs } from '../../shared/base/ports.ts'
import type { Draft } from '../../shared/commands/command.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { RECEIPT, TRANSFER } from '../../shared/model/directive.ts'
import { DIRECTORY, SPACE, STATION } from '../../shared/model/directory.ts'
import type { DeskMethods } from '../query/query-hub.ts'
import type { StationStore } from '../store/station-store.ts'

/** Kinds that are delivered, and the state each is in until it is. */
const AWAITED = [
  [RECEIPT, 'sent'],
  [TRANSFER, 'offered'],
] as const
/** What comes in together is answered together. */
const GATHER_MS = 50

export interface ArrivalOptions {
  readonly store: StationStore
  readonly methods: Pick<DeskMethods, 'list'>
  readonly nowMs: NowMs
  readonly log: (detail: object, message: string) => void
}

export class Arrivals {
  readonly #options: ArrivalOptions
  readonly #spaces = new Set<SpaceId>()
  readonly #stopTouched: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(options: ArrivalOptions) {
    this.#options = options
    const { store } = options
    this.#stopTouched = store.onTouched(({ space, records, all }) => {
      // Until the directory knows it, a station is of no agency.
      if (space === DIRECTORY) {
        if (all || records.some(({ kind }) => kind === STATION)) for (const one of store.spaces()) this.#want(one)
      } else if (all || records.some(({ kind }) => AWAITED.some(([awaited]) => awaited === kind))) this.#want(space)
    })
    for (const space of store.spaces()) this.#want(space)
  }

  stop(): void {
    this.#stopTouched()
    clearTimeout(this.#timer)
  }

  #want(space: SpaceId): void {
    if (space === DIRECTORY) return
    this.#spaces.add(space)
    this.#timer ??= setTimeout(() => this.#look(), GATHER_MS)
  }

  #look(): void {
    this.#timer = undefined
    const spaces = [...this.#spaces]
    this.#spaces.clear()
    const agency = this.#agency()
    if (agency === null) return
    for (const space of spaces) {
      const drafts = AWAITED.flatMap(([kind, state]) => this.#drafts(space, kind, state, agency))
      if (drafts.length === 0) continue
      const { store, nowMs, log } = this.#options
      const committed = store.commit(space, drafts, { officer: asId(''), nowMs: nowMs() })
      if (!committed.ok) log({ fault: committed.fault }, 'a delivery could not be written down')
    }
  }

  #drafts(space: SpaceId, kind: string, state: string, agency: string): readonly Draft[] {
    if (this.#isClosed(space)) return []
    return this.#options.methods
      .list(space, kind, { states: [state], agencies: [agency] })
      .map(({ id }) => ({ kind, id, fields: { delivered: true } }))
  }

  #agency(): string | null {
    const { store } = this.#options
    const own = store.read(DIRECTORY, STATION, asId(store.station))
    const agency = own === undefined ? undefined : shownValue(own, 'agency')
    return typeof agency === 'string' && agency !== '' ? agency : null
  }

  #isClosed(space: SpaceId): boolean {
    const record = this.#options.store.read(DIRECTORY, SPACE, asId(space))
    return record !== undefined && shownValue(record, 'closed') === true
  }
}
