// Whether the bell's list is open: the bell opens it, and so does whatever else points at something in it.
import { createStore } from 'zustand/vanilla'

export const bellStore = createStore<{ readonly isOpen: boolean }>(() => ({ isOpen: false }))

/** Opens or closes the bell's list. */
export function setBellOpen(isOpen: boolean): void {
  bellStore.setState({ isOpen })
}
