// The few inner parts of Leaflet 1.9 that layers of our own need and its types do not publish. They have kept their names
// since 1.0; whoever raises Leaflet's version looks here.
import type { Bounds, GridLayer, LatLng, Map as LeafletMap, Point } from 'leaflet'

interface MapInternals {
  readonly ['_getNewPixelOrigin']: (center: LatLng, zoom: number) => Point
}
interface ZoomInternals {
  ['_animatingZoom']: boolean
}
interface GridInternals {
  ['_getTiledPixelBounds']: (center: LatLng) => Bounds
  ['_setZoomTransform']: (level: unknown, center: LatLng, zoom: number) => void
  readonly ['_setZoomTransforms']: (center: LatLng, zoom: number) => void
}

/** The pixel origin the map would have for another view: where a layer must lie while zooming. */
export function newPixelOrigin(map: LeafletMap, center: LatLng, zoom: number): Point {
  return (map as unknown as MapInternals)['_getNewPixelOrigin'](center, zoom)
}

/** Ends a zoom that still runs: Leaflet's own timer would go on with a map that is gone. Call before `remove`. */
export function endZoom(map: LeafletMap): void {
  map.stop()
  ;(map as unknown as ZoomInternals)['_animatingZoom'] = false
}

/** From now on a tile layer takes every centre of the view through `convert` first. */
export function convertCenters(layer: GridLayer, convert: (center: LatLng) => LatLng): void {
  const inner = layer as unknown as GridInternals
  const bounds = inner['_getTiledPixelBounds'].bind(inner)
  const transform = inner['_setZoomTransform'].bind(inner)
  inner['_getTiledPixelBounds'] = (center) => bounds(convert(center))
  inner['_setZoomTransform'] = (level, center, zoom) => transform(level, convert(center), zoom)
}

/** Places the tiles of a layer anew for the map's present view. */
export function placeTiles(layer: GridLayer, map: LeafletMap): void {
  ;(layer as unknown as GridInternals)['_setZoomTransforms'](map.getCenter(), map.getZoom())
}
