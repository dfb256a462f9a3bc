// Whether the import of a file is open, and into which space: asked for from the list's menu, the palette or by dropping.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

const importStore = createStore<{ readonly space: string | null }>(() => ({ space: null }))

/** Opens the import into `space`, which stays the same whatever the window shows meanwhile. */
export function openImport(space: string): void {
  importStore.setState({ space })
}

export function closeImport(): void {
  importStore.setState({ space: null })
}

/** Null while no import is open. */
export function useImportSpace(): string | null {
  return useStore(importStore, (state) => state.space)
}
