// PMTiles packs read at the station, against the format's own library and the pack that ships with the program.
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { PMTiles, zxyToTileId } from 'pmtiles'
import { expect, test } from 'vitest'
import { PmtilesFile, tileId } from '../../../station/engine/pmtiles-file.ts'
import { JPEG, PNG, pmtilesOf } from '../../support/map-packs.ts'
import { ROOT } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { value } from '../store/stores.ts'

const BUILT_IN = join(ROOT, 'seeds/basemap/fujian.pmtiles')

test('a tile has the number the format gives it', () => {
  const place = fc
    .integer({ min: 0, max: 24 })
    .chain((z) => fc.tuple(fc.constant(z), fc.nat({ max: 2 ** z - 1 }), fc.nat({ max: 2 ** z - 1 })))
  fc.assert(fc.property(place, ([z, x, y]) => tileId(z, x, y) === zxyToTileId(z, x, y)))
})

/** The library's own reading of a file. */
function library(path: string): PMTiles {
  return new PMTiles({
    getKey: () => path,
    getBytes: (offset, length) => {
      const file = openSync(path, 'r')
      const bytes = Buffer.alloc(length)
      const read = readSync(file, bytes, 0, length, offset)
      closeSync(file)
      return Promise.resolve({ data: new Uint8Array(bytes.subarray(0, read)).buffer })
    },
  })
}

test('every tile of the built-in pack is read as the library reads it, and where it has none there is none', async () => {
  const file = value(PmtilesFile.open(BUILT_IN))
  const theirs = library(BUILT_IN)
  const { minZoom, maxZoom, bounds } = file.facts
  const [west, south, east, north] = bounds ?? [0, 0, 0, 0]
  let found = 0
  for (let z = minZoom; z <= Math.min(maxZoom, 9); z += 1) {
    const column = (lon: number): number => Math.floor(((lon + 180) / 360) * 2 ** z)
    const row = (lat: number): number =>
      Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z)
    for (let x = column(west) - 1; x <= column(east); x += 1)
      for (let y = row(north); y <= row(south); y += 1) {
        const ours = value(await file.tile(z, x, y))
        const expected = (await theirs.getZxy(z, x, y))?.data
        expect([z, x, y, ours?.length]).toEqual([z, x, y, expected?.byteLength])
        if (ours === undefined || expected === undefined) continue
        expect(Buffer.from(ours).equals(Buffer.from(expected))).toBe(true)
        found += 1
      }
  }
  file.close()
  expect(found).toBeGreaterThan(20)
  expect(file.facts.attribution).not.toBe('')
})

const TILES = [
  { z: 5, x: 26, y: 13, bytes: PNG },
  { z: 6, x: 53, y: 27, bytes: Buffer.concat([PNG, Buffer.from('b')]) },
  { z: 6, x: 52, y: 26, bytes: JPEG },
]

test.for([false, true])('pictures in a pack, directories in leaves: %s', async (leaves) => {
  const path = join(scratchFolder(), 'pack.pmtiles')
  writeFileSync(path, pmtilesOf(TILES, { type: 2, leaves, attribution: '<b>测绘</b>' }))
  const file = value(PmtilesFile.open(path))
  expect(file.facts).toEqual({
    format: 'raster',
    minZoom: 5,
    maxZoom: 6,
    bounds: [117, 23, 121, 29],
    attribution: '测绘',
  })
  for (const { z, x, y, bytes } of TILES) expect(Buffer.from(value(await file.tile(z, x, y)) ?? [])).toEqual(bytes)
  expect([value(await file.tile(6, 0, 0)), value(await file.tile(6, 53, 26))]).toEqual([undefined, undefined])
  file.close()
})

test('refused: another version, a form that is not drawn, a pack cut short, rubbish in the directory', () => {
  const whole = pmtilesOf(TILES, { type: 2 })
  const changed = (at: number, byte: number): Buffer => {
    const copy = Buffer.from(whole)
    copy[at] = byte
    return copy
  }
  const folder = scratchFolder()
  const said = [
    changed(7, 2),
    changed(99, 5),
    whole.subarray(0, whole.length - 1),
    changed(101, 30),
    changed(130, 0xff),
    Buffer.from('PMTiles'),
    readFileSync(BUILT_IN).subarray(0, 4_000),
  ].map((bytes, index) => {
    const path = join(folder, String(index))
    writeFileSync(path, bytes)
    const opened = PmtilesFile.open(path)
    return opened.ok ? 'opened' : opened.fault.message
  })
  expect(said).toEqual([
    'it is not a PMTiles pack of version 3',
    'its tiles are of a form this program does not draw',
    'the pack is cut short: it names bytes that are not there',
    'its zoom levels are not between 0 and 24',
    expect.any(String),
    'it is not a PMTiles pack of version 3',
    'the pack is cut short: it names bytes that are not there',
  ])
  expect(said[4]).not.toBe('opened')
})
