// Which base map this seat looks at, how strong, and how it wants coordinates written: kept by the browser.
import { createStore } from 'zustand/vanilla'
import { keep, readKept } from '../state/storage.ts'
import type { BasemapReason } from './basemap-reason.ts'

/** Key of the built-in base map among those of the station. */
export const BUILT_IN = 'built-in'

export interface BasemapChoice {
  /** BUILT_IN, or the key of a map source at the station. */
  readonly basemap: string
  /** 0.2 to 1. */
  readonly opacity: number
  readonly coordinates: 'decimal' | 'dms'
}

/** What became of the chosen base map. */
export interface BasemapState {
  readonly phase: 'opening' | 'ready' | 'problem'
  readonly attribution: string
  /** Why it cannot be read. */
  readonly reason: BasemapReason | null
}

const START: BasemapChoice = { basemap: BUILT_IN, opacity: 1, coordinates: 'decimal' }

const isChoice = (value: unknown): value is BasemapChoice => {
  const choice = value as Partial<BasemapChoice> | null
  return (
    typeof choice === 'object' &&
    typeof choice?.basemap === 'string' &&
    typeof choice.opacity === 'number' &&
    choice.opacity >= 0.2 &&
    choice.opacity <= 1 &&
    (choice.coordinates === 'decimal' || choice.coordinates === 'dms')
  )
}

export const basemapChoiceStore = createStore<BasemapChoice>(() => readKept('basemap', isChoice) ?? START)
export const basemapStateStore = createStore<BasemapState>(() => ({ phase: 'opening', attribution: '', reason: null }))

/** Changes the choice and keeps it. */
export function chooseBasemap(change: Partial<BasemapChoice>): void {
  basemapChoiceStore.setState(change)
  keep('basemap', basemapChoiceStore.getState())
}
