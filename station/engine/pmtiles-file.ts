// A PMTiles pack of version 3 (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md): header, directories and
// tiles read by position. Checked before the first tile: that it is one, whole, and of a form that is drawn here.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { PackFacts, PackFile, PackRefusal } from '../store/pack-file.ts'
import { refuseDamaged, refusePack } from '../store/pack-file.ts'
import { MAX_TILE_BYTES } from '../store/tile-kind.ts'

const HEADER_BYTES = 127
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
/** Writers keep a directory to some ten thousand entries; a hostile one could name millions in a few kilobytes. */
const MAX_ENTRIES = 500_000
const MAX_ZOOM = 24
/** Directories deeper than this are no PMTiles. */
const MAX_DEPTH = 4
const LEAVES_KEPT = 64
/** Entries of all leaves kept in memory. */
const ENTRIES_KEPT = 1_000_000
/** Tile types of the header (section 3) that are drawn here. */
const TILE_TYPES: { readonly [type: number]: PackFacts['format'] } = {
  1: 'vector',
  2: 'raster',
  3: 'raster',
  4: 'raster',
}

interface Entry {
  readonly id: number
  readonly offset: number
  readonly length: number
  readonly run: number
}

interface Header {
  readonly root: Span
  readonly metadata: Span
  readonly leaves: Span
  readonly tiles: Span
  /** Compression of directories and metadata, and of tiles (section 3.2). */
  readonly internal: number
  readonly tile: number
}
interface Span {
  readonly offset: number
  readonly length: number
}

export class PmtilesFile implements PackFile {
  readonly facts: PackFacts
  readonly #file: number
  readonly #header: Header
  readonly #root: readonly Entry[]
  readonly #leaves = new Map<number, readonly Entry[]>()

  private constructor(file: number, header: Header, root: readonly Entry[], facts: PackFacts) {
    this.#file = file
    this.#header = header
    this.#root = root
    this.facts = facts
  }

  /** Opens and checks a pack; refused with `fileUnreadable` and the reason. */
  static open(path: string): Result<PmtilesFile> {
    const file = openSync(path, 'r')
    try {
      const bytes = readAt(file, 0, HEADER_BYTES)
      const problem = headerProblem(bytes, fstatSync(file).size)
      if (problem !== undefined) {
        closeSync(file)
        return refusePack(problem.why, problem.message)
      }
      const header = headerOf(bytes)
      const root = readDirectory(unpack(readAt(file, header.root.offset, header.root.length), header.internal))
      return ok(new PmtilesFile(file, header, root, factsOf(bytes, attributionOf(file, header))))
    } catch (error) {
      closeSync(file)
      return refuseDamaged(error)
    }
  }

