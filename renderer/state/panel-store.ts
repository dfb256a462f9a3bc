// What the panel on the right shows, and whether the list on the left is open.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Position } from '../../shared/model/incident.ts'
import { keep, readKept } from './storage.ts'

export type PanelName = 'detail' | 'intake' | 'conflicts' | 'log'

export interface Panels {
  /** null: the panel is closed and the map has the room. */
  readonly panel: PanelName | null
  /** What an opened intake form starts with. */
  readonly intakeStart: { readonly position?: Position; readonly draft?: string } | null
  /** Key of the conflict looked at (ConflictRow.key), or null for the list of them. */
  readonly conflictKey: string | null
  readonly listOpen: boolean
  readonly listWidthPx: number
  readonly panelWidthPx: number
}

interface KeptLayout {
  readonly listOpen: boolean
  readonly listWidthPx: number
  readonly panelWidthPx: number
}

const isLayout = (value: unknown): value is KeptLayout => {
  const layout = value as KeptLayout | null
  return (
    typeof layout === 'object' && typeof layout?.listWidthPx === 'number' && typeof layout.panelWidthPx === 'number'
  )
}

const START: KeptLayout = { listOpen: true, listWidthPx: 440, panelWidthPx: 440 }

export const panelStore = createStore<Panels>(() => ({
  panel: null,
  intakeStart: null,
  conflictKey: null,
  ...START,
  ...readKept('layout', isLayout),
}))

/** Opens a panel on the right. */
export function openPanel(panel: PanelName, intakeStart: Panels['intakeStart'] = null): void {
  panelStore.setState({ panel, intakeStart })
}

/** Opens the conflicts, at one of them when its key is given. */
export function openConflict(conflictKey: string | null): void {
  panelStore.setState({ panel: 'conflicts', conflictKey })
}

/** Closes the panel on the right. */
export function closePanel(): void {
  panelStore.setState({ panel: null, intakeStart: null })
}

/** Changes the layout and keeps it for the next start. */
export function setLayout(change: Partial<KeptLayout>): void {
  panelStore.setState(change)
  const { listOpen, listWidthPx, panelWidthPx } = panelStore.getState()
  keep('layout', { listOpen, listWidthPx, panelWidthPx })
}

/** Which panel is open. */
export function usePanel(): PanelName | null {
  return useStore(panelStore, (state) => state.panel)
}

/** Key of the conflict looked at, or null. */
export function useConflictKey(): string | null {
  return useStore(panelStore, (state) => state.conflictKey)
}
