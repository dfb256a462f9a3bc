// Which incident is selected in this window. List, map, palette and detail panel follow each other through it.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Where a selection came from: the list scrolls to it unless it made it, the map shows it without moving unless asked. */
export type SelectionOrigin = 'list' | 'map' | 'palette' | 'notice' | 'panel' | 'intake' | 'link' | 'window'

export interface Selection {
  readonly incident: string | null
  readonly origin: SelectionOrigin
  /** Grows with every selection, also of the same incident again. */
  readonly serial: number
}

export const selectionStore = createStore<Selection>(() => ({ incident: null, origin: 'link', serial: 0 }))

/** Selects an incident, or none. Does not open a panel: see openPanel. */
export function select(incident: string | null, origin: SelectionOrigin): void {
  selectionStore.setState((state) => ({ incident, origin, serial: state.serial + 1 }))
}

/** Id of the selected incident, or null. */
export function useSelectedIncident(): string | null {
  return useStore(selectionStore, (state) => state.incident)
}

/** True when `incident` is the selected one; renders only the rows whose answer changes. */
export function useIsSelected(incident: string): boolean {
  return useStore(selectionStore, (state) => state.incident === incident)
}
