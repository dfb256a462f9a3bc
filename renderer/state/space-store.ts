// Which space this window shows. What the officer chose counts; until then the first the station has, or the demonstration
// while that one is empty. A window that has begun to show a space never leaves it by itself: see `useWaitingLive`.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SpaceStatus } from '../../shared/rpc/rows.ts'
import { keep, readKept } from './storage.ts'
import { useWatchPart } from './use-watch.ts'
import { watchStore } from './watch-store.ts'

const isText = (value: unknown): value is string => typeof value === 'string'

interface SpaceChoice {
  readonly chosen: string | null
  /** The space this window began to show without a choice; kept over a reload. */
  readonly held: string | null
}

export const spaceStore = createStore<SpaceChoice>(() => ({
  chosen: readKept('space', isText) ?? null,
  held: readKept('heldSpace', isText, 'window') ?? null,
}))

/** Shows another space in this window. */
export function chooseSpace(id: string): void {
  spaceStore.setState({ chosen: id })
  keep('space', id)
}

/** Calls `forget` whenever another space is chosen: what was open in the one before means nothing there. */
export function onSpaceChosen(forget: () => void): () => void {
  return spaceStore.subscribe((now, before) => {
    if (now.chosen !== before.chosen) forget()
  })
}

/** Holds on to the space shown as soon as it has records. Returns the way to stop. */
export function holdSpace(): () => void {
  return watchStore('status', {}).subscribe((state) => {
    const { chosen, held } = spaceStore.getState()
    const spaces = state.get('status')?.spaces ?? []
    const shown = pickSpace(spaces, chosen, held)
    if (shown === null || shown.records === 0 || shown.id === held) return
    spaceStore.setState({ held: shown.id })
    keep('heldSpace', shown.id, 'window')
  })
}

/** A part of the shown space's status; renders only when the part changes (by Object.is). */
export function useSpacePart<Part>(select: (space: SpaceStatus | null) => Part): Part {
  const choice = useStore(spaceStore)
  return useWatchPart('status', {}, (state) =>
    select(pickSpace(state.get('status')?.spaces ?? [], choice.chosen, choice.held)),
  )
}

const whole = (space: SpaceStatus | null): SpaceStatus | null => space

/** The space this window shows, with its status; null before the station has told its spaces. Renders with every change. */
export function useSpace(): SpaceStatus | null {
  return useSpacePart(whole)
}

const idOf = (space: SpaceStatus | null): string | null => space?.id ?? null

/** Id of the space this window shows; null before it is known. Renders only when it changes. */
export function useSpaceId(): string | null {
  return useSpacePart(idOf)
}

/** The same outside React; meaningful while someone holds the `status` watch (the status bar always does). */
export function currentSpaceId(): string | null {
  const { chosen, held } = spaceStore.getState()
  return pickSpace(watchStore('status', {}).getState().get('status')?.spaces ?? [], chosen, held)?.id ?? null
}

/** Id of a live space that has records while this window, without anyone's choice, shows the demonstration; else null. */
export function useWaitingLive(): string | null {
  const choice = useStore(spaceStore)
  return useWatchPart('status', {}, (state) => waitingLive(state.get('status')?.spaces ?? [], choice))
}

/** What `useWaitingLive` answers. */
export function waitingLive(spaces: readonly SpaceStatus[], { chosen, held }: SpaceChoice): string | null {
  if (spaces.some(({ id }) => id === chosen)) return null
  if (pickSpace(spaces, chosen, held)?.kind !== 'demonstration') return null
  return spaces.find(({ kind, closed, records }) => kind === 'live' && !closed && records > 0)?.id ?? null
}

/**
 * The chosen space, else the one held; else the first, or the demonstration while nothing has been recorded in the first.
 * A space of chosen agencies comes after those of all: what everybody must see is not written there by accident.
 */
export function pickSpace(
  spaces: readonly SpaceStatus[],
  chosen: string | null,
  held: string | null = null,
): SpaceStatus | null {
  const known = spaces.find((space) => space.id === chosen) ?? spaces.find((space) => space.id === held)
  if (known !== undefined) return known
  const usual = spaces.filter(({ kind }) => kind !== 'demonstration')
  const first = usual.find(({ restricted }) => !restricted) ?? usual[0] ?? spaces[0] ?? null
  if (first === null || first.records > 0) return first
  return spaces.find(({ kind }) => kind === 'demonstration') ?? first
}
