// Pairs of recent incidents that look like one event, as the station last said.
import { createStore, useStore } from 'zustand'
import type { LikelyPair } from '../../shared/rpc/methods.ts'

const NOTHING: readonly LikelyPair[] = []
const store = createStore<{ readonly space: string | null; readonly pairs: readonly LikelyPair[] }>(() => ({
  space: null,
  pairs: NOTHING,
}))

export function setLikelyPairs(space: string, pairs: readonly LikelyPair[]): void {
  store.setState({ space, pairs })
}

/** Those of a space. */
export function useLikelyPairs(space: string | null): readonly LikelyPair[] {
  return useStore(store, (state) => (state.space === space ? state.pairs : NOTHING))
}
