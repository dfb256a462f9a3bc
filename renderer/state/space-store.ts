// Which space this window shows. Until the officer chooses it is the first the station has; while that one is empty, the
// demonstration where there is one.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SpaceStatus } from '../../shared/rpc/rows.ts'
import { keep, readKept } from './storage.ts'
import { useStatus } from './use-status.ts'
import { watchStore } from './watch-store.ts'

const isText = (value: unknown): value is string => typeof value === 'string'

export const spaceStore = createStore<{ readonly chosen: string | null }>(() => ({
  chosen: readKept('space', isText) ?? null,
}))

/** Shows another space in this window. */
export function chooseSpace(id: string): void {
  spaceStore.setState({ chosen: id })
  keep('space', id)
}

/** The space this window shows, with its status; null before the station has told its spaces. */
export function useSpace(): SpaceStatus | null {
  const chosen = useStore(spaceStore, (state) => state.chosen)
  return pickSpace(useStatus()?.spaces ?? [], chosen)
}

/** Id of the space this window shows; null before it is known. Renders only when it changes. */
export function useSpaceId(): string | null {
  return useSpace()?.id ?? null
}

/** The same outside React; meaningful while someone holds the `status` watch (the status bar always does). */
export function currentSpace(): SpaceStatus | null {
  const status = watchStore('status', {}).getState().get('status')
  return pickSpace(status?.spaces ?? [], spaceStore.getState().chosen)
}

/** The chosen space; without a choice the first, or the demonstration while nothing has been recorded in the first. */
export function pickSpace(spaces: readonly SpaceStatus[], chosen: string | null): SpaceStatus | null {
  const known = spaces.find((space) => space.id === chosen)
  if (known !== undefined) return known
  const usual = spaces.filter(({ kind }) => kind !== 'demonstration')
  const first = usual[0] ?? spaces[0] ?? null
  if (first === null || first.records > 0) return first
  return spaces.find(({ kind }) => kind === 'demonstration') ?? first
}
