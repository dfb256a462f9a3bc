// Whether the dialog of the second factor is open in this window.
import { createStore, useStore } from 'zustand'

const store = createStore<{ readonly isOpen: boolean }>(() => ({ isOpen: false }))

export function openFactor(): void {
  store.setState({ isOpen: true })
}

export function closeFactor(): void {
  store.setState({ isOpen: false })
}

export function useFactorOpen(): boolean {
  return useStore(store, ({ isOpen }) => isOpen)
}
