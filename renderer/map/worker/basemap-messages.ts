// What the map and its base map painter (basemap.worker.ts) tell each other. Bitmaps and bytes are transferred, not copied.
import type { BasemapProblem } from './basemap-problems.ts'
import type { MapLanguage } from './basemap-style.ts'

/** Where a painter gets its tiles from. Bytes of packs are asked of the map, which asks the station. */
export type BasemapSource =
  /** A PMTiles file fetched whole: the built-in pack. */
  | { readonly kind: 'file'; readonly url: string }
  /** A PMTiles pack on the station's disk, read piece by piece. */
  | { readonly kind: 'pack'; readonly maxZoom: number }
  /** Vector tiles one by one (MBTiles). */
  | { readonly kind: 'tiles'; readonly maxZoom: number }

export type ToPainter =
  | { readonly t: 'open'; readonly source: BasemapSource; readonly language: MapLanguage; readonly scale: number }
  | { readonly t: 'language'; readonly language: MapLanguage }
  | { readonly t: 'paint'; readonly z: number; readonly x: number; readonly y: number }
  | { readonly t: 'drop'; readonly z: number; readonly x: number; readonly y: number }
  | { readonly t: 'bytes'; readonly request: number; readonly bytes: ArrayBuffer | null }
  /** What was asked for does not come; the map has told why. */
  | { readonly t: 'refused'; readonly request: number }

export type FromPainter =
  | { readonly t: 'ready'; readonly attribution: string; readonly maxZoom: number }
  | { readonly t: 'tile'; readonly z: number; readonly x: number; readonly y: number; readonly bitmap: ImageBitmap }
  | { readonly t: 'problem'; readonly reason: BasemapProblem }
  | { readonly t: 'needBytes'; readonly request: number; readonly offset: number; readonly length: number }
  | { readonly t: 'needTile'; readonly request: number; readonly z: number; readonly x: number; readonly y: number }

/** Key of a tile. */
export function tileKey(z: number, x: number, y: number): string {
  return `${z}/${x}/${y}`
}
