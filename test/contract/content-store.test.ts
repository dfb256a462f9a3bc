// One law for files on stations and servers: the same tests over the disk of each, and over one in memory that can be full.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { folderDisk as serverDisk } from '../../server/files/folder-disk.ts'
import { FaultError, faultOf } from '../../shared/base/fault.ts'
import type { NamedFile } from '../../shared/model/attachment.ts'
import type { FileDisk } from '../../shared/sync/content-store.ts'
import { ContentStore, partialPath, wholePath } from '../../shared/sync/content-store.ts'
import { folderDisk as stationDisk } from '../../station/files/folder-disk.ts'
import { sealedDisk } from '../../station/files/sealed-disk.ts'
import { fileKeyOf } from '../../station/store/file-seal.ts'
import { scratchFolder } from '../support/scratch.ts'

const DISKS: readonly (readonly [string, (folder: string) => FileDisk])[] = [
  ['station', stationDisk],
  ['encrypted station', (folder) => sealedDisk(folder, fileKeyOf(new Uint8Array(32).fill(7)))],
  ['server', serverDisk],
]

function bytesOf(length: number, seed = 7): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + seed * 17 + (index >> 8)) & 0xff)
}

function named(bytes: Uint8Array, name = '现场.dat'): NamedFile {
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

describe.each(DISKS)('files on the disk of a %s', (_name, diskOf) => {
  function store(folder = scratchFolder(), reserveBytes = 0): { content: ContentStore; folder: string } {
    return { content: new ContentStore({ disk: diskOf(folder), reserveBytes }), folder }
  }

  test('[SY-37] a file that is destroyed is gone whole, on its way from anybody, and put aside; others and other places stay', async () => {
    const { content, folder } = store()
    const [goes, stays] = [bytesOf(2_000, 1), bytesOf(2_000, 2)]
    const [file, other] = [named(goes), named(stays)]
    for (const place of ['', 'a/']) await content.put(place, file, 0, goes)
    await content.put('', other, 0, stays)
    await content.put('', { ...file, bytes: 3_000 }, 0, goes.subarray(0, 500), 'S')
    mkdirSync(join(folder, 'damaged'), { recursive: true })
    writeFileSync(join(folder, 'damaged', file.sha256), goes)
    // A part on its way is written first, and goes with the rest.
    const late = content.put('', { ...file, bytes: 4_000 }, 0, goes.subarray(0, 500), 'T')
    expect(await Promise.all([late, content.destroy('', file.sha256)])).toMatchObject([{ ok: true }, true])
    expect(await content.destroy('', file.sha256)).toBe(false)
    const left = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes(file.sha256))
    expect(left.map((name) => name.replaceAll('\\', '/'))).toEqual([`a/${file.sha256.slice(0, 2)}/${file.sha256}`])
    expect((await content.state('', other)).whole).toBe(true)
    expect(await content.get('', file, 0, 10)).toMatchObject({ ok: false, fault: { kind: 'fileNotHere' } })
  })

  test('[SY-27] whatever is sent twice, out of order, cut or after a restart, the file that comes together is the file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 700 }),
        fc.array(fc.record({ jump: fc.integer({ min: -900, max: 900 }), restart: fc.boolean() }), { maxLength: 12 }),
        async (length, partLength, disturbances) => {
          const whole = bytesOf(length, length)
          const file = named(whole)
          let { content, folder } = store()
          const put = (offset: number): Promise<{ ok: boolean; value?: { have: number; whole: boolean } }> =>
            content.put('', file, offset, whole.subarray(offset, Math.min(length, offset + partLength)))
          let state = await content.state('', file)
          for (const { jump, restart } of disturbances) {
            if (restart) content = store(folder).content
            // Somewhere else than where it should go on: never harms, never makes a hole.
            await put(Math.min(length, Math.max(0, state.have + jump)))
            state = await content.state('', file)
          }
          for (let turns = 0; !state.whole; turns += 1) {
            expect(turns).toBeLessThan(length + 2)
            const answer = await put(state.have)
            expect(answer.ok).toBe(true)
            state = await content.state('', file)
          }
          const got: Uint8Array[] = []
          for (let at = 0; at < length; at += partLength) {
            const part = await content.get('', file, at, partLength)
            expect(part.ok).toBe(true)
            if (part.ok) got.push(part.value)
          }
          expect(Buffer.concat(got).equals(Buffer.from(whole))).toBe(true)
          expect(existsSync(join(folder, partialPath('', file)))).toBe(false)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('[SY-26] bytes that are not the named file are dropped with the last part, and the right ones can come afterwards', async () => {
    const right = bytesOf(1_000)
    const wrong = bytesOf(1_000, 8)
    const file = named(right)
    const { content, folder } = store()
    expect(await content.put('', file, 0, wrong.subarray(0, 600))).toEqual({
      ok: true,
      value: { have: 600, whole: false },
    })
    expect(await content.put('', file, 600, wrong.subarray(600))).toMatchObject({
      ok: false,
      fault: { kind: 'hashMismatch' },
    })
    expect(await content.state('', file)).toEqual({ have: 0, whole: false })
    expect(readdirSync(join(folder, 'partial'))).toEqual([])
    expect(await content.get('', file, 0, 10)).toMatchObject({ ok: false, fault: { kind: 'fileNotHere' } })
    expect(await content.put('', file, 0, right)).toEqual({ ok: true, value: { have: 1_000, whole: true } })
    // Its own law, not the umask's: nobody else reads it, nobody runs it.
    if (process.platform !== 'win32') expect(statSync(join(folder, wholePath('', file))).mode & 0o777).toBe(0o600)
  })

  test('[SY-28] parts beyond the end, files above the limit and programs are refused and leave nothing', async () => {
    const { content, folder } = store()
    const file = named(bytesOf(100))
    const program = new TextEncoder().encode('MZ and much that follows')
    const late = new TextEncoder().encode('harmless beginning')
    const answers = [
      await content.put('', file, 90, bytesOf(11)),
      await content.put('', { ...file, bytes: 51 * 1024 * 1024 }, 0, bytesOf(5)),
      await content.put('', named(program, 'photo.jpg'), 0, program),
      await content.put('', named(late, 'run.exe'), 0, late),
    ]
    expect(answers.map((one) => (one.ok ? 'ok' : one.fault.kind))).toEqual([
      'tooLarge',
      'tooLarge',
      'fileTypeRefused',
      'fileTypeRefused',
    ])
    // A program that begins with a part too short to tell is told at the end.
    const split = named(program, 'photo.jpg')
    expect((await content.put('', split, 0, program.subarray(0, 1))).ok).toBe(true)
    expect(await content.put('', split, 1, program.subarray(1))).toMatchObject({ fault: { kind: 'fileTypeRefused' } })
    const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(left.map(({ name }) => name)).toEqual([])
  })

  test('a file damaged on disk is never given: it is put aside, counts as absent and can come again', async () => {
    const whole = bytesOf(5_000)
    const file = named(whole)
    const { content, folder } = store()
    await content.put('', file, 0, whole)
    const damaged = Buffer.from(whole)
    damaged[2_000] = (damaged[2_000] ?? 0) ^ 1
    writeFileSync(join(folder, wholePath('', file)), damaged)
    const anew = store(folder).content
    expect(await anew.get('', file, 0, 100)).toMatchObject({ ok: false, fault: { kind: 'fileNotHere' } })
    expect(await anew.state('', file)).toEqual({ have: 0, whole: false })
    expect(readFileSync(join(folder, 'damaged', file.sha256)).equals(damaged)).toBe(true)
    expect(await anew.put('', file, 0, whole)).toEqual({ ok: true, value: { have: 5_000, whole: true } })
  })

  test('what the disk needs for the journal is not filled with files; a disk that is really full is a fault, not a crash', async () => {
    const whole = bytesOf(5_000)
    const file = named(whole)
    const reserved = store(scratchFolder(), Number.MAX_SAFE_INTEGER).content
    expect(await reserved.put('', file, 0, whole)).toMatchObject({ ok: false, fault: { kind: 'diskFull' } })
    const { content, folder } = store()
    if (!existsSync('/dev/full')) return
    // Where the file is gathered lies a device that takes nothing: what the system says is what a full disk says.
    const path = join(folder, partialPath('', file))
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync('/dev/full', path)
    const refused = await content.put('', file, 0, whole).catch((error: unknown) => faultOf(error))
    expect(refused).toMatchObject({ kind: 'diskFull' })
  })

  test('a folder that cannot be written is said to be so', async () => {
    const folder = join(scratchFolder({ file: 'not a folder' }), 'file')
    const { content } = store(folder)
    const file = named(bytesOf(10))
    const refused = await content.put('', file, 0, bytesOf(10)).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(FaultError)
    expect(faultOf(refused).kind).toBe('fileUnreadable')
  })
})
