// Which alert this window has open, and whether alerts are drawn on its map: set by the list, the map, notices and incidents.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { keep, readKept } from './storage.ts'
import { isOwnWindow, showView, viewStore } from './view-store.ts'

interface AlertChoice {
  readonly alert: string | null
  readonly isOnMap: boolean
}

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'

const store = createStore<AlertChoice>(() => ({ alert: null, isOnMap: readKept('alertsOnMap', isFlag) ?? true }))

/** Opens an alert, or the list of them, in the view of alerts. A window of its own keeps its view. */
export function openAlert(alert: string | null): void {
  store.setState({ alert })
  if (!isOwnWindow() && viewStore.getState().view !== 'alerts') showView('alerts')
}

/** The open alert; null for the list. */
export function useOpenAlert(): string | null {
  return useStore(store, (state) => state.alert)
}

/** Draws alerts on this seat's maps, or not. */
export function setAlertsOnMap(isOnMap: boolean): void {
  store.setState({ isOnMap })
  keep('alertsOnMap', isOnMap)
}

export function useAlertsOnMap(): boolean {
  return useStore(store, (state) => state.isOnMap)
}
