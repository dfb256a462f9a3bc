// Where a part belongs, and the second form of packs.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import { placePart } from '../../../shared/sync/file-parts.ts'
import { PACK_PREFIX_BYTES, decodePack, encodePack, packMapLength } from '../../../shared/sync/pack.ts'
import { testKey } from '../../support/shared-crypto.ts'

test('[SY-27] a part is written at the end of what is there, never makes a hole and never writes twice', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.nat(500), fc.nat(500), (total, given, offset, length) => {
      const have = Math.min(given, total)
      const placed = placePart(have, total, offset, length)
      if (offset + length > total) {
        expect(placed).toMatchObject({ ok: false, fault: { kind: 'tooLarge' } })
        return
      }
      if (!placed.ok) throw new Error('refused')
      const { skip, length: written } = placed.value
      if (offset > have) expect(written).toBe(0)
      else {
        expect(written).toBe(Math.max(0, offset + length - have))
        if (written > 0) expect(offset + skip).toBe(have)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('a pack with files says where its map ends; one without is the form older programs read', () => {
  const space: SpaceId = asId('fujian')
  const pack = { space, station: testKey().station, madeMs: 1, changes: [], seals: [], keys: [] }
  expect(packMapLength(encodePack(pack))).toBeNull()
  const files = [{ sha256: 'ab'.repeat(32), bytes: 12 }]
  const bytes = encodePack({ ...pack, files })
  const length = packMapLength(bytes.subarray(0, PACK_PREFIX_BYTES))
  expect(length).toBe(bytes.length - PACK_PREFIX_BYTES)
  expect(decodePack(bytes.subarray(PACK_PREFIX_BYTES))).toEqual({ ok: true, value: { ...pack, files } })
  expect(decodePack(bytes)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
  const bad = encodePack({ ...pack, files: [{ sha256: '../../x', bytes: 12 }] }).subarray(PACK_PREFIX_BYTES)
  expect(decodePack(bad)).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
})
