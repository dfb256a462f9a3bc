// A space as one file: what goes in comes out, and another file, a damaged one or one from a newer program is refused.
import { encode } from 'cborg'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import { makeSeal } from '../../../shared/journal/chain.ts'
import { PACK_VERSION, decodePack, encodePack } from '../../../shared/sync/pack.ts'
import { testKey } from '../../support/shared-crypto.ts'

const space: SpaceId = asId('fujian')

test('a pack comes back as it was: changes, destroyed bodies, seals and keys', () => {
  const key = testKey()
  const seal = makeSeal(space, { station: key.station, chain: 7 }, 2, new Uint8Array(32).fill(3), key.sign)
  const pack = {
    space,
    station: key.station,
    madeMs: 1_690_000_000_000,
    changes: [
      { header: new Uint8Array([1, 2]), body: new Uint8Array([3]) },
      { header: new Uint8Array([4]), body: null },
    ],
    seals: [seal],
    keys: [{ station: key.station, publicKey: key.publicKey }],
  }
  expect(decodePack(encodePack(pack))).toEqual({ ok: true, value: pack })
})

test('a file that is no pack, a truncated pack and random bytes are refused, never thrown', () => {
  const whole = encodePack({ space, station: testKey().station, madeMs: 1, changes: [], seals: [], keys: [] })
  expect(decodePack(whole.subarray(0, whole.length - 1))).toMatchObject({
    ok: false,
    fault: { kind: 'fileUnreadable' },
  })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const read = decodePack(bytes)
      expect(read.ok).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('a pack of a newer program is refused and says both versions', () => {
  const newer = encode({
    magic: 'fengsui-pack',
    version: PACK_VERSION + 1,
    space,
    station: 'S',
    madeMs: 1,
    changes: [],
    seals: [],
    keys: [],
  })
  expect(decodePack(newer)).toMatchObject({
    ok: false,
    fault: { kind: 'versionUnsupported', detail: { theirs: PACK_VERSION + 1, ours: PACK_VERSION } },
  })
})
