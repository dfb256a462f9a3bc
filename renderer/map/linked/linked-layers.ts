// What linked systems bring, on one map: features below, units and readings above them, and what lies under the pointer.
import type { Map as LeafletMap, Point } from 'leaflet'
import type { FeatureView, ReadingView, TrackPoint } from '../../../shared/rpc/rows.ts'
import { linkedChoiceStore } from '../../state/linked-choice.ts'
import { FeatureLayer } from './feature-layer.ts'
import type { LinkedTarget } from './linked-target.ts'
import type { ReadingAges } from './reading-layer.ts'
import { ReadingLayer } from './reading-layer.ts'
import type { Trail } from './track-layer.ts'
import { TrackLayer } from './track-layer.ts'

/** Panes from back to front: features over alerts (390), units below incidents (450). */
const PANES = [
  ['linked', 410],
  ['tracks', 440],
] as const

export interface TrackFrame {
  readonly reset: boolean
  readonly put: readonly TrackPoint[]
  readonly del: readonly string[]
}

export class LinkedLayers {
  readonly #tracks = new TrackLayer()
  readonly #readings = new ReadingLayer()
  readonly #features = new FeatureLayer()
  readonly #stop: () => void

  constructor(map: LeafletMap) {
    for (const [name, order] of PANES) map.createPane(name).style.zIndex = String(order)
    this.#features.addTo(map)
    this.#readings.addTo(map)
    this.#tracks.addTo(map)
    this.#follow()
    this.#stop = linkedChoiceStore.subscribe(() => this.#follow())
  }

  end(): void {
    this.#stop()
  }

  applyTracks(frame: TrackFrame): void {
    this.#tracks.apply(frame)
  }

  setReadings(readings: readonly ReadingView[]): void {
    this.#readings.set(readings)
  }

  setReadingAges(ages: ReadingAges): void {
    this.#readings.setAges(ages)
  }

  setFeatures(features: readonly FeatureView[]): void {
    this.#features.set(features)
  }

  setUnit(unit: string | null, trail: Trail): void {
    this.#tracks.setSelected(unit, trail)
  }

  /** The server's time, for ages. */
  setNow(nowMs: number): void {
    this.#tracks.setNow(nowMs)
    this.#readings.setNow(nowMs)
    this.#features.setNow(nowMs)
  }

  targetAt(containerPoint: Point): LinkedTarget | null {
    const { layers } = linkedChoiceStore.getState()
    const unit = layers.tracks ? this.#tracks.unitAt(containerPoint) : null
    if (unit !== null) return { unit }
    const reading = layers.readings ? this.#readings.readingAt(containerPoint) : null
    if (reading !== null) return { reading }
    const feature = layers.features ? this.#features.featureAt(containerPoint) : null
    return feature === null ? null : { feature }
  }

  #follow(): void {
    const { layers } = linkedChoiceStore.getState()
    this.#tracks.setShown(layers.tracks)
    this.#readings.setShown(layers.readings)
    this.#features.setShown(layers.features)
  }
}
