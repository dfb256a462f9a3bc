// Which incident somebody wants to close in this window: asked by its status, answered by the dialog that shows what is open.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export interface Closing {
  readonly space: string
  readonly incident: string
}

const store = createStore<{ readonly closing: Closing | null }>(() => ({ closing: null }))

/** Asks to close an incident; nothing is written before the officer has seen what is open. */
export function askToClose(space: string, incident: string): void {
  store.setState({ closing: { space, incident } })
}

export function endClosing(): void {
  store.setState({ closing: null })
}

/** The incident to be closed, or null. */
export function useClosing(): Closing | null {
  return useStore(store, (state) => state.closing)
}
