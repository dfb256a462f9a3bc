// React hooks over watch stores. Views with equal parameters share one watch.
import { useMemo, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { WatchMeta, WatchName, WatchParams, WatchRow } from '../../shared/rpc/watches.ts'
import { idleStore, watchStore } from './watch-store.ts'
import type { WatchState, WatchStore } from './watch-store.ts'

/**
 * The state of a watch; renders again with every change. `null` parameters: nothing is asked and the phase is idle.
 * The first answer comes page by page (`loading`), then differences (`live`).
 */
export function useWatch<Name extends WatchName>(
  name: Name,
  params: WatchParams<Name> | null,
): WatchState<WatchRow<Name>, WatchMeta<Name>> {
  return useStore(storeFor(name, params))
}

/** A part of a watch's state; renders again only when the part changes (by Object.is). */
export function useWatchPart<Name extends WatchName, Part>(
  name: Name,
  params: WatchParams<Name> | null,
  select: (state: WatchState<WatchRow<Name>, WatchMeta<Name>>) => Part,
): Part {
  return useStore(storeFor(name, params), select)
}

/** Several watches of one name at once, in the order asked for; the same array until one of them changes. */
export function useWatches<Name extends WatchName>(
  name: Name,
  questions: readonly WatchParams<Name>[],
): readonly WatchState<WatchRow<Name>, WatchMeta<Name>>[] {
  const key = JSON.stringify(questions)
  const { subscribe, read } = useMemo(() => joined(name, JSON.parse(key) as WatchParams<Name>[]), [name, key])
  return useSyncExternalStore(subscribe, read)
}

interface Joined<State> {
  readonly subscribe: (onChange: () => void) => () => void
  readonly read: () => readonly State[]
}

function joined<Name extends WatchName>(
  name: Name,
  questions: readonly WatchParams<Name>[],
): Joined<WatchState<WatchRow<Name>, WatchMeta<Name>>> {
  const stores = questions.map((params) => watchStore(name, params))
  let last = stores.map((store) => store.getState())
  return {
    subscribe: (onChange) => {
      const stops = stores.map((store) => store.subscribe(onChange))
      return () => {
        for (const stop of stops) stop()
      }
    },
    read: () => {
      const next = stores.map((store) => store.getState())
      if (next.some((state, at) => state !== last[at])) last = next
      return last
    },
  }
}

function storeFor<Name extends WatchName>(
  name: Name,
  params: WatchParams<Name> | null,
): WatchStore<WatchRow<Name>, WatchMeta<Name>> {
  return params === null ? idleStore : watchStore(name, params)
}
