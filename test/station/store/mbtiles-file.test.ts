// MBTiles packs: what is read of them, and that everything that is not one, or not what it says, is refused in words.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { MbtilesFile } from '../../../station/store/mbtiles-file.ts'
import type { MbtilesOptions, Tile } from '../../support/map-packs.ts'
import { JPEG, PLAIN_VIEW, PNG, VECTOR, writeMbtiles } from '../../support/map-packs.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { value } from './stores.ts'

const NORTH: Tile = { z: 2, x: 3, y: 0, bytes: PNG }
const SOUTH: Tile = { z: 2, x: 3, y: 3, bytes: Buffer.concat([PNG, Buffer.from('south')]) }

function pack(tiles: readonly Tile[], options: MbtilesOptions = {}): string {
  const path = join(scratchFolder(), 'pack.mbtiles')
  writeMbtiles(path, tiles, options)
  return path
}

function refusal(path: string): string {
  const opened = MbtilesFile.open(path)
  if (opened.ok) opened.value.close()
  return opened.ok ? 'opened' : opened.fault.message
}

test.for<readonly [string, MbtilesOptions]>([
  ['a table', {}],
  ['a view over two tables', { view: PLAIN_VIEW }],
])('tiles in %s: rows are counted from the north here and from the south there', async ([, options]) => {
  const metadata = {
    format: 'png',
    bounds: '115.5,23.5,120.8,28.4',
    minzoom: '2',
    maxzoom: '9',
    attribution: '<a href="x">&copy; 测绘</a>',
  }
  const file = value(MbtilesFile.open(pack([NORTH, SOUTH], { metadata, ...options })))
  expect(file.facts).toEqual({
    format: 'raster',
    minZoom: 2,
    maxZoom: 9,
    bounds: [115.5, 23.5, 120.8, 28.4],
    attribution: '© 测绘',
  })
  const read = async (y: number): Promise<Buffer | undefined> => {
    const bytes = value(await file.tile(2, 3, y))
    return bytes === undefined ? undefined : Buffer.from(bytes)
  }
  expect([await read(0), await read(3), await read(1)]).toEqual([NORTH.bytes, SOUTH.bytes, undefined])
  file.close()
})

test('vector tiles; what the metadata does not say is found in the tiles', () => {
  const tiles = [4, 5, 7].map((z) => ({ z, x: 1, y: 2, bytes: VECTOR }))
  const file = value(MbtilesFile.open(pack(tiles, { metadata: { format: 'pbf' } })))
  expect(file.facts).toEqual({ format: 'vector', minZoom: 4, maxZoom: 7, bounds: null, attribution: '' })
  file.close()
})

test('the pack is only read, and nothing is left beside it', async () => {
  const path = pack([NORTH])
  const before = readFileSync(path)
  const file = value(MbtilesFile.open(path))
  value(await file.tile(2, 3, 0))
  file.close()
  expect([readFileSync(path).equals(before), readdirSync(dirname(path))]).toEqual([true, ['pack.mbtiles']])
})

test.for<readonly [RegExp, readonly Tile[], MbtilesOptions]>([
  [/no tiles/, [], {}],
  [/no index/, [NORTH], { index: false }],
  [/says its tiles are pbf/, [NORTH], { metadata: { format: 'pbf' } }],
  [/says its tiles are png/, [{ ...NORTH, bytes: VECTOR }], { metadata: { format: 'png' } }],
  [/"avif"/, [NORTH], { metadata: { format: 'avif' } }],
  [/neither pictures/, [{ ...NORTH, bytes: Buffer.from('hello') }], {}],
  [/pictures and vector tiles at once/, [NORTH, { ...SOUTH, bytes: VECTOR }], {}],
  [/larger than/, [{ ...NORTH, bytes: Buffer.concat([PNG, Buffer.alloc(5_000_000)]) }], {}],
  [/zoom levels/, [NORTH], { metadata: { minzoom: '9', maxzoom: '3' } }],
  [/zoom levels/, [NORTH], { metadata: { maxzoom: '99' } }],
  [/bounds/, [NORTH], { metadata: { bounds: '1,2,3' } }],
  [/bounds/, [NORTH], { metadata: { bounds: '120,23,110,28' } }],
  [
    /not a plain join/,
    [NORTH],
    {
      view: "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS zoom_level, 0 AS tile_column, 0 AS tile_row, x'00' AS tile_data FROM n",
    },
  ],
])('refused: %s', ([why, tiles, options]) => {
  expect(refusal(pack(tiles, options))).toMatch(why)
})

test('a picture of another kind than the pack says is let in: a browser looks at the bytes', () => {
  expect(refusal(pack([{ ...NORTH, bytes: JPEG }], { metadata: { format: 'png' } }))).toBe('opened')
})

test('refused: other files, other databases, and a pack cut short', () => {
  const folder = scratchFolder({ 'notes.mbtiles': 'not a database', 'empty.mbtiles': '' })
  const other = join(folder, 'other.mbtiles')
  new Sqlite(other).exec('CREATE TABLE tiles (id)').close()
  const whole = pack(
    Array.from({ length: 40 }, (_, x) => ({ z: 6, x, y: 1, bytes: Buffer.concat([PNG, Buffer.alloc(3_000)]) })),
  )
  const cut = join(folder, 'cut.mbtiles')
  writeFileSync(cut, readFileSync(whole).subarray(0, 6_000))
  const said = ['notes.mbtiles', 'empty.mbtiles', 'other.mbtiles', 'cut.mbtiles'].map((name) =>
    refusal(join(folder, name)),
  )
  expect(said).toEqual([
    expect.stringContaining('not a SQLite file'),
    expect.stringContaining('not a SQLite file'),
    expect.stringContaining('no metadata.name'),
    expect.stringContaining('damaged'),
  ])
})
