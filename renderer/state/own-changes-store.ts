// The changes this window made, newest last: what Ctrl+Z takes back. The station decides whether it still may be.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export interface OwnChange {
  readonly space: string
  readonly change: string
  /** The record it was about. */
  readonly kind: string
  readonly id: string
  readonly atMs: number
}

const KEPT = 50

export const ownChangesStore = createStore<{ readonly changes: readonly OwnChange[] }>(() => ({ changes: [] }))

/** Called by the link after a command was carried out. */
export function rememberChanges(changes: readonly OwnChange[]): void {
  ownChangesStore.setState((state) => ({ changes: [...state.changes, ...changes].slice(-KEPT) }))
}

/** Called once a change was taken back or can no longer be. */
export function forgetChange(change: string): void {
  ownChangesStore.setState((state) => ({ changes: state.changes.filter((own) => own.change !== change) }))
}

/** The newest change of this window, or null. */
export function useLastOwnChange(): OwnChange | null {
  return useStore(ownChangesStore, (state) => state.changes.at(-1) ?? null)
}
