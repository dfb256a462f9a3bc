// Base maps at the station: packs taken in and refused, tile addresses fetched from a real server, kept, and shown without it.
import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { TILE_CACHE_SETTING } from '../../../shared/model/map-settings.ts'
import type { MapSourceRow } from '../../../shared/rpc/rows.ts'
import { MapSources } from '../../../station/engine/map-sources.ts'
import { addressProblem, tileAddress } from '../../../station/engine/tile-address.ts'
import type { StationStore } from '../../../station/store/station-store.ts'
import { PNG, VECTOR, pmtilesOf, writeMbtiles } from '../../support/map-packs.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { tileServer } from '../../support/tile-server.ts'
import { memoryStore, must, value } from '../store/stores.ts'

interface World {
  readonly folder: string
  readonly store: StationStore
  readonly maps: MapSources
  readonly changes: { count: number }
}

function mapsOn(folder: string, store: StationStore, changes = { count: 0 }): MapSources {
  let last = 0
  const maps = new MapSources({
    store,
    folder: join(folder, 'maps'),
    nowMs: Date.now,
    newId: () => `M${Date.now().toString(36)}${(last += 1)}`.toUpperCase(),
    onChange: () => (changes.count += 1),
    log: () => undefined,
  })
  onTestFinished(() => maps.close())
  return maps
}

async function world(): Promise<World> {
  const folder = scratchFolder()
  const store = await memoryStore()
  const changes = { count: 0 }
  return { folder, store, changes, maps: mapsOn(folder, store, changes) }
}

const named = { name: '本市', system: 'WGS84' } as const

test('packs of both forms and both kinds are taken in, from a path or as bytes, and give their tiles', async () => {
  const { maps, folder, changes } = await world()
  const mbtiles = join(folder, '城区.mbtiles')
  writeMbtiles(mbtiles, [{ z: 3, x: 6, y: 2, bytes: VECTOR }], { metadata: { format: 'pbf', attribution: '局' } })
  const added = [
    value(await maps.addPack({ ...named, fileName: '城区.mbtiles', path: mbtiles, base64: null })),
    value(
      await maps.addPack({
        ...named,
        fileName: 'x.bin',
        path: null,
        base64: pmtilesOf([{ z: 3, x: 6, y: 2, bytes: PNG }], { type: 2 }).toString('base64'),
      }),
    ),
  ]
  rmSync(mbtiles)
  expect(added.map(({ source, format, attribution, fault }) => [source, format, attribution, fault])).toEqual([
    ['mbtiles', 'vector', '局', null],
    ['pmtiles', 'raster', '', null],
  ])
  const tiles = await Promise.all(added.map(({ key }) => maps.tile({ source: key, z: 3, x: 6, y: 2 })))
  expect(tiles.map((tile) => [value(tile).mime, Buffer.from(value(tile).base64 ?? '', 'base64')])).toEqual([
    ['application/vnd.mapbox-vector-tile', VECTOR],
    ['image/png', PNG],
  ])
  const none = value(await maps.tile({ source: added[0]?.key ?? '', z: 3, x: 0, y: 0 }))
  expect(none.base64).toBeNull()
  expect(changes.count).toBe(2)
  expect(
    Buffer.from(
      value(maps.packBytes({ source: added[1]?.key ?? '', offset: 0, length: 7 })).base64,
      'base64',
    ).toString(),
  ).toBe('PMTiles')
})

