// Few bytes that would become many: compressed pages and snapshots of a false server, packs, map packs, spreadsheets and
// templates. Each is refused, quickly and without the memory.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { encode } from 'cborg'
import type { Zippable } from 'fflate'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { fillTemplate } from '../../renderer/features/reports/report-docx.ts'
import { readSheet, writeSheet } from '../../renderer/ui/spreadsheet.ts'
import { unpacksWithin } from '../../renderer/ui/zip-size.ts'
import { ok } from '../../shared/base/fault.ts'
import { ContentStore } from '../../shared/sync/content-store.ts'
import { MAX_FRAME_BYTES } from '../../shared/sync/protocol.ts'
import { readPack } from '../../station/engine/pack-file.ts'
import { PmtilesFile } from '../../station/engine/pmtiles-file.ts'
import { folderDisk } from '../../station/files/folder-disk.ts'
import { queryDesk } from '../station/query/query-desk.ts'
import { scratchFolder } from '../support/scratch.ts'
import { scriptedServer } from '../support/scripted-server.ts'
import { FUJIAN, syncStation } from '../support/sync-station.ts'

const MEBIBYTE = 1024 * 1024
const EPOCH = 'epoch-1'

/** Resident memory this process gained while `work` ran, in MiB. */
async function gainedMiB(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss
  await work()
  return (process.memoryUsage().rss - before) / MEBIBYTE
}

test('[SY-23] a compressed page or snapshot part of a false server that would become far more than a frame is refused', async () => {
  const bomb = new Uint8Array(zstdCompressSync(Buffer.alloc(64 * MEBIBYTE)))
  expect(bomb.length).toBeLessThan(MAX_FRAME_BYTES)
  let asked = 0
  const server = await scriptedServer({
    follow: () => ok({ epoch: EPOCH, tip: 5, mode: 'behind' }),
    openSnapshot: () =>
      ok({
        snapshot: 's',
        epoch: EPOCH,
        pos: 5,
        parts: 1,
        records: 1,
        bytes: bomb.length,
        digest: new Uint8Array(32),
        tips: [],
        seals: [],
      }),
    snapshotPart: () => {
      asked += 1
      return ok({ part: 0, rows: bomb })
    },
    pull: () => {
      asked += 1
      return ok({ zstd: true, page: bomb })
    },
  })
  const station = await syncStation({ folder: scratchFolder(), servers: [server.url] })
  const gained = await gainedMiB(async () => {
    // It tries again, after the first as after any failed answer.
    await station.until(() => asked > 1)
  })
  expect(station.store.facts(FUJIAN).cursor?.pos ?? 0).toBe(0)
  expect(gained).toBeLessThan(200)
  await station.stop()
})

test('a pack whose head promises more than the file holds is refused before anything is taken into memory', async () => {
  const desk = await queryDesk()
  const content = new ContentStore({ disk: folderDisk(scratchFolder()), reserveBytes: 0 })
  const parts = { store: desk.store, content, attachments: desk.hub.attachments, nowMs: Date.now() }
  const path = join(scratchFolder(), 'x.fspack')
  for (const length of [2n ** 63n, 2n ** 31n, 1_000_000n]) {
    const head = Buffer.alloc(16)
    head.write('FSPACK2\n')
    head.writeBigUInt64BE(length, 8)
    writeFileSync(path, Buffer.concat([head, Buffer.alloc(100)]))
    expect(await gainedMiB(async () => expect((await readPack(parts, path, true)).ok).toBe(false))).toBeLessThan(100)
  }
  writeFileSync(path, encode({ magic: 'fengsui-pack', version: 1, space: 'x', changes: [] }))
  expect((await readPack(parts, path, true)).ok).toBe(false)
  writeFileSync(path, new Uint8Array(MEBIBYTE).fill(0x81))
  expect((await readPack(parts, path, true)).ok).toBe(false)
})

