// Small base map packs made for tests: MBTiles by SQLite itself, PMTiles by a writer of its own.
import { gzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { tileIdOf } from './pmtiles-order.ts'

/** The smallest PNG there is, and a WebP's and a JPEG's beginning. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
export const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])
/** One layer named `w`, packed as vector tiles are. */
export const VECTOR = gzipSync(Buffer.from([0x1a, 0x05, 0x0a, 0x01, 0x77, 0x78, 0x02]))

export interface Tile {
  readonly z: number
  readonly x: number
  /** From the north. */
  readonly y: number
  readonly bytes: Uint8Array
}

export interface MbtilesOptions {
  readonly metadata?: Readonly<Record<string, string>>
  readonly index?: boolean
  /** Tiles and pictures in two tables behind a view, as programs that share equal tiles write them. */
  readonly view?: string
  readonly wal?: boolean
}

export const PLAIN_VIEW =
  'CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column, map.tile_row AS tile_row, images.tile_data AS tile_data FROM map JOIN images ON images.tile_id = map.tile_id'

/** Writes an MBTiles pack. */
export function writeMbtiles(path: string, tiles: readonly Tile[], options: MbtilesOptions = {}): void {
  const sqlite = new Sqlite(path)
  if (options.wal === true) sqlite.pragma('journal_mode = WAL')
  sqlite.exec('CREATE TABLE metadata (name text, value text)')
  const table = options.view === undefined ? 'tiles' : 'map'
  const data = options.view === undefined ? 'tile_data blob' : 'tile_id text'
  sqlite.exec(`CREATE TABLE ${table} (zoom_level integer, tile_column integer, tile_row integer, ${data})`)
  if (options.index !== false)
    sqlite.exec(`CREATE UNIQUE INDEX tile_index ON ${table} (zoom_level, tile_column, tile_row)`)
  if (options.view !== undefined) {
    sqlite.exec('CREATE TABLE images (tile_data blob, tile_id text)')
    sqlite.exec('CREATE UNIQUE INDEX images_id ON images (tile_id)')
    sqlite.exec(options.view)
  }
  const meta = sqlite.prepare('INSERT INTO metadata (name, value) VALUES (?, ?)')
  for (const [name, value] of Object.entries(options.metadata ?? {})) meta.run(name, value)
  for (const { z, x, y, bytes } of tiles) {
    const row = 2 ** z - 1 - y
    const id = `${z}/${x}/${row}`
    sqlite.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?)`).run(z, x, row, options.view === undefined ? bytes : id)
    if (options.view !== undefined) sqlite.prepare('INSERT INTO images VALUES (?, ?)').run(bytes, id)
  }
  sqlite.close()
}

function varints(numbers: readonly number[]): Buffer {
  const bytes: number[] = []
  for (const number of numbers) {
    let left = number
    while (left >= 128) {
      bytes.push((left % 128) + 128)
      left = Math.floor(left / 128)
    }
    bytes.push(left)
  }
  return Buffer.from(bytes)
}

interface Entry {
  readonly id: number
  readonly run: number
  readonly length: number
  readonly offset: number
}

function directory(entries: readonly Entry[]): Buffer {
  return gzipSync(
    Buffer.concat([
      varints([entries.length]),
      varints(entries.map(({ id }, index) => id - (entries[index - 1]?.id ?? 0))),
      varints(entries.map(({ run }) => run)),
      varints(entries.map(({ length }) => length)),
      varints(entries.map(({ offset }) => offset + 1)),
    ]),
  )
}

/** A PMTiles pack of version 3 as bytes. With `leaves` its entries lie in leaf directories of one entry each. */
export function pmtilesOf(
  tiles: readonly Tile[],
  {
    type,
    attribution = '',
    leaves = false,
  }: { readonly type: number; readonly attribution?: string; readonly leaves?: boolean },
): Buffer {
  const ordered = tiles.map((tile) => ({ ...tile, id: tileIdOf(tile) })).toSorted((a, b) => a.id - b.id)
  let at = 0
  const entries: Entry[] = ordered.map(({ id, bytes }) => {
    const entry = { id, run: 1, length: bytes.length, offset: at }
    at += bytes.length
    return entry
  })
  let leafAt = 0
  const parts = entries.map((entry) => directory([entry]))
  const pointers = entries.map(({ id }, index) => {
    const length = parts[index]?.length ?? 0
    const entry = { id, run: 0, length, offset: leafAt }
    leafAt += length
    return entry
  })
  const root = directory(leaves ? pointers : entries)
  const metadata = gzipSync(JSON.stringify({ attribution }))
  const leafBytes = leaves ? Buffer.concat(parts) : Buffer.alloc(0)
  const data = Buffer.concat(ordered.map(({ bytes }) => bytes))
  const header = Buffer.alloc(127)
  header.write('PMTiles', 'latin1')
  header[7] = 3
  let offset = 127
  for (const [index, part] of [root, metadata, leafBytes, data].entries()) {
    header.writeBigUInt64LE(BigInt(offset), 8 + index * 16)
    header.writeBigUInt64LE(BigInt(part.length), 16 + index * 16)
    offset += part.length
  }
  const zooms = tiles.map(({ z }) => z)
  header.set([1, 2, 1, type, Math.min(...zooms), Math.max(...zooms)], 96)
  for (const [index, degrees] of [117, 23, 121, 29].entries()) header.writeInt32LE(degrees * 1e7, 102 + index * 4)
  return Buffer.concat([header, root, metadata, leafBytes, data])
}
