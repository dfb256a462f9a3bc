// The duty desk of each station of a world as its windows see it: a badge and the list it opens, both kept up to date by
// differences from one query hub, and records listed as commands list them.
import type { Kind, SpaceId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { ListOf } from '../../shared/commands/command.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { RECEIPT, receiptState } from '../../shared/model/directive.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import { createQueryHub } from '../../station/query/create-query-hub.ts'
import type { OpenWatch, QueryHub, StatusParts, Viewer } from '../../station/query/query-hub.ts'
import { createReads } from '../../station/store/reads/station-reads.ts'
import type { StationStore } from '../../station/store/station-store.ts'
import type { SimStation } from './sim-station.ts'

const LOOKING: Viewer = { officer: 'duty-1' as Viewer['officer'], role: 'dutyOfficer' }
const NO_STATUS = {} as StatusParts

class Followed {
  readonly #watch: OpenWatch
  #rows = new Map<string, ItemRow>()
  meta: Json | undefined

  constructor(hub: QueryHub, space: SpaceId, limit: number) {
    const question = { space, kind: RECEIPT, filter: {}, sort: 'at', descending: true, offset: 0, limit } as const
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

  get rows(): readonly ItemRow[] {
    return [...this.#rows.values()]
  }
}

interface Desk {
  readonly hub: QueryHub
  readonly badge: Followed
  readonly list: Followed
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
    const fresh = new Followed(desk.hub, this.#space, 500)
    const [badge, list] = [JSON.stringify(desk.badge.meta), JSON.stringify(desk.list.meta)]
    if (badge !== list) return `the badge says ${badge}, the list ${list}`
    if (!sameJson(desk.list.meta ?? null, fresh.meta ?? null))
      return `the list says ${list}, opened anew it says ${JSON.stringify(fresh.meta)}`
    const counted = new Map<string, number>()
    for (const { fields } of desk.list.rows) {
      const state = receiptState(Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])))
      counted.set(state, (counted.get(state) ?? 0) + 1)
    }
    const said = (desk.list.meta as { readonly byState: { readonly [state: string]: number } }).byState
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
    const [badge, list] = [new Followed(hub, this.#space, 0), new Followed(hub, this.#space, 500)]
    const settle = (): void => {
      for (;;) {
        badge.ack()
        list.ack()
        if (waiting.length === 0) return
        const now = waiting
        waiting = []
        for (const work of now) work()
      }
    }
    const desk = { hub, badge, list, settle }
    this.#desks.set(station.store, desk)
    return desk
  }
}
