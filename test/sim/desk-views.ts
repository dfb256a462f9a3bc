// The duty desk of each station of a world as its windows see it: badges and the lists they open, of everything and of what one
// agency has not signed for or not finished, all kept up to date by differences from one query hub; and records listed as
// commands list them.
import type { Kind, SpaceId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { ListOf } from '../../shared/commands/command.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { IN_HAND_STATES, RECEIPT, UNSIGNED_STATES, receiptState } from '../../shared/model/directive.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import type { WatchParams } from '../../shared/rpc/watches.ts'
import { createQueryHub } from '../../station/query/create-query-hub.ts'
import type { OpenWatch, QueryHub, StatusParts, Viewer } from '../../station/query/query-hub.ts'
import { createReads } from '../../station/store/reads/station-reads.ts'
import type { StationStore } from '../../station/store/station-store.ts'
import { AGENCIES } from './agencies.ts'
import type { SimStation } from './sim-station.ts'

const LOOKING: Viewer = { officer: 'duty-1' as Viewer['officer'], role: 'dutyOfficer' }
const NO_STATUS = {} as StatusParts

/** What badges of the desk count: everything, and the inbox of an agency (renderer/features/directives/questions.ts). */
type Filter = WatchParams<'items'>['filter']
const FILTERS: readonly Filter[] = [
  {},
  ...AGENCIES.flatMap((agency): readonly Filter[] => [
    { agencies: [agency], states: [...UNSIGNED_STATES] },
    { agencies: [agency], states: [...IN_HAND_STATES] },
  ]),
]

class Followed {
  readonly #watch: OpenWatch
  #rows = new Map<string, ItemRow>()
  meta: Json | undefined

  constructor(hub: QueryHub, space: SpaceId, filter: Filter, limit: number) {
    const question = { space, kind: RECEIPT, filter, sort: 'at', descending: true, offset: 0, limit } as const
    this.#watch = hub.open('items', question, LOOKING)
    for (const { rows, meta } of this.#watch.first()) {
      for (const row of rows as readonly unknown[] as readonly ItemRow[]) this.#rows.set(row.key, row)
      this.meta = meta ?? this.meta
    }
    this.#watch.onDelta(({ put, del, meta }) => {
      for (const key of del) this.#rows.delete(key)
      for (const row of put as readonly unknown[] as readonly ItemRow[]) this.#rows.set(row.key, row)
      this.meta = meta ?? this.meta
    })
  }

  ack(): void {
    this.#watch.ack()
  }

  close(): void {
    this.#watch.close()
  }

  get rows(): readonly ItemRow[] {
    return [...this.#rows.values()]
  }
}

/** A badge and the list it opens. */
interface Pair {
  readonly filter: Filter
  readonly badge: Followed
  readonly list: Followed
}

interface Desk {
  readonly hub: QueryHub
  readonly pairs: readonly Pair[]
  settle(): void
}

export class DeskViews {
  readonly #desks = new WeakMap<StationStore, Desk>()
  readonly #space: SpaceId

  constructor(space: SpaceId) {
    this.#space = space
  }

  /** Records as a command is given them. */
  list(station: SimStation, space: SpaceId, kind: Kind, of: ListOf): readonly RecordState[] {
    return this.#desk(station).hub.methods.list(space, kind, of)
  }

  /** Why badge and list of a station do not agree with each other, with a list opened now, or with their own rows. */
  problemAt(station: SimStation): string | undefined {
    const desk = this.#desk(station)
    desk.settle()
    for (const pair of desk.pairs) {
      const problem = this.#problemOf(desk.hub, pair)
      if (problem !== undefined) return `${JSON.stringify(pair.filter)}: ${problem}`
    }
    return undefined
  }

  #problemOf(hub: QueryHub, { filter, badge: counting, list: listing }: Pair): string | undefined {
    const fresh = new Followed(hub, this.#space, filter, 500)
    fresh.close()
    const [badge, list] = [JSON.stringify(counting.meta), JSON.stringify(listing.meta)]
    if (badge !== list) return `the badge says ${badge}, the list ${list}`
    if (!sameJson(listing.meta ?? null, fresh.meta ?? null))
      return `the list says ${list}, opened anew it says ${JSON.stringify(fresh.meta)}`
    const { total, byState: said } = listing.meta as {
      readonly total: number
      readonly byState: { readonly [state: string]: number }
    }
    if (total !== listing.rows.length) return `the badge counts ${total}, the list holds ${listing.rows.length}`
    const counted = new Map<string, number>()
    for (const { fields } of listing.rows) {
      const state = receiptState(Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])))
      counted.set(state, (counted.get(state) ?? 0) + 1)
    }
    for (const state of new Set([...counted.keys(), ...Object.keys(said)]))
      if ((counted.get(state) ?? 0) !== (said[state] ?? 0))
        return `${said[state] ?? 0} receipts are said to be ${state}, the list holds ${counted.get(state) ?? 0}`
    return undefined
  }

  #desk(station: SimStation): Desk {
    const known = this.#desks.get(station.store)
    if (known !== undefined) return known
    let waiting: (() => void)[] = []
    const hub = createQueryHub({
      store: station.store,
      reads: createReads(station.db),
      sources: { status: () => NO_STATUS, differs: () => false, mapSources: () => [] },
      nowMs: () => station.nowMs(),
      schedule: (work) => void waiting.push(work),
    })
    const pairs = FILTERS.map((filter) => ({
      filter,
      badge: new Followed(hub, this.#space, filter, 0),
      list: new Followed(hub, this.#space, filter, 500),
    }))
    const settle = (): void => {
      for (;;) {
        for (const { badge, list } of pairs) {
          badge.ack()
          list.ack()
        }
        if (waiting.length === 0) return
        const now = waiting
        waiting = []
        for (const work of now) work()
      }
    }
    const desk = { hub, pairs, settle }
    this.#desks.set(station.store, desk)
    return desk
  }
}
