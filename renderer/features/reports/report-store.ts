// Which incident's series this window has open, and for which rule: set by the board and by the incident's detail.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { onSpaceChosen } from '../../state/space-store.ts'

interface OpenSeries {
  readonly incident: string | null
  readonly rule: string | null
}

const store = createStore<OpenSeries>(() => ({ incident: null, rule: null }))

/** Opens the reports of an incident; `rule` is preset when something is sent. */
export function openSeries(incident: string | null, rule: string | null = null): void {
  store.setState({ incident, rule })
}

// Its incident is of one space: in another a report would be drafted on nothing.
onSpaceChosen(() => openSeries(null))

/** The open series. */
export function useOpenSeries(): OpenSeries {
  return useStore(store)
}
