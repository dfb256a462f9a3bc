// Tile layers that may lie in GCJ-02: everything a tile layer computes from the centre of the view is computed from
// the centre as its own map has it (gcj-shift.ts), and anew after every move.
import type { GridLayerOptions, LatLng, Map as LeafletMap } from 'leaflet'
import { GridLayer, latLng } from 'leaflet'
import { mapCenterFor } from './gcj-shift.ts'
import { convertCenters, placeTiles } from './leaflet-internals.ts'

export class ShiftedLayer extends GridLayer {
  readonly #isShifted: boolean

  constructor(system: 'WGS84' | 'GCJ02', options: GridLayerOptions) {
    super(options)
    this.#isShifted = system === 'GCJ02'
    if (this.#isShifted) convertCenters(this, toGcj)
  }

  override onAdd(map: LeafletMap): this {
    if (this.#isShifted) map.on('moveend', this.#onMoveEnd)
    super.onAdd(map)
    return this
  }

  override onRemove(map: LeafletMap): this {
    map.off('moveend', this.#onMoveEnd)
    super.onRemove(map)
    return this
  }

  #onMoveEnd = (event: { readonly target: LeafletMap }): void => placeTiles(this, event.target)
}

function toGcj(center: LatLng): LatLng {
  const { lon, lat } = mapCenterFor({ lon: center.lng, lat: center.lat }, 'GCJ02')
  return latLng(lat, lon)
}