test('[HO-8] a refused file says its name and why, and leaves nothing behind', async () => {
  const { maps, folder, changes } = await world()
  const other = join(folder, 'photo.mbtiles')
  writeFileSync(other, PNG)
  const busy = join(folder, 'busy.mbtiles')
  writeMbtiles(busy, [{ z: 3, x: 6, y: 2, bytes: PNG }])
  writeFileSync(`${busy}-wal`, 'somebody writes')
  const said = []
  for (const path of [other, busy, folder, join(folder, 'gone.mbtiles')]) {
    const answer = await maps.addPack({ ...named, fileName: 'a.mbtiles', path, base64: null })
    said.push(answer.ok ? 'taken' : [answer.fault.kind, answer.fault.detail?.['why'], answer.fault.message])
  }
  expect(said).toEqual([
    ['fileUnreadable', 'notAPack', 'a.mbtiles: it is neither a PMTiles nor an MBTiles pack'],
    ['fileUnreadable', 'beingWritten', expect.stringContaining('another program is still writing')],
    ['fileUnreadable', 'notAFile', expect.stringContaining('is not a file')],
    ['fileUnreadable', 'notAFile', expect.stringContaining('is not a file')],
  ])
  expect(await maps.addPack({ ...named, fileName: 'x', path: null, base64: null })).toMatchObject({ ok: false })
  expect([maps.rows(), readdirSync(join(folder, 'maps')), changes.count]).toEqual([[], [], 0])
})

test('a pack in write-ahead form is taken in once nobody writes it', async () => {
  const { maps, folder } = await world()
  const path = join(folder, 'ahead.mbtiles')
  writeMbtiles(path, [{ z: 3, x: 6, y: 2, bytes: PNG }], { wal: true })
  const copy = join(folder, 'copy.mbtiles')
  copyFileSync(path, copy)
  const row = value(await maps.addPack({ ...named, fileName: 'ahead.mbtiles', path: copy, base64: null }))
  expect(value(await maps.tile({ source: row.key, z: 3, x: 6, y: 2 })).mime).toBe('image/png')
  expect(new Sqlite(path, { readonly: true }).pragma('journal_mode', { simple: true })).toBe('wal')
})

test('a pack is there again after a restart; one whose file is gone says so; a removed one leaves no file', async () => {
  const { maps, folder, store } = await world()
  const base64 = pmtilesOf([{ z: 3, x: 6, y: 2, bytes: PNG }], { type: 2 }).toString('base64')
  const { key } = value(await maps.addPack({ ...named, fileName: 'a', path: null, base64 }))
  const other = value(await maps.addPack({ ...named, fileName: 'b', path: null, base64 }))
  maps.close()
  const again = mapsOn(folder, store)
  expect(value(await again.tile({ source: key, z: 3, x: 6, y: 2 })).mime).toBe('image/png')
  rmSync(join(folder, 'maps', `${other.key}.pmtiles`))
  expect(again.rows().map(({ fault }) => fault?.kind ?? null)).toEqual([null, 'fileUnreadable'])
  expect(await again.tile({ source: other.key, z: 3, x: 6, y: 2 })).toMatchObject({ fault: { kind: 'notFound' } })
  expect(await again.remove(key)).toEqual({ ok: true, value: null })
  expect(await again.remove(key)).toMatchObject({ fault: { kind: 'notFound' } })
  expect([again.rows().length, existsSync(join(folder, 'maps', `${key}.pmtiles`))]).toEqual([1, false])
})

async function addressOf(maps: MapSources, address: string, source: 'xyz' | 'wmts' = 'xyz'): Promise<MapSourceRow> {
  return value(maps.addAddress({ ...named, source, address, attribution: '', minZoom: 0, maxZoom: 18 }))
}

test('XYZ and WMTS addresses are fetched as they are written, once, and shown from disk when the server is gone', async () => {
  const server = await tileServer()
  const { maps, folder, store } = await world()
  const xyz = await addressOf(maps, `${server.url}/{z}/{x}/{y}.png?tk=secret`)
  const wmts = await addressOf(
    maps,
    `${server.url}/wmts?SERVICE=WMTS&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}`,
    'wmts',
  )
  const tms = await addressOf(maps, `${server.url}/tms/{z}/{x}/{-y}`)
  const at = { z: 3, x: 6, y: 2 }
  // The same tile asked for by two windows at once is fetched once.
  const first = await Promise.all([maps.tile({ source: xyz.key, ...at }), maps.tile({ source: xyz.key, ...at })])
  await maps.tile({ source: wmts.key, ...at })
  await maps.tile({ source: tms.key, ...at })
  expect(server.asked).toEqual([
    '/3/6/2.png?tk=secret',
    '/wmts?SERVICE=WMTS&TILEMATRIX=3&TILEROW=2&TILECOL=6',
    '/tms/3/6/5',
  ])
  expect(first.map((tile) => value(tile).cached)).toEqual([false, false])
  await server.close()
  const later = mapsOn(folder, store)
  const kept = value(await later.tile({ source: xyz.key, ...at }))
  expect([kept.cached, Buffer.from(must(kept.base64), 'base64')]).toEqual([true, PNG])
  const missing = await later.tile({ source: xyz.key, ...at, x: 1 })
  expect(missing).toMatchObject({ ok: false, fault: { kind: 'offline', detail: { why: 'tile.noAnswer' } } })
  expect(JSON.stringify(missing)).not.toContain('secret')
})

