// The key and the machine's key store: sealed only by a store that gives back what it was given, never lost to one that
// does not, and what needs no key works without.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../../station/store/open-store.ts'
import { KEY_FILE } from '../../../station/store/station-key.ts'
import type { KeyHooks } from '../../../station/store/station-key.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SPACE, open, options, value, write } from './stores.ts'

/** A key store that turns bits; `mask` stands for the account it belongs to. */
function keyStore(mask: number): KeyHooks {
  const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ mask)
  return { protect: turned, unprotect: turned }
}

interface KeyFile {
  readonly wrapped: boolean
}
const keyFile = (folder: string): string => readFileSync(join(folder, KEY_FILE), 'utf8')
const isWrapped = (folder: string): boolean => (JSON.parse(keyFile(folder)) as KeyFile).wrapped

async function station(folder: string, hooks: KeyHooks = {}): Promise<string> {
  const { store } = value(await openStore(options({ folder, ...hooks })))
  store.close()
  return store.station
}

async function kindOf(folder: string, hooks: KeyHooks): Promise<string> {
  const opened = await openStore(options({ folder, ...hooks }))
  if (opened.ok) opened.value.store.close()
  return opened.ok ? 'opened' : opened.fault.kind
}

test.for<readonly [string, KeyHooks]>([
  ['gives nothing', { protect: () => undefined, unprotect: () => undefined }],
  ['gives something else back', { protect: (bytes) => bytes, unprotect: () => new Uint8Array(32) }],
  ['cannot open what it sealed', { protect: (bytes) => bytes, unprotect: () => undefined }],
  [
    'throws',
    {
      protect: () => Promise.reject(new Error('no keyring')),
      unprotect: () => {
        throw new Error('no keyring')
      },
    },
  ],
])('[HO-5] a store that %s seals no key', async ([, hooks]) => {
  const folder = scratchFolder()
  const made = await station(folder, hooks)
  expect([isWrapped(folder), await station(folder, hooks), await station(folder)]).toEqual([false, made, made])
})

test('a key kept in plain is sealed as soon as there is a store, and stays the same', async () => {
  const folder = scratchFolder()
  const made = await station(folder)
  expect([await station(folder, keyStore(5)), isWrapped(folder), await station(folder, keyStore(5))]).toEqual([
    made,
    true,
    made,
  ])
})

test('[HO-5] a store of another account, one that is gone, and plain Node are told the key is locked; the file stays as it is', async () => {
  const folder = scratchFolder()
  const made = await station(folder, keyStore(5))
  const before = keyFile(folder)
  const kinds = [
    await kindOf(folder, keyStore(6)),
    await kindOf(folder, { protect: () => undefined, unprotect: () => undefined }),
    await kindOf(folder, {}),
  ]
  expect([kinds, keyFile(folder)]).toEqual([['keyLocked', 'keyLocked', 'keyLocked'], before])
  expect(await station(folder, keyStore(5))).toBe(made)
})

test('what needs no signature works while the key is locked; a signature is refused', async () => {
  const folder = scratchFolder()
  const hooks = keyStore(5)
  const first = await open({ folder, ...hooks })
  first.store.ensureSpace(SPACE)
  write(first.store, 'i1', { title: 'fire' })
  first.store.close()
  const { store } = await open({ folder, withoutKey: true })
  expect([store.station, store.facts(SPACE).records]).toEqual([first.store.station, 1])
  expect(() => store.sign(new Uint8Array(1))).toThrow(/keyLocked/)
})

test('a key file of before, without its public key, is still read; a damaged plain one is told', async () => {
  const folder = scratchFolder()
  const made = await station(folder)
  const { publicKey, ...old } = JSON.parse(keyFile(folder)) as { readonly publicKey: string; readonly key: string }
  writeFileSync(join(folder, KEY_FILE), JSON.stringify(old))
  expect(await station(folder)).toBe(made)
  const other = Buffer.alloc(32, 7).toString('base64')
  writeFileSync(join(folder, KEY_FILE), JSON.stringify({ ...old, publicKey, key: other }))
  expect(await kindOf(folder, {})).toBe('fileUnreadable')
})
