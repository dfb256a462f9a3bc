// What this window has chosen of what linked systems bring: layers of the map, the unit or sensor looked at, whether the list
// of units stands open. Set by the map, the list and notices.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { askMap } from './map-intent-store.ts'
import { currentSpaceId } from './space-store.ts'
import { keep, readKept } from './storage.ts'
import { isOwnWindow, showView, viewStore } from './view-store.ts'
import { watchStore } from './watch-store.ts'

export const LINKED_LAYERS = ['tracks', 'readings', 'features'] as const
export type LinkedLayer = (typeof LINKED_LAYERS)[number]

interface LinkedChoice {
  readonly layers: { readonly [layer in LinkedLayer]: boolean }
  /** The unit whose trail is drawn. */
  readonly unit: string | null
  readonly isListOpen: boolean
}

const isLayers = (value: unknown): value is LinkedChoice['layers'] =>
  typeof value === 'object' &&
  value !== null &&
  LINKED_LAYERS.every((layer) => typeof (value as Record<string, unknown>)[layer] === 'boolean')

export const linkedChoiceStore = createStore<LinkedChoice>(() => ({
  layers: readKept('linkedLayers', isLayers) ?? { tracks: true, readings: true, features: true },
  unit: null,
  isListOpen: false,
}))

/** Draws a layer on this seat's maps, or not. */
export function setLayer(layer: LinkedLayer, isOn: boolean): void {
  const layers = { ...linkedChoiceStore.getState().layers, [layer]: isOn }
  linkedChoiceStore.setState({ layers })
  keep('linkedLayers', layers)
}

export function chooseUnit(unit: string | null): void {
  linkedChoiceStore.setState({ unit })
}

export function setUnitList(isListOpen: boolean): void {
  linkedChoiceStore.setState({ isListOpen })
}

export function useLinkedChoice<Part>(select: (choice: LinkedChoice) => Part): Part {
  return useStore(linkedChoiceStore, select)
}

/** Brings a unit into view and marks it as the one looked at. */
export function showUnit(unit: string, position: { readonly lon: number; readonly lat: number }): void {
  setLayer('tracks', true)
  chooseUnit(unit)
  askMap({ kind: 'showPlace', position, name: '', isUnmarked: true })
}

/** Goes to a unit in distress or a reading in danger, where the station knows its place. */
export function showLinked(kind: 'distress' | 'reading', subject: string): void {
  const space = currentSpaceId()
  if (space === null) return
  if (!isOwnWindow() && viewStore.getState().view !== 'console') showView('console')
  if (kind === 'distress') {
    const row = watchStore('tracks', { space, onlyDistress: true, limit: 200 }).getState().get(subject)
    if (row !== undefined) showUnit(subject, { lon: row[1], lat: row[2] })
    return
  }
  const row = watchStore('readings', { space, states: ['danger'], limit: 200 })
    .getState()
    .get(subject)
  if (row === undefined || row.longitude === null || row.latitude === null) return
  setLayer('readings', true)
  askMap({ kind: 'showPlace', position: { lon: row.longitude, lat: row.latitude }, name: row.name, isUnmarked: true })
}