test('a map pack whose directory or metadata unpacks without end is refused', () => {
  const path = join(scratchFolder(), 'x.pmtiles')
  const bomb = gzipSync(Buffer.alloc(80 * MEBIBYTE))
  const header = Buffer.alloc(127)
  header.write('PMTiles')
  header[7] = 3
  for (const [index, length] of [bomb.length, 0, 0, 0].entries()) {
    header.writeBigUInt64LE(127n, 8 + 16 * index)
    header.writeBigUInt64LE(BigInt(length), 16 + 16 * index)
  }
  header[97] = 2
  header[98] = 1
  header[99] = 2
  writeFileSync(path, Buffer.concat([header, bomb]))
  expect(PmtilesFile.open(path)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
})

test('a map pack whose directory names millions of tiles in a few kilobytes is refused', () => {
  const path = join(scratchFolder(), 'x.pmtiles')
  // 3,000,000 as a varint, then as many zeros for each of the four columns.
  const directory = gzipSync(Buffer.concat([Buffer.from([0xc0, 0x8d, 0xb7, 0x01]), Buffer.alloc(12_000_000)]))
  const header = Buffer.alloc(127)
  header.write('PMTiles')
  header[7] = 3
  header.writeBigUInt64LE(127n, 8)
  header.writeBigUInt64LE(BigInt(directory.length), 16)
  header.set([2, 1, 2], 97)
  writeFileSync(path, Buffer.concat([header, directory]))
  expect(directory.length).toBeLessThan(100_000)
  expect(PmtilesFile.open(path)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
})

test('a spreadsheet that unpacks to far more than a roster is not opened, whatever its directory says of itself', async () => {
  const sheet = unzipSync(await writeSheet('a', [{ title: 't', width: 10 }], [['x']]))
  const bomb = zipSync({ ...sheet, 'xl/media/x.bin': [new Uint8Array(110 * MEBIBYTE), { level: 1 }] })
  expect(bomb.length).toBeLessThan(MEBIBYTE)
  const lying = Uint8Array.from(bomb)
  const view = new DataView(lying.buffer)
  for (let at = 0; at < lying.length - 46; at += 1)
    if (view.getUint32(at, true) === 0x02_01_4b_50) view.setUint32(at + 24, 100, true)
  const gained = await gainedMiB(async () => {
    expect(await readSheet(bomb)).toBeNull()
    expect(await readSheet(lying)).toBeNull()
  })
  expect(gained).toBeLessThan(150)
  expect(await readSheet(zipSync(sheet))).toEqual([['t'], ['x']])
})

test('one cell named at the far end of a sheet does not make the reader fill all before it', async () => {
  const sheet = unzipSync(await writeSheet('a', [{ title: 't', width: 10 }], [['x']]))
  const name = Object.keys(sheet).find((path) => path.endsWith('sheet1.xml')) ?? ''
  const xml = strFromU8(sheet[name] ?? new Uint8Array())
  for (const [from, to] of [
    ['r="A2"', 'r="XFD1048576"'],
    ['r="A2"', "r = 'ZZZZZZ2'"],
    ['r="A2"', 'r="&#88;FD1048576"'],
    ['<row r="2"', '<row r="99999999"'],
    ['<sheetData>', '<dimension ref="A1:XFD1048576"/><sheetData>'],
    ['<worksheet', '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'],
  ] as const) {
    expect(xml).toContain(from)
    const bent: Zippable = { ...sheet, [name]: strToU8(xml.replace(from, to)) }
    expect([to, await readSheet(zipSync(bent))]).toEqual([to, null])
  }
})

test('a template that unpacks without end, and one with overlapping entries, are refused', async () => {
  const bomb = zipSync({ 'word/document.xml': [new Uint8Array(60 * MEBIBYTE), { level: 1 }] })
  const document = {
    number: '',
    from: '',
    date: '',
    title: '',
    paragraphs: [],
    to: '',
    copyTo: '',
    editor: '',
    telephone: '',
    signer: '',
  }
  expect(await fillTemplate(bomb, document)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
  const ten = zipSync(Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`${index}`, new Uint8Array(100)])))
  expect(await unpacksWithin(new Uint8Array(ten), 1_000)).toBe(true)
  expect(await unpacksWithin(new Uint8Array(ten), 999)).toBe(false)
  // Every entry points at the same bytes: they count once for each.
  const view = new DataView(ten.buffer, ten.byteOffset, ten.byteLength)
  let first: number | undefined
  for (let at = 0; at < ten.length - 46; at += 1)
    if (view.getUint32(at, true) === 0x02_01_4b_50) {
      first ??= view.getUint32(at + 42, true)
      view.setUint32(at + 42, first, true)
    }
  expect(await unpacksWithin(new Uint8Array(ten), 999)).toBe(false)
  expect(await unpacksWithin(new Uint8Array([1, 2, 3]), 999)).toBe(false)
})
