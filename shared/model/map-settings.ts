// Settings of this station about base maps, named once for the station that obeys them and the view that changes them.
import type { Json } from '../base/json.ts'

/** How many megabytes of fetched tiles are kept on disk. */
export const TILE_CACHE_SETTING = 'tileCacheMb'
export const DEFAULT_TILE_CACHE_MB = 512
export const LEAST_TILE_CACHE_MB = 16
export const MOST_TILE_CACHE_MB = 100_000

/** The limit a setting stands for; the usual one when nothing sensible is set. */
export function tileCacheMb(setting: Json | undefined): number {
  if (typeof setting !== 'number' || !Number.isFinite(setting)) return DEFAULT_TILE_CACHE_MB
  return Math.min(MOST_TILE_CACHE_MB, Math.max(LEAST_TILE_CACHE_MB, setting))
}
