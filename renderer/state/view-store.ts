// Which view this window shows, from the address: #/console, #/map, #/incidents, #/log, #/conflicts, or ?view=map.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ViewName } from '../../shared/host/host.ts'
import { VIEW_NAMES } from '../../shared/host/host.ts'

export const viewStore = createStore<{ readonly view: ViewName }>(() => ({
  view: viewOf(globalThis.location?.hash ?? '', globalThis.location?.search ?? ''),
}))

/** Shows another view in this window; the address follows, so that going back works. */
export function showView(view: ViewName): void {
  globalThis.location.hash = `/${view}`
}

/** True in a window that was opened for one view (?view=): it has no rail. */
export function isOwnWindow(): boolean {
  return new URLSearchParams(globalThis.location?.search ?? '').has('view')
}

/** The view this window was opened for, whatever it shows meanwhile; null in a window of all. */
export function ownView(): ViewName | null {
  return isOwnWindow() ? viewOf('', globalThis.location.search) : null
}

export function useView(): ViewName {
  return useStore(viewStore, (state) => state.view)
}

/** Keeps the view equal to the address. Returns the way to stop. */
export function followAddress(): () => void {
  const onChange = (): void =>
    viewStore.setState({ view: viewOf(globalThis.location.hash, globalThis.location.search) })
  onChange()
  globalThis.addEventListener('hashchange', onChange)
  return () => globalThis.removeEventListener('hashchange', onChange)
}

/** The view an address names, after # or in ?view=; the console when it names none. */
export function viewOf(hash: string, search = ''): ViewName {
  const name = hash.replace(/^#\/?/, '').split(/[/?]/)[0]
  const asked = new URLSearchParams(search).get('view')
  return VIEW_NAMES.find((view) => view === name) ?? VIEW_NAMES.find((view) => view === asked) ?? 'console'
}
