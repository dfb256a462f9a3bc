// Tile layers that may lie in GCJ-02: everything a tile layer computes from the centre of the view is computed from
// the centre as its own map has it (gcj-shift.ts).
import type { Bounds, GridLayerOptions, LatLng, Map as LeafletMap } from 'leaflet'
import { GridLayer, latLng } from 'leaflet'
import { mapCenterFor } from './gcj-shift.ts'

/** What this file uses of Leaflet's GridLayer beyond its published types; stable since 1.0. */
interface GridInternals {
  _getTiledPixelBounds(center: LatLng): Bounds
  _setZoomTransform(level: unknown, center: LatLng, zoom: number): void
  _setZoomTransforms(center: LatLng, zoom: number): void
}

export class ShiftedLayer extends GridLayer {
  readonly #system: 'WGS84' | 'GCJ02'

  constructor(system: 'WGS84' | 'GCJ02', options: GridLayerOptions) {
    super(options)
    this.#system = system
    if (system === 'GCJ02') this.#shift()
  }

  override onAdd(map: LeafletMap): this {
    if (this.#system === 'GCJ02') map.on('moveend', this.#onMoveEnd)
    super.onAdd(map)
    return this
  }

  override onRemove(map: LeafletMap): this {
    map.off('moveend', this.#onMoveEnd)
    super.onRemove(map)
    return this
  }

  #onMoveEnd = (event: { readonly target: LeafletMap }): void => {
    const self = this as unknown as GridInternals
    self._setZoomTransforms(event.target.getCenter(), event.target.getZoom())
  }

  #shift(): void {
    const self = this as unknown as GridInternals
    const plain = GridLayer.prototype as unknown as GridInternals
    self._getTiledPixelBounds = (center) => plain._getTiledPixelBounds.call(this, toGcj(center))
    self._setZoomTransform = (level, center, zoom) => plain._setZoomTransform.call(this, level, toGcj(center), zoom)
  }
}

function toGcj(center: LatLng): LatLng {
  const { lon, lat } = mapCenterFor({ lon: center.lng, lat: center.lat }, 'GCJ02')
  return latLng(lat, lon)
}
