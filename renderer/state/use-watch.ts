// React hooks over watch stores. Views with equal parameters share one watch.
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

function storeFor<Name extends WatchName>(
  name: Name,
  params: WatchParams<Name> | null,
): WatchStore<WatchRow<Name>, WatchMeta<Name>> {
  return params === null ? idleStore : watchStore(name, params)
}
