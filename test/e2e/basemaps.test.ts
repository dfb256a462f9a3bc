// An officer's own base maps, from the dialog to what is drawn: packs, an address with its kept tiles, maps in GCJ-02, and
// what is said when a base map is not there.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { PMTiles } from 'pmtiles'
import { expect, onTestFinished, test } from 'vitest'
import { gcjShiftPx } from '../../renderer/map/gcj-shift.ts'
import { FUJIAN_BOX } from '../../renderer/map/map-style.ts'
import { mercatorX, mercatorY } from '../../shared/geo/mercator.ts'
import { keepPicture, usePages } from '../support/browser.ts'
import type { Tile } from '../support/map-packs.ts'
import { PNG, pmtilesOf, writeMbtiles } from '../support/map-packs.ts'
import { ROOT } from '../support/run-tool.ts'
import { tileServer } from '../support/tile-server.ts'
import { Basemaps } from './support/basemap-page.ts'
import { openConsole } from './support/console-page.ts'
import { run, signInAt } from './support/scene.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', '乙席', '丙席'] })
const pages = usePages()
const ZOOMS = [5, 6, 7]
const PLACE = { lon: 119.3, lat: 26.08 }
/** How near the map goes to an incident that is asked for. */
const NEAR_ZOOM = 12

/** All tiles over Fujian. */
function tilesOf(bytes: (z: number, x: number, y: number) => Uint8Array | undefined): readonly Tile[] {
  const [west, south, east, north] = FUJIAN_BOX
  return ZOOMS.flatMap((z) => {
    const at = (share: number): number => Math.floor(share * 2 ** z)
    const tiles: Tile[] = []
    for (let x = at(mercatorX(west)); x <= at(mercatorX(east)); x++)
      for (let y = at(mercatorY(north)); y <= at(mercatorY(south)); y++) {
        const found = bytes(z, x, y)
        if (found !== undefined) tiles.push({ z, x, y, bytes: found })
      }
    return tiles
  })
}

/** A raster PMTiles pack. */
function rasterPack(): Buffer {
  return pmtilesOf(
    tilesOf(() => PNG),
    { type: 2, attribution: '市测绘院' },
  )
}

/** Part of the map that ships, as a vector MBTiles pack: real tiles, packed as other programs pack them. */
async function vectorPack(): Promise<Buffer> {
  const file = readFileSync(join(ROOT, 'seeds/basemap/fujian.pmtiles'))
  const archive = new PMTiles({
    getKey: () => 'fujian',
    getBytes: async (offset, length) => ({
      data: file.buffer.slice(file.byteOffset + offset, file.byteOffset + offset + length),
    }),
  })
  const drawn = new Map<string, Uint8Array>()
  for (const { z, x, y } of tilesOf(() => PNG)) {
    const tile = await archive.getZxy(z, x, y)
    if (tile !== undefined) drawn.set(`${z}/${x}/${y}`, gzipSync(new Uint8Array(tile.data)))
  }
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-e2e-maps-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'pack.mbtiles')
  const metadata = { format: 'pbf', attribution: '省测绘院' }
  writeMbtiles(
    path,
    tilesOf((z, x, y) => drawn.get(`${z}/${x}/${y}`)),
    { metadata },
  )
  return readFileSync(path)
}

test('packs are added by the dialog and drawn; what is wrong with them later is told in the language of the window', async () => {
  const [seat] = world().seats
  await signInAt(seat, OFFICERS.lin)
  const desk = await openConsole(pages, seat)
  const maps = new Basemaps(desk)
  await maps.open()
  await maps.addPack({ name: '影像.pmtiles', bytes: rasterPack() })
  await maps.showsPictures()
  await maps.addPack({ name: '矢量.mbtiles', bytes: await vectorPack() })
  await maps.showsDrawing()
  await desk.keepPicture('basemaps-dialog-zh-CN')
  await maps.close()
  await desk.map.getByText(desk.say('map:sources', { attribution: '省测绘院' })).waitFor()
  expect(await maps.notice.count()).toBe(0)
  await desk.page.reload()
  await maps.showsDrawing()

  // The disk lost the packs: the window says so, in its language.
  const folder = join(seat.folder, 'maps')
  for (const file of readdirSync(folder)) if (/\.(?:pmtiles|mbtiles)$/.test(file)) rmSync(join(folder, file))
  await desk.page.reload()
  await maps.says('map:packProblems.notAFile')
  await desk.keepPicture('basemaps-gone-zh-CN')
  const english = new Basemaps(await desk.switchLanguage())
  await english.says('map:packProblems.notAFile')
})

test('tiles of an address are kept: without the map server they are there, what is missing is told and comes again', async () => {
  const [, seat] = world().seats
  await signInAt(seat, OFFICERS.lin)
  const server = await tileServer()
  const desk = await openConsole(pages, seat, { language: 'en' })
  const maps = new Basemaps(desk)
  await maps.open()
  await maps.addAddress('City', `${server.url}/{z}/{x}/{y}.png`, 'City survey', 'wgs84')
  await maps.showsPictures()
  await maps.close()
  const fetched = server.asked.length
  expect([fetched > 0, new Set(server.asked).size]).toEqual([true, fetched])
  await desk.page.reload()
  await maps.showsPictures()
  expect(server.asked.length).toBe(fetched)

  const refused = { status: 403, body: 'key' }
  server.answer = () => refused
  await maps.zoomIn()
  await maps.says('map:tileProblems.keyRefused', { status: refused.status })
  await server.close()
  await maps.zoomIn()
  await maps.says('map:tileProblems.noAnswer')
  await keepPicture(desk.page, 'basemaps-server-gone-en')
  await desk.page.reload()
  await maps.showsPictures()
  expect(await maps.notice.count()).toBe(0)

  // Removed here, it is gone in another window that shows it, and this one is back on the map that ships.
  const other = new Basemaps(await openConsole(pages, seat, { language: 'en' }))
  await other.open()
  await other.choose('City')
  await other.close()
  await other.showsPictures()
  await maps.open()
  await maps.remove('City')
  await maps.close()
  await maps.showsDrawing()
  await other.says('map:basemapProblems.gone')
})

test('a map in GCJ-02 lies under the incidents: it is moved by the shift at the middle of the view', async () => {
  const [, , seat] = world().seats
  await signInAt(seat, OFFICERS.lin)
  await run(seat, 'reportIncident', { title: '路面塌陷', category: '12G07', level: 4, position: PLACE })
  const server = await tileServer()
  const desk = await openConsole(pages, seat)
  const maps = new Basemaps(desk)
  await maps.open()
  await maps.addAddress('原图', `${server.url}/w/{z}/{x}/{y}`, '甲', 'wgs84')
  await maps.addAddress('偏移图', `${server.url}/g/{z}/{x}/{y}`, '乙', 'gcj02')
  await maps.close()
  await desk.incidents.open('路面塌陷')
  await desk.page.keyboard.press('g')
  await desk.isAtMiddle('路面塌陷')
  const shifted = await maps.grid()
  await maps.open()
  await maps.choose('原图')
  await maps.close()
  const plain = await maps.grid()
  const { x, y } = gcjShiftPx(PLACE, NEAR_ZOOM)
  const moved = [0, 1].map((axis) => (((shifted[axis] ?? 0) - (plain[axis] ?? 0) + 512 + 128) % 256) - 128)
  expect([Math.abs((moved[0] ?? 0) + x) < 1, Math.abs((moved[1] ?? 0) + y) < 1, Math.abs(x) > 5]).toEqual([
    true,
    true,
    true,
  ])
})
