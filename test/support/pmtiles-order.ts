// The order of tiles in a PMTiles pack as the format's own library has it: the oracle for ours.
import { zxyToTileId } from 'pmtiles'

export function tileIdOf({ z, x, y }: { readonly z: number; readonly x: number; readonly y: number }): number {
  return zxyToTileId(z, x, y)
}
