// One store per watch and parameters, shared by every view that asks for the same. Written only by the link.
// Subscribing is what opens the watch; when the last subscriber has gone it stays open a moment, then closes.
import type { Fault } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import { canonicalJson } from '../../shared/base/json.ts'
import type { RowsFrame } from '../../shared/rpc/frames.ts'
import type { WatchMeta, WatchName, WatchParams, WatchRow } from '../../shared/rpc/watches.ts'
import { RowMirror } from './row-mirror.ts'
import type { RowsChange } from './row-mirror.ts'

/**
 * idle: nobody listens. loading: the first answer is coming. live: up to date while the link holds.
 * stale: the link to the station is lost, rows are as last heard. fault: the station refused or ended the watch.
 */
export type WatchPhase = 'idle' | 'loading' | 'live' | 'stale' | 'fault'

export interface WatchState<Row, Meta> {
  readonly phase: WatchPhase
  /** All rows in the watch's order; the same array until the next change. Computed when first read. */
  readonly rows: readonly Row[]
  readonly size: number
  readonly meta: Meta | null
  readonly fault: Fault | null
  /** What led to this state; null when only the phase changed. A subscriber that follows each sees every change. */
  readonly change: RowsChange<Row> | null
  get(key: string): Row | undefined
}

export interface WatchStore<Row, Meta> {
  getState(): WatchState<Row, Meta>
  getInitialState(): WatchState<Row, Meta>
  subscribe(listener: (state: WatchState<Row, Meta>, previous: WatchState<Row, Meta>) => void): () => void
}

/** What the link tells a store. */
export interface WatchListener {
  onRows(frame: RowsFrame): void
  onFault(fault: Fault): void
  /** The link to the station was lost (true) or is back and the answer will be renewed (false). */
  onStale(stale: boolean): void
}

/** Opens a watch at the station; returns the way to close it. Given by the link at start. */
export type WatchOpener = (name: WatchName, params: Json, listener: WatchListener) => () => void

const LINGER_MS = 3_000
const stores = new Map<string, MirrorStore<unknown, unknown>>()
let opener: WatchOpener | null = null

/** Called once by the link (and by tests): from now on stores can open their watches. */
export function provideWatches(open: WatchOpener | null): void {
  opener = open
  for (const store of stores.values()) store.reopen()
}

/** Asks anew for every watch that ended with a fault: after a sign-in, or when the officer wants it. */
export function reopenFaulted(): void {
  for (const store of stores.values()) store.reopenFaulted()
}

/** The shared store of a watch. Asking for it opens nothing; subscribing does. */
export function watchStore<Name extends WatchName>(
  name: Name,
  params: WatchParams<Name>,
): WatchStore<WatchRow<Name>, WatchMeta<Name>> {
  const key = `${name} ${canonicalJson(params as Json)}`
  let store = stores.get(key)
  if (store === undefined) {
    store = new MirrorStore(name, params as Json, () => stores.delete(key))
    stores.set(key, store)
  }
  return store as unknown as WatchStore<WatchRow<Name>, WatchMeta<Name>>
}

class MirrorStore<Row, Meta> implements WatchStore<Row, Meta> {
  readonly #name: WatchName
  readonly #params: Json
  readonly #forget: () => void
  readonly #initial: WatchState<Row, Meta>
  readonly #listeners = new Set<(state: WatchState<Row, Meta>, previous: WatchState<Row, Meta>) => void>()
  #mirror = new RowMirror<Row>()
  #state: WatchState<Row, Meta>
  #close: (() => void) | null = null
  #linger: ReturnType<typeof setTimeout> | null = null

  constructor(name: WatchName, params: Json, forget: () => void) {
    this.#name = name
    this.#params = params
    this.#forget = forget
    this.#initial = stateOf(this.#mirror, 'idle', null, null)
    this.#state = this.#initial
  }

  getState = (): WatchState<Row, Meta> => this.#state
  getInitialState = (): WatchState<Row, Meta> => this.#initial

  subscribe = (listener: (state: WatchState<Row, Meta>, previous: WatchState<Row, Meta>) => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#linger !== null) clearTimeout(this.#linger)
    this.#linger = null
    if (this.#close === null) this.#open()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0 || this.#linger !== null) return
      this.#linger = setTimeout(() => this.#end(), LINGER_MS)
    }
  }

  reopen(): void {
    this.#close?.()
    this.#close = null
    if (this.#listeners.size > 0) this.#open()
  }

  reopenFaulted(): void {
    if (this.#state.phase === 'fault' && this.#listeners.size > 0) this.#open()
  }

  #open(): void {
    if (opener === null) return
    this.#mirror = new RowMirror<Row>()
    this.#set('loading', null, null)
    this.#close = opener(this.#name, this.#params, {
      onRows: (frame) => {
        const change = this.#mirror.apply(frame)
        if (change !== undefined) this.#set(this.#mirror.complete ? 'live' : 'loading', null, change)
      },
      onFault: (fault) => {
        // The watch has ended; the next subscriber, or a sign-in, asks anew.
        this.#close = null
        this.#mirror = new RowMirror<Row>()
        this.#set('fault', fault, { reset: true, put: [], del: [] })
      },
      onStale: (stale) => {
        if (this.#state.phase === 'fault') return
        if (stale) this.#set('stale', null, null)
        else if (!this.#mirror.complete) this.#set('loading', null, null)
      },
    })
  }

  #end(): void {
    this.#linger = null
    if (this.#listeners.size > 0) return
    this.#close?.()
    this.#close = null
    this.#forget()
    this.#state = this.#initial
  }

  #set(phase: WatchPhase, fault: Fault | null, change: RowsChange<Row> | null): void {
    const previous = this.#state
    this.#state = stateOf(this.#mirror, phase, fault, change)
    for (const listener of [...this.#listeners]) listener(this.#state, previous)
  }
}

function stateOf<Row, Meta>(
  mirror: RowMirror<Row>,
  phase: WatchPhase,
  fault: Fault | null,
  change: RowsChange<Row> | null,
): WatchState<Row, Meta> {
  return {
    phase,
    get rows() {
      return mirror.rows()
    },
    size: mirror.size,
    meta: mirror.meta as Meta | null,
    fault,
    change,
    get: (key) => mirror.get(key),
  }
}

const nothing = new RowMirror<never>()
const idleState = stateOf<never, never>(nothing, 'idle', null, null)

/** A store that never has rows: for a watch whose parameters are not known yet. */
export const idleStore: WatchStore<never, never> = {
  getState: () => idleState,
  getInitialState: () => idleState,
  subscribe: () => () => undefined,
}