  tile(z: number, x: number, y: number): Promise<Result<Uint8Array | undefined>> {
    try {
      return Promise.resolve(ok(this.#tile(tileId(z, x, y))))
    } catch (error) {
      return Promise.resolve(refuseDamaged(error))
    }
  }

  close(): void {
    closeSync(this.#file)
  }

  #tile(id: number): Uint8Array | undefined {
    const { tiles, tile } = this.#header
    let entries = this.#root
    for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
      const entry = lastUpTo(entries, id)
      if (entry === undefined) return undefined
      if (entry.run > 0) {
        if (id >= entry.id + entry.run) return undefined
        if (entry.length > MAX_TILE_BYTES) throw new Error('a tile in it is too large')
        return unpack(readAt(this.#file, tiles.offset + entry.offset, entry.length), tile)
      }
      entries = this.#leaf(entry)
    }
    throw new Error('its directories lie too deep')
  }

  #leaf(entry: Entry): readonly Entry[] {
    const known = this.#leaves.get(entry.offset)
    if (known !== undefined) return known
    const { leaves, internal } = this.#header
    if (entry.length > MAX_DIRECTORY_BYTES) throw new Error('a directory in it is too large')
    const read = readDirectory(unpack(readAt(this.#file, leaves.offset + entry.offset, entry.length), internal))
    let kept = read.length
    for (const leaf of this.#leaves.values()) kept += leaf.length
    for (const [oldest, leaf] of this.#leaves) {
      if (this.#leaves.size < LEAVES_KEPT && kept <= ENTRIES_KEPT) break
      this.#leaves.delete(oldest)
      kept -= leaf.length
    }
    this.#leaves.set(entry.offset, read)
    return read
  }
}

/** Position of a tile on the Hilbert curve over all levels (section 4.1). */
export function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3
  let [left, top] = [x, y]
  for (let level = z - 1; level >= 0; level -= 1) {
    const side = 2 ** level
    const right = Math.floor(left / side) % 2
    const lower = Math.floor(top / side) % 2
    id += side * side * ((3 * right) ^ lower)
    if (lower === 0) {
      if (right === 1) [left, top] = [side - 1 - (left % side), side - 1 - (top % side)]
      ;[left, top] = [top, left]
    }
  }
  return id
}

function headerProblem(bytes: Buffer, size: number): PackRefusal | undefined {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, 7) !== 'PMTiles' || bytes[7] !== 3)
    return { why: 'notPmtiles', message: 'it is not a PMTiles pack of version 3' }
  const { root, metadata, leaves, tiles } = headerOf(bytes)
  if ([root, metadata, leaves, tiles].some(({ offset, length }) => offset + length > size))
    return { why: 'cutShort', message: 'the pack is cut short: it names bytes that are not there' }
  if (root.length > MAX_DIRECTORY_BYTES || metadata.length > MAX_DIRECTORY_BYTES)
    return { why: 'damaged', message: 'its directory is too large' }
  if (!Object.hasOwn(TILE_TYPES, bytes[99] ?? 0))
    return { why: 'formNotDrawn', message: 'its tiles are of a form this program does not draw' }
  const [minZoom = 0, maxZoom = 0] = bytes.subarray(100, 102)
  return minZoom <= maxZoom && maxZoom <= MAX_ZOOM
    ? undefined
    : { why: 'zooms', message: `its zoom levels are not between 0 and ${MAX_ZOOM}` }
}

function headerOf(bytes: Buffer): Header {
  const span = (at: number): Span => ({
    offset: Number(bytes.readBigUInt64LE(at)),
    length: Number(bytes.readBigUInt64LE(at + 8)),
  })
  return {
    root: span(8),
    metadata: span(24),
    leaves: span(40),
    tiles: span(56),
    internal: bytes[97] ?? 0,
    tile: bytes[98] ?? 0,
  }
}

function factsOf(bytes: Buffer, attribution: string): PackFacts {
  const degrees = (at: number): number => bytes.readInt32LE(at) / 1e7
  const [west, south, east, north] = [degrees(102), degrees(106), degrees(110), degrees(114)]
  return {
    format: TILE_TYPES[bytes[99] ?? 0] ?? 'raster',
    minZoom: bytes[100] ?? 0,
    maxZoom: bytes[101] ?? 0,
    bounds: west < east && south < north ? [west, south, east, north] : null,
    attribution,
  }
}

function attributionOf(file: number, { metadata, internal }: Header): string {
  if (metadata.length === 0) return ''
  const read: unknown = JSON.parse(
    Buffer.from(unpack(readAt(file, metadata.offset, metadata.length), internal)).toString('utf8'),
  )
  const said = (read as { readonly attribution?: unknown } | null)?.attribution
  return typeof said === 'string' ? said.replace(/<[^>]*>/g, '').slice(0, 300) : ''
}

/** Section 4.2: numbers of entries, then ids as differences, runs, lengths, offsets (0: right behind the one before). */
function readDirectory(bytes: Uint8Array): readonly Entry[] {
  let at = 0
  const next = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at]
      if (byte === undefined) throw new Error('a directory in it is cut short')
      at += 1
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  const count = next()
  if (count > MAX_ENTRIES || count > bytes.length) throw new Error('a directory in it is too large')
  const column = (): number[] => Array.from({ length: count }, next)
  let id = 0
  const ids = column().map((step) => (id += step))
  const [runs, lengths, offsets] = [column(), column(), column()]
  let end = 0
  return ids.map((own, index) => {
    const length = lengths[index] ?? 0
    const given = offsets[index] ?? 0
    const offset = given === 0 ? end : given - 1
    end = offset + length
    return { id: own, offset, length, run: runs[index] ?? 0 }
  })
}

function lastUpTo(entries: readonly Entry[], id: number): Entry | undefined {
  let [low, high] = [0, entries.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.id ?? Infinity) <= id) low = middle + 1
    else high = middle - 1
  }
  return entries[high]
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
}

function unpack(bytes: Uint8Array, compression: number): Uint8Array {
  const limit = { maxOutputLength: 4 * MAX_DIRECTORY_BYTES }
  if (compression === 2) return gunzipSync(bytes, limit)
  if (compression === 3) return brotliDecompressSync(bytes, limit)
  if (compression === 4) return zstdDecompressSync(bytes, limit)
  return bytes
}
