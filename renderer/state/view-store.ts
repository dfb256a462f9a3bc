// Which view this window shows, from the address: #/console, #/map, #/incidents, #/log, #/conflicts.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ViewName } from '../../shared/host/host.ts'
import { VIEW_NAMES } from '../../shared/host/host.ts'

export const viewStore = createStore<{ readonly view: ViewName }>(() => ({
  view: viewOf(globalThis.location?.hash ?? ''),
}))

export function useView(): ViewName {
  return useStore(viewStore, (state) => state.view)
}

/** Keeps the view equal to the address. Returns the way to stop. */
export function followAddress(): () => void {
  const onChange = (): void => viewStore.setState({ view: viewOf(globalThis.location.hash) })
  onChange()
  globalThis.addEventListener('hashchange', onChange)
  return () => globalThis.removeEventListener('hashchange', onChange)
}

/** The view an address names; the console when it names none. */
export function viewOf(hash: string): ViewName {
  const name = hash.replace(/^#\/?/, '').split(/[/?]/)[0]
  return VIEW_NAMES.find((view) => view === name) ?? 'console'
}
