// What this window has open of directives: the tab, one directive, or a form. Set by the lists, the notice and an incident's
// detail, so that each leads to the right place.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { showSpace } from '../../state/desk-spaces.ts'
import { onSpaceChosen } from '../../state/space-store.ts'
import { showView } from '../../state/view-store.ts'

export const TABS = ['inbox', 'outbox', 'supervised', 'missing'] as const
export type Tab = (typeof TABS)[number]

/** What is being written: a new directive, about an incident or not, or the forwarding of a receipt. */
export interface Writing {
  readonly incident: string | null
  readonly forwards: { readonly receipt: string; readonly directive: string } | null
}

export interface OpenDirective {
  readonly tab: Tab
  readonly directive: string | null
  readonly writing: Writing | null
}

const store = createStore<OpenDirective>(() => ({ tab: 'inbox', directive: null, writing: null }))

// A directive, and the incident a new one is about, are of one space.
onSpaceChosen(() => store.setState({ directive: null, writing: null }))

export function useOpenDirective(): OpenDirective {
  return useStore(store)
}

export function openTab(tab: Tab): void {
  store.setState({ tab })
}

/** Opens a directive, or none, in the view; one of another space shows that space. */
export function openDirective(directive: string | null, space?: string): void {
  if (space !== undefined) showSpace(space)
  store.setState({ directive, writing: null })
}

/** Opens the form, or closes it. */
export function write(writing: Writing | null): void {
  store.setState({ writing })
}

/** From elsewhere in the window: shows the view with this open. */
export function goToDirectives(open: Partial<OpenDirective>): void {
  store.setState({ writing: null, ...open })
  showView('directives')
}
