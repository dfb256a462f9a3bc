// An MBTiles pack (https://github.com/mapbox/mbtiles-spec, 1.3): a SQLite file of somebody else, read only and checked
// before the first tile: that it is one, that its tiles can be found by an index, and that they are what it says. What is
// wrong is said in words. Rows are numbered from the south there (TMS) and from the north everywhere else here.
import { closeSync, openSync, readSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import type { PackFacts, PackFile, PackRefusal } from './pack-file.ts'
import { refuseDamaged, refusePack } from './pack-file.ts'
import type { TileKind } from './tile-kind.ts'
import { MAX_TILE_BYTES, tileKindOf } from './tile-kind.ts'

const HEADER = 'SQLite format 3\0'
/** Bytes 18 and 19 of a SQLite file: 2 when it is written ahead (https://sqlite.org/fileformat.html section 1.3). */
const WRITE_VERSION_AT = 18
const WRITE_AHEAD = 2
const MAX_ZOOM = 24
const MAX_METADATA = 200
/** Tiles looked at before a pack is believed. */
const SAMPLES = 8

export class MbtilesFile implements PackFile {
  readonly facts: PackFacts
  readonly #sqlite: Sqlite.Database
  readonly #tile

  private constructor(sqlite: Sqlite.Database, facts: PackFacts) {
    this.#sqlite = sqlite
    this.facts = facts
    this.#tile = sqlite.prepare<[number, number, number], { readonly bytes: unknown }>(TILE_SQL)
  }

  /** Opens and checks a pack; refused with `fileUnreadable` and the reason. */
  static open(path: string): Result<MbtilesFile> {
    let sqlite: Sqlite.Database | undefined
    try {
      const bad = badHeader(path)
      if (bad !== undefined) return refusePack('notMbtiles', bad)
      sqlite = new Sqlite(path, { readonly: true, fileMustExist: true })
      // The file may be hostile: no functions from its schema, every page checked as it is read.
      sqlite.pragma('trusted_schema = OFF')
      sqlite.pragma('cell_size_check = ON')
      sqlite.pragma('mmap_size = 0')
      const facts = factsOf(sqlite)
      if (facts.ok) return ok(new MbtilesFile(sqlite, facts.value))
      sqlite.close()
      return facts
    } catch (error) {
      sqlite?.close()
      return refuseDamaged(error)
    }
  }

  tile(z: number, x: number, y: number): Promise<Result<Uint8Array | undefined>> {
    return Promise.resolve(this.#read(z, x, y))
  }

  close(): void {
    this.#sqlite.close()
  }

  #read(z: number, x: number, y: number): Result<Uint8Array | undefined> {
    try {
      const row = this.#tile.get(z, x, tmsRow(z, y))
      return ok(row !== undefined && row.bytes instanceof Uint8Array ? row.bytes : undefined)
    } catch (error) {
      return refuseDamaged(error)
    }
  }
}

const TILE_SQL = 'SELECT tile_data AS bytes FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?'

/** The row of a tile counted from the south. */
export function tmsRow(z: number, y: number): number {
  return 2 ** z - 1 - y
}

function badHeader(path: string): string | undefined {
  const bytes = Buffer.alloc(100)
  const file = openSync(path, 'r')
  try {
    if (readSync(file, bytes, 0, 100, 0) < 100 || bytes.toString('latin1', 0, 16) !== HEADER)
      return 'it is not an MBTiles pack (not a SQLite file)'
  } finally {
    closeSync(file)
  }
  return undefined
}

/** Takes our own copy of a pack out of the write-ahead form, in which it could not be opened for reading only. */
export function leaveWriteAhead(path: string): void {
  const bytes = Buffer.alloc(100)
  const file = openSync(path, 'r')
  readSync(file, bytes, 0, 100, 0)
  closeSync(file)
  if (bytes[WRITE_VERSION_AT] !== WRITE_AHEAD) return
  const sqlite = new Sqlite(path, { fileMustExist: true })
  try {
    sqlite.pragma('trusted_schema = OFF')
    sqlite.pragma('journal_mode = DELETE')
  } finally {
    sqlite.close()
  }
}

function factsOf(sqlite: Sqlite.Database): Result<PackFacts> {
  const schema = schemaProblem(sqlite)
  if (schema !== undefined) return refusePack(schema.why, schema.message)
  const metadata = metadataOf(sqlite)
  const kinds = sampleKinds(sqlite)
  if ('why' in kinds) return refusePack(kinds.why, kinds.message)
  const [kind] = kinds
  if (kind === undefined) return refusePack('noTiles', 'the pack holds no tiles')
  const said = metadata.get('format')?.toLowerCase()
  const problem = formatProblem(kinds, said)
  if (problem !== undefined) return refusePack(problem.why, problem.message)
  const zooms = zoomsOf(sqlite, metadata)
  if (zooms === undefined) return refusePack('zooms', `its zoom levels are not between 0 and ${MAX_ZOOM}`)
  const bounds = boundsOf(metadata.get('bounds'))
  if (bounds === undefined)
    return refusePack('bounds', `its bounds are not four degrees: ${(metadata.get('bounds') ?? '').slice(0, 80)}`)
  return ok({
    format: kind === 'vector' ? 'vector' : 'raster',
    ...zooms,
    bounds,
    attribution: plainText(metadata.get('attribution') ?? '').slice(0, 300),
  })
}

/** Both tables with their columns, tiles found by an index, and no view that could keep the station busy for ever. */
function schemaProblem(sqlite: Sqlite.Database): PackRefusal | undefined {
  const wanted = {
    metadata: ['name', 'value'],
    tiles: ['zoom_level', 'tile_column', 'tile_row', 'tile_data'],
  } as const
  const views = sqlite
    .prepare<[], { readonly sql: string | null }>(`SELECT sql FROM sqlite_schema WHERE type = 'view'`)
    .all()
  if (views.some(({ sql }) => /\bWITH\b|\bRECURSIVE\b|\bUNION\b/i.test(sql ?? '')))
    return { why: 'notPlainView', message: 'its view of tiles is not a plain join' }
  for (const [table, columns] of Object.entries(wanted)) {
    const found = new Set(
      sqlite
        .prepare<[string], { readonly name: string }>('SELECT name FROM pragma_table_info(?)')
        .all(table)
        .map(({ name }) => name.toLowerCase()),
    )
    const missing = columns.find((column) => !found.has(column))
    if (missing !== undefined)
      return { why: 'notMbtiles', message: `it is not an MBTiles pack (no ${table}.${missing})` }
  }
  const plan = sqlite
    .prepare<[number, number, number], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${TILE_SQL}`)
    .all(0, 0, 0)
  return plan.some(({ detail }) => /^SCAN|AUTOMATIC/.test(detail))
    ? {
        why: 'noIndex',
        message:
          'its tiles have no index (zoom_level, tile_column, tile_row): every tile would need the whole file to be read',
      }
    : undefined
}

function metadataOf(sqlite: Sqlite.Database): ReadonlyMap<string, string> {
  const rows = sqlite
    .prepare<[number], { readonly name: unknown; readonly value: unknown }>('SELECT name, value FROM metadata LIMIT ?')
    .all(MAX_METADATA)
  return new Map(
    rows.flatMap(({ name, value }) =>
      typeof name === 'string' && (typeof value === 'string' || typeof value === 'number')
        ? [[name, String(value)] as const]
        : [],
    ),
  )
}

function sampleKinds(sqlite: Sqlite.Database): readonly TileKind[] | PackRefusal {
  const rows = sqlite
    .prepare<[number], { readonly bytes: unknown }>('SELECT tile_data AS bytes FROM tiles LIMIT ?')
    .all(SAMPLES)
  const kinds: TileKind[] = []
  for (const { bytes } of rows) {
    if (!(bytes instanceof Uint8Array)) return { why: 'formNotDrawn', message: 'a tile in it is not data' }
    if (bytes.length > MAX_TILE_BYTES)
      return { why: 'tileTooLarge', message: `a tile in it is larger than ${MAX_TILE_BYTES} bytes` }
    const kind = tileKindOf(bytes)
    if (kind === undefined)
      return { why: 'formNotDrawn', message: 'its tiles are neither pictures (PNG, JPEG, WebP) nor vector tiles' }
    kinds.push(kind)
  }
  return kinds
}

const FORMATS: { readonly [said: string]: readonly TileKind[] } = {
  pbf: ['vector'],
  mvt: ['vector'],
  png: ['image/png'],
  jpg: ['image/jpeg'],
  jpeg: ['image/jpeg'],
  webp: ['image/webp'],
  // Written by some programs for packs that mix both, transparent at the edge.
  hybrid: ['image/png', 'image/jpeg'],
}

function formatProblem(kinds: readonly TileKind[], said: string | undefined): PackRefusal | undefined {
  const isVector = kinds.map((kind) => kind === 'vector')
  if (new Set(isVector).size > 1) return { why: 'formMixed', message: 'it holds pictures and vector tiles at once' }
  if (said === undefined) return undefined
  const known = Object.hasOwn(FORMATS, said) ? FORMATS[said] : undefined
  if (known === undefined)
    return {
      why: 'formNotDrawn',
      message: `its tiles are of the form "${said.slice(0, 40)}", which this program does not draw`,
    }
  // Pictures of another kind than said are common and harmless: a browser looks at the bytes.
  if (isVector[0] !== known.includes('vector'))
    return { why: 'formOther', message: `it says its tiles are ${said}, and they are not` }
  return undefined
}

function zoomsOf(
  sqlite: Sqlite.Database,
  metadata: ReadonlyMap<string, string>,
): { readonly minZoom: number; readonly maxZoom: number } | undefined {
  // Level by level, each found by the index: a minimum over a joined view would read the whole file.
  const has = sqlite.prepare<[number]>('SELECT zoom_level FROM tiles WHERE zoom_level = ? LIMIT 1')
  const levels = Array.from({ length: MAX_ZOOM + 1 }, (_, zoom) => zoom)
  const saidOr = (name: string, found: () => number | undefined): number => {
    const said = Number.parseInt(metadata.get(name) ?? '', 10)
    return Number.isNaN(said) ? (found() ?? NaN) : said
  }
  const minZoom = saidOr('minzoom', () => levels.find((zoom) => has.get(zoom) !== undefined))
  const maxZoom = saidOr('maxzoom', () => levels.findLast((zoom) => has.get(zoom) !== undefined))
  const fits = [minZoom, maxZoom].every((zoom) => Number.isInteger(zoom) && zoom >= 0 && zoom <= MAX_ZOOM)
  return fits && minZoom <= maxZoom ? { minZoom, maxZoom } : undefined
}

/** null when nothing is said, undefined when what is said is wrong. */
function boundsOf(text: string | undefined): PackFacts['bounds'] | undefined {
  if (text === undefined || text.trim() === '') return null
  const [west = NaN, south = NaN, east = NaN, north = NaN, ...more] = text.split(',').map(Number)
  const fits =
    more.length === 0 &&
    [west, east].every((lon) => Math.abs(lon) <= 180) &&
    [south, north].every((lat) => Math.abs(lat) <= 90)
  return fits && west < east && south < north ? [west, south, east, north] : undefined
}

/** Attributions are often HTML; here they are shown as text. */
function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&copy;', '©')
    .replaceAll('&amp;', '&')
    .trim()
}
