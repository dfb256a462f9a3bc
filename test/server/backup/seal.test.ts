// Encrypted backups: what was sealed comes back with the same key, and nothing else comes back at all.
import { randomBytes } from 'node:crypto'
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSecret, sealerOf } from '../../../server/backup/secret.ts'
import { copyInto, copyOut, hashOf } from '../../../server/backup/whole-file.ts'
import { scratchFolder } from '../../support/scratch.ts'

const KEY = new TextEncoder().encode('a key of at least sixteen bytes')
const OTHER = new TextEncoder().encode('another key of sixteen bytes...')
const HEADER_BYTES = 51
const CHUNK_BYTES = 1024 * 1024 + 16

async function* pieces(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}

/** A sealed file of three chunks and its content. */
async function sealedFile(): Promise<{ readonly folder: string; readonly path: string; readonly content: Buffer }> {
  const folder = scratchFolder()
  const content = randomBytes(2 * 1024 * 1024 + 12_345)
  writeFileSync(join(folder, 'plain'), content)
  const path = join(folder, 'sealed')
  await copyInto(join(folder, 'plain'), path, sealerOf(KEY))
  return { folder, path, content }
}

describe('a sealed file', () => {
  test('comes back byte for byte, whatever its length and however it is read', async () => {
    const sealer = sealerOf(KEY)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }),
        fc.nat(300),
        async (parts, cut) => {
          const sealed = await all(sealer.seal(pieces(...parts)))
          expect(sealed.includes(Buffer.from('SQLite format 3'))).toBe(false)
          const plain = await all(sealer.open(pieces(sealed.subarray(0, cut), sealed.subarray(cut))))
          expect(plain.equals(Buffer.concat(parts))).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
    for (const length of [0, 1, CHUNK_BYTES - 16, CHUNK_BYTES - 15, 2 * (CHUNK_BYTES - 16)]) {
      const plain = randomBytes(length)
      const sealed = await all(sealer.seal(pieces(plain)))
      // Another process with the same secret opens it.
      expect((await all(sealerOf(KEY).open(pieces(sealed)))).equals(plain)).toBe(true)
    }
  })

  test('with another key, or none, is refused and says so', async () => {
    const { folder, path } = await sealedFile()
    const wrong = await copyOut(path, join(folder, 'out'), sealerOf(OTHER))
    expect(wrong).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
    expect(wrong.ok ? '' : wrong.fault.message).toContain('the key is not the one it was encrypted with')
    const without = await copyOut(path, join(folder, 'out'), undefined)
    expect(without.ok ? '' : without.fault.message).toContain('it is encrypted')
    expect(readdirSync(folder).toSorted()).toEqual(['plain', 'sealed'])
  })

  test('with one byte altered, anywhere, is refused and nothing is left of it', async () => {
    const { folder, path, content } = await sealedFile()
    const good = readFileSync(path)
    const places = [0, 4, 5, 8, 12, 30, 40, HEADER_BYTES, HEADER_BYTES + CHUNK_BYTES, good.length - 1]
    for (const at of places) {
      const bad = Buffer.from(good)
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at)
      writeFileSync(path, bad)
      const opened = await copyOut(path, join(folder, 'out'), sealerOf(KEY))
      // Without its first bytes it is no sealed file any more: then it is taken as it is, and no database.
      if (at === 0) expect(opened.ok && readFileSync(join(folder, 'out')).equals(content)).toBe(false)
      else expect(opened, `byte ${at}`).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
      if (at > 0) expect(readdirSync(folder).includes('out.part')).toBe(false)
    }
    await expect(hashOf(path, sealerOf(KEY))).resolves.toMatchObject({ ok: false })
  })

  test('cut short anywhere, also between two chunks, is refused; so is one with chunks exchanged', async () => {
    const { folder, path } = await sealedFile()
    const good = readFileSync(path)
    for (const length of [20, HEADER_BYTES, HEADER_BYTES + 5, HEADER_BYTES + CHUNK_BYTES, good.length - 1]) {
      writeFileSync(path, good)
      truncateSync(path, length)
      const opened = await copyOut(path, join(folder, 'out'), sealerOf(KEY))
      expect(opened.ok ? '' : opened.fault.message, String(length)).toMatch(/cut short/)
    }
    const chunk = (number: number): Buffer =>
      good.subarray(HEADER_BYTES + number * CHUNK_BYTES, HEADER_BYTES + (number + 1) * CHUNK_BYTES)
    writeFileSync(path, Buffer.concat([good.subarray(0, HEADER_BYTES), chunk(1), chunk(0), chunk(2)]))
    expect((await copyOut(path, join(folder, 'out'), sealerOf(KEY))).ok).toBe(false)
  })

  test('of a newer form, or one that asks for too much memory, is refused before a key is derived', async () => {
    const { folder, path } = await sealedFile()
    for (const [at, value, words] of [
      [4, 2, 'of form 2'],
      [5, 40, 'altered'],
      [8, 255, 'altered'],
    ] as const) {
      const bad = readFileSync(path)
      bad.writeUInt8(value, at)
      writeFileSync(join(folder, 'bad'), bad)
      const opened = await copyOut(join(folder, 'bad'), join(folder, 'out'), sealerOf(KEY))
      expect(opened.ok ? '' : opened.fault.message).toContain(words)
    }
  })
})

test('a secret comes from a file or the environment, without the line end; short and missing ones are refused', () => {
  const folder = scratchFolder({ key: 'sixteen bytes of key\n', short: 'short\n' })
  const read = readSecret(join(folder, 'key'), 'ignored when there is a file')
  expect(read.ok && read.value !== undefined && Buffer.from(read.value).toString()).toBe('sixteen bytes of key')
  expect(readSecret(undefined, 'a long enough passphrase').ok).toBe(true)
  expect(readSecret(undefined, undefined)).toEqual({ ok: true, value: undefined })
  expect(readSecret(join(folder, 'short'), undefined)).toMatchObject({ ok: false, fault: { kind: 'invalidInput' } })
  expect(readSecret(join(folder, 'missing'), undefined)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
})
