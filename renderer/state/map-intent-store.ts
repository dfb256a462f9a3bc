// What other parts of the screen ask of the map, and the one thing they ask from it: a position picked by click.
// The map listens; it carries out each intent once (by `serial`) and moves by itself for no other reason.
import { createStore } from 'zustand/vanilla'
import type { Position } from '../../shared/model/incident.ts'

export type MapIntent =
  /** Brings an incident into view (asked for by the officer: key G, the button in the detail). */
  | { readonly kind: 'showIncident'; readonly incident: string }
  /** Brings a place into view and marks it, unless something stands there anyway. */
  | {
      readonly kind: 'showPlace'
      readonly position: Position
      readonly name: string
      readonly zoom?: number
      readonly isUnmarked?: boolean
    }
  /** Back to the whole picture (the star). */
  | { readonly kind: 'fitAll' }
  /** The next click on the map answers with a position; `request` comes back in pickedPositionStore. */
  | { readonly kind: 'pickPosition'; readonly request: string }
  /** The form no longer wants a position. */
  | { readonly kind: 'cancelPick'; readonly request: string }
  /** Shows or removes the mark of a position being edited (intake form). */
  | { readonly kind: 'markDraft'; readonly position: Position | null }
  /** Shows or removes the corners of an area being edited: [lon, lat], closed or not. */
  | { readonly kind: 'markDraftArea'; readonly corners: readonly (readonly [number, number])[] | null }

export const mapIntentStore = createStore<{ readonly intent: MapIntent | null; readonly serial: number }>(() => ({
  intent: null,
  serial: 0,
}))

/** Asks something of the map. */
export function askMap(intent: MapIntent): void {
  mapIntentStore.setState((state) => ({ intent, serial: state.serial + 1 }))
}

export interface PickedPosition {
  readonly request: string
  /** null: the officer gave up (Esc). */
  readonly position: Position | null
  readonly serial: number
}

/** The map's answer to pickPosition. Written only by the map. */
export const pickedPositionStore = createStore<{ readonly picked: PickedPosition | null }>(() => ({ picked: null }))

/** Called by the map when the officer clicked, or gave up. */
export function answerPick(request: string, position: Position | null): void {
  pickedPositionStore.setState((state) => ({
    picked: { request, position, serial: (state.picked?.serial ?? 0) + 1 },
  }))
}

/** What the map shows now: [west, south, east, north] and zoom. Written only by the map; null before it has drawn. */
export interface MapView {
  readonly box: readonly [number, number, number, number]
  readonly zoom: number
}
export const mapViewStore = createStore<{ readonly view: MapView | null }>(() => ({ view: null }))

/** True for what shows something on the map; a pick, a mark and the whole picture belong to the map at hand. */
export function isShowing({ kind }: MapIntent): boolean {
  return kind === 'showIncident' || kind === 'showPlace'
}
