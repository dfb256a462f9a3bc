// This view's own link to its station (not the station's to a server). Written only by renderer/link.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Fault } from '../../shared/base/fault.ts'

export interface Connection {
  /** connecting: not yet, or again. open: frames flow. lost: the station does not answer; what is shown is old. */
  readonly state: 'connecting' | 'open' | 'lost'
  readonly sinceMs: number
  /** When the station was last heard; null before the first frame. */
  readonly lastHeardMs: number | null
  /** When the next attempt is made; null while open. */
  readonly nextTryMs: number | null
  readonly fault: Fault | null
}

export const connectionStore = createStore<Connection>(() => ({
  state: 'connecting',
  sinceMs: Date.now(),
  lastHeardMs: null,
  nextTryMs: null,
  fault: null,
}))

export function useConnection(): Connection {
  return useStore(connectionStore)
}
