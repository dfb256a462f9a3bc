// What this window shows of linked systems: which one is open, and which part of the page. Set by the list, the status bar,
// notices and the map.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { isOwnWindow, showView, viewStore } from '../../state/view-store.ts'

export type SystemsTab = 'systems' | 'catalogue'

interface Choice {
  readonly open: string | null
  readonly tab: SystemsTab
}

const store = createStore<Choice>(() => ({ open: null, tab: 'systems' }))

/** Opens a system, or with null the list, in the view of linked systems. A window of its own keeps its view. */
export function goToSystems(system: string | null): void {
  store.setState({ open: system, tab: 'systems' })
  if (!isOwnWindow() && viewStore.getState().view !== 'systems') showView('systems')
}

export function openSystem(system: string | null): void {
  store.setState({ open: system })
}

export function showTab(tab: SystemsTab): void {
  store.setState({ tab })
}

export function useSystemsChoice(): Choice {
  return useStore(store)
}
