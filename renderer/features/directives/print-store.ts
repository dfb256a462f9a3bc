// Which directive lies ready for the printer.
import { createStore } from 'zustand/vanilla'

interface Sheet {
  readonly space: string
  readonly directive: string
  readonly atMs: number
}

export const printStore = createStore<{ readonly sheet: Sheet | null }>(() => ({ sheet: null }))

/** Prints a directive as it stands now. */
export function printDirective(space: string, directive: string): void {
  printStore.setState({ sheet: { space, directive, atMs: Date.now() } })
}
