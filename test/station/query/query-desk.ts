// A real store in memory with its query hub, and a view that applies every frame, as the window of an officer would.
import { randomBytes } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import type { Change } from '../../../shared/journal/change.ts'
import type { WatchMeta, WatchName, WatchParams, WatchRow } from '../../../shared/rpc/watches.ts'
import { ROWS_PER_PAGE } from '../../../shared/rpc/watches.ts'
import { createQueryHub } from '../../../station/query/create-query-hub.ts'
import type { OpenWatch, QueryHub, StatusParts, Viewer } from '../../../station/query/query-hub.ts'
import { openStore } from '../../../station/store/open-store.ts'
import type { OpenedStore } from '../../../station/store/open-store.ts'
import { createReads } from '../../../station/store/reads/station-reads.ts'

export const FUJIAN: SpaceId = asId('fujian')
export const START_MS = Date.parse('2023-07-28T02:00:00Z')
export const CHEN: Viewer = { officer: asId('chen'), role: 'dutyOfficer' }

const STATUS: StatusParts = {
  stationName: 'desk 1',
  software: 'test',
  link: 'none',
  linkSinceMs: START_MS,
  server: null,
  servers: [],
  linkFault: null,
  lastHeardMs: null,
  clockOffsetMs: null,
  filesWaiting: 0,
  verifying: null,
  officer: null,
  sessionEnd: null,
  openId: null,
  closing: null,
  alerts: [],
}

export interface QueryDesk extends OpenedStore {
  readonly hub: QueryHub
  readonly clock: { nowMs: number }
  /** How often the hub said that there is something to read ahead. */
  readonly idleWork: number
  /** Ends it before the test does. */
  close(): void
  /** Lets the hub look, as its timer would. */
  settle(): void
  write(kind: string, id: string, fields: JsonFields, officer?: string, space?: SpaceId): Change
  /** Takes in changes of another station. */
  receive(changes: readonly Change[], agreed?: boolean): void
}

/** `folder` on disk, where it is to be opened again; else in memory. */
export async function queryDesk(folder = ''): Promise<QueryDesk> {
  const clock = { nowMs: START_MS }
  const opened = await openStore({
    folder,
    memory: folder === '',
    nowMs: () => clock.nowMs,
    random: (count) => new Uint8Array(randomBytes(count)),
    log: () => undefined,
  })
  if (!opened.ok) throw new Error(opened.fault.message)
  const { store, db } = opened.value
  store.ensureSpace(FUJIAN)
  let work: (() => void)[] = []
  let idleWork = 0
  const hub = createQueryHub({
    store,
    reads: createReads(db),
    sources: { status: () => STATUS, differs: () => false, mapSources: () => [] },
    nowMs: () => clock.nowMs,
    schedule: (one) => work.push(one),
    onIdleWork: () => (idleWork += 1),
  })
  let isOpen = true
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    hub.close()
    store.close()
  }
  onTestFinished(close)
  return {
    close,
    ...opened.value,
    hub,
    clock,
    get idleWork() {
      return idleWork
    },
    settle() {
      while (work.length > 0) {
        const now = work
        work = []
        for (const one of now) one()
      }
    },
    write(kind, id, fields, officer = 'chen', space = FUJIAN) {
      clock.nowMs += 1_000
      const done = store.commit(space, [{ kind, id: asId(id), fields }], {
        officer: asId(officer),
        nowMs: clock.nowMs,
      })
      if (!done.ok || done.value[0] === undefined) throw new Error('nothing was written')
      return done.value[0]
    },
    receive(changes, agreed = true) {
      const options = { nowMs: clock.nowMs, agreed, historyOnly: false }
      expect(store.receive(FUJIAN, changes, [], options)).toMatchObject({ ok: true, value: { bad: [] } })
    },
  }
}

/** A view with one watch: what it would show now. */
export class View<Name extends WatchName> {
  readonly watch: OpenWatch
  readonly pages: number[] = []
  deltas = 0
  #rows = new Map<string, WatchRow<Name>>()
  #order: readonly string[] = []
  #meta: Json | undefined

  constructor(desk: QueryDesk, name: Name, params: WatchParams<Name>, viewer: Viewer = CHEN) {
    this.watch = desk.hub.open(name, params, viewer)
    let isDone = false
    for (const { rows, done, meta } of this.watch.first()) {
      if (isDone || rows.length > ROWS_PER_PAGE) throw new Error('a page too many or too large')
      isDone = done
      this.pages.push(rows.length)
      for (const row of rows) this.#put(row)
      if (meta !== undefined) this.#meta = meta
    }
    if (!isDone) throw new Error('the last page is missing')
    this.#order = [...this.#rows.keys()]
    this.watch.onDelta(({ put, del, order, meta }) => {
      this.deltas += 1
      for (const key of del) if (!this.#rows.delete(key)) throw new Error(`${key} was never sent`)
      for (const row of put) this.#put(row)
      if (order !== undefined) this.#order = order
      if (meta !== undefined) this.#meta = meta
    })
  }

  ack(): void {
    this.watch.ack()
  }

  get meta(): WatchMeta<Name> {
    return this.#meta as WatchMeta<Name>
  }

  /** Rows in the order the watch gave. */
  get rows(): readonly WatchRow<Name>[] {
    return this.#order.flatMap((key) => this.#rows.get(key) ?? [])
  }

  /** All rows by key, for watches without an order. */
  get byKey(): ReadonlyMap<string, WatchRow<Name>> {
    return new Map([...this.#rows].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  #put(row: Json): void {
    const key = Array.isArray(row) ? row[0] : (row as { readonly key: string }).key
    this.#rows.set(key as string, row as WatchRow<Name>)
  }
}

/** Fields of an incident as the command writes them, those given on top. */
export function incident(given: JsonFields): JsonFields {
  return {
    number: 'FJ-20230728-AAAA-001',
    title: '火情',
    category: '11B01',
    level: 3,
    status: 'reported',
    position: { lon: 119.3, lat: 26.08 },
    division: '350102',
    place: '福州市鼓楼区',
    occurredAt: null,
    receivedAt: '2023-07-28T10:00:00+08:00',
    sensitive: false,
    demonstration: false,
    description: '',
    ...given,
  }
}
