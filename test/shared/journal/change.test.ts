// Encoding, decoding and refusing of changes.
import { decode, encode } from 'cborg'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../../shared/base/bytes.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Json } from '../../../shared/base/json.ts'
import { canonicalJson } from '../../../shared/base/json.ts'
import type { ChangeBody, ChangeHeader } from '../../../shared/journal/change.ts'
import {
  MAX_BODY_BYTES,
  NO_PREVIOUS,
  decodeBody,
  encodeBody,
  makeChange,
  readChange,
} from '../../../shared/journal/change.ts'
import { sha256 } from '../../support/shared-crypto.ts'

const head: Omit<ChangeHeader, 'version' | 'bodyHash'> = {
  space: asId('fujian'),
  station: asId('7K2Q4M9XABCDEFGH'),
  chain: 42,
  seq: 1,
  stamp: { ms: 1_690_500_000_000, counter: 3 },
  officer: asId('of1'),
  kind: 'incident',
  record: asId('01H6'),
  previous: NO_PREVIOUS,
}
const changeId = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => asId<ChangeBody['sets'][number]['over'][number]>(toHex(bytes)))
const body: fc.Arbitrary<ChangeBody> = fc.record({
  sets: fc.uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 20 }),
      value: fc.jsonValue({ maxDepth: 4 }),
      over: fc.array(changeId, { maxLength: 3 }),
    }),
    { selector: (set) => set.name, maxLength: 8 },
  ),
  reason: fc.string({ maxLength: 40 }),
}) as fc.Arbitrary<ChangeBody>

describe('change bytes', () => {
  test('[JN-1] decoding gives back what was encoded', () => {
    fc.assert(
      fc.property(body, (content) => {
        const change = makeChange(head, content, sha256)
        const read = readChange({ header: change.header, body: change.body }, sha256)
        expect(read.ok).toBe(true)
        if (!read.ok) return
        const sorted = content.sets.toSorted((a, b) => (a.name < b.name ? -1 : 1))
        expect(canonicalJson((read.value.content?.sets ?? []) as unknown as Json)).toBe(
          canonicalJson(sorted as unknown as Json),
        )
        expect([read.value.id, read.value.head, read.value.content?.reason]).toEqual([
          change.id,
          change.head,
          content.reason,
        ])
      }),
      { numRuns: 300 },
    )
  })

  test('[JN-1] equal content gives equal bytes, whatever the order it was written in', () => {
    fc.assert(
      fc.property(body, (content) => {
        expect(toHex(encodeBody({ ...content, sets: content.sets.toReversed() }))).toBe(toHex(encodeBody(content)))
      }),
    )
  })

  test("[JN-2] a newer format's trailing elements, kinds and fields survive, and the bytes stay the same", () => {
    const content = encode([[['futureField', { deep: [1, 'x'] }, []]], [], null, { newer: true }])
    const header = encode([
      9,
      'fujian',
      'S',
      1,
      1,
      5,
      0,
      '',
      'futureKind',
      'r',
      NO_PREVIOUS,
      sha256(content),
      'newer header element',
    ])
    const read = readChange({ header, body: content }, sha256)
    expect(read.ok && [toHex(read.value.header), toHex(read.value.body ?? new Uint8Array())]).toEqual([
      toHex(header),
      toHex(content),
    ])
    expect(read.ok && read.value.content?.sets).toEqual([{ name: 'futureField', value: { deep: [1, 'x'] }, over: [] }])
    expect(read.ok && read.value.head.version).toBe(9)
  })

  test('[JN-3] one altered body byte is found', () => {
    const change = makeChange(head, { sets: [{ name: 'title', value: '台风', over: [] }] }, sha256)
    const altered = Uint8Array.from(change.body ?? [])
    altered[altered.length - 2] = (altered[altered.length - 2] ?? 0) ^ 1
    const read = readChange({ header: change.header, body: altered }, sha256)
    expect(read.ok ? 'ok' : read.fault.kind).toBe('hashMismatch')
  })

  test('[JN-3] random bytes never throw and never pass', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (header, content) => {
        const read = readChange({ header, body: content }, sha256)
        expect(read.ok).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  test('[JN-3] a header with any one element spoiled is refused', () => {
    const good = decode(makeChange(head, { sets: [] }, sha256).header) as unknown[]
    for (let index = 0; index < 12; index += 1)
      for (const bad of [-1, 1.5, {}, null, 'x'.repeat(201)]) {
        const spoiled = good.with(index, bad)
        const read = readChange({ header: encode(spoiled), body: null }, sha256)
        expect([index, JSON.stringify(bad), read.ok]).toEqual([index, JSON.stringify(bad), false])
      }
  })

  test('[JN-3] doubled, unsorted, unlisted or unreadable fields are refused', () => {
    const bodies: readonly unknown[] = [
      [
        [
          ['b', 1, []],
          ['a', 1, []],
        ],
        [],
        null,
      ],
      [
        [
          ['a', 1, []],
          ['a', 2, []],
        ],
        [],
        null,
      ],
      [[['a', 1, [0]]], [], null],
      [[['a', new Uint8Array(2), []]], [], null],
      [[['', 1, []]], [], null],
      [[['a', 1]], [], null],
      [[['a', 1, []]], [new Uint8Array(15)], null],
      [[['a', 1, []]], [], 7],
      [{}, [], null],
    ]
    expect(bodies.map((item) => decodeBody(encode(item)).ok)).toEqual(bodies.map(() => false))
  })

  test('[JN-4] an oversize body is refused', () => {
    const change = makeChange(head, { sets: [{ name: 'a', value: 'x'.repeat(MAX_BODY_BYTES), over: [] }] }, sha256)
    const read = readChange(change, sha256)
    expect(read.ok ? 'ok' : read.fault.kind).toBe('tooLarge')
  })
})
