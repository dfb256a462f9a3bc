// Files on their way from a window: parts in any order and number come together, and nothing else is ever taken.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { folderDisk } from '../../../station/files/folder-disk.ts'
import { Uploads } from '../../../station/files/uploads.ts'
import { pictureBytes } from '../../support/file-station.ts'
import { scratchFolder } from '../../support/scratch.ts'

const ID = 'ab'.repeat(8)

function uploads(folder: string, maxBytes = 10_000, reserveBytes = 0): Uploads {
  return new Uploads({ disk: folderDisk(folder), place: 'uploads/', maxBytes, reserveBytes })
}

test('[RP-12] parts sent twice, out of order or after a restart change nothing but what follows; the answer says where to go on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2_000 }),
      fc.array(fc.record({ offset: fc.nat(2_200), length: fc.integer({ min: 0, max: 500 }), restart: fc.boolean() }), {
        maxLength: 15,
      }),
      async (total, tries) => {
        const folder = scratchFolder()
        const whole = pictureBytes(Math.max(8, total))
        let desk = uploads(folder)
        const put = (offset: number, length: number): ReturnType<Uploads['put']> =>
          desk.put({ upload: ID, total: whole.length, offset, bytes: whole.subarray(offset, offset + length) }, () =>
            ok(null),
          )
        let have = 0
        for (const { offset, length, restart } of tries) {
          if (restart) desk = uploads(folder)
          const answer = await put(Math.min(offset, whole.length), length)
          if (!answer.ok) throw new Error(answer.fault.message)
          expect(answer.value.have).toBeGreaterThanOrEqual(have)
          have = answer.value.have
        }
        while (have < whole.length) {
          const answer = await put(have, 300)
          if (!answer.ok) throw new Error(answer.fault.message)
          expect(answer.value.have).toBeGreaterThan(have)
          have = answer.value.have
        }
        expect(readFileSync(join(folder, 'uploads', ID)).equals(Buffer.from(whole))).toBe(true)
      },
    ),
    { numRuns: 20 },
  )
})

test('what is too large, does not fit the disk, is refused at first sight or names no upload leaves nothing', async () => {
  const folder = scratchFolder()
  const part = { upload: ID, total: 100, offset: 0, bytes: pictureBytes(50) }
  const yes = (): ReturnType<typeof ok<null>> => ok(null)
  const answers = [
    await uploads(folder, 99).put(part, yes),
    await uploads(folder, 1_000, Number.MAX_SAFE_INTEGER).put(part, yes),
    await uploads(folder).put(part, () => refuse('fileTypeRefused', 'no')),
    await uploads(folder).put({ ...part, upload: '../../etc/passwd' }, yes),
    await uploads(folder).put({ ...part, offset: 60 }, yes),
  ]
  expect(answers.map((one) => (one.ok ? 'ok' : one.fault.kind))).toEqual([
    'tooLarge',
    'diskFull',
    'fileTypeRefused',
    'invalidInput',
    'tooLarge',
  ])
  expect(existsSync(join(folder, 'uploads')) ? readdirSync(join(folder, 'uploads')) : []).toEqual([])
  const desk = uploads(folder)
  await desk.put(part, yes)
  await desk.drop(ID)
  expect(readdirSync(join(folder, 'uploads'))).toEqual([])
})
