// Gives the map tiles and pieces of packs from this window's station.
import { call } from '../../link/station.ts'
import { BasemapRefused } from '../../map/basemap-reason.ts'
import type { TilePorts } from '../../map/tile-ports.ts'

/** A tile from a far server may take its time; the station gives up on its own before this. */
const TIME_LIMIT_MS = 30_000

export const stationTiles: TilePorts = {
  async tile(source, z, x, y) {
    const answer = await call('tile', { source, z, x, y }, TIME_LIMIT_MS)
    if (!answer.ok) throw new BasemapRefused(answer.fault)
    const { base64, mime, cached } = answer.value
    return base64 === null ? null : { bytes: bytesOf(base64), mime, isFresh: !cached }
  },
  async packBytes(source, offset, length) {
    const answer = await call('packBytes', { source, offset, length }, TIME_LIMIT_MS)
    if (!answer.ok) throw new BasemapRefused(answer.fault)
    return bytesOf(answer.value.base64)
  },
}

function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  return bytes.buffer
}
