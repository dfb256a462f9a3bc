import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
// Attachments' files of an encrypted station: nothing of them can be read on the disk, they are read and appended to from anywhere,
// and they go from plain to sealed, to another key, and back.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { folderDisk } from '../../../station/files/folder-disk.ts'
import { sealedDisk } from '../../../station/files/sealed-disk.ts'
import { SEAL_HEAD_BYTES, fileKeyOf, turnFiles } from '../../../station/store/file-seal.ts'
import { scratchFolder } from '../../support/scratch.ts'

const KEY = fileKeyOf(new Uint8Array(32).fill(1))
const OTHER = fileKeyOf(new Uint8Array(32).fill(2))
const WORD = Buffer.from('漳州 chemical spill, names and telephone numbers')

test('[ENC-6] however it is written and read, a sealed file says what was written, and its bytes say nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(900), fc.nat(400)), { maxLength: 6 }),
      async (parts, reads) => {
        const folder = scratchFolder()
        const disk = sealedDisk(folder, KEY)
        let at = 0
        for (const part of parts) {
          await disk.write('partial/f', at, part)
          at += part.length
          expect(await disk.size('partial/f')).toBe(at)
        }
        const whole = Buffer.concat(parts)
        for (const [offset, length] of reads)
          expect(Buffer.from(await disk.read('partial/f', offset, length))).toEqual(
            whole.subarray(offset, offset + length),
          )
        const stored = readFileSync(join(folder, 'partial/f'))
        expect(stored.length).toBe(at + SEAL_HEAD_BYTES)
        if (whole.length > 8) expect(stored.includes(whole)).toBe(false)
      },
    ),
    { numRuns: 60 },
  )
})

test('[ENC-6] equal files are sealed differently, so that nobody sees that they are equal', async () => {
  const folder = scratchFolder()
  const disk = sealedDisk(folder, KEY)
  for (const path of ['a', 'b']) await disk.write(path, 0, WORD)
  const [a, b] = ['a', 'b'].map((name) => readFileSync(join(folder, name)).subarray(SEAL_HEAD_BYTES))
  expect(a?.equals(b ?? new Uint8Array())).toBe(false)
})

test('[ENC-6] what lay plain is read, goes on plain while it is gathered, and is sealed, turned and opened again', async () => {
  const folder = scratchFolder()
  const name = 'ab'.padEnd(64, '0')
  mkdirSync(join(folder, 'ab'))
  writeFileSync(join(folder, 'ab', name), WORD)
  const path = `ab/${name}`
  const plain = folderDisk(folder)
  const sealed = sealedDisk(folder, KEY)
  const says = async (disk: typeof sealed): Promise<string> => Buffer.from(await disk.read(path, 0, 400)).toString()
  await plain.write('partial/p', 0, WORD.subarray(0, 10))
  await sealed.write('partial/p', 10, WORD.subarray(10))
  expect(Buffer.from(await plain.read('partial/p', 0, 400))).toEqual(WORD)

  expect([await says(sealed), await sealed.size(path)]).toEqual([WORD.toString(), WORD.length])
  expect(await turnFiles(folder, [KEY], KEY)).toBe(1)
  expect(await turnFiles(folder, [KEY], KEY)).toBe(0)
  expect(readFileSync(join(folder, path)).includes(WORD)).toBe(false)
  expect([await says(sealed), await sealed.size(path)]).toEqual([WORD.toString(), WORD.length])
  expect(await turnFiles(folder, [KEY, OTHER], OTHER)).toBe(1)
  expect(await says(sealedDisk(folder, OTHER))).toBe(WORD.toString())
  expect(await turnFiles(folder, [OTHER], undefined)).toBe(1)
  expect(await says(plain)).toBe(WORD.toString())
  expect(readdirSync(join(folder, 'ab'))).toEqual([name])
})
