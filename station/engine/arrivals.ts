// Says that directives and transfers for this station's agency have been delivered: once a receipt is on this disk, whether
// or not anybody is signed in. It is the station's own word, in nobody's name [CM-18]. So is that what the agency forwarded does
// not stand any more, because the directive above was withdrawn [CM-38]: it may have been forwarded before that was heard.
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { NowMs } from '../../shared/base/ports.ts'
import type { Draft, ListOf } from '../../shared/commands/command.ts'
import { endForwarded, withdrawalIn } from '../../shared/commands/pass-withdrawal.ts'
import { shownFields, shownValue } from '../../shared/journal/merge.ts'
import { DIRECTIVE, RECEIPT, TRANSFER } from '../../shared/model/directive.ts'
import { DIRECTORY, SPACE, STATION } from '../../shared/model/directory.ts'
import { textField } from '../../shared/model/fields.ts'
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
  /** Directives to look at, by space; null: all that were withdrawn. */
  readonly #directives = new Map<SpaceId, Set<RecordId> | null>()
  readonly #stopTouched: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(options: ArrivalOptions) {
    this.#options = options
    const { store } = options
    this.#stopTouched = store.onTouched(({ space, records, all }) => {
      // Until the directory knows it, a station is of no agency.
      if (space === DIRECTORY) {
        if (all || records.some(({ kind }) => kind === STATION)) for (const one of store.spaces()) this.#wantAll(one)
      } else if (all) this.#wantAll(space)
      else {
        const directives = records.flatMap(({ kind, id }) =>
          kind === DIRECTIVE ? [id] : kind === RECEIPT ? (directiveOf(store, space, id) ?? []) : [],
        )
        if (directives.length > 0) this.#wantDirectives(space, directives)
        if (records.some(({ kind }) => AWAITED.some(([awaited]) => awaited === kind))) this.#want(space)
      }
    })
    for (const space of store.spaces()) this.#wantAll(space)
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

  #wantAll(space: SpaceId): void {
    this.#directives.set(space, null)
    this.#want(space)
  }

  #wantDirectives(space: SpaceId, ids: readonly RecordId[]): void {
    const wanted = this.#directives.get(space)
    if (wanted !== null) this.#directives.set(space, new Set([...(wanted ?? []), ...ids]))
    this.#want(space)
  }

  #look(): void {
    this.#timer = undefined
    const spaces = [...this.#spaces]
    this.#spaces.clear()
    const directives = new Map(this.#directives)
    this.#directives.clear()
    const agency = this.#agency()
    if (agency === null) return
    for (const space of spaces) {
      const touched = directives.get(space)
      const drafts = [
        ...AWAITED.flatMap(([kind, state]) => this.#drafts(space, kind, state, agency)),
        ...(touched === undefined ? [] : this.#ended(space, touched, agency)),
      ]
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

  /** What our agency forwarded of directives that were withdrawn: of those touched, and of those above them. */
  #ended(space: SpaceId, touched: ReadonlySet<RecordId> | null, agency: string): readonly Draft[] {
    if (this.#isClosed(space)) return []
    const { store, methods } = this.#options
    const lists = { list: (kind: string, of: ListOf) => methods.list(space, kind, of) }
    const all = (): readonly RecordId[] => methods.list(space, DIRECTIVE, { states: ['withdrawn'] }).map(({ id }) => id)
    const drafts = new Map<string, Draft>()
    for (const id of touched ?? all())
      for (const one of new Set([id, aboveOf(store, space, id)])) {
        const state = one === null ? undefined : store.read(space, DIRECTIVE, one)
        const why = state === undefined ? null : withdrawalIn(shownFields(state))
        if (one === null || why === null) continue
        for (const draft of endForwarded(lists, one, why, (of) => of === agency))
          drafts.set(`${draft.kind}/${draft.id}`, draft)
      }
    return [...drafts.values()]
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

/** The directive that one was forwarded from; null where it is none, or that is not here. */
function aboveOf(store: StationStore, space: SpaceId, id: RecordId): RecordId | null {
  const state = store.read(space, DIRECTIVE, id)
  const under = state === undefined ? null : textField(shownFields(state), 'forwards')
  return under === null ? null : directiveOf(store, space, asId(under))
}

/** The directive of a receipt; null where it is not here. */
function directiveOf(store: StationStore, space: SpaceId, id: RecordId): RecordId | null {
  const receipt = store.read(space, RECEIPT, id)
  const directive = receipt === undefined ? null : textField(shownFields(receipt), 'directive')
  return directive === null ? null : asId<RecordId>(directive)
}
