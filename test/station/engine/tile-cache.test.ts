// Fetched tiles on disk: within their limit, oldest first out, whole or not there, remembered across a restart.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TileCache } from '../../../station/engine/tile-cache.ts'
import { scratchFolder } from '../../support/scratch.ts'

interface World {
  readonly folder: string
  readonly clock: { ms: number }
  limit: number
  cache(): TileCache
}

function world(limit: number): World {
  const folder = scratchFolder()
  const made: World = {
    folder,
    clock: { ms: Date.UTC(2026, 0, 1) },
    limit,
    cache: () => new TileCache({ folder, nowMs: () => made.clock.ms, limitBytes: () => made.limit }),
  }
  return made
}

async function keep(cache: TileCache, made: World, names: readonly string[], bytes = 100): Promise<void> {
  for (const name of names) {
    made.clock.ms += 1_000
    await cache.keep(name, Buffer.alloc(bytes, name))
  }
}

async function kept(cache: TileCache, names: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const name of names) if ((await cache.read(name)) !== undefined) found.push(name)
  return found
}

const NAMES = Array.from({ length: 12 }, (_, index) => `a/1/0/${index}`)

test('[HO-9] past the limit the oldest go first; what was just looked at stays', async () => {
  const made = world(1_000)
  const cache = made.cache()
  await keep(cache, made, NAMES.slice(0, 10))
  expect(cache.bytes).toBe(1_000)
  made.clock.ms += 1_000
  expect(await cache.read('a/1/0/0')).toEqual(Buffer.alloc(100, 'a/1/0/0'))
  await keep(cache, made, ['a/1/0/10'])
  expect(cache.bytes).toBe(900)
  expect(await kept(cache, NAMES)).toEqual(['a/1/0/0', ...[3, 4, 5, 6, 7, 8, 9, 10].map((y) => `a/1/0/${y}`)])
  expect(readdirSync(join(made.folder, 'a/1/0'))).toHaveLength(9)
})

test('after a restart the order is that of the files, half a file is gone, and a smaller limit is obeyed', async () => {
  const made = world(1_000)
  const first = made.cache()
  await keep(first, made, NAMES.slice(0, 8))
  // The tile's own time, not that of the disk, is what counts from now on: it is looked at two days later.
  made.clock.ms = Date.now() + 2 * 24 * 3_600_000
  await first.read('a/1/0/2')
  writeFileSync(join(made.folder, 'a/1/0/9.part'), 'half')
  const again = made.cache()
  made.limit = 300
  await again.fit()
  expect(again.bytes).toBe(300)
  expect(await kept(again, NAMES)).toContain('a/1/0/2')
  expect(existsSync(join(made.folder, 'a/1/0/9.part'))).toBe(false)
})

test('a tile written anew is counted once; one larger than the limit is not kept; a source is dropped as a whole', async () => {
  const made = world(1_000)
  const cache = made.cache()
  await keep(cache, made, ['a/1/0/0', 'a/1/0/0', 'b/1/0/0'], 200)
  expect(cache.bytes).toBe(400)
  await keep(cache, made, ['a/1/0/1'], 1_001)
  await cache.drop('a')
  expect([cache.bytes, await kept(cache, ['a/1/0/0', 'a/1/0/1', 'b/1/0/0'])]).toEqual([200, ['b/1/0/0']])
  expect(existsSync(join(made.folder, 'a'))).toBe(false)
})

test('a file that somebody removed is simply not there', async () => {
  const made = world(1_000)
  const cache = made.cache()
  await keep(cache, made, ['a/1/0/0'])
  await made.cache().drop('a')
  expect([await cache.read('a/1/0/0'), cache.bytes]).toEqual([undefined, 0])
})

test('a folder that cannot be written only means that tiles are fetched again', async () => {
  const made = world(1_000)
  writeFileSync(join(made.folder, 'a'), 'a file where the folder would be')
  const cache = made.cache()
  await keep(cache, made, ['a/1/0/0'])
  expect(await cache.read('a/1/0/0')).toBeUndefined()
})
