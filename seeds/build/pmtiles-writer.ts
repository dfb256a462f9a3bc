// Writes a PMTiles v3 archive (github.com/protomaps/PMTiles, spec version 3).
// Promise: clustered, gzip directories, equal neighbouring tiles stored once as a run; same tiles in, same bytes out.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { zxyToTileId } from 'pmtiles'

const HEADER_BYTES = 127
/** The reader fetches header and root directory in its first 16 KiB. */
const ROOT_LIMIT = 16_384 - HEADER_BYTES

export interface Tile {
  readonly z: number
  readonly x: number
  readonly y: number
  /** Compressed with gzip. */
  readonly data: Uint8Array
}

export interface ArchiveInfo {
  readonly metadata: Readonly<Record<string, unknown>>
  readonly minZoom: number
  readonly maxZoom: number
  readonly bounds: readonly [west: number, south: number, east: number, north: number]
  readonly centre: readonly [lon: number, lat: number, zoom: number]
}

interface Entry {
  readonly tileId: number
  readonly offset: number
  readonly length: number
  runLength: number
}

function varint(value: number, out: number[]): void {
  let rest = value
  while (rest > 127) {
    out.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
}

function directory(entries: readonly Entry[]): Uint8Array {
  const out: number[] = []
  varint(entries.length, out)
  let lastId = 0
  for (const { tileId } of entries) {
    varint(tileId - lastId, out)
    lastId = tileId
  }
  for (const { runLength } of entries) varint(runLength, out)
  for (const { length } of entries) varint(length, out)
  let expected = -1
  for (const { offset, length } of entries) {
    varint(offset === expected ? 0 : offset + 1, out)
    expected = offset + length
  }
  return gzipSync(Uint8Array.from(out), { level: 9 })
}

function rootAndLeaves(entries: readonly Entry[]): { readonly root: Uint8Array; readonly leaves: Uint8Array } {
  const whole = directory(entries)
  if (whole.length <= ROOT_LIMIT) return { root: whole, leaves: new Uint8Array() }
  for (let size = 2_048; ; size *= 2) {
    const parts: Uint8Array[] = []
    const pointers: Entry[] = []
    let offset = 0
    for (let from = 0; from < entries.length; from += size) {
      const part = directory(entries.slice(from, from + size))
      pointers.push({ tileId: entries[from]?.tileId ?? 0, offset, length: part.length, runLength: 0 })
      parts.push(part)
      offset += part.length
    }
    const root = directory(pointers)
    if (root.length <= ROOT_LIMIT) return { root, leaves: Buffer.concat(parts) }
  }
}

/** The bytes of an archive of vector tiles. */
export function writeArchive(tiles: Iterable<Tile>, info: ArchiveInfo): Uint8Array {
  const sorted = [...tiles]
    .map((tile) => ({ tileId: zxyToTileId(tile.z, tile.x, tile.y), data: tile.data }))
    .toSorted((a, b) => a.tileId - b.tileId)
  const chunks: Uint8Array[] = []
  const placed = new Map<string, { readonly offset: number; readonly length: number }>()
  const entries: Entry[] = []
  let dataLength = 0
  for (const { tileId, data } of sorted) {
    const key = createHash('sha256').update(data).digest('base64')
    let place = placed.get(key)
    if (place === undefined) {
      place = { offset: dataLength, length: data.length }
      placed.set(key, place)
      chunks.push(data)
      dataLength += data.length
    }
    const last = entries.at(-1)
    if (last !== undefined && last.offset === place.offset && last.tileId + last.runLength === tileId) last.runLength++
    else entries.push({ tileId, ...place, runLength: 1 })
  }
  const { root, leaves } = rootAndLeaves(entries)
  const metadata = gzipSync(JSON.stringify(info.metadata), { level: 9 })
  const header = new DataView(new ArrayBuffer(HEADER_BYTES))
  'PMTiles'.split('').forEach((letter, i) => header.setUint8(i, letter.charCodeAt(0)))
  header.setUint8(7, 3)
  let offset = HEADER_BYTES
  const sections = [root.length, metadata.length, leaves.length, dataLength]
  sections.forEach((length, i) => {
    header.setBigUint64(8 + 16 * i, BigInt(offset), true)
    header.setBigUint64(16 + 16 * i, BigInt(length), true)
    offset += length
  })
  const counts = [sorted.length, entries.length, placed.size]
  counts.forEach((count, i) => header.setBigUint64(72 + 8 * i, BigInt(count), true))
  // Clustered; gzip inside and for tiles; vector tiles.
  const flags = [1, 2, 2, 1, info.minZoom, info.maxZoom]
  flags.forEach((value, i) => header.setUint8(96 + i, value))
  info.bounds.forEach((value, i) => header.setInt32(102 + 4 * i, Math.round(value * 1e7), true))
  const [lon, lat, zoom] = info.centre
  header.setUint8(118, zoom)
  header.setInt32(119, Math.round(lon * 1e7), true)
  header.setInt32(123, Math.round(lat * 1e7), true)
  return Buffer.concat([new Uint8Array(header.buffer), root, metadata, leaves, ...chunks])
}