test('what is no tile is told and never kept', async () => {
  const server = await tileServer()
  const { maps } = await world()
  const { key } = await addressOf(maps, `${server.url}/{z}/{x}/{y}`)
  const answers = [
    { status: 404, body: 'none' },
    { status: 403, body: 'key?' },
    { status: 503, body: 'later' },
    { status: 200, body: '<html>sign in</html>' },
    { status: 200, body: VECTOR },
    { status: 200, body: Buffer.concat([PNG, Buffer.alloc(5_000_000)]) },
  ]
  const said = []
  for (const answer of answers) {
    server.answer = () => answer
    const tile = await maps.tile({ source: key, z: 1, x: 0, y: 0 })
    said.push(tile.ok ? tile.value.base64 : [tile.fault.kind, tile.fault.detail?.['why']])
  }
  expect(said).toEqual([
    null,
    ['fileUnreadable', 'tile.keyRefused'],
    ['fileUnreadable', 'tile.answered'],
    ['fileUnreadable', 'tile.notAPicture'],
    ['fileUnreadable', 'tile.notAPicture'],
    ['tooLarge', 'tile.tooLarge'],
  ])
  server.answer = () => ({ status: 200, body: PNG })
  expect(value(await maps.tile({ source: key, z: 1, x: 0, y: 0 })).cached).toBe(false)
  expect(await maps.tile({ source: key, z: 1, x: 2, y: 0 })).toMatchObject({ fault: { kind: 'invalidInput' } })
  expect(await maps.tile({ source: 'gone', z: 1, x: 0, y: 0 })).toMatchObject({ fault: { kind: 'notFound' } })
})

test('[HO-9] the limit of kept tiles is a setting: made smaller, the oldest go', async () => {
  const server = await tileServer()
  server.answer = () => ({ status: 200, body: Buffer.concat([PNG, Buffer.alloc(3 * 1024 * 1024)]) })
  const { maps, store } = await world()
  const { key } = await addressOf(maps, `${server.url}/{z}/{x}/{y}`)
  const cached = async (): Promise<readonly boolean[]> => {
    const found = []
    for (let x = 0; x < 8; x += 1) found.push(value(await maps.tile({ source: key, z: 3, x, y: 0 })).cached)
    return found
  }
  await cached()
  expect(await cached()).toEqual(Array.from({ length: 8 }, () => true))
  store.setMeta(`setting.${TILE_CACHE_SETTING}`, 16)
  await maps.limitChanged()
  const after = []
  for (let x = 7; x >= 0; x -= 1) after.push(value(await maps.tile({ source: key, z: 3, x, y: 0 })).cached)
  expect(after.filter((one) => one)).toHaveLength(5)
})

test('addresses: what is missing is said', () => {
  expect(
    [
      'https://t{s}.example.cn/{z}/{x}/{y}.png',
      'https://a.example/wmts?M={TileMatrix}&R={tilerow}&C={TILECOL}',
      'ftp://a.example/{z}/{x}/{y}',
      'https://a.example/{z}/{x}',
      'not an address {z}{x}{y}',
    ].map((address) => addressProblem(address)),
  ).toEqual([
    undefined,
    undefined,
    expect.stringContaining('http(s)'),
    expect.stringContaining('{y}'),
    expect.stringContaining('http(s)'),
  ])
  expect(tileAddress('https://t{s}.a/{z}/{x}/{y}{r}?k={key}', 3, 6, 2)).toBe('https://t0.a/3/6/2?k={key}')
})
